"""Runs and recovery methods: in the order that trials found, and nothing claimed where none was."""

from __future__ import annotations

import math

import numpy as np
import pytest

from models.activities import NO_EFFECT, RecoveryMethod, recovery_method, recovery_methods, run_style, run_styles
from models.exercises import catalogue
from models.parameters import default_parameters

METHODS = [
    "walking",
    "cycling",
    "swimming",
    "yoga",
    "tai_chi",
    "stair_climbing",
    "foam_rolling",
    "massage",
    "stretching",
    "cold_immersion",
    "epsom_bath",
    "relaxation",
]


@pytest.fixture(params=METHODS)
def method(request: pytest.FixtureRequest) -> RecoveryMethod:
    return recovery_method(request.param)


def test_every_run_style_is_there() -> None:
    assert tuple(run_styles()) == ("easy", "moderate", "hard", "sprint", "downhill")


def test_every_recovery_method_is_there() -> None:
    assert list(recovery_methods()) == METHODS


@pytest.mark.parametrize(
    "quantity",
    ["speed_km_per_h", "intensity", "fatigue", "damage", "aerobic_load_per_min", "glycogen_fraction_per_km"],
)
def test_harder_running_takes_and_gives_more(quantity: str) -> None:
    easy, moderate, hard = (getattr(run_style(name), quantity) for name in ("easy", "moderate", "hard"))
    assert easy < moderate < hard


def test_only_sprints_are_a_stimulus() -> None:
    assert [name for name, style in run_styles().items() if style.sprint_sets_per_min > 0.0] == ["sprint"]
    assert run_style("sprint").sprint_sets_per_min * 20.0 <= 3.0


def test_weights_of_the_muscles_follow_the_order_of_the_catalogue() -> None:
    style = run_style("moderate")
    np.testing.assert_array_equal(style.muscle_weights, [style.muscle_weight[name] for name in catalogue().muscles])
    with pytest.raises(ValueError, match="read-only"):
        style.muscle_weights[0] = 2.0


def test_a_half_marathon_costs_what_two_cohorts_lost() -> None:
    weaker_fraction = -math.expm1(-run_style("hard").fatigue * 105.0 / 30.0)
    assert 0.11 <= weaker_fraction <= 0.21


def test_a_marathon_tires_calves_less_than_the_quadriceps() -> None:
    weight = run_style("moderate").muscle_weight
    assert weight["calves"] / weight["quadriceps"] == pytest.approx(math.log(0.83) / math.log(0.78), abs=0.1)


def test_downhill_running_weakens_the_thigh_for_days_as_measured() -> None:
    p, style, days = default_parameters(), run_style("downhill"), 1.5
    half_hours = 45.0 / 30.0
    damage = (
        half_hours * style.damage * days / p["tau_damage_days"].value * math.exp(-days / p["tau_damage_days"].value)
    )
    fatigue = half_hours * style.fatigue * math.exp(-days / p["tau_fatigue_days"].value)
    weaker_fraction = -math.expm1(-fatigue - p["strength_damage_weight"].value * damage)
    assert 0.12 <= weaker_fraction <= 0.19


def test_only_cold_immersion_takes_signal_away(method: RecoveryMethod) -> None:
    assert (method.signal_loss != NO_EFFECT) == (method.name == "cold_immersion")


def test_the_loss_of_signal_by_cold_may_be_none() -> None:
    loss = recovery_method("cold_immersion").signal_loss
    assert loss.low < 0.0 < loss.value < loss.high


@pytest.mark.parametrize("name", ["stretching", "epsom_bath"])
def test_nothing_is_claimed_where_no_trial_found_anything(name: str) -> None:
    method = recovery_method(name)
    effects = (method.soreness_relief, method.fatigue_relief, method.stress_relief, method.signal_loss)
    assert effects == (NO_EFFECT,) * 4


def test_massage_relieves_soreness_most_and_gives_no_strength_back() -> None:
    assert max(METHODS, key=lambda name: recovery_method(name).soreness_relief.value) == "massage"
    assert recovery_method("massage").fatigue_relief == NO_EFFECT


def test_no_method_works_wonders(method: RecoveryMethod) -> None:
    assert max(method.soreness_relief.value, method.fatigue_relief.value, method.stress_relief.value) <= 0.2


def test_a_method_without_a_source_may_do_nothing() -> None:
    assumed = [method for method in recovery_methods().values() if method.source == "assumed"]
    assert assumed
    for method in assumed:
        assert method.soreness_relief.low <= 0.0, method.name
        assert method.stress_relief.low <= 0.0, method.name


def test_rest_costs_no_energy_beyond_rest() -> None:
    assert recovery_method("relaxation").met == 1.0
    assert recovery_method("stair_climbing").met > recovery_method("walking").met


def test_endurance_work_is_what_moves_the_whole_body() -> None:
    trained = {name for name in METHODS if recovery_method(name).aerobic_load_per_min > 0.1}
    assert trained == {"walking", "cycling", "swimming", "stair_climbing"}


def test_an_unknown_run_style_names_the_nearest() -> None:
    with pytest.raises(KeyError, match="unknown run style 'moderat'; did you mean 'moderate'"):
        run_style("moderat")


def test_an_unknown_method_names_the_nearest() -> None:
    with pytest.raises(KeyError, match="unknown recovery method 'masage'; did you mean 'massage'"):
        recovery_method("masage")


def test_activities_cannot_be_changed() -> None:
    with pytest.raises(TypeError, match="does not support item assignment"):
        run_styles()["jog"] = run_style("easy")  # type: ignore[index]
