"""The density of studies against what is known exactly, and its slopes against differences."""

from __future__ import annotations

from types import SimpleNamespace

import attrs
import numpy as np
import pytest

from sim.studies.spreads import RESIDUALS
from sim.tune.likelihood import Likelihood, Row, cohorts_of, compared_of, likelihood_of, told_of
from tests.sim.tune.conftest import NO_SPREADS, plain

COHORTS = (0, 0, 1, 1, 1, 2, 2)
SPREADS = np.array([[0.4, 1.0, 2.0]])
EFFECT = np.array([1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 0.0])


@pytest.fixture(scope="module")
def data() -> Likelihood:
    chance = np.random.default_rng(1)
    whole = plain(5.0 * chance.normal(size=7), 0.5, 4.0, COHORTS)
    return attrs.evolve(whole, effect=EFFECT, residual=np.array([0, 1, 0, 1, 0, 0, 1]), residual_unit=np.ones(7))


@pytest.fixture(scope="module")
def predicted() -> np.ndarray:
    return 5.0 * np.random.default_rng(2).normal(size=(3, 7))


def covariance_of(data: Likelihood, predicted: np.ndarray, mine: np.ndarray) -> np.ndarray:
    along = (data.effect * predicted)[mine]
    return np.diag(data.variance(SPREADS)[0][mine]) + SPREADS[0, 0] ** 2 * np.outer(along, along)


def test_the_misfit_is_the_density_of_a_multivariate_t(data: Likelihood, predicted: np.ndarray) -> None:
    from scipy.stats import multivariate_t

    for lane in predicted:
        expected = 0.0
        for cohort in range(3):
            mine = np.flatnonzero(data.cohorts[:, cohort])
            shape = covariance_of(data, lane, mine)
            density = multivariate_t.logpdf(data.observed[mine], lane[mine], shape, df=4.0)
            constant = multivariate_t.logpdf(lane[mine], lane[mine], np.eye(len(mine)), df=4.0)
            expected -= 2.0 * (density - constant)
        assert data.misfit(lane[None, :], SPREADS)[0] == pytest.approx(expected)


def test_without_heavy_tails_it_is_the_normal_one(data: Likelihood, predicted: np.ndarray) -> None:
    from scipy.stats import multivariate_normal

    normal = attrs.evolve(data, freedom=np.inf)
    expected = 0.0
    for cohort in range(3):
        mine = np.flatnonzero(data.cohorts[:, cohort])
        shape = covariance_of(data, predicted[0], mine)
        density = multivariate_normal.logpdf(data.observed[mine], predicted[0][mine], shape)
        expected -= 2.0 * density + len(mine) * np.log(2.0 * np.pi)
    assert normal.misfit(predicted[:1], SPREADS)[0] == pytest.approx(expected)


def test_the_slope_is_that_of_the_misfit(data: Likelihood, predicted: np.ndarray) -> None:
    step = 1e-5
    for freedom in (4.0, np.inf):
        some = attrs.evolve(data, freedom=freedom)
        slope = some.slope(predicted, SPREADS)
        for row in range(7):
            moved = np.where(np.arange(7) == row, step, 0.0)
            away = some.misfit(predicted + moved, SPREADS) - some.misfit(predicted - moved, SPREADS)
            assert slope[:, row] == pytest.approx(away / (2.0 * step), rel=1e-5, abs=1e-7)


def test_the_information_is_that_of_a_multivariate_t(data: Likelihood, predicted: np.ndarray) -> None:
    jacobian = np.random.default_rng(3).normal(size=(3, 7, 2))
    found = data.information(jacobian, predicted, SPREADS)
    for lane in range(3):
        precision = np.zeros((7, 7))
        for cohort in range(3):
            mine = np.flatnonzero(data.cohorts[:, cohort])
            heavy = (4.0 + len(mine)) / (6.0 + len(mine))
            precision[np.ix_(mine, mine)] = heavy * np.linalg.inv(covariance_of(data, predicted[lane], mine))
        assert found[lane] == pytest.approx(jacobian[lane].T @ precision @ jacobian[lane])


def test_the_curvature_is_exact_for_normal_residuals() -> None:
    jacobian = np.random.default_rng(4).normal(size=(1, 4, 2))
    some = plain(np.arange(4.0), np.array([0.5, 1.0, 2.0, 1.0]))
    expected = jacobian[0].T @ np.diag(some.error**-2.0) @ jacobian[0]
    assert some.curvature(jacobian, np.zeros((1, 4)), NO_SPREADS)[0] == pytest.approx(expected)


def test_a_cohort_that_is_left_out_says_nothing(data: Likelihood, predicted: np.ndarray) -> None:
    lanes = data.leaving_out([1, 2])
    point = np.repeat(predicted[:1], 2, axis=0)
    assert (lanes.slope(point, SPREADS)[0, 2:5] == 0.0).all()
    assert (lanes.slope(point, SPREADS)[1, 5:] == 0.0).all()
    without = lanes.misfit(point, SPREADS)
    moved = point + np.array([0.0, 0.0, 9.0, 9.0, 9.0, 0.0, 0.0])
    assert lanes.misfit(moved, SPREADS)[0] == without[0]
    assert lanes.misfit(moved, SPREADS)[1] != without[1]
    assert lanes.take(np.array([1])).misfit(point[1:], SPREADS)[0] == without[1]


def test_a_study_far_off_pulls_less_as_a_whole() -> None:
    near, far = (plain(np.array([1.0, size]), 1.0, 4.0, (0, 0)) for size in (1.0, 30.0))
    nothing = np.zeros((1, 2))
    assert abs(far.slope(nothing, NO_SPREADS)[0, 0]) < 0.05 * abs(near.slope(nothing, NO_SPREADS)[0, 0])


def test_a_prediction_that_is_no_number_is_infinitely_unlikely() -> None:
    assert plain(np.ones(2), 1.0).misfit(np.array([[1.0, np.nan]]), NO_SPREADS)[0] == np.inf


def test_rows_tell_their_cohort_error_and_whether_a_study_multiplies_them(trial: SimpleNamespace) -> None:
    plain_row = trial.seen(0, 1.0, 5.0)
    review = attrs.evolve(plain_row, design="review", cohort="many")
    ratio = attrs.evolve(plain_row, kind="ratio_to_arm", against="other", observed=2.0, sem=0.5)
    rows = [Row("one", plain_row), Row("two", review), Row("one", ratio), Row("two", plain_row)]
    found = likelihood_of(rows)
    assert cohorts_of(rows) == ("one", "many", "two")
    assert found.cohorts.argmax(axis=1).tolist() == [0, 1, 0, 2]
    assert found.effect.tolist() == [1.0, 0.0, 0.0, 1.0]
    assert found.observed == pytest.approx([5.0, 5.0, np.log(2.0), 5.0])
    assert found.error == pytest.approx([0.2, 0.2, 0.25, 0.2])
    assert [list(RESIDUALS)[group] for group in found.residual] == ["size", "size", "ratio", "size"]


def test_ratios_are_compared_as_logarithms_and_told_as_ratios(trial: SimpleNamespace) -> None:
    ratio = attrs.evolve(trial.seen(0, 1.0, 2.0), kind="ratio_to_arm", against="other")
    rows = [Row("one", ratio), Row("one", trial.seen(1, 1.0, 2.0))]
    numbers = np.array([[2.0, 3.0], [1.0, -4.0]])
    assert compared_of(rows, numbers) == pytest.approx(np.array([[np.log(2.0), 3.0], [0.0, -4.0]]))
    assert told_of(rows, compared_of(rows, numbers)) == pytest.approx(numbers)
