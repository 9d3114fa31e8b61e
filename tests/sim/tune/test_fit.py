from __future__ import annotations

import numpy as np
import pytest

from sim.tune.fit import FARTHEST, Data, Model, robust_fit

SLOPES = np.array([[1.0, 0.5], [0.2, -1.0], [2.0, 1.0], [0.3, 0.3]])


def linear(z: np.ndarray) -> np.ndarray:
    return 3.0 + z @ SLOPES.T


def data_of(observed: np.ndarray, error: float = 0.1, between: float = 0.0) -> Data:
    many = len(observed)
    return Data(observed, np.full(many, error), np.ones(many), np.full(many, between), freedom=np.inf)


def loss_at(model: Model, data: Data, z: np.ndarray) -> float:
    return float(np.sum(((data.observed - model(z[None, :])[0]) / data.scale) ** 2) + np.sum(z**2))


def ridge(data: Data) -> np.ndarray:
    weighted = SLOPES / data.scale[:, None]
    return np.linalg.solve(weighted.T @ weighted + np.eye(2), weighted.T @ ((data.observed - 3.0) / data.scale))


@pytest.mark.parametrize("error", [1e-3, 0.1, 3.0])
def test_a_linear_model_is_recovered_exactly(error: float) -> None:
    data = data_of(linear(np.array([[0.8, -0.5]]))[0] + np.array([0.02, -0.01, 0.0, 0.03]), error)
    fit = robust_fit(linear, data, np.zeros((1, 2)), 40)
    assert fit.loss == pytest.approx(loss_at(linear, data, ridge(data)), rel=1e-3, abs=1e-6)
    assert fit.z == pytest.approx(ridge(data), abs=1e-3)
    assert fit.jacobian == pytest.approx(SLOPES, abs=1e-9)


def test_the_covariance_is_that_of_the_linear_model() -> None:
    data = data_of(linear(np.zeros((1, 2)))[0])
    expected = np.linalg.inv(SLOPES.T @ SLOPES / 0.01 + np.eye(2))
    assert robust_fit(linear, data, np.zeros((1, 2)), 3).covariance(data) == pytest.approx(expected)


def growth(z: np.ndarray) -> np.ndarray:
    t = np.arange(1.0, 9.0)
    return 5.0 * np.exp(0.3 * z[:, :1]) * (1.0 - np.exp(-t / (3.0 * np.exp(0.3 * z[:, 1:2]))))


def test_a_mildly_non_linear_model_is_recovered_from_every_start() -> None:
    truth = np.array([[1.0, -0.7]])
    starts = np.array([[0.0, 0.0], [-1.5, 1.5], [2.0, 1.0]])
    fit = robust_fit(growth, data_of(growth(truth)[0], 1e-3), starts, 40)
    assert fit.z == pytest.approx(truth[0], abs=0.01)
    assert fit.ends == pytest.approx(np.full(3, fit.loss), rel=0.01)


@pytest.mark.parametrize("seed", range(20))
def test_the_loss_never_rises(seed: int) -> None:
    chance = np.random.default_rng(seed)
    start = chance.normal(size=(1, 2))
    data = data_of(growth(chance.normal(size=(1, 2)))[0] + chance.normal(size=8), 0.2)
    losses = [loss_at(growth, data, start[0])]
    losses += [robust_fit(growth, data, start, passes).loss for passes in (1, 2, 3, 5, 9)]
    assert losses[0] == pytest.approx(losses[1])
    assert (np.diff(losses[1:]) <= 1e-12).all()


def test_the_told_loss_and_predictions_are_those_of_the_point() -> None:
    data = data_of(growth(np.array([[0.5, 0.5]]))[0] + 0.3, 0.2, between=0.1)
    fit = robust_fit(growth, data, np.zeros((1, 2)), 6)
    assert fit.loss == pytest.approx(loss_at(growth, data, fit.z))
    assert fit.predicted == pytest.approx(growth(fit.z[None, :])[0])
    assert fit.passes <= 6


def test_the_prior_stays_where_data_say_nothing() -> None:
    def deaf(z: np.ndarray) -> np.ndarray:
        return np.tile(z[:, :1], (1, 4))

    data = data_of(np.full(4, 1.0), 0.01)
    fit = robust_fit(deaf, data, np.array([[0.0, 2.0]]), 40)
    assert fit.z == pytest.approx([1.0, 0.0], abs=0.02)
    assert fit.covariance(data)[1] == pytest.approx([0.0, 1.0])


def test_a_fit_does_not_leave_the_prior_far_behind() -> None:
    fit = robust_fit(linear, data_of(linear(np.array([[50.0, 0.0]]))[0], 1e-3), np.zeros((1, 2)), 20)
    assert abs(fit.z).max() <= FARTHEST


def test_points_of_a_loud_study_weigh_less() -> None:
    loud = Data(np.ones(4), np.ones(4), np.array([0.25, 1.0, 1.0, 1.0]), np.zeros(4), freedom=np.inf)
    assert loud.misfit(np.zeros((1, 4))) == pytest.approx([3.25])
    assert loud.pull(np.zeros(4)) == pytest.approx([0.25, 1.0, 1.0, 1.0])


@pytest.mark.parametrize("freedom", [1.0, 3.0, 30.0])
def test_the_misfit_is_the_density_of_students_t(freedom: float) -> None:
    from scipy.stats import t

    data = Data(np.array([0.3, -2.0, 9.0]), np.full(3, 0.6), np.ones(3), np.full(3, 0.8), freedom)
    density = t.logpdf(data.observed, freedom) - t.logpdf(0.0, freedom)
    assert data.scale == pytest.approx(1.0)
    assert data.misfit(np.zeros((1, 3))) == pytest.approx(-2.0 * density.sum())


def test_steps_and_information_are_the_slopes_of_the_misfit() -> None:
    data = Data(np.array([0.3, -2.0, 9.0]), np.full(3, 0.5), np.ones(3), np.full(3, 0.5))
    at, step = np.zeros((1, 3)), 1e-5
    for row in range(3):
        moved = np.where(np.arange(3) == row, step, 0.0)
        slope = (data.misfit(at + moved)[0] - data.misfit(at - moved)[0]) / (2.0 * step)
        assert -2.0 * data.pull(at[0])[row] * data.observed[row] == pytest.approx(slope, rel=1e-6)


def test_the_information_is_the_expected_curvature() -> None:
    from scipy.integrate import quad
    from scipy.stats import t

    data = Data(np.zeros(1), np.full(1, 2.0), np.ones(1), np.zeros(1), 3.0)

    def squared_score(residual: float) -> float:
        score = 4.0 * residual / (3.0 + residual**2) / 2.0
        return float(score**2 * t.pdf(residual, 3.0))

    assert data.information[0] == pytest.approx(quad(squared_score, -np.inf, np.inf)[0], rel=1e-6)


def test_one_study_far_from_all_others_hardly_moves_the_fit() -> None:
    observed = linear(np.array([[0.5, 0.5]]))[0]
    strange = observed + np.array([0.0, 0.0, 8.0, 0.0])
    data = Data(strange, np.full(4, 0.2), np.ones(4), np.zeros(4))
    normal = Data(strange, np.full(4, 0.2), np.ones(4), np.zeros(4), freedom=np.inf)
    robust, plain = (robust_fit(linear, one, np.zeros((1, 2)), 60).z for one in (data, normal))
    assert abs(robust - 0.5).max() < 0.3
    assert abs(plain - 0.5).max() > 1.0
