"""FitNotes for Android, old and new, and FitNotes 2 for iOS."""

from __future__ import annotations

from ..facts import Done, Fact
from ..rows import Reading
from ..source import Format
from .lifting import with_assistance


def _fact(row: Reading) -> Fact:
    name = row.text("exercise")
    return Done(
        line=row.line,
        start=row.moment("date"),
        name=name,
        session="FitNotes",
        load_kg=with_assistance(name, row.load_kg()),
        reps=row.number("reps", most=1000.0) or 0.0,
        minutes=row.minutes("time"),
        distance_km=row.distance_km(),
        category=row.text("category"),
    )


FITNOTES = Format(
    name="fitnotes",
    columns=(frozenset({"date", "exercise", "category", "weight", "reps", "distance", "distance unit", "time"}),),
    numbers=("weight", "distance"),
    wholes=("reps",),
    moments=("date",),
    fact=_fact,
)
