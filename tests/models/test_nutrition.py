"""Nutrition: protein, energy, fat, carbohydrate and water, against arithmetic by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from models import nutrition
from models.parameters import Array, Values


def one(value: float) -> Array:
    return np.array([value])


def test_a_running_mean_of_equal_days_is_that_day(p: Values) -> None:
    assert float(nutrition.running_mean(one(1.6), one(1.6), 1.0, p.tau_protein_days)[0]) == 1.6


def test_two_days_in_one_record_weigh_as_much_as_two_records(p: Values) -> None:
    tau = p.tau_energy_days
    twice = nutrition.running_mean(nutrition.running_mean(one(0.0), one(300.0), 1.0, tau), one(300.0), 1.0, tau)
    np.testing.assert_allclose(nutrition.running_mean(one(0.0), one(300.0), 2.0, tau), twice, rtol=1e-13)


@pytest.mark.parametrize(("eaten", "expected"), [(0.0, 0.0), (0.6, 0.5), (1.2, 1.0), (1.8, 1.5), (2.4, 1.5)])
def test_growth_is_in_proportion_to_protein_up_to_the_breakpoint(lab: Any, eaten: float, expected: float) -> None:
    p = lab.values(protein_breakpoint_g_per_kg=1.8, usual_protein_g_per_kg=1.2)
    assert float(nutrition.protein_factor(p, one(eaten))[0]) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize(
    ("meal", "age", "expected"), [(0.2, 25.0, 0.2), (0.5, 25.0, 0.44), (0.5, 50.0, 0.34), (0.9, 99.0, 0.405)]
)
def test_a_meal_counts_up_to_its_plateau_and_by_a_share_beyond_and_less_in_the_old(
    lab: Any, meal: float, age: float, expected: float
) -> None:
    p = lab.values(
        meal_plateau_g_per_kg=0.3,
        meal_plateau_rise_per_year=0.02,
        meal_plateau_ageing_years=50.0,
        meal_excess_used_fraction=0.7,
        ageing_from_years=30.0,
    )
    assert float(nutrition.usable_protein(p, one(meal), one(age))[0]) == pytest.approx(expected, rel=1e-13)


def test_where_the_breakpoint_is_below_the_usual_more_than_it_does_nothing(lab: Any) -> None:
    p = lab.values(protein_breakpoint_g_per_kg=0.9, usual_protein_g_per_kg=1.2)
    assert float(nutrition.protein_factor(p, one(2.0))[0]) == 1.0


@pytest.mark.parametrize(("balance", "expected"), [(300.0, 0.0), (0.0, 0.0), (-500.0, 0.06), (-1000.0, 0.1164)])
def test_a_deficit_takes_muscle_and_a_surplus_gives_none(lab: Any, balance: float, expected: float) -> None:
    p = lab.values(deficit_wasting=-math.log(0.94) / 500.0)
    assert float(nutrition.wasting_level(p, one(balance))[0]) == pytest.approx(expected, rel=1e-12)


def test_half_of_an_imbalance_is_fat_at_the_forbes_mass(lab: Any) -> None:
    p = lab.values(forbes_fat_mass_kg=10.0, fat_energy_kcal_per_kg=9440.0)
    assert float(nutrition.fat_gained_kg(p, one(9440.0), one(10.0))[0]) == pytest.approx(0.5)
    assert float(nutrition.fat_gained_kg(p, one(-9440.0), one(30.0))[0]) == pytest.approx(-0.75)


def test_maintenance_is_by_body_mass_and_a_little_less_for_women(lab: Any) -> None:
    p = lab.values(maintenance_kcal_per_kg=35.0, female_energy_loss_fraction=0.08)
    assert float(nutrition.maintenance_kcal(p, one(80.0), one(0.0))[0]) == pytest.approx(2800.0)
    assert float(nutrition.maintenance_kcal(p, one(80.0), one(1.0))[0]) == pytest.approx(2576.0)


@pytest.mark.parametrize(("eaten", "level"), [(0.0, 0.0), (2.5, 0.5), (5.0, 1.0), (9.0, 1.0)])
def test_glycogen_fills_with_carbohydrate_until_it_is_full(lab: Any, eaten: float, level: float) -> None:
    p = lab.values(glycogen_full_carbohydrate_g_per_kg=5.0)
    assert float(nutrition.glycogen_level(p, one(eaten))[0]) == level


@pytest.mark.parametrize(("litres", "missing"), [(3.0, 0.0), (2.4, 0.0), (1.6, 0.01), (-9.0, 0.06)])
def test_water_below_the_need_is_missing_up_to_a_limit(lab: Any, litres: float, missing: float) -> None:
    p = lab.values(water_need_kg_per_kg=0.03, dehydration_limit_fraction=0.06)
    found = nutrition.water_missing_fraction(p, one(litres), one(80.0), 1.0)
    assert float(found[0]) == pytest.approx(missing, abs=1e-15)


def test_a_record_of_three_days_needs_the_water_of_three(lab: Any) -> None:
    p = lab.values(water_need_kg_per_kg=0.03, dehydration_limit_fraction=0.06)
    found = nutrition.water_missing_fraction(p, one(5.6), one(80.0), 3.0)
    assert float(found[0]) == pytest.approx(0.02)


def test_energy_far_out_overflows_nothing(p: Values) -> None:
    assert float(nutrition.wasting_level(p, one(-1e9))[0]) == 1.0
