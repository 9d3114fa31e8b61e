from __future__ import annotations

from types import SimpleNamespace

import attrs
import pytest

from sim.studies import Observation
from sim.studies.baselines import baselines
from sim.tune.ablations import ABLATIONS, Contender, contenders, coverage
from sim.tune.calibration import Calibration, Effort, calibrate


@pytest.fixture(scope="module")
def calibrated(trial: SimpleNamespace) -> tuple[Calibration, dict[str, Contender]]:
    found = calibrate(
        trial.studies, trial.nominal, trial.predict, Effort(tuple(trial.truth), starts=1, passes=12, draws=200)
    )
    return found, {one.name: one for one in contenders(trial.studies, found, trial.predict)}


@pytest.mark.parametrize("name", ABLATIONS)
def test_a_mechanism_is_switched_off_within_bounds(trial: SimpleNamespace, name: str) -> None:
    off = trial.nominal.replace(ABLATIONS[name])
    assert {key: off[key].value for key in ABLATIONS[name]} == ABLATIONS[name]
    assert off.digest != trial.nominal.digest


def test_the_model_and_every_rival_are_scored(calibrated: tuple[Calibration, dict[str, Contender]]) -> None:
    _, scored = calibrated
    assert len(scored) == 1 + len(baselines(())) + len(ABLATIONS)
    assert {f"the model, {name}" for name in ABLATIONS} < set(scored)


def test_a_model_that_is_true_beats_what_needs_no_model(calibrated: tuple[Calibration, dict[str, Contender]]) -> None:
    _, scored = calibrated
    assert scored["the model"].held_out_mean < 0.5
    for name in ("no change", "mean change"):
        assert scored["the model"].held_out_mean < scored[name].held_out_mean
        assert scored["the model"].train_mean < scored[name].train_mean


def test_no_change_is_off_by_what_was_seen(calibrated: tuple[Calibration, dict[str, Contender]]) -> None:
    found, scored = calibrated
    (seen,) = (row.observation.observed for row in found.rows if row.observation.used_for == "held_out")
    assert scored["no change"].held_out_mean == pytest.approx(seen)
    assert scored["no change"].held_out_median == pytest.approx(seen)


def test_a_mechanism_that_the_data_do_not_need_costs_nothing(
    calibrated: tuple[Calibration, dict[str, Contender]],
) -> None:
    _, scored = calibrated
    assert scored["the model, no damage"].train_mean == pytest.approx(scored["the model"].train_mean, abs=0.05)


def test_a_model_that_is_true_covers_its_points(calibrated: tuple[Calibration, dict[str, Contender]]) -> None:
    found, _ = calibrated
    assert coverage(found, held_out=False) == 1.0
    assert coverage(found, held_out=True) == 1.0


def test_each_silences_what_the_table_of_mechanisms_says_as_far_as_bounds_allow() -> None:
    assert ABLATIONS == {
        "no memory": {"kept_by_nuclei_fraction": 0.0, "nuclei_per_set": 0.0},
        "no fatigue": {"fatigue_per_set": 0.002, "quick_fatigue_per_set": 0.0, "freshness_fatigue_weight": 0.0},
        "no damage": {"damage_per_set": 0.001, "swelling_per_damage": 0.0, "repair_claim": 0.0},
        "no nutrition": {
            "protein_breakpoint_g_per_kg": 0.8,
            "energy_half_deficit_kcal": 1000.0,
            "energy_width_kcal": 20.0,
        },
    }


def test_everything_but_size_is_scored_by_what_was_measured(trial: SimpleNamespace) -> None:
    def strength(row: int, week: float) -> Observation:
        return attrs.evolve(trial.seen(row, week, 10.0), muscle="leg_press", measure="one_rm", instrument="lift")

    rows = (
        trial.seen(0, 1.0, 2.0),
        *(strength(row, 0.5 * row) for row in range(1, 5)),
        trial.seen(5, 3.0, 4.0, "held_out"),
    )
    studies = [trial.study("one", *rows)]
    found = calibrate(studies, trial.nominal, trial.predict, Effort(tuple(trial.truth), starts=0, passes=2, draws=20))
    scored = contenders(studies, found, trial.predict)
    assert set(scored[0].others) == {"strength, %"}
    wrong = abs(found.predicted[:, 1:5] - 10.0).mean()
    assert scored[0].others["strength, %"] == pytest.approx(wrong, rel=0.3)
    assert all(one.others for one in scored if one.name.startswith("the model"))
