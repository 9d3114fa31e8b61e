"""Runs: planned by the week or by their hour after leg day."""

from __future__ import annotations

import numpy as np

from models.activities import run_style

from ..events import RunCompleted
from ..plan import EnduranceRun, Phase
from .calendar import planned
from .life import risk_injury
from .world import Process, World


def runs(world: World, phase: Phase, start_days: float, end_days: float) -> Process:
    """Go for the planned runs, unless away, ill or injured."""
    for time_days, item in planned(phase.plan, EnduranceRun, start_days, end_days):
        if not isinstance(item.activity, EnduranceRun):
            continue
        yield world.wait_until(time_days)
        run, measured = item.activity, world.instruments(time_days)
        there = world.streams.happens("attendance/run", int(time_days), phase.habits.adherence)
        able = measured.injury_anywhere() < world.p.training_injury_limit
        limit = phase.plan.skip.illness_above
        well = measured.illness() <= (np.inf if limit is None else limit)
        going = there & able & well
        distance_km = run_style(run.style).speed_km_per_h * run.minutes / 60.0
        world.record(
            RunCompleted(time_days=time_days, mask=going, style=run.style, minutes=run.minutes, distance_km=distance_km)
        )
        if phase.habits.injuries:
            hours = np.full(world.cohort.lanes, run.minutes / 60.0)
            risk_injury(world, time_days, hours, world.p.running_injuries_per_1000_h, "running", going)
