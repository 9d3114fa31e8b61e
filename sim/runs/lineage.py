"""What runs were prescribed from their birth on, through every fork, and up to when several of them share one past."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import attrs

from ..errors import InputError
from ..events import Event, StreamStarted
from ..log.origin import origin_of
from ..plan import DAYS_PER_WEEK, Phase, Scenario, Strategy
from ..scenario.reader import scenario_from_resolved
from .fork import facts_of, fitted
from .replay import told_apart

MOST_GENERATIONS = 100

Ancestors = Callable[[str], Sequence[Event]]
"""Reads the stream that another branched from."""


@attrs.frozen
class PrescribedStretch:
    """A stretch of a life, half-open.

    Attributes:
        begin_days: Since the run's start.
        end_days: Where the next stretch begins.
        label: Words for the strategy that it belongs to.
        phase: What was prescribed; ``None`` where life was recorded and nobody prescribed it.
    """

    begin_days: float
    end_days: float
    label: str
    phase: Phase | None

    def cut(self, end_days: float) -> PrescribedStretch:
        """Return the part before a moment."""
        return attrs.evolve(self, end_days=min(self.end_days, end_days))

    def same(self, other: PrescribedStretch) -> bool:
        """Tell whether both prescribe the same from the same moment, however long."""
        one, two = (it.phase and attrs.evolve(it.phase, length_days=0.0) for it in (self, other))
        return self.begin_days == other.begin_days and one == two


@attrs.frozen(eq=False)
class Life:
    """A run and what it was prescribed.

    Attributes:
        name: Of its stream.
        log: The whole stream.
        origin: Its first event.
        scenario: What its strategy was taken from, ``None`` for an imported log.
        strategy: The last that it lived, likewise.
        stretches: From birth to end, without gaps.
    """

    name: str
    log: Sequence[Event]
    origin: StreamStarted
    scenario: Scenario | None
    strategy: Strategy | None
    stretches: tuple[PrescribedStretch, ...]

    @property
    def end_days(self) -> float:
        """When the run ended."""
        return self.log[-1].time_days

    def week(self, time_days: float) -> float:
        """Return a moment as the run counts its weeks."""
        return (time_days - self.origin.history_days) / DAYS_PER_WEEK

    def rest(self, at_days: float) -> tuple[Phase, ...]:
        """Return what this run was prescribed from a moment on, a phase under way taken up in its middle.

        Raises:
            InputError: A part of it was recorded and not prescribed.
        """
        left = [stretch for stretch in self.stretches if stretch.end_days > at_days]
        phases = []
        for stretch in left:
            if stretch.phase is None:
                message = (
                    f"{self.name}: what followed week {self.week(at_days):g} was recorded and not prescribed, so that "
                    "no other futures can be lived; fork it there with `regain fork` and compare the forks"
                )
                raise InputError(message)
            begin_days = max(stretch.begin_days, at_days)
            began_days = stretch.begin_days if stretch.begin_days < at_days else None
            length_days = stretch.end_days - begin_days
            phases.append(attrs.evolve(stretch.phase, began_days=began_days, length_days=length_days))
        return tuple(phases)

    def before(self, at_days: float) -> tuple[Phase, ...]:
        """Return what was prescribed up to a moment; nothing where any of it was recorded and not prescribed."""
        lived = [stretch.cut(at_days) for stretch in self.stretches if stretch.begin_days < at_days]
        phases = [
            attrs.evolve(one.phase, length_days=one.end_days - one.begin_days) for one in lived if one.phase is not None
        ]
        return tuple(phases) if len(phases) == len(lived) else ()

    def label(self, at_days: float) -> str:
        """Name what was lived from a moment on."""
        left = [stretch for stretch in self.stretches if stretch.end_days > at_days]
        words = [left[0].label]
        for last, following in pairwise(left):
            if following.label != last.label:
                words.append(f"{following.label} from week {(following.begin_days - at_days) / DAYS_PER_WEEK:.3g}")
        return ", then ".join(words)


def life_of(name: str, log: Sequence[Event], ancestors: Ancestors) -> Life:
    """Work out what a run was prescribed.

    Args:
        name: Of its stream.
        log: The whole stream.
        ancestors: Reads the streams that it branched from.

    Raises:
        InputError: A stream that it branched from is missing, or is none that it can have branched from.
    """
    log = facts_of(log)
    origin = origin_of(log)
    scenario, strategy = _lived(name, origin)
    return Life(name, log, origin, scenario, strategy, tuple(_stretches(name, log, ancestors)))


def shared_moment(lives: Sequence[Life]) -> float:
    """Return the moment up to which runs share one past: there they were first prescribed something else.

    Raises:
        InputError: They are not of the same person, or share no past.
    """
    first = lives[0]
    moment = min(_parting(first, other) for other in lives[1:])
    for other in lives[1:]:
        reason = _why_not_one_past(first, other, moment)
        if reason:
            message = (
                f"{first.name} and {other.name} share no past: {reason}; compare a run with its forks (`regain fork`) "
                "or with runs of the same scenario and person"
            )
            raise InputError(message)
    return moment


def label_of(origin: StreamStarted) -> str:
    """Return the words for the strategy that a stream was lived under; its name where the words are not known."""
    try:
        _, strategy = _lived(origin.scenario, origin)
    except InputError:
        strategy = None
    return strategy.label if strategy else origin.strategy


def _lived(name: str, origin: StreamStarted) -> tuple[Scenario | None, Strategy | None]:
    if not origin.scenario_text or not origin.strategy:
        return None, None
    scenario = scenario_from_resolved(json.loads(origin.scenario_text), origin.scenario)
    try:
        return scenario, scenario.strategy(origin.strategy)
    except KeyError:
        message = f"{name}: its scenario {origin.scenario} has no strategy {origin.strategy!r}; live it again"
        raise InputError(message) from None


def _stretches(
    name: str, log: Sequence[Event], ancestors: Ancestors, generation: int = 0
) -> Iterator[PrescribedStretch]:
    """Yield what a stream was prescribed: as its parent until it branched, then by its own strategy."""
    origin = origin_of(log)
    _, strategy = _lived(name, origin)
    if not origin.parent:
        yield from _from_birth(origin, strategy, log[-1].time_days)
        return
    if strategy is None or generation >= MOST_GENERATIONS or not 0 < origin.parent_events < len(log):
        message = f"{name}: does not say what it lived after it branched from {origin.parent}; fork it again"
        raise InputError(message)
    at_days = log[origin.parent_events].time_days
    for stretch in _stretches(origin.parent, facts_of(ancestors(origin.parent)), ancestors, generation + 1):
        if stretch.begin_days < at_days:
            yield stretch.cut(at_days)
    yield from _laid_out(at_days, fitted(strategy.phases, log[-1].time_days - at_days), strategy.label)


def _from_birth(origin: StreamStarted, strategy: Strategy | None, end_days: float) -> Iterator[PrescribedStretch]:
    """Yield what a stream without a parent was prescribed; a forecast from an import has a past that was recorded."""
    if strategy is None:
        yield PrescribedStretch(0.0, end_days, "as recorded", None)
        return
    if origin.origin == "simulated":
        yield from _laid_out(0.0, strategy.history, strategy.label)
    else:
        yield PrescribedStretch(0.0, origin.history_days, "as recorded", None)
    yield from _laid_out(origin.history_days, strategy.phases, strategy.label)


def _laid_out(begin_days: float, phases: Sequence[Phase], label: str) -> Iterator[PrescribedStretch]:
    for phase in phases:
        yield PrescribedStretch(begin_days, begin_days + phase.length_days, label, phase)
        begin_days += phase.length_days


def _parting(one: Life, other: Life) -> float:
    """Return when two runs were first prescribed something else."""
    for mine, theirs in zip(one.stretches, other.stretches, strict=False):
        if not mine.same(theirs):
            return mine.begin_days
        if mine.end_days != theirs.end_days:
            return min(mine.end_days, theirs.end_days)
    return min(one.end_days, other.end_days)


def _why_not_one_past(one: Life, other: Life, at_days: float) -> str:
    """Say what keeps two runs from having one past; empty if nothing does."""
    mine, theirs = one.origin, other.origin
    if (mine.athlete, mine.seed) != (theirs.athlete, theirs.seed):
        return (
            f"athlete {mine.athlete} of seed {mine.seed} is somebody else than athlete {theirs.athlete} of seed "
            f"{theirs.seed}"
        )
    apart = told_apart(mine.parameters, theirs.parameters)
    if apart:
        return f"they have other parameters ({apart})"
    if at_days <= 0.0 and (mine.history_days > 0.0 or theirs.history_days > 0.0):
        return "they were prescribed different lives from the first day on"
    lived = [[event for event in life.log[1:] if event.time_days < at_days] for life in (one, other)]
    if lived[0] != lived[1]:
        apart_days = next(
            (event.time_days for event, twin in zip(*lived, strict=False) if event != twin),
            min(events[-1].time_days if events else 0.0 for events in lived),
        )
        return f"their events differ from week {one.week(apart_days):.1f} on"
    return ""
