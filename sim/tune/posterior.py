r"""The posterior around a fit, walked in lanes.

Many walkers start from the Gaussian neighbourhood :math:`N(m, C)` of the best point, one a draw. At every step each
proposes

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
from numpy.typing import NDArray

from ..chance import Streams
from ..errors import MissingExtraError
from .fit import FARTHEST, Data, Fit, Model

FloatArray = NDArray[np.float64]
Tell = Callable[[float], None]

KEPT = 0.7
"""Share of a walker's way from the best point that a proposal keeps."""


@attrs.frozen(eq=False)
class Posterior:
    """Draws from the posterior.

    Attributes:
        z: Where each walker ended, shape ``(draws, parameters)``.
        walked: Where all walkers were in the second half of their steps, shape ``(steps, draws, parameters)``.
        taken: Share of the proposed steps that were taken; 1 where the neighbourhood is Gaussian.
    """

    z: FloatArray
    walked: FloatArray
    taken: float

    @property
    def spread(self) -> FloatArray:
        """Standard deviation of each parameter over the second half of all walks, shape ``(parameters,)``."""
        return np.asarray(np.std(self.walked, axis=(0, 1)))

    @property
    def effective_draws(self) -> FloatArray:
        """How many independent draws the second half of all walks is worth, shape ``(parameters,)``."""
        from arviz_stats.base.array import BaseArray

        return np.asarray(BaseArray().ess(self.walked, chain_axis=1, draw_axis=0, method="mean"))

    @property
    def drift(self) -> float:
        """How far the mean of any parameter moved while the second half was walked, in its standard deviations."""
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
    model: Model, data: Data, fit: Fit, draws: int, steps: int, seed: int, tell: Tell = lambda _: None
) -> Posterior:
    """Draw from the posterior around a fit.

    Args:
        model: The model, predicting what was fitted.
        data: What was observed of it.
        fit: Where the walks begin.
        draws: How many walkers.
        steps: How many steps each of them proposes, at least 8.
        seed: Seed of the draws.
        tell: Told the share of the steps that are done.
    """
    root = np.linalg.cholesky(fit.covariance(data))
    # Lane 0 is the reference athlete, whose draws are all medians: walkers begin at 1.
    streams = Streams(seed, np.arange(1, draws + 1))

    def news(step: int) -> FloatArray:
        normal = np.stack([streams.normal(f"posterior/{number}", step) for number in range(len(fit.z))], axis=1)
        return np.asarray(normal @ root.T)

    def above_neighbourhood(z: FloatArray) -> FloatArray:
        # The prior's far tails are where the model was never meant to be.
        near = np.all(np.abs(z) <= FARTHEST, axis=1)
        log_posterior = -0.5 * (data.misfit(model(z)) + np.sum(z**2, axis=1))
        log_neighbourhood = -0.5 * np.sum(np.linalg.solve(root, (z - fit.z).T) ** 2, axis=0)
        return np.where(near, log_posterior - log_neighbourhood, -np.inf)

    z = np.clip(fit.z + news(0), -FARTHEST, FARTHEST)
    above = above_neighbourhood(z)
    walked, taken = [], 0.0
    for step in range(1, steps + 1):
        proposed = fit.z + KEPT * (z - fit.z) + math.sqrt(1.0 - KEPT**2) * news(step)
        there = above_neighbourhood(proposed)
        takes = np.log(streams.uniform("posterior/takes", step)) < there - above
        z, above = np.where(takes[:, None], proposed, z), np.where(takes, there, above)
        taken += float(np.mean(takes)) / steps
        if step > steps // 2:
            walked.append(z)
        tell(step / steps)
    return Posterior(z, np.stack(walked), taken)
