"""Outcomes: what people ask about, lane by lane."""

from __future__ import annotations

import attrs
import numpy as np

from models.arrays import FloatArray

from ..plan import DAYS_PER_WEEK
from ..world.tally import Tally
from .arms import Outcome, Trajectory

SORE_FROM = 4.0
"""Soreness, on the scale of 0 to 10, from which a day counts as sore."""


@attrs.frozen
class OutcomeKind:
    """What is the same for everyone about an outcome."""

    label: str
    unit: str
    more_is_better: bool | None = None


KINDS: dict[str, OutcomeKind] = {
    "size_change_percent": OutcomeKind("Size change", "%", more_is_better=True),
    "weeks_to_regain_90_percent": OutcomeKind("Time to 90 % of earlier size", "weeks", more_is_better=False),
    "weeks_to_regain_100_percent": OutcomeKind("Time to 100 % of earlier size", "weeks", more_is_better=False),
    "lean_mass_change_kg": OutcomeKind("Leg lean mass change", "kg", more_is_better=True),
    "strength_change_percent": OutcomeKind("Strength change", "%", more_is_better=True),
    "squat_one_rm_kg": OutcomeKind("Back squat 1RM", "kg", more_is_better=True),
    "soreness_days": OutcomeKind("Sore days", "d", more_is_better=False),
    "sessions_missed": OutcomeKind("Sessions missed", "sessions", more_is_better=False),
    "injuries_per_1000_h": OutcomeKind("Injuries", "per 1000 h", more_is_better=False),
    "aerobic_change_ml_per_kg_min": OutcomeKind("Aerobic capacity change", "ml/kg/min", more_is_better=True),
    "fat_change_kg": OutcomeKind("Fat mass change", "kg"),
    "gym_hours_per_week": OutcomeKind("Time in the gym", "h/week"),
    "size_gain_percent_per_gym_hour": OutcomeKind("Size gain per hour", "%/h", more_is_better=True),
}
"""Every outcome, in the order of the tables."""


def measure(trajectory: Trajectory, tally: Tally) -> tuple[Outcome, ...]:
    """Return all outcomes of one arm that apply to anyone.

    Args:
        trajectory: What was observed.
        tally: What was counted since week 0.
    """
    legs = trajectory.whole["legs_size"]
    hours = tally.gym_minutes / 60.0
    weeks = (trajectory.times_days[-1] - trajectory.start_days) / DAYS_PER_WEEK
    gain = _change_percent(trajectory, legs)
    with np.errstate(divide="ignore", invalid="ignore"):
        gain_per_hour = np.where(hours > 0.0, gain / hours, np.nan)
    sizes = [
        _outcome("size_change_percent", muscle, _change_percent(trajectory, trajectory.variable("size", muscle)))
        for muscle in trajectory.muscles
    ]
    strength = _change_percent(trajectory, trajectory.whole["leg_strength"])
    exposed_hours = hours + tally.run_minutes / 60.0
    outcomes = (
        _outcome("size_change_percent", "legs", gain),
        *sizes,
        *_regained(trajectory, legs),
        _outcome("lean_mass_change_kg", "legs", _change(trajectory, "leg_lean_mass_kg")),
        _outcome("strength_change_percent", "legs", strength),
        _outcome("squat_one_rm_kg", "body", trajectory.whole["squat_one_rm_kg"][:, -1]),
        _outcome("soreness_days", "body", _sore_days(trajectory)),
        _outcome("sessions_missed", "body", tally.sessions_missed),
        _outcome("injuries_per_1000_h", "body", 1000.0 * tally.injuries, exposed_hours),
        _outcome("aerobic_change_ml_per_kg_min", "body", _change(trajectory, "aerobic_capacity_ml_per_kg_min")),
        _outcome("fat_change_kg", "body", _change(trajectory, "fat_mass_kg")),
        _outcome("gym_hours_per_week", "body", hours / weeks),
        _outcome("size_gain_percent_per_gym_hour", "legs", gain_per_hour),
    )
    return tuple(one for one in outcomes if not np.all(np.isnan(one.values)))


def _outcome(name: str, muscle: str, values: FloatArray, exposure: FloatArray | None = None) -> Outcome:
    kind = KINDS[name]
    return Outcome(name, kind.label, kind.unit, kind.more_is_better, muscle, values, exposure)


def _at_start(trajectory: Trajectory, values: FloatArray) -> FloatArray:
    return values[:, int(np.argmax(trajectory.from_start))]


def _change(trajectory: Trajectory, name: str) -> FloatArray:
    values = trajectory.whole[name]
    return np.asarray(values[:, -1] - _at_start(trajectory, values))


def _change_percent(trajectory: Trajectory, values: FloatArray) -> FloatArray:
    return np.asarray(100.0 * (values[:, -1] / _at_start(trajectory, values) - 1.0))


def _regained(trajectory: Trajectory, size: FloatArray) -> tuple[Outcome, ...]:
    """Weeks until the legs are again as large as at their largest before; nothing without a loss in the history."""
    before = size[:, ~trajectory.from_start]
    if before.shape[1] == 0:
        return ()
    largest = before.max(axis=1)
    lost = largest > 1.005 * _at_start(trajectory, size)
    weeks, since = trajectory.weeks[trajectory.from_start], size[:, trajectory.from_start]
    outcomes = []
    for percent in (90, 100):
        there = since >= largest[:, None] * percent / 100.0
        first = np.where(there.any(axis=1), weeks[np.argmax(there, axis=1)], np.inf)
        outcomes.append(_outcome(f"weeks_to_regain_{percent}_percent", "legs", np.where(lost, first, np.nan)))
    return tuple(outcomes)


def _sore_days(trajectory: Trajectory) -> FloatArray:
    """Count the whole days since week 0 at which any muscle was sorer than ``SORE_FROM``, however often sampled."""
    daily = trajectory.from_start & np.isclose(np.mod(trajectory.times_days - trajectory.start_days, 1.0), 0.0)
    return np.asarray(np.sum(trajectory.whole["soreness"][:, daily] >= SORE_FROM, axis=1), dtype=float)
