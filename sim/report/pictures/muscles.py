"""The course of every muscle: one panel each, the strategies' medians in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from ...comparison.comparison import Comparison
from ...numbers import number, spread, weeks
from ..words.phrases import shorten, spoken
from .curves import CurveSet, curve_set
from .series import FEW_POINTS, LEG_SIZE, Curve, curve_of
from .style import FONT_PT, INK, MUTED, NOTE_PT, STROKES, WIDTH_IN, Picture, Stroke, canvas, drawing, place
from .weeks_axis import WEEKS_LABEL, scale_weeks, shade_layoff

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLUMNS = 2
PANEL_IN = (2.0, 1.45)
KEY_LINE_IN = 0.2
LEFT_IN, BOTTOM_IN, GAP_IN = 0.76, 0.58, 0.38


@attrs.frozen(eq=False)
class MuscleCurves:
    """Curves of every muscle: muscle to strategy to curve."""

    drawn: CurveSet
    curves: dict[str, dict[str, Curve]]

    def highlighted(self) -> dict[str, Stroke]:
        """Return who has a stroke of its own: all while an eye can follow them, else baseline, best and worst."""
        names = tuple(self.drawn.labels)
        if len(names) <= len(STROKES):
            return self.drawn.strokes
        total = {name: sum(curves[name].end for curves in self.curves.values()) for name in names}
        chosen = {self.drawn.baseline, max(total, key=total.__getitem__), min(total, key=total.__getitem__)}
        ordered = sorted(chosen, key=lambda name: (name != self.drawn.baseline, -total[name]))
        return dict(zip(ordered, STROKES, strict=False))


def muscle_curves(comparison: Comparison) -> MuscleCurves:
    """Compute the size of every muscle under every strategy."""
    curves = {
        muscle: {
            arm.name: curve_of(arm.trajectory, arm.trajectory.variable("size", muscle), LEG_SIZE.scale)
            for arm in comparison.arms
        }
        for muscle in comparison.arms[0].trajectory.muscles
    }
    return MuscleCurves(curve_set(comparison), curves)


def draw_muscles(shown: MuscleCurves) -> Picture:
    """Draw one panel a muscle; the bands are in the table, for four lines' bands would hide the lines."""
    drawn = shown.drawn
    named = shown.highlighted()
    note = f"Lines: medians of {drawn.people}."
    if len(named) < len(drawn.labels):
        note += " Named: the baseline, the most and the least growth over all muscles. Grey: the other strategies."
    title = finding(shown)
    with drawing():
        figure = _panels(shown, named, title, note)
    headers = ("Strategy", *(f"{spoken(muscle).capitalize()} (%)" for muscle in shown.curves))
    rows = tuple(
        (
            drawn.labels[name],
            *(spread(c[name].end, c[name].low[-1], c[name].high[-1]) for c in shown.curves.values()),
        )
        for name in drawn.labels
    )
    return Picture("muscle_curves", title, note, figure, headers, rows)


def finding(shown: MuscleCurves) -> str:
    """Say which muscle changes most under which strategy."""
    change = {
        (muscle, name): curve.end - curve.at(0)
        for muscle, curves in shown.curves.items()
        for name, curve in curves.items()
    }
    muscle, name = max(change, key=lambda key: abs(change[key]))
    verb = "grow" if change[muscle, name] > 0 else "shrink"
    return (
        f"{spoken(muscle).capitalize()} {verb} most: {number(abs(change[muscle, name]))} points in "
        f"{weeks(shown.drawn.horizon_weeks)} with {shown.drawn.labels[name]}"
    )


def _panels(shown: MuscleCurves, named: dict[str, Stroke], title: str, note: str) -> Figure:
    drawn, count = shown.drawn, len(shown.curves)
    lines = -(-count // COLUMNS)
    wide, high = PANEL_IN
    panels_in = lines * (high + GAP_IN)
    figure, _ = canvas(BOTTOM_IN + panels_in + len(named) * KEY_LINE_IN, title, note)
    first = drawn.first_week
    limits = _limits(shown, first)
    for index, (muscle, curves) in enumerate(shown.curves.items()):
        line, column = divmod(index, COLUMNS)
        axes = place(
            figure, LEFT_IN + column * (wide + 0.3), BOTTOM_IN + (lines - 1 - line) * (high + GAP_IN), wide, high
        )
        span = drawn.layoffs[drawn.baseline]
        if span:
            shade_layoff(axes, span, first, named=index == 0)
        thin = {name: curve.from_week(first, FEW_POINTS) for name, curve in curves.items()}
        _lines(axes, thin, named, drawn.baseline)
        axes.set_title(spoken(muscle).capitalize(), loc="left", size=FONT_PT, pad=3)
        axes.set_ylim(limits)
        scale_weeks(axes, first, drawn.horizon_weeks, most_ticks=4)
        axes.tick_params(labelbottom=index + COLUMNS >= count, labelleft=column == 0)
    up = figure.get_figheight()
    figure.supxlabel(WEEKS_LABEL, x=0.53, y=0.12 / up, size=FONT_PT, va="bottom", color=INK)
    figure.supylabel(
        "Muscle size (% of never trained)",
        x=0.1 / WIDTH_IN,
        y=(BOTTOM_IN + panels_in / 2) / up,
        size=FONT_PT,
        ha="left",
        color=INK,
    )
    _key(figure, drawn, named, BOTTOM_IN + panels_in + len(named) * KEY_LINE_IN)
    return figure


def _lines(axes: Axes, curves: dict[str, Curve], named: dict[str, Stroke], baseline: str) -> None:
    from matplotlib.collections import LineCollection

    rest = [np.column_stack((curve.weeks, curve.median)) for name, curve in curves.items() if name not in named]
    axes.add_collection(LineCollection(rest, colors=MUTED, linewidths=0.6), autolim=False)
    for name in sorted(named, key=lambda name: name == baseline):
        stroke, curve = named[name], curves[name]
        axes.plot(curve.weeks, curve.median, color=stroke.colour, linestyle=stroke.dashes, linewidth=1.6)
        axes.plot(curve.weeks[-1:], curve.median[-1:], stroke.marker, color=stroke.colour, markersize=4, clip_on=False)


def _limits(shown: MuscleCurves, first: float) -> tuple[float, float]:
    """Return one range for all muscles, so that their heights can be compared."""
    parts = [curve.from_week(first).median for curves in shown.curves.values() for curve in curves.values()]
    low, high = min(float(part.min()) for part in parts), max(float(part.max()) for part in parts)
    margin = 0.06 * (high - low) or 1.0
    return low - margin, high + margin


def _key(figure: Figure, drawn: CurveSet, named: dict[str, Stroke], top_in: float) -> None:
    """List the named strategies with their strokes, one a line: a label of any length fits."""
    height_in = len(named) * KEY_LINE_IN
    axes = place(figure, 0.12, top_in - height_in, WIDTH_IN - 0.24, height_in)
    axes.set(xlim=(0, WIDTH_IN - 0.24), ylim=(len(named), 0))
    axes.set_axis_off()
    for index, (name, stroke) in enumerate(named.items()):
        axes.plot((0, 0.3, 0.6), (index + 0.5,) * 3, color=stroke.colour, linestyle=stroke.dashes, linewidth=1.6)
        axes.plot((0.3,), (index + 0.5,), stroke.marker, color=stroke.colour, markersize=4)
        axes.text(0.72, index + 0.5, shorten(drawn.labels[name], 48), size=NOTE_PT, va="center", color=INK)
