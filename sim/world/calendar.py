"""When things fall due: days, weeks and the items of a plan, on one calendar whose day 0 is a Monday."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ..plan import DAYS_PER_WEEK, Plan, PlanItem

HOURS_PER_DAY = 24.0


def moment(time_days: float) -> float:
    """Return a time to a tenth of a millisecond, so that what is meant to fall together does.

    14:00 every day and 14:00 of a weekday come from different sums, which may differ in their last bit; of two such
    events the later could then be lived first.
    """
    return round(time_days, 9)


def daily(start_days: float, end_days: float, hour: float) -> Iterator[tuple[int, float]]:
    """Yield each day's number and the moment of an hour of it, within a half-open stretch."""
    for day in range(math.floor(start_days) - 1, math.ceil(end_days) + 1):
        time_days = moment(day + hour / HOURS_PER_DAY)
        if start_days <= time_days < end_days:
            yield math.floor(time_days), time_days


def weekly(start_days: float, end_days: float, offset_days: float) -> Iterator[tuple[int, float]]:
    """Yield each week's number and the moment of an offset from its Monday, within a half-open stretch."""
    first = math.floor((start_days - offset_days) / DAYS_PER_WEEK)
    for week in range(first, math.ceil(end_days / DAYS_PER_WEEK) + 1):
        time_days = moment(week * DAYS_PER_WEEK + offset_days)
        if start_days <= time_days < end_days:
            yield week, time_days


def planned(plan: Plan, kind: type, start_days: float, end_days: float) -> Iterator[tuple[float, PlanItem]]:
    """Yield the moments of a plan's items of one kind in order, within a half-open stretch."""
    moments = [
        (time_days, position, item)
        for position, item in enumerate(plan.items)
        if isinstance(item.activity, kind)
        for _, time_days in weekly(start_days, end_days, item.offset_days)
    ]
    for time_days, _, item in sorted(moments, key=lambda one: one[:2]):
        yield time_days, item
