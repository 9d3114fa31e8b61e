"""The difference shared out among the kinds of events."""

from __future__ import annotations

from collections.abc import Sequence

from ...events import Event
from ...fold import fold
from .explanation import Contribution
from .lives import Ends, Lanes, TwoLives, copies, folded
from .shapley import shapley, subsets

KIND_OF: dict[str, str] = {
    "session_performed": "training",
    "run_completed": "running",
    "night_slept": "sleep",
    "nap_taken": "sleep",
    "food_eaten": "food",
    "stress_felt": "stress",
    "recovery_done": "recovery methods",
    "fell_ill": "illness and injury",
    "got_injured": "illness and injury",
    "unloading_began": "disuse",
    "unloading_ended": "disuse",
}
"""Kinds of events whose part in a difference is told; markers have none."""


def share_among_kinds(lives: TwoLives) -> tuple[Ends, tuple[Contribution, ...]]:
    """Return both ends, and the part of every kind of event in which two lives differ: as if one had the other's.

    Args:
        lives: Two lives of one person.
    """
    kinds = _differing(*lives.rests)
    from_second = subsets(len(kinds))
    column = {kind: from_second[:, place] for place, kind in enumerate(kinds)}
    first: list[tuple[Event, Lanes | None]] = []
    second: list[tuple[Event, Lanes | None]] = []
    for event in lives.rests[0]:
        kind = KIND_OF.get(event.kind)
        first.append((event, ~column[kind] if kind in column else None))
    for event in lives.rests[1]:
        kind = KIND_OF.get(event.kind)
        if kind in column:
            second.append((event, column[kind]))
    mixed = sorted([*first, *second], key=lambda one: one[0].time_days)
    past = copies(fold(lives.values, lives.past), len(from_second))
    worth = lives.end(lives.values, folded(lives.values, mixed, past))
    parts = [Contribution(kind, float(share), kind) for kind, share in zip(kinds, shapley(worth), strict=True)]
    return (float(worth[0]), float(worth[-1])), tuple(sorted(parts, key=lambda part: -abs(part.points)))


def _differing(first: Sequence[Event], second: Sequence[Event]) -> tuple[str, ...]:
    def of(events: Sequence[Event], kind: str) -> list[Event]:
        return [event for event in events if KIND_OF.get(event.kind) == kind]

    return tuple(kind for kind in dict.fromkeys(KIND_OF.values()) if of(first, kind) != of(second, kind))
