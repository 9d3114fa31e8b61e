"""The tables of a comparison: percentiles over lanes, and how strategies differ in the same lane."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

import attrs
import numpy as np

from models.arrays import FloatArray

from .arms import Arm, Outcome, Trajectory

BAND_PERCENTILES = (10.0, 25.0, 50.0, 75.0, 90.0)


@attrs.frozen
class SummaryRow:
    """One strategy, outcome and muscle: spread between lanes, and the paired difference with the baseline.

    Percentiles are over the lanes: people, or futures of one. Differences are this strategy minus the baseline, lane
    by lane; they are ``None`` for the baseline itself. ``not_reached_fraction`` is the share of lanes in which a
    ``weeks to ...`` never came. ``more_is_better`` says in which direction the outcome is better, if in any.
    """

    strategy: str
    label: str
    outcome: str
    outcome_label: str
    unit: str
    muscle: str
    more_is_better: bool | None
    median: float
    p10: float
    p90: float
    difference_median: float | None
    difference_p10: float | None
    difference_p90: float | None
    better_off_fraction: float | None
    not_reached_fraction: float
    pooled: bool = False
    """Whether this is one rate pooled over people (median) with its 80 % Poisson interval (p10, p90)."""
    recorded: float | None = None
    """Where runs are compared: what was recorded, beside what may have followed."""
    parameters_difference_p10: float | None = None
    """Where parameters were drawn: the difference of the typical person over the draws alone, 10th percentile."""
    parameters_difference_p90: float | None = None
    """The same, 90th percentile."""


@attrs.frozen
class CurveRow:
    """One point of one curve: percentiles over people.

    Where parameters were drawn, those percentiles hold the spread between people and the uncertainty about parameters
    together; ``parameters_p10`` and ``parameters_p90`` are the typical person's over the draws alone. They are ``None``
    otherwise.
    """

    strategy: str
    week: float
    muscle: str
    variable: str
    median: float
    p10: float
    p25: float
    p75: float
    p90: float
    parameters_p10: float | None = None
    parameters_p90: float | None = None


def summarise(arms: Sequence[Arm], baseline: Arm) -> tuple[SummaryRow, ...]:
    """Return one row for each strategy, outcome and muscle; differences are from ``baseline``."""
    return tuple(
        _row(arm, outcome, None if arm.name == baseline.name else baseline) for arm in arms for outcome in arm.outcomes
    )


def _same(outcomes: Sequence[Outcome], outcome: Outcome) -> Outcome | None:
    asked = (outcome.name, outcome.muscle)
    return next((one for one in outcomes if (one.name, one.muscle) == asked), None)


def _uncertain_difference(outcome: Outcome, arm: Arm, against: Arm | None) -> tuple[float | None, ...]:
    """Percentiles (10, 50, 90) of the typical person's difference under the same draw.

    Nothing without draws, nor for a rare event, which never happens to the typical person.
    """
    ours = _same(arm.uncertain_outcomes, outcome)
    theirs = None if against is None else _same(against.uncertain_outcomes, outcome)
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
    uncertainty = _uncertain_difference(outcome, arm, against)
    return SummaryRow(
        strategy=arm.name,
        label=arm.label,
        outcome=outcome.name,
        outcome_label=outcome.label,
        unit=outcome.unit,
        muscle=outcome.muscle,
        more_is_better=outcome.more_is_better,
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
        parameters_difference_p10=uncertainty[0],
        parameters_difference_p90=uncertainty[2],
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


def tabulate_curves(arms: Sequence[Arm]) -> tuple[CurveRow, ...]:
    """Return the weekly percentiles of every curve."""
    rows: list[CurveRow] = []
    for arm in arms:
        trajectory = arm.trajectory
        # History is sampled weekly from birth, so its samples need not lie at whole weeks before week 0.
        weekly = ~trajectory.from_start | np.isclose(np.mod(trajectory.weeks, 1.0), 0.0)
        weeks = trajectory.weeks[weekly].tolist()
        uncertainties = [] if arm.uncertainty is None else [values for _, _, values in _curves(arm.uncertainty)]
        for (muscle, variable, values), uncertainty in zip_longest(_curves(trajectory), uncertainties):
            bands = np.percentile(values[:, weekly], BAND_PERCENTILES, axis=0)
            edges: list[tuple[float | None, float | None]] = [(None, None)] * len(weeks)
            if uncertainty is not None:
                low, high = np.percentile(uncertainty[:, weekly], (10.0, 90.0), axis=0).tolist()
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
