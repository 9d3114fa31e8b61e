"""Regain's own simple columns: a date, and whatever a line has to say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from ..facts import Asleep, Ate, Done, Fact, Remarked, Weighed
from ..food import eaten
from ..rows import Reading, RefusedError
from ..source import Format
from ..text import KG_PER_UNIT
from .lifting import possible_mass, with_assistance

MANNERS = ("warm_up", "working", "drop", "back_off", "failure")


def _done(row: Reading) -> Done:
    name = row.text("exercise")
    reserve = row.number("reps in reserve", most=10.0)
    manner = row.text("manner").casefold()
    if manner and manner not in MANNERS:
        raise RefusedError(f"manner must be one of {' '.join(MANNERS)}, found {manner!r}")
    return Done(
        line=row.line,
        start=row.moment("date"),
        name=name,
        session=row.text("session"),
        load_kg=with_assistance(name, row.load_kg("load")),
        reps=row.number("reps", most=1000.0) or 0.0,
        reps_in_reserve=row.reps_in_reserve() if reserve is None else reserve,
        manner=manner,
        rest_min=row.minutes("rest") or None,
        minutes=row.minutes("duration"),
        distance_km=row.distance_km(),
    )


def _asleep(row: Reading) -> Asleep:
    hours, woke = row.hours_asleep("sleep"), row.moment("date")
    timed = any(":" in text for text in row.row.texts("date").values())
    if not timed:
        return Asleep(line=row.line, day=woke.date(), hours=hours)
    return Asleep(line=row.line, day=woke.date(), hours=hours, start=woke - timedelta(hours=hours), end=woke)


def _ate(row: Reading) -> Ate:
    return eaten(
        row, "date", row.text("meal"), energy="energy", protein="protein", carbohydrate="carbohydrate", water="water"
    )


def _weighed(row: Reading) -> Weighed:
    mass_kg = row.quantity("body mass", KG_PER_UNIT, option="unit", most=500.0)
    return Weighed(line=row.line, start=row.moment("date"), body_mass_kg=possible_mass(mass_kg))


def _remarked(row: Reading) -> Remarked:
    return Remarked(line=row.line, start=row.moment("date"), text=row.text("note"))


READERS: dict[str, Callable[[Reading], Fact]] = {
    "exercise": _done,
    "sleep": _asleep,
    "energy": _ate,
    "protein": _ate,
    "carbohydrate": _ate,
    "water": _ate,
    "body mass": _weighed,
}


def _fact(row: Reading) -> Fact:
    told = {READERS[name]: name for name in READERS if row.row.texts(name)}
    if len(told) > 1:
        raise RefusedError(f"tells of {' and '.join(told.values())} at once: write a line for each")
    if told:
        return next(iter(told))(row)
    if row.text("note"):
        return _remarked(row)
    raise RefusedError(f"tells nothing: fill one of {', '.join(READERS)}, note")


NUMBERS = (
    "load",
    "rpe",
    "reps in reserve",
    "rest",
    "duration",
    "distance",
    "sleep",
    "energy",
    "protein",
    "carbohydrate",
    "water",
    "body mass",
)
WORDS = ("date", "session", "exercise", "manner", "meal", "note", "reps", "load unit", "distance unit")

PLAIN = Format(
    name="csv",
    columns=tuple(frozenset({"date", name}) for name in ("exercise", "sleep", "energy", "body mass", "note")),
    numbers=NUMBERS,
    wholes=("reps",),
    moments=("date",),
    fact=_fact,
    utc=True,
    # Another app's "weight" must not be passed over in silence.
    only=frozenset({*NUMBERS, *WORDS}),
)
