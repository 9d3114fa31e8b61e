"""Fitbit: the section on sleep of an export, among others."""

from __future__ import annotations

from ..facts import Asleep, Fact
from ..rows import Reading, RefusedError
from ..source import Format


def _fact(row: Reading) -> Fact:
    start, end = row.moment("start time"), row.moment("end time")
    hours = row.hours_asleep("minutes asleep", "min")
    if not hours:
        raise RefusedError("expected the minutes asleep, found none")
    return Asleep(line=row.line, day=end.date(), hours=hours, start=start, end=end)


FITBIT = Format(
    name="fitbit",
    columns=(frozenset({"start time", "end time", "minutes asleep"}),),
    wholes=("minutes asleep", "minutes awake", "number of awakenings", "time in bed", "minutes rem sleep"),
    moments=("start time", "end time"),
    fact=_fact,
    sections=True,
)
