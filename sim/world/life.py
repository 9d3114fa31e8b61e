"""What life brings: stress, illness, injury, a cast."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray
from models.exercises import catalogue

from ..events import FellIll, GotInjured, StressFelt, UnloadingBegan, UnloadingEnded
from ..plan import DAYS_PER_WEEK, Phase
from .calendar import moment, weekly
from .world import Process, World

DAYS_PER_YEAR = 365.25
ILL_FROM_HOUR = 6.0 / 24.0
"""When illnesses by chance are told: only a convention of the calendar."""


def disuse(world: World, phase: Phase, start_days: float, end_days: float) -> Process:
    """Take the leg out of use for the phase, or back into use after one."""
    del end_days
    if phase.began_days is not None:
        return
    yield world.wait_until(start_days)
    if phase.unloading is not None:
        world.record(UnloadingBegan(time_days=start_days, manner=phase.unloading))
    elif world.instruments(start_days).out_of_use().any():
        world.record(UnloadingEnded(time_days=start_days))


def stress(world: World, phase: Phase, start_days: float, end_days: float) -> Process:
    """Live under this person's share of the habit's stress."""
    del end_days
    if phase.began_days is not None:
        return
    yield world.wait_until(start_days)
    level = phase.habits.stress + phase.habits.stress_spread * world.streams.normal("person/stress", 0)
    world.record(StressFelt(time_days=start_days, level=np.clip(level, 0.0, 1.0)))


def illnesses(world: World, phase: Phase, start_days: float, end_days: float) -> Process:
    """Fall ill now and then by chance, and when the scenario says so."""
    due = [(moment(phase.begun(start_days) + illness.day), illness.severity) for illness in phase.illnesses]
    chance = [(time_days, None) for _, time_days in weekly(start_days, end_days, ILL_FROM_HOUR)]
    weekly_risk = -np.expm1(-phase.habits.illnesses_per_year * DAYS_PER_WEEK / DAYS_PER_YEAR)
    for time_days, severity in sorted([*due, *chance], key=lambda one: one[0]):
        if not start_days <= time_days < end_days:
            continue
        yield world.wait_until(time_days)
        if severity is not None:
            world.record(FellIll(time_days=time_days, severity=severity))
            continue
        week = int(time_days / DAYS_PER_WEEK)
        ill = world.streams.happens("illness", week, weekly_risk)
        severities = _severities(world, world.p.illness_severity, world.streams.uniform("illness/severity", week))
        world.record(FellIll(time_days=time_days, mask=ill, severity=severities))


def _severities(world: World, usual: FloatArray, drawn: FloatArray) -> FloatArray:
    """Spread severities evenly around the usual one, from what was drawn evenly between 0 and 1."""
    reach = world.p.severity_range_fraction
    return np.minimum(1.0, usual * (1.0 - reach + 2.0 * reach * drawn))


def risk_injury(
    world: World,
    time_days: float,
    hours: FloatArray,
    base_per_1000_h: FloatArray,
    cause: str,
    exposed: NDArray[np.bool_],
) -> None:
    """Expose people to an activity for some hours; a few get injured, more likely when tired."""
    hazard = world.instruments(time_days).injury_hazard_per_1000_h(base_per_1000_h)
    risks = -np.expm1(-hazard * hours[:, None] / 1000.0)
    drawn = world.streams.uniform(f"injury/{cause}", int(time_days))
    severity = _severities(world, world.p.injury_severity, world.streams.uniform("injury/severity", int(time_days)))
    below = np.zeros_like(drawn)
    for muscle, risk in zip(catalogue().muscles, risks.T, strict=True):
        hurt = exposed & (drawn >= below) & (drawn < below + risk)
        below = below + risk
        world.record(GotInjured(time_days=time_days, mask=hurt, muscle=muscle, severity=severity, cause=cause))
