"""Meals, told once a day."""

from __future__ import annotations

import attrs
import numpy as np

from models.arrays import FloatArray

from ..events import FoodEaten
from ..plan import FoodHabit, Phase
from .calendar import daily
from .instruments import Instruments
from .world import Process, World

LAST_MEAL_HOUR = 21.0
"""When the day's food is told: only a convention of the calendar."""


def days(world: World, phase: Phase, start_days: float, end_days: float) -> Process:
    """Eat every day; differently on days with a session where the habit says so."""
    habit = phase.habits.food
    own_protein = habit.spread_g_per_kg * world.streams.normal("person/protein", 0)
    for day, time_days in daily(start_days, end_days, LAST_MEAL_HOUR):
        yield world.wait_until(time_days)
        measured = world.instruments(time_days)
        more_kcal = habit.sd_kcal * world.streams.normal("energy", day)
        rest_day = _eaten(habit, measured, own_protein, more_kcal, time_days)
        # Since the last record and not since midnight: who trains after supper has trained, too.
        trained = world.logbook.session_days > time_days - 1.0
        if not trained.any():
            world.record(rest_day)
            continue
        training_habit = habit.training_day or habit
        training_day = _eaten(
            training_habit, measured, own_protein, more_kcal, time_days, training_habit.protein_after_training_g
        )
        world.record(attrs.evolve(training_day, mask=trained))
        world.record(attrs.evolve(rest_day, mask=~trained))


def _eaten(
    habit: FoodHabit,
    measured: Instruments,
    own_protein: FloatArray,
    more_kcal: FloatArray,
    time_days: float,
    after_training_g: float = 0.0,
) -> FoodEaten:
    mass_kg = measured.body_mass_kg()
    spent_kcal = habit.exercise_eaten_back_fraction * measured.exercise_energy_kcal()
    if habit.energy_kcal_per_kg is None:
        usual_kcal = measured.maintenance_kcal() + habit.energy_balance_kcal
    else:
        usual_kcal = habit.energy_kcal_per_kg * mass_kg
    protein_g = np.maximum(0.0, habit.protein_g_per_kg + own_protein) * mass_kg
    meals = [share * protein_g for share in habit.meal_shares]
    if after_training_g > 0.0:
        meals.append(np.full_like(mass_kg, after_training_g))
    return FoodEaten(
        time_days=time_days,
        energy_kcal=np.maximum(0.0, usual_kcal + spent_kcal + more_kcal),
        meal_protein_g=tuple(meals),
        carbohydrate_g=habit.carbohydrate_g_per_kg * mass_kg,
        water_l=habit.water_l,
    )
