from __future__ import annotations

import json
from types import SimpleNamespace

import attrs
import numpy as np
import pytest

from sim.studies import predict_lanes_of_all
from sim.tune.calibration import TIED, Calibration, Effort, calibrate
from sim.tune.fitted_to import fitted_to

NAMES = ("growth_per_set_day", "tau_size_days")


@pytest.fixture(scope="module")
def found(trial: SimpleNamespace) -> Calibration:
    return calibrate(trial.studies, trial.nominal, trial.predict, Effort(NAMES, starts=2, passes=12, draws=200))


def test_a_toy_s_parameters_are_found_between_prior_and_truth(trial: SimpleNamespace, found: Calibration) -> None:
    for name, truth in trial.truth.items():
        middle = trial.nominal[name].prior.centre
        moved = (found.values[name] - middle) / (truth - middle)
        assert 0.05 < moved < 1.5, name
    assert found.values["growth_per_set_day"] == pytest.approx(0.00407, rel=0.15)


def test_the_truth_lies_within_the_intervals(trial: SimpleNamespace, found: Calibration) -> None:
    for name in NAMES:
        low, high = found.intervals[name]
        assert low < trial.truth[name] < high
        assert low <= found.values[name] <= high


def test_held_out_rows_are_predicted_and_not_fitted(found: Calibration) -> None:
    assert found.trained.tolist() == [True, True, False, True, True]
    assert found.fit.predicted.shape == (4,)
    assert found.predicted.shape == (200, 5)


def test_a_good_fit_narrows_the_spread_between_studies(found: Calibration) -> None:
    middle = {one.name: one.prior.centre for one in found.known_spreads.values()}
    assert found.known_spreads["residual_size_percent"].value < 0.8 * middle["residual_size_percent"]
    assert found.known_spreads["study_effect_fraction"].value < middle["study_effect_fraction"]
    assert found.known_spreads["residual_log_ratio"].value == pytest.approx(middle["residual_log_ratio"], rel=1e-3)
    low, high = found.intervals["study_effect_fraction"]
    assert low < found.known_spreads["study_effect_fraction"].value < high


def test_what_no_study_tells_is_drawn_from_its_prior_in_every_interval(trial: SimpleNamespace) -> None:
    name = "tau_size_days"
    changed = {name: attrs.evolve(trial.nominal[name], drawn_from="prior", status="assumed", interval=())}
    nominal = attrs.evolve(trial.nominal, parameters={**trial.nominal.parameters, **changed})
    effort = Effort(("growth_per_set_day",), starts=0, passes=6, draws=400)
    found = calibrate(trial.studies, nominal, trial.predict, effort)
    logs = np.log(found.draws[name] / nominal[name].prior.centre) / nominal[name].prior.width
    assert list(found.draws) == ["growth_per_set_day", name]
    # Four standard errors of 400 draws.
    assert abs(logs.mean()) < 0.2
    assert abs(logs.std() - 1.0) < 0.15
    fixed = calibrate(trial.studies, trial.nominal, trial.predict, effort)
    assert (found.predicted.std(axis=0) > 1.2 * fixed.predicted.std(axis=0)).all()
    assert f"{name}: not fitted; every interval draws it from its prior" in found.weak_directions()
    assert fitted_to(found)["drawn_from_priors"].keys() == {name}
    assert found.slopes.jacobian.shape == (1, 5, 2)


def test_parameters_that_only_work_together_are_told_to_be_tied(found: Calibration) -> None:
    assert found.correlation == pytest.approx(found.correlation.T)
    assert np.diag(found.correlation) == pytest.approx([1.0, 1.0])
    tied = [text for text in found.weak_directions() if "only their combination" in text]
    assert bool(tied) == (abs(found.correlation[0, 1]) >= TIED)


def test_a_parameter_that_no_row_speaks_of_is_not_identified(trial: SimpleNamespace) -> None:
    names = ("growth_per_set_day", "tau_skill_days")
    found = calibrate(trial.studies, trial.nominal, trial.predict, Effort(names, starts=1, passes=8, draws=300))
    assert found.identified == ("growth_per_set_day",)
    assert any(text.startswith("tau_skill_days: hardly identified") for text in found.weak_directions())
    assert found.values["tau_skill_days"] == pytest.approx(trial.nominal["tau_skill_days"].prior.centre, rel=0.01)


def test_calibrating_again_gives_the_same(trial: SimpleNamespace, found: Calibration) -> None:
    again = calibrate(trial.studies, trial.nominal, trial.predict, Effort(NAMES, starts=2, passes=12, draws=200))
    assert again.values == found.values
    assert (again.posterior.z == found.posterior.z).all()


@pytest.mark.parametrize(("observed", "direction"), [(12.0, 1.0), (0.2, -1.0)])
def test_the_engine_s_growth_moves_towards_what_was_seen(
    trial: SimpleNamespace, observed: float, direction: float
) -> None:
    studies = [
        trial.study("first", trial.seen(0, 3.0, observed)),
        trial.study("second", trial.seen(0, 2.0, 0.7 * observed)),
    ]
    found = calibrate(
        studies,
        trial.nominal,
        predict_lanes_of_all,
        Effort(("growth_per_set_day", "tau_signal_days"), starts=0, passes=4, draws=20),
    )
    assert direction * (found.values["growth_per_set_day"] - trial.nominal["growth_per_set_day"].prior.centre) > 0.0
    assert direction * found.fit.z[0] > 0.1


def test_what_may_move_is_what_the_shipped_set_draws_from_the_posterior(trial: SimpleNamespace) -> None:
    assert Effort().names == trial.nominal.drawn_from("posterior")
    assert len(Effort().names) >= 10


def test_what_a_prior_names_is_not_unseen(found: Calibration) -> None:
    assert "wall_2014" in found.nominal["tau_size_days"].sources
    assert not found.unseen.any()
    sourceless = {name: attrs.evolve(found.nominal[name], sources=("kosek_2006",)) for name in NAMES}
    nominal = attrs.evolve(found.nominal, parameters={**found.nominal.parameters, **sourceless})
    assert attrs.evolve(found, nominal=nominal).unseen.tolist() == [False, False, True, False, False]


def test_it_says_what_it_was_fitted_to(found: Calibration) -> None:
    told = fitted_to(found)
    assert (told["studies"], told["left_out"]) == (["one", "two"], ["one"])
    assert [(row["study"], row["line"]) for row in told["rows"]] == [("one", 0), ("one", 1), ("two", 0), ("two", 1)]
    assert all(row["standard_error"] == pytest.approx(0.2) for row in told["rows"])
    assert all(row["has_study_effect"] for row in told["rows"])
    assert [row["cohort"] for row in told["rows"]] == ["one", "one", "two", "two"]
    assert told["priors"].keys() == {*NAMES, *found.known_spreads}
    assert (told["starts"], told["draws"], told["seed"]) == (3, 200, 1)
    assert json.dumps(told)


def test_other_data_have_another_hash(found: Calibration) -> None:
    moved = tuple(
        attrs.evolve(row, observation=attrs.evolve(row.observation, observed=row.observation.observed + 0.1))
        for row in found.rows
    )
    assert fitted_to(attrs.evolve(found, rows=moved))["rows_sha256"] != fitted_to(found)["rows_sha256"]
