from __future__ import annotations

import builtins
from typing import Any

import numpy as np
import pytest

from sim.comparison.comparison import Comparison
from sim.comparison.experiment import compare
from sim.errors import MissingExtraError
from sim.scenario.reader import read_scenario

TEXT = """
schema: 1
title: Two short plans
horizon_weeks: 2
history: [{weeks: 2, plan: library/two_leg_days}]
strategies:
  some: {plan: library/two_leg_days}
  older: {plan: library/two_leg_days, history: [{weeks: 5, plan: library/two_leg_days}]}
  none: {plan: none}
compare: {athletes: 3, seed: 8}
"""


@pytest.fixture(scope="module")
def compared() -> Comparison:
    return compare(read_scenario(TEXT, "two"))


def test_dimensions_are_labelled(compared: Comparison) -> None:
    data = compared.to_xarray()
    assert dict(data.sizes) == {"strategy": 3, "athlete": 3, "week": 15, "muscle": 4}
    assert data["size"].dims == ("strategy", "athlete", "week", "muscle")
    assert data["legs_size"].dims == ("strategy", "athlete", "week")
    assert data["strategy"].values.tolist() == ["some", "older", "none"]
    assert data["athlete"].values.tolist() == [1, 2, 3]
    assert data["week"].values.tolist() == pytest.approx(np.arange(15) / 7)


def test_values_are_those_of_the_arms(compared: Comparison) -> None:
    data = compared.to_xarray()
    arm = compared.arm("older")
    expected = arm.trajectory.variable("size", "calves")[1, arm.trajectory.from_start]
    assert np.array_equal(data["size"].sel(strategy="older", athlete=2, muscle="calves").values, expected)


def test_a_name_of_both_a_muscle_and_the_body_is_kept_apart(compared: Comparison) -> None:
    data = compared.to_xarray()
    assert data["soreness"].dims[-1] == "muscle"
    assert np.array_equal(data["body_soreness"].values, data["soreness"].max("muscle").values)


def test_outcomes_are_variables_with_their_unit(compared: Comparison) -> None:
    data = compared.to_xarray()
    gained = data["outcome_size_change_percent"]
    assert gained.dims == ("strategy", "athlete")
    assert gained.attrs == {"unit": "%", "of": "legs"}
    assert np.array_equal(
        gained.sel(strategy="some"), compared.arm("some").outcome("size_change_percent", "legs").values
    )


def test_an_outcome_that_some_arm_lacks_is_left_out(compared: Comparison) -> None:
    assert "outcome_size_gain_percent_per_gym_hour" not in compared.to_xarray()


def test_it_says_where_it_comes_from(compared: Comparison) -> None:
    assert compared.to_xarray().attrs == {"scenario": "two", "seed": 8, "parameters": "default"}


def test_without_xarray_it_says_what_to_install(compared: Comparison, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *given: Any, **more: Any) -> Any:
        if name == "xarray":
            raise ImportError(name)
        return real(name, *given, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match=r"xarray is needed .* pip install 'regain-sim\[xarray\]'") as caught:
        compared.to_xarray()
    assert caught.value.exit_status == 3
