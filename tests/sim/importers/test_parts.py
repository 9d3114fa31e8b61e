"""Nights from stretches, repetitions in reserve from loads, names from an editable file."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from models.activities import recovery_methods, run_styles
from models.exercises import catalogue
from sim.importers.facts import Asleep, Done
from sim.importers.lifts import ASSUMED, Lift
from sim.importers.names import key_of, load_names, shipped_names
from sim.importers.nights import join
from sim.importers.reserve import reserves
from sim.importers.roles import with_roles

at = datetime.fromisoformat


def asleep(start: str, end: str, line: int = 1, *, exact: bool = True, hours: float | None = None) -> Asleep:
    begins, ends = at(f"2026-03-{start}"), at(f"2026-03-{end}")
    slept = (ends - begins) / timedelta(hours=1) if hours is None else hours
    return Asleep(line=line, day=ends.date(), start=begins, end=ends, hours=slept, exact=exact)


def test_stretches_that_overlap_count_once() -> None:
    sleep = join([asleep("02 23:00", "03 01:00"), asleep("02 23:10", "03 06:20", 2), asleep("03 00:00", "03 00:30", 3)])
    (night,) = sleep.rests
    assert night.hours == pytest.approx(7 + 20 / 60, abs=1e-4)
    assert night.lines == (1, 2, 3)
    assert night.woke == at("2026-03-03 06:20")


def test_a_short_night_is_one_night_on_both_sides_of_midnight() -> None:
    (night,) = join([asleep("02 21:30", "02 23:00"), asleep("03 00:30", "03 05:30", 2)]).rests
    assert (night.hours, night.is_nap, str(night.day)) == (6.5, False, "2026-03-03")


def test_sleep_by_day_is_a_nap() -> None:
    (nap,) = join([asleep("02 13:00", "02 13:40", exact=False)]).rests
    assert (nap.is_nap, nap.hours) == (True, pytest.approx(2 / 3, abs=1e-4))


def test_a_second_account_of_a_night_is_refused() -> None:
    sleep = join([asleep("02 23:00", "03 07:00", exact=False), asleep("02 23:10", "03 07:00", 2, exact=False)])
    assert [rest.hours for rest in sleep.rests] == [8.0]
    assert sleep.refused == [(2, "another record of the same night came before it")]


@pytest.mark.parametrize(
    "stretch",
    [
        asleep("02 23:00", "03 07:00", exact=False, hours=9.5),
        asleep("03 07:00", "02 23:00"),
        asleep("01 07:00", "02 23:00"),
        asleep("02 23:00", "03 07:00", exact=False, hours=0.0),
    ],
)
def test_sleep_that_cannot_be_is_refused(stretch: Asleep) -> None:
    sleep = join([stretch])
    assert not sleep.rests
    assert len(sleep.refused) == 1


def lift(day: int, load_kg: float, reps: float, rir: float | None = None, manner: str = "", name: str = "") -> Lift:
    start = at("2026-03-01 18:00") + timedelta(days=day)
    done = Done(line=1, start=start, name="", load_kg=load_kg, reps=reps, reps_in_reserve=rir, manner=manner)
    return Lift(done, name or "back_squat")


def reps_left(*lifts: Lift) -> list[float]:
    return [one.reps for one in reserves(with_roles(lifts, 80.0), 80.0)]


def test_a_rating_is_taken_as_it_is_and_failure_leaves_none() -> None:
    found = reserves([lift(0, 100, 5, 1.5), lift(0, 100, 5, manner="failure")], 80.0)
    assert [(one.reps, one.estimated) for one in found] == [(1.5, False), (0.0, False)]


def test_a_lighter_set_leaves_more_and_a_warm_up_most() -> None:
    top, lighter, warm_up = reps_left(lift(0, 100, 5, 2.0), lift(0, 90, 5), lift(0, 50, 5, manner="warm_up"))
    assert top < lighter < warm_up == 10.0


def test_without_any_rating_the_hardest_set_has_what_a_plan_leaves() -> None:
    assert reps_left(lift(0, 100, 5), lift(0, 90, 5))[0] == ASSUMED
    assert reps_left(lift(0, 100, 5), lift(0, 90, 5))[1] > ASSUMED


def test_a_drop_set_is_taken_as_far_as_the_set_before_it() -> None:
    assert reps_left(lift(0, 100, 5, 0.0), lift(0, 60, 12, manner="drop")) == [0.0, 0.0]
    assert reps_left(lift(0, 100, 5, 0.0), lift(0, 60, 12, manner="drop", name="leg_press"))[1] == ASSUMED


def test_neither_a_drop_set_nor_a_warm_up_tells_how_strong_somebody_is() -> None:
    for manner in ("drop", "warm_up"):
        assert reps_left(lift(0, 100, 5), lift(0, 100, 20, manner=manner))[0] == ASSUMED


def test_strength_of_long_ago_tells_nothing_of_today() -> None:
    assert reps_left(lift(0, 140, 5, 0.0), lift(100, 100, 5))[1] == ASSUMED
    assert reps_left(lift(0, 140, 5, 0.0), lift(20, 100, 5))[1] > 5.0


def test_assistance_takes_from_the_body_that_is_moved() -> None:
    rated = lift(0, -20, 5, 2.0, name="pistol_squat")
    assert reps_left(rated, lift(0, -30, 5, name="pistol_squat"))[1] > 2.0


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("Squat (Barbell)", "Barbell Squats"),
        ("Squat, Barbell", "barbell squat"),
        ("Élévation  latérale", "elevation laterale"),
        ("Leg Press", "press leg"),
    ],
)
def test_case_order_plural_and_accents_do_not_matter_in_names(name: str, same: str) -> None:
    assert key_of(name) == key_of(same)


def test_every_shipped_name_stands_for_something_and_every_exercise_is_known_by_its_label() -> None:
    names = shipped_names()
    assert set(names.exercises.values()) == set(catalogue().names)
    assert set(names.activities.values()) == {"run", *run_styles(), *recovery_methods()}
    assert not names.noted & (names.exercises.keys() | names.activities.keys())


def test_a_file_of_names_comes_before_what_ships(tmp_path: Path) -> None:
    file = tmp_path / "names.toml"
    file.write_text(
        '[exercises]\n"Bench Press" = "leg_press"\n"wger 1805" = "back_squat"\n[noted]\nnames = ["squat"]\n'
    )
    names = load_names(file)
    assert names.exercises[key_of("wger 1805")] == "back_squat"
    assert names.exercises[key_of("bench press")] == "leg_press"
    assert not names.is_noted("bench press")
    assert names.is_noted("Squats")
    assert key_of("squat") not in names.exercises
    assert names.exercises[key_of("Hack Squat")] == "hack_squat"
