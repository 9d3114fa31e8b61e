"""The same food comes out of every shape and locale as the same events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.events import FoodEaten
from sim.importers import Draft
from tests.sim.importers.shapes import Shape, at, days_of, only, shapes

DAYS = ((at("2026-03-02"), 2712.4, 158.3, 1001.25), (at("2026-03-14"), 2250.5, 140.5, 280.0))


def food_shapes() -> dict[str, Shape]:
    return {
        "myfitnesspal": Shape(
            headings="Date|Meal|Calories|Fat (g)|Carbohydrates (g)|Protein (g)|Note",
            line=lambda loc, when, kcal, p, c: [
                loc.day(when),
                "Dinner",
                loc.number(kcal),
                "",
                loc.number(c),
                loc.number(p),
                "",
            ],
            of=DAYS,
        ),
        "cronometer days": Shape(
            headings="Date|Energy (kcal)|Water (g)|Carbs (g)|Net Carbs (g)|Protein (g)|Completed",
            line=lambda loc, when, kcal, p, c: [
                loc.day(when),
                loc.number(kcal),
                loc.number(2000),
                loc.number(c),
                "",
                loc.number(p),
                "",
            ],
            of=DAYS,
        ),
        "cronometer servings": Shape(
            headings="Day|Time|Group|Food Name|Amount|Energy (kcal)|Carbs (g)|Protein (g)|Category",
            line=lambda loc, when, kcal, p, c: [
                loc.day(when),
                "12:15",
                "Lunch",
                "Oats",
                "80 g",
                loc.number(kcal),
                loc.number(c),
                loc.number(p),
                "",
            ],
            of=DAYS,
        ),
        "csv in kJ": Shape(
            headings="date|energy_kj|protein_g|carbohydrate_g|water_ml",
            line=lambda loc, when, kcal, p, c: [
                loc.day(when),
                loc.number(kcal * 4.184),
                loc.number(p),
                loc.number(c),
                2500,
            ],
            of=DAYS,
        ),
    }


def test_there_are_enough_shapes() -> None:
    assert len(food_shapes()) >= 4


@shapes(food_shapes())
def test_food_is_the_same_in_every_shape(shape: Shape, locale: Any, draft_of: Callable[..., Draft]) -> None:
    food = only(draft_of(shape.file(locale), **shape.options), FoodEaten)
    assert [day.time_days for day in food] == pytest.approx([days_of(one[0]) + 1.0 for one in DAYS])
    assert [day.energy_kcal for day in food] == pytest.approx([one[1] for one in DAYS], abs=0.01)
    assert [sum(day.meal_protein_g) for day in food] == pytest.approx([one[2] for one in DAYS])
    assert [day.carbohydrate_g for day in food] == pytest.approx([one[3] for one in DAYS])
