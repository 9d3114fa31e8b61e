"""A row about food, in whatever app: a serving, a meal or a whole day."""

from __future__ import annotations

from .facts import Ate
from .rows import Reading, RefusedError
from .text import G_PER_UNIT, KCAL_PER_UNIT, L_PER_UNIT

MOST = {"energy": 20_000.0, "protein": 2_000.0, "carbohydrate": 5_000.0}
MOST_WATER_L = 50.0
UNITS = {"energy": KCAL_PER_UNIT, "protein": G_PER_UNIT, "carbohydrate": G_PER_UNIT}


def eaten(
    row: Reading, day: str, meal: str, *, water: str = "", completed: str = "", in_grams: bool = False, **headings: str
) -> Ate:
    """Return what a row says of food. The app sums up a day as if a blank nutrient of a serving were 0, and so do we.

    Args:
        row: The row.
        day: Heading of the day.
        meal: Name of the meal; empty for the whole day, whose nutrients must all be there.
        water: Heading of the water, if there is one.
        completed: Heading of the mark that a day is complete.
        in_grams: Whether headings without a unit are in kcal and g.
        **headings: Those of ``energy``, ``protein`` and ``carbohydrate``.

    Raises:
        RefusedError: Something is missing or impossible; it spoils the whole day, unless nobody knows which.
    """
    moment = row.moment(day)
    try:
        amounts = {
            name: row.number(heading, most=MOST[name])
            if in_grams
            else row.quantity(heading, UNITS[name], most=MOST[name])
            for name, heading in headings.items()
        }
        blank = tuple(name for name, amount in amounts.items() if amount is None)
        _refuse_open_day(() if meal else blank)
        water_l = row.quantity(water, L_PER_UNIT, most=MOST_WATER_L) if water else None
    except RefusedError as error:
        raise RefusedError(str(error), spoils=moment.date()) from None
    mark = row.text(completed).casefold() if completed else ""
    return Ate(
        line=row.line,
        day=moment.date(),
        meal=meal,
        energy_kcal=amounts["energy"] or 0.0,
        protein_g=amounts["protein"] or 0.0,
        carbohydrate_g=amounts["carbohydrate"] or 0.0,
        water_l=water_l,
        blank=blank,
        complete={"true": True, "false": False}.get(mark),
    )


def _refuse_open_day(blank: tuple[str, ...]) -> None:
    if blank:
        raise RefusedError(f"{' and '.join(blank)} missing of a whole day: fill it or leave the day out")
