r"""How likely studies are under predictions: whole studies respond more or less, every row is off, and tails are heavy.

With :math:`\Delta_s` the predictions of the rows of one cohort, :math:`y_s` what was observed,

.. math:: y_s \sim t_\nu(\Delta_s, V_s), \qquad
          V_s = \mathrm{diag}(\mathrm{SE}^2 + \sigma_r^2) + \sigma_b^2\,e_s e_s^\mathsf{T}

a multivariate Student's t, so that a study far from all others pulls less as a whole. :math:`e` is :math:`\Delta` where
the study effect multiplies a row and 0 elsewhere (:mod:`sim.studies.spreads`). As :math:`V` is a diagonal and one outer
product, its inverse and determinant are sums over rows, and nothing is inverted.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray

from ..studies import Observation
from ..studies.spreads import RESIDUALS, compared, compared_error, group_of, residual_unit, shares_effect, told
from ..studies.uncertainty import FREEDOM, standard_error

Lanes = NDArray[np.intp]


@attrs.frozen(eq=False)
class Row:
    """One observation of a study with its place in the predictions."""

    study: str
    observation: Observation

    @property
    def cohort(self) -> str:
        """Who was measured; one study effect, fitted or left out as a whole."""
        return self.observation.cohort or self.study

    @property
    def is_trained(self) -> bool:
        """Whether the fit sees it."""
        return self.observation.used_for == "train"

    @property
    def kind(self) -> str:
        """What was measured, and in which unit."""
        return f"{self.observation.measured.group}, {self.observation.unit}"


def compared_of(rows: Sequence[Row], predicted: FloatArray) -> FloatArray:
    """Return predictions ``(lanes, rows)`` on the scale on which each row is compared."""
    return np.stack([compared(row.observation, column) for row, column in zip(rows, predicted.T, strict=True)], axis=1)


def told_of(rows: Sequence[Row], predicted: FloatArray) -> FloatArray:
    """Return the same as rows tell it."""
    return np.stack([told(row.observation, column) for row, column in zip(rows, predicted.T, strict=True)], axis=1)


@attrs.frozen(eq=False)
class Likelihood:
    """What was observed, and how it scatters.

    Attributes:
        observed: Shape ``(rows,)``; or ``(lanes, rows)`` where every lane has data of its own.
        error: Standard error of each row.
        effect: 1 where the study effect multiplies a row, 0 elsewhere.
        residual: Number of each row's residual spread, among :data:`RESIDUALS`.
        residual_unit: What that spread is multiplied with.
        cohorts: Which rows belong to which cohort, shape ``(rows, cohorts)``, 0 or 1.
        kept: Which cohorts count in which lane, shape ``(lanes, cohorts)`` or one lane for all.
        freedom: Degrees of freedom; infinite for normal residuals.
    """

    observed: FloatArray
    error: FloatArray
    effect: FloatArray
    residual: NDArray[np.intp]
    residual_unit: FloatArray
    cohorts: FloatArray
    kept: FloatArray
    freedom: float = FREEDOM

    def take(self, lanes: Lanes) -> Likelihood:
        """Return some of the lanes."""
        observed = self.observed[lanes] if self.observed.ndim > 1 else self.observed
        return attrs.evolve(self, observed=observed, kept=self.kept[lanes] if len(self.kept) > 1 else self.kept)

    def leaving_out(self, cohorts: Sequence[int]) -> Likelihood:
        """Return as many lanes as there are cohorts, each without one of them."""
        kept = np.ones((len(cohorts), self.cohorts.shape[1]))
        kept[np.arange(len(cohorts)), cohorts] = 0.0
        return attrs.evolve(self, kept=kept)

    def variance(self, spreads: FloatArray) -> FloatArray:
        """Return the squares of what belongs to each row alone, shape ``(lanes, rows)``.

        Args:
            spreads: Study effect, then the residuals; shape ``(lanes, spreads)``.
        """
        return np.asarray(self.error**2 + (spreads[:, 1 + self.residual] * self.residual_unit) ** 2)

    def misfit(self, predicted: FloatArray, spreads: FloatArray) -> FloatArray:
        """Return twice the negative log density of what was observed, a constant aside.

        Args:
            predicted: Shape ``(lanes, rows)``.
            spreads: Study effect, then the residuals; shape ``(lanes, spreads)`` or one lane for all.

        Returns:
            Shape ``(lanes,)``; infinite where a prediction is no number.
        """
        at = self._at(predicted, spreads)
        of_cohorts = np.log(at.widened) + np.log(at.variance) @ self.cohorts + self._tail(at)
        misfit = np.sum(self.kept * of_cohorts, axis=1)
        return np.where(np.isfinite(misfit), misfit, np.inf)

    def slope(self, predicted: FloatArray, spreads: FloatArray) -> FloatArray:
        """Return how the misfit changes with each prediction, shape ``(lanes, rows)``."""
        at = self._at(predicted, spreads)
        widened = at.widened
        rows = self.cohorts.T
        precision = 1.0 / at.variance
        power = 2.0 * self.effect * at.effect * precision
        along = self.effect * at.away * precision - at.effect * precision
        squares = -2.0 * at.away * precision - (2.0 * at.shared * at.along / widened) @ rows * along
        squares += (at.shared * at.along / widened) ** 2 @ rows * power
        of_power = (self.kept * at.shared / widened) @ rows
        return np.asarray(of_power * power + (self.kept * self._pull(at)) @ rows * squares)

    def curvature(self, jacobian: FloatArray, predicted: FloatArray, spreads: FloatArray) -> FloatArray:
        r"""Half the curvature of the misfit along some coordinates, Gauss and Newton's, at what was observed.

        Args:
            jacobian: Change of the predictions with the coordinates, shape ``(lanes, rows, coordinates)``.
            predicted: Shape ``(lanes, rows)``.
            spreads: As for :meth:`misfit`.

        Returns:
            Shape ``(lanes, coordinates, coordinates)``.
        """
        return self._weighed(jacobian, predicted, spreads, self._pull(self._at(predicted, spreads)))

    def information(self, jacobian: FloatArray, predicted: FloatArray, spreads: FloatArray) -> FloatArray:
        r"""The same as is expected before anything is observed: :math:`(\nu + n)/(\nu + n + 2)\;J^T V^{-1} J`."""
        many = self.cohorts.sum(axis=0)
        heavy = (self.freedom + many) / (self.freedom + many + 2.0) if np.isfinite(self.freedom) else np.ones(len(many))
        return self._weighed(jacobian, predicted, spreads, np.broadcast_to(heavy, (len(predicted), len(heavy))))

    def _weighed(
        self, jacobian: FloatArray, predicted: FloatArray, spreads: FloatArray, weight: FloatArray
    ) -> FloatArray:
        at, weight = self._at(predicted, spreads), self.kept * weight
        of_rows = (weight @ self.cohorts.T) / at.variance
        alone = np.swapaxes(jacobian * of_rows[:, :, None], 1, 2) @ jacobian
        together = self.cohorts.T @ ((at.effect / at.variance)[:, :, None] * jacobian)
        shared = weight * at.shared / at.widened
        return np.asarray(alone - np.swapaxes(together * shared[:, :, None], 1, 2) @ together)

    def _at(self, predicted: FloatArray, spreads: FloatArray) -> _Sums:
        variance, effect = self.variance(spreads), self.effect * predicted
        away = self.observed - predicted
        squares, along, power = ((one / variance) @ self.cohorts for one in (away**2, effect * away, effect**2))
        return _Sums(variance, effect, away, spreads[:, :1] ** 2, squares, along, power)

    def _distance(self, at: _Sums) -> FloatArray:
        """Squared distance of each cohort from its predictions, in its own spread."""
        return np.asarray(at.squares - at.shared * at.along**2 / at.widened)

    def _tail(self, at: _Sums) -> FloatArray:
        many, distance = self.cohorts.sum(axis=0), self._distance(at)
        if np.isfinite(self.freedom):
            return np.asarray((self.freedom + many) * np.log1p(distance / self.freedom))
        return distance

    def _pull(self, at: _Sums) -> FloatArray:
        """Weight of each cohort's squared distance from here."""
        many, distance = self.cohorts.sum(axis=0), self._distance(at)
        if np.isfinite(self.freedom):
            return np.asarray((self.freedom + many) / (self.freedom + distance))
        return np.ones_like(distance)


@attrs.frozen(eq=False)
class _Sums:
    """What a density needs of some predictions: ``(lanes, rows)``, and sums over cohorts ``(lanes, cohorts)``."""

    variance: FloatArray
    effect: FloatArray
    away: FloatArray
    shared: FloatArray
    squares: FloatArray
    along: FloatArray
    power: FloatArray

    @property
    def widened(self) -> FloatArray:
        """Determinant of each cohort's covariance over that without study effect."""
        return np.asarray(1.0 + self.shared * self.power)


def likelihood_of(rows: Sequence[Row]) -> Likelihood:
    """Return rows as data to be fitted."""
    observations = [row.observation for row in rows]
    names = list(dict.fromkeys(row.cohort for row in rows))
    groups = list(RESIDUALS)
    return Likelihood(
        observed=np.array([float(compared(one, np.array(one.observed))) for one in observations]),
        error=np.array([compared_error(one, standard_error(one)) for one in observations]),
        effect=np.array([float(shares_effect(one)) for one in observations]),
        residual=np.array([groups.index(group_of(one.measure, one.kind)) for one in observations]),
        residual_unit=np.array([residual_unit(one) for one in observations]),
        cohorts=np.array([[float(row.cohort == name) for name in names] for row in rows]),
        kept=np.ones((1, len(names))),
    )


def cohorts_of(rows: Sequence[Row]) -> tuple[str, ...]:
    """Return the cohorts of rows in the order of :attr:`Likelihood.cohorts`."""
    return tuple(dict.fromkeys(row.cohort for row in rows))
