"""Kinds of mistakes that real files hold, in every format that can hold them: told or mended, never passed over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from sim.events import FoodEaten, NightSlept, RunCompleted, SessionPerformed
from sim.importers import Draft, Options, draft_import
from sim.importers.dates import readings

STRONG = "Date,Workout Name,Duration,Exercise Name,Set Order,Weight (kg),Reps,Distance (km),Seconds,RPE\n"
HEVY = "title,start_time,end_time,exercise_title,set_index,set_type,weight_kg,reps,rpe\n"
FITBOD = "Date,Exercise,Reps,Weight(kg),Duration(s),Distance(m),isWarmup,multiplier\n"
SERVINGS = "Day,Group,Food Name,Amount,Energy (kcal),Water (g),Carbs (g),Protein (g)\n"
DAYS = "Date,Energy (kcal),Water (g),Net Carbs (g),Carbs (g),Protein (g),Completed\n"
MEALS = "Date,Meal,Calories,Protein (g),Carbohydrates (g)\n"
OWN_FOOD = "date,meal,energy_kcal,protein_g,carbohydrate_g,water_l\n"


def only(draft: Draft, kind: type) -> list:
    return [event for event in draft.facts if isinstance(event, kind)]


def reasons(draft: Draft) -> list[str]:
    return [reason for _, reason in draft.refusals]


@pytest.mark.parametrize(
    ("text", "energy_kcal", "protein_g"),
    [
        (SERVINGS + "2024-03-05,Breakfast,Oats,1,380,10,60,13\n2024-03-05,Dinner,Wine,1,420,,12,\n", 800.0, 13.0),
        (MEALS + "2024-03-05,Breakfast,380,13,60\n2024-03-05,Dinner,420,,12\n", 800.0, 13.0),
        (OWN_FOOD + "2024-03-05,Breakfast,380,13,60,\n2024-03-05,Dinner,420,,12,\n", 800.0, 13.0),
        (OWN_FOOD + "2024-03-05,Breakfast,780,13,60,\n2024-03-05,Tea,,2,,1.5\n", 780.0, 15.0),
    ],
    ids=["cronometer", "myfitnesspal", "csv", "csv without energy"],
)
def test_a_blank_nutrient_of_a_serving_is_none_of_it_and_said(
    draft_of: Callable[..., Draft], text: str, energy_kcal: float, protein_g: float
) -> None:
    draft = draft_of(text)
    (day,) = only(draft, FoodEaten)
    assert (day.energy_kcal, sum(day.meal_protein_g)) == (energy_kcal, protein_g)
    assert "protein" in draft.assumed["blank_nutrients"] or "energy" in draft.assumed["blank_nutrients"]
    assert not reasons(draft)


@pytest.mark.parametrize(
    "text",
    [
        SERVINGS + "2024-03-05,Breakfast,Oats,1,1380,10,60,13\n2024-03-05,Dinner,Pie,1,lots,,12,4\n",
        MEALS + "2024-03-05,Breakfast,1380,13,60\n2024-03-05,Dinner,lots,4,12\n",
        OWN_FOOD + "2024-03-05,Breakfast,1380,13,60,\n2024-03-05,Dinner,lots,4,12,\n",
    ],
    ids=["cronometer", "myfitnesspal", "csv"],
)
def test_a_part_of_a_day_is_no_day(draft_of: Callable[..., Draft], text: str) -> None:
    draft = draft_of(text)
    assert not draft.facts
    assert [line for line, _ in draft.refusals] == [2, 3]
    assert "row 3 of that day was refused" in reasons(draft)[0]


def test_a_day_that_was_hardly_begun_or_not_marked_complete_is_told_as_incomplete(
    draft_of: Callable[..., Draft],
) -> None:
    rows = "2024-03-05,2400,900,200,230,120,true\n2024-03-06,76.5,2.2,10,12,3,false\n2024-03-07,1900,900,9,9,90,false\n"
    draft = draft_of(DAYS + rows)
    assert [event.energy_kcal for event in only(draft, FoodEaten)] == [2400.0]
    assert [line for line, _ in draft.refusals] == [3, 4]
    assert all("likely incomplete" in reason for reason in reasons(draft))
    unmarked = draft_of(DAYS + rows.replace("true", "false"))
    assert [event.energy_kcal for event in only(unmarked, FoodEaten)] == [2400.0, 1900.0]


def test_water_in_food_is_not_what_was_drunk(draft_of: Callable[..., Draft]) -> None:
    draft = draft_of(DAYS + "2024-03-05,2400,90,200,230,120,true\n2024-03-06,2400,900,200,230,120,true\n")
    assert [event.water_l for event in only(draft, FoodEaten)] == [2.5, 0.9]
    assert "water in food" in draft.assumed["water"]


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ('date,sleep_hours\n2024-03-06,"7:30"\n', 7.5),
        ('date,sleep_min\n2024-03-06,"7:30"\n', 7.5),
        ("date,sleep_hours\n2024-03-06,7h 30m\n", 7.5),
        ("Date,Duration,Bedtime,Wake Time\n2024-03-06,7:30,11:00 PM,7:00 AM\n", 7.5),
        ("Start Time,End Time,Minutes Asleep\n2024-03-05 22:00,2024-03-06 06:00,7:30\n", 7.5),
        ("date,Total Sleep Duration\n2024-03-06,7:30\n", 7.5),
    ],
    ids=["csv", "csv in minutes", "spelled", "garmin", "fitbit", "oura"],
)
def test_a_colon_in_a_night_stands_between_hours_and_minutes(
    draft_of: Callable[..., Draft], text: str, hours: float
) -> None:
    (night,) = only(draft_of(text), NightSlept)
    assert night.hours == pytest.approx(hours)


@pytest.mark.parametrize(
    ("words", "hour"),
    [
        ("下午 7:30", 19), ("上午7:30", 7), ("午後7:30", 19), ("午前 7:30", 7), ("오후 7:30", 19), ("오전 12:30", 0),
        ("7:30 p. m.", 19), ("7:30 de la tarde", 19), ("7:30 da manhã", 7), ("à 7:30 du soir", 19), ("7:30 nachm.", 19),
        ("7:30 μ.μ.", 19), ("ÖS 7:30", 19), ("7:30 em", 19), ("晚上 11:30", 23), ("中午 12:30", 12),
        ("um 19:30 Uhr", 19),
    ],
)  # fmt: skip
def test_half_days_of_every_language_count_before_and_behind_the_clock(words: str, hour: int) -> None:
    for day in ("2024-03-05", "2024年3月5日"):
        assert {moment.wall for moment in readings(f"{day} {words}").values()} == {datetime(2024, 3, 5, hour, 30)}  # noqa: DTZ001


@pytest.mark.parametrize(
    "words", ["xyz 7:30", "7:30 zulu time", "晚上 12:30", "PM 7:30 AM", "7:30 +25:00", "7:30 +02:75"]
)
def test_a_word_or_an_offset_that_nobody_knows_is_not_passed_over(words: str) -> None:
    assert not readings(f"2024-03-05 {words}")


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        (STRONG + "2025-05-13 14:42,Legs,48h 40m,Squat,1,102.5,5,0,0,8\n", 0.0),
        (STRONG + "2025-05-13 14:42,Legs,22h 13m,Squat,1,102.5,5,0,0,8\n", 0.0),
        (STRONG + "2025-05-13 14:42,Legs,1h 5m,Squat,1,102.5,5,0,0,8\n", 65.0),
        (HEVY + '"Legs","11 Jun 2026, 13:40","15 Jun 2026, 12:50",Squat,0,normal,100,5,8\n', 0.0),
        (HEVY + '"Legs","11 Jun 2026, 13:40","11 Jun 2026, 14:50",Squat,0,normal,100,5,8\n', 70.0),
    ],
)
def test_a_timer_left_running_tells_no_length_and_the_sets_count(
    draft_of: Callable[..., Draft], text: str, minutes: float
) -> None:
    draft = draft_of(text)
    (session,) = only(draft, SessionPerformed)
    assert (session.minutes, len(session.sets)) == (minutes, 1)
    assert ("session_length" in draft.assumed) == (minutes == 0.0)


def test_a_rest_goes_with_the_set_directly_before_it_or_is_refused_with_it(draft_of: Callable[..., Draft]) -> None:
    draft = draft_of(
        STRONG
        + "2025-05-06 17:00,Legs,1h,Squat,1,100,5,0,0,\n"
        + "2025-05-13 17:00,Legs,1h,Squat,1,heavy,5,0,0,\n"
        + "2025-05-13 17:00,Legs,1h,Squat,Rest Timer,0,0,0,1200,\n"
        + "2025-05-13 17:00,Legs,1h,Squat,2,102.5,5,0,0,\n"
        + "2025-05-20 17:00,Legs,1h,Squat,Rest Timer,0,0,0,60,\n"
    )
    assert [[one.rest_min for one in session.sets] for session in only(draft, SessionPerformed)] == [[2.0], [2.0]]
    assert [line for line, _ in draft.refusals] == [3, 4, 6]


def test_a_heading_that_stands_there_twice_is_refused_whatever_its_case(draft_of: Callable[..., Draft]) -> None:
    for text in (
        "date,exercise,load_kg,Load (kg),reps\n",
        HEVY.replace("rpe", "weight_kg"),
        STRONG.replace("RPE", "Reps"),
    ):
        with pytest.raises(Exception, match=r"line 1: the heading '.*' stands there twice"):
            draft_of(text + "2026-06-11 12:00,squat,100,90,5\n")


def test_a_slip_of_the_finger_is_told_and_is_no_evidence_of_strength(draft_of: Callable[..., Draft]) -> None:
    head, row = "date,exercise,load_kg,reps\n", "2026-01-{day:02d} 18:00,Back squat,{load},5\n"
    rows = [row.format(day=day, load=100 + day) for day in range(5, 30, 3)]
    typo = row.format(day=14, load=1140)
    draft = draft_of(head + "".join([*rows, typo]))
    clean = draft_of(head + "".join(rows))
    sets = [one for session in only(draft, SessionPerformed) for one in session.sets]
    assert [one.load_kg for one in sets if one.role == "doubtful"] == [1140.0]
    assert "1140 kg of 'Back squat' in row 11" in draft.assumed["doubtful_loads"]
    usual = [one.reps_in_reserve for session in only(clean, SessionPerformed) for one in session.sets]
    assert [one.reps_in_reserve for one in sets if one.role != "doubtful"] == usual


def test_a_light_week_makes_no_heavier_one_doubtful(draft_of: Callable[..., Draft]) -> None:
    rows = "".join(
        f"2026-01-{day:02d} 18:00,Back squat,{load},5\n" for day, load in ((5, 100), (8, 50), (12, 105), (15, 52))
    )
    assert "doubtful_loads" not in draft_of("date,exercise,load_kg,reps\n" + rows).assumed


def test_what_lies_after_today_is_refused_and_a_gap_of_decades_told(
    draft_of: Callable[..., Draft], tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    rows = "2099-06-11,Back squat,100,5\n2024-06-11,Back squat,100,5\n1971-01-01,Back squat,100,5\n"
    file.write_text("date,exercise,load_kg,reps\n" + rows)
    draft = draft_import(file, "imported/ada", options=Options(today=date(2024, 6, 12)))
    assert list(draft.refusals) == [
        (2, "expected a date up to today, 2024-06-12, found 2099-06-11: correct it in the file")
    ]
    assert "53 years from 1971-01-01 to 2024-06-11" in draft.assumed["gap"]


def test_assistance_must_be_below_what_is_moved(draft_of: Callable[..., Draft]) -> None:
    draft = draft_of("date,exercise,load_kg,reps\n2026-06-11,Pistol squat,-20,5\n2026-06-11,Pistol squat,-200,5\n")
    assert [one.load_kg for one in only(draft, SessionPerformed)[0].sets] == [-20.0]
    assert "assistance below the 72 kg" in reasons(draft)[0]


@pytest.mark.parametrize(("minutes", "km", "runs"), [(10, 8, 0), (600, 5, 0), (30, 5, 1), (240, 42.2, 1)])
def test_what_no_runner_does_is_no_run(draft_of: Callable[..., Draft], minutes: float, km: float, runs: int) -> None:
    for text in (
        f"date,exercise,duration_min,distance_km\n2026-06-11,Running,{minutes},{km}\n",
        f"Activity Type,Date,Title,Distance,Time\nRunning,2026-06-11 12:00,x,{km}.0,{minutes}min\n".replace(
            ".2.0", ".2"
        ),
        STRONG + f"2026-06-11 12:00,R,1h,Running,1,0,0,{km},{minutes * 60},\n",
    ):
        draft = draft_of(text, distance="km" if "Activity" in text else "")
        assert len(only(draft, RunCompleted)) == runs
        assert runs or "km/h" in reasons(draft)[0]


def test_a_planned_set_is_neither_a_set_nor_a_note(draft_of: Callable[..., Draft]) -> None:
    draft = draft_of(STRONG + "2026-06-11,L,1h,Bench Press,1,60,0,0,0,\n2026-06-11,L,1h,Squat,1,60,0,0,0,\n")
    assert not draft.facts
    assert all("planned and not done" in reason for reason in reasons(draft))


def test_a_multiplier_of_0_means_that_none_applies(draft_of: Callable[..., Draft]) -> None:
    draft = draft_of(
        FITBOD
        + "2024-04-16 20:45:37 +0000,Running,0,0.0,1800.0,5000.0,false,0.0\n"
        + "2024-04-16 20:45:37 +0000,Glute Bridge,10,60.0,0.0,0.0,false,0.0\n",
        timezone="Europe/Berlin",
    )
    assert not reasons(draft)
    assert [(run.minutes, run.distance_km) for run in only(draft, RunCompleted)] == [(30.0, 5.0)]
    assert only(draft, SessionPerformed)[0].sets[0].load_kg == 60.0


def test_an_impossible_body_mass_refuses_its_row_and_the_next_counts(draft_of: Callable[..., Draft]) -> None:
    draft = draft_of("date,body_mass_kg\n2024-03-05,0\n2024-03-06,80\n")
    assert list(draft.refusals) == [(2, "expected a body mass of 30 to 250 kg, found 0")]
    assert draft.events[1].body_mass_kg == 80.0  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("rows", "roles"),
    [
        ("50,5 75,5 100,5 100,5", ["warm_up", "warm_up", "working", "working"]),
        ("100,5 100,5 80,10", ["working", "working", "back_off"]),
        ("100,10 110,8 120,6", ["working", "working", "working"]),
        ("100,5 98,5", ["working", "working"]),
    ],
)
def test_roles_are_told_from_loads_where_no_set_is_marked(
    draft_of: Callable[..., Draft], rows: str, roles: list[str]
) -> None:
    text = "".join(f"2026-06-11 18:00,Back squat,{row}\n" for row in rows.split())
    (session,) = only(draft_of("date,exercise,load_kg,reps\n" + text), SessionPerformed)
    assert [one.role for one in session.sets] == roles


@pytest.mark.parametrize(
    "text",
    [
        STRONG + "2026-06-11,L,1h,Squat,W,50,5,0,0,\n2026-06-11,L,1h,Squat,1,100,5,0,0,8\n"
        "2026-06-11,L,1h,Squat,D,60,8,0,0,\n",
        HEVY + "".join(f'L,"11 Jun 2026, 13:40","11 Jun 2026, 14:50",Squat,0,{kind},{rest}\n' for kind, rest in
                       (("warmup", "50,5,"), ("normal", "100,5,8"), ("dropset", "60,8,"))),
        "date,exercise,load_kg,reps,rpe,manner\n"
        + "".join(f"2026-06-11,Squat,{rest}\n" for rest in ("50,5,,warm_up", "100,5,8,working", "60,8,,drop")),
    ],
    ids=["strong", "hevy", "csv"],
)  # fmt: skip
def test_marks_of_the_apps_are_kept_as_roles(draft_of: Callable[..., Draft], text: str) -> None:
    (session,) = only(draft_of(text), SessionPerformed)
    assert [one.role for one in session.sets] == ["warm_up", "working", "drop"]
    assert [one.reserve_estimated for one in session.sets] == [True, False, True]
