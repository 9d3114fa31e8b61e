"""One file of each app, as the app writes it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.parameters import default_parameters
from sim.errors import InputError
from sim.events import FoodEaten, NapTaken, NightSlept, NoteMade, RecoveryDone, RunCompleted, SessionPerformed
from sim.fold import fold
from sim.importers import Draft, Options, Unknown, commit_import, draft_import, effective
from sim.log.contract import EventStore

STREAM = "imported/ada"
PARIS = Options(timezone="Europe/Paris")

# File, options, format, rows, new rows, events by kind.
SAMPLES: list[tuple[str, Options, str, int, int, dict[str, int]]] = [
    ("strong_ios_v5_kg.csv", Options(unit="kg", distance="km"), "strong", 6, 6, {"session": 1, "run": 1, "note": 1}),
    ("strong_v6_semicolon_lb.csv", Options(), "strong", 3, 3, {"session": 1, "run": 1}),
    ("hevy_kg_en.csv", Options(), "hevy", 6, 6, {"session": 1, "run": 1, "note": 1}),
    ("hevy_lbs_us_dates.csv", Options(), "hevy", 2, 2, {"session": 1, "note": 1}),
    ("hevy_api_v1_workout.json", PARIS, "hevy", 2, 2, {"session": 1}),
    ("fitnotes_android_weight_unit.csv", Options(), "fitnotes", 3, 3, {"session": 1, "run": 1}),
    ("fitnotes_android_old_kgs.csv", Options(), "fitnotes", 2, 2, {"recovery": 1, "note": 1}),
    ("fitnotes2_ios.csv", Options(), "fitnotes", 1, 1, {"session": 1}),
    ("liftosaur_history.csv", PARIS, "liftosaur", 2, 2, {"session": 1}),
    ("fitbod_export.csv", PARIS, "fitbod", 3, 3, {"session": 1, "run": 1}),
    ("wger_workoutlog_page.json", Options(), "wger", 1, 0, {}),
    ("garmin_connect_activities.csv", Options(distance="km"), "garmin", 2, 2, {"run": 1, "note": 1}),
    ("garmin_sleep_daily.csv", Options(), "garmin", 2, 2, {"night": 2}),
    ("oura_trends.csv", Options(), "oura", 1, 1, {"night": 1}),
    ("fitbit_sleep_section.csv", Options(), "fitbit", 2, 1, {"night": 1}),
    ("apple_health_export.xml", Options(), "apple-health", 7, 6, {"night": 1, "run": 2, "note": 2}),
    ("myfitnesspal_nutrition_summary.csv", Options(), "myfitnesspal", 2, 2, {"food": 1}),
    ("cronometer_dailysummary.csv", Options(), "cronometer", 2, 1, {"food": 1}),
    ("cronometer_servings.csv", Options(), "cronometer", 2, 2, {"food": 1}),
    ("run_and_lift.fit", PARIS, "fit", 3, 3, {"session": 1, "run": 1}),
    ("run.tcx", PARIS, "tcx", 1, 1, {"run": 1}),
    ("run.gpx", PARIS, "gpx", 1, 1, {"run": 1}),
]
WORD: dict[type, str] = {
    SessionPerformed: "session",
    RunCompleted: "run",
    RecoveryDone: "recovery",
    NightSlept: "night",
    NapTaken: "nap",
    FoodEaten: "food",
    NoteMade: "note",
}


def draft_sample(samples: Path, name: str, options: Options, log: Any = ()) -> Draft:
    if name.endswith(".fit"):
        pytest.importorskip("fitdecode")
    return draft_import(samples / name, STREAM, log, options=options)


def events(draft: Draft, kind: type) -> list[Any]:
    return [event for event in draft.facts if isinstance(event, kind)]


@pytest.mark.parametrize(("name", "options", "form", "rows", "new", "kinds"), SAMPLES, ids=[one[0] for one in SAMPLES])
def test_every_row_of_a_sample_is_imported_or_refused(
    samples: Path, name: str, options: Options, form: str, rows: int, new: int, kinds: dict[str, int]
) -> None:
    draft = draft_sample(samples, name, options)
    assert draft.format == form
    assert (draft.row_count, draft.new_count) == (rows, new)
    assert draft.new_count + draft.known_count + len(draft.refusals) == draft.row_count
    assert Counter(WORD[type(event)] for event in draft.facts) == kinds


@pytest.mark.parametrize(("name", "options"), [one[:2] for one in SAMPLES if one[4]], ids=lambda one: str(one)[:30])
def test_an_imported_sample_folds_into_a_body_and_a_second_import_adds_nothing(
    samples: Path, store: EventStore, name: str, options: Options
) -> None:
    draft = draft_sample(samples, name, options)
    assert commit_import(draft, store)
    log = store.read(STREAM)
    body = fold(default_parameters().values_of(), effective(log))
    assert np.isfinite(body.size).all()
    assert np.isfinite(body.fatigue).all()
    again = draft_sample(samples, name, options, log)
    assert (again.new_count, again.known_count, again.events) == (0, draft.new_count, ())
    assert commit_import(again, store) == ""
    assert store.version(STREAM) == len(log)


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("strong_ios_v5_kg.csv", ("--unit kg or --unit lb", "--distance km or --distance mi")),
        ("garmin_connect_activities.csv", ("--distance km or --distance mi",)),
        ("hevy_api_v1_workout.json", ("--timezone",)),
        ("liftosaur_history.csv", ("--timezone",)),
        ("fitbod_export.csv", ("--timezone",)),
        ("run.tcx", ("--timezone",)),
        ("run.gpx", ("--timezone",)),
        ("run_and_lift.fit", ("--timezone",)),
    ],
)
def test_what_a_sample_leaves_open_is_asked_for_and_never_guessed(
    samples: Path, name: str, asked: tuple[str, ...]
) -> None:
    with pytest.raises(InputError) as caught:
        draft_sample(samples, name, Options())
    assert all(option in str(caught.value) for option in asked)
    assert "\n" not in str(caught.value)


def test_strong_keeps_warm_ups_rests_and_ratings(samples: Path) -> None:
    (session,) = events(
        draft_sample(samples, "strong_ios_v5_kg.csv", Options(unit="kg", distance="km")), SessionPerformed
    )
    warm_up, first, second = session.sets
    assert (warm_up.load_kg, warm_up.reps) == (60.0, 8.0)
    assert warm_up.reps_in_reserve > 5.0
    assert (first.load_kg, first.reps_in_reserve, first.rest_min) == (100.0, 2.0, 3.0)
    assert (second.reps_in_reserve, second.rest_min) == (1.5, 2.0)
    assert (session.session, session.minutes) == ("Legs A", 65.0)


def test_strong_in_pounds_with_decimal_commas_is_neither_kilograms_nor_thousands(samples: Path) -> None:
    draft = draft_sample(samples, "strong_v6_semicolon_lb.csv", Options())
    (session,) = events(draft, SessionPerformed)
    assert [one.load_kg for one in session.sets] == pytest.approx([102.058, 41.05], abs=0.001)
    (run,) = events(draft, RunCompleted)
    assert (run.distance_km, run.minutes) == (5.0, pytest.approx(1780 / 60))
    assert draft.settled["decimal"] == ", ('90,5' in line 3 can be nothing else)"


def test_hevy_tells_failure_drop_sets_and_assistance(samples: Path) -> None:
    draft = draft_sample(samples, "hevy_kg_en.csv", Options())
    (session,) = events(draft, SessionPerformed)
    assert [(one.exercise, one.load_kg) for one in session.sets][-1] == ("leg_extension", 40.0)
    assert [one.reps_in_reserve for one in session.sets][1:3] == [2.0, 0.0]
    texts = [one.text for one in events(draft, NoteMade)]
    assert "Pull Up (Assisted) -21.0 kg x 10 at 1.5 in reserve" in texts
    assert [one.reserve_estimated for one in session.sets] == [True, False, False, True]


def test_moments_in_utc_move_to_where_the_athlete_lived(samples: Path) -> None:
    (session,) = events(draft_sample(samples, "hevy_api_v1_workout.json", PARIS), SessionPerformed)
    assert session.time_days == pytest.approx((18 + 5 / 60) / 24)
    (run,) = events(draft_sample(samples, "run.tcx", PARIS), RunCompleted)
    assert run.time_days == pytest.approx(2 + (7 + 23 / 3600) / 24)


def test_two_devices_in_one_bed_count_one_night(samples: Path) -> None:
    (night,) = events(draft_sample(samples, "apple_health_export.xml", Options()), NightSlept)
    assert night.hours == pytest.approx(7.3333, abs=1e-4)


def test_a_distance_in_miles_is_told_in_kilometres(samples: Path) -> None:
    runs = events(draft_sample(samples, "apple_health_export.xml", Options()), RunCompleted)
    assert [run.distance_km for run in runs] == pytest.approx([5.2, 3.2 * 1.609344])
    (in_miles,) = events(draft_sample(samples, "garmin_connect_activities.csv", Options(distance="mi")), RunCompleted)
    assert in_miles.distance_km == pytest.approx(5.2 * 1.609344)


def test_more_sleep_than_time_in_bed_is_refused(samples: Path) -> None:
    draft = draft_sample(samples, "fitbit_sleep_section.csv", Options())
    assert list(draft.refusals) == [(4, "1005 minutes of sleep do not fit in 465 from start to end")]
    (night,) = events(draft, NightSlept)
    assert night.hours == pytest.approx(410 / 60, abs=1e-4)


def test_nights_of_twelve_and_twenty_four_hour_clocks_agree(samples: Path) -> None:
    nights = events(draft_sample(samples, "garmin_sleep_daily.csv", Options()), NightSlept)
    assert [night.hours for night in nights] == pytest.approx([8.05, 7.6167], abs=1e-4)
    assert [night.time_days for night in nights] == pytest.approx([(6 + 51 / 60) / 24, 1 + (6 + 31 / 60) / 24])


def test_oura_seconds_become_hours(samples: Path) -> None:
    (night,) = events(draft_sample(samples, "oura_trends.csv", Options()), NightSlept)
    assert night.hours == 7.55


def test_meals_of_a_day_are_one_record_of_food(samples: Path) -> None:
    (food,) = events(draft_sample(samples, "myfitnesspal_nutrition_summary.csv", Options()), FoodEaten)
    assert (food.energy_kcal, food.meal_protein_g, food.carbohydrate_g) == (1600.0, (45.0, 70.0), 170.0)
    (day,) = events(draft_sample(samples, "cronometer_dailysummary.csv", Options()), FoodEaten)
    assert day.water_l == pytest.approx(2.1003)
    assert sum(day.meal_protein_g) == pytest.approx(158.3)


def test_a_day_without_food_is_no_fast(samples: Path) -> None:
    draft = draft_sample(samples, "cronometer_dailysummary.csv", Options())
    assert list(draft.refusals) == [(3, "no energy was recorded that day")]


def test_a_watch_that_counts_sets_gives_sets_and_rests(samples: Path) -> None:
    draft = draft_sample(samples, "run_and_lift.fit", PARIS)
    (session,) = events(draft, SessionPerformed)
    (only,) = session.sets
    assert (only.exercise, only.load_kg, only.reps, only.rest_min) == ("back_squat", 100.0, 8.0, 2.0)
    (run,) = events(draft, RunCompleted)
    assert (run.distance_km, run.minutes) == (5.0, pytest.approx(1790 / 60))


def test_a_track_is_as_long_as_the_globe_says(samples: Path) -> None:
    (run,) = events(draft_sample(samples, "run.gpx", PARIS), RunCompleted)
    assert run.distance_km == pytest.approx(0.1112, abs=1e-3)
    assert run.minutes == 0.5


def test_per_row_units_hold_for_their_row_alone(samples: Path) -> None:
    (session,) = events(draft_sample(samples, "fitnotes_android_weight_unit.csv", Options()), SessionPerformed)
    assert [one.load_kg for one in session.sets] == pytest.approx([100.0, 40.823], abs=0.001)


def test_an_exercise_that_nobody_knows_is_listed(samples: Path) -> None:
    draft = draft_sample(samples, "wger_workoutlog_page.json", Options())
    assert draft.unknown == {"wger 1805": Unknown(1, (), is_bout=False)}
