"""A session set by set: what the world asks of it, and that its sums are those that the fold takes."""

from __future__ import annotations

import math
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import observables, session, stimulus, strength
from models.exercises import catalogue
from models.parameters import Values
from models.session import WithinSession
from models.state import Body

SQUAT = catalogue()["back_squat"]
ONE = np.ones(1)
QUADRICEPS, HAMSTRINGS = 0, 1


def do(
    p: Values, body: Body, sets: int, rest_min: float = 3.0, reps: float = 8.0, exercise: Any = SQUAT
) -> WithinSession:
    now = session.begin(body)
    for _ in range(sets):
        now = session.perform(p, now, exercise, reps * ONE, 1.0 * ONE, rest_min * ONE, 3.0 * ONE)
    return now


def test_before_the_first_set_all_sums_are_nothing(lab: Any, p: Values) -> None:
    now = session.begin(lab.people(p, lanes=3))
    assert all(not np.any(getattr(now, field.name)) for field in attrs.fields(WithinSession))
    assert now.sets.shape == (3, 4)


def test_a_set_that_was_not_done_adds_nothing(lab: Any, p: Values) -> None:
    now = do(p, lab.people(p), 3, reps=0.0)
    assert all(not np.any(getattr(now, field.name)) for field in attrs.fields(WithinSession))


def test_the_fold_takes_the_sums_that_the_world_saw(lab: Any, p: Values) -> None:
    body = lab.people(p)
    seen, folded = do(p, body, 4), lab.now(p, body, lab.session(sets=4))
    np.testing.assert_allclose(folded.fatigue, body.fatigue + seen.fatigue, rtol=1e-14)
    np.testing.assert_allclose(folded.recent_sets, seen.sets, rtol=1e-14)
    dose = stimulus.practice_dose(p, seen.sets, seen.heavy_sets)
    np.testing.assert_allclose(folded.skill, strength.practised(p, dose, body.skill), rtol=1e-14)


def test_muscles_take_their_share_of_the_exercise(lab: Any, p: Values) -> None:
    now = do(p, lab.people(p), 1)
    np.testing.assert_allclose(now.sets[0] / now.sets[0, QUADRICEPS], catalogue().contribution("back_squat"))


def test_eccentric_exercises_damage_by_their_factor(lab: Any, p: Values) -> None:
    now, nordic = do(p, lab.people(p), 1), catalogue()["nordic_curl"]
    eccentric = do(p, lab.people(p), 1, exercise=nordic)
    ratio = eccentric.eccentric_sets[0, HAMSTRINGS] / eccentric.fatigue[0, HAMSTRINGS]
    usual = now.eccentric_sets[0, QUADRICEPS] / now.fatigue[0, QUADRICEPS]
    assert float(ratio / usual) == pytest.approx(nordic.eccentric / SQUAT.eccentric, rel=1e-12)


@given(reps=st.floats(1.5, 25.0), tempo_s=st.floats(1.0, 6.0), sets=st.integers(0, 4))
def test_the_load_for_repetitions_allows_exactly_those(
    lab: Any, p: Values, reps: float, tempo_s: float, sets: int
) -> None:
    body = lab.people(p)
    now, tempo = do(p, body, sets), np.array([tempo_s])
    load_kg = session.load_for(p, body, now, SQUAT, np.array([reps]), tempo)
    possible = session.repetitions_possible(p, body, now, SQUAT, load_kg, tempo)
    # One repetition is all that the maximum allows, however slowly it is done.
    expected = max(reps, (float(p.usual_tempo_s[0]) / tempo_s) ** float(p.tempo_exponent[0]))
    assert float(possible[0]) == pytest.approx(expected, rel=1e-9)


def test_a_rested_lifter_moves_the_maximum_once(lab: Any, p: Values) -> None:
    body = lab.people(p)
    now = session.begin(body)
    maximum = session.momentary_one_rm_kg(p, body, now, SQUAT)
    np.testing.assert_allclose(maximum, observables.one_rm_kg(p, body, SQUAT), rtol=1e-14)
    assert float(session.repetitions_possible(p, body, now, SQUAT, maximum, p.usual_tempo_s)[0]) == pytest.approx(1.0)


def test_the_body_that_is_moved_along_counts_as_load(lab: Any, p: Values) -> None:
    body, bodyweight = lab.people(p), catalogue()["bodyweight_squat"]
    now = session.begin(body)
    free, loaded = (session.repetitions_possible(p, body, now, bodyweight, kg * ONE, 3.0 * ONE) for kg in (0.0, 20.0))
    moved_kg = bodyweight.body_mass_share * 80.0
    maximum = session.momentary_one_rm_kg(p, body, now, bodyweight)
    expected = 1.0 + float(p.reps_curve_reps[0]) * (float(maximum[0]) / moved_kg - 1.0)
    assert float(free[0]) == pytest.approx(expected * (float(p.usual_tempo_s[0]) / 3.0) ** float(p.tempo_exponent[0]))
    assert float(loaded[0]) < float(free[0])


def test_no_load_below_nothing_is_asked_for(lab: Any, p: Values) -> None:
    body = lab.people(p)
    light = session.load_for(p, body, session.begin(body), catalogue()["bodyweight_squat"], 500.0 * ONE, 3.0 * ONE)
    assert float(light[0]) == 0.0


def test_a_minute_of_rest_costs_repetitions_that_three_give_back(lab: Any, p: Values) -> None:
    body = lab.people(p)
    load_kg = session.load_for(p, body, session.begin(body), SQUAT, 10.0 * ONE, 3.0 * ONE)
    after = [
        float(session.repetitions_possible(p, body, do(p, body, 1, rest, 9.0), SQUAT, load_kg, 3.0 * ONE)[0])
        for rest in (1.0, 3.0, 5.0)
    ]
    assert after[0] < after[1] < after[2] < 10.0
    assert 1.0 < after[1] - after[0] < 4.0


def test_quick_fatigue_leaves_before_the_next_day(lab: Any, p: Values) -> None:
    now = do(p, lab.people(p), 4, rest_min=60.0)
    assert float(np.max(now.quick_fatigue)) < 1e-6
    assert math.isclose(float(now.work_sets[0]), 4.0)
