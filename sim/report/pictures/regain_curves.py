"""The regain curves: how strategies rise over the weeks, with the spread between people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...numbers import number, weeks
from ..words.phrases import listed, wrap
from .curves import CurveSet, finding, table
from .series import Curve
from .small_multiples import dot_edges, small_multiples
from .style import (
    NOTE_PT,
    SOFT_INK,
    STROKES,
    WIDTH_IN,
    Picture,
    canvas,
    drawing,
    height_points,
    place,
    push_apart,
    readable,
)
from .weeks_axis import HISTORY_TO_STRATEGIES, WEEKS_LABEL, scale_weeks, shade_layoff

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LABEL_LETTERS = 22
FEW_BANDS, SOME_BANDS = 2, 3
NAMES_SHARE = 0.14
"""Share of a panel's height that two names in one corner need."""


def draw_curves(drawn: CurveSet) -> Picture:
    """Draw medians and bands: in one panel while an eye can follow them, else in one panel a strategy."""
    one_panel = len(drawn.curves) <= len(STROKES)
    band = "Band and brackets" if one_panel else "Band"
    note = f"Line: median. {band}: 10–90 % of {drawn.people}."
    if drawn.uncertainties:
        note += " Dotted: the typical person, uncertainty about parameters alone."
    if not one_panel:
        note += " Grey: the other strategies; black: the baseline."
    if -drawn.first_week > drawn.horizon_weeks * HISTORY_TO_STRATEGIES:
        note += " Weeks before 0 are drawn narrower."
    words = sorted({pause.word for pauses in drawn.pauses.values() for pause in pauses})
    if words and one_panel:
        note += f" Bars below: legs out of training ({listed(words)})."
    span = drawn.layoffs[drawn.baseline]
    if span and span.first_week < drawn.first_week:
        note += f" The {span.word} began {weeks(-span.first_week)} before week 0."
    title = finding(drawn)
    with drawing():
        figure = _one_panel(drawn, title, note) if one_panel else small_multiples(drawn, title, note)
    headers, rows = table(drawn)
    return Picture(drawn.quantity.picture, title, note, figure, headers, rows)


def _one_panel(drawn: CurveSet, title: str, note: str) -> Figure:
    figure, _ = canvas(3.75, title, note)
    axes = place(figure, 0.68, 0.55, WIDTH_IN - 0.68 - 1.76, 3.1)
    first = drawn.first_week
    shown = {name: curve.from_week(first) for name, curve in drawn.curves.items()}
    span = drawn.layoffs[drawn.baseline]
    if span:
        shade_layoff(axes, span, first)
        level = drawn.level_before(drawn.baseline)
        axes.axhline(level, color=SOFT_INK, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
    # Where many bands overlap each must be fainter for the lines to stay readable.
    alpha = 0.20 if len(shown) <= FEW_BANDS else 0.12 if len(shown) <= SOME_BANDS else 0.07
    for name, curve in shown.items():
        stroke = drawn.strokes[name]
        axes.fill_between(curve.weeks, curve.low, curve.high, color=stroke.colour, alpha=alpha, linewidth=0)
    for name, uncertainty in drawn.uncertainties.items():
        dot_edges(axes, uncertainty.from_week(first), drawn.strokes[name].colour)
    for name in sorted(shown, key=lambda name: name == drawn.baseline):
        stroke, curve = drawn.strokes[name], shown[name]
        axes.plot(curve.weeks, curve.median, color=stroke.colour, linestyle=stroke.dashes, linewidth=1.9)
        axes.plot(curve.weeks[-1:], curve.median[-1:], stroke.marker, color=stroke.colour, markersize=5, clip_on=False)
    scale_weeks(axes, first, drawn.horizon_weeks)
    axes.set_xlabel(WEEKS_LABEL)
    axes.set_ylabel(drawn.quantity.axis())
    _mark_pauses(axes, drawn)
    if span:
        _make_room_above(axes, level)
        _name_the_level(axes, level, max(span.first_week, first), span.word)
    label_ends(axes, drawn, shown)
    return figure


def _mark_pauses(axes: Axes, drawn: CurveSet) -> None:
    paused = [name for name, pauses in drawn.pauses.items() if pauses]
    for height, name in enumerate(paused):
        for pause in drawn.pauses[name]:
            axes.plot(
                (max(pause.first_week, 0), min(pause.last_week, drawn.horizon_weeks)),
                (0.025 + 0.03 * height,) * 2,
                transform=axes.get_xaxis_transform(),
                color=drawn.strokes[name].colour,
                linewidth=3.5,
                solid_capstyle="butt",
            )


def _make_room_above(axes: Axes, level: float) -> None:
    """Leave room above a level for its name and, above that, the word for the shaded weeks."""
    low, high = axes.get_ylim()
    axes.set_ylim(low, max(high, (level - NAMES_SHARE * low) / (1.0 - NAMES_SHARE)))


def _name_the_level(axes: Axes, level: float, week: float, word: str) -> None:
    axes.annotate(
        f"before the {word}",
        (week, level),
        xytext=(3, 2),
        textcoords="offset points",
        size=NOTE_PT,
        color=SOFT_INK,
        ha="left",
        va="bottom",
    )


def label_ends(axes: Axes, drawn: CurveSet, shown: dict[str, Curve]) -> None:
    """Write each strategy's name, last median and last band beside the end of its line, without overlap."""
    low, high = axes.get_ylim()
    size = NOTE_PT + 0.5
    points = height_points(axes)
    texts = {name: f"{wrap(drawn.labels[name], LABEL_LETTERS)}\n{_value(drawn, name)}" for name in shown}
    heights = [(text.count("\n") + 1) * size * 1.22 + 3 for text in texts.values()]
    shares = [(curve.end - low) / (high - low) * points for curve in shown.values()]
    for (name, text), share, centre in zip(texts.items(), shares, push_apart(shares, heights, 0, points), strict=True):
        colour = drawn.strokes[name].colour
        across = axes.transAxes
        axes.plot(
            (1.015, 1.06),
            (share / points, centre / points),
            transform=across,
            color=colour,
            linewidth=0.8,
            clip_on=False,
        )
        axes.text(
            1.075,
            centre / points,
            text,
            transform=across,
            color=readable(colour),
            size=size,
            va="center",
            linespacing=1.1,
        )


def _value(drawn: CurveSet, name: str) -> str:
    curve, value = drawn.curves[name], drawn.quantity.write(drawn.told(name))
    return f"mean {value}" if drawn.quantity.averaged else f"{value} ({number(curve.low[-1])}–{number(curve.high[-1])})"
