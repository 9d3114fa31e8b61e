from __future__ import annotations

import pytest

from sim.plan import EnduranceRun, Plan, PlanItem, Recovery
from sim.world.calendar import daily, planned, weekly


def test_every_day_has_its_hour_once() -> None:
    assert list(daily(0.0, 3.0, 6.0)) == [(0, 0.25), (1, 1.25), (2, 2.25)]


def test_a_stretch_holds_its_first_moment_and_not_its_last() -> None:
    assert [time for _, time in daily(0.25, 2.25, 6.0)] == [0.25, 1.25]
    assert [time for _, time in weekly(2.0, 9.0, 2.0)] == [2.0]


@pytest.mark.parametrize("hour", [0.0, 6.0, 21.0, 23.999])
@pytest.mark.parametrize("cut", [1.0, 3.3, 7.0, 10.875])
def test_two_stretches_have_the_moments_of_both_together(hour: float, cut: float) -> None:
    assert [*daily(0.5, cut, hour), *daily(cut, 20.0, hour)] == list(daily(0.5, 20.0, hour))
    offset = 1.0 + hour / 24.0
    assert [*weekly(0.5, cut, offset), *weekly(cut, 40.0, offset)] == list(weekly(0.5, 40.0, offset))


def test_a_week_tells_its_number() -> None:
    assert list(weekly(0.0, 21.0, 1.5)) == [(0, 1.5), (1, 8.5), (2, 15.5)]


def test_what_follows_a_late_session_falls_into_the_next_week() -> None:
    assert [time for _, time in weekly(0.0, 14.0, 7.5)] == [0.5, 7.5]


def test_an_empty_stretch_holds_nothing() -> None:
    assert list(daily(3.0, 3.0, 0.0)) == []
    assert list(weekly(3.0, 3.0, 3.0)) == []


def test_planned_items_of_one_kind_come_in_order() -> None:
    easy, hard = EnduranceRun(style="easy", minutes=30.0), EnduranceRun(style="hard", minutes=20.0)
    walk = Recovery(method="walking", minutes=30.0)
    items = tuple(PlanItem(offset_days=day, activity=one) for day, one in ((4.0, easy), (2.0, walk), (1.0, hard)))
    found = list(planned(Plan(name="p", items=items), EnduranceRun, 0.0, 14.0))
    assert [(time, item.activity) for time, item in found] == [(1.0, hard), (4.0, easy), (8.0, hard), (11.0, easy)]


def test_items_of_one_moment_keep_the_order_of_the_plan() -> None:
    styles = ("hard", "easy", "sprint")
    items = tuple(PlanItem(offset_days=1.0, activity=EnduranceRun(style=style, minutes=5.0)) for style in styles)
    found = [item.activity.style for _, item in planned(Plan(name="p", items=items), EnduranceRun, 0.0, 7.0)]
    assert found == list(styles)


def test_what_is_meant_to_fall_together_does() -> None:
    """An event whose time is a bit too early would be lived after a later one."""
    missed = 0
    for minute in range(1440):
        hour = minute / 60.0
        for hours in (1.0, 14.0, 24.0, 31.0, 48.0, 100.0):
            passed, clock = divmod(hour + hours, 24.0)
            anchored = 1.0 + hour / 24.0 + hours / 24.0
            each_day = {round(time * 1440.0): time for _, time in daily(0.0, 28.0, clock)}
            follows = [time for _, time in weekly(0.0, 28.0, anchored)]
            assert all(each_day[round(time * 1440.0)] == time for time in follows)
            missed += anchored != 1.0 + passed + clock / 24.0
    assert missed  # or the test would prove nothing
