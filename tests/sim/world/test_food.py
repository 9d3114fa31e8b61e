from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from sim.events import FoodEaten
from sim.plan import NO_PLAN, EnduranceRun, FoodHabit, Habits, Plan, PlanItem


def eating(calm: Habits, **habit: Any) -> Habits:
    return attrs.evolve(calm, food=attrs.evolve(calm.food, **habit))


def test_one_record_a_day_holds_the_meals_of_the_habit(diary: Callable[..., Any], calm: Habits) -> None:
    habits = eating(calm, protein_g_per_kg=2.0, meal_shares=(0.1, 0.3, 0.6), carbohydrate_g_per_kg=5.0, water_l=3.0)
    days = diary(NO_PLAN, weeks=1, habits=habits).of(FoodEaten)
    assert len(days) == 7
    assert days[0].meal_protein_g == pytest.approx((16.0, 48.0, 96.0))
    assert (days[0].carbohydrate_g, days[0].water_l, days[0].span_days) == (400.0, 3.0, 1.0)


def test_energy_is_eaten_above_maintenance_by_the_balance(diary: Callable[..., Any], calm: Habits) -> None:
    level = diary(NO_PLAN, weeks=1, habits=eating(calm, energy_balance_kcal=0.0)).of(FoodEaten)
    more = diary(NO_PLAN, weeks=1, habits=eating(calm, energy_balance_kcal=500.0)).of(FoodEaten)
    assert more[0].energy_kcal - level[0].energy_kcal == 500.0


def test_energy_by_body_mass_replaces_the_balance(diary: Callable[..., Any], calm: Habits) -> None:
    habits = eating(calm, energy_balance_kcal=500.0, energy_kcal_per_kg=40.0)
    assert diary(NO_PLAN, weeks=1, habits=habits).of(FoodEaten)[0].energy_kcal == pytest.approx(40.0 * 80.0)


def test_days_vary_by_the_habit_and_never_below_nothing(diary: Callable[..., Any], calm: Habits) -> None:
    days = diary(NO_PLAN, weeks=4, lane=3, habits=eating(calm, sd_kcal=3000.0)).of(FoodEaten)
    energies = [day.energy_kcal for day in days]
    assert min(energies) == 0.0
    assert max(energies) > 3000.0


def test_training_days_are_eaten_differently(diary: Callable[..., Any], calm: Habits, squats: Any) -> None:
    special = FoodHabit(
        sd_kcal=0.0, energy_kcal_per_kg=44.0, carbohydrate_g_per_kg=6.0, spread_g_per_kg=0.0, protein_g_per_kg=2.0
    )
    habits = eating(calm, energy_kcal_per_kg=37.0, training_day=special)
    days = diary(squats(1.75, 4.75), weeks=1, habits=habits).of(FoodEaten)
    assert [day.energy_kcal > 40.0 * 80.0 for day in days] == [False, True, False, False, True, False, False]
    assert days[1].carbohydrate_g == pytest.approx(480.0, rel=0.02)


def test_protein_after_training_is_a_meal_of_its_own(diary: Callable[..., Any], calm: Habits, squats: Any) -> None:
    days = diary(squats(1.75), weeks=1, habits=eating(calm, protein_after_training_g=20.0)).of(FoodEaten)
    assert [len(day.meal_protein_g) for day in days] == [4, 5, 4, 4, 4, 4, 4]
    assert days[1].meal_protein_g[-1] == 20.0


@pytest.mark.parametrize(("hour", "fed_on"), [(18.0, 1), (20.99, 1), (22.0, 2), (23.9, 2)])
def test_training_after_supper_feeds_the_next_record(
    diary: Callable[..., Any], calm: Habits, squats: Any, hour: float, fed_on: int
) -> None:
    days = diary(squats(1.0 + hour / 24.0), weeks=1, habits=eating(calm, protein_after_training_g=20.0)).of(FoodEaten)
    assert [index for index, day in enumerate(days) if len(day.meal_protein_g) == 5] == [fed_on]


def test_energy_of_runs_is_eaten_back_in_part(diary: Callable[..., Any], calm: Habits) -> None:
    plan = Plan(name="runs", items=(PlanItem(offset_days=1.5, activity=EnduranceRun(style="easy", minutes=60.0)),))
    nothing, all_of_it = (
        diary(plan, weeks=1, habits=eating(calm, exercise_eaten_back_fraction=share)).of(FoodEaten)
        for share in (0.0, 1.0)
    )
    assert all_of_it[0].energy_kcal == nothing[0].energy_kcal
    # 9 km at 80 kg and 1 kcal/kg/km
    assert all_of_it[1].energy_kcal - nothing[1].energy_kcal == pytest.approx(720.0, abs=1.0)


def test_what_is_recorded_has_the_steps_of_its_instrument(diary: Callable[..., Any], squats: Any) -> None:
    """The last bits of a body depend on who else lives in the cohort; a log must not."""
    days = diary(squats(1.75), weeks=6).of(FoodEaten)
    assert len(days) == 42
    for day in days:
        assert day.energy_kcal == round(day.energy_kcal)
        assert day.carbohydrate_g == pytest.approx(round(day.carbohydrate_g / 0.4) * 0.4, abs=1e-9)
