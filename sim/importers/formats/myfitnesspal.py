"""MyFitnessPal: the nutrition summary, one line a meal."""

from __future__ import annotations

from ..facts import Ate, Fact
from ..rows import Reading
from ..source import Format


def _fact(row: Reading) -> Fact:
    return Ate(
        line=row.line,
        day=row.moment("date").date(),
        meal=row.text("meal") or "meal",
        energy_kcal=row.needed("calories", most=20_000.0),
        protein_g=row.needed("protein", most=2_000.0),
        carbohydrate_g=row.needed("carbohydrates", most=5_000.0),
    )


MYFITNESSPAL = Format(
    name="myfitnesspal",
    columns=(frozenset({"date", "meal", "calories", "protein", "carbohydrates"}),),
    numbers=("calories", "protein", "carbohydrates", "fat", "fiber", "sugar"),
    moments=("date",),
    fact=_fact,
)
