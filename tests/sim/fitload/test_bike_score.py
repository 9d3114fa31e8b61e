"""The cyclist of Clarke & Skiba 2013, whose published fits are no minima."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sim.fitload import LoadFit, LoadTable, fit_load, read_table

PUBLISHED_SSE = (19.745, 20.255)


@pytest.fixture(scope="module")
def bike_score() -> LoadTable:
    """Return the cyclist's table, or skip."""
    beside = Path(__file__).resolve().parents[4] / "shared" / "data"
    path = Path(os.environ.get("REGAIN_DATA", beside)) / "bike_score" / "bike_score.csv"
    if not path.is_file():
        pytest.skip("the data set bike_score is not here: set REGAIN_DATA to the folder that holds it")
    return read_table(path, day="Day", load="BikeScore", performance="Test_5min_Power")


@pytest.fixture(scope="module")
def fit(bike_score: LoadTable) -> LoadFit:
    """Return its fit, with its controls."""
    return fit_load(bike_score)


def test_the_best_fit_is_better_than_the_published_ones(fit: LoadFit) -> None:
    assert fit.sse <= 18.31
    assert fit.sse < min(PUBLISHED_SSE)


def test_the_collapse_of_the_two_time_constants_into_one_is_reported(fit: LoadFit) -> None:
    assert fit.findings[0].kind == "collapsed"
    assert "collapse into one (27.42 and 27.42 d)" in fit.findings[0].text
    assert fit.headline.startswith("The fit collapses")
    assert [fit.estimate(name).high for name in fit.gains] == [None, None]


def test_the_other_convention_for_the_same_day_collapses_as_well(bike_score: LoadTable) -> None:
    fit = fit_load(bike_score, same_day="excluded", shuffles=0)
    assert fit.has("collapsed")
    assert fit.sse == pytest.approx(27.304, abs=1e-3)


def test_the_published_constants_lie_within_the_intervals(fit: LoadFit) -> None:
    published = {"fitness_days": 35.82, "fatigue_days": 21.34, "days_to_recovery": 12.22, "days_to_peak": 39.57}
    for name, value in published.items():
        one = fit.estimate(name)
        assert one.low is not None
        assert one.high is not None
        assert one.low < value < one.high


def test_the_order_of_the_loads_hardly_matters_to_the_fit(fit: LoadFit) -> None:
    assert fit.has("no_better_than_chance")
    assert fit.has("not_worth_its_parameters")
