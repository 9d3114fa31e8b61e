"""The headline of memory: how much faster lost size comes back than it was first built, by length of the history.

Everything is lived by the typical person under every draw of the posterior, so the answer comes with its interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from models import observables
from models.parameters import ParameterSet
from models.state import Body

from ..plan import DAYS_PER_WEEK, NO_PLAN, Athlete, Habits, Phase, Plan
from ..world.cohort import Cohort, typical
from ..world.engine import be_born, live

FloatArray = NDArray[np.float64]

HISTORIES_WEEKS = (10, 26, 52, 104)
LAYOFF_WEEKS = 26
REGAIN_WEEKS = 6


@attrs.frozen
class SpeedUp:
    """How fast lost size came back after a history, over how fast a novice builds it; 1 is no faster.

    Attributes:
        history_weeks: Weeks of training before the layoff.
        median: Over the draws of the posterior.
        p5: Lower end of the 90 % interval.
        p95: Its upper end.
    """

    history_weeks: int
    median: float
    p5: float
    p95: float


def speed_ups(
    parameters: ParameterSet,
    draws: Mapping[str, FloatArray],
    plan: Plan,
    histories_weeks: Sequence[int] = HISTORIES_WEEKS,
) -> tuple[SpeedUp, ...]:
    """Return the speed-up of regain over a novice's first weeks, by length of the training history.

    Args:
        parameters: Nominal values.
        draws: Posterior draws by name, each of shape ``(draws,)``.
        plan: What is trained before and after the layoff, and by the novice.
        histories_weeks: Weeks of training before ``LAYOFF_WEEKS`` off.
    """
    lanes = len(next(iter(draws.values())))
    cohort = typical(lanes, parameters, draws)
    novice = _gain(cohort, plan, 0)
    found = []
    for history_weeks in histories_weeks:
        ratio = _gain(cohort, plan, history_weeks) / novice
        p5, median, p95 = (float(one) for one in np.percentile(ratio, (5.0, 50.0, 95.0)))
        found.append(SpeedUp(history_weeks, median, p5, p95))
    return tuple(found)


def _gain(cohort: Cohort, plan: Plan, history_weeks: int) -> FloatArray:
    """Return the size gained in the first weeks (back) in training, shape ``(draws,)``."""
    trained, idle, back = (
        Phase(length_days=weeks * DAYS_PER_WEEK, plan=what, habits=Habits())
        for weeks, what in ((history_weeks, plan), (LAYOFF_WEEKS, NO_PLAN), (REGAIN_WEEKS, plan))
    )
    past = be_born(cohort, Athlete(), 0)
    if history_weeks > 0:
        past = live(cohort, past, (trained, idle))
    before = past.body
    return _size(live(cohort, past, (back,)).body) - _size(before)


def _size(body: Body) -> FloatArray:
    return observables.legs_size(body)
