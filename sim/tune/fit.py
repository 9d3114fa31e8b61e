r"""A robust fit in lanes: several starts and all their finite differences in one pass of the model.

Minimises

.. math:: \sum_i w_i\,(\nu + 1)\ln\left(1 + \frac{r_i^2}{\nu}\right) + \lVert z \rVert^2, \qquad
          r_i = \frac{y_i - f_i(z)}{\sqrt{\sigma_i^2 + \tau_i^2}}

by Levenberg and Marquardt's method with weights found anew at every step, where :math:`z` are the parameters on the
scale of their priors, :math:`\sigma_i` the standard error of an observation, :math:`\tau_i` the spread between studies,
and :math:`w_i` keeps a study with many points from outvoting the others. It is twice the negative log density under
Student's t distribution: a study far from all the others pulls less the farther it is. :math:`\nu = \infty` is least
squares.
"""

from __future__ import annotations

from collections.abc import Callable

import attrs
import numpy as np
from numpy.typing import NDArray

from ..studies.doubt import FREEDOM

FloatArray = NDArray[np.float64]
Model = Callable[[FloatArray], FloatArray]
"""Points ``(lanes, parameters)`` to predictions ``(lanes, observations)``."""
Tell = Callable[[float], None]

STEP = 0.3
"""Half a central difference on the scale of a prior's standard deviation.

Lifters count whole repetitions, so predictions move in small steps: a difference much shorter than this would measure
those and not the slope.
"""

MOST_LEVERAGE = 0.9
"""An observation that nearly makes its own prediction tells nothing of how far off others are."""

SHORTEST_LESSON = STEP
"""A step shorter than this teaches little of slopes: it meets whole repetitions too."""

FARTHEST = 4.0
"""A fit does not leave the prior by more than this many standard deviations."""


@attrs.frozen(eq=False)
class Data:
    """What was observed.

    Attributes:
        observed: Shape ``(observations,)``; or ``(starts, observations)`` where every start has data of its own.
        error: Standard error of each, same unit.
        weight: Weight of each, 1 for the only point of a study.
        between: Spread between studies, same unit as each observation.
        freedom: Degrees of freedom of the residuals; infinite for normal ones.
    """

    observed: FloatArray
    error: FloatArray
    weight: FloatArray
    between: FloatArray
    freedom: float = FREEDOM

    @property
    def scale(self) -> FloatArray:
        """What a residual is divided by, shape ``(observations,)``."""
        return np.sqrt(self.error**2 + self.between**2)

    def misfit(self, predicted: FloatArray) -> FloatArray:
        """Twice the negative log density of what was observed, a constant aside.

        Args:
            predicted: Shape ``(lanes, observations)``.

        Returns:
            Shape ``(lanes,)``; infinite where a prediction is no number.
        """
        squares = ((self.observed - predicted) / self.scale) ** 2
        if np.isfinite(self.freedom):
            squares = (self.freedom + 1.0) * np.log1p(squares / self.freedom)
        misfit = squares @ self.weight
        return np.where(np.isfinite(misfit), misfit, np.inf)

    def pull(self, predicted: FloatArray) -> FloatArray:
        """Weight of each squared residual in a step from here, of the predictions' shape."""
        squares = ((self.observed - predicted) / self.scale) ** 2
        robust = (self.freedom + 1.0) / (self.freedom + squares) if np.isfinite(self.freedom) else 1.0
        return np.asarray(np.broadcast_to(self.weight * robust / self.scale**2, predicted.shape))

    @property
    def information(self) -> FloatArray:
        """Expected curvature of the misfit with each prediction, halved, shape ``(observations,)``."""
        robust = (self.freedom + 1.0) / (self.freedom + 3.0) if np.isfinite(self.freedom) else 1.0
        return np.asarray(self.weight * robust / self.scale**2)


@attrs.frozen(eq=False)
class Fit:
    """Where the fit ended.

    Attributes:
        z: Best point, shape ``(parameters,)``.
        loss: What was minimised, there.
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
        """Covariance of ``z`` in the neighbourhood of the best point, shape ``(parameters, parameters)``."""
        return covariance(self.jacobian, data)

    def taken_up_again(self, model: Model, data: Data, passes: int) -> Fit:
        """Fit from here, when what is known of the data has changed; the model is not run again where it was."""
        there = Slopes(self.predicted[None, :], self.jacobian[None, :, :])
        return best_of(descend(model, data, self.z[None, :], passes, there=there))

    def left_out(self, data: Data) -> FloatArray:
        r"""Residuals as they would be, had each observation been left out of the fit: :math:`r_i / (1 - h_i)`.

        Returns:
            Shape ``(observations,)``, in the unit of each.
        """
        influence = np.einsum("op,pq,oq->o", self.jacobian, self.covariance(data), self.jacobian)
        leverage = np.minimum(data.information * influence, MOST_LEVERAGE)
        return np.asarray((data.observed - self.predicted) / (1.0 - leverage))


def covariance(jacobian: FloatArray, data: Data) -> FloatArray:
    """Covariance of a point in its Gaussian neighbourhood (Laplace), from the slopes there.

    Args:
        jacobian: Shape ``(..., observations, parameters)``.
        data: What was fitted.

    Returns:
        Shape ``(..., parameters, parameters)``.
    """
    curvature = np.swapaxes(jacobian, -1, -2) @ (data.information[:, None] * jacobian)
    return np.asarray(np.linalg.inv(curvature + np.eye(jacobian.shape[-1])))


@attrs.frozen(eq=False)
class Slopes:
    """What is known of the model at some points.

    Attributes:
        predicted: Shape ``(points, observations)``.
        jacobian: Change of the predictions with ``z``, shape ``(points, observations, parameters)``.
    """

    predicted: FloatArray
    jacobian: FloatArray


@attrs.frozen(eq=False)
class Ends:
    """Where several descents ended.

    Attributes:
        z: Shape ``(starts, parameters)``.
        losses: Shape ``(starts,)``.
        predicted: Shape ``(starts, observations)``.
        jacobian: Shape ``(starts, observations, parameters)``.
        passes: How often the model was run.
    """

    z: FloatArray
    losses: FloatArray
    predicted: FloatArray
    jacobian: FloatArray
    passes: int


def robust_fit(model: Model, data: Data, starts: FloatArray, passes: int, tell: Tell = lambda _: None) -> Fit:
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
    return best_of(descend(model, data, starts, passes, tell))


def best_of(ends: Ends) -> Fit:
    """Return the end with the least loss."""
    best = int(np.argmin(ends.losses))
    return Fit(
        ends.z[best],
        float(ends.losses[best]),
        ends.predicted[best],
        ends.jacobian[best],
        np.sort(ends.losses),
        ends.passes,
    )


def descend(
    model: Model,
    data: Data,
    starts: FloatArray,
    passes: int,
    tell: Tell = lambda _: None,
    there: Slopes | None = None,
    *,
    learn: bool = False,
) -> Ends:
    """Go down from every start.

    Args:
        model: The model.
        data: What it should reproduce, for every start the same or one row each.
        starts: Shape ``(starts, parameters)``.
        passes: How often the model may be run.
        tell: Told the share of the passes that are done.
        there: What is known of the model at the starts, if it is.
        learn: Do not measure slopes again but learn them from the steps (Broyden), at one lane a start instead of one
            more for either side of every parameter.
    """
    points, damping = starts.copy(), np.full(len(starts), 1.0)
    ran = int(there is None)
    here = there or differentiate(model, points)
    predicted, jacobian = here.predicted, here.jacobian
    losses = _losses(points, predicted, data)
    for ran in range(ran + 1, passes + 1):  # noqa: B020 - goes on counting
        proposed = np.clip(points + _steps(points, predicted, jacobian, data, damping), -FARTHEST, FARTHEST)
        if learn:
            new_predicted = model(proposed)
            jacobian = new_jacobian = _learnt(jacobian, proposed - points, new_predicted - predicted)
        else:
            new = differentiate(model, proposed)
            new_predicted, new_jacobian = new.predicted, new.jacobian
        new_losses = _losses(proposed, new_predicted, data)
        better = new_losses < losses
        points = np.where(better[:, None], proposed, points)
        predicted = np.where(better[:, None], new_predicted, predicted)
        jacobian = np.where(better[:, None, None], new_jacobian, jacobian)
        gained = np.max(np.where(better, losses - new_losses, 0.0))
        losses = np.where(better, new_losses, losses)
        damping = np.clip(np.where(better, damping / 4.0, damping * 4.0), 1e-6, 1e6)
        tell(ran / passes)
        if not learn and better.any() and gained < 1e-4 * losses.min():
            break
    return Ends(points, losses, predicted, jacobian, ran)


def differentiate(model: Model, points: FloatArray) -> Slopes:
    """Predict at each point and at a step either way along each parameter, in one pass."""
    many, parameters = points.shape
    forth = STEP * np.eye(parameters)
    steps = np.concatenate([np.zeros((1, parameters)), forth, -forth])
    everywhere = (points[:, None, :] + steps).reshape(-1, parameters)
    predicted = model(everywhere).reshape(many, 2 * parameters + 1, -1)
    slopes = (predicted[:, 1 : parameters + 1] - predicted[:, parameters + 1 :]) / (2.0 * STEP)
    return Slopes(predicted[:, 0], np.swapaxes(slopes, 1, 2))


def _losses(points: FloatArray, predicted: FloatArray, data: Data) -> FloatArray:
    return np.asarray(data.misfit(predicted) + np.sum(points**2, axis=1))


def _steps(
    points: FloatArray, predicted: FloatArray, jacobian: FloatArray, data: Data, damping: FloatArray
) -> FloatArray:
    pulled = np.swapaxes(jacobian * data.pull(predicted)[:, :, None], 1, 2)
    normal = pulled @ jacobian + np.eye(points.shape[1])
    diagonal = np.einsum("sii->si", normal)
    damped = normal + damping[:, None, None] * diagonal[:, :, None] * np.eye(points.shape[1])
    downhill = (pulled @ (data.observed - predicted)[:, :, None])[:, :, 0] - points
    solved: FloatArray = np.linalg.solve(damped, downhill[:, :, None])
    return np.asarray(solved[:, :, 0])


def _learnt(jacobian: FloatArray, moved: FloatArray, changed: FloatArray) -> FloatArray:
    """Change slopes as little as possible so that they give what a step showed (Broyden)."""
    missed = changed - np.einsum("sop,sp->so", jacobian, moved)
    length = np.maximum(np.sum(moved**2, axis=1), SHORTEST_LESSON**2)
    return np.asarray(jacobian + missed[:, :, None] * (moved / length[:, None])[:, None, :])
