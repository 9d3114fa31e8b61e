"""Curves of more strategies than an eye can follow in one panel: one panel each, the others behind it in grey."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from models.arrays import FloatArray

from ..words.phrases import wrap
from .curves import CurveSet
from .series import FEW_POINTS, Curve
from .style import FONT_PT, HIGHLIGHT, INK, MUTED, NOTE_PT, canvas, place, readable
from .weeks_axis import WEEKS_LABEL, scale_weeks, shade_layoff

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS = 3
WIDE_IN, HIGH_IN, ACROSS_IN, UP_IN, LEFT_IN, BOTTOM_IN = 1.36, 1.05, 0.13, 0.42, 0.68, 0.58


@attrs.frozen(eq=False)
class _Behind:
    """What every panel shares."""

    first_week: float
    limits: tuple[float, float]
    thin: dict[str, FloatArray]


def small_multiples(drawn: CurveSet, title: str, note: str) -> Figure:
    """Draw one panel a strategy, three in a line, all with the same axes."""
    count = len(drawn.curves)
    lines = -(-count // COLUMNS)
    panels_in = lines * (HIGH_IN + UP_IN)
    figure, _ = canvas(BOTTOM_IN + panels_in, title, note)
    first = drawn.first_week
    shown = {name: curve.from_week(first) for name, curve in drawn.curves.items()}
    uncertainties = {name: uncertainty.from_week(first) for name, uncertainty in drawn.uncertainties.items()}
    thin = {name: curve.from_week(first, FEW_POINTS) for name, curve in drawn.curves.items()}
    behind = _Behind(
        first,
        _limits([*shown.values(), *uncertainties.values()]),
        {name: np.column_stack((curve.weeks, curve.median)) for name, curve in thin.items()},
    )
    for index, (name, curve) in enumerate(shown.items()):
        line, column = divmod(index, COLUMNS)
        left = LEFT_IN + column * (WIDE_IN + ACROSS_IN)
        axes = place(figure, left, BOTTOM_IN + (lines - 1 - line) * (HIGH_IN + UP_IN), WIDE_IN, HIGH_IN)
        span = drawn.layoffs[name]
        if span:
            shade_layoff(axes, span, first, named=index == 0)
        _panel(axes, drawn, name, curve, behind)
        if name in uncertainties:
            dot_edges(axes, uncertainties[name], INK if name == drawn.baseline else HIGHLIGHT)
        axes.tick_params(labelbottom=index + COLUMNS >= count, labelleft=column == 0)
    across, up = figure.get_size_inches()
    middle = (LEFT_IN + 1.5 * WIDE_IN + ACROSS_IN) / across
    figure.supxlabel(WEEKS_LABEL, x=middle, y=0.12 / up, size=FONT_PT, va="bottom", color=INK)
    centre = (BOTTOM_IN + panels_in / 2) / up
    figure.supylabel(drawn.quantity.axis(), x=0.1 / across, y=centre, size=FONT_PT, ha="left", color=INK)
    return figure


def _limits(shown: list[Curve]) -> tuple[float, float]:
    low = min(float(curve.low.min()) for curve in shown)
    high = max(float(curve.high.max()) for curve in shown)
    margin = 0.04 * (high - low) or 1.0
    return low - margin, high + margin


def _panel(axes: Axes, drawn: CurveSet, name: str, curve: Curve, behind: _Behind) -> None:
    from matplotlib.collections import LineCollection

    colour = INK if name == drawn.baseline else HIGHLIGHT
    reference = behind.thin[drawn.baseline]
    axes.add_collection(LineCollection(list(behind.thin.values()), colors=MUTED, linewidths=0.6), autolim=False)
    axes.plot(reference[:, 0], reference[:, 1], color=INK, linewidth=0.9)
    axes.fill_between(curve.weeks, curve.low, curve.high, color=colour, alpha=0.2, linewidth=0)
    axes.plot(curve.weeks, curve.median, color=colour, linewidth=1.9)
    axes.set_ylim(behind.limits)
    scale_weeks(axes, behind.first_week, drawn.horizon_weeks, most_ticks=3)
    _keep_apart(axes)
    heading = f"{wrap(drawn.labels[name], 21, lines=1)}\n{drawn.quantity.write(drawn.told(name))}"
    axes.set_title(heading, size=NOTE_PT, color=readable(colour), loc="left", pad=3, linespacing=1.1)


def _keep_apart(axes: Axes) -> None:
    """Turn labels at the ends of the axis inwards: beside those of the next panel they would read as one number."""
    first, last = axes.get_xlim()
    for week, label in zip(axes.get_xticks(), axes.get_xticklabels(), strict=True):
        label.set_horizontalalignment("left" if week == first else "right" if week == last else "center")


def dot_edges(axes: Axes, uncertainty: Curve, colour: str) -> None:
    """Draw the edges of a band as dotted lines: the uncertainty about parameters alone."""
    for edge in (uncertainty.low, uncertainty.high):
        axes.plot(uncertainty.weeks, edge, color=colour, linestyle=(0, (1, 2)), linewidth=1.0)
