"""The past of a person: what was recorded stays, what is missing is assumed, and all of it is told."""

from __future__ import annotations

from collections import Counter
from math import floor

import pytest

from sim.errors import InputError
from sim.events import (
    AthleteDescribed,
    Event,
    FoodEaten,
    ImportBegan,
    NightSlept,
    NoteMade,
    SessionPerformed,
    SetPerformed,
    StreamStarted,
)
from sim.person.past import LivedPast, past_of
from sim.plan import Scenario
from sim.scenario.reader import read_scenario

QUESTION = """
schema: 1
title: What next?
horizon_weeks: 4
athlete: {sex: female, age_years: 50, body_mass_kg: 61}
history: [{days: 10, plan: library/two_leg_days}]
habits: {sleep: {hours: 6.5, nap_hours: 0.5}, food: {protein_g_per_kg: 2}}
strategies:
  on: {label: On, plan: library/two_leg_days}
  off: {label: Off, plan: none}
"""


def question(text: str = QUESTION) -> Scenario:
    return read_scenario(text, "what_next")


def imported(*facts: Event, untold: tuple[str, ...] = ()) -> tuple[Event, ...]:
    began = ImportBegan(
        time_days=facts[0].time_days,
        import_id="1",
        file="me.csv",
        sha256="",
        format="csv",
        start_date="2026-03-09",
        event_count=len(facts),
        row_count=1,
        refused_count=0,
        settled={},
        assumed={},
        facts={},
        untold=untold,
    )
    who = AthleteDescribed(
        time_days=0.0, sex="male", age_years=30.0, body_mass_kg=84.0, body_fat_fraction=0.18, stature_cm=178.0
    )
    return (StreamStarted(time_days=0.0, origin="imported", scenario="me.csv"), who, began, *facts)


def squats(time_days: float) -> SessionPerformed:
    done = SetPerformed("back_squat", load_kg=100.0, reps=5.0, reps_in_reserve=2.0)
    return SessionPerformed(time_days=time_days, session="legs", sets=(done,), minutes=20.0)


def of(past: LivedPast, kind: type[Event]) -> list[Event]:
    return [event for event in past.events if isinstance(event, kind)]


def test_a_past_that_went_on_from_an_import_needs_no_more_assumptions() -> None:
    past = past_of(imported(squats(1.75), squats(8.75)))
    again = past_of(past.events)
    assert (again.events, again.assumed) == (past.events, {})


def test_a_simulated_run_needs_no_assumptions(novice_log: tuple[Event, ...]) -> None:
    past = past_of(novice_log)
    assert (past.events, past.assumed, past.log_days) == (novice_log, {}, 0.0)


def test_every_night_and_day_of_food_that_is_not_recorded_is_filled_by_habit() -> None:
    log = imported(squats(1.75), NightSlept(time_days=3.3, hours=4.0), squats(8.75))
    past = past_of(log)
    nights = {floor(event.time_days): event for event in of(past, NightSlept)}
    assert sorted(nights) == list(range(9))
    assert [nights[day].hours for day in (2, 3, 4)] == [7.5, 4.0, 7.5]
    assert Counter(floor(event.time_days) for event in of(past, FoodEaten)) == Counter(range(9))
    assert past.assumed["sleep"] == "7.5 h on 8 of 9 days"
    assert past.assumed["food"].endswith("on 9 of 9 days")


def test_a_record_of_food_that_spans_days_fills_them() -> None:
    week = FoodEaten(
        time_days=6.9, energy_kcal=17500.0, meal_protein_g=(900.0,), carbohydrate_g=2000.0, water_l=14.0, span_days=7.0
    )
    past = past_of(imported(squats(1.75), week, squats(8.75)))
    assert past.assumed["food"].endswith("on 2 of 9 days")


def test_today_is_the_midnight_after_the_last_event() -> None:
    assert past_of(imported(squats(1.75), squats(8.75))).today_days == 9.0


def test_the_history_of_a_scenario_is_lived_before_the_log_in_whole_weeks() -> None:
    past = past_of(imported(squats(1.75)), question())
    assert past.log_days == 14.0
    assert past.events[0].history_days == 14.0
    sessions = [event.time_days for event in of(past, SessionPerformed)]
    assert sessions[-1] == 15.75
    assert any(time_days < past.log_days for time_days in sessions)
    assert past.assumed["training before the log"].startswith("1.43 weeks of library/two_leg_days")


def test_what_was_not_told_of_the_athlete_is_the_scenarios() -> None:
    log = imported(squats(1.75), untold=("sex", "age_years"))
    past = past_of(log, question())
    (who,) = of(past, AthleteDescribed)
    assert (who.sex, who.age_years, who.body_mass_kg) == ("female", 50.0, 84.0)
    assert past.assumed["athlete"] == "sex female, age years 50.0"


def test_what_was_told_of_the_athlete_is_not_assumed() -> None:
    past = past_of(imported(squats(1.75)), question())
    assert of(past, AthleteDescribed)[0].sex == "male"
    assert "athlete" not in past.assumed


def test_habits_are_those_of_the_scenario() -> None:
    past = past_of(imported(squats(1.75)), question())
    assert past.assumed["sleep"] == "6.5 h on 2 of 2 days"
    assert past.assumed["naps"] == "0.5 h on 2 of 2 days"
    assert past.assumed["food"].startswith("2 g/kg protein")


def test_every_assumption_stands_in_the_log_as_a_note_where_the_log_begins() -> None:
    past = past_of(imported(squats(1.75)), question())
    notes = [event for event in of(past, NoteMade) if event.text.startswith("assumed, not recorded: ")]
    assert {event.time_days for event in notes} == {past.log_days}
    assert len(notes) == len(past.assumed)


def test_all_events_are_in_time_order_and_begin_with_where_they_come_from() -> None:
    past = past_of(imported(squats(1.75), NightSlept(time_days=3.3, hours=4.0)), question())
    times = [event.time_days for event in past.events]
    assert times == sorted(times)
    assert isinstance(past.events[0], StreamStarted)


def test_without_a_history_it_is_said_that_none_is_assumed() -> None:
    assert "never trained" in past_of(imported(squats(1.75))).assumed["training before the log"]


def test_a_person_with_two_pasts_is_refused() -> None:
    text = QUESTION.replace("{label: Off, plan: none}", "{label: Off, plan: none, history: []}")
    with pytest.raises(InputError, match="a person has one past, found another athlete or history in strategy 'off'"):
        past_of(imported(squats(1.75)), question(text))


def test_a_log_that_says_nothing_of_its_person_is_refused() -> None:
    log = tuple(event for event in imported(squats(1.75)) if not isinstance(event, AthleteDescribed))
    with pytest.raises(InputError, match="found no athlete_described; live or import it again"):
        past_of(log)
