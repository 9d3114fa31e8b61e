from __future__ import annotations

import numpy as np
import pytest

from sim.tune.fit import FARTHEST, Data, Model, least_squares

SLOPES = np.array([[1.0, 0.5], [0.2, -1.0], [2.0, 1.0], [0.3, 0.3]])


def linear(z: np.ndarray) -> np.ndarray:
    return 3.0 + z @ SLOPES.T


def data_of(observed: np.ndarray, error: float = 0.1, between: float = 0.0) -> Data:
    many = len(observed)
    return Data(observed, np.full(many, error), np.ones(many), np.full(many, between))


def loss_at(model: Model, data: Data, z: np.ndarray) -> float:
    return float(np.sum(((data.observed - model(z[None, :])[0]) / data.scale) ** 2) + np.sum(z**2))


def ridge(data: Data) -> np.ndarray:
    weighted = SLOPES / data.scale[:, None]
    return np.linalg.solve(weighted.T @ weighted + np.eye(2), weighted.T @ ((data.observed - 3.0) / data.scale))


@pytest.mark.parametrize("error", [1e-3, 0.1, 3.0])
def test_a_linear_model_is_recovered_exactly(error: float) -> None:
    data = data_of(linear(np.array([[0.8, -0.5]]))[0] + np.array([0.02, -0.01, 0.0, 0.03]), error)
    fit = least_squares(linear, data, np.zeros((1, 2)), 40)
    assert fit.loss == pytest.approx(loss_at(linear, data, ridge(data)), rel=1e-3, abs=1e-6)
    assert fit.z == pytest.approx(ridge(data), abs=1e-3)
    assert fit.jacobian == pytest.approx(SLOPES, abs=1e-9)


def test_the_covariance_is_that_of_the_linear_model() -> None:
    data = data_of(linear(np.zeros((1, 2)))[0])
    expected = np.linalg.inv(SLOPES.T @ SLOPES / 0.01 + np.eye(2))
    assert least_squares(linear, data, np.zeros((1, 2)), 3).covariance(data) == pytest.approx(expected)


def growth(z: np.ndarray) -> np.ndarray:
    t = np.arange(1.0, 9.0)
    return 5.0 * np.exp(0.3 * z[:, :1]) * (1.0 - np.exp(-t / (3.0 * np.exp(0.3 * z[:, 1:2]))))


def test_a_mildly_non_linear_model_is_recovered_from_every_start() -> None:
    truth = np.array([[1.0, -0.7]])
    starts = np.array([[0.0, 0.0], [-1.5, 1.5], [2.0, 1.0]])
    fit = least_squares(growth, data_of(growth(truth)[0], 1e-3), starts, 40)
    assert fit.z == pytest.approx(truth[0], abs=0.01)
    assert fit.ends == pytest.approx(np.full(3, fit.loss), rel=0.01)


@pytest.mark.parametrize("seed", range(20))
def test_the_loss_never_rises(seed: int) -> None:
    chance = np.random.default_rng(seed)
    start = chance.normal(size=(1, 2))
    data = data_of(growth(chance.normal(size=(1, 2)))[0] + chance.normal(size=8), 0.2)
    losses = [loss_at(growth, data, start[0])]
    losses += [least_squares(growth, data, start, passes).loss for passes in (1, 2, 3, 5, 9)]
    assert losses[0] == pytest.approx(losses[1])
    assert (np.diff(losses[1:]) <= 1e-12).all()


def test_the_told_loss_and_predictions_are_those_of_the_point() -> None:
    data = data_of(growth(np.array([[0.5, 0.5]]))[0] + 0.3, 0.2, between=0.1)
    fit = least_squares(growth, data, np.zeros((1, 2)), 6)
    assert fit.loss == pytest.approx(loss_at(growth, data, fit.z))
    assert fit.predicted == pytest.approx(growth(fit.z[None, :])[0])
    assert fit.passes <= 6


def test_the_prior_stays_where_data_say_nothing() -> None:
    def deaf(z: np.ndarray) -> np.ndarray:
        return np.tile(z[:, :1], (1, 4))

    data = data_of(np.full(4, 1.0), 0.01)
    fit = least_squares(deaf, data, np.array([[0.0, 2.0]]), 40)
    assert fit.z == pytest.approx([1.0, 0.0], abs=0.02)
    assert fit.covariance(data)[1] == pytest.approx([0.0, 1.0])


def test_a_fit_does_not_leave_the_prior_far_behind() -> None:
    fit = least_squares(linear, data_of(linear(np.array([[50.0, 0.0]]))[0], 1e-3), np.zeros((1, 2)), 20)
    assert abs(fit.z).max() <= FARTHEST


def test_points_of_a_loud_study_weigh_less() -> None:
    loud = Data(np.zeros(4), np.ones(4), np.array([0.25, 1.0, 1.0, 1.0]), np.zeros(4))
    assert loud.scale == pytest.approx([2.0, 1.0, 1.0, 1.0])
