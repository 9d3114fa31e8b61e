"""Curves to draw: percentiles over people, thinned to what a picture can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from models.arrays import FloatArray

from ...comparison.arms import Trajectory
from ...numbers import number
from ..words.idle import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_POINTS = 180
"""More than this no eye sees in a panel of three inches."""
FEW_POINTS = 60
"""For a thin line in a small panel."""

HISTORY_SHARE = 4.0
"""At most this many weeks of history are shown for every week of the strategies."""
WEEKS_BEFORE_LAYOFF = 4.0


@attrs.frozen
class Quantity:
    """Something that has a course over weeks.

    Attributes:
        picture: Stem of the picture's file.
        variable: Name in the trajectory's ``whole``.
        noun: Words for it inside a sentence.
        unit: Unit as drawn.
        scale: Factor from the trajectory's unit to the drawn one.
        more_is_better: Which end of the curves a finding praises.
        averaged: Told as the mean over the weeks, for what rises and falls with every session; else as its last value.
        asked_by: A primary outcome with this in its name asks for the picture; empty means always.
    """

    picture: str
    variable: str
    noun: str
    unit: str
    scale: float = 1.0
    more_is_better: bool = True
    averaged: bool = False
    asked_by: str = ""

    def axis(self) -> str:
        """Return the label of the axis, with its unit."""
        return f"{self.noun[0].upper()}{self.noun[1:]} ({self.unit})"

    def write(self, value: float) -> str:
        """Write a value with the shortest unit that makes sense beside others."""
        text = number(value)
        return (
            f"{text} %" if self.unit.startswith("%") else text if self.unit.startswith("0") else f"{text} {self.unit}"
        )


LEG_SIZE = Quantity("regain_curves", "legs_size", "leg size", "% of never trained", 100.0)
QUANTITIES = (
    LEG_SIZE,
    Quantity("strength_curves", "leg_strength", "leg strength", "% of untrained", 100.0, asked_by="strength"),
    Quantity("lean_mass_curves", "leg_lean_mass_kg", "leg lean mass", "kg", asked_by="lean_mass"),
    Quantity(
        "soreness_curves", "soreness", "soreness", "0–10", more_is_better=False, averaged=True, asked_by="soreness"
    ),
)


@attrs.frozen(eq=False)
class Curve:
    """Median and 10–90 % band over people, each of shape ``(points,)``."""

    weeks: FloatArray
    low: FloatArray
    median: FloatArray
    high: FloatArray

    def at(self, week: float) -> float:
        """Return the median at a week, between the points by straight lines."""
        return float(np.interp(week, self.weeks, self.median))

    @property
    def mean(self) -> float:
        """The mean of the medians from week 0 on."""
        return float(np.mean(self.median[self.weeks >= 0]))

    @property
    def end(self) -> float:
        """The last median."""
        return float(self.median[-1])

    def first_week_at(self, level: float) -> float:
        """Return the first week from 0 on with the median at ``level`` or above; infinite if that never comes."""
        reached = np.flatnonzero((self.weeks >= 0) & (self.median >= level))
        return float(self.weeks[reached[0]]) if reached.size else float("inf")

    def from_week(self, first: float, most_points: int = MOST_POINTS) -> Curve:
        """Return the part from ``first`` on, thinned."""
        inside = np.flatnonzero(self.weeks >= first)
        stride = max(1, -(-inside.size // most_points))
        kept = np.union1d(inside[::stride], inside[-1:])
        return Curve(self.weeks[kept], self.low[kept], self.median[kept], self.high[kept])


def curve_of(trajectory: Trajectory, values: FloatArray, scale: float = 1.0) -> Curve:
    """Return the percentiles over people of ``values``, shape ``(lanes, times)``."""
    low, median, high = np.percentile(values, (10.0, 50.0, 90.0), axis=0) * scale
    return Curve(trajectory.weeks, low, median, high)


def range_shown(edges: Iterable[FloatArray], dots: FloatArray) -> tuple[float, float]:
    """Return limits of an axis that hold the edges of bands and all but the wildest dots: one may be a typing error."""
    told = np.percentile(dots, (1.0, 99.0)) if dots.size else dots
    values = np.concatenate([*edges, told])
    margin = 0.06 * float(np.ptp(values))
    return float(values.min()) - margin, float(values.max()) + margin


def first_week_shown(layoffs: Iterable[Span | None], horizon_weeks: float, curves: Iterable[Curve]) -> float:
    """Return where the pictures begin: some weeks before a layoff, week 0 where there was none."""
    begun = [span.first_week for span in layoffs if span]
    if not begun:
        return 0.0
    recorded = min(float(curve.weeks[0]) for curve in curves)
    return max(min(begun) - WEEKS_BEFORE_LAYOFF, -HISTORY_SHARE * horizon_weeks, recorded)
