"""One past, several futures: what was recorded, the moment at which the arms part, and what may follow, with bands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs
import numpy as np

from models.arrays import FloatArray

from ...comparison.comparison import Comparison
from ...numbers import interval, number, spread, weeks
from ..words.picked import Shown, most_different
from .curves import CurveSet, curve_set
from .regain_curves import FEW_BANDS, SOME_BANDS, label_ends
from .series import HISTORY_SHARE, LEG_SIZE, QUANTITIES, Curve, Quantity, curve_of, range_shown
from .style import DOTS, MUTED, NOTE_PT, OPEN_DOTS, PAST, SOFT_INK, STROKES, WIDTH_IN, Picture, canvas, drawing, place
from .weeks_axis import HISTORY_TO_STRATEGIES, WEEKS_LABEL, scale_weeks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEFT_IN, RIGHT_IN, BOTTOM_IN, PANEL_IN, STEP_IN, HEAD_IN = 0.68, 1.76, 0.52, 2.2, 2.42, 0.24
STRENGTH = next(one for one in QUANTITIES if one.asked_by == "strength")
DRAWN = (LEG_SIZE, STRENGTH)


@attrs.frozen(eq=False)
class Points:
    """Single measurements, each array of shape ``(points,)``."""

    weeks: FloatArray
    values: FloatArray


NO_POINTS = Points(np.empty(0), np.empty(0))


@attrs.frozen(eq=False)
class Panel:
    """One quantity.

    Attributes:
        drawn: Its curves: the past, then the bands.
        recorded: What was recorded of it after the past, where runs are the arms.
        read: What was measured of it and the curves rest on.
        unread: What was measured later.
    """

    drawn: CurveSet
    recorded: dict[str, Curve] = attrs.field(factory=dict)
    read: Points = NO_POINTS
    unread: Points = NO_POINTS

    @property
    def first_week(self) -> float:
        """Where the panel begins."""
        recorded = float(self.drawn.curves[self.drawn.baseline].weeks[0])
        return max(recorded, -HISTORY_SHARE * self.drawn.horizon_weeks)


@attrs.frozen(eq=False)
class Futures:
    """The panels, and what there was no room for."""

    panels: tuple[Panel, ...]
    left_out: int

    @property
    def of_runs(self) -> bool:
        """Whether something was recorded after the past."""
        return any(self.panels[0].recorded)


def one_past(comparison: Comparison, asked: Shown) -> Futures:
    """Collect the curves of leg size and strength: all arms, or the baseline and those farthest from it."""
    few = followed(comparison, asked)
    panels = tuple(_panel(few, one) for one in DRAWN if one.variable in few.arms[0].trajectory.whole)
    return Futures(panels, len(comparison.arms) - len(few.arms))


def followed(comparison: Comparison, asked: Shown) -> Comparison:
    """Return as many arms as an eye can follow: the baseline and those farthest from it."""
    return attrs.evolve(comparison, arms=most_different(comparison, asked, len(STROKES)))


def _panel(comparison: Comparison, quantity: Quantity) -> Panel:
    recorded = {
        arm.name: curve_of(arm.reference, arm.reference.variable(quantity.variable), quantity.scale).from_week(0.0)
        for arm in comparison.arms
        if arm.recorded
    }
    return Panel(curve_set(comparison, quantity), recorded)


def draw_futures(shown: Futures) -> Picture:
    """Draw the past as one line, and from its end the band of every arm with its own line."""
    size = shown.panels[0].drawn
    lines = "thick: the run as it was recorded, thin: median" if shown.of_runs else "line: median"
    note = f"Grey: the past that all share. From week 0, {lines}; band and brackets: 10–90 % of {size.people}."
    if -shown.panels[0].first_week > size.horizon_weeks * HISTORY_TO_STRATEGIES:
        note += " Weeks before 0 are drawn narrower."
    if shown.left_out:
        note += f" Not drawn: {shown.left_out} more, nearer to the baseline."
    title = finding(shown)
    figure = draw_panels(shown.panels, title, note, WEEKS_LABEL)
    headers = ("Strategy", *(head for panel in shown.panels for head in _heads(panel, shown)))
    rows = tuple(
        (size.labels[name], *(cell for panel in shown.panels for cell in _cells(panel, name, shown)))
        for name in size.curves
    )
    return Picture("futures", title, note, figure, headers, rows)


def finding(shown: Futures) -> str:
    """Say where one past leads: the baseline and the arm that ends farthest from it."""
    drawn = shown.panels[0].drawn
    now, base = drawn.curves[drawn.baseline].at(0.0), drawn.curves[drawn.baseline].end
    begin = f"One past, leg size {_value(drawn, now)}, and {weeks(drawn.horizon_weeks)} later"
    other = max(drawn.curves, key=lambda name: abs(drawn.curves[name].end - base))
    told = [f"{_end(drawn, name)} with {drawn.labels[name]}" for name in dict.fromkeys((drawn.baseline, other))]
    return f"{begin}: {', '.join(told)}"


def draw_panels(panels: Sequence[Panel], title: str, note: str, weeks_label: str) -> Figure:
    """Draw one panel under the other, each the past as one line, and from its end the bands of all arms."""
    with drawing():
        figure, _ = canvas(BOTTOM_IN + (len(panels) - 1) * STEP_IN + PANEL_IN + HEAD_IN, title, note)
        for row, panel in enumerate(reversed(panels)):
            axes = place(figure, LEFT_IN, BOTTOM_IN + row * STEP_IN, WIDTH_IN - LEFT_IN - RIGHT_IN, PANEL_IN)
            _draw(axes, panel)
            axes.set_xlabel(weeks_label if row == 0 else "")
        _name_the_sides(axes)
    return figure


def _draw_past(axes: Axes, drawn: CurveSet, first_week: float) -> None:
    """Draw what all arms share up to week 0, with a band where it is not sure itself."""
    past = drawn.curves[drawn.baseline].from_week(first_week)
    lived = past.weeks <= 0.0
    past = Curve(*(column[lived] for column in (past.weeks, past.low, past.median, past.high)))
    axes.fill_between(past.weeks, past.low, past.high, color=MUTED, alpha=0.45, linewidth=0)
    axes.plot(past.weeks, past.median, color=PAST, linewidth=2.2)
    axes.axvline(0.0, color=SOFT_INK, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
    axes.plot(past.weeks[-1:], past.median[-1:], "o", color=PAST, markersize=5.5, zorder=5)


def _draw_bands(axes: Axes, drawn: CurveSet, *, thin: bool = False) -> dict[str, Curve]:
    """Draw bands and medians from week 0 on, and return them."""
    shown = {name: curve.from_week(0.0) for name, curve in drawn.curves.items()}
    alpha = 0.20 if len(shown) <= FEW_BANDS else 0.12 if len(shown) <= SOME_BANDS else 0.07
    for name in sorted(shown, key=lambda name: name == drawn.baseline):
        stroke, curve = drawn.strokes[name], shown[name]
        axes.fill_between(curve.weeks, curve.low, curve.high, color=stroke.colour, alpha=alpha, linewidth=0)
        axes.plot(
            curve.weeks, curve.median, color=stroke.colour, linestyle=stroke.dashes, linewidth=1.0 if thin else 1.9
        )
        if not thin:
            end = curve.weeks[-1:], curve.median[-1:]
            axes.plot(*end, stroke.marker, color=stroke.colour, markersize=5, clip_on=False)
    return shown


def _draw(axes: Axes, panel: Panel) -> None:
    drawn = panel.drawn
    shown = _draw_bands(axes, drawn, thin=bool(panel.recorded))
    for name, curve in panel.recorded.items():
        stroke = drawn.strokes[name]
        axes.plot(curve.weeks, curve.median, color=stroke.colour, linewidth=2.0)
        axes.plot(
            curve.weeks[-1:], curve.median[-1:], stroke.marker, color=stroke.colour, markersize=5.5, clip_on=False
        )
    _draw_past(axes, drawn, panel.first_week)
    _draw_points(axes, panel, shown)
    scale_weeks(axes, panel.first_week, drawn.horizon_weeks)
    axes.set_ylabel(drawn.quantity.axis())
    label_ends(axes, drawn, shown)


def _draw_points(axes: Axes, panel: Panel, shown: dict[str, Curve]) -> None:
    measured = np.concatenate([panel.read.values, panel.unread.values])
    if not measured.size:
        return
    drawn = panel.drawn
    past = drawn.curves[drawn.baseline].from_week(panel.first_week)
    edges = [edge for curve in (past, *shown.values()) for edge in (curve.low, curve.high)]
    axes.set_ylim(*range_shown(edges, measured))
    axes.plot(panel.read.weeks, panel.read.values, **DOTS)
    axes.plot(panel.unread.weeks, panel.unread.values, **OPEN_DOTS, zorder=4)


def _name_the_sides(axes: Axes) -> None:
    """Write above the uppermost panel on which side of the parting the past lies."""
    across = axes.get_xaxis_transform()
    for words, side in (("one past \N{LEFTWARDS ARROW} ", "right"), (" \N{RIGHTWARDS ARROW} futures", "left")):
        axes.text(0.0, 1.02, words, transform=across, size=NOTE_PT, color=SOFT_INK, va="bottom", ha=side)


def _value(drawn: CurveSet, value: float) -> str:
    return drawn.quantity.write(value)


def _end(drawn: CurveSet, name: str) -> str:
    curve = drawn.curves[name]
    return f"{_value(drawn, curve.end)} ({interval(curve.low[-1], curve.high[-1])})"


def _heads(panel: Panel, shown: Futures) -> tuple[str, ...]:
    noun, unit = panel.drawn.quantity.noun.capitalize(), panel.drawn.quantity.unit.split()[0]
    told = (f"{noun} at the end ({unit}, 10–90 %)",)
    return (*told, f"{noun} as recorded ({unit})") if shown.of_runs else told


def _cells(panel: Panel, name: str, shown: Futures) -> tuple[str, ...]:
    curve, recorded = panel.drawn.curves[name], panel.recorded.get(name)
    told = (spread(curve.end, curve.low[-1], curve.high[-1]),)
    return (*told, number(recorded.end if recorded else None)) if shown.of_runs else told
