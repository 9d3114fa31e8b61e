"""The engine: one SimPy calendar for a whole cohort, one body folded from what happens on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs

from .. import fold
from ..events import Event, PhaseBegan, PhaseEnded
from ..plan import Athlete, Phase
from . import food, life, recovery, running, sleep, tally, training
from . import logbook as notes
from .cohort import Cohort, describe
from .world import Observer, Past, Process, World

PROCESSES: tuple[Callable[[World, Phase, float, float], Process], ...] = (
    life.disuse,
    life.stress,
    life.illnesses,
    sleep.nights,
    sleep.naps,
    training.sessions,
    running.runs,
    recovery.methods,
    food.days,
)
"""Everything that happens to people, in the order in which it does where several fall on one moment."""


def be_born(cohort: Cohort, athlete: Athlete, logged: int = 1) -> Past:
    """Return the past of people who have not lived any of the scenario yet: only who they are.

    Args:
        cohort: The people.
        athlete: The typical one.
        logged: How many lanes keep their own log.
    """
    lanes = cohort.lanes
    event = describe(cohort, athlete)
    body = fold.land(cohort.values, fold.start(lanes), event)
    return Past(body, notes.blank(lanes), tally.nothing(lanes), tuple((event.lane(lane),) for lane in range(logged)))


def relive(
    cohort: Cohort,
    events: Sequence[Event],
    until_days: float,
    sample_days: Sequence[float] = (),
    observe: Observer = lambda _: None,
) -> Past:
    """Let what was recorded of one life happen again to a cohort, and return the past that it is.

    Args:
        cohort: Who carries this past on, each under their own parameters.
        events: One athlete's own events before ``until_days``, in order.
        until_days: The moment reached; counts begin there.
        sample_days: Ascending moments before it to observe, each after its events.
        observe: Called with the bodies at each.
    """
    nothing = tally.nothing(cohort.lanes)
    world = World(cohort, Past(fold.start(cohort.lanes), notes.blank(cohort.lanes), nothing), sample_days, observe)
    for event in events:
        world.record(event)
    world.arrive(until_days)
    return attrs.evolve(world.past(), tally=nothing, logs=(tuple(events),))


def live(
    cohort: Cohort,
    past: Past,
    phases: Sequence[Phase],
    sample_days: Sequence[float] = (),
    observe: Observer = lambda _: None,
) -> Past:
    """Live through phases and return the past that they became.

    Args:
        cohort: Who lives.
        past: Where they start.
        phases: What is prescribed; only the first may have begun before.
        sample_days: Ascending moments to observe; a moment is observed after its events.
        observe: Called with the bodies at each.
    """
    world = World(cohort, past, sample_days, observe)
    for phase in phases:
        start_days = world.body.time_days
        end_days = start_days + phase.length_days
        if phase.began_days is None:
            manner = phase.unloading or "ambulatory"
            world.record(PhaseBegan(time_days=start_days, phase=manner, plan=phase.plan.name))
        for process in PROCESSES:
            world.environment.process(process(world, phase, start_days, end_days))
        world.pass_until(end_days)
        world.record(PhaseEnded(time_days=end_days))
    return world.past()
