"""The same food comes out of every shape and locale as the same events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.events import FoodEaten
from sim.importers import Draft
from tests.sim.importers.shapes import Shape, at, day, days_of, only, shapes

DAYS = ((at("2026-03-02"), 2712.4, 158.3, 1001.25), (at("2026-03-14"), 2250.5, 140.5, 280.0))


def kcal(locale: Any, _when: Any, eaten: float, *_: float) -> str:
    return locale.number(eaten)


def kilojoules(locale: Any, _when: Any, eaten: float, *_: float) -> str:
    return locale.number(eaten * 4.184)


def protein(locale: Any, _when: Any, _kcal: float, grams: float, _carbohydrate: float) -> str:
    return locale.number(grams)


def carbohydrate(locale: Any, _when: Any, _kcal: float, _protein: float, grams: float) -> str:
    return locale.number(grams)


def water(locale: Any, *_: Any) -> str:
    return locale.number(2000)


COLUMNS: dict[str, dict[str, Any]] = {
    "myfitnesspal": {
        "Date": day,
        "Meal": "Dinner",
        "Calories": kcal,
        "Fat (g)": "",
        "Carbohydrates (g)": carbohydrate,
        "Protein (g)": protein,
        "Note": "",
    },
    "cronometer days": {
        "Date": day,
        "Energy (kcal)": kcal,
        "Water (g)": water,
        "Carbs (g)": carbohydrate,
        "Net Carbs (g)": "",
        "Protein (g)": protein,
        "Completed": "",
    },
    "cronometer servings": {
        "Day": day,
        "Time": "12:15",
        "Group": "Lunch",
        "Food Name": "Oats",
        "Amount": "80 g",
        "Energy (kcal)": kcal,
        "Carbs (g)": carbohydrate,
        "Protein (g)": protein,
        "Category": "",
    },
    "csv in kJ": {
        "date": day,
        "energy_kj": kilojoules,
        "protein_g": protein,
        "carbohydrate_g": carbohydrate,
        "water_ml": 2500,
    },
}
FOOD_SHAPES = {name: Shape(of=DAYS, columns=columns) for name, columns in COLUMNS.items()}


def test_there_are_enough_shapes() -> None:
    assert len(FOOD_SHAPES) >= 4


@shapes(FOOD_SHAPES)
def test_food_is_the_same_in_every_shape(shape: Shape, locale: Any, draft_of: Callable[..., Draft]) -> None:
    food = only(draft_of(shape.file(locale), **shape.options), FoodEaten)
    assert [day.time_days for day in food] == pytest.approx([days_of(one[0]) + 1.0 for one in DAYS])
    assert [day.energy_kcal for day in food] == pytest.approx([one[1] for one in DAYS], abs=0.01)
    assert [sum(day.meal_protein_g) for day in food] == pytest.approx([one[2] for one in DAYS])
    assert [day.carbohydrate_g for day in food] == pytest.approx([one[3] for one in DAYS])
