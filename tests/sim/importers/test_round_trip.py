"""A log written as JSON Lines, or as the plain columns that `import` reads, comes back as the same days."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.events import Event, FoodEaten, NightSlept, SessionPerformed, SetPerformed
from sim.fitload import daily_load
from sim.importers import Draft, draft_import, effective
from sim.log.codec import decode, encode, from_json_line, to_json_line
from sim.person.lifts import lifts_of
from sim.world.logbook import blank, note

MONDAY = datetime(2026, 3, 2)  # noqa: DTZ001 - a clock on the wall
HEADINGS = (
    "date", "exercise", "load_kg", "reps", "reps_in_reserve", "rest_min", "manner", "session", "sleep_hours",
    "energy_kcal", "protein_g", "carbohydrate_g", "water_l", "meal",
)  # fmt: skip

sets = st.builds(
    SetPerformed,
    st.sampled_from(["back_squat", "leg_press", "seated_calf_raise"]),
    load_kg=st.integers(40, 120).map(float),
    reps=st.integers(1, 15).map(float),
    reps_in_reserve=st.sampled_from([0.0, 1.0, 2.5, 4.0]),
    rest_min=st.sampled_from([1.0, 2.5, 3.0]),
    role=st.sampled_from(["working", "warm_up", "drop", "back_off"]),
)
days = st.lists(st.integers(0, 60), unique=True, max_size=6).map(sorted)


@st.composite
def logs(draw: st.DrawFn) -> tuple[Event, ...]:
    events: list[Event] = [
        SessionPerformed(time_days=day + 0.75, session="legs", sets=tuple(draw(st.lists(sets, min_size=1, max_size=5))))
        for day in draw(days)
    ]
    events += [NightSlept(time_days=day + 0.25, hours=draw(st.sampled_from([6.0, 7.5, 8.25]))) for day in draw(days)]
    events += [
        FoodEaten(
            time_days=day + 1.0,
            energy_kcal=draw(st.integers(1500, 3500).map(float)),
            meal_protein_g=(30.0, 45.0),
            carbohydrate_g=250.0,
            water_l=draw(st.sampled_from([1.5, 2.5])),
        )
        for day in draw(days)
    ]
    return tuple(sorted(events, key=lambda event: event.time_days))


def as_columns(events: Sequence[Event]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADINGS, restval="", lineterminator="\n")
    writer.writeheader()
    for event in events:
        moment = MONDAY + timedelta(days=event.time_days)
        when = {"date": f"{moment:%Y-%m-%d %H:%M}"}
        if isinstance(event, SessionPerformed):
            for one in event.sets:
                names = ("exercise", "load_kg", "reps", "reps_in_reserve", "rest_min")
                writer.writerow(
                    when | {name: getattr(one, name) for name in names} | {"manner": one.role, "session": event.session}
                )
        elif isinstance(event, NightSlept):
            writer.writerow(when | {"sleep_hours": event.hours})
        elif isinstance(event, FoodEaten):
            day = {"date": f"{moment - timedelta(days=1):%Y-%m-%d}"}
            for number, protein_g in enumerate(event.meal_protein_g):
                share = len(event.meal_protein_g)
                writer.writerow(
                    day
                    | {"meal": f"meal {number}", "protein_g": protein_g, "water_l": event.water_l / share}
                    | {"energy_kcal": event.energy_kcal / share, "carbohydrate_g": event.carbohydrate_g / share}
                )
    return text.getvalue()


def imported(text: str) -> Draft:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "own.csv"
        file.write_text(text, encoding="utf-8")
        return draft_import(file, "imported/ada")


@given(logs().filter(bool))
@settings(max_examples=15, deadline=None)
def test_sessions_nights_and_days_come_back_from_both_forms(events: tuple[Event, ...]) -> None:
    assert tuple(decode(from_json_line(to_json_line(encode(event)))) for event in events) == events
    draft = imported(as_columns(events))
    assert not list(draft.refusals)
    assert draft.start is not None
    shift = (datetime.combine(draft.start, datetime.min.time()) - MONDAY).days
    back = [event for event in draft.facts if isinstance(event, SessionPerformed | NightSlept | FoodEaten)]
    assert [round(event.time_days + shift, 6) for event in back] == [round(event.time_days, 6) for event in events]
    for came, went in zip(back, events, strict=True):
        if isinstance(went, FoodEaten):
            assert np.allclose(came.energy_kcal, went.energy_kcal)  # type: ignore[union-attr]
            assert np.allclose(came.water_l, went.water_l)  # type: ignore[union-attr]
            assert came.meal_protein_g == went.meal_protein_g  # type: ignore[union-attr]
        else:
            assert (came.sets if isinstance(came, SessionPerformed) else came.hours) == (  # type: ignore[union-attr]
                went.sets if isinstance(went, SessionPerformed) else went.hours  # type: ignore[union-attr]
            )


HEAVY = "".join(
    f"2026-03-{day:02d} 18:00,Back squat,{load},{reps},{rir}\n"
    for day in (2, 5, 9, 12)
    for load, reps, rir in (("~40", 8, ""), ("~60", 5, ""), (84.5 + day, 8, 2), (84.5 + day, 8, 1), ("_65", 10, ""))
)


def training(*, warm_ups: bool, back_offs: bool = True) -> tuple[Event, ...]:
    lines = [line for line in HEAVY.splitlines() if (warm_ups or ",~" not in line) and (back_offs or ",_" not in line)]
    text = (
        "date,exercise,load_kg,reps,reps_in_reserve\n" + "\n".join(lines).replace(",~", ",").replace(",_", ",") + "\n"
    )
    return tuple(effective(imported(text).events))


def next_load_kg(events: Sequence[Event]) -> float:
    book = blank(1)
    for event in events:
        book = note(book, event)
    return float(book.last_time("back_squat").load_kg[0])


def test_warm_ups_change_neither_the_next_load_nor_what_lifts_tell_nor_the_load_of_a_day() -> None:
    with_them, without = training(warm_ups=True), training(warm_ups=False)
    assert next_load_kg(with_them) == next_load_kg(without) == 96.5
    told = [[(lift.done.load_kg, lift.done.reps) for lift in lifts_of(events).kept] for events in (with_them, without)]
    assert told[0] == told[1]
    for measure in ("sets", "volume_kg"):
        loads = [daily_load(events, measure).load.tolist() for events in (with_them, without)]
        assert loads[0] == loads[1]


def test_back_off_sets_are_work_and_change_no_next_load() -> None:
    with_them, without = training(warm_ups=True), training(warm_ups=True, back_offs=False)
    assert next_load_kg(with_them) == next_load_kg(without)
    assert daily_load(with_them, "sets").load.sum() == daily_load(without, "sets").load.sum() + 4
