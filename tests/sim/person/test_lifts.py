"""What lifts tell, and which tell nothing."""

from __future__ import annotations

import attrs
import pytest

from sim.events import NoteMade, SessionPerformed, SetPerformed
from sim.importers.estimated import estimated_sets
from sim.person.errors import error_table, errors
from sim.person.lifts import ASSISTED, EASY, ECHO, LONG_SET, OTHER_DAY, OTHER_SET, Lifts, error_of, lifts_of


def squat(load_kg: float = 100.0, reps: float = 5.0, left: float = 2.0, exercise: str = "back_squat") -> SetPerformed:
    return SetPerformed(exercise, load_kg=load_kg, reps=reps, reps_in_reserve=left)


def told(*sets: SetPerformed, estimated: tuple[int, ...] = ()) -> Lifts:
    marked = tuple(attrs.evolve(one, reserve_estimated=place in estimated) for place, one in enumerate(sets, 1))
    return lifts_of([SessionPerformed(time_days=1.0, session="legs", sets=marked)])


@pytest.mark.parametrize(
    ("done", "reason"),
    [
        (squat(left=5.5), EASY),
        (squat(reps=29.0), LONG_SET),
        (squat(load_kg=-20.0), ASSISTED),
        (squat(load_kg=0.0, exercise="leg_press"), ASSISTED),
    ],
)
def test_a_set_that_tells_nothing_is_set_aside_with_its_reason(done: SetPerformed, reason: str) -> None:
    lifts = told(done)
    assert (lifts.kept, lifts.set_aside, lifts.set_count) == ((), {reason: 1}, 1)


def test_a_squat_without_a_bar_tells_a_maximum_because_the_body_is_moved() -> None:
    assert len(told(squat(load_kg=0.0, reps=20.0, exercise="bodyweight_squat")).kept) == 1


def test_the_set_with_the_smallest_error_counts_and_not_the_one_with_the_largest_maximum() -> None:
    lifts = told(squat(load_kg=120.0, left=4.0), squat(load_kg=100.0, left=1.0), squat(load_kg=105.0, left=1.0))
    assert [lift.number for lift in lifts.kept] == [1]
    assert lifts.set_aside == {OTHER_SET: 2}


def test_each_exercise_of_a_session_has_its_lift() -> None:
    lifts = told(squat(), squat(exercise="leg_press"), squat())
    assert [(lift.number, lift.exercise) for lift in lifts.kept] == [(0, "back_squat"), (1, "leg_press")]


def test_an_estimated_reserve_counts_only_where_no_heavier_set_gave_it() -> None:
    lifts = told(squat(left=2.0), squat(load_kg=90.0, left=4.0), estimated=(1, 2))
    assert [(lift.number, lift.estimated) for lift in lifts.kept] == [(0, True)]
    assert lifts.set_aside == {ECHO: 1}


def test_a_rated_set_is_preferred_to_an_estimated_one() -> None:
    assert [lift.number for lift in told(squat(), squat(), estimated=(1,)).kept] == [1]


def test_a_note_about_all_sets_is_read_back() -> None:
    sets = (squat(), squat(), squat())
    events = [
        SessionPerformed(time_days=1.0, session="a: b", sets=sets),
        NoteMade(time_days=1.0, text="a: b: repetitions in reserve estimated for sets: all"),
    ]
    assert estimated_sets(events) == {0: frozenset({0, 1, 2})}


def test_a_note_of_the_user_is_not_taken_for_one() -> None:
    events = [
        SessionPerformed(time_days=1.0, session="legs", sets=(squat(),)),
        NoteMade(time_days=1.0, text="legs: ok"),
    ]
    assert estimated_sets(events) == {}


@pytest.mark.parametrize(
    ("better", "worse"),
    [(squat(left=0.0), squat(left=4.0)), (squat(reps=3.0), squat(reps=15.0))],
)
def test_the_error_grows_with_reserve_and_repetitions(better: SetPerformed, worse: SetPerformed) -> None:
    assert error_of(better, errors(), estimated=False) < error_of(worse, errors(), estimated=False)


def test_an_estimated_reserve_has_the_larger_error() -> None:
    assert error_of(squat(), errors(), estimated=True) > 1.2 * error_of(squat(), errors(), estimated=False)


def test_sessions_before_the_log_are_not_asked() -> None:
    sessions = [SessionPerformed(time_days=day, session="legs", sets=(squat(),)) for day in (1.0, 8.0)]
    assert [lift.time_days for lift in lifts_of(sessions, from_days=7.0).kept] == [8.0]


def test_a_very_long_log_is_thinned_until_it_is_short_enough() -> None:
    sessions = [SessionPerformed(time_days=7.0 * week, session="legs", sets=(squat(),)) for week in range(16)]
    lifts = lifts_of(sessions, most=4)
    assert [lift.time_days for lift in lifts.kept] == [0.0, 28.0, 56.0, 84.0]
    assert lifts.set_aside == {OTHER_DAY: 12}


def test_a_long_log_is_thinned_to_one_lift_a_week_and_exercise() -> None:
    sessions = [SessionPerformed(time_days=day, session="legs", sets=(squat(),)) for day in (0.0, 2.0, 4.0, 7.5)]
    lifts = lifts_of(sessions, most=3)
    assert [lift.time_days for lift in lifts.kept] == [0.0, 7.5]
    assert lifts.set_aside == {OTHER_DAY: 2}


def test_every_size_of_error_is_used_and_none_is_negative() -> None:
    assert {field.name for field in attrs.fields(type(errors()))} == set(error_table())
    assert all(row.value > 0.0 for row in error_table().values())
