"""What is to be fitted, many variants at once: each lane is a fit with its own data, bounds and fixed parts."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray
from models.classic.banister import gain_ratio
from models.classic.catalogue import ClassicModel
from models.classic.impulse import SameDay

from .separable import Held, WeightedFit, weigh
from .table import LoadTable

NEAREST_SHARE = 1.0 - 1e-4
"""How near a constant may come to the one that it stays below: nearer, their responses differ by rounding alone."""
LARGEST_RATIO = 1e100
"""Of the gains; its square can still be computed with."""
LANE_DAYS = 1_000_000
"""How much is computed at once: few enough numbers to stay near the processor."""

Bounds = Mapping[str, tuple[float, float]]


@attrs.frozen(eq=False)
class Problem:
    """Fits that are searched for together.

    Attributes:
        model: The same for all.
        load: Shape ``(days,)``, or ``(lanes, days)`` where lanes differ in it.
        tests: Positions of the days with a performance, shape ``(tests,)``.
        performance: Shape ``(tests,)``.
        same_day: Whether a day's own load counts on that day.
        counts: 1 for a test that is fitted and 0 for one that is left out, shape ``(lanes, tests)``.
        lower: Lower bounds of the constants, shape ``(lanes, constants)``.
        upper: Upper bounds, not below them.
        pinned: Fixed places in the unit cube, ``nan`` where free, shape ``(lanes, constants)``.
        held: Fixed gains and bases.
        marker_days: Where on the influence curve its zero or its peak is fixed, ``nan`` where free, shape ``(lanes,)``.
        marker_is_peak: Which of the two, shape ``(lanes,)``.
    """

    model: ClassicModel
    load: FloatArray
    tests: NDArray[np.intp]
    performance: FloatArray
    same_day: SameDay
    counts: FloatArray
    lower: FloatArray
    upper: FloatArray
    pinned: FloatArray
    held: Held
    marker_days: FloatArray
    marker_is_peak: NDArray[np.bool_]

    @property
    def lanes(self) -> int:
        """Number of fits."""
        return len(self.counts)

    @property
    def parameter_count(self) -> int:
        """Number of free parameters of the first lane: constants whose bounds leave room, gains and the base."""
        return int((self.lower[0] < self.upper[0]).sum()) + len(self.model.gains) + 1

    @property
    def free(self) -> NDArray[np.bool_]:
        """Which constants are searched for, shape ``(lanes, constants)``."""
        return np.isnan(self.pinned) & (self.lower < self.upper)

    def repeated(self, lanes: int) -> Problem:
        """Return the only lane of this problem several times."""
        again = np.zeros(lanes, dtype=np.intp)
        return attrs.evolve(
            self,
            counts=self.counts[again],
            lower=self.lower[again],
            upper=self.upper[again],
            pinned=self.pinned[again],
            held=self.held.take(again),
            marker_days=self.marker_days[again],
            marker_is_peak=self.marker_is_peak[again],
        )

    def constants(self, unit: FloatArray, lane: NDArray[np.intp]) -> dict[str, FloatArray]:
        """Turn places in the unit cube into values of the constants.

        Every place is a permitted one: a constant that stays below another has its upper bound there, and the
        scales are logarithmic.

        Args:
            unit: Places, shape ``(trials, constants)``.
            lane: Which fit each belongs to, shape ``(trials,)``.
        """
        pinned = self.pinned[lane]
        unit = np.where(np.isnan(pinned), unit, pinned)
        names = [constant.name for constant in self.model.constants]
        lower, upper = self.lower[lane].copy(), self.upper[lane].copy()
        belows = [names.index(one.below) if one.below in names else -1 for one in self.model.constants]
        for child, parent in enumerate(belows):
            if parent >= 0:
                lower[:, parent] = np.maximum(lower[:, parent], lower[:, child] / NEAREST_SHARE)
        values = np.empty_like(lower)
        for place, parent in enumerate(belows):
            most = upper[:, place] if parent < 0 else np.minimum(upper[:, place], NEAREST_SHARE * values[:, parent])
            most = np.maximum(most, lower[:, place])
            values[:, place] = lower[:, place] * (most / lower[:, place]) ** unit[:, place]
        return dict(zip(names, values.T, strict=True))

    def evaluate(self, unit: FloatArray, lane: NDArray[np.intp]) -> WeightedFit:
        """Fit base and gains at trials of the constants; arguments as for :meth:`constants`."""
        step = max(1, LANE_DAYS // self.load.shape[-1])
        parts = [self._evaluate(unit[at : at + step], lane[at : at + step]) for at in range(0, len(unit), step)]
        return parts[0] if len(parts) == 1 else joined(parts)

    def _evaluate(self, unit: FloatArray, lane: NDArray[np.intp]) -> WeightedFit:
        load = self.load if self.load.ndim == 1 else self.load[lane]
        values = self.constants(unit, lane)
        responses = self.model.responses(load, values, self.same_day)[..., self.tests]
        ratio = np.full(len(lane), np.nan)
        if not np.isnan(self.marker_days).all():
            fixed = gain_ratio(
                self.marker_days[lane],
                values["fitness_days"],
                values["fatigue_days"],
                of_peak=self.marker_is_peak[lane],
            )
            ratio = np.minimum(fixed, LARGEST_RATIO)
        return weigh(responses, self.performance, self.counts[lane], self.held.take(lane), ratio)

    def predict(self, unit: FloatArray, weighed: WeightedFit) -> FloatArray:
        """Return what the fit of every lane says of every test, those left out included, shape ``(lanes, tests)``."""
        values = self.constants(unit, np.arange(self.lanes))
        responses = self.model.responses(self.load, values, self.same_day)[..., self.tests]
        return np.asarray(weighed.base[:, None] + np.einsum("lg,glt->lt", weighed.gains, responses))


def joined(parts: list[WeightedFit]) -> WeightedFit:
    """Put lanes one after another."""
    return WeightedFit(
        *(np.concatenate([getattr(part, field.name) for part in parts]) for field in attrs.fields(WeightedFit))
    )


def problem_of(table: LoadTable, model: ClassicModel, bounds: Bounds, same_day: SameDay) -> Problem:
    """State the problem of one table: a single lane in which every test counts.

    Args:
        table: Load and performance.
        model: What is fitted.
        bounds: Lower and upper bound of every constant.
        same_day: Whether a day's own load counts on that day.
    """
    limits = np.array([bounds[constant.name] for constant in model.constants])
    return Problem(
        model=model,
        load=table.load[: table.tests[-1] + 1],
        tests=table.tests,
        performance=table.performance,
        same_day=same_day,
        counts=np.ones((1, len(table.tests))),
        lower=limits[None, :, 0],
        upper=limits[None, :, 1],
        pinned=np.full((1, len(limits)), np.nan),
        held=Held.nothing(1, len(model.gains)),
        marker_days=np.full(1, np.nan),
        marker_is_peak=np.zeros(1, dtype=bool),
    )
