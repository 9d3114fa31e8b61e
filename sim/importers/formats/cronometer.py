"""Cronometer: the daily summary, and the single servings."""

from __future__ import annotations

from ..facts import Fact
from ..food import eaten
from ..rows import Reading
from ..source import Format

NUMBERS = ("energy", "carbs", "protein", "fat", "fiber", "water", "net carbs", "saturated")


def _day(row: Reading) -> Fact:
    return eaten(
        row,
        "date",
        "",
        energy="energy",
        protein="protein",
        carbohydrate="carbs",
        water="water",
        completed="completed",
    )


def _serving(row: Reading) -> Fact:
    meal = row.text("group") or "meal"
    return eaten(row, "day", meal, energy="energy", protein="protein", carbohydrate="carbs", water="water")


CRONOMETER_DAYS = Format(
    name="cronometer",
    columns=(frozenset({"date", "energy", "carbs", "protein", "net carbs"}),),
    numbers=NUMBERS,
    moments=("date",),
    fact=_day,
)

CRONOMETER_SERVINGS = Format(
    name="cronometer",
    columns=(frozenset({"day", "food name", "amount", "energy", "carbs", "protein"}),),
    numbers=NUMBERS,
    moments=("day",),
    fact=_serving,
)
