"""Branching a life: the shared past is folded and not lived again, and the same chance meets every branch."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from models.parameters import ParameterSet

from . import logbook, tally
from .effective import effective
from .errors import InputError
from .events import Event
from .experiment import Run
from .plan import DAYS_PER_WEEK, Phase, Scenario
from .project import until
from .provenance import versions
from .replaying import origin_of, replay
from .streams import Streams
from .world.cohort import Cohort
from .world.engine import live
from .world.world import Past


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
        week = (at_days - origin.history_days) / DAYS_PER_WEEK
        message = f"a run can be forked between its first and its last moment, found week {week:g}"
        raise InputError(message)
    names = [one.name for one in scenario.strategies]
    if strategy_name not in names:
        message = f"{scenario.name} has no strategy {strategy_name!r}, expected one of: {', '.join(names)}"
        raise InputError(message)
    strategy = scenario.strategy(strategy_name)
    if strategy.parameters:
        set_here = ", ".join(strategy.parameters)
        message = (
            f"strategy {strategy_name!r} sets {set_here}, and a branch keeps its person's parameters; leave them out"
        )
        raise InputError(message)
    shared = [event for event in log if event.time_days < at_days]
    again = replay(shared)
    cohort = _alone(again.parameters, origin.seed, origin.athlete)
    past = Past(until(cohort.values, again.body, at_days), _notes(shared), tally.nothing(1), (tuple(shared[1:]),))
    future = live(cohort, past, fitted(strategy.phases, end_days - at_days))
    first = attrs.evolve(
        origin,
        scenario=scenario.name,
        scenario_sha256=scenario.sha256,
        scenario_text=scenario.text,
        strategy=strategy.name,
        versions=versions(),
        parent=parent,
        parent_events=len(shared),
    )
    return Run(scenario, strategy, (first, *future.logs[0]), future.body, cohort.values, future.body.time_days)


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


def _alone(parameters: ParameterSet, seed: int, athlete: int) -> Cohort:
    return Cohort(Streams(seed, np.array([athlete], dtype=np.int64)), parameters, parameters.values_of())


def _notes(events: Sequence[Event]) -> logbook.Logbook:
    notes = logbook.blank(1)
    for event in events:
        notes = logbook.note(notes, event)
    return notes
