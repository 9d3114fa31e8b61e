"""Generated exports: the same life in every shape and locale comes out as the same events, or the importer asks."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import attrs
import pytest

from sim.errors import InputError
from sim.events import Event, FoodEaten, NightSlept, RunCompleted, SessionPerformed
from sim.importers import Draft

at = datetime.fromisoformat

LB = 0.45359237
MILE = 1.609344
SETS = (
    (at("2026-03-02 18:05"), 100.0, 5, 8.0),
    (at("2026-03-14 18:05"), 1002.5, 6, 7.5),
)
RUNS = ((at("2026-03-04 07:00"), 32.5, 5.25), (at("2026-03-15 07:00"), 61.0, 10.5))
NIGHTS = (
    (at("2026-03-02 23:10"), at("2026-03-03 06:50"), 410),
    (at("2026-03-14 22:45"), at("2026-03-15 07:00"), 455),
)
DAYS = ((at("2026-03-02"), 2712.4, 158.3, 1001.25), (at("2026-03-14"), 2250.5, 140.5, 280.0))


@attrs.frozen(kw_only=True)
class Shape:
    """What an app writes: headings, and a line for each thing that was done."""

    headings: str
    line: Callable[..., Sequence[Any]]
    of: Sequence[Sequence[Any]] = SETS
    options: dict[str, str] = attrs.field(factory=dict)
    timed: bool = True
    rated: bool = True

    def file(self, locale: Any) -> bytes:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=locale.delimiter, lineterminator="\n")
        writer.writerow(self.headings.split("|"))
        writer.writerows(self.line(locale, *one) for one in self.of)
        return locale.encode(text.getvalue())


def strong(weight: str, unit: float, options: dict[str, str] | None = None, column: str = "") -> Shape:
    extra = f"|{column.partition('=')[0]}" if column else ""
    return Shape(
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


def food_shapes() -> dict[str, Shape]:
    return {
        "myfitnesspal": Shape(
            headings="Date|Meal|Calories|Fat (g)|Carbohydrates (g)|Protein (g)|Note",
            line=lambda loc, when, kcal, p, c: [
                loc.day(when),
                "Dinner",
                loc.number(kcal),
                "",
                loc.number(c),
                loc.number(p),
                "",
            ],
            of=DAYS,
        ),
        "cronometer days": Shape(
            headings="Date|Energy (kcal)|Water (g)|Carbs (g)|Net Carbs (g)|Protein (g)|Completed",
            line=lambda loc, when, kcal, p, c: [
                loc.day(when),
                loc.number(kcal),
                loc.number(2000),
                loc.number(c),
                "",
                loc.number(p),
                "",
            ],
            of=DAYS,
        ),
        "cronometer servings": Shape(
            headings="Day|Time|Group|Food Name|Amount|Energy (kcal)|Carbs (g)|Protein (g)|Category",
            line=lambda loc, when, kcal, p, c: [
                loc.day(when),
                "12:15",
                "Lunch",
                "Oats",
                "80 g",
                loc.number(kcal),
                loc.number(c),
                loc.number(p),
                "",
            ],
            of=DAYS,
        ),
        "csv in kJ": Shape(
            headings="date|energy_kj|protein_g|carbohydrate_g|water_ml",
            line=lambda loc, when, kcal, p, c: [
                loc.day(when),
                loc.number(kcal * 4.184),
                loc.number(p),
                loc.number(c),
                2500,
            ],
            of=DAYS,
        ),
    }


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


def shapes(of: dict[str, Shape]) -> Any:
    return pytest.mark.parametrize("shape", of.values(), ids=list(of))


def only(draft: Draft, kind: type[Event]) -> list[Any]:
    return [event for event in draft.facts if isinstance(event, kind)]


def days_of(moment: datetime) -> float:
    return (moment - at("2026-03-02")).total_seconds() / 86400


def test_there_are_enough_shapes() -> None:
    assert len(SET_SHAPES) + len(run_shapes()) + len(night_shapes()) + len(food_shapes()) >= 38


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


@shapes(run_shapes())
def test_runs_are_the_same_in_every_shape(shape: Shape, locale: Any, draft_of: Callable[..., Draft]) -> None:
    draft = draft_of(shape.file(locale), **shape.options)
    runs = only(draft, RunCompleted)
    assert [run.time_days for run in runs] == pytest.approx([days_of(one[0]) for one in RUNS])
    assert [run.minutes for run in runs] == pytest.approx([one[1] for one in RUNS])
    assert [run.distance_km for run in runs] == pytest.approx([one[2] for one in RUNS], abs=0.001)


@shapes(night_shapes())
def test_nights_are_the_same_in_every_shape(shape: Shape, locale: Any, draft_of: Callable[..., Draft]) -> None:
    nights = only(draft_of(shape.file(locale), **shape.options), NightSlept)
    assert [night.time_days for night in nights] == pytest.approx([days_of(one[1]) for one in NIGHTS])
    assert [night.hours for night in nights] == pytest.approx([one[2] / 60 for one in NIGHTS], abs=1e-3)


@shapes(food_shapes())
def test_food_is_the_same_in_every_shape(shape: Shape, locale: Any, draft_of: Callable[..., Draft]) -> None:
    food = only(draft_of(shape.file(locale), **shape.options), FoodEaten)
    assert [day.time_days for day in food] == pytest.approx([days_of(one[0]) + 1.0 for one in DAYS])
    assert [day.energy_kcal for day in food] == pytest.approx([one[1] for one in DAYS], abs=0.01)
    assert [sum(day.meal_protein_g) for day in food] == pytest.approx([one[2] for one in DAYS])
    assert [day.carbohydrate_g for day in food] == pytest.approx([one[3] for one in DAYS])


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
