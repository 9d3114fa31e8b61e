"""The same runs come out of every shape and locale as the same events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.events import RunCompleted
from sim.importers import Draft
from tests.sim.importers.shapes import Shape, at, days_of, moment, only, shapes

MILE = 1.609344
RUNS = ((at("2026-03-04 07:00"), 32.5, 5.25), (at("2026-03-15 07:00"), 61.0, 10.5))


def distance(km: float) -> Any:
    """Write the distance in a unit of so many km."""
    return lambda locale, _when, _minutes, length: locale.number(length / km, 4)


def clock(_locale: Any, _when: Any, minutes: float, _length: float) -> str:
    whole = int(minutes)
    return f"{whole // 60:02d}:{whole % 60:02d}:{int(minutes * 60 % 60):02d}"


def short_clock(locale: Any, when: Any, minutes: float, length: float) -> str:
    return clock(locale, when, minutes, length)[1:]


def seconds(_locale: Any, _when: Any, minutes: float, _length: float) -> int:
    return int(minutes * 60)


def in_minutes(locale: Any, _when: Any, minutes: float, _length: float) -> str:
    return locale.number(minutes, 1)


def garmin(unit: str, km: float) -> Shape:
    columns = {
        "Activity Type": "Running",
        "Date": moment,
        "Title": "Run, easy",
        "Distance": distance(km),
        "Calories": 345,
        "Time": clock,
        "Steps": 4880,
    }
    return Shape(of=RUNS, columns=columns, options={"distance": unit})


def strong(heading: str, km: float) -> Shape:
    columns = {
        "Date": moment,
        "Workout Name": "Run",
        "Duration (sec)": seconds,
        "Exercise Name": "Running",
        "Set Order": 1,
        "Weight (kg)": 0,
        "Reps": 0,
        heading: distance(km),
        "Seconds": seconds,
    }
    return Shape(of=RUNS, columns=columns)


def hevy(heading: str, km: float) -> Shape:
    columns = {
        "title": "Run",
        "start_time": moment,
        "exercise_title": "Running",
        "set_index": 0,
        "set_type": "normal",
        "weight_kg": "",
        "reps": "",
        heading: distance(km),
        "duration_seconds": seconds,
    }
    return Shape(of=RUNS, columns=columns)


def plain(heading: str, km: float) -> Shape:
    columns = {"date": moment, "exercise": "run", "reps": "", heading: distance(km), "duration_min": in_minutes}
    return Shape(of=RUNS, columns=columns)


def notes(unit: str, km: float) -> Shape:
    columns = {
        "Date": moment,
        "Exercise": "Running (Outdoor)",
        "Category": "Cardio",
        "Weight (kgs)": "",
        "Reps": "",
        "Distance": distance(km),
        "Distance Unit": unit,
        "Time": short_clock,
        "Comment": "",
    }
    return Shape(of=RUNS, columns=columns)


RUN_SHAPES = {
    "garmin in km": garmin("km", 1.0),
    "garmin in miles": garmin("mi", MILE),
    "strong in metres": strong("Distance (meters)", 0.001),
    "hevy in km": hevy("distance_km", 1.0),
    "hevy in miles": hevy("distance_miles", MILE),
    "csv in km": plain("distance_km", 1.0),
    "csv in miles": plain("distance_mi", MILE),
    "fitnotes in km": notes("km", 1.0),
    "fitnotes in miles": notes("mi", MILE),
    "fitnotes in metres": notes("m", 0.001),
}


def test_there_are_enough_shapes() -> None:
    assert len(RUN_SHAPES) >= 10


@shapes(RUN_SHAPES)
def test_runs_are_the_same_in_every_shape(shape: Shape, locale: Any, draft_of: Callable[..., Draft]) -> None:
    draft = draft_of(shape.file(locale), **shape.options)
    runs = only(draft, RunCompleted)
    assert [run.time_days for run in runs] == pytest.approx([days_of(one[0]) for one in RUNS])
    assert [run.minutes for run in runs] == pytest.approx([one[1] for one in RUNS])
    assert [run.distance_km for run in runs] == pytest.approx([one[2] for one in RUNS], abs=0.001)
