"""Garmin Connect: the list of activities, and the report on sleep."""

from __future__ import annotations

from datetime import timedelta

from ..dates import parse_clock
from ..facts import Asleep, Done, Fact
from ..rows import Reading, RefusedError
from ..source import Format
from ..text import KM_PER_UNIT

NIGHTS = ("date", "sleep score 7 days", "sleep score 4 weeks", "sleep score 1 year", "sleep score 1 month")


def _activity(row: Reading) -> Fact:
    name = row.text("activity type")
    distance_km = _distance_km(row, name.casefold())
    return Done(
        line=row.line,
        start=row.moment("date"),
        name=name,
        minutes=row.minutes("time"),
        distance_km=distance_km,
    )


def _distance_km(row: Reading, name: str) -> float:
    """Return the distance; on a track in metres, that of a swim in a unit of its own that nothing needs."""
    if "swim" in name:
        return 0.0
    return (row.number("distance") or 0.0) * KM_PER_UNIT["m"] if "track run" in name else row.distance_km()


def _night(row: Reading) -> Fact:
    heading = next((name for name in NIGHTS if row.text(name)), "date")
    morning = row.moment(heading).replace(hour=0, minute=0, second=0)
    hours = row.hours_asleep("duration")
    if not hours:
        raise RefusedError("the duration of sleep is missing")
    if not row.text("bedtime") or not row.text("wake time"):
        return Asleep(line=row.line, day=morning.date(), hours=hours)
    try:
        start, end = morning + parse_clock(row.text("bedtime")), morning + parse_clock(row.text("wake time"))
    except ValueError as error:
        raise RefusedError(str(error)) from None
    if start >= end:
        start -= timedelta(days=1)
    return Asleep(line=row.line, day=morning.date(), hours=hours, start=start, end=end)


GARMIN_ACTIVITIES = Format(
    name="garmin",
    columns=(frozenset({"activity type", "date", "title", "distance", "time"}),),
    numbers=("distance", "avg stride length", "aerobic te"),
    wholes=("calories", "steps", "avg hr", "max hr"),
    moments=("date",),
    fact=_activity,
)

GARMIN_SLEEP = Format(
    name="garmin",
    columns=(frozenset({"duration", "bedtime", "wake time"}),),
    moments=NIGHTS,
    fact=_night,
)
