"""Oura: trends, one line a night, durations in seconds."""

from __future__ import annotations

from ..facts import Asleep, Fact
from ..rows import Reading, RefusedError
from ..source import Format

ROUNDING_S = 120.0


def _fact(row: Reading) -> Fact:
    day = row.moment("date").date()
    asleep_s = row.hours_asleep("total sleep duration", "s") * 3600.0
    if not asleep_s:
        raise RefusedError("expected a duration of sleep, found none")
    if not row.text("bedtime start") or not row.text("bedtime end"):
        return Asleep(line=row.line, day=day, hours=asleep_s / 3600.0)
    start, end = row.moment("bedtime start"), row.moment("bedtime end")
    in_bed_s = row.number("total bedtime", most=86400.0)
    between_s = (end - start).total_seconds()
    # When the clocks change, the wall's account differs by an hour from the night's.
    if in_bed_s is not None and abs(in_bed_s - between_s) > 3600.0 + ROUNDING_S:
        raise RefusedError(f"total bedtime of {in_bed_s:g} s does not fit its start and end, {between_s:g} s apart")
    return Asleep(line=row.line, day=end.date(), hours=asleep_s / 3600.0, start=start, end=end)


OURA = Format(
    name="oura",
    columns=(frozenset({"date", "total sleep duration"}),),
    wholes=("total sleep duration", "total bedtime", "awake time", "rem sleep duration", "deep sleep duration"),
    moments=("date", "bedtime start", "bedtime end"),
    fact=_fact,
)
