"""The same sets come out of every shape and locale as the same events, or the importer asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from sim.errors import InputError
from sim.events import SessionPerformed
from sim.importers import Draft
from tests.sim.importers.shapes import Shape, at, day, days_of, moment, only, shapes

LB = 0.45359237
SETS = (
    (at("2026-03-02 18:05"), 100.0, 5, 8.0),
    (at("2026-03-14 18:05"), 1002.5, 6, 7.5),
)


def load(unit: float) -> Any:
    """Write the load in a unit of so many kg."""
    return lambda locale, _when, kg, _reps, _rpe: locale.number(kg / unit)


def reps(_locale: Any, _when: Any, _kg: float, done: int, _rpe: float) -> int:
    return done


def rpe(locale: Any, _when: Any, _kg: float, _reps: int, felt: float) -> str:
    return locale.number(felt, 1)


def reserve(locale: Any, _when: Any, _kg: float, _reps: int, felt: float) -> str:
    return locale.number(10.0 - felt, 1)


def number(value: float) -> Any:
    return lambda locale, *_: locale.number(value, 1)


def strong(weight: str, unit: float, options: dict[str, str] | None = None, **more: str) -> Shape:
    columns = {
        "Date": moment,
        "Workout Name": "Legs",
        "Duration": "1h 5m",
        "Exercise Name": "Squat (Barbell)",
        "Set Order": 1,
        weight: load(unit),
        "Reps": reps,
        "Distance": 0,
        "Seconds": 0,
        "RPE": rpe,
    }
    return Shape(of=SETS, columns=columns | more, options=options or {})


def hevy(weight: str, unit: float) -> Shape:
    columns = {
        "title": 'Legs, "A"\nheavy',
        "start_time": moment,
        "end_time": moment,
        "exercise_title": "Squat (Barbell)",
        "set_index": 0,
        "set_type": "normal",
        weight: load(unit),
        "reps": reps,
        "distance_km": "",
        "rpe": rpe,
    }
    return Shape(of=SETS, columns=columns)


def fitnotes(weight: str, unit: float, **more: str) -> Shape:
    columns = {
        "Date": day,
        "Exercise": "Barbell Squat",
        "Category": "Legs",
        weight: load(unit),
        **more,
        "Reps": reps,
        "Distance": "",
        "Distance Unit": "",
        "Time": "",
        "Comment": "said “ok”",
    }
    return Shape(of=SETS, columns=columns, options={"at": "18:05"}, rated=False)


def liftosaur(word: str, unit: float) -> Shape:
    columns = {
        "Workout DateTime": moment,
        "Program": "P",
        "Day Name": "Legs",
        "Exercise": "Squat, Barbell",
        "Is Warmup Set?": 0,
        "Completed Reps": reps,
        "Is AMRAP?": 0,
        "Completed RPE": rpe,
        "Completed Weight Value": load(unit),
        "Completed Weight Unit": word,
    }
    return Shape(of=SETS, columns=columns)


def fitbod(weight: str, unit: float, multiplier: float = 1.0) -> Shape:
    columns = {
        "Date": moment,
        "Exercise": "Barbell Squat",
        "Reps": reps,
        weight: load(unit * multiplier),
        "Duration(s)": number(0),
        "Distance(m)": number(0),
        "isWarmup": "false",
        "Note": "",
        "multiplier": number(multiplier),
    }
    return Shape(of=SETS, columns=columns, rated=False)


def plain(weight: str, unit: float, rating: dict[str, Any], options: dict[str, str] | None = None) -> Shape:
    columns = {"date": moment, "session": "Legs", "exercise": "back_squat", weight: load(unit), "reps": reps}
    return Shape(of=SETS, columns=columns | rating, options=options or {})


SET_SHAPES = {
    "strong asked for kg": strong("Weight", 1.0, {"unit": "kg"}),
    "strong asked for lb": strong("Weight", LB, {"unit": "lb"}),
    "strong with a column of kg": strong("Weight", 1.0, **{"Weight Unit": "kg"}),
    "strong with a column of lbs": strong("Weight", LB, **{"Weight Unit": "lbs"}),
    "strong in kg": strong("Weight (kg)", 1.0),
    "strong in lbs": strong("Weight (lbs)", LB),
    "hevy in kg": hevy("weight_kg", 1.0),
    "hevy in lbs": hevy("weight_lbs", LB),
    "fitnotes in kgs": fitnotes("Weight (kgs)", 1.0),
    "fitnotes in lbs": fitnotes("Weight (lbs)", LB),
    "fitnotes with a column of kgs": fitnotes("Weight", 1.0, **{"Weight Unit": "kgs"}),
    "fitnotes with a column of lbs": fitnotes("Weight", LB, **{"Weight Unit": "lbs"}),
    "liftosaur in kg": liftosaur("kg", 1.0),
    "liftosaur in lb": liftosaur("lb", LB),
    "fitbod in kg": fitbod("Weight(kg)", 1.0),
    "fitbod in lb": fitbod("Weight(lb)", LB),
    "fitbod with two dumbbells": fitbod("Weight(kg)", 1.0, 2.0),
    "csv in kg": plain("load_kg", 1.0, {"rpe": rpe}),
    "csv in lb": plain("load_lb", LB, {"reps_in_reserve": reserve}),
    "csv asked for lb": plain("load", LB, {"rpe": rpe}, {"unit": "lb"}),
}


def test_there_are_enough_shapes() -> None:
    assert len(SET_SHAPES) >= 20


@shapes(SET_SHAPES)
def test_sets_are_the_same_in_every_shape(shape: Shape, locale: Any, draft_of: Callable[..., Draft]) -> None:
    draft = draft_of(shape.file(locale), **shape.options)
    sessions = only(draft, SessionPerformed)
    assert [session.time_days for session in sessions] == pytest.approx([days_of(one[0]) for one in SETS])
    done = [session.sets[0] for session in sessions]
    assert [one.exercise for one in done] == ["back_squat"] * 2
    assert [one.load_kg for one in done] == pytest.approx([one[1] for one in SETS], abs=0.01)
    assert [one.reps for one in done] == [one[2] for one in SETS]
    if shape.rated:
        assert [one.reps_in_reserve for one in done] == [10.0 - one[3] for one in SETS]
    assert (draft.new_count, len(draft.refusals)) == (2, 0)


@shapes(SET_SHAPES)
def test_a_file_of_early_days_alone_is_asked_about(shape: Shape, locale: Any, draft_of: Callable[..., Draft]) -> None:
    early = attrs.evolve(shape, of=[(at(f"2026-03-{day:02d} 18:05"), 100.5, 5, 8.0) for day in (2, 5)])
    settling = {}
    if locale.order != "by name":
        settling = {"dates": locale.order}
        with pytest.raises(InputError, match="--dates dmy or --dates mdy"):
            draft_of(early.file(locale), **shape.options)
    draft = draft_of(early.file(locale), **shape.options, **settling)
    assert [event.time_days for event in only(draft, SessionPerformed)] == pytest.approx([0.753472, 3.753472])


@pytest.mark.parametrize(("decimal", "kg"), [(".", 1025.0), (",", 1.025)])
def test_a_lone_thousand_or_decimal_is_asked_about(decimal: str, kg: float, draft_of: Callable[..., Draft]) -> None:
    file = 'date,exercise,load_kg,reps\n2026-03-02,back squat,"1,025",5\n'
    with pytest.raises(InputError, match=r"--decimal \. or --decimal ,"):
        draft_of(file)
    (session,) = only(draft_of(file, decimal=decimal), SessionPerformed)
    assert session.sets[0].load_kg == kg
