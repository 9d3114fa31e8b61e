"""What a set is worth, against the formulas evaluated by hand and the powerlifters' chart."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import stimulus
from models.parameters import Values

USUAL = np.array([3.0])
# Repetitions to failure and the share of the maximum that the chart of the powerlifters gives for them.
CHART = [(1, 1.0), (2, 0.955), (3, 0.922), (4, 0.892), (5, 0.863), (6, 0.837), (8, 0.786), (10, 0.739), (12, 0.694)]


@pytest.mark.parametrize("reserve", [0.0, 1.5, 5.0, 9.0])
def test_effort_falls_with_the_square_of_the_reserve(p: Values, reserve: float) -> None:
    expected = 1.0 / (1.0 + (reserve / float(p.effort_half_reps[0])) ** 2)
    assert float(stimulus.effort(p, np.array([reserve]))[0]) == pytest.approx(expected, rel=1e-12)


def test_effort_is_whole_at_failure_and_half_at_its_half(p: Values) -> None:
    assert float(stimulus.effort(p, np.zeros(1))[0]) == 1.0
    assert float(stimulus.effort(p, p.effort_half_reps)[0]) == 0.5


@pytest.mark.parametrize(("repetitions", "share"), CHART)
def test_the_load_for_repetitions_follows_the_chart(p: Values, repetitions: int, share: float) -> None:
    assert float(stimulus.relative_load(p, np.array([float(repetitions)]), USUAL)[0]) == pytest.approx(share, abs=0.02)


@given(load=st.floats(0.05, 1.0), tempo_s=st.floats(0.5, 12.0))
def test_load_and_repetitions_are_each_others_inverse(p: Values, load: float, tempo_s: float) -> None:
    tempo = np.array([tempo_s])
    repetitions = stimulus.repetitions_to_failure(p, np.array([load]), tempo)
    assert float(stimulus.relative_load(p, repetitions, tempo)[0]) == pytest.approx(load, rel=1e-12)


def test_a_load_far_beyond_the_maximum_allows_no_repetition(p: Values) -> None:
    assert float(stimulus.repetitions_to_failure(p, np.array([1.5]), USUAL)[0]) == 0.0
    assert 0.0 < float(stimulus.repetitions_to_failure(p, np.array([1.01]), USUAL)[0]) < 1.0


def test_the_usual_tempo_changes_nothing_and_twice_it_costs_the_exponent(p: Values) -> None:
    load = np.array([0.7])
    usual = stimulus.repetitions_to_failure(p, load, p.usual_tempo_s)
    slow = stimulus.repetitions_to_failure(p, load, 2.0 * p.usual_tempo_s)
    assert float(usual[0]) == pytest.approx(1.0 + float(p.reps_curve_reps[0]) * (1.0 / 0.7 - 1.0))
    assert float((slow / usual)[0]) == pytest.approx(2.0 ** -float(p.tempo_exponent[0]))


def test_no_repetition_is_no_set(p: Values) -> None:
    assert float(stimulus.set_worth(p, np.zeros(1), np.zeros(1), USUAL)[0]) == 0.0


def test_a_usual_hard_set_is_worth_about_one_and_none_more(lab: Any, crowd: Values, p: Values) -> None:
    assert float(stimulus.set_worth(p, np.array([8.0]), np.ones(1), USUAL)[0]) == pytest.approx(1.0, abs=0.05)
    repetitions = np.arange(1.0, 40.0)[:, None]
    assert np.all(stimulus.set_worth(crowd, repetitions, np.zeros(1), USUAL) <= 1.0)


def test_repetitions_count_in_proportion_up_to_a_full_set(lab: Any) -> None:
    p = lab.values(full_reps=6.0)
    worth = stimulus.set_worth(p, np.array([2.0, 4.0, 6.0, 7.0]), np.zeros(4), USUAL)
    np.testing.assert_allclose(worth[:3] / worth[2], [1 / 3, 2 / 3, 1.0], rtol=1e-6)
    assert worth[3] == pytest.approx(worth[2], rel=1e-6)


@pytest.mark.parametrize(("sets", "recent"), [(0.0, 0.0), (1e-9, 0.0), (8.0, 0.0), (8.0, 5.0), (500.0, 3.0)])
def test_the_dose_grows_with_the_logarithm_as_its_formula_says(lab: Any, sets: float, recent: float) -> None:
    p = lab.values(dose_scale_sets=9.0)
    found = float(stimulus.session_dose(p, np.array([[sets]]), np.array([[recent]]))[0, 0])
    assert found == pytest.approx(9.0 * math.log1p(sets / (9.0 + recent)), rel=1e-13, abs=0.0)


def test_practice_grows_with_the_logarithm_of_the_sets_and_in_proportion_to_their_heaviness(lab: Any) -> None:
    p = lab.values(practice_scale_sets=0.2)
    sets, heavy = np.array([[0.0, 1.0, 3.0, 3.0]]), np.array([[0.0, 1.0, 3.0, 1.5]])
    expected = [[0.0, 0.2 * math.log(6.0), 0.2 * math.log(16.0), 0.1 * math.log(16.0)]]
    np.testing.assert_allclose(stimulus.practice_dose(p, sets, heavy), expected, rtol=1e-13)


def test_heaviness_goes_from_all_to_what_light_loads_teach(lab: Any) -> None:
    p = lab.values(light_practice_fraction=0.3)
    at_half = stimulus.repetitions_to_failure(p, p.heavy_load_fraction, USUAL)
    assert float(stimulus.heaviness(p, at_half, np.zeros(1), USUAL)[0]) == pytest.approx(0.65, rel=1e-12)
    falling = stimulus.heaviness(p, np.arange(1.0, 30.0), np.zeros(1), USUAL)
    assert np.all(np.diff(falling) < 0.0)
    assert float(stimulus.heaviness(p, np.array([300.0]), np.zeros(1), USUAL)[0]) == pytest.approx(0.3, abs=0.01)
