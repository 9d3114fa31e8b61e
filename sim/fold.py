"""The fold: facts in, state out. Live simulation, replay, forks and pictures all go through here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from models.body import absorb, advance, unborn
from models.exercises import catalogue
from models.parameters import Values
from models.state import Body

from .events import Event


def start(lanes: int = 1) -> Body:
    """Return the bodies before their first event."""
    return unborn(lanes, len(catalogue().muscles))


def land(p: Values, body: Body, event: Event) -> Body:
    """Let time pass until an event, and let it land.

    Raises:
        ValueError: The event lies before the body's moment.
    """
    return absorb(p, until(p, body, event.time_days), event)


def until(p: Values, body: Body, time_days: float) -> Body:
    """Let time pass until a moment without events.

    Raises:
        ValueError: The moment lies in the past.
    """
    moved = advance(p, body, time_days - body.time_days)
    # The moment itself, not a sum of stretches: so state at a time does not depend on how the way there was cut.
    return moved if moved.time_days == time_days else moved.changed({"time_days": time_days})


def fold(p: Values, events: Iterable[Event], body: Body | None = None) -> Body:
    """Fold a stream into a body.

    Args:
        p: Parameters; with several lanes the one stream is folded under each.
        events: In the order in which they happened.
        body: Where to start; ``None`` is before the first event.

    Returns:
        State just after the last event.
    """
    state = start() if body is None else body
    for event in events:
        state = land(p, state, event)
    return state


def states_at(
    p: Values, events: Sequence[Event], times_days: Iterable[float], body: Body | None = None
) -> Iterator[Body]:
    """Yield the state at each of the ascending times, after the events of that very moment.

    Args:
        p: Parameters; with several lanes the one stream is folded under each.
        events: In the order in which they happened.
        times_days: Moments, not before ``body``.
        body: Where to start; ``None`` is before the first event.
    """
    state, position = start() if body is None else body, 0
    for time_days in times_days:
        while position < len(events) and events[position].time_days <= time_days:
            state = land(p, state, events[position])
            position += 1
        yield until(p, state, time_days)
