"""Outcomes: what people ask about, lane by lane, and how strategies differ in the same lane."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

import attrs
import numpy as np
from numpy.typing import NDArray

from .plan import DAYS_PER_WEEK
from .results import BAND_PERCENTILES, Arm, Comparison, CurveRow, Outcome, SummaryRow, Trajectory
from .tally import Tally

FloatArray = NDArray[np.float64]

SORE_FROM = 4.0
"""Soreness, on the scale of 0 to 10, from which a day counts as sore."""

PRIMARY_OUTCOMES: dict[str, tuple[str, str]] = {
    "legs_size": ("size_change_percent", "legs"),
    "quadriceps_size": ("size_change_percent", "quadriceps"),
    "hamstrings_size": ("size_change_percent", "hamstrings"),
    "glutes_size": ("size_change_percent", "glutes"),
    "calves_size": ("size_change_percent", "calves"),
    "leg_strength": ("strength_change_percent", "legs"),
    "leg_lean_mass": ("lean_mass_change_kg", "legs"),
    "weeks_to_regain_90": ("weeks_to_regain_90_percent", "legs"),
    "weeks_to_regain_100": ("weeks_to_regain_100_percent", "legs"),
    "soreness_days": ("soreness_days", "body"),
}
"""Words that a scenario may use for the outcome its answer is about: outcome and muscle."""


@attrs.frozen
class Kind:
    """What is the same for everyone about an outcome."""

    label: str
    unit: str
    more_is_better: bool | None = None


KINDS: dict[str, Kind] = {
    "size_change_percent": Kind("Size change", "%", more_is_better=True),
    "weeks_to_regain_90_percent": Kind("Time to 90 % of earlier size", "weeks", more_is_better=False),
    "weeks_to_regain_100_percent": Kind("Time to 100 % of earlier size", "weeks", more_is_better=False),
    "lean_mass_change_kg": Kind("Leg lean mass change", "kg", more_is_better=True),
    "strength_change_percent": Kind("Strength change", "%", more_is_better=True),
    "squat_one_rm_kg": Kind("Back squat 1RM", "kg", more_is_better=True),
    "soreness_days": Kind("Sore days", "d", more_is_better=False),
    "sessions_missed": Kind("Sessions missed", "sessions", more_is_better=False),
    "injuries_per_1000_h": Kind("Injuries", "per 1000 h", more_is_better=False),
    "aerobic_change_ml_per_kg_min": Kind("Aerobic capacity change", "ml/kg/min", more_is_better=True),
    "fat_change_kg": Kind("Fat mass change", "kg"),
    "gym_hours_per_week": Kind("Time in the gym", "h/week"),
    "size_gain_percent_per_gym_hour": Kind("Size gain per hour", "%/h", more_is_better=True),
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


def summarise(comparison: Comparison) -> tuple[SummaryRow, ...]:
    """Return one row for each strategy, outcome and muscle."""
    rows = []
    for arm in comparison.arms:
        for outcome in arm.outcomes:
            against = None if arm.name == comparison.baseline.name else comparison.baseline
            rows.append(_row(arm, outcome, against))
    return tuple(rows)


def _same(outcomes: Sequence[Outcome], outcome: Outcome) -> Outcome | None:
    asked = (outcome.name, outcome.muscle)
    return next((one for one in outcomes if (one.name, one.muscle) == asked), None)


def _doubtful_difference(outcome: Outcome, arm: Arm, against: Arm | None) -> tuple[float | None, ...]:
    """Percentiles (10, 50, 90) of the typical person's difference under the same draw.

    Nothing without draws, nor for a rare event, which never happens to the typical person.
    """
    ours = _same(arm.doubtful_outcomes, outcome)
    theirs = None if against is None else _same(against.doubtful_outcomes, outcome)
    if ours is None or theirs is None or outcome.exposure is not None:
        return (None, None, None)
    return paired_difference(ours, theirs)


def _row(arm: Arm, outcome: Outcome, against: Arm | None) -> SummaryRow:
    baseline = None if against is None else _same(against.outcomes, outcome)
    centre = _pooled if outcome.exposure is not None else _percentiles
    p10, median, p90 = centre(outcome)
    difference: tuple[float | None, ...] = (None, None, None)
    better = None
    if baseline is not None and outcome.exposure is not None:
        difference = (None, median - _pooled(baseline)[1], None)
    elif baseline is not None:
        difference = paired_difference(outcome, baseline)
        better = better_off_fraction(outcome, baseline)
    applies = ~np.isnan(outcome.values)
    doubt = _doubtful_difference(outcome, arm, against)
    return SummaryRow(
        strategy=arm.name,
        label=arm.label,
        outcome=outcome.name,
        outcome_label=outcome.label,
        unit=outcome.unit,
        muscle=outcome.muscle,
        median=median,
        p10=p10,
        p90=p90,
        difference_median=difference[1],
        difference_p10=difference[0],
        difference_p90=difference[2],
        better_off_fraction=better,
        not_reached_fraction=float(np.mean(np.isinf(outcome.values[applies]))) if applies.any() else 0.0,
        pooled=outcome.exposure is not None,
        recorded=_recorded(arm, outcome),
        parameters_difference_p10=doubt[0],
        parameters_difference_p90=doubt[2],
    )


def _recorded(arm: Arm, outcome: Outcome) -> float | None:
    """Return what was recorded of an outcome, a rate where it is one."""
    one = _same(arm.recorded, outcome)
    if one is None:
        return None
    return _percentiles(one)[1] if one.exposure is None else _pooled(one)[1]


def percentiles(values: FloatArray, wanted: tuple[float, ...] = (10.0, 50.0, 90.0)) -> tuple[float, ...]:
    """Percentiles over people, each that of a person (so that *never* stays never); ``nan`` where nobody counts."""
    kept = values[~np.isnan(values)]
    if kept.size == 0:
        return tuple(float("nan") for _ in wanted)
    return tuple(float(one) for one in np.percentile(kept, wanted, method="inverted_cdf"))


def _percentiles(outcome: Outcome) -> tuple[float, ...]:
    return percentiles(outcome.values)


def _pooled(outcome: Outcome) -> tuple[float, ...]:
    """Rate over all people with an exact 80 % Poisson interval."""
    from scipy.special import chdtri

    exposure = 0.0 if outcome.exposure is None else float(outcome.exposure.sum())
    if exposure <= 0.0:
        return (float("nan"),) * 3
    events = float(np.round(outcome.values.sum() / 1000.0))
    low = 0.0 if events == 0.0 else 0.5 * chdtri(2.0 * events, 0.9)
    high = 0.5 * chdtri(2.0 * events + 2.0, 0.1)
    return tuple(float(1000.0 * count / exposure) for count in (low, events, high))


def paired_difference(outcome: Outcome, baseline: Outcome) -> tuple[float, ...]:
    """Percentiles (10, 50, 90) of the difference in the same person; two who never get there do not differ."""
    both_never = np.isinf(outcome.values) & np.isinf(baseline.values)
    with np.errstate(invalid="ignore"):
        difference = np.where(both_never, 0.0, outcome.values - baseline.values)
    return percentiles(difference)


def better_off_fraction(outcome: Outcome, baseline: Outcome) -> float | None:
    """Share of people who do better than under the baseline; ties count half. ``None`` where neither is better."""
    if outcome.more_is_better is None:
        return None
    ours, theirs = outcome.values, baseline.values
    counted = ~(np.isnan(ours) | np.isnan(theirs))
    if not counted.any():
        return None
    ahead = ours > theirs if outcome.more_is_better else ours < theirs
    return float(np.mean((ahead + 0.5 * (ours == theirs))[counted]))


def tabulate_curves(comparison: Comparison) -> tuple[CurveRow, ...]:
    """Return the weekly percentiles of every curve."""
    rows: list[CurveRow] = []
    for arm in comparison.arms:
        trajectory = arm.trajectory
        # History is sampled weekly from birth, so its samples need not lie at whole weeks before week 0.
        weekly = ~trajectory.from_start | np.isclose(np.mod(trajectory.weeks, 1.0), 0.0)
        weeks = trajectory.weeks[weekly].tolist()
        doubts = [] if arm.doubt is None else [values for _, _, values in _curves(arm.doubt)]
        for (muscle, variable, values), doubt in zip_longest(_curves(trajectory), doubts):
            bands = np.percentile(values[:, weekly], BAND_PERCENTILES, axis=0)
            edges: list[tuple[float | None, float | None]] = [(None, None)] * len(weeks)
            if doubt is not None:
                low, high = np.percentile(doubt[:, weekly], (10.0, 90.0), axis=0).tolist()
                edges = list(zip(low, high, strict=True))
            rows += [
                CurveRow(arm.name, week, muscle, variable, p50, p10, p25, p75, p90, *edge)
                for week, (p10, p25, p50, p75, p90), edge in zip(weeks, bands.T.tolist(), edges, strict=True)
            ]
    return tuple(rows)


def _curves(trajectory: Trajectory) -> list[tuple[str, str, FloatArray]]:
    """Return muscle, variable and values of every curve that is tabulated."""
    return [
        ("legs", "size", trajectory.whole["legs_size"]),
        ("legs", "strength", trajectory.whole["leg_strength"]),
        *(
            (muscle, variable, trajectory.variable(variable, muscle))
            for variable in ("size", "csa", "soreness")
            for muscle in trajectory.muscles
        ),
    ]
