r"""How much studies differ, estimated from what a fit leaves over.

A fit bends towards its rows, so that what it leaves over is smaller than what a new study would show. Spreads are
therefore those that are most plausible when the parameters are integrated out in the Gaussian neighbourhood of the fit
(Laplace; with a linear model this is restricted maximum likelihood):

.. math:: -2 \ln p(y \mid f(\hat z), \sigma) + \ln\det(J^T V^{-1}(\sigma) J + I) + \lVert z_\sigma \rVert^2

with :math:`z_\sigma` the spreads on the scale of their priors.
"""

from __future__ import annotations

from collections.abc import Callable

import attrs
import numpy as np

from models.arrays import FloatArray
from models.parameters import ParameterSet

from ..studies.spreads import RESIDUALS, STUDY_EFFECT
from .fit import FARTHEST, Slopes
from .likelihood import Likelihood
from .transform import Space

PROBE = 0.1
"""Step of the differences that measure how sharply spreads are known, standard deviations of their priors."""


@attrs.frozen(eq=False)
class Spreads:
    """Spreads between studies on the scale of their priors, and how well they are known.

    Attributes:
        space: Study effect, then the residuals.
        z: Shape ``(spreads,)``.
        covariance: Of ``z``, shape ``(spreads, spreads)``.
    """

    space: Space
    z: FloatArray
    covariance: FloatArray

    @classmethod
    def of(cls, known: ParameterSet) -> Spreads:
        """Return the middles of their priors."""
        space = Space.of(known, (STUDY_EFFECT, *RESIDUALS.values()))
        return cls(space, np.zeros(len(space.names)), np.eye(len(space.names)))

    def at(self, z: FloatArray) -> FloatArray:
        """Return the spreads, ``(lanes, spreads)``, at points of the same shape."""
        return np.stack(list(self.space.values_of(z).values()), axis=1)

    @property
    def values(self) -> FloatArray:
        """The spreads, as one lane: ``(1, spreads)``."""
        return self.at(self.z[None, :])

    def estimated(self, slopes: Slopes, likelihood: Likelihood) -> Spreads:
        """Return the spreads that are most plausible after a fit.

        Args:
            slopes: Of the model at the best point, for the rows that were fitted.
            likelihood: What was fitted.
        """
        from scipy.optimize import minimize

        identity = np.eye(slopes.jacobian.shape[-1])

        def implausibility(z: FloatArray) -> float:
            spreads = self.at(np.asarray(z)[None, :])
            information = likelihood.information(slopes.jacobian, slopes.predicted, spreads)
            of_parameters = float(np.linalg.slogdet(information + identity)[1][0])
            return float(likelihood.misfit(slopes.predicted, spreads)[0]) + of_parameters + float(z @ z)

        walls = [(-FARTHEST, FARTHEST)] * len(self.z)
        found = np.asarray(minimize(implausibility, self.z, method="L-BFGS-B", bounds=walls).x)
        return attrs.evolve(self, z=found, covariance=_covariance(_curvature(implausibility, found)))


def _curvature(function: Callable[[FloatArray], float], z: FloatArray) -> FloatArray:
    """Half the second derivatives of a function of one point, by differences."""
    steps = PROBE * np.eye(len(z))
    found = np.empty((len(z), len(z)))
    for row, one in enumerate(steps):
        for column, other in enumerate(steps):
            corners = function(z + one + other) - function(z + one - other) - function(z - one + other)
            found[row, column] = (corners + function(z - one - other)) / (4.0 * PROBE**2)
    return 0.5 * found


def _covariance(curvature: FloatArray) -> FloatArray:
    """Invert a curvature; nothing is less known than before anything was observed."""
    sizes, directions = np.linalg.eigh(curvature)
    return np.asarray((directions / np.maximum(sizes, 1.0)) @ directions.T)
