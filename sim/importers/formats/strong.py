"""Strong: one line a set, rests and warm-ups among them."""

from __future__ import annotations

from ..facts import Done, Fact, Remarked, Rested
from ..rows import Reading
from ..source import Format
from .lifting import with_assistance

MANNERS = {"w": "warm_up", "d": "drop", "f": "failure"}


def _fact(row: Reading) -> Fact:
    order = row.text("set order").casefold()
    if order == "rest timer":
        return Rested(line=row.line, minutes=row.minutes("seconds", "s"), start=row.moment("date"))
    start = row.moment("date")
    name = row.text("exercise name")
    if order == "note":
        return Remarked(line=row.line, start=start, text=f"{name}: {row.text('notes')}")
    return Done(
        line=row.line,
        start=start,
        name=name,
        session=row.text("workout name") or "Strong",
        session_min=row.session_min(),
        load_kg=with_assistance(name, row.load_kg()),
        reps=row.number("reps", most=1000.0) or 0.0,
        reps_in_reserve=row.reps_in_reserve(),
        manner=MANNERS.get(order, ""),
        minutes=row.minutes("seconds", "s"),
        distance_km=row.distance_km(),
    )


STRONG = Format(
    name="strong",
    columns=(frozenset({"date", "workout name", "exercise name", "set order", "weight", "reps"}),),
    numbers=("weight", "rpe", "distance", "duration"),
    wholes=("reps", "seconds"),
    moments=("date",),
    fact=_fact,
)
