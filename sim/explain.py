r"""Why one life ended ahead of another: what each kind of event contributed, and which single sessions mattered most.

Both logs are folded with every mixture of their kinds of events, and the difference is shared out by Shapley's rule,

.. math:: \phi_k = \sum_{S \not\ni k} \frac{|S|!\,(n-|S|-1)!}{n!}\,\bigl(v(S \cup k) - v(S)\bigr),

where :math:`v(S)` is the size at the end when the kinds in :math:`S` come from the second log and the others from the
first. The parts add up to the difference.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from math import factorial

import attrs

from models import observables

from .effective import effective
from .errors import InputError
from .events import Event
from .project import fold, until
from .replaying import origin_of, replay

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


@attrs.frozen
class Part:
    """What a kind of event contributed to the difference, percent of the never-trained size."""

    kind: str
    points: float


@attrs.frozen
class Dropped:
    """What dropping one session would have changed at the end, percent of the never-trained size."""

    log: str
    time_days: float
    session: str
    points: float


@attrs.frozen(eq=False)
class Explanation:
    """The difference between two lives, shared out.

    Attributes:
        first_percent: Leg size at the end of the first, percent of the never-trained size.
        second_percent: The same of the second.
        shared_events: How many events both have in common from the beginning.
        parts: Contributions that add up to the difference, largest first.
        dropped: Single sessions by how much the end would change without them, largest first.
    """

    first_percent: float
    second_percent: float
    shared_events: int
    parts: tuple[Part, ...]
    dropped: tuple[Dropped, ...]

    @property
    def difference_points(self) -> float:
        """Second minus first."""
        return self.second_percent - self.first_percent


def explain(first: Sequence[Event], second: Sequence[Event]) -> Explanation:
    """Share out the difference between two runs of the same person.

    Raises:
        InputError: The runs are not of the same athlete with the same parameters, or end at different moments.
    """
    first, second = effective(first), effective(second)
    _check_comparable(first, second)
    values = replay(first[:1]).values
    shared = _shared(first, second)
    past = fold(values, first[:shared])
    rests = (first[shared:], second[shared:])
    end_days = first[-1].time_days

    def legs_percent(events: Sequence[Event]) -> float:
        body = until(values, fold(values, events, past), end_days)
        return 100.0 * float(observables.legs_size(body)[0])

    kinds = _differing_kinds(*rests)

    def mixture(from_second: frozenset[str]) -> float:
        mixed = [event for event in rests[0] if KIND_OF.get(event.kind) not in from_second]
        mixed += [event for event in rests[1] if KIND_OF.get(event.kind) in from_second]
        return legs_percent(sorted(mixed, key=lambda event: event.time_days))

    parts = sorted(_shapley(kinds, mixture), key=lambda part: -abs(part.points))
    dropped = [
        *_without_each("first", rests[0], legs_percent),
        *_without_each("second", rests[1], legs_percent),
    ]
    return Explanation(
        legs_percent(rests[0]),
        legs_percent(rests[1]),
        shared,
        tuple(parts),
        tuple(sorted(dropped, key=lambda one: -abs(one.points))),
    )


def _check_comparable(first: Sequence[Event], second: Sequence[Event]) -> None:
    if origin_of(first).parameters != origin_of(second).parameters:
        raise InputError("only runs under the same parameters can be explained; replay one of them under the other's")
    if first[-1].time_days != second[-1].time_days or first[1] != second[1]:
        raise InputError(
            "only runs of the same athlete over the same time can be explained: found other people, or "
            f"found {first[-1].time_days:g} and {second[-1].time_days:g} days"
        )


def _shared(first: Sequence[Event], second: Sequence[Event]) -> int:
    """Count the events in common from the beginning, the very first aside: it tells of different strategies."""
    for position, (one, other) in enumerate(zip(first, second, strict=False)):
        if position > 0 and one != other:
            return position
    return min(len(first), len(second))


def _differing_kinds(first: Sequence[Event], second: Sequence[Event]) -> tuple[str, ...]:
    def of(events: Sequence[Event], kind: str) -> list[Event]:
        return [event for event in events if KIND_OF.get(event.kind) == kind]

    return tuple(kind for kind in dict.fromkeys(KIND_OF.values()) if of(first, kind) != of(second, kind))


def _shapley(kinds: tuple[str, ...], value: Callable[[frozenset[str]], float]) -> list[Part]:
    many = len(kinds)
    worth = {
        frozenset(chosen): value(frozenset(chosen)) for size in range(many + 1) for chosen in combinations(kinds, size)
    }
    parts = []
    for kind in kinds:
        points = 0.0
        for chosen, before in worth.items():
            if kind not in chosen:
                share = factorial(len(chosen)) * factorial(many - len(chosen) - 1) / factorial(many)
                points += share * (worth[chosen | {kind}] - before)
        parts.append(Part(kind, points))
    return parts


def _without_each(
    name: str, events: Sequence[Event], legs_percent: Callable[[Sequence[Event]], float]
) -> list[Dropped]:
    whole = legs_percent(events)
    return [
        Dropped(
            name,
            event.time_days,
            str(getattr(event, "session", "")),
            legs_percent([*events[:position], *events[position + 1 :]]) - whole,
        )
        for position, event in enumerate(events)
        if event.kind == "session_performed"
    ]
