"""Fatigue: what a set costs, and what rest gives back."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from models import fatigue


@pytest.mark.parametrize(("reps", "reserve"), [(8.0, 0.0), (8.0, 2.0), (3.0, 0.0), (0.0, 4.0), (20.0, 10.0)])
def test_a_set_costs_by_its_repetitions_and_its_nearness_to_failure(lab: Any, reps: float, reserve: float) -> None:
    p = lab.values(full_reps=5.0, failure_cost=1.0, failure_width_reps=1.5)
    expected = min(1.0, reps / 5.0) * (1.0 + math.exp(-reserve / 1.5))
    found = fatigue.set_cost(p, np.array([reps]), np.array([reserve]))
    assert float(found[0]) == pytest.approx(expected, rel=1e-13)


def test_a_set_far_from_failure_costs_one(lab: Any) -> None:
    assert float(fatigue.set_cost(lab.values(), np.array([10.0]), np.array([200.0]))[0]) == 1.0


def test_quick_fatigue_falls_to_a_third_in_its_time_constant(lab: Any) -> None:
    p = lab.values(tau_quick_fatigue_min=2.0)
    left = fatigue.quick_fatigue_after_rest(p, np.array([[0.3]]), np.array([[2.0]]))
    assert float(left[0, 0]) == pytest.approx(0.3 / math.e, rel=1e-13)


def test_a_hard_session_weakens_by_a_sixth_to_a_third_for_two_or_three_days(lab: Any, p: Any) -> None:
    """Eight hard sets: a quarter of the force gone at first, nearly all back after four days."""
    tired = lab.now(p, lab.people(p), lab.session(sets=8, reps=10.0, reps_in_reserve=0.5))
    assert 0.15 < 1.0 - math.exp(-tired.fatigue[0, 0]) < 0.4
    assert 1.0 - math.exp(-lab.later(p, tired, 4.0).fatigue[0, 0]) < 0.06


def test_failure_delays_recovery_by_about_a_day(lab: Any, p: Any) -> None:
    body = lab.people(p)
    stopped, failed = (lab.now(p, body, lab.session(sets=6, reps_in_reserve=reserve)) for reserve in (4.0, 0.0))
    delay_days = float(np.log(failed.fatigue[0, 0] / stopped.fatigue[0, 0]) * p.tau_fatigue_days[0, 0])
    assert 0.5 < delay_days < 2.0
