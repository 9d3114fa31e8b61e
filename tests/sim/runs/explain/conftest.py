"""Lives written by hand, and two lived by the world."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from models.parameters import default_parameters
from sim.comparison.experiment import Run, run
from sim.events import AthleteDescribed, Event, FoodEaten, NightSlept, SessionPerformed, SetPerformed, StreamStarted
from sim.scenario.reader import read_scenario

TEXT = """
schema: 1
title: Two weeks
horizon_weeks: 2
strategies:
  two: {label: Two, plan: library/two_leg_days}
  three: {label: Three, plan: library/three_leg_days, habits: {sleep: {hours: 5.5}, food: {protein_g_per_kg: 0.7}}}
"""
END_DAYS = 21.0
SESSION_DAYS = (0.5, 3.5, 7.5, 10.5, 14.5, 17.5)


class Hand:
    """Writes lives of three weeks."""

    def log(
        self, *events: Event, parameters: dict[str, float] | None = None, mass_kg: float = 80.0
    ) -> tuple[Event, ...]:
        """Write a whole stream around some events."""
        values = {name: one.value for name, one in default_parameters().items()} | (parameters or {})
        start = StreamStarted(time_days=0.0, origin="simulated", strategy="by hand", parameters=values)
        who = AthleteDescribed(
            time_days=0.0, sex="male", age_years=30.0, body_mass_kg=mass_kg, body_fat_fraction=0.18, stature_cm=180.0
        )
        end = NightSlept(time_days=END_DAYS, hours=8.0)
        return (start, who, *sorted(events, key=lambda event: event.time_days), end)

    def legs(self, time_days: float, sets: int = 6, reps: float = 8.0) -> Event:
        """Do some sets of squats."""
        done = SetPerformed("back_squat", 80.0, reps, 1.0)
        return SessionPerformed(time_days=time_days, session="legs", sets=(done,) * sets)

    def training(self, days: Sequence[float] = SESSION_DAYS, sets: int = 6, reps: float = 8.0) -> list[Event]:
        """Train, by default twice a week."""
        return [self.legs(day, sets, reps) for day in days]

    def nights(self, hours: float) -> list[Event]:
        """Sleep as long every night."""
        return [NightSlept(time_days=float(day), hours=hours) for day in range(1, 21)]

    def days_of_food(self, meal_g: float = 35.0, energy_kcal: float = 2800.0) -> list[Event]:
        """Eat the same every day."""
        meals = (meal_g,) * 4
        return [
            FoodEaten(
                time_days=day + 0.99, energy_kcal=energy_kcal, meal_protein_g=meals, carbohydrate_g=400.0, water_l=3.0
            )
            for day in range(20)
        ]


@pytest.fixture(scope="session")
def hand() -> Hand:
    return Hand()


@pytest.fixture(scope="session")
def text() -> str:
    return TEXT


@pytest.fixture(scope="session")
def two() -> Run:
    return run(read_scenario(TEXT, "short"), "two", lane=1)


@pytest.fixture(scope="session")
def three() -> Run:
    return run(read_scenario(TEXT, "short"), "three", lane=1)
