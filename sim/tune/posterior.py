r"""The posterior around a fit, walked in lanes.

Many walkers start from the Gaussian neighbourhood :math:`N(m, C)` of the best point of parameters and spreads between
studies, one a draw. At every step each proposes

.. math:: z' = m + \rho\,(z - m) + \sqrt{1 - \rho^2}\,C^{1/2} \xi, \qquad \xi \sim N(0, I),

which leaves that neighbourhood as it is, and takes the step by Metropolis's rule. Where the neighbourhood is the
posterior every step is taken, however many parameters there are; where it is not, the refused steps bend it into shape
(preconditioned Crank-Nicolson: Cotter, Roberts, Stuart & White 2013, Stat Sci 28:424). All walkers' proposals are one
pass of the model, and a pass costs hardly more for two hundred lanes than for one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from importlib.util import find_spec

import attrs
import numpy as np

from models.arrays import FloatArray

from ..chance import Streams
from ..errors import MissingExtraError
from .fit import FARTHEST, Fit, Model
from .likelihood import Likelihood
from .spreads import Spreads

Tell = Callable[[float], None]

KEPT = 0.7
"""Share of a walker's way from the best point that a proposal keeps."""


@attrs.frozen(eq=False)
class Posterior:
    """Draws from the posterior.

    Attributes:
        z: Where each walker ended, shape ``(draws, coordinates)``.
        walked: Where all walkers were in the second half of their steps, shape ``(steps, draws, coordinates)``.
        taken: Share of the proposed steps that were taken; 1 where the neighbourhood is Gaussian.
        parameters: So many coordinates are the model's parameters; the spreads between studies follow.
    """

    z: FloatArray
    walked: FloatArray
    taken: float
    parameters: int

    @property
    def spread(self) -> FloatArray:
        """Standard deviation of each coordinate over the second half of all walks, shape ``(coordinates,)``."""
        return np.asarray(np.std(self.walked, axis=(0, 1)))

    @property
    def effective_draws(self) -> FloatArray:
        """How many independent draws the second half of all walks is worth, shape ``(coordinates,)``."""
        from arviz_stats.base.array import BaseArray

        return np.asarray(BaseArray().ess(self.walked, chain_axis=1, draw_axis=0, method="mean"))

    @property
    def drift(self) -> float:
        """How far the mean of any coordinate moved while the second half was walked, in its standard deviations."""
        first, last = np.array_split(self.walked, 2)
        return float(np.max(np.abs(first.mean(axis=(0, 1)) - last.mean(axis=(0, 1))) / self.spread))


def require() -> None:
    """Fail early where the library that weighs the draws is missing.

    Raises:
        MissingExtraError: It is not installed.
    """
    if find_spec("arviz_stats") is None:
        raise MissingExtraError("arviz-stats", "posterior")


def sample(
    model: Model,
    likelihood: Likelihood,
    fit: Fit,
    spreads: Spreads,
    draws: int,
    steps: int,
    seed: int,
    tell: Tell = lambda _: None,
) -> Posterior:
    """Draw parameters and spreads between studies from the posterior around a fit.

    Args:
        model: The model, predicting what was fitted.
        likelihood: What was observed of it.
        fit: Where the walks begin.
        spreads: The same of the spreads.
        draws: How many walkers.
        steps: How many steps each of them proposes, at least 8.
        seed: Seed of the draws.
        tell: Told the share of the steps that are done.
    """
    parameters = len(fit.z)
    middle = np.concatenate([fit.z, spreads.z])
    root = np.zeros((len(middle), len(middle)))
    root[:parameters, :parameters] = np.linalg.cholesky(fit.covariance(likelihood, spreads.values))
    root[parameters:, parameters:] = np.linalg.cholesky(spreads.covariance)
    # Lane 0 is the reference athlete, whose draws are all medians: walkers begin at 1.
    streams = Streams(seed, np.arange(1, draws + 1))

    def news(step: int) -> FloatArray:
        normal = np.stack([streams.normal(f"posterior/{number}", step) for number in range(len(middle))], axis=1)
        return np.asarray(normal @ root.T)

    def above_neighbourhood(z: FloatArray) -> FloatArray:
        # The prior's far tails are where the model was never meant to be.
        near = np.all(np.abs(z) <= FARTHEST, axis=1)
        misfit = likelihood.misfit(model(z[:, :parameters]), spreads.at(z[:, parameters:]))
        log_posterior = -0.5 * (misfit + np.sum(z**2, axis=1))
        log_neighbourhood = -0.5 * np.sum(np.linalg.solve(root, (z - middle).T) ** 2, axis=0)
        return np.where(near, log_posterior - log_neighbourhood, -np.inf)

    z = np.clip(middle + news(0), -FARTHEST, FARTHEST)
    above = above_neighbourhood(z)
    walked, taken = [], 0.0
    for step in range(1, steps + 1):
        proposed = middle + KEPT * (z - middle) + math.sqrt(1.0 - KEPT**2) * news(step)
        there = above_neighbourhood(proposed)
        takes = np.log(streams.uniform("posterior/takes", step)) < there - above
        z, above = np.where(takes[:, None], proposed, z), np.where(takes, there, above)
        taken += float(np.mean(takes)) / steps
        if step > steps // 2:
            walked.append(z)
        tell(step / steps)
    return Posterior(z, np.stack(walked), taken, parameters)
