from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.events import NightSlept, RunCompleted, SessionPerformed, SetPerformed
from sim.plan import BREAK_DAYS
from sim.world.logbook import Logbook, blank, note


def session(day: float, *sets: tuple[str, Any, Any], **more: Any) -> SessionPerformed:
    done = tuple(SetPerformed(exercise, load, reps, 2.0) for exercise, load, reps in sets)
    return SessionPerformed(time_days=day, session="legs", sets=done, **more)


def noted(*events: Any, lanes: int = 1) -> Logbook:
    logbook = blank(lanes)
    for event in events:
        logbook = note(logbook, event)
    return logbook


def test_who_never_trained_has_no_notes() -> None:
    last = blank(2).last_time("back_squat")
    assert np.isnan(last.load_kg).all()
    assert (blank(2).session_days == -np.inf).all()


def test_the_notes_hold_the_first_load_and_the_worst_set() -> None:
    last = noted(
        session(3.0, ("back_squat", 80.0, 10), ("back_squat", 75.0, 7), ("back_squat", 75.0, 8), ("leg_curl", 40.0, 12))
    ).last_time("back_squat")
    assert (last.load_kg[0], last.fewest_reps[0], last.time_days[0]) == (80.0, 7.0, 3.0)


def test_the_last_time_replaces_the_one_before_and_leaves_other_exercises() -> None:
    logbook = noted(
        session(3.0, ("back_squat", 80.0, 10), ("leg_curl", 40.0, 12)), session(6.0, ("back_squat", 85.0, 9))
    )
    assert logbook.last_time("back_squat").load_kg[0] == 85.0
    assert logbook.last_time("leg_curl").time_days[0] == 3.0


def test_a_light_session_is_no_guide_but_ends_the_time_away() -> None:
    logbook = noted(session(3.0, ("back_squat", 80.0, 10)), session(10.0, ("back_squat", 60.0, 5), light=1.0))
    assert logbook.last_time("back_squat").load_kg[0] == 80.0
    assert logbook.session_days[0] == 10.0


def test_a_set_not_done_is_not_noted() -> None:
    logbook = noted(session(3.0, ("back_squat", 80.0, 0)))
    assert np.isnan(logbook.last_time("back_squat").load_kg[0])
    mixed = noted(session(3.0, ("back_squat", 80.0, 8), ("back_squat", 80.0, 0)))
    assert mixed.last_time("back_squat").fewest_reps[0] == 8.0


def test_only_those_who_came_are_noted() -> None:
    logbook = noted(
        session(1.0, ("back_squat", np.array([80.0, 60.0]), np.array([8.0, 9.0]))),
        session(3.0, ("back_squat", np.array([90.0, 70.0]), np.array([8.0, 9.0])), mask=np.array([True, False])),
        lanes=2,
    )
    assert logbook.last_time("back_squat").load_kg.tolist() == [90.0, 60.0]
    assert logbook.session_days.tolist() == [3.0, 1.0]


def test_lightness_may_differ_between_people() -> None:
    logbook = noted(session(1.0, ("back_squat", 80.0, 8), light=np.array([1.0, 0.0])), lanes=2)
    assert np.isnan(logbook.last_time("back_squat").load_kg).tolist() == [True, False]


@pytest.mark.parametrize(("away", "break_days"), [(BREAK_DAYS - 0.1, np.inf), (BREAK_DAYS, BREAK_DAYS), (30.0, 30.0)])
def test_a_break_is_noted_when_it_ends(away: float, break_days: float) -> None:
    squats = ("back_squat", 80.0, 8)
    logbook = noted(session(1.0, squats), session(1.0 + away, squats), session(3.0 + away, squats))
    assert logbook.break_days[0] == pytest.approx(break_days)
    assert logbook.break_ended_days[0] == (1.0 if np.isinf(break_days) else 1.0 + away)


def test_a_load_of_too_long_ago_is_forgotten_and_all_else_stays() -> None:
    logbook = noted(session(1.0, ("back_squat", np.array([80.0, 60.0]), 8)), lanes=2)
    last = logbook.last_time("back_squat")
    trusted = last.trusted(11.0, np.array([10.0, 9.9]))
    assert np.array_equal(trusted.load_kg, [80.0, np.nan], equal_nan=True)
    assert np.array_equal(trusted.fewest_reps, last.fewest_reps)
    assert np.array_equal(trusted.time_days, last.time_days)


def test_nothing_but_sessions_is_noted() -> None:
    before = blank(1)
    assert note(before, NightSlept(time_days=1.0, hours=8.0)) is before
    assert note(before, RunCompleted(time_days=1.0, style="easy", minutes=30.0, distance_km=5.0)) is before


def test_notes_of_a_cohort_are_those_of_its_people() -> None:
    together = session(
        1.0,
        ("back_squat", np.array([80.0, 60.0]), np.array([8.0, 0.0])),
        ("back_squat", np.array([80.0, 60.0]), np.array([6.0, 0.0])),
    )
    cohort = noted(together, lanes=2)
    for lane in range(2):
        alone = noted(together.lane(lane)).last_time("back_squat")
        theirs = cohort.last_time("back_squat")
        assert np.array_equal(alone.load_kg, theirs.load_kg[lane : lane + 1], equal_nan=True)
        assert np.array_equal(alone.fewest_reps, theirs.fewest_reps[lane : lane + 1], equal_nan=True)
