"""Living the arms of studies: a shared past is lived once, and bodies are looked at only when they were measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from models.parameters import ParameterSet, default_parameters
from models.state import Body

from ..chance import Streams
from ..plan import DAYS_PER_WEEK, Athlete, Phase, Strategy
from ..world.cohort import Cohort, typical
from ..world.engine import be_born, live
from ..world.world import Past
from .measures import measures, read
from .observation import Observation
from .study import Study

FloatArray = NDArray[np.float64]

Reading = tuple[str, float, str, str]
"""What is read: arm, week, measure, target."""
Gather = Callable[[Mapping[str, float]], Cohort]
"""Gives the cohort under what a strategy sets of the parameters."""


@attrs.frozen
class _Origin:
    """What decides a past; studies and arms that share it live it once."""

    athlete: Athlete
    phases: tuple[Phase, ...]
    parameters: tuple[tuple[str, float], ...]


class Typical(Streams):
    """The chance of people who are all the reference athlete, without drawing anything."""

    def uniform(self, name: str, occurrence: int) -> FloatArray:
        """Return the median, shape ``(lanes,)``."""
        del name, occurrence
        return np.full(len(self.lane_numbers), 0.5)

    def normal(self, name: str, occurrence: int) -> FloatArray:
        """Return the mean, shape ``(lanes,)``."""
        del name, occurrence
        return np.zeros(len(self.lane_numbers))


class Lives:
    """Lives of one cohort through the arms of any number of studies.

    Args:
        gather: Gives the cohort.
    """

    def __init__(self, gather: Gather) -> None:
        self._gather = gather
        self._cohorts: dict[tuple[tuple[str, float], ...], Cohort] = {}
        self._histories: dict[_Origin, Past] = {}

    def readings(self, study: Study, wanted: Sequence[Reading]) -> dict[Reading, FloatArray]:
        """Live a study and return measurements, each of shape ``(lanes,)``; those of its own arms only."""
        lived: dict[_Origin, tuple[Past, dict[float, Body]]] = {}
        found: dict[Reading, FloatArray] = {}
        weeks = sorted({week for _, week, _, _ in wanted})
        for name in study.arms:
            strategy = study.scenario.strategy(name)
            bodies = self._bodies(strategy, weeks, lived)
            p = self._cohort(strategy).values
            for reading in wanted:
                arm, week, measure, target = reading
                if arm == name:
                    found[reading] = read(p, bodies[week], measures()[measure], target)
        return found

    def _cohort(self, strategy: Strategy) -> Cohort:
        settings = tuple(sorted(strategy.parameters.items()))
        if settings not in self._cohorts:
            self._cohorts[settings] = self._gather(strategy.parameters)
        return self._cohorts[settings]

    def _history(self, strategy: Strategy) -> Past:
        settings = tuple(sorted(strategy.parameters.items()))
        origin = _Origin(strategy.athlete, strategy.history, settings)
        if origin not in self._histories:
            cohort = self._cohort(strategy)
            self._histories[origin] = live(cohort, be_born(cohort, strategy.athlete, 0), strategy.history)
        return self._histories[origin]

    def _bodies(
        self, strategy: Strategy, weeks: Sequence[float], lived: dict[_Origin, tuple[Past, dict[float, Body]]]
    ) -> dict[float, Body]:
        """Live an arm, phase by phase, from the latest point where another arm has been already."""
        cohort, past = self._cohort(strategy), self._history(strategy)
        settings = tuple(sorted(strategy.parameters.items()))
        start_days, seen = past.body.time_days, {0.0: past.body}
        for number in range(1, len(strategy.phases) + 1):
            origin = _Origin(strategy.athlete, (*strategy.history, *strategy.phases[:number]), settings)
            if origin not in lived:
                lived[origin] = _live_phase(cohort, past, strategy.phases[number - 1], weeks, start_days)
            past, during = lived[origin]
            seen |= during
        return seen


def _live_phase(
    cohort: Cohort, past: Past, phase: Phase, weeks: Sequence[float], start_days: float
) -> tuple[Past, dict[float, Body]]:
    begin_days = past.body.time_days
    end_days = begin_days + phase.length_days
    due = [week for week in weeks if begin_days < start_days + week * DAYS_PER_WEEK <= end_days]
    bodies: list[Body] = []
    after = live(cohort, past, (phase,), [start_days + week * DAYS_PER_WEEK for week in due], bodies.append)
    return after, dict(zip(due, bodies, strict=True))


def wanted_of(observations: Sequence[Observation]) -> tuple[Reading, ...]:
    """Return every measurement that some observations need, each once."""
    needed: dict[Reading, None] = {}
    for one in observations:
        for arm in (one.arm, one.against):
            for week in (one.from_week, one.week):
                if arm:
                    needed[arm, week, one.measure, one.muscle] = None
    return tuple(needed)


def measured(
    one: Observation, readings: Mapping[Reading, FloatArray]
) -> tuple[tuple[FloatArray, FloatArray], tuple[FloatArray, FloatArray] | None]:
    """Return the values that an observation's number is made of: this arm's before and after, and the other's."""

    def of(arm: str) -> tuple[FloatArray, FloatArray]:
        before, after = ((arm, week, one.measure, one.muscle) for week in (one.from_week, one.week))
        return readings[before], readings[after]

    return of(one.arm), of(one.against) if one.against else None


def predict_lanes(
    study: Study, parameter_lanes: Mapping[str, FloatArray], nominal: ParameterSet | None = None
) -> FloatArray:
    """Predict a study's observations under many parameter vectors, for the typical person of the sample.

    Args:
        study: The study.
        parameter_lanes: Parameter name to its value in each lane, shape ``(lanes,)``; clipped to the bounds.
        nominal: Every other parameter; default: the set that ships.

    Returns:
        Shape ``(lanes, observations)``, in the unit of each observation.
    """
    return predict_lanes_of_all((study,), parameter_lanes, nominal)[study.name]


def predict_lanes_of_all(
    studies: Sequence[Study], parameter_lanes: Mapping[str, FloatArray], nominal: ParameterSet | None = None
) -> dict[str, FloatArray]:
    """Like :func:`predict_lanes` for many studies, by name: pasts that they share are lived once."""
    parameters = nominal or default_parameters()
    given = {name: np.atleast_1d(np.asarray(values, dtype=float)) for name, values in parameter_lanes.items()}
    lanes = max((len(values) for values in given.values()), default=1)

    def gather(settings: Mapping[str, float]) -> Cohort:
        # What an arm sets, it sets in every lane.
        own = {name: values for name, values in given.items() if name not in settings}
        return typical(lanes, parameters.replace(settings), own, Typical)

    lives = Lives(gather)
    return {study.name: _numbers(study, lives, lanes) for study in studies}


def _numbers(study: Study, lives: Lives, lanes: int) -> FloatArray:
    readings = lives.readings(study, wanted_of(study.observations))
    columns = [one.number(*measured(one, readings)) for one in study.observations]
    return np.stack([np.broadcast_to(column, (lanes,)) for column in columns], axis=1)
