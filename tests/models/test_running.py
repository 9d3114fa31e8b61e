"""Running: what it spends, what it is worth, what it costs in energy, and what it builds."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from models import running
from models.activities import run_style, run_styles
from models.exercises import catalogue
from models.parameters import Array, Values


def one(value: float) -> Array:
    return np.array([value])


@pytest.mark.parametrize("minutes", [0.0, 30.0, 75.0])
@pytest.mark.parametrize("style", ["easy", "hard", "sprint"])
def test_a_run_keeps_the_exponential_of_its_length_intensity_and_weight(lab: Any, style: str, minutes: float) -> None:
    p, row = lab.values(interference_per_half_hour=0.1), run_style(style)
    found = running.signal_kept(p, row, one(minutes))
    expected = [
        math.exp(-0.1 * minutes / 30.0 * row.intensity * row.muscle_weight.get(muscle, 0.0))
        for muscle in catalogue().muscles
    ]
    np.testing.assert_allclose(found, [expected], rtol=1e-13)


@pytest.mark.parametrize("style", run_styles())
def test_no_run_gives_signal_back(crowd: Values, style: str) -> None:
    kept = running.signal_kept(crowd, run_style(style), np.linspace(0.0, 240.0, 60))
    assert np.all((kept > 0.0) & (kept <= 1.0))


def test_sprints_are_worth_sets_by_the_minute_and_the_effort_they_need(lab: Any) -> None:
    p = lab.values(sprint_reserve_reps=2.0, sprint_reserve_reps_per_strength=10.0, effort_half_reps=5.0)
    row, strength = run_style("sprint"), 1.2
    effort = 1.0 / (1.0 + (4.0 / 5.0) ** 2)
    found = running.sprint_sets(p, row, one(20.0), np.full((1, 4), strength))
    np.testing.assert_allclose(found, 20.0 * row.sprint_sets_per_min * row.muscle_weights[None, :] * effort, rtol=1e-12)


def test_endurance_work_of_late_divides_what_practice_teaches(lab: Any) -> None:
    p = lab.values(practice_loss_per_load=0.002)
    np.testing.assert_allclose(running.practice_kept(p, np.array([0.0, 125.0, 500.0])), [1.0, 0.8, 0.5], rtol=1e-13)


def test_a_kilometre_costs_about_a_kilocalorie_a_kilogram(lab: Any) -> None:
    p = lab.values(running_kcal_per_kg_km=1.0)
    assert float(running.energy_spent_kcal(p, one(10.0), one(80.0))[0]) == 800.0


def test_an_untrained_young_man_has_the_base_capacity(p: Values) -> None:
    nothing = np.zeros(1)
    found = running.aerobic_capacity(p, nothing, nothing, nothing, one(20.0))
    assert float(found[0]) == float(p.aerobic_base_ml_per_kg_min[0])


def test_capacity_multiplies_sex_age_fitness_and_fatigue(lab: Any) -> None:
    p = lab.values(
        aerobic_base_ml_per_kg_min=40.0,
        female_aerobic_loss_fraction=0.15,
        aerobic_loss_per_year=0.01,
        ageing_from_years=30.0,
        aerobic_gain_limit_fraction=0.25,
        aerobic_gain_load=700.0,
        aerobic_fatigue_weight=0.0002,
    )
    found = running.aerobic_capacity(p, one(700.0), one(500.0), one(1.0), one(50.0))
    expected = 40.0 * 0.85 * math.exp(-0.2) * (1.0 + 0.25 * (1.0 - math.exp(-1.0))) * math.exp(-0.1)
    assert float(found[0]) == pytest.approx(expected, rel=1e-13)
