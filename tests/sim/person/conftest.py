"""People of whom everything is known, and logs of theirs with the errors that a lifter makes."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import pytest

from models.parameters import posterior_draws
from sim.chance import Streams
from sim.comparison.experiment import compare
from sim.events import Event, SessionPerformed, SetPerformed
from sim.person.errors import errors
from sim.person.lifts import error_of
from sim.scenario.reader import read_scenario

NOVICES = """
schema: 1
title: Known people
horizon_weeks: {weeks}
strategies:
  training: {{label: Training, plan: library/two_leg_days}}
compare: {{athletes: {people}, seed: 3}}
"""


def known_people(people: int, weeks: int) -> tuple[tuple[Event, ...], ...]:
    """Return the logs of people who differ in everything, as a population does."""
    draws = {name: values[:100] for name, values in posterior_draws().items()}
    scenario = read_scenario(NOVICES.format(people=people, weeks=weeks), "known_people")
    return compare(scenario, draws=draws, keep_all_logs=True).arms[0].people_logs


def with_errors(log: Sequence[Event], lane: int) -> tuple[Event, ...]:
    """Return a log as this lifter would have written it: what is on the bar differs by what the model calls error.

    The load changes no body, so what it says of the maximum is all that changes.
    """
    streams, sizes = Streams(11, np.array([lane])), errors()
    offsets: dict[str, float] = {}
    wander, last_days = sizes.strength_drift_sd * float(streams.normal("drift", 0)[0]), 0.0
    written: list[Event] = []
    for place, event in enumerate(log):
        if not isinstance(event, SessionPerformed):
            written.append(event)
            continue
        kept = float(np.exp((last_days - event.time_days) / sizes.tau_strength_drift_days))
        wander = kept * wander + sizes.strength_drift_sd * np.sqrt(1 - kept**2) * float(
            streams.normal("drift", place)[0]
        )
        last_days = event.time_days
        day = sizes.one_rm_day_error * np.sqrt(sizes.one_rm_day_shared_fraction) * streams.normal("day", place)[0]
        sets = []
        for number, done in enumerate(event.sets):
            if done.exercise not in offsets:
                offsets[done.exercise] = sizes.exercise_offset_sd * float(
                    streams.normal(f"offset/{done.exercise}", 0)[0]
                )
            own = error_of(done, sizes, estimated=False) * streams.normal(f"set/{number}", place)[0]
            sets.append(_heavier(done, float(np.exp(wander + day + offsets[done.exercise] + own))))
        written.append(attrs.evolve(event, sets=tuple(sets)))
    return tuple(written)


def _heavier(done: SetPerformed, factor: float) -> SetPerformed:
    return attrs.evolve(done, load_kg=done.load_kg * factor)


@attrs.frozen
class Known:
    """How to make people of whom everything is known."""

    people = staticmethod(known_people)
    with_errors = staticmethod(with_errors)


@pytest.fixture(scope="session")
def known() -> Known:
    return Known()


@pytest.fixture(scope="session")
def novice_log() -> tuple[Event, ...]:
    """Eight weeks of one person, written without errors."""
    return known_people(1, 8)[0]
