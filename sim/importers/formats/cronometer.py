"""Cronometer: the daily summary, and the single servings."""

from __future__ import annotations

from ..facts import Ate, Fact
from ..rows import Reading, RefusedError, Units
from ..source import Format
from ..text import G_PER_UNIT, KCAL_PER_UNIT, L_PER_UNIT

NUMBERS = ("energy", "carbs", "protein", "fat", "fiber", "water", "net carbs", "saturated")


def _amount(row: Reading, name: str, units: Units, most: float) -> float:
    amount = row.quantity(name, units, most=most)
    if amount is None:
        raise RefusedError(f"{name} is missing")
    return amount


def _eaten(row: Reading, heading: str, meal: str) -> Ate:
    return Ate(
        line=row.line,
        day=row.moment(heading).date(),
        meal=meal,
        energy_kcal=_amount(row, "energy", KCAL_PER_UNIT, 20_000.0),
        protein_g=_amount(row, "protein", G_PER_UNIT, 2_000.0),
        carbohydrate_g=_amount(row, "carbs", G_PER_UNIT, 5_000.0),
        water_l=row.quantity("water", L_PER_UNIT, most=50.0),
    )


def _day(row: Reading) -> Fact:
    eaten = _eaten(row, "date", "")
    if not eaten.energy_kcal:
        raise RefusedError("no food was recorded that day")
    return eaten


def _serving(row: Reading) -> Fact:
    return _eaten(row, "day", row.text("group") or "meal")


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
