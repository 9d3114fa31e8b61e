"""Branching a life: the shared past is folded and not lived again, and the same chance meets every branch."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from models.parameters import ParameterSet

from ..chance import Streams
from ..comparison.experiment import Run
from ..errors import InputError
from ..events import AthleteDescribed, Event, ImportBegan, NoteMade, StreamStarted
from ..log.import_marks import effective
from ..log.origin import origin_of
from ..plan import DAYS_PER_WEEK, Phase, Scenario, Strategy
from ..versions import versions
from ..world.cohort import Cohort
from ..world.engine import live, relive
from .replay import recorded_parameters


@attrs.frozen(eq=False)
class Branching:
    """A moment of a recorded life at which other lives may begin.

    Attributes:
        origin: The stream's first event.
        shared: The events before the moment, without the first; who someone is belongs to every past.
        at_days: The moment, days since the run's start; what happened at it belongs to the branches no more.
        parameters: Those of the person.
    """

    origin: StreamStarted
    shared: tuple[Event, ...]
    at_days: float
    parameters: ParameterSet

    @property
    def person(self) -> Streams:
        """The chance that this person met."""
        return Streams(self.origin.seed, np.array([self.origin.athlete], dtype=np.int64))

    def first_event(self, scenario: Scenario, strategy: Strategy) -> StreamStarted:
        """Return the first event of a stream that goes on from here: it names no parent yet."""
        return attrs.evolve(
            self.origin,
            scenario=scenario.name,
            scenario_sha256=scenario.sha256,
            scenario_text=scenario.text,
            strategy=strategy.name,
            versions=versions(),
            parent="",
            parent_events=0,
        )


def branch_at(log: Sequence[Event], at_days: float) -> Branching:
    """Return what a stream is up to a moment.

    Args:
        log: A whole stream.
        at_days: The moment, days since the run's start.

    Raises:
        InputError: The stream does not say where it comes from, or parameters of its person are not known.
    """
    log = facts_of(log)
    origin = origin_of(log)
    described = (event for event in log[1:] if isinstance(event, AthleteDescribed) and event.time_days == at_days)
    before = (event for event in log[1:] if event.time_days < at_days)
    return Branching(origin, (*before, *described), at_days, recorded_parameters(origin))


def facts_of(log: Sequence[Event]) -> tuple[Event, ...]:
    """Return the events that a branch shares: what is true of a log, with notes where an import began.

    The marker of an import counts the events behind it, and a branch has others there.

    Args:
        log: A whole stream.
    """
    return tuple(
        NoteMade(time_days=event.time_days, text=f"imported from {event.file} ({event.import_id})")
        if isinstance(event, ImportBegan)
        else event
        for event in effective(log)
    )


def fork(
    log: Sequence[Event],
    *,
    at_days: float,
    scenario: Scenario,
    strategy_name: str,
    parent: str = "",
    end_days: float = 0.0,
) -> Run:
    """Branch one athlete's life: up to a moment what was, from there another strategy, begun afresh.

    Args:
        log: The whole stream of the past.
        at_days: Moment of the branching, days since the run's start; what happened at it belongs to the branch no more.
        scenario: Holds the strategy.
        strategy_name: What is lived from there.
        parent: Name of the stream, which the branch will tell.
        end_days: Where the branch ends; default: where the past ended.

    Returns:
        The branch as a run of its own, its log complete.

    Raises:
        InputError: The moment is not within the stream, or the strategy is not in the scenario or sets parameters.
    """
    log = effective(log)
    origin, end_days = origin_of(log), end_days or log[-1].time_days
    if not log[0].time_days < at_days < end_days:
        moments = (log[0].time_days, end_days, at_days)
        begin, end, found = (f"week {(one - origin.history_days) / DAYS_PER_WEEK:g}" for one in moments)
        message = f"a run can be forked between its first and its last moment, {begin} and {end}, found {found}"
        raise InputError(message)
    names = [one.name for one in scenario.strategies]
    if strategy_name not in names:
        message = f"{scenario.name} has no strategy {strategy_name!r}, expected one of: {', '.join(names)}"
        raise InputError(message)
    strategy = scenario.strategy(strategy_name)
    refuse_parameters(strategy, "a branch")
    here = branch_at(log, at_days)
    cohort = Cohort(here.person, here.parameters, here.parameters.values_of())
    past = relive(cohort, here.shared, at_days)
    future = live(cohort, past, fitted(strategy.phases, end_days - at_days))
    first = attrs.evolve(here.first_event(scenario, strategy), parent=parent, parent_events=1 + len(here.shared))
    return Run(scenario, strategy, (first, *future.logs[0]), future.body, cohort.values, future.body.time_days)


def refuse_parameters(strategy: Strategy, what: str) -> None:
    """Refuse a strategy that would make another person of the one whose past goes on.

    Args:
        strategy: What is to be lived.
        what: Words for the life that goes on.

    Raises:
        InputError: It sets parameters.
    """
    if strategy.parameters:
        set_here = ", ".join(strategy.parameters)
        message = (
            f"strategy {strategy.name!r} sets {set_here}, and {what} keeps its person's parameters; leave them out"
        )
        raise InputError(message)


def fitted(phases: Sequence[Phase], length_days: float) -> tuple[Phase, ...]:
    """Cut phases, or lengthen the last, so that together they last ``length_days``."""
    kept: list[Phase] = []
    left_days = length_days
    for position, phase in enumerate(phases):
        last = position == len(phases) - 1
        kept.append(attrs.evolve(phase, length_days=left_days if last else min(phase.length_days, left_days)))
        left_days -= kept[-1].length_days
        if left_days <= 0.0:
            break
    return tuple(kept)
