"""Nights and naps."""

from __future__ import annotations

import numpy as np

from ..events import NapTaken, NightSlept
from ..plan import Phase
from .calendar import HOURS_PER_DAY, daily
from .world import Process, World

NAP_HOUR = 14.0
"""When naps are told: only a convention of the calendar."""


def nights(world: World, phase: Phase, start_days: float, end_days: float) -> Process:
    """Wake up every morning after as many hours as this person's habit and this night gave."""
    habit = phase.habits.sleep
    wake_hour = (habit.bedtime_hour + habit.hours) % HOURS_PER_DAY
    usual_hours = habit.hours + habit.spread_hours * world.streams.normal("person/sleep", 0)
    for day, time_days in daily(start_days, end_days, wake_hour):
        yield world.wait_until(time_days)
        hours = usual_hours + habit.sd_hours * world.streams.normal("night", day)
        world.record(NightSlept(time_days=time_days, hours=np.clip(hours, 0.0, HOURS_PER_DAY)))


def naps(world: World, phase: Phase, start_days: float, end_days: float) -> Process:
    """Take the afternoon nap of the habit."""
    hours = phase.habits.sleep.nap_hours
    if hours <= 0.0:
        return
    for _, time_days in daily(start_days, end_days, NAP_HOUR):
        yield world.wait_until(time_days)
        world.record(NapTaken(time_days=time_days, hours=hours))
