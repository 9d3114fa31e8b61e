r"""A robust fit in lanes: several starts and all their finite differences in one pass of the model.

Minimises

.. math:: -2 \ln p(y \mid f(z), \sigma) + \lVert z \rVert^2

where :math:`z` are the parameters on the scale of their priors, :math:`f` the model, :math:`\sigma` the spreads between
studies and :math:`p` the density of :mod:`sim.tune.likelihood`.
"""

from __future__ import annotations

from collections.abc import Callable

import attrs
import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray

from ..descent import Descent, Lanes, Look, Terms
from ..descent import descend as go_down
from .likelihood import Likelihood

Model = Callable[[FloatArray], FloatArray]
"""Points ``(lanes, parameters)`` to predictions ``(lanes, rows)``."""
Models = Callable[[Lanes], Model]
"""The model of some lanes, where lanes have models of their own; points are as many times as many, lane by lane."""
Tell = Callable[[float], None]

STEP = 0.3
"""Half a central difference on the scale of a prior's standard deviation.

Lifters count whole repetitions, so predictions move in small steps: a difference much shorter than this would measure
those and not the slope.
"""

SHORTEST_LESSON = STEP
"""A step shorter than this teaches little of slopes: it meets whole repetitions too."""

FARTHEST = 4.0
"""A fit does not leave the prior by more than this many standard deviations."""

SETTLED = 1e-4
"""A relative gain below which a lane has arrived: the steps of whole repetitions are about as large."""

TRUSTING = 1e-3
"""Damping of a first step from a place that is near the end already."""


@attrs.frozen(eq=False)
class Slopes:
    """What is known of the model at some points.

    Attributes:
        predicted: Shape ``(points, rows)``.
        jacobian: Change of the predictions with ``z``, shape ``(points, rows, parameters)``.
    """

    predicted: FloatArray
    jacobian: FloatArray

    def repeated(self, points: int) -> Slopes:
        """Return the only point several times."""
        return Slopes(np.repeat(self.predicted, points, axis=0), np.repeat(self.jacobian, points, axis=0))

    def of_points(self, points: Lanes) -> Slopes:
        """Return what is known of some points, each as often as it is named."""
        return Slopes(self.predicted[points], self.jacobian[points])

    def of_rows(self, rows: NDArray[np.bool_] | Lanes) -> Slopes:
        """Return what is known of some rows."""
        return Slopes(self.predicted[:, rows], self.jacobian[:, rows])


@attrs.frozen(eq=False)
class Ends:
    """Where several descents ended.

    Attributes:
        z: Shape ``(starts, parameters)``.
        losses: Shape ``(starts,)``.
        slopes: Of the model there; learnt ones if they were not measured.
        passes: How often the model was run.
    """

    z: FloatArray
    losses: FloatArray
    slopes: Slopes
    passes: int

    @property
    def best(self) -> Fit:
        """The end with the least loss."""
        best = int(np.argmin(self.losses))
        return Fit(
            self.z[best],
            float(self.losses[best]),
            self.slopes.predicted[best],
            self.slopes.jacobian[best],
            np.sort(self.losses),
            self.passes,
        )


@attrs.frozen(eq=False)
class Fit:
    """Where the fit ended.

    Attributes:
        z: Best point, shape ``(parameters,)``.
        loss: What was minimised, there.
        predicted: Predictions there, shape ``(rows,)``.
        jacobian: Change of the predictions with ``z``, shape ``(rows, parameters)``.
        ends: Loss of every start at its end, ascending: equal ends mean one minimum.
        passes: How often the model was run.
    """

    z: FloatArray
    loss: float
    predicted: FloatArray
    jacobian: FloatArray
    ends: FloatArray
    passes: int

    @property
    def slopes(self) -> Slopes:
        """What is known of the model there, as one point."""
        return Slopes(self.predicted[None, :], self.jacobian[None, :, :])

    def covariance(self, likelihood: Likelihood, spreads: FloatArray) -> FloatArray:
        """Covariance of ``z`` in the neighbourhood of the best point, shape ``(parameters, parameters)``."""
        return np.asarray(covariance(self.slopes, likelihood, spreads)[0])


def looking(passes: int, damping: float = 1.0) -> Terms:
    """Return how to go down where the model may be run so often."""
    return Terms(lower=-FARTHEST, upper=FARTHEST, passes=passes, settled=SETTLED, damping=damping)


def alike(model: Model) -> Models:
    """Return one model as that of every lane."""
    return lambda _lanes: model


def covariance(slopes: Slopes, likelihood: Likelihood, spreads: FloatArray) -> FloatArray:
    """Covariance of points in their Gaussian neighbourhoods (Laplace), shape ``(points, parameters, parameters)``.

    Args:
        slopes: Of the model at the points; or at one point, for every lane of the likelihood.
        likelihood: What was fitted.
        spreads: Study effect, then the residuals; shape ``(1, spreads)``.
    """
    information = likelihood.information(slopes.jacobian, slopes.predicted, spreads)
    return np.asarray(np.linalg.inv(information + np.eye(slopes.jacobian.shape[-1])))


def descend(
    models: Models,
    likelihood: Likelihood,
    spreads: FloatArray,
    starts: FloatArray,
    terms: Terms,
    *,
    tell: Tell = lambda _: None,
    there: Slopes | None = None,
    learn: bool = False,
) -> Ends:
    """Go down from every start.

    Args:
        models: The model of each start.
        likelihood: What it should reproduce, for every start the same or a lane each.
        spreads: Study effect, then the residuals; shape ``(1, spreads)``.
        starts: Shape ``(starts, parameters)``.
        terms: How hard to look; of :func:`looking`.
        tell: Told the share of the passes that are done.
        there: What is known of the model at the starts, if it is.
        learn: Do not measure slopes again but learn them from the steps (Broyden), at one lane a start instead of one
            more for either side of every parameter.
    """

    def survey(points: FloatArray, lanes: Lanes, before: Look | None) -> Look:
        model = models(lanes)
        if before is None or not learn:
            slopes = differentiate(model, points)
        else:
            predicted, old = model(points), before.known
            moved, changed = points - old["z"], predicted - old["predicted"]
            slopes = Slopes(predicted, learnt(old["jacobian"], moved, changed))
        return _look(points, slopes, likelihood.take(lanes), spreads)

    every = np.arange(len(starts))
    here = None if there is None else _look(starts, there, likelihood.take(every), spreads)
    found = go_down(survey, starts, terms, here, tell)
    return _ends(found)


def _ends(found: Descent) -> Ends:
    known = found.look.known
    return Ends(found.points, found.look.loss, Slopes(known["predicted"], known["jacobian"]), found.passes)


def _look(points: FloatArray, slopes: Slopes, likelihood: Likelihood, spreads: FloatArray) -> Look:
    predicted, jacobian = slopes.predicted, slopes.jacobian
    misfit = likelihood.slope(predicted, spreads)
    return Look(
        loss=likelihood.misfit(predicted, spreads) + np.sum(points**2, axis=1),
        downhill=-0.5 * np.einsum("lo,lop->lp", misfit, jacobian) - points,
        curvature=likelihood.curvature(jacobian, predicted, spreads) + np.eye(points.shape[1]),
        known={"z": points.copy(), "predicted": predicted.copy(), "jacobian": jacobian.copy()},
    )


def differentiate(model: Model, points: FloatArray) -> Slopes:
    """Predict at each point and at a step either way along each parameter, in one pass."""
    many, parameters = points.shape
    forth = STEP * np.eye(parameters)
    steps = np.concatenate([np.zeros((1, parameters)), forth, -forth])
    everywhere = (points[:, None, :] + steps).reshape(-1, parameters)
    predicted = model(everywhere).reshape(many, 2 * parameters + 1, -1)
    slopes = (predicted[:, 1 : parameters + 1] - predicted[:, parameters + 1 :]) / (2.0 * STEP)
    return Slopes(predicted[:, 0], np.swapaxes(slopes, 1, 2))


def learnt(jacobian: FloatArray, moved: FloatArray, changed: FloatArray) -> FloatArray:
    """Change slopes as little as possible so that they give what a step showed (Broyden)."""
    missed = changed - np.einsum("sop,sp->so", jacobian, moved)
    length = np.maximum(np.sum(moved**2, axis=1), SHORTEST_LESSON**2)
    return np.asarray(jacobian + missed[:, :, None] * (moved / length[:, None])[:, None, :])
