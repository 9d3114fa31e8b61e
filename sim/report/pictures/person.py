"""A person's fit drawn: the maxima that lifts implied, the fitted curves, and what was learnt beyond the population."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...numbers import interval, number, percent
from ...person.telling import PersonalEstimate, Told, WeeklyCurve
from ..words.phrases import spoken
from .series import range_shown
from .style import DOTS, HIGHLIGHT, INK, MUTED, NOTE_PT, SOFT_INK, WIDTH_IN, Picture, canvas, drawing, place

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_EXERCISES = 4
COLUMNS = 2
LEFT_IN, GAP_IN, RIGHT_IN = 0.62, 0.62, 0.18
PANEL_IN, ROW_IN = 1.15, 1.72
ESTIMATE_IN, NAMES_IN = 0.7, 0.32
"""Height of the panels of estimates, and how much further right the first begins to name the rows."""
HEADERS = ("", "Median", "50 % interval", "90 % interval", "Population, 90 %", "Width against the population")


def draw_fit(told: Told) -> Picture:
    """Draw what lifts implied and what the fit makes of them, and prior and posterior of both personal parameters."""
    shown = told.curves[:MOST_EXERCISES]
    title = "; ".join(_found(one) for one in told.estimates)
    left_out = len(told.curves) - len(shown)
    note = (
        "Dots: rested maximum that a lift implied, kg on the bar. Band: 10–90 % of the fit's uncertainty. "
        "Below: median, 50 and 90 % of the population (grey), of this person (blue)."
    )
    if left_out:
        note += f" {left_out} more exercises not drawn."
    with drawing():
        rows = -(-len(shown) // COLUMNS)
        floor_in = 0.5 + ESTIMATE_IN + 0.7
        figure, _ = canvas(floor_in + rows * ROW_IN - 0.38, title, note)
        wide = (WIDTH_IN - LEFT_IN - RIGHT_IN - GAP_IN) / COLUMNS
        for number_, curve in enumerate(shown):
            row, column = divmod(number_, COLUMNS)
            bottom = floor_in + (rows - 1 - row) * ROW_IN
            axes = place(figure, LEFT_IN + column * (wide + GAP_IN), bottom, wide, PANEL_IN)
            _draw_exercise(axes, curve)
            axes.set_xlabel("Weeks of the log" if row == rows - 1 or number_ + COLUMNS >= len(shown) else "")
            axes.set_ylabel("kg" if column == 0 else "")
        for column, estimate in enumerate(told.estimates):
            left, names = LEFT_IN + column * (wide + GAP_IN), NAMES_IN if column == 0 else 0.0
            axes = place(figure, left + names, 0.5, wide - names, ESTIMATE_IN)
            _draw_estimate(axes, estimate)
            axes.set_yticks((1.0, 0.0), ("population", "this person") if column == 0 else ("", ""))
    return Picture("fit", title, note, figure, HEADERS, estimate_rows(told))


def estimate_rows(told: Told) -> tuple[tuple[str, ...], ...]:
    """Return the estimates in words: median, intervals, the population's, and how far they are narrowed."""
    return tuple(
        (
            one.label,
            number(one.median),
            interval(one.p25, one.p75),
            interval(one.p5, one.p95),
            interval(one.prior[0], one.prior[-1]),
            percent(one.narrowing),
        )
        for one in told.estimates
    )


def _draw_exercise(axes: Axes, curve: WeeklyCurve) -> None:
    """Draw the fitted curve of an exercise under what its lifts implied."""
    axes.fill_between(curve.weeks, curve.low, curve.high, color=HIGHLIGHT, alpha=0.22, linewidth=0)
    axes.plot(curve.weeks, curve.median, color=HIGHLIGHT, linewidth=1.5)
    axes.plot(curve.lift_weeks, curve.lifted, **DOTS)
    axes.set_title(spoken(curve.exercise), size=NOTE_PT + 0.5, loc="left", pad=3)
    axes.set_ylim(*range_shown((curve.low, curve.high), curve.lifted))


def _found(estimate: PersonalEstimate) -> str:
    between = interval(estimate.p5, estimate.p95)
    return f"{estimate.label} {number(estimate.median)} (90 %: {between}), {estimate.verdict.partition(':')[0]}"


def _draw_estimate(axes: Axes, estimate: PersonalEstimate) -> None:
    """Draw population and person as bars of 90 % and 50 % with the median marked: one above the other."""
    for height, colour, percentiles in ((1.0, MUTED, estimate.prior), (0.0, HIGHLIGHT, _percentiles(estimate))):
        p5, p25, median, p75, p95 = percentiles
        axes.plot((p5, p95), (height, height), color=colour, linewidth=2.0, solid_capstyle="butt")
        axes.plot((p25, p75), (height, height), color=colour, linewidth=7.0, solid_capstyle="butt")
        axes.plot((median,), (height,), "|", color=INK, markersize=11, markeredgewidth=1.6)
    axes.axvline(1.0, color=SOFT_INK, linewidth=0.8, linestyle=(0, (4, 3)), zorder=0)
    axes.set_ylim(-0.6, 1.6)
    axes.tick_params(axis="y", length=0, labelcolor=INK)
    axes.grid(visible=False, axis="y")
    axes.set_xlabel(f"{estimate.label} (1 = typical)", size=NOTE_PT)


def _percentiles(estimate: PersonalEstimate) -> tuple[float, ...]:
    return estimate.p5, estimate.p25, estimate.median, estimate.p75, estimate.p95


def curve_rows(told: Told) -> tuple[dict[str, str | float], ...]:
    """Return the weekly curves as rows."""
    return tuple(
        {"exercise": curve.exercise, "week": float(week), "p10_kg": low, "median_kg": median, "p90_kg": high}
        for curve in told.curves
        for week, low, median, high in zip(
            curve.weeks, curve.low.tolist(), curve.median.tolist(), curve.high.tolist(), strict=True
        )
    )
