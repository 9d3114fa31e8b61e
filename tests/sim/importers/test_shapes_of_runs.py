"""The same runs come out of every shape and locale as the same events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from sim.events import RunCompleted
from sim.importers import Draft
from tests.sim.importers.shapes import Shape, at, days_of, only, shapes

MILE = 1.609344
RUNS = ((at("2026-03-04 07:00"), 32.5, 5.25), (at("2026-03-15 07:00"), 61.0, 10.5))


def run_shapes() -> dict[str, Shape]:
    def garmin(unit: str, km: float) -> Shape:
        return Shape(
            headings="Activity Type|Date|Title|Distance|Calories|Time|Steps",
            line=lambda loc, when, minutes, length: [
                "Running",
                loc.moment(when),
                "Run, easy",
                loc.number(length / km, 4),
                345,
                f"00:{int(minutes):02d}:30" if minutes % 1 else f"01:{int(minutes) - 60:02d}:00",
                4880,
            ],
            of=RUNS,
            options={"distance": unit},
        )

    def lifting(name: str, distance: str, km: float) -> Shape:
        heads = {
            "strong": "Date|Workout Name|Duration (sec)|Exercise Name|Set Order|Weight (kg)|Reps|{}|Seconds",
            "hevy": "title|start_time|exercise_title|set_index|set_type|weight_kg|reps|{}|duration_seconds",
            "csv": "date|exercise|reps|{}|duration_min",
        }
        lines: dict[str, Callable[..., Sequence[Any]]] = {
            "strong": lambda loc, when, minutes, length: [
                loc.moment(when),
                "Run",
                int(minutes * 60),
                "Running",
                1,
                0,
                0,
                loc.number(length / km, 4),
                int(minutes * 60),
            ],
            "hevy": lambda loc, when, minutes, length: [
                "Run",
                loc.moment(when),
                "Running",
                0,
                "normal",
                "",
                "",
                loc.number(length / km, 4),
                int(minutes * 60),
            ],
            "csv": lambda loc, when, minutes, length: [
                loc.moment(when),
                "run",
                "",
                loc.number(length / km, 4),
                loc.number(minutes, 1),
            ],
        }
        return Shape(headings=heads[name].format(distance), line=lines[name], of=RUNS)

    def notes(unit: str, km: float) -> Shape:
        return Shape(
            headings="Date|Exercise|Category|Weight (kgs)|Reps|Distance|Distance Unit|Time|Comment",
            line=lambda loc, when, minutes, length: [
                loc.moment(when),
                "Running (Outdoor)",
                "Cardio",
                "",
                "",
                loc.number(length / km, 4),
                unit,
                f"{int(minutes // 60)}:{int(minutes % 60):02d}:{int(minutes * 60 % 60):02d}",
                "",
            ],
            of=RUNS,
        )

    return {
        "garmin in km": garmin("km", 1.0),
        "garmin in miles": garmin("mi", MILE),
        "strong in metres": lifting("strong", "Distance (meters)", 0.001),
        "hevy in km": lifting("hevy", "distance_km", 1.0),
        "hevy in miles": lifting("hevy", "distance_miles", MILE),
        "csv in km": lifting("csv", "distance_km", 1.0),
        "csv in miles": lifting("csv", "distance_mi", MILE),
        "fitnotes in km": notes("km", 1.0),
        "fitnotes in miles": notes("mi", MILE),
        "fitnotes in metres": notes("m", 0.001),
    }


def test_there_are_enough_shapes() -> None:
    assert len(run_shapes()) >= 10


@shapes(run_shapes())
def test_runs_are_the_same_in_every_shape(shape: Shape, locale: Any, draft_of: Callable[..., Draft]) -> None:
    draft = draft_of(shape.file(locale), **shape.options)
    runs = only(draft, RunCompleted)
    assert [run.time_days for run in runs] == pytest.approx([days_of(one[0]) for one in RUNS])
    assert [run.minutes for run in runs] == pytest.approx([one[1] for one in RUNS])
    assert [run.distance_km for run in runs] == pytest.approx([one[2] for one in RUNS], abs=0.001)
