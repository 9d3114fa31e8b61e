"""Predicted time courses of a study's arms, to lay the observed points on."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from models.arrays import FloatArray

from ..plan import DAYS_PER_WEEK
from .living import Reading
from .observation import KINDS, RANGES, Observation
from .study import Study

SHORT_WEEKS = 6.0
"""Up to this horizon curves are known every day, beyond it every week: within a week swelling comes and goes."""
BAND = (10.0, 90.0)
PERCENT_CHANGE = "percent_change_from_baseline"


@attrs.frozen(eq=False)
class Curve:
    """Percent change of one measure in one arm: mean of the people and the band of 10 to 90 % of them.

    Attributes:
        arm: Name of the arm.
        muscle: What was measured.
        measure: With what meaning.
        weeks: Shape ``(moments,)``; likewise ``mean``, ``low`` and ``high``.
    """

    arm: str
    muscle: str
    measure: str
    weeks: FloatArray
    mean: FloatArray
    low: FloatArray
    high: FloatArray

    def at(self, week: float) -> float:
        """Return the mean at a week."""
        return float(np.interp(week, self.weeks, self.mean))


def lies_on_a_curve(one: Observation) -> bool:
    """Tell whether an observation is a change with time, in percent, in one arm."""
    return one.how is KINDS[PERCENT_CHANGE] or (one.kind in RANGES and not one.against)


def moments(study: Study) -> tuple[float, ...]:
    """Return the weeks at which the study's curves are known."""
    horizon_weeks = study.scenario.horizon_weeks
    step_weeks = 1.0 if horizon_weeks > SHORT_WEEKS else 1.0 / DAYS_PER_WEEK
    return (*np.arange(0.0, horizon_weeks - 0.5 * step_weeks, step_weeks).tolist(), horizon_weeks)


def courses_of(study: Study) -> tuple[tuple[str, str, str], ...]:
    """Return the arm, measure and target of every time course that the study observed a point of."""
    found = dict.fromkeys((one.arm, one.measure, one.muscle) for one in study.observations if lies_on_a_curve(one))
    return tuple(found)


def readings_of_curves(study: Study) -> tuple[Reading, ...]:
    """Return what must be measured to draw the curves of a study."""
    return tuple((arm, week, measure, muscle) for arm, measure, muscle in courses_of(study) for week in moments(study))


def curves_of(study: Study, readings: Mapping[Reading, FloatArray]) -> tuple[Curve, ...]:
    """Return the curves of a study from the measurements of its people; lane 0, the typical one, is left out."""
    weeks = moments(study)
    found = []
    for arm, measure, muscle in courses_of(study):
        values = np.stack([readings[arm, week, measure, muscle][1:] for week in weeks], axis=1)
        change = KINDS[PERCENT_CHANGE].of_person(values[:, :1], values)
        low, high = np.percentile(change, BAND, axis=0)
        found.append(Curve(arm, muscle, measure, np.array(weeks), change.mean(axis=0), low, high))
    return tuple(found)
