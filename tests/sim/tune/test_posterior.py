"""The walks against what is known exactly, and intervals against truths that were drawn from the prior."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import MissingExtraError
from sim.studies.spreads import shipped_spreads
from sim.tune.fit import FARTHEST, Fit, Model, alike, descend, looking
from sim.tune.likelihood import Likelihood
from sim.tune.posterior import Posterior, require
from sim.tune.posterior import sample as walk
from sim.tune.spreads import Spreads
from tests.sim.tune.conftest import NO_SPREADS, plain

SLOPES = np.array([[1.0, 0.5], [0.2, -1.0], [2.0, 1.0]])
DATA = plain(np.array([0.7, -0.2, 1.1]), 1.0)
COVARIANCE = np.linalg.inv(SLOPES.T @ SLOPES + np.eye(2))
MEAN = COVARIANCE @ SLOPES.T @ DATA.observed
DRAWS, STEPS = 4000, 20
SPREADS = Spreads.of(shipped_spreads())


def robust_fit(model: Model, data: Likelihood, starts: np.ndarray, passes: int) -> Fit:
    return descend(alike(model), data, NO_SPREADS, starts, looking(passes)).best


def sample(model: Model, data: Likelihood, fit: Fit, draws: int, steps: int, seed: int) -> Posterior:
    return walk(model, data, fit, SPREADS, draws, steps, seed)


def linear(z: np.ndarray) -> np.ndarray:
    return z @ SLOPES.T


@pytest.fixture(scope="module")
def posterior() -> Posterior:
    return sample(linear, DATA, robust_fit(linear, DATA, MEAN[None, :], 3), DRAWS, STEPS, 1)


def test_a_linear_posterior_has_its_mean(posterior: Posterior) -> None:
    # Four standard errors of a mean of DRAWS: a false alarm in 8000 runs, and the seed is fixed.
    away = (posterior.z[:, :2].mean(axis=0) - MEAN) / np.sqrt(np.diag(COVARIANCE) / DRAWS)
    assert abs(away).max() < 4.0


def test_a_linear_posterior_has_its_covariance(posterior: Posterior) -> None:
    sd = np.sqrt(np.diag(COVARIANCE))
    away = (np.cov(posterior.z[:, :2].T) - COVARIANCE) / np.outer(sd, sd)
    # A variance of normal draws has the relative standard error sqrt(2 / DRAWS); a covariance has less.
    assert abs(away).max() < 4.0 * np.sqrt(2.0 / DRAWS)


def test_spreads_that_no_row_tells_keep_their_priors(posterior: Posterior) -> None:
    spreads = posterior.z[:, posterior.parameters :]
    assert abs(spreads.mean(axis=0)).max() < 4.0 / np.sqrt(DRAWS)
    assert abs(spreads.std(axis=0) - 1.0).max() < 4.0 / np.sqrt(2.0 * DRAWS)


def test_every_step_through_a_linear_posterior_is_taken(posterior: Posterior) -> None:
    assert posterior.taken == pytest.approx(1.0, abs=1e-3)
    assert posterior.drift < 0.1


def test_the_second_half_is_kept_and_worth_more_draws_than_walkers_and_fewer_than_places(posterior: Posterior) -> None:
    assert posterior.walked.shape == (STEPS // 2, DRAWS, 2 + len(SPREADS.z))
    assert (posterior.walked[-1] == posterior.z).all()
    assert (posterior.effective_draws > DRAWS).all()
    assert (posterior.effective_draws < DRAWS * STEPS // 2).all()


SKEWED = plain(np.array([1.0]), 0.8)


def exponential(z: np.ndarray) -> np.ndarray:
    return np.exp(0.8 * z)


@pytest.mark.parametrize("power", [1, 2, 3])
def test_walks_leave_a_neighbourhood_that_is_not_the_posterior(power: int) -> None:
    fit = robust_fit(exponential, SKEWED, np.array([[0.3]]), 25)
    found = sample(exponential, SKEWED, fit, DRAWS, STEPS, 1)
    grid = np.linspace(-6.0, 6.0, 4001)[:, None]
    weight = np.exp(-0.5 * (SKEWED.misfit(exponential(grid), NO_SPREADS) + np.sum(grid**2, axis=1)))
    exactly = float(weight @ grid[:, 0] ** power / weight.sum())
    drawn = found.z[:, 0] ** power
    assert found.taken < 0.95
    assert drawn.mean() == pytest.approx(exactly, abs=4.0 * drawn.std() / np.sqrt(DRAWS))
    # The neighbourhood itself is symmetric around 0 here, and narrower.
    neighbourhood = {1: 0.0, 2: float(fit.covariance(SKEWED, NO_SPREADS)[0, 0]), 3: 0.0}[power]
    assert abs(exactly - neighbourhood) > 6.0 * drawn.std() / np.sqrt(DRAWS)


def test_what_the_prior_all_but_rules_out_is_never_entered() -> None:
    data = plain(np.array([9.0]), 0.1)
    fit = robust_fit(lambda z: z, data, np.zeros((1, 1)), 20)
    assert abs(sample(lambda z: z, data, fit, 200, STEPS, 1).walked).max() <= FARTHEST


def test_the_same_seed_gives_the_same_draws_and_another_others(posterior: Posterior) -> None:
    fit = robust_fit(linear, DATA, MEAN[None, :], 3)
    assert (sample(linear, DATA, fit, 20, STEPS, 1).z == posterior.z[:20]).all()
    assert (sample(linear, DATA, fit, 20, STEPS, 2).z != posterior.z[:20]).any()


def test_a_missing_library_is_told_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.tune.posterior.find_spec", lambda _name: None)
    with pytest.raises(MissingExtraError, match=r"arviz-stats is needed .*regain-sim\[posterior\]"):
        require()


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
        data = plain(observed, NOISE)
        fit = robust_fit(growth, data, np.zeros((1, 3)), 25)
        covered.append(abs(truth - fit.z) <= 1.96 * np.sqrt(np.diag(fit.covariance(data, NO_SPREADS))))
    shares = np.mean(covered, axis=0)
    # 200 repeats at 95 % have a standard error of 1.5 points: 90 % and 99 % are three of them away.
    assert (shares >= 0.90).all(), shares
    assert (shares <= 0.99).all(), shares
