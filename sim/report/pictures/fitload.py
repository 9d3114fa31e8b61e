"""A fit of a classic model drawn: performance, load, and how sharply each constant is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...fitload.result import LoadFit
from ...fitload.table import LoadTable
from ...text import plain
from .style import HIGHLIGHT, INK, MUTED, NOTE_PT, SOFT_INK, STROKES, WIDTH_IN, Picture, canvas, drawing, place

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEFT_IN = 0.72
RIGHT_IN = 0.2
PROFILE_GAP_IN = 0.42
MOST_DATES = 6
HEADERS = ("Parameter", "Best", "95 % interval", "Unit")
SHOWN_ABOVE_LIMIT = 2.0
"""A profile is drawn up to this many times the distance between the best fit and the limit."""


def draw_fit(fit: LoadFit) -> Picture:
    """Draw a fit: measured and fitted performance above the loads, and the profile of every constant."""
    own = fit.scores[0]
    left_out = f", {own.leave_one_out_rmse:.3g} for tests left out" if np.isfinite(own.leave_one_out_rmse) else ""
    error = np.sqrt(fit.sse / len(fit.table.tests))
    title = (
        f"{fit.model.label} fitted to {len(fit.table.tests)} tests: typical error {error:.3g}{left_out}. {fit.headline}"
    )
    note = (
        "Dots: measured. Line: fitted. Rings: each test as predicted by the fit to all others. Below: sum of squares "
        "with one constant held, all else fitted again; under the dashed line is its 95 % interval."
    )
    with drawing():
        figure = _panels(fit, title, note)
    return Picture(f"fit_{fit.model.name}", title, note, figure, HEADERS, estimate_rows(fit))


def estimate_rows(fit: LoadFit) -> tuple[tuple[str, ...], ...]:
    """Return every parameter in words: label, best value, interval, unit."""
    return tuple(
        (fit.label(one.name), f"{one.value:.4g}", interval_in_words(one.low, one.high), fit.unit(one.name))
        for one in fit.estimates
    )


def interval_in_words(low: float | None, high: float | None) -> str:
    """Write an interval, of which either end may be open."""
    if low is None and high is None:
        return "not identified"
    if low is not None and low == high:
        return "fixed"
    if low is None:
        return f"at most {high:.4g}"
    return f"at least {low:.4g}" if high is None else f"{low:.4g} to {high:.4g}"


def _panels(fit: LoadFit, title: str, note: str) -> Figure:
    profiled = [one for one in fit.profiles if one.name in fit.constants]
    figure, _ = canvas(5.0 if profiled else 3.4, title, note)
    floor = 1.85 if profiled else 0.25
    wide = WIDTH_IN - LEFT_IN - RIGHT_IN
    _performance(place(figure, LEFT_IN, floor + 1.15, wide, 1.85), fit)
    _loads(place(figure, LEFT_IN, floor + 0.35, wide, 0.65), fit)
    each = (wide - PROFILE_GAP_IN * (len(profiled) - 1)) / max(1, len(profiled))
    for at, profile in enumerate(profiled):
        axes = place(figure, LEFT_IN + at * (each + PROFILE_GAP_IN), 0.55, each, 0.95)
        top = fit.sse + SHOWN_ABOVE_LIMIT * (fit.limit - fit.sse)
        axes.plot(profile.values, profile.sse, color=HIGHLIGHT, linewidth=1.6)
        axes.axhline(fit.limit, color=SOFT_INK, linestyle=(0, (4, 3)), linewidth=1.0)
        axes.plot([fit.constants[profile.name]], [fit.sse], "o", color=INK, markersize=4, clip_on=False)
        axes.set_xscale("log")
        ticks = np.geomspace(profile.values[0], profile.values[-1], 3)
        axes.set_xticks(ticks, [f"{tick:.2g}" if tick < 100.0 else f"{tick:.0f}" for tick in ticks])  # noqa: PLR2004 - two digits
        axes.minorticks_off()
        axes.set_ylim(0.0, top if top > 0.0 else 1.0)
        axes.set_xlabel(_axis_label(fit, profile.name), size=NOTE_PT)
    if profiled:
        figure.axes[2].set_ylabel("Sum of squares", size=NOTE_PT)
    return figure


def _axis_label(fit: LoadFit, name: str) -> str:
    unit = fit.unit(name)
    return plain(fit.label(name).replace(" time constant", "")) + (f" ({unit})" if unit else "")


def _performance(axes: Axes, fit: LoadFit) -> None:
    table = fit.table
    axes.plot(table.days, fit.predicted, color=STROKES[1].colour, linewidth=1.6)
    axes.plot(
        table.days[table.tests],
        fit.scores[0].left_out,
        linestyle="none",
        marker="o",
        markersize=7,
        markerfacecolor="none",
        markeredgecolor=STROKES[2].colour,
    )
    axes.plot(table.days[table.tests], table.performance, linestyle="none", marker="o", markersize=4, color=INK)
    axes.set_ylabel("Performance")
    axes.tick_params(labelbottom=False)
    axes.set_xlim(table.days[0] - 1, table.days[-1] + 1)


def _loads(axes: Axes, fit: LoadFit) -> None:
    axes.vlines(fit.table.days, 0.0, fit.table.load, color=MUTED, linewidth=1.4)
    axes.set_ylim(0.0)
    axes.set_xlim(fit.table.days[0] - 1, fit.table.days[-1] + 1)
    _write_days(axes, fit.table)
    axes.set_ylabel("Load")
    axes.set_xlabel("Date" if fit.table.dated else "Day", labelpad=1.0)


def _write_days(axes: Axes, table: LoadTable) -> None:
    """Write dates below the axis where the table has dates."""
    if table.dated:
        axes.locator_params(axis="x", nbins=MOST_DATES)
        axes.xaxis.set_major_formatter(lambda day, _: table.written(int(day)))
