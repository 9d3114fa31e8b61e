"""Doubt about parameters apart from the spread between people: the typical person under every draw of the posterior."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np
from numpy.typing import NDArray

from models.parameters import ParameterSet

from .experiment import unset
from .observe import Recorder
from .plan import DAYS_PER_WEEK, Strategy
from .results import Comparison, Trajectory
from .streams import REFERENCE_LANE, Streams
from .world.cohort import Cohort
from .world.engine import be_born, live

FloatArray = NDArray[np.float64]


def with_doubt(comparison: Comparison, parameters: ParameterSet, draws: Mapping[str, FloatArray]) -> Comparison:
    """Let the typical person live every strategy under every draw, and keep it beside the people.

    Args:
        comparison: The people.
        parameters: Nominal values.
        draws: Posterior draws by name, each of shape ``(draws,)``.
    """
    horizon_days = comparison.scenario.horizon_weeks * DAYS_PER_WEEK
    arms = tuple(
        attrs.evolve(arm, doubt=_typical(arm.strategy, horizon_days, parameters, draws)) for arm in comparison.arms
    )
    return attrs.evolve(comparison, arms=arms)


def _typical(
    strategy: Strategy, horizon_days: float, parameters: ParameterSet, draws: Mapping[str, FloatArray]
) -> Trajectory:
    lanes = len(next(iter(draws.values())))
    nominal = parameters.replace(strategy.parameters)
    # Everyone is the reference athlete: typical habits, no luck. Only the parameters differ.
    streams = Streams(0, np.full(lanes, REFERENCE_LANE, dtype=np.int64))
    cohort = Cohort(streams, nominal, nominal.values_of(unset(draws, strategy)))
    recorder = Recorder(cohort.values, strategy.history_days)
    weeks = np.arange(0.0, strategy.history_days + horizon_days + 0.5, DAYS_PER_WEEK)
    live(
        cohort,
        be_born(cohort, strategy.athlete, 0),
        (*strategy.history, *strategy.phases),
        weeks.tolist(),
        recorder.observe,
    )
    return recorder.trajectory()
