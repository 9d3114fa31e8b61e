"""Apple Health: one large XML file, of which workouts, sleep and body mass are read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from math import inf

from ..facts import Asleep, Done, Fact, Weighed
from ..markup import Tag, begins_with_element, tags
from ..rows import Reading, Refusal, RefusedError, Row
from ..source import Format, Source, cells
from ..text import KG_PER_UNIT
from .lifting import possible_mass

SLEEP = "HKCategoryTypeIdentifierSleepAnalysis"
BODY_MASS = "HKQuantityTypeIdentifierBodyMass"
DISTANCE = "HKQuantityTypeIdentifierDistance"
ASLEEP = ("Asleep", "AsleepUnspecified", "AsleepCore", "AsleepDeep", "AsleepREM")


def _words(name: str) -> str:
    """Return ``TraditionalStrengthTraining`` as words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)


def _fact(row: Reading) -> Fact:
    start = row.moment("start")
    kind = row.text("kind")
    if kind == "body mass":
        mass_kg = row.quantity("value", KG_PER_UNIT, most=500.0)
        return Weighed(line=row.line, start=start, body_mass_kg=possible_mass(mass_kg))
    end = row.moment("end")
    elapsed_min = row.elapsed_min("start", "end")
    if elapsed_min < 0.0:
        raise RefusedError("it ends before it starts")
    if kind == "sleep":
        if row.text("value") not in ASLEEP:
            raise RefusedError(f"{_words(row.text('value')).casefold() or 'nothing'}, which is not sleep")
        # Between zones the walls disagree: the clock that woke the athlete is right about the morning.
        began = end - timedelta(minutes=elapsed_min)
        return Asleep(line=row.line, day=end.date(), hours=elapsed_min / 60.0, start=began, end=end, exact=True)
    minutes = row.minutes("duration", most_h=inf) or elapsed_min
    return Done(
        line=row.line, start=start, name=row.text("value"), minutes=minutes, distance_km=row.distance_km("distance")
    )


def _record(tag: Tag) -> Row | Refusal:
    have = tag.attributes
    kind = have.get("type", "")
    if kind == SLEEP:
        value = have.get("value", "").removeprefix("HKCategoryValueSleepAnalysis")
        return Row(tag.line, cells(kind="sleep", start=have.get("startDate"), end=have.get("endDate"), value=value))
    if kind == BODY_MASS:
        return Row(
            tag.line,
            cells(kind="body mass", start=have.get("startDate"), value=have.get("value"), value_unit=have.get("unit")),
        )
    return Refusal(tag.line, f"not used: {kind[:60]}")


def _workout(tag: Tag, statistics: dict[str, str]) -> Row:
    have = tag.attributes
    distance = have.get("totalDistance") or statistics.get("sum")
    unit = have.get("totalDistanceUnit") or statistics.get("unit")
    return Row(
        tag.line,
        cells(
            kind="workout",
            start=have.get("startDate"),
            end=have.get("endDate"),
            value=_words(have.get("workoutActivityType", "").removeprefix("HKWorkoutActivityType")),
            **{f"duration_{have.get('durationUnit', 'min')}": have.get("duration")},
            distance=distance,
            distance_unit=unit,
        ),
    )


def _rows(source: Source) -> Iterator[Row | Refusal]:
    workout: Tag | None = None
    statistics: dict[str, str] = {}
    for tag in tags(source):
        if tag.ends:
            if tag.name == "Workout" and workout is not None:
                yield _workout(workout, statistics)
                workout = None
        elif tag.name == "Record" and len(tag.path) == 2:  # noqa: PLR2004 - below the root, not inside a correlation
            yield _record(tag)
        elif tag.name == "Workout":
            workout, statistics = tag, {}
        elif tag.name == "WorkoutStatistics" and tag.attributes.get("type", "").startswith(DISTANCE):
            statistics = tag.attributes


APPLE_HEALTH = Format(
    name="apple-health",
    fact=_fact,
    rows=_rows,
    recognises=lambda head: begins_with_element(head, b"HealthData"),
)
