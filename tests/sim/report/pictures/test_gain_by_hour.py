from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.plan import EnduranceRun, Plan, PlanItem, Session
from sim.report.pictures.gain_by_hour import draw_gain_by_hour, gain_by_hour, hours_after_leg_day
from sim.report.words.picked import outcomes, primary

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.comparison.comparison import Comparison

LEGS = Session(name="legs", exercises=())
JOG = EnduranceRun(style="easy", minutes=40.0)


def _plan(*items: tuple[float, Session | EnduranceRun]) -> Plan:
    return Plan(name="p", items=tuple(PlanItem(offset_days=day, activity=what) for day, what in items))


@pytest.mark.parametrize(
    ("items", "hours"),
    [
        (((1.0, LEGS), (1.25, JOG)), 6.0),
        (((5.0, LEGS), (1.0, JOG)), 72.0),
        (((1.0, LEGS), (4.0, LEGS), (5.0, JOG)), 24.0),
        (((6.5, LEGS), (7.5, JOG)), 24.0),
    ],
)
def test_hours_count_from_the_latest_session_round_the_week(items: tuple, hours: float) -> None:
    assert hours_after_leg_day(_plan(*items)) == (hours, "easy run, 40 min")


def test_a_plan_without_runs_or_without_sessions_has_no_hour() -> None:
    assert hours_after_leg_day(_plan((1.0, LEGS))) is None
    assert hours_after_leg_day(_plan((1.0, JOG))) is None


def _drawn(comparison: Comparison) -> tuple:
    asked = primary(outcomes(comparison.summary()), comparison.scenario.primary_outcome)
    return gain_by_hour(comparison, asked), asked


def test_the_strategy_without_runs_is_the_reference(by_hour: Comparison) -> None:
    shown, _ = _drawn(by_hour)
    assert shown.without.strategy == "s0"
    assert [point.hours for point in shown.points] == [1.0, 6.0, 24.0, 48.0]
    row = next(row for row in by_hour.summary() if (row.strategy, row.muscle) == ("s1", "legs"))
    assert shown.points[0].cost[0] == pytest.approx(row.difference_median)


def test_the_title_tells_the_earliest_and_the_latest_hour(by_hour: Comparison) -> None:
    picture = draw_gain_by_hour(_drawn(by_hour)[0])
    assert "1 h after leg day" in picture.title
    assert "48 h after" in picture.title
    assert len(picture.figure.axes) == 2


def test_without_a_strategy_that_rests_only_the_gain_is_drawn(made_up: Callable[..., Comparison]) -> None:
    everyone_runs = made_up(("A", "B"), lanes=10, hours=(1.0, 24.0), picture="gain_by_hour")
    assert len(draw_gain_by_hour(_drawn(everyone_runs)[0]).figure.axes) == 1
