r"""Each cohort left out in turn: what the others say of it, without fitting a hundred times from scratch.

From the best point of all cohorts, every lane goes to that of all but one by the steps of Newton's kind that a fit
takes, with the slopes there: first along what the one cohort pulled,

.. math:: z_{-s} = \hat z - (C - C_s + I)^{-1}\,(g - g_s)

then, with the model run where that leads and slopes learnt on the way, once more. :func:`refitted` measures slopes anew
at every step instead: a real refit, to compare with.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from models.arrays import FloatArray
from models.parameters import ParameterSet

from ..studies.contrasts import Contrast, ContrastRow, contrast_row
from ..studies.spreads import between_studies, compared_error, told
from ..studies.uncertainty import Uncertainty, standard_error
from .calibration import Calibration, trained_of
from .fit import TRUSTING, Fit, Model, Slopes, alike, covariance, descend, looking
from .likelihood import Likelihood, Row, cohorts_of

PASSES = 2
"""How often the model is run for each cohort."""
PASSES_OF_A_REFIT = 6


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
    each = predictions_without(model, likelihood, found.spreads.values, found.fit, range(len(cohorts)))
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


def predictions_without(
    model: Model, likelihood: Likelihood, spreads: FloatArray, fit: Fit, cohorts: Sequence[int]
) -> FloatArray:
    """Return the predictions of a fit's rows, those of each of some cohorts by a fit without it.

    Args:
        model: Predicts the rows.
        likelihood: What was fitted.
        spreads: Study effect, then the residuals; shape ``(1, spreads)``.
        fit: The best point of all cohorts.
        cohorts: Numbers of those that are left out in turn; the others' rows are predicted by the fit of all.
    """
    many = len(cohorts)
    ends = descend(
        alike(model),
        likelihood.leaving_out(cohorts),
        spreads,
        np.tile(fit.z, (many, 1)),
        looking(PASSES, TRUSTING),
        there=fit.slopes.repeated(many),
        learn=True,
    )
    return _own(likelihood, fit.predicted, ends.slopes.predicted, cohorts)


def refitted(model: Model, likelihood: Likelihood, spreads: FloatArray, fit: Fit, cohorts: Sequence[int]) -> FloatArray:
    """Return the same by real refits from the middle of the prior, slopes measured at every step."""
    ends = descend(
        alike(model),
        likelihood.leaving_out(cohorts),
        spreads,
        np.zeros((len(cohorts), len(fit.z))),
        looking(PASSES_OF_A_REFIT),
    )
    return _own(likelihood, fit.predicted, ends.slopes.predicted, cohorts)


def _own(likelihood: Likelihood, fitted: FloatArray, predicted: FloatArray, cohorts: Sequence[int]) -> FloatArray:
    found = fitted.copy()
    for lane, cohort in enumerate(cohorts):
        mine = likelihood.cohorts[:, cohort] > 0.0
        found[mine] = predicted[lane, mine]
    return found
