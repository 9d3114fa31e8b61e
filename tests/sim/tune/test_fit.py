from __future__ import annotations

import numpy as np
import pytest

from sim.tune.fit import FARTHEST, Fit, Model, alike, descend, looking
from sim.tune.likelihood import Likelihood
from tests.sim.tune.conftest import NO_SPREADS, plain

SLOPES = np.array([[1.0, 0.5], [0.2, -1.0], [2.0, 1.0], [0.3, 0.3]])


def linear(z: np.ndarray) -> np.ndarray:
    return 3.0 + z @ SLOPES.T


def fitted(model: Model, data: Likelihood, starts: np.ndarray, passes: int) -> Fit:
    return descend(alike(model), data, NO_SPREADS, starts, looking(passes)).best


def loss_at(model: Model, data: Likelihood, z: np.ndarray) -> float:
    return float(
        np.sum(((data.observed - model(z[None, :])[0]) / data.error) ** 2 + 2.0 * np.log(data.error)) + np.sum(z**2)
    )


def ridge(data: Likelihood) -> np.ndarray:
    weighted = SLOPES / data.error[:, None]
    return np.linalg.solve(weighted.T @ weighted + np.eye(2), weighted.T @ ((data.observed - 3.0) / data.error))


@pytest.mark.parametrize("error", [1e-3, 0.1, 3.0])
def test_a_linear_model_is_recovered_exactly(error: float) -> None:
    data = plain(linear(np.array([[0.8, -0.5]]))[0] + np.array([0.02, -0.01, 0.0, 0.03]), error)
    fit = fitted(linear, data, np.zeros((1, 2)), 40)
    assert fit.loss == pytest.approx(loss_at(linear, data, ridge(data)), rel=1e-3, abs=1e-6)
    assert fit.z == pytest.approx(ridge(data), abs=1e-3)
    assert fit.jacobian == pytest.approx(SLOPES, abs=1e-9)


def test_the_covariance_is_that_of_the_linear_model() -> None:
    data = plain(linear(np.zeros((1, 2)))[0], 0.1)
    expected = np.linalg.inv(SLOPES.T @ SLOPES / 0.01 + np.eye(2))
    assert fitted(linear, data, np.zeros((1, 2)), 3).covariance(data, NO_SPREADS) == pytest.approx(expected)


def growth(z: np.ndarray) -> np.ndarray:
    t = np.arange(1.0, 9.0)
    return 5.0 * np.exp(0.3 * z[:, :1]) * (1.0 - np.exp(-t / (3.0 * np.exp(0.3 * z[:, 1:2]))))


def test_a_mildly_non_linear_model_is_recovered_from_every_start() -> None:
    truth = np.array([[1.0, -0.7]])
    starts = np.array([[0.0, 0.0], [-1.5, 1.5], [2.0, 1.0]])
    fit = fitted(growth, plain(growth(truth)[0], 1e-3), starts, 40)
    assert fit.z == pytest.approx(truth[0], abs=0.01)
    assert fit.ends == pytest.approx(np.full(3, fit.loss), rel=0.01)


@pytest.mark.parametrize("seed", range(20))
def test_the_loss_never_rises(seed: int) -> None:
    chance = np.random.default_rng(seed)
    start = chance.normal(size=(1, 2))
    data = plain(growth(chance.normal(size=(1, 2)))[0] + chance.normal(size=8), 0.2)
    losses = [loss_at(growth, data, start[0])]
    losses += [fitted(growth, data, start, passes).loss for passes in (1, 2, 3, 5, 9)]
    assert losses[0] == pytest.approx(losses[1])
    assert (np.diff(losses[1:]) <= 1e-12).all()


def test_the_told_loss_and_predictions_are_those_of_the_point() -> None:
    data = plain(growth(np.array([[0.5, 0.5]]))[0] + 0.3, 0.2)
    fit = fitted(growth, data, np.zeros((1, 2)), 6)
    assert fit.loss == pytest.approx(loss_at(growth, data, fit.z))
    assert fit.predicted == pytest.approx(growth(fit.z[None, :])[0])
    assert fit.passes <= 6


def test_the_prior_stays_where_data_say_nothing() -> None:
    def deaf(z: np.ndarray) -> np.ndarray:
        return np.tile(z[:, :1], (1, 4))

    data = plain(np.full(4, 1.0), 0.01)
    fit = fitted(deaf, data, np.array([[0.0, 2.0]]), 40)
    assert fit.z == pytest.approx([1.0, 0.0], abs=0.02)
    assert fit.covariance(data, NO_SPREADS)[1] == pytest.approx([0.0, 1.0])


def test_a_fit_does_not_leave_the_prior_far_behind() -> None:
    fit = fitted(linear, plain(linear(np.array([[50.0, 0.0]]))[0], 1e-3), np.zeros((1, 2)), 20)
    assert abs(fit.z).max() <= FARTHEST


def test_one_study_far_from_all_others_hardly_moves_the_fit() -> None:
    strange = linear(np.array([[0.5, 0.5]]))[0] + np.array([0.0, 0.0, 8.0, 0.0])
    robust, normal = (fitted(linear, plain(strange, 0.2, freedom), np.zeros((1, 2)), 60).z for freedom in (4.0, np.inf))
    assert abs(robust - 0.5).max() < 0.3
    assert abs(normal - 0.5).max() > 1.0


def test_every_start_has_the_model_of_its_lane() -> None:
    data = plain(linear(np.array([[0.5, -0.5]]))[0], 0.01)
    turned = [linear, lambda z: linear(-z)]

    def models(lanes: np.ndarray) -> Model:
        def model(z: np.ndarray) -> np.ndarray:
            each = np.repeat(lanes, len(z) // len(lanes))
            return np.stack([turned[lane](point[None, :])[0] for lane, point in zip(each, z, strict=True)])

        return model

    ends = descend(models, data, NO_SPREADS, np.zeros((2, 2)), looking(20))
    assert ends.z[0] == pytest.approx([0.5, -0.5], abs=1e-3)
    assert ends.z[1] == pytest.approx(-ends.z[0])


@pytest.mark.parametrize("error", [0.1, 1.0])
def test_slopes_that_are_learnt_lead_to_the_same_end(error: float) -> None:
    data = plain(growth(np.array([[0.8, -0.5]]))[0], error)
    start = np.zeros((1, 2))
    measured = fitted(growth, data, start, 30)
    learnt = descend(alike(growth), data, NO_SPREADS, start, looking(40), learn=True).best
    assert learnt.z == pytest.approx(measured.z, abs=0.02)
