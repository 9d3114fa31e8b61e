from __future__ import annotations

import numpy as np
import pytest

from models.parameters import default_parameters
from sim.plan import Plan, PlanItem, Prescription, Session
from sim.tune.memory import speed_ups

SQUAT = Prescription(exercise="back_squat", sets_low=5, sets_high=5, reps_low=6, reps_high=10)
SESSION = Session(name="legs", exercises=(SQUAT,))
PLAN = Plan(name="squats", items=tuple(PlanItem(offset_days=day, activity=SESSION) for day in (0.7, 3.7)))


def test_lost_size_comes_back_faster_where_training_adds_nuclei() -> None:
    draws = {"nuclei_per_set": np.array([0.0, 0.005, 0.005])}
    (found,) = speed_ups(default_parameters(), draws, PLAN, (52,))
    assert found.history_weeks == 52
    assert found.p5 == pytest.approx(1.0, abs=0.03)
    assert found.median == pytest.approx(found.p95)
    assert found.median > 1.05


def test_equal_draws_leave_no_doubt() -> None:
    draws = {"growth_per_set_day": np.full(2, default_parameters()["growth_per_set_day"].value)}
    (found,) = speed_ups(default_parameters(), draws, PLAN, (4,))
    assert found.p5 == pytest.approx(found.p95)


def test_a_novice_is_as_fast_as_a_novice() -> None:
    (found,) = speed_ups(default_parameters(), {"growth_per_set_day": np.array([0.02, 0.03])}, PLAN, (0,))
    assert (found.p5, found.median, found.p95) == (1.0, 1.0, 1.0)
