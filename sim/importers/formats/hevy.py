"""Hevy: one line a set, or the pages of its API."""

from __future__ import annotations

from collections.abc import Iterator

from ..documents import json_of, objects_of
from ..facts import Done, Fact
from ..rows import Reading, Refusal, Row
from ..source import Format, Source, cells
from .lifting import with_assistance

MANNERS = {"warmup": "warm_up", "dropset": "drop", "failure": "failure"}


def _fact(row: Reading) -> Fact:
    start = row.moment("start time")
    name = row.text("exercise title")
    session_min = 0.0
    if row.text("end time"):
        row.moment("end time")
        session_min = max(0.0, row.elapsed_min("start time", "end time"))
    return Done(
        line=row.line,
        start=start,
        name=name,
        session=row.text("title") or "Hevy",
        session_min=session_min,
        load_kg=with_assistance(name, row.load_kg()),
        reps=row.number("reps", most=1000.0) or 0.0,
        reps_in_reserve=row.reps_in_reserve(),
        manner=MANNERS.get(row.text("set type").casefold(), ""),
        minutes=row.minutes("duration"),
        distance_km=row.distance_km(),
    )


def _rows(source: Source) -> Iterator[Row | Refusal]:
    number = 0
    for session in objects_of(source, json_of(source), "workouts"):
        for lift in objects_of(source, session, "exercises"):
            for done in objects_of(source, lift, "sets"):
                number += 1
                row = cells(
                    title=session.get("title"),
                    start_time=session.get("start_time"),
                    end_time=session.get("end_time"),
                    exercise_title=lift.get("title"),
                    set_type=done.get("type"),
                    weight_kg=done.get("weight_kg"),
                    reps=done.get("reps"),
                    distance_meters=done.get("distance_meters"),
                    duration_seconds=done.get("duration_seconds"),
                    rpe=done.get("rpe"),
                )
                yield Row(number, row)


HEVY = Format(
    name="hevy",
    columns=(frozenset({"title", "start time", "exercise title", "set index", "set type", "reps"}),),
    numbers=("weight", "rpe", "distance", "duration"),
    wholes=("reps", "set index"),
    moments=("start time", "end time"),
    fact=_fact,
)

HEVY_API = Format(
    name="hevy",
    fact=_fact,
    rows=_rows,
    recognises=lambda head: head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") and b'"workouts"' in head,
    utc=True,
    place="set",
)
