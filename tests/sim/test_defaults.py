from __future__ import annotations

import math

import attrs
import pytest

from models.references import references
from sim.defaults import Default, default, defaults
from sim.plan import Athlete, FoodHabit, Habits, SleepHabit

CLASSES = {"sleep": SleepHabit, "food": FoodHabit, "life": Habits, "athlete": Athlete}


def test_every_default_says_where_it_comes_from_or_what_it_is_assumed_for() -> None:
    assert [one.name for one in defaults().values() if not one.note] == []
    assert {key for one in defaults().values() for key in one.sources} <= set(references())


def test_every_default_is_what_a_plan_takes_where_nothing_is_said() -> None:
    assert len(FoodHabit().meal_shares) == default("food.meals")
    assert math.isclose(sum(FoodHabit().meal_shares), 1.0)
    for name in set(defaults()) - {"food.meals"}:
        group, _, field = name.partition(".")
        assert getattr(CLASSES[group](), field) == default(name), name


def test_no_number_of_a_habit_stands_in_code() -> None:
    numbers = {
        f"{group}.{field.name}"
        for group, kind in CLASSES.items()
        for field in attrs.fields(kind)
        if field.type == "float" and field.default != 0.0
    }
    assert numbers <= set(defaults())


def test_what_is_measured_needs_a_source() -> None:
    with pytest.raises(ValueError, match="names no source"):
        Default(name="x", value=1.0, unit="1", status="measured", sources=(), note="from nowhere")
