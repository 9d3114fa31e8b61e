"""The same sets come out of every shape and locale as the same events, or the importer asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from sim.errors import InputError
from sim.events import SessionPerformed
from sim.importers import Draft
from tests.sim.importers.shapes import Shape, at, days_of, only, shapes

LB = 0.45359237
SETS = (
    (at("2026-03-02 18:05"), 100.0, 5, 8.0),
    (at("2026-03-14 18:05"), 1002.5, 6, 7.5),
)


def strong(weight: str, unit: float, options: dict[str, str] | None = None, column: str = "") -> Shape:
    extra = f"|{column.partition('=')[0]}" if column else ""
    return Shape(
        of=SETS,
        headings=f"Date|Workout Name|Duration|Exercise Name|Set Order|{weight}|Reps|Distance|Seconds|RPE{extra}",
        line=lambda loc, when, kg, reps, rpe: [
            loc.moment(when),
            "Legs",
            "1h 5m",
            "Squat (Barbell)",
            1,
            loc.number(kg / unit),
            reps,
            0,
            0,
            loc.number(rpe, 1),
            *([column.partition("=")[2]] if column else []),
        ],
        options=options or {},
    )


def hevy(weight: str, unit: float) -> Shape:
    return Shape(
        of=SETS,
        headings=f"title|start_time|end_time|exercise_title|set_index|set_type|{weight}|reps|distance_km|rpe",
        line=lambda loc, when, kg, reps, rpe: [
            'Legs, "A"\nheavy',
            loc.moment(when),
            loc.moment(when),
            "Squat (Barbell)",
            0,
            "normal",
            loc.number(kg / unit),
            reps,
            "",
            loc.number(rpe, 1),
        ],
    )


def fitnotes(weight: str, unit: float, row_unit: str = "") -> Shape:
    extra = "|Weight Unit" if row_unit else ""
    return Shape(
        of=SETS,
        headings=f"Date|Exercise|Category|{weight}{extra}|Reps|Distance|Distance Unit|Time|Comment",
        line=lambda loc, when, kg, reps, _: [
            loc.day(when),
            "Barbell Squat",
            "Legs",
            loc.number(kg / unit),
            *([row_unit] if row_unit else []),
            reps,
            "",
            "",
            "",
            "said “ok”",
        ],
        options={"at": "18:05"},
        rated=False,
    )


def liftosaur(word: str, unit: float) -> Shape:
    return Shape(
        of=SETS,
        headings="Workout DateTime|Program|Day Name|Exercise|Is Warmup Set?|Completed Reps|Is AMRAP?|Completed RPE"
        "|Completed Weight Value|Completed Weight Unit",
        line=lambda loc, when, kg, reps, rpe: [
            loc.moment(when),
            "P",
            "Legs",
            "Squat, Barbell",
            0,
            reps,
            0,
            loc.number(rpe, 1),
            loc.number(kg / unit),
            word,
        ],
    )


def fitbod(weight: str, unit: float, multiplier: float = 1.0) -> Shape:
    return Shape(
        of=SETS,
        headings=f"Date|Exercise|Reps|{weight}|Duration(s)|Distance(m)|isWarmup|Note|multiplier",
        line=lambda loc, when, kg, reps, _: [
            loc.moment(when),
            "Barbell Squat",
            reps,
            loc.number(kg / unit / multiplier),
            loc.number(0, 1),
            loc.number(0, 1),
            "false",
            "",
            loc.number(multiplier, 1),
        ],
        rated=False,
    )


def plain(load: str, unit: float, rating: str, options: dict[str, str] | None = None) -> Shape:
    return Shape(
        of=SETS,
        headings=f"date|session|exercise|{load}|reps|{rating}",
        line=lambda loc, when, kg, reps, rpe: [
            loc.moment(when),
            "Legs",
            "back_squat",
            loc.number(kg / unit),
            reps,
            loc.number(rpe if rating == "rpe" else 10.0 - rpe, 1),
        ],
        options=options or {},
    )


SET_SHAPES = {
    "strong asked for kg": strong("Weight", 1.0, {"unit": "kg"}),
    "strong asked for lb": strong("Weight", LB, {"unit": "lb"}),
    "strong with a column of kg": strong("Weight", 1.0, column="Weight Unit=kg"),
    "strong with a column of lbs": strong("Weight", LB, column="Weight Unit=lbs"),
    "strong in kg": strong("Weight (kg)", 1.0),
    "strong in lbs": strong("Weight (lbs)", LB),
    "hevy in kg": hevy("weight_kg", 1.0),
    "hevy in lbs": hevy("weight_lbs", LB),
    "fitnotes in kgs": fitnotes("Weight (kgs)", 1.0),
    "fitnotes in lbs": fitnotes("Weight (lbs)", LB),
    "fitnotes with a column of kgs": fitnotes("Weight", 1.0, "kgs"),
    "fitnotes with a column of lbs": fitnotes("Weight", LB, "lbs"),
    "liftosaur in kg": liftosaur("kg", 1.0),
    "liftosaur in lb": liftosaur("lb", LB),
    "fitbod in kg": fitbod("Weight(kg)", 1.0),
    "fitbod in lb": fitbod("Weight(lb)", LB),
    "fitbod with two dumbbells": fitbod("Weight(kg)", 1.0, 2.0),
    "csv in kg": plain("load_kg", 1.0, "rpe"),
    "csv in lb": plain("load_lb", LB, "reps_in_reserve"),
    "csv asked for lb": plain("load", LB, "rpe", {"unit": "lb"}),
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
