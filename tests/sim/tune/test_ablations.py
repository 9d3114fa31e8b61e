from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from models.parameters import ParameterSet, default_parameters
from sim.scenario import read_scenario
from sim.studies import Observation, Study
from sim.tune.ablations import ABLATIONS, Contender, contenders, coverage
from sim.tune.calibration import Calibration, Effort, calibrate

NOMINAL = default_parameters()
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
def calibrated() -> tuple[Calibration, dict[str, Contender]]:
    found = calibrate(STUDIES, NOMINAL, predict, Effort(tuple(TRUTH), starts=1, passes=12, draws=200))
    return found, {one.name: one for one in contenders(STUDIES, found, predict)}


@pytest.mark.parametrize("name", ABLATIONS)
def test_a_mechanism_is_switched_off_within_bounds(name: str) -> None:
    off = NOMINAL.replace(ABLATIONS[name])
    assert {key: off[key].value for key in ABLATIONS[name]} == ABLATIONS[name]
    assert off.digest != NOMINAL.digest


def test_the_model_and_every_rival_are_scored(calibrated: tuple[Calibration, dict[str, Contender]]) -> None:
    _, scored = calibrated
    assert len(scored) == 4 + len(ABLATIONS)
    assert {f"the model, {name}" for name in ABLATIONS} < set(scored)


def test_a_model_that_is_true_beats_what_needs_no_model(calibrated: tuple[Calibration, dict[str, Contender]]) -> None:
    _, scored = calibrated
    assert scored["the model"].held_out_mean < 0.5
    for name in ("no change", "mean change of the training studies"):
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
