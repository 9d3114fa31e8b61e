from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from models.parameters import ParameterSet, default_parameters
from sim.scenario import read_scenario
from sim.studies import Observation, Study, predict_lanes_of_all
from sim.tune.calibration import FREE, Calibration, Effort, calibrate, data_of, rows_of
from sim.tune.results import Report

NOMINAL = default_parameters()
NAMES = ("growth_per_set_day", "tau_size_days")
TRUTH = {"growth_per_set_day": 0.05, "tau_size_days": 25.0}
PROTOCOL = """
schema: 1
title: A small trial
horizon_weeks: 3
habits: {adherence: 1, illnesses_per_year: 0, injuries: false}
strategies: {trained: {label: Trained, plan: library/two_leg_days}}
"""


def seen(row: int, week: float, observed: float, used_for: str = "train") -> Observation:
    return Observation(
        row=row,
        arm="trained",
        muscle="quadriceps",
        measure="csa",
        instrument="mri",
        week=week,
        kind="percent_change_from_baseline",
        observed=observed,
        sem=0.2,
        people=9,
        source="wall_2014",
        flag="read",
        used_for=used_for,
    )


def study(name: str, *observations: Observation) -> Study:
    return Study(read_scenario(PROTOCOL, name), observations)


def toy(lanes: Mapping[str, np.ndarray], nominal: ParameterSet, weeks: list[float]) -> np.ndarray:
    """Grow in proportion to one parameter and saturate with another, shape ``(lanes, weeks)``."""
    many = len(next(iter(lanes.values())))
    growth, tau = (
        np.broadcast_to(lanes.get(name, nominal[name].value), (many,))[:, None]
        for name in ("growth_per_set_day", "tau_size_days")
    )
    return 300.0 * growth * -np.expm1(-7.0 * np.array(weeks) / tau)


def toy_study(name: str, uses: Mapping[float, str]) -> Study:
    exact = toy({key: np.array([value]) for key, value in TRUTH.items()}, NOMINAL, list(uses))[0]
    numbered = enumerate(zip(uses.items(), exact, strict=True))
    return study(name, *(seen(row, week, float(value), use) for row, ((week, use), value) in numbered))


STUDIES = (
    toy_study("one", {1.0: "train", 2.0: "train", 3.0: "held_out"}),
    toy_study("two", {0.5: "train", 3.0: "train"}),
)


def predict(lanes: Mapping[str, np.ndarray], nominal: ParameterSet) -> dict[str, np.ndarray]:
    return {one.name: toy(lanes, nominal, [seen.week for seen in one.observations]) for one in STUDIES}


@pytest.fixture(scope="module")
def found() -> Calibration:
    return calibrate(STUDIES, NOMINAL, predict, Effort(NAMES, starts=2, passes=12, draws=200))


def test_a_toy_s_parameters_are_found_between_prior_and_truth(found: Calibration) -> None:
    for name, truth in TRUTH.items():
        middle = NOMINAL[name].prior.centre
        moved = (found.values[name] - middle) / (truth - middle)
        assert 0.05 < moved < 1.5, name
    assert found.values["growth_per_set_day"] == pytest.approx(0.05, rel=0.15)


def test_the_truth_lies_within_the_intervals(found: Calibration) -> None:
    for name, (low, high) in found.intervals.items():
        assert low < TRUTH[name] < high
        assert low <= found.values[name] <= high


def test_held_out_rows_are_predicted_and_not_fitted(found: Calibration) -> None:
    assert found.trained.tolist() == [True, True, False, True, True]
    assert found.fit.predicted.shape == (4,)
    assert found.posterior.predicted.shape == (200, 5)


def test_a_good_fit_narrows_the_spread_between_studies(found: Calibration) -> None:
    assert (found.between < 1.0).all()


def test_parameters_that_only_work_together_are_told_to_be_tied(found: Calibration) -> None:
    assert found.correlation == pytest.approx(found.correlation.T)
    assert np.diag(found.correlation) == pytest.approx([1.0, 1.0])
    tied = [text for text in found.weak_directions() if "only their combination" in text]
    assert bool(tied) == (abs(found.correlation[0, 1]) >= 0.7)


def test_a_parameter_that_no_row_speaks_of_is_not_identified() -> None:
    names = ("growth_per_set_day", "tau_skill_days")
    found = calibrate(STUDIES, NOMINAL, predict, Effort(names, starts=1, passes=8, draws=300))
    assert found.identified == ("growth_per_set_day",)
    assert any(text.startswith("tau_skill_days: hardly identified") for text in found.weak_directions())
    assert found.values["tau_skill_days"] == pytest.approx(NOMINAL["tau_skill_days"].prior.centre, rel=0.01)


def test_calibrating_again_gives_the_same(found: Calibration) -> None:
    again = calibrate(STUDIES, NOMINAL, predict, Effort(NAMES, starts=2, passes=12, draws=200))
    assert again.values == found.values
    assert (again.posterior.z == found.posterior.z).all()


@pytest.mark.parametrize(("observed", "direction"), [(12.0, 1.0), (0.2, -1.0)])
def test_the_engine_s_growth_moves_towards_what_was_seen(observed: float, direction: float) -> None:
    studies = [
        study("first", seen(0, 3.0, observed)),
        study("second", seen(0, 2.0, 0.7 * observed)),
    ]
    found = calibrate(
        studies,
        NOMINAL,
        lambda lanes, nominal: predict_lanes_of_all(studies, lanes, nominal),
        Effort(("growth_per_set_day", "tau_signal_days"), starts=0, passes=4, draws=20),
    )
    assert direction * (found.values["growth_per_set_day"] - NOMINAL["growth_per_set_day"].prior.centre) > 0.0
    assert direction * found.fit.z[0] > 0.1


def test_rows_of_one_study_share_one_vote_and_its_square_root_more() -> None:
    studies = [
        study("four", *(seen(row, 0.5 * (row + 1), 1.0) for row in range(4))),
        study("single", seen(0, 1.0, 1.0), seen(1, 2.0, 1.0, "shown")),
    ]
    rows = rows_of(studies)
    assert [row.study for row in rows] == ["four"] * 4 + ["single"]
    data = data_of(rows, np.ones(5, dtype=bool), np.zeros(5))
    assert data.weight.tolist() == [0.5, 0.5, 0.5, 0.5, 1.0]
    assert data.error == pytest.approx(np.full(5, 0.2))


def test_the_report_is_files_that_agree(found: Calibration) -> None:
    from importlib import resources

    from models.parameters import parse_parameters

    text = resources.files("models").joinpath("parameters.toml").read_text(encoding="utf-8")
    files = Report(found, (), ()).files(text)
    read = parse_parameters(files["parameters.toml"], "fitted")
    for name in found.identified:
        assert read[name].value == pytest.approx(found.values[name], rel=1e-4)
    assert files["posterior.csv"].splitlines()[0].split(",") == list(NAMES)


def test_every_free_parameter_ships() -> None:
    assert set(FREE) <= set(NOMINAL)
    assert len(set(FREE)) == len(FREE)
