r"""What lifts say of a person, in closed form but for the responder, which has a grid.

With :math:`y_i` the log of the maximum that lift :math:`i` implies, :math:`f_i(u, k)` the log of the one that the fold
predicts under log responder :math:`u` and the :math:`k`-th draw of everything else that a person may have (posterior of
the shared parameters, spread of the own ones),

.. math:: y_i = \bar f_i(u) + \sum_k A_{ik}(u)\,w_k + \ell + o_{e(i)} + d_{s(i)} + g(t_i) + \varepsilon_i

:math:`\bar f` and :math:`A` are mean and scaled deviations over the draws, so that :math:`w \sim N(0, I)` stands for
what is not known of the other parameters: their effect is taken to be Gaussian with the covariance of the draws.
:math:`\ell \sim N(0, \sigma_\ell^2)` is the log strength level, :math:`o_e \sim N(0, \sigma_o^2)` how an exercise
departs from it, :math:`d_s \sim N(0, \rho\,\sigma_\text{day}^2)` the form of a day, :math:`g` a slow wandering with
covariance :math:`\sigma_g^2 e^{-|t-t'|/\tau_g}`, and :math:`\varepsilon_i` is Student's t with :math:`\nu` degrees of
freedom and the lift's own scale: a log holds typing errors. Given :math:`u` and the weights of the t's scale mixture
all is Gaussian, so :math:`w, \ell, o` are integrated out exactly; :math:`u` has the population's normal prior and a
grid. The weights are those of the factorised (variational) posterior, :math:`(\nu + 1) / (\nu +
\mathrm E\,\varepsilon_i^2/\sigma_i^2)`, found by iteration at the mean of :math:`u`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import attrs
import numpy as np

from models.arrays import FloatArray

from .errors import Errors
from .lifts import Lift

NU = 4.0
"""Degrees of freedom: tails heavy enough for typing errors, light enough to have a variance."""
WIDEST = 4.0
"""How far the responder may be from typical, standard deviations of the population to either side."""
GRID_POINTS = 121
MOST_ROUNDS = 25
SETTLED = 1e-3
RECENTRED = 2
"""Rounds of weights at the middle of the posterior and posterior under these weights; a third changes nothing."""


@attrs.frozen
class PersonalPrior:
    """What the population says of a person; natural logarithms.

    Attributes:
        responder_sd: Standard deviation of the log responder.
        level_sd: Standard deviation of the log strength level.
    """

    responder_sd: float
    level_sd: float


@attrs.frozen(eq=False)
class PersonalPosterior:
    """What the lifts leave.

    Attributes:
        grid: Log responder, shape ``(points,)``.
        probability: Of each point, adds up to 1.
        means: Of the coefficients at each point, ``(points, coefficients)``: the other parameters, level, exercises.
        factors: Upper factors :math:`F` of their covariance :math:`F F^T`, ``(points, coefficients, coefficients)``.
        scales: Standard deviation of each coefficient before the fit, ``(coefficients,)``: the unit of its mean.
        weights: Of each lift, ``(lifts,)``: near 1 is ordinary, near 0 an outlier.
    """

    grid: FloatArray
    probability: FloatArray
    means: FloatArray
    factors: FloatArray
    scales: FloatArray
    weights: FloatArray

    def level(self, others: int) -> tuple[FloatArray, FloatArray]:
        """Return mean and standard deviation of the log strength level at each point of the grid.

        Args:
            others: How many coefficients stand before it.
        """
        scale = self.scales[others]
        sd = np.sqrt(np.sum(self.factors[:, others, :] ** 2, axis=1))
        return self.means[:, others] * scale, sd * scale

    def draw(self, uniform: FloatArray, normal: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return draws of the log responder, ``(draws,)``, and of the coefficients, ``(draws, coefficients)``.

        Args:
            uniform: Between 0 and 1, shape ``(draws,)``.
            normal: Standard normal, shape ``(draws, coefficients)``.
        """
        responder = quantiles(self.grid, self.probability, uniform)
        near = np.clip(np.round(np.interp(responder, self.grid, np.arange(len(self.grid)))).astype(int), 0, None)
        return responder, self.means[near] + np.einsum("dij,dj->di", self.factors[near], normal)


def quantiles(grid: FloatArray, probability: FloatArray, wanted: FloatArray) -> FloatArray:
    """Return quantiles of a density given at the middles of equal cells, straight between their edges."""
    half = 0.5 * (grid[1] - grid[0])
    edges = np.append(grid - half, grid[-1] + half)
    return np.asarray(np.interp(wanted, np.append(0.0, np.cumsum(probability)), edges))


def posterior(
    gaps: FloatArray,
    nodes: FloatArray,
    lifts: Sequence[Lift],
    exercises: Sequence[str],
    sizes: Errors,
    prior: PersonalPrior,
) -> PersonalPosterior:
    """Return what lifts leave of the prior.

    Args:
        gaps: Implied over predicted maximum (log), shape ``(lifts, nodes, draws)``.
        nodes: Log responder of the second axis, ascending.
        lifts: In the order of the first axis.
        exercises: Those of the lifts.
        sizes: Sizes of errors.
        prior: The population.
    """
    spread = WIDEST * prior.responder_sd
    grid = np.linspace(-spread, spread, GRID_POINTS)
    centred = gaps.mean(axis=2)
    # Predictions deviate from their mean as the gaps do, with the opposite sign.
    deviations = (centred[:, :, None] - gaps) / np.sqrt(gaps.shape[2] - 1.0)
    common, scales = _common_columns(lifts, exercises, sizes, prior)
    correlated = _correlated(lifts, sizes)
    own = np.array([lift.error for lift in lifts]) ** 2
    weights = np.ones(len(lifts))
    place_of = np.interp(grid, nodes, np.arange(len(nodes)))
    middle = 0.5 * (len(nodes) - 1.0)
    for _ in range(RECENTRED):
        weights = _settle(weights, own, correlated, lambda noise: _whitened(noise, centred, deviations, common), middle)
        white = _whitened(correlated + np.diag(own / weights), centred, deviations, common)
        points = [white.at(place) for place in place_of.tolist()]
        probability = _normalised(
            np.array([one.log_density for one in points]) - 0.5 * (grid / prior.responder_sd) ** 2
        )
        middle = float(np.interp(probability @ grid, grid, place_of))
    return PersonalPosterior(
        grid=grid,
        probability=probability,
        means=np.stack([one.mean for one in points]),
        factors=np.stack([one.factor for one in points]),
        scales=np.concatenate([np.ones(gaps.shape[2]), scales]),
        weights=weights,
    )


def _common_columns(
    lifts: Sequence[Lift], exercises: Sequence[str], sizes: Errors, prior: PersonalPrior
) -> tuple[FloatArray, FloatArray]:
    """Return the columns of level and exercises, each with a standard normal coefficient, and their scales."""
    belongs = np.array([[lift.exercise == name for name in exercises] for lift in lifts], dtype=float)
    scales = np.array([prior.level_sd, *(sizes.exercise_offset_sd for _ in exercises)])
    return np.column_stack([np.ones(len(lifts)), belongs]) * scales, scales


def _correlated(lifts: Sequence[Lift], sizes: Errors) -> FloatArray:
    """Return the covariance that lifts share: the form of the day and the slow wandering."""
    days, sessions = np.array([lift.time_days for lift in lifts]), np.array([lift.session for lift in lifts])
    apart = np.abs(days[:, None] - days[None, :])
    day = sizes.one_rm_day_shared_fraction * sizes.one_rm_day_error**2 * (sessions[:, None] == sessions[None, :])
    return np.asarray(day + sizes.strength_drift_sd**2 * np.exp(-apart / sizes.tau_strength_drift_days))


def _settle(
    weights: FloatArray,
    own: FloatArray,
    correlated: FloatArray,
    whitened: Callable[[FloatArray], _Whitened],
    middle: float,
) -> FloatArray:
    """Find the weights that agree with the residuals that they leave, at one place among the nodes."""
    for _ in range(MOST_ROUNDS):
        white = whitened(correlated + np.diag(own / weights))
        renewed = _weights(white, middle, own, weights)
        settled = float(np.max(np.abs(renewed - weights))) < SETTLED
        weights = renewed
        if settled:
            break
    return weights


def _normalised(log_density: FloatArray) -> FloatArray:
    density = np.exp(log_density - log_density.max())
    return np.asarray(density / density.sum())


@attrs.frozen(eq=False)
class _Point:
    """One point of the grid: marginal density, and the coefficients' mean and upper factor of their covariance."""

    log_density: float
    mean: FloatArray
    factor: FloatArray


@attrs.frozen(eq=False)
class _Whitened:
    """Columns and gaps in coordinates in which what is left is independent noise of size 1.

    Attributes:
        whitener: Into these coordinates, ``(lifts, lifts)``.
        columns: The coefficients' columns and, last, the gaps, at every node: ``(nodes, lifts, coefficients + 1)``.
        own: Products of a node's columns with each other, ``(nodes, coefficients + 1, coefficients + 1)``.
        next: Products with those of the next node.
    """

    whitener: FloatArray
    columns: FloatArray
    own: FloatArray
    next: FloatArray

    def at(self, place: float) -> _Point:
        """Integrate the coefficients out at a place between two nodes, where everything is taken to be straight."""
        low, share = self._between(place)
        mixed = share * (1.0 - share) * (self.next[low] + self.next[low].T)
        products = (1.0 - share) ** 2 * self.own[low] + mixed + share**2 * self.own[low + 1]
        root = np.linalg.cholesky(np.eye(len(products) - 1) + products[:-1, :-1])
        # A triangular solver takes a thousand times as long, for starting its threads, on so small a root.
        inverse = np.linalg.inv(root)
        half, factor = inverse @ products[:-1, -1], inverse.T
        log_density = -0.5 * (products[-1, -1] - half @ half) - np.sum(np.log(np.diag(root)))
        return _Point(float(log_density), factor @ half, factor)

    def columns_at(self, place: float) -> FloatArray:
        """Return the columns at a place, the gaps last."""
        low, share = self._between(place)
        return np.asarray((1.0 - share) * self.columns[low] + share * self.columns[low + 1])

    def _between(self, place: float) -> tuple[int, float]:
        low = min(int(place), len(self.columns) - 2)
        return low, place - low


def _whitened(noise: FloatArray, centred: FloatArray, deviations: FloatArray, common: FloatArray) -> _Whitened:
    """Whiten by the root of a covariance."""
    from scipy.linalg import solve_triangular

    whitener = solve_triangular(np.linalg.cholesky(noise), np.eye(len(noise)), lower=True)
    columns = np.stack(
        [
            whitener @ np.column_stack([deviations[:, node], common, centred[:, node]])
            for node in range(deviations.shape[1])
        ]
    )
    own = np.stack([one.T @ one for one in columns])
    following = np.stack([one.T @ after for one, after in pairwise(columns)])
    return _Whitened(whitener, columns, own, following)


def _weights(white: _Whitened, place: float, own: FloatArray, weights: FloatArray) -> FloatArray:
    """Return the mean weights of the t's scale mixture, given each lift's own residual and its variance."""
    point, columns, noise = white.at(place), white.columns_at(place), own / weights
    inverse_gap = white.whitener.T @ (columns[:, -1] - columns[:, :-1] @ point.mean)
    explained = point.factor.T @ (columns[:, :-1].T @ white.whitener)
    inverse_diagonal = np.sum(white.whitener**2, axis=0) - np.sum(explained**2, axis=0)
    squared = (noise * inverse_gap) ** 2 + noise - noise**2 * inverse_diagonal
    return np.asarray((NU + 1.0) / (NU + squared / own))
