"""Every number that Clarke & Skiba's workbook holds, recomputed.

Source: Clarke & Skiba 2013, Adv Physiol Educ 37:134, supplementary workbook: figure 8 (Banister model of a cyclist's
5-minute power), figure 10 (saturated loads) and figure 3 (critical power). The daily loads are a data set of its own.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from models.classic import banister, hill
from models.classic.catalogue import classic_model
from models.classic.critical_power import fit_critical_power

BASE = 261.9273721089768
GAINS = (0.1825819069014407, 0.23016327121095306)
CONSTANTS = {"fitness_days": 35.821034441472136, "fatigue_days": 21.33971458297882}
PREDICTED = {
    45: 273.07505090301606,
    48: 274.9470492345663,
    56: 279.51916266477053,
    70: 289.54958631269017,
    77: 291.7963120433306,
    83: 295.41297838859373,
    105: 298.70357619181766,
    115: 294.53450075893943,
    132: 304.4642961526732,
}
SSE = 20.25455866002153
PEARSON_R = 0.9895573857461115
WITHIN = 1e-9


def bike_score() -> tuple[np.ndarray, dict[int, float]]:
    """Return daily loads and tests by day, or skip."""
    beside = Path(__file__).resolve().parents[4] / "shared" / "data"
    path = Path(os.environ.get("REGAIN_DATA", beside)) / "bike_score" / "bike_score.csv"
    if not path.is_file():
        pytest.skip("the data set bike_score is not here: set REGAIN_DATA to the folder that holds it")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    load = np.array([float(row["BikeScore"] or 0.0) for row in rows])
    return load, {int(row["Day"]): float(row["Test_5min_Power"]) for row in rows if row["Test_5min_Power"]}


def test_the_predictions_of_figure_8_are_met() -> None:
    load, tests = bike_score()
    predicted = classic_model("banister").performance(load, CONSTANTS, GAINS, BASE)
    assert tests.keys() == PREDICTED.keys()
    assert {day: predicted[day - 1] for day in PREDICTED} == pytest.approx(PREDICTED, abs=WITHIN)


def test_the_sum_of_squares_and_the_correlation_of_figure_8_are_met() -> None:
    load, tests = bike_score()
    predicted = classic_model("banister").performance(load, CONSTANTS, GAINS, BASE)
    fitted, measured = np.array([predicted[day - 1] for day in tests]), np.array(list(tests.values()))
    assert ((measured - fitted) ** 2).sum() == pytest.approx(SSE, abs=WITHIN)
    assert np.corrcoef(measured, fitted)[0, 1] == pytest.approx(PEARSON_R, abs=WITHIN)


def test_the_other_convention_for_the_same_day_does_not_meet_figure_8() -> None:
    load, _ = bike_score()
    predicted = classic_model("banister").performance(load, CONSTANTS, GAINS, BASE, same_day="excluded")
    assert abs(predicted[44] - PREDICTED[45]) > 1.0


def test_the_days_of_the_influence_curve_are_met() -> None:
    curve = (*CONSTANTS.values(), *GAINS)
    assert banister.days_to_recovery(*curve) == pytest.approx(12.224707842077706, abs=WITHIN)
    assert banister.days_to_peak(*curve) == pytest.approx(39.566018965827936, abs=WITHIN)


@pytest.mark.parametrize(
    ("capacity", "load", "worth"),
    [
        (400, 20, 10.964509850922598),
        (400, 100, 101.82855076682812),
        (400, 200, 200.0),
        (400, 300, 260.8570666396917),
        (400, 500, 322.1510819876302),
        (1000, 20, 27.411274627306497),
        (1000, 200, 500.0),
    ],
)
def test_the_saturated_loads_of_figure_10_are_met(capacity: float, load: float, worth: float) -> None:
    assert hill.saturated(np.array(load), 200.0, 1.55, capacity) == pytest.approx(worth, abs=WITHIN)


def test_the_critical_power_of_figure_3_is_met() -> None:
    found = fit_critical_power(np.array([453, 430, 405, 375, 360]), np.array([160, 205, 260, 430, 685]))
    assert found.critical_power_w == pytest.approx(330.0974103890499, abs=WITHIN)
    assert found.reserve_j == pytest.approx(19857.150086168862, abs=WITHIN)
