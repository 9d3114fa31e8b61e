"""A cohort left out in turn is predicted as a real refit without it would."""

from __future__ import annotations

from types import SimpleNamespace

import attrs
import numpy as np
import pytest

from models.parameters import POSTERIOR, default_parameters
from sim.studies import Study, load_studies
from sim.studies.contrasts import contrasts_of
from sim.studies.spreads import shipped_spreads
from sim.tune.calibration import Calibration, Effort, calibrate, model_of, rows_of, trained_of
from sim.tune.fit import Model, alike, descend, looking
from sim.tune.left_out import learning, leave_each_out, measuring, predictions_without
from sim.tune.likelihood import cohorts_of, likelihood_of
from sim.tune.spreads import Spreads
from sim.tune.transform import Space
from sim.tune.workers import Workers
from tests.sim.tune.conftest import NO_SPREADS, plain

SLOPES = np.array([[1.0, 0.5], [0.2, -1.0], [2.0, 1.0], [0.3, 0.3], [1.0, -1.0]])


def test_a_linear_model_is_left_out_exactly() -> None:
    data = plain(np.array([1.0, -0.4, 2.2, 0.9, 0.1]), 0.5, cohorts=(0, 0, 1, 2, 2))
    model = alike(lambda z: z @ SLOPES.T)(np.arange(1))
    fit = descend(alike(model), data, NO_SPREADS, np.zeros((1, 2)), looking(60)).best
    found = predictions_without(learning(model), data, NO_SPREADS, fit, range(3))
    for cohort in range(3):
        kept = data.cohorts[:, cohort] == 0.0
        weighed = SLOPES[kept] / 0.5
        z = np.linalg.solve(weighed.T @ weighed + np.eye(2), weighed.T @ (data.observed[kept] / 0.5))
        assert found[~kept] == pytest.approx(SLOPES[~kept] @ z, rel=2e-3, abs=2e-3)


@pytest.fixture(scope="module")
def toy(trial: SimpleNamespace) -> tuple[Calibration, Model, tuple[Study, ...]]:
    studies = (*trial.studies, *trial.compared)
    found = calibrate(studies, trial.nominal, trial.predict, Effort(tuple(trial.truth), starts=0, passes=12))
    return found, model_of(studies, trained_of(found.rows), found.space, found.nominal, trial.predict), studies


def test_a_toy_is_left_out_as_by_a_refit(toy: tuple[Calibration, Model, tuple[Study, ...]]) -> None:
    found, model, _ = toy
    every = range(len(cohorts_of(trained_of(found.rows))))
    spreads, likelihood = found.spreads.values, found.likelihood
    newton = predictions_without(learning(model), likelihood, spreads, found.fit, every)
    real = predictions_without(measuring(model), likelihood, spreads, found.fit, every, 6)
    moved = np.abs(real - found.fit.predicted)
    assert np.abs(newton - real).max() < 0.2 * moved.max()


def test_rows_left_out_for_good_are_predicted_by_the_fit_of_all(
    toy: tuple[Calibration, Model, tuple[Study, ...]],
) -> None:
    found, model, _ = toy
    left_out = leave_each_out(found, model)
    assert left_out.predicted[~found.trained] == pytest.approx(found.slopes.predicted[0][~found.trained])
    assert (left_out.predicted[found.trained] != found.slopes.predicted[0][found.trained]).all()


def test_less_is_known_without_a_cohort_and_intervals_say_so(
    toy: tuple[Calibration, Model, tuple[Study, ...]],
) -> None:
    found, model, studies = toy
    left_out = leave_each_out(found, model)
    for covariance in left_out.covariances.values():
        assert (np.diag(covariance) > np.diag(left_out.covariance)).all()
    (row, *_) = left_out.contrast_rows(contrasts_of(studies))
    assert row.predictive_low < row.predicted < row.predictive_high
    sure = attrs.evolve(left_out, covariances=dict.fromkeys(left_out.covariances, np.zeros((2, 2))))
    (surer, *_) = sure.contrast_rows(contrasts_of(studies))
    assert surer.predictive_high < row.predictive_high


QUICKEST = 20
"""So many studies are refitted: those that take least to live."""


def days_lived(study: Study) -> float:
    arms = [study.scenario.strategy(name) for name in study.arms]
    return sum(phase.length_days for arm in arms for phase in (*arm.history, *arm.phases))


@pytest.mark.slow
def test_ten_cohorts_of_the_real_studies_are_left_out_as_by_a_refit(capsys: pytest.CaptureFixture[str]) -> None:
    nominal = default_parameters()
    space = Space.of(nominal, nominal.drawn_from(POSTERIOR))
    trained = [study.used_for("train") for study in load_studies() if study.used_for("train").observations]
    studies = sorted(trained, key=days_lived)[:QUICKEST]
    rows = rows_of(studies)
    cohorts, likelihood, spreads = cohorts_of(rows), likelihood_of(rows), Spreads.of(shipped_spreads()).values
    every = range(0, len(cohorts), -(-len(cohorts) // 10))
    with Workers() as workers:
        model = model_of(studies, rows, space, nominal, workers.predict)
        fit = descend(alike(model), likelihood, spreads, np.zeros((1, len(space.names))), looking(8)).best
        newton = predictions_without(learning(model), likelihood, spreads, fit, every)
        real = predictions_without(measuring(model), likelihood, spreads, fit, every, 4)
    table = ["", "cohort: greatest move of its rows by leaving it out; by a refit; off by"]
    for cohort in every:
        mine = likelihood.cohorts[:, cohort] > 0.0
        moves = [float(np.abs(one[mine] - fit.predicted[mine]).max()) for one in (newton, real)]
        off = float(np.abs(newton[mine] - real[mine]).max())
        table.append(f"{cohorts[cohort]}: {moves[0]:.2f}; {moves[1]:.2f}; {off:.2f}")
    with capsys.disabled():
        print("\n".join(table))  # noqa: T201 - the table is what the test is for, besides its bounds
    mine = np.any([likelihood.cohorts[:, cohort] > 0.0 for cohort in every], axis=0)
    moved, off = (np.abs(one - real)[mine] for one in (fit.predicted, newton))
    # Without the steps they would be off by all that a refit moves them; two more steps move the refit itself by half.
    assert off.mean() < 0.6 * moved.mean()
    assert np.median(off) < 0.2
