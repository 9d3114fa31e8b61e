"""Uncertainty about parameters alone: the typical person, who has no luck, under every draw of the posterior."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from models.arrays import FloatArray
from models.parameters import ParameterSet

from ..plan import DAYS_PER_WEEK
from ..world import tally
from ..world.cohort import typical as typical_cohort
from ..world.engine import be_born, live
from .arms import Arm
from .comparison import Comparison
from .experiment import every_day, unset
from .outcomes import measure
from .readings import Recorder


def with_uncertainty(comparison: Comparison, parameters: ParameterSet, draws: Mapping[str, FloatArray]) -> Comparison:
    """Let the typical person live every strategy under every draw, and keep it beside the people.

    Args:
        comparison: The people.
        parameters: Nominal values.
        draws: Posterior draws by name, each of shape ``(draws,)``.
    """
    horizon_days = comparison.scenario.horizon_weeks * DAYS_PER_WEEK
    arms = tuple(_with_typical(arm, horizon_days, parameters, draws) for arm in comparison.arms)
    return attrs.evolve(comparison, arms=arms)


def _with_typical(arm: Arm, horizon_days: float, parameters: ParameterSet, draws: Mapping[str, FloatArray]) -> Arm:
    strategy = arm.strategy
    lanes = len(next(iter(draws.values())))
    nominal = parameters.replace(strategy.parameters)
    cohort = typical_cohort(lanes, nominal, unset(draws, strategy))
    recorder = Recorder(cohort.values, strategy.history_days)
    start_days = strategy.history_days
    weeks = np.arange(0.0, start_days, DAYS_PER_WEEK)
    days = every_day(start_days, start_days + horizon_days)
    born = be_born(cohort, strategy.athlete, 0)
    past = live(cohort, born, strategy.history, weeks.tolist(), recorder.observe)
    # What is counted, such as hours, counts from week 0, as it does for the people.
    past = attrs.evolve(past, tally=tally.nothing(lanes))
    past = live(cohort, past, strategy.phases, days.tolist(), recorder.observe)
    typical = recorder.trajectory()
    return attrs.evolve(arm, uncertainty=typical, uncertain_outcomes=measure(typical, past.tally))
