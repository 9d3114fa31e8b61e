r"""Each cohort left out in turn: what the others say of it, without fitting a hundred times from scratch.

The best point of all cohorts is where :math:`g`, half the slope of what is minimised, vanishes as far as a model in
which lifters count whole repetitions lets it. Leaving cohort :math:`s` out leaves :math:`g - g_s`; every lane goes
where that is what :math:`g` was, by Newton's steps with Gauss and Newton's curvature :math:`C`,

.. math:: z \leftarrow z - (C - C_s + I)^{-1}\,(g(z) - g_s(z) - g(\hat z))

three times, with the model run where each leads and slopes learnt on the way. Steps are taken whole: whether one lowers
the loss by the little that a cohort is worth drowns in the steps of whole repetitions. More steps with slopes measured
anew at each are a real refit, to compare with.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs
import numpy as np

from models.arrays import FloatArray
from models.parameters import ParameterSet

from ..studies.contrasts import Contrast, ContrastRow, contrast_row
from ..studies.spreads import between_studies, compared_error, told
from ..studies.uncertainty import Uncertainty, standard_error
from .calibration import Calibration, trained_of
from .fit import FARTHEST, Fit, Model, Slopes, covariance, differentiate, learnt
from .likelihood import Likelihood, Row, cohorts_of

STEPS = 3
"""How many steps each cohort's lane takes, and how often the model is run for it.

A refit with slopes measured at every step differs from itself after two more steps by as much as from these three.
"""


@attrs.frozen(eq=False)
class LeftOut:
    """Every row as it is predicted by a fit that has not seen its cohort, and how sure.

    Attributes:
        rows: All rows, fitted or left out for good.
        predicted: On the scale on which rows are compared, shape ``(rows,)``.
        jacobian: Change of the predictions with all that is uncertain, shape ``(rows, parameters)``.
        covariances: Of these parameters by cohort, where it was fitted.
        covariance: Of them where it was not.
        spreads: Between studies.
    """

    rows: tuple[Row, ...]
    predicted: FloatArray
    jacobian: FloatArray
    covariances: dict[str, FloatArray]
    covariance: FloatArray
    spreads: ParameterSet

    @property
    def numbers(self) -> FloatArray:
        """Predictions as the rows tell them, shape ``(rows,)``."""
        return np.array([float(told(row.observation, one)) for row, one in zip(self.rows, self.predicted, strict=True)])

    def interval(self, position: int) -> tuple[float, float]:
        """Return the 90 % predictive interval of a row, as it tells it."""
        one = self.rows[position].observation
        between = between_studies(self.spreads, (one, float(self.predicted[position])))
        uncertain = Uncertainty(
            float(self.predicted[position]), between, self._sd(self.rows[position].cohort, self.jacobian[position])
        )
        low, high = uncertain.interval(compared_error(one, standard_error(one)))
        return float(told(one, np.array(low))), float(told(one, np.array(high)))

    def contrast_rows(self, contrasts: Sequence[Contrast]) -> tuple[ContrastRow, ...]:
        """Return contrasts as they are predicted by fits that have not seen their cohorts."""
        positions = {(row.study, row.observation.row): position for position, row in enumerate(self.rows)}
        numbers, found = self.numbers, []
        for contrast in contrasts:
            mine = positions[contrast.study, contrast.one.row]
            other = positions[contrast.study, contrast.other.row] if contrast.other else None
            others = 0.0 if other is None else float(numbers[other])
            predicted = float(contrast.between(float(numbers[mine]), others))
            slopes = self.jacobian[mine] - (0.0 if other is None else self.jacobian[other])
            uncertain = Uncertainty(
                predicted,
                contrast.spread(self.spreads, float(numbers[mine]), others),
                contrast.scale * self._sd(contrast.cohort, slopes),
            )
            found.append(contrast_row(contrast, predicted, uncertain.interval(contrast.standard_error)))
        return tuple(found)

    def _sd(self, cohort: str, slopes: FloatArray) -> float:
        return float(np.sqrt(slopes @ self.covariances.get(cohort, self.covariance) @ slopes))


def leave_each_out(found: Calibration, model: Model) -> LeftOut:
    """Predict every cohort by a fit of all others; rows that were left out for good by the fit of all.

    Args:
        found: The fit.
        model: Predicts the rows that were fitted, with the fitted parameters.
    """
    likelihood = found.likelihood
    cohorts = cohorts_of(trained_of(found.rows))
    each = predictions_without(learning(model), likelihood, found.spreads.values, found.fit, range(len(cohorts)))
    predicted = found.slopes.predicted[0].copy()
    predicted[found.trained] = each
    return LeftOut(
        rows=found.rows,
        predicted=predicted,
        jacobian=found.slopes.jacobian[0],
        covariances=dict(zip(cohorts, _covariances(found, likelihood.leaving_out(range(len(cohorts)))), strict=True)),
        covariance=_covariances(found, likelihood)[0],
        spreads=found.known_spreads,
    )


def _covariances(found: Calibration, likelihood: Likelihood) -> FloatArray:
    """Covariances of fitted parameters, and of those that are drawn from their priors, one after another."""
    slopes = found.slopes.of_rows(found.trained)
    fitted = len(found.space.names)
    of_fitted = covariance(Slopes(slopes.predicted, slopes.jacobian[:, :, :fitted]), likelihood, found.spreads.values)
    every = np.tile(np.eye(slopes.jacobian.shape[-1]), (len(of_fitted), 1, 1))
    every[:, :fitted, :fitted] = of_fitted
    return every


Look = Callable[[FloatArray, FloatArray, Slopes], Slopes]
"""Slopes of the model at places, given those where it was before."""


def learning(model: Model) -> Look:
    """Run the model once a lane and learn its slopes from the steps."""

    def look(there: FloatArray, before: FloatArray, slopes: Slopes) -> Slopes:
        predicted = model(there)
        return Slopes(predicted, learnt(slopes.jacobian, there - before, predicted - slopes.predicted))

    return look


def measuring(model: Model) -> Look:
    """Run the model on both sides of every parameter."""
    return lambda there, _before, _slopes: differentiate(model, there)


def predictions_without(
    look: Look, likelihood: Likelihood, spreads: FloatArray, fit: Fit, cohorts: Sequence[int], steps: int = STEPS
) -> FloatArray:
    """Return the predictions of a fit's rows, those of each of some cohorts by a fit without it.

    Args:
        look: How the model is looked at: :func:`learning` for speed, :func:`measuring` and more steps for a real refit.
        likelihood: What was fitted.
        spreads: Study effect, then the residuals; shape ``(1, spreads)``.
        fit: The best point of all cohorts.
        cohorts: Numbers of those that are left out in turn; the others' rows are predicted by the fit of all.
        steps: How many.
    """
    starts, slopes = np.tile(fit.z, (len(cohorts), 1)), fit.slopes.repeated(len(cohorts))
    predicted, found = without_each(look, likelihood, spreads, starts, slopes, cohorts, steps), fit.predicted.copy()
    for lane, cohort in enumerate(cohorts):
        mine = likelihood.cohorts[:, cohort] > 0.0
        found[mine] = predicted[lane, mine]
    return found


def without_each(
    look: Look,
    likelihood: Likelihood,
    spreads: FloatArray,
    starts: FloatArray,
    slopes: Slopes,
    cohorts: Sequence[int],
    steps: int = STEPS,
) -> FloatArray:
    """Return predictions of all rows by fits that leave one cohort out each, shape ``(lanes, rows)``.

    Args:
        look: How the model of each lane is looked at.
        likelihood: What was fitted.
        spreads: Study effect, then the residuals; shape ``(1, spreads)``.
        starts: Best point of all cohorts for each lane, shape ``(lanes, parameters)``.
        slopes: Of the model there.
        cohorts: Number of the cohort that each lane leaves out.
        steps: How many.
    """
    kept, at_rest, z = likelihood.leaving_out(cohorts), _uphill(likelihood, spreads, starts, slopes), starts
    for _ in range(steps):
        uphill = _uphill(kept, spreads, z, slopes) - at_rest
        bend = kept.curvature(slopes.jacobian, slopes.predicted, spreads) + np.eye(z.shape[1])
        there = np.clip(z - np.linalg.solve(bend, uphill[:, :, None])[:, :, 0], -FARTHEST, FARTHEST)
        slopes, z = look(there, z, slopes), there
    return slopes.predicted


def _uphill(likelihood: Likelihood, spreads: FloatArray, z: FloatArray, slopes: Slopes) -> FloatArray:
    """Half the slope of what is minimised, shape ``(lanes, parameters)``."""
    return np.asarray(0.5 * np.einsum("lo,lop->lp", likelihood.slope(slopes.predicted, spreads), slopes.jacobian) + z)
