"""The posterior around a fit: its Gaussian neighbourhood, drawn from and then checked against the model itself.

With thirty parameters and a model that costs seconds, no sampler that only knows the density gets far; the
neighbourhood is
exact where the model is linear over the width of the posterior. How far it is from that is told: every draw is run
through the model, and the share of effective draws says how even the ratios of true to drawn density are.
"""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from ..streams import Streams
from .fit import FARTHEST, Data, Fit, Model

FloatArray = NDArray[np.float64]


@attrs.frozen(eq=False)
class Posterior:
    """Draws from the posterior.

    Attributes:
        z: Shape ``(draws, parameters)``.
        predicted: Predictions at each, shape ``(draws, observations)``.
        effective_fraction: Effective number of draws over their number, were they weighted by the true density: near 1
            the neighbourhood is Gaussian, near 0 it is not and intervals are rough.
        misfit_ratio: Mean of the data's misfit over the draws, over what a Gaussian neighbourhood would give: well
            above 1 the intervals are too wide somewhere.
    """

    z: FloatArray
    predicted: FloatArray
    effective_fraction: float
    misfit_ratio: float


def sample(model: Model, trained: NDArray[np.bool_], data: Data, fit: Fit, draws: int, seed: int) -> Posterior:
    """Draw from the posterior around a fit.

    Args:
        model: The model, predicting all observations.
        trained: Which of them were fitted.
        data: What was observed of those.
        fit: Where the posterior is centred.
        draws: How many draws.
        seed: Seed of the draws.
    """
    covariance = fit.covariance(data)
    # Lane 0 is the reference athlete, whose draws are all medians: the draws begin at 1.
    streams = Streams(seed, np.arange(1, draws + 1))
    normal = np.stack([streams.normal(f"posterior/{number}", 0) for number in range(len(fit.z))], axis=1)
    z = np.clip(fit.z + normal @ np.linalg.cholesky(covariance).T, -FARTHEST, FARTHEST)
    predicted = model(z)
    losses = data.misfit(predicted[:, trained]) + np.sum(z**2, axis=1)
    away = np.sum(normal**2, axis=1)
    log_weight = -0.5 * (losses - away)
    weight = np.exp(log_weight - log_weight.max())
    effective = float(weight.sum() ** 2 / np.sum(weight**2))
    return Posterior(z, predicted, effective / draws, float(np.mean(losses) / (fit.loss + np.mean(away))))
