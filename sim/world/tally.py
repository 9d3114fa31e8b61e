"""What a plan cost: sessions, hours, injuries. A projection of events, like everything that is counted."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
import numpy as np

from models.arrays import FloatArray

from ..events import Event, GotInjured, Quantity, RunCompleted, SessionMissed, SessionPerformed


@attrs.frozen(eq=False)
class Tally:
    """Counts since some moment, each of shape ``(lanes,)``."""

    sessions: FloatArray
    sessions_missed: FloatArray
    sets: FloatArray
    gym_minutes: FloatArray
    runs: FloatArray
    run_minutes: FloatArray
    injuries: FloatArray


def nothing(lanes: int) -> Tally:
    """Return a tally of nothing yet."""
    return Tally(*(np.zeros(lanes) for _ in attrs.fields(Tally)))


def since(events: Iterable[Event], start_days: float) -> Tally:
    """Return the counts of one athlete's events from a moment on."""
    tally = nothing(1)
    for event in events:
        if event.time_days >= start_days:
            tally = count(tally, event)
    return tally


def count(tally: Tally, event: Event) -> Tally:
    """Return the tally after an event."""
    if not isinstance(event, (SessionPerformed, SessionMissed, RunCompleted, GotInjured)):
        return tally
    came = np.ones_like(tally.sessions) if event.mask is None else event.mask.astype(float)

    def add(name: str, amount: Quantity) -> FloatArray:
        return np.asarray(getattr(tally, name) + came * amount)

    match event:
        case SessionPerformed():
            done = sum(((np.asarray(one.reps) > 0).astype(float) for one in event.work), np.zeros_like(came))
            return attrs.evolve(
                tally,
                sessions=add("sessions", 1.0),
                sets=add("sets", done),
                gym_minutes=add("gym_minutes", event.minutes),
            )
        case SessionMissed():
            return attrs.evolve(tally, sessions_missed=add("sessions_missed", 1.0))
        case RunCompleted():
            return attrs.evolve(tally, runs=add("runs", 1.0), run_minutes=add("run_minutes", event.minutes))
        case _:
            return attrs.evolve(tally, injuries=add("injuries", 1.0))
