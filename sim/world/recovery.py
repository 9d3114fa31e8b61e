"""Recovery methods: planned by the week or by their hour after leg day."""

from __future__ import annotations

from ..events import RecoveryDone
from ..plan import Phase, Recovery
from .calendar import planned
from .world import Process, World


def methods(world: World, phase: Phase, start_days: float, end_days: float) -> Process:
    """Do what was planned for recovery."""
    for time_days, item in planned(phase.plan, Recovery, start_days, end_days):
        if not isinstance(item.activity, Recovery):
            continue
        yield world.wait_until(time_days)
        there = world.streams.happens("attendance/recovery", int(time_days), phase.habits.adherence)
        world.record(
            RecoveryDone(time_days=time_days, mask=there, method=item.activity.method, minutes=item.activity.minutes)
        )
