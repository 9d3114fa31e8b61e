"""Fitbit: the section on sleep of an export, among others."""

from __future__ import annotations

from ..facts import Asleep, Fact
from ..rows import Reading
from ..source import Format


def _fact(row: Reading) -> Fact:
    start, end = row.moment("start time"), row.moment("end time")
    return Asleep(
        line=row.line, day=end.date(), hours=row.needed("minutes asleep", most=10_000.0) / 60.0, start=start, end=end
    )


FITBIT = Format(
    name="fitbit",
    columns=(frozenset({"start time", "end time", "minutes asleep"}),),
    wholes=("minutes asleep", "minutes awake", "number of awakenings", "time in bed", "minutes rem sleep"),
    moments=("start time", "end time"),
    fact=_fact,
    sections=True,
)
