"""The same nights come out of every shape and locale as the same events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.events import NightSlept
from sim.importers import Draft
from tests.sim.importers.shapes import Shape, at, days_of, moment, only, shapes

NIGHTS = (
    (at("2026-03-02 23:10"), at("2026-03-03 06:50"), 410),
    (at("2026-03-14 22:45"), at("2026-03-15 07:00"), 455),
)


COLUMNS: dict[str, dict[str, Any]] = {
    "garmin": {
        "Sleep Score 7 Days": lambda locale, _bed, up, _minutes: locale.day(up),
        "Score": 73,
        "Quality": "Fair",
        "Duration": lambda _locale, _bed, _up, minutes: f"{minutes // 60}h {minutes % 60}min",
        "Bedtime": lambda locale, bed, _up, _minutes: locale.clock(bed),
        "Wake Time": lambda locale, _bed, up, _minutes: locale.clock(up),
    },
    "oura": {
        "date": lambda locale, _bed, up, _minutes: locale.day(up),
        "Sleep Score": 84,
        "Total Sleep Duration": lambda _locale, _bed, _up, minutes: minutes * 60,
        "Bedtime Start": moment,
        "Bedtime End": lambda locale, _bed, up, _minutes: locale.moment(up),
    },
    "fitbit": {
        "Start Time": moment,
        "End Time": lambda locale, _bed, up, _minutes: locale.moment(up),
        "Minutes Asleep": lambda _locale, _bed, _up, minutes: minutes,
        "Minutes Awake": 40,
        "Number of Awakenings": "N/A",
        "Time in Bed": 470,
    },
    "csv": {
        "date": lambda locale, _bed, up, _minutes: locale.moment(up),
        "sleep_hours": lambda locale, _bed, _up, minutes: locale.number(minutes / 60, 4),
    },
}
NIGHT_SHAPES = {name: Shape(of=NIGHTS, columns=columns) for name, columns in COLUMNS.items()}


def test_there_are_enough_shapes() -> None:
    assert len(NIGHT_SHAPES) >= 4


@shapes(NIGHT_SHAPES)
def test_nights_are_the_same_in_every_shape(shape: Shape, locale: Any, draft_of: Callable[..., Draft]) -> None:
    nights = only(draft_of(shape.file(locale), **shape.options), NightSlept)
    assert [night.time_days for night in nights] == pytest.approx([days_of(one[1]) for one in NIGHTS])
    assert [night.hours for night in nights] == pytest.approx([one[2] / 60 for one in NIGHTS], abs=1e-3)
