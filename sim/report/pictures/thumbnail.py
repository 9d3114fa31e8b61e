"""A small picture of the curves, for a gallery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...comparison.comparison import Comparison
from ...files import write_whole
from ..words.phrases import wrap
from .curves import CurveSet, curve_set, finding, quantities_asked
from .style import INK, MUTED, STROKES, Picture, Stroke, drawing, place, push_apart, readable
from .weeks_axis import scale_weeks, shade_layoff

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

SIZE_IN = (3.2, 2.2)
"""480 by 330 pixels at the resolution of every PNG."""
MOST_NAMED = 4
OTHERS = Stroke(MUTED, "-", "")


def draw_thumbnail(comparison: Comparison, path: Path) -> Path:
    """Draw a small PNG of the median curves into ``path``.

    Raises:
        CannotWriteError: The disk refused the write.
    """
    from matplotlib.figure import Figure

    drawn = curve_set(comparison, quantities_asked(comparison)[-1])
    shown = {name: curve.from_week(drawn.first_week) for name, curve in drawn.curves.items()}
    strokes = _named(drawn)
    title = wrap(finding(drawn), 50, lines=3)
    with drawing():
        figure = Figure(figsize=SIZE_IN)
        figure.text(0.03, 0.97, title, size=7, weight="bold", va="top", color=INK)
        axes = place(figure, 0.38, 0.34, 1.72, 1.18)
        span = drawn.layoffs[drawn.baseline]
        if span:
            shade_layoff(axes, span, drawn.first_week, named=False)
        for name in sorted(shown, key=lambda name: (name in strokes, name == drawn.baseline)):
            curve, stroke = shown[name], strokes.get(name, OTHERS)
            width = 0.7 if stroke is OTHERS else 1.5
            axes.plot(curve.weeks, curve.median, color=stroke.colour, linestyle=stroke.dashes, linewidth=width)
        scale_weeks(axes, drawn.first_week, drawn.horizon_weeks, most_ticks=4)
        axes.tick_params(labelsize=6, pad=2, length=2)
        axes.set_xlabel("weeks", size=6.5, labelpad=1)
        axes.set_title(drawn.quantity.axis(), size=6.5, loc="left", pad=2)
        _label(axes, drawn, strokes)
        return write_whole(path, Picture("thumbnail", title, "", figure, (), ()).png())


def _named(drawn: CurveSet) -> dict[str, Stroke]:
    """Choose who is named: everyone while there is room, else the baseline, the highest and the lowest."""
    ranked = sorted(drawn.curves, key=drawn.told)
    chosen = ranked if len(ranked) <= MOST_NAMED else [ranked[0], ranked[-1]]
    return dict(zip(dict.fromkeys((drawn.baseline, *chosen)), STROKES, strict=False))


def _label(axes: Axes, drawn: CurveSet, strokes: dict[str, Stroke]) -> None:
    low, high = axes.get_ylim()
    ends = [(drawn.curves[name].end - low) / (high - low) for name in strokes]
    texts = [wrap(drawn.labels[name], 17, lines=3) for name in strokes]
    heights = [0.1 + 0.09 * text.count("\n") for text in texts]
    for stroke, text, centre in zip(strokes.values(), texts, push_apart(ends, heights, 0, 1), strict=True):
        axes.text(1.03, centre, text, transform=axes.transAxes, size=6.5, va="center", color=readable(stroke.colour))
