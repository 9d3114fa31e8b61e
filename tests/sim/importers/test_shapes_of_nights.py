"""The same nights come out of every shape and locale as the same events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sim.events import NightSlept
from sim.importers import Draft
from tests.sim.importers.shapes import Shape, at, days_of, only, shapes

NIGHTS = (
    (at("2026-03-02 23:10"), at("2026-03-03 06:50"), 410),
    (at("2026-03-14 22:45"), at("2026-03-15 07:00"), 455),
)


def night_shapes() -> dict[str, Shape]:
    return {
        "garmin": Shape(
            headings="Sleep Score 7 Days|Score|Quality|Duration|Bedtime|Wake Time",
            line=lambda loc, bed, up, m: [
                loc.day(up),
                73,
                "Fair",
                f"{m // 60}h {m % 60}min",
                loc.clock(bed),
                loc.clock(up),
            ],
            of=NIGHTS,
        ),
        "oura": Shape(
            headings="date|Sleep Score|Total Sleep Duration|Bedtime Start|Bedtime End",
            line=lambda loc, bed, up, m: [loc.day(up), 84, m * 60, loc.moment(bed), loc.moment(up)],
            of=NIGHTS,
        ),
        "fitbit": Shape(
            headings="Start Time|End Time|Minutes Asleep|Minutes Awake|Number of Awakenings|Time in Bed",
            line=lambda loc, bed, up, m: [loc.moment(bed), loc.moment(up), m, 40, "N/A", 470],
            of=NIGHTS,
        ),
        "csv": Shape(
            headings="date|sleep_hours", line=lambda loc, _, up, m: [loc.moment(up), loc.number(m / 60, 4)], of=NIGHTS
        ),
    }


def test_there_are_enough_shapes() -> None:
    assert len(night_shapes()) >= 4


@shapes(night_shapes())
def test_nights_are_the_same_in_every_shape(shape: Shape, locale: Any, draft_of: Callable[..., Draft]) -> None:
    nights = only(draft_of(shape.file(locale), **shape.options), NightSlept)
    assert [night.time_days for night in nights] == pytest.approx([days_of(one[1]) for one in NIGHTS])
    assert [night.hours for night in nights] == pytest.approx([one[2] / 60 for one in NIGHTS], abs=1e-3)
