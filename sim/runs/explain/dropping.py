"""Single events left out: what the end of a life would have been without each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.state import Body

from ...events import Event
from ...fold import fold
from .explanation import Dropped
from .lives import Ends, TwoLives, copies, folded

MOST_LANES = 2048
"""Beyond, more lanes cost more than starting again from a later moment saves."""

WORDS: dict[str, Callable[[Any], str]] = {
    "session_performed": lambda event: f"session {event.session}",
    "run_completed": lambda event: f"{event.style} run",
    "recovery_done": lambda event: event.method,
    "night_slept": lambda event: f"night of {event.hours:.1f} h",
    "nap_taken": lambda event: f"nap of {event.hours:.1f} h",
    "fell_ill": lambda _: "illness",
    "got_injured": lambda event: f"injury of the {event.muscle}",
    "unloading_began": lambda event: event.manner,
}
"""Kinds of events that are left out one at a time, and how each is told."""


def without_each(lives: TwoLives, ends: Ends) -> tuple[Dropped, ...]:
    """Return what each single event of the two lives meant for its end, largest first.

    Args:
        lives: Two lives of one person.
        ends: The outcome at the end of each.
    """
    past = fold(lives.values, lives.past)
    found: list[Dropped] = []
    for log, rest, end in zip(("first", "second"), lives.rests, ends, strict=True):
        found += _of(lives, log, past, rest, end)
    return tuple(sorted(found, key=lambda one: -abs(one.points)))


def _of(lives: TwoLives, log: str, body: Body, events: Sequence[Event], whole: float) -> Iterator[Dropped]:
    candidates = [place for place, event in enumerate(events) if event.kind in WORDS]
    reached = 0
    for begin in range(0, len(candidates), MOST_LANES):
        block = candidates[begin : begin + MOST_LANES]
        body = fold(lives.values, events[reached : block[0]], body)
        reached = block[0]
        for place, end in zip(block, _ends_without(lives, body, events[reached:], block, reached), strict=True):
            event = events[place]
            words = WORDS[event.kind](event).replace("_", " ")
            yield Dropped(log, event.time_days, event.kind, words, float(end) - whole)


def _ends_without(
    lives: TwoLives, body: Body, events: Sequence[Event], places: Sequence[int], first: int
) -> NDArray[np.float64]:
    """Return the ends in lanes of which each leaves out one place, where ``first`` is the place of the first event."""
    lanes = np.array(places) - first
    left_out = set(lanes.tolist())
    rest = ((event, lanes != place if place in left_out else None) for place, event in enumerate(events))
    return lives.end(lives.values, folded(lives.values, rest, copies(body, len(places))))
