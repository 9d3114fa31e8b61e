from __future__ import annotations

import attrs
import numpy as np
import pytest

from models.parameters import default_parameters
from sim.plan import Plan, PlanItem, Prescription, Session
from sim.tune.memory import Spread, WayBack, ways_back, weeks_until

SQUAT = Prescription(exercise="back_squat", sets_low=5, sets_high=5, reps_low=6, reps_high=10)
SESSION = Session(name="legs", exercises=(SQUAT,))
PLAN = Plan(name="squats", items=tuple(PlanItem(offset_days=day, activity=SESSION) for day in (0.7, 3.7)))
SPREADS = [field.name for field in attrs.fields(WayBack) if field.type == "Spread"]


def test_a_level_is_reached_between_weeks_in_proportion_and_at_the_last_where_it_never_is() -> None:
    sizes = np.array([[1.0, 1.2, 1.3], [1.0, 1.01, 1.02], [1.0, 0.9, 1.1]])
    found = weeks_until(sizes, np.array([1.1, 1.5, 1.0]))
    np.testing.assert_allclose(found, [0.5, 2.0, 0.0])


def test_where_nothing_becomes_slow_little_is_kept_and_the_way_back_is_longer() -> None:
    draws = {"tau_consolidation_days": np.array([3000.0, 200.0, 200.0])}
    (found,) = ways_back(default_parameters(), draws, PLAN, (52,), (26,))
    assert (found.history_weeks, found.break_weeks) == (52, 26)
    assert found.kept.p5 < 0.15
    assert found.kept.median == pytest.approx(found.kept.p95)
    assert found.kept.median > 0.3
    assert found.ratio.median < found.ratio.p95


def test_equal_draws_leave_no_doubt() -> None:
    draws = {"growth_per_set_day": np.full(2, default_parameters()["growth_per_set_day"].value)}
    (found,) = ways_back(default_parameters(), draws, PLAN, (6,), (4,))
    assert len(SPREADS) == 5
    for name in SPREADS:
        spread: Spread = getattr(found, name)
        assert spread.p5 == pytest.approx(spread.p95), name


def test_every_history_meets_every_break_and_the_longer_history_keeps_more_of_it() -> None:
    draws = {"growth_per_set_day": np.array([0.002])}
    found = ways_back(default_parameters(), draws, PLAN, (8, 30), (8, 16))
    assert [(one.history_weeks, one.break_weeks) for one in found] == [(8, 8), (8, 16), (30, 8), (30, 16)]
    by = {(one.history_weeks, one.break_weeks): one for one in found}
    assert by[8, 8].kept.median > by[8, 16].kept.median
    assert by[30, 16].kept.median > by[8, 16].kept.median
    assert by[30, 16].ratio.median < by[8, 16].ratio.median < 1.0
