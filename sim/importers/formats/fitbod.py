"""Fitbod: one line a set, each with its own moment."""

from __future__ import annotations

from ..facts import Done, Fact
from ..rows import Reading
from ..source import Format
from .lifting import with_assistance


def _fact(row: Reading) -> Fact:
    name = row.text("exercise")
    # The app writes 0 where none applies: to runs, and to what is done with both legs or one.
    multiplier = row.number("multiplier", most=10.0) or 1.0
    return Done(
        line=row.line,
        start=row.moment("date"),
        name=name,
        # The app writes the load of one dumbbell, and how many there are.
        load_kg=with_assistance(name, row.load_kg() * multiplier),
        reps=row.number("reps", most=1000.0) or 0.0,
        manner="warm_up" if row.text("iswarmup").casefold() == "true" else "",
        minutes=row.minutes("duration"),
        distance_km=row.distance_km(),
    )


FITBOD = Format(
    name="fitbod",
    columns=(frozenset({"date", "exercise", "reps", "weight", "iswarmup", "multiplier"}),),
    numbers=("weight", "duration", "distance", "multiplier"),
    wholes=("reps",),
    moments=("date",),
    fact=_fact,
    utc=True,
)
