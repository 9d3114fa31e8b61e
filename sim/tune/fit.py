r"""A least-squares fit in lanes: several starts and all their finite differences in one pass of the model.

Minimises

.. math:: \sum_i w_i \frac{(y_i - f_i(z))^2}{\sigma_i^2 + \tau^2} + \lVert z \rVert^2

by Levenberg and Marquardt's method, where :math:`z` are the parameters on the scale of their priors, :math:`\sigma_i`
the standard error of an observation, :math:`\tau` the spread between studies, and :math:`w_i` keeps a study with many
points from outvoting the others.
"""

from __future__ import annotations

from collections.abc import Callable

import attrs
import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Model = Callable[[FloatArray], FloatArray]
"""Points ``(lanes, parameters)`` to predictions ``(lanes, observations)``."""

STEP = 0.02
"""Finite difference on the scale of a prior's standard deviation."""

FARTHEST = 4.0
"""A fit does not leave the prior by more than this many standard deviations."""


@attrs.frozen(eq=False)
class Data:
    """What was observed.

    Attributes:
        observed: Shape ``(observations,)``.
        error: Standard error of each, same unit.
        weight: Weight of each, 1 for the only point of a study.
        between: Spread between studies, same unit as each observation.
    """

    observed: FloatArray
    error: FloatArray
    weight: FloatArray
    between: FloatArray

    @property
    def scale(self) -> FloatArray:
        """What a residual is divided by, shape ``(observations,)``."""
        return np.sqrt((self.error**2 + self.between**2) / self.weight)


@attrs.frozen(eq=False)
class Fit:
    """Where the fit ended.

    Attributes:
        z: Best point, shape ``(parameters,)``.
        loss: Sum of squares there, the prior's included.
        predicted: Predictions there, shape ``(observations,)``.
        jacobian: Change of the predictions with ``z``, shape ``(observations, parameters)``.
        ends: Loss of every start at its end, ascending: equal ends mean one minimum.
        passes: How often the model was run.
    """

    z: FloatArray
    loss: float
    predicted: FloatArray
    jacobian: FloatArray
    ends: FloatArray
    passes: int

    def covariance(self, data: Data) -> FloatArray:
        """Covariance of ``z`` in the neighbourhood of the best point (Laplace), shape ``(parameters, parameters)``."""
        weighted = self.jacobian / data.scale[:, None]
        return np.asarray(np.linalg.inv(weighted.T @ weighted + np.eye(len(self.z))))


def least_squares(
    model: Model, data: Data, starts: FloatArray, passes: int, tell: Callable[[float], None] = lambda _: None
) -> Fit:
    """Fit from several starts at once.

    Args:
        model: The model.
        data: What it should reproduce.
        starts: Shape ``(starts, parameters)``.
        passes: How often the model may be run.
        tell: Told the share of the passes that are done.

    Returns:
        The best end.
    """
    points = starts.copy()
    damping = np.full(len(points), 1.0)
    predicted, jacobian = _differentiate(model, points)
    losses = _losses(points, predicted, data)
    ran = 1
    for ran in range(2, passes + 1):
        proposed = np.clip(points + _steps(points, predicted, jacobian, data, damping), -FARTHEST, FARTHEST)
        new_predicted, new_jacobian = _differentiate(model, proposed)
        new_losses = _losses(proposed, new_predicted, data)
        better = new_losses < losses
        points = np.where(better[:, None], proposed, points)
        predicted = np.where(better[:, None], new_predicted, predicted)
        jacobian = np.where(better[:, None, None], new_jacobian, jacobian)
        gained = np.max(np.where(better, losses - new_losses, 0.0))
        losses = np.where(better, new_losses, losses)
        damping = np.clip(np.where(better, damping / 4.0, damping * 4.0), 1e-6, 1e6)
        tell(ran / passes)
        if better.any() and gained < 1e-4 * losses.min():
            break
    best = int(np.argmin(losses))
    return Fit(points[best], float(losses[best]), predicted[best], jacobian[best], np.sort(losses), ran)


def _differentiate(model: Model, points: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Predict at each point and at a step along each parameter, in one pass."""
    many, parameters = points.shape
    steps = np.concatenate([np.zeros((1, parameters)), STEP * np.eye(parameters)])
    everywhere = (points[:, None, :] + steps).reshape(-1, parameters)
    predicted = model(everywhere).reshape(many, parameters + 1, -1)
    slopes = (predicted[:, 1:] - predicted[:, :1]) / STEP
    return predicted[:, 0], np.swapaxes(slopes, 1, 2)


def _losses(points: FloatArray, predicted: FloatArray, data: Data) -> FloatArray:
    misses = (data.observed - predicted) / data.scale
    losses = np.sum(misses**2, axis=1) + np.sum(points**2, axis=1)
    return np.where(np.isfinite(losses), losses, np.inf)


def _steps(
    points: FloatArray, predicted: FloatArray, jacobian: FloatArray, data: Data, damping: FloatArray
) -> FloatArray:
    steps = np.zeros_like(points)
    for start in range(len(points)):
        weighted = jacobian[start] / data.scale[:, None]
        normal = weighted.T @ weighted + np.eye(points.shape[1])
        downhill = weighted.T @ ((data.observed - predicted[start]) / data.scale) - points[start]
        steps[start] = np.linalg.solve(normal + damping[start] * np.diag(np.diag(normal)), downhill)
    return steps
