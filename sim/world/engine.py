"""The engine: one SimPy calendar for a whole cohort, one body folded from what happens on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .. import logbook as notes
from .. import project, tally
from ..events import PhaseBegan, PhaseEnded
from ..plan import Athlete, Phase
from . import food, life, recovery, running, sleep, training
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
"""Everything that happens to people: in this order when a phase begins, later whoever has waited longest goes first."""


def be_born(cohort: Cohort, athlete: Athlete, logged: int = 1) -> Past:
    """Return the past of people who have not lived any of the scenario yet: only who they are.

    Args:
        cohort: The people.
        athlete: The typical one.
        logged: How many lanes keep their own log.
    """
    lanes = cohort.lanes
    event = describe(cohort, athlete)
    body = project.land(cohort.values, project.start(lanes), event)
    return Past(body, notes.blank(lanes), tally.nothing(lanes), tuple((event.lane(lane),) for lane in range(logged)))


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
        phases: What is prescribed.
        sample_days: Ascending moments to observe; a moment is observed after its events.
        observe: Called with the bodies at each.
    """
    world = World(cohort, past, sample_days, observe)
    for phase in phases:
        start_days = world.body.time_days
        end_days = start_days + phase.length_days
        world.record(PhaseBegan(time_days=start_days, phase=phase.unloading or "ambulatory", plan=phase.plan.name))
        for process in PROCESSES:
            world.environment.process(process(world, phase, start_days, end_days))
        world.pass_until(end_days)
        world.record(PhaseEnded(time_days=end_days))
    return world.past()
