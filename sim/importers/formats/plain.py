"""Regain's own simple columns: a date, and whatever a line has to say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from ..facts import Asleep, Ate, Done, Fact, Remarked, Weighed
from ..rows import Reading, RefusedError
from ..source import Format
from ..text import G_PER_UNIT, KCAL_PER_UNIT, KG_PER_UNIT, L_PER_UNIT
from .lifting import with_assistance

MANNERS = ("warm_up", "drop", "failure")


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
    hours, woke = row.minutes("sleep") / 60.0, row.moment("date")
    timed = any(":" in text for text in row.row.texts("date").values())
    if not timed:
        return Asleep(line=row.line, day=woke.date(), hours=hours)
    return Asleep(line=row.line, day=woke.date(), hours=hours, start=woke - timedelta(hours=hours), end=woke)


def _ate(row: Reading) -> Ate:
    amounts = {
        name: row.quantity(name, units, most=20_000.0)
        for name, units in (("energy", KCAL_PER_UNIT), ("protein", G_PER_UNIT), ("carbohydrate", G_PER_UNIT))
    }
    missing = [name for name, amount in amounts.items() if amount is None]
    if missing:
        raise RefusedError(f"{' and '.join(missing)} missing")
    return Ate(
        line=row.line,
        day=row.moment("date").date(),
        meal=row.text("meal"),
        energy_kcal=amounts["energy"] or 0.0,
        protein_g=amounts["protein"] or 0.0,
        carbohydrate_g=amounts["carbohydrate"] or 0.0,
        water_l=row.quantity("water", L_PER_UNIT, most=50.0),
    )


def _weighed(row: Reading) -> Weighed:
    mass_kg = row.quantity("body mass", KG_PER_UNIT, option="unit", most=500.0)
    return Weighed(line=row.line, start=row.moment("date"), body_mass_kg=mass_kg or 0.0)


def _remarked(row: Reading) -> Remarked:
    return Remarked(line=row.line, start=row.moment("date"), text=row.text("note"))


READERS: dict[str, Callable[[Reading], Fact]] = {
    "exercise": _done,
    "sleep": _asleep,
    "energy": _ate,
    "body mass": _weighed,
}


def _fact(row: Reading) -> Fact:
    told = [name for name in READERS if row.row.texts(name)]
    if len(told) > 1:
        raise RefusedError(f"tells of {' and '.join(told)} at once: write a line for each")
    if told:
        return READERS[told[0]](row)
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
    columns=tuple(frozenset({"date", name}) for name in (*READERS, "note")),
    numbers=NUMBERS,
    wholes=("reps",),
    moments=("date",),
    fact=_fact,
    utc=True,
    # Another app's "weight" must not be passed over in silence.
    only=frozenset({*NUMBERS, *WORDS}),
)
