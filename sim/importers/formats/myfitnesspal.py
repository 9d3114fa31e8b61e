"""MyFitnessPal: the nutrition summary, one line a meal."""

from __future__ import annotations

from ..facts import Fact
from ..food import eaten
from ..rows import Reading
from ..source import Format


def _fact(row: Reading) -> Fact:
    meal = row.text("meal") or "meal"
    return eaten(row, "date", meal, energy="calories", protein="protein", carbohydrate="carbohydrates", in_grams=True)


MYFITNESSPAL = Format(
    name="myfitnesspal",
    columns=(frozenset({"date", "meal", "calories", "protein", "carbohydrates"}),),
    numbers=("calories", "protein", "carbohydrates", "fat", "fiber", "sugar"),
    moments=("date",),
    fact=_fact,
)
