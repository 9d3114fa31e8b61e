"""The Laplace neighbourhood against what is known exactly, and against truths that were drawn from the prior."""

from __future__ import annotations

import numpy as np
import pytest

from sim.tune.fit import Data, robust_fit
from sim.tune.posterior import Posterior, sample

SLOPES = np.array([[1.0, 0.5], [0.2, -1.0], [2.0, 1.0]])
DATA = Data(np.array([0.7, -0.2, 1.1]), np.full(3, 0.6), np.ones(3), np.full(3, 0.8), np.inf)
COVARIANCE = np.linalg.inv(SLOPES.T @ SLOPES + np.eye(2))
MEAN = COVARIANCE @ SLOPES.T @ DATA.observed
DRAWS = 4000


def linear(z: np.ndarray) -> np.ndarray:
    return z @ SLOPES.T


@pytest.fixture(scope="module")
def posterior() -> Posterior:
    fit = robust_fit(linear, DATA, MEAN[None, :], 3)
    return sample(linear, np.ones(3, dtype=bool), DATA, fit, DRAWS, 1)


def test_a_linear_posterior_has_its_mean(posterior: Posterior) -> None:
    # Four standard errors of a mean of DRAWS: a false alarm in 8000 runs, and the seed is fixed.
    away = (posterior.z.mean(axis=0) - MEAN) / np.sqrt(np.diag(COVARIANCE) / DRAWS)
    assert abs(away).max() < 4.0


def test_a_linear_posterior_has_its_covariance(posterior: Posterior) -> None:
    sd = np.sqrt(np.diag(COVARIANCE))
    away = (np.cov(posterior.z.T) - COVARIANCE) / np.outer(sd, sd)
    # A variance of normal draws has the relative standard error sqrt(2 / DRAWS); a covariance has less.
    assert abs(away).max() < 4.0 * np.sqrt(2.0 / DRAWS)


def test_every_draw_of_a_linear_posterior_counts(posterior: Posterior) -> None:
    assert posterior.effective_fraction > 0.999
    assert posterior.misfit_ratio == pytest.approx(1.0, abs=0.01)


def test_predictions_are_of_all_observations(posterior: Posterior) -> None:
    assert posterior.predicted == pytest.approx(linear(posterior.z))


def test_untrained_observations_do_not_move_the_weights() -> None:
    def wider(z: np.ndarray) -> np.ndarray:
        return np.concatenate([linear(z), 1e6 * z], axis=1)

    fit = robust_fit(linear, DATA, MEAN[None, :], 3)
    found = sample(wider, np.arange(5) < 3, DATA, fit, 50, 1)
    assert found.predicted.shape == (50, 5)
    assert found.effective_fraction > 0.999


def test_a_bent_neighbourhood_is_told() -> None:
    def bent(z: np.ndarray) -> np.ndarray:
        return np.stack([z[:, 0], 3.0 * (z[:, 1] + z[:, 0] ** 2), z[:, 0]], axis=1)

    data = Data(np.zeros(3), np.full(3, 0.8), np.ones(3), np.zeros(3), np.inf)
    fit = robust_fit(bent, data, np.zeros((1, 2)), 10)
    found = sample(bent, np.ones(3, dtype=bool), data, fit, 500, 1)
    assert found.effective_fraction < 0.9
    assert found.misfit_ratio > 1.1


def test_the_same_seed_gives_the_same_draws_and_another_others(posterior: Posterior) -> None:
    fit = robust_fit(linear, DATA, MEAN[None, :], 3)
    trained = np.ones(3, dtype=bool)
    assert (sample(linear, trained, DATA, fit, 20, 1).z == posterior.z[:20]).all()
    assert (sample(linear, trained, DATA, fit, 20, 2).z != posterior.z[:20]).any()


REPEATS, WEEKS, NOISE = 200, np.arange(1.0, 13.0), 0.3


def growth(z: np.ndarray) -> np.ndarray:
    """Grow exponentially towards a limit: height, time constant and starting level on their priors' scales."""
    height, tau, level = 8.0 * np.exp(0.3 * z[:, :1]), 4.0 * np.exp(0.3 * z[:, 1:2]), 0.5 * z[:, 2:3]
    return level + height * (1.0 - np.exp(-WEEKS / tau))


def test_intervals_cover_truths_drawn_from_the_prior() -> None:
    chance = np.random.default_rng(20)
    covered = []
    for _ in range(REPEATS):
        truth = chance.normal(size=3)
        observed = growth(truth[None, :])[0] + NOISE * chance.normal(size=len(WEEKS))
        data = Data(observed, np.full(len(WEEKS), NOISE), np.ones(len(WEEKS)), np.zeros(len(WEEKS)), np.inf)
        fit = robust_fit(growth, data, np.zeros((1, 3)), 25)
        covered.append(abs(truth - fit.z) <= 1.96 * np.sqrt(np.diag(fit.covariance(data))))
    shares = np.mean(covered, axis=0)
    # 200 repeats at 95 % have a standard error of 1.5 points: 90 % and 99 % are three of them away.
    assert (shares >= 0.90).all(), shares
    assert (shares <= 0.99).all(), shares
