"""Why one run ended ahead of another, drawn: contributions that add up to the difference."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from ..explain import Explanation
from .style import INK, NOTE_PT, SOFT_INK, STROKES, WIDTH_IN, Picture, canvas, drawing, place
from .words import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEFT_IN, RIGHT_IN, ROW_IN = 1.5, 0.75, 0.38
GAIN, LOSS = STROKES[1].colour, STROKES[2].colour


def draw_waterfall(found: Explanation, first: str, second: str) -> Picture:
    """Draw an explanation as a waterfall from the first run's end to the second's.

    Args:
        found: The explanation.
        first: Words for the run that is explained against.
        second: Words for the run that is explained.
    """
    largest = found.parts[0].kind if found.parts else "nothing"
    title = f"{plain(second)} ends {found.difference_points:+.2f} points from {plain(first)}, mostly by {largest}"
    note = "Bars: what each kind of event contributed (Shapley's rule); they add up to the difference."
    rows = tuple((part.kind, f"{part.points:+.2f}") for part in found.parts)
    with drawing():
        figure = _bars(found, title, note)
    return Picture("waterfall", title, note, figure, ("Because of", "Points of never-trained size"), rows)


def _bars(found: Explanation, title: str, note: str) -> Figure:
    steps = [part.points for part in found.parts]
    height_in = ROW_IN * (len(steps) + 2)
    figure, _ = canvas(height_in + 0.7, title, note)
    axes = place(figure, LEFT_IN, 0.55, WIDTH_IN - LEFT_IN - RIGHT_IN, height_in)
    ends = list(accumulate(steps, initial=found.first_percent))
    for row, (before, points) in enumerate(zip(ends, steps, strict=False), start=1):
        axes.barh(row, points, left=before, height=0.6, color=GAIN if points >= 0.0 else LOSS)
        _write(axes, max(before, before + points), row, f"{points:+.2f}")
    last = len(steps) + 1
    for row, value in ((0, found.first_percent), (last, found.second_percent)):
        axes.plot(value, row, "o", color=INK, markersize=6)
        _write(axes, value, row, f"{value:.1f} %")
    axes.set_yticks(range(last + 1), ["first run", *(part.kind for part in found.parts), "second run"])
    axes.invert_yaxis()
    axes.set_xlabel("Leg size at the end (% of never trained)")
    axes.use_sticky_edges = False
    axes.margins(x=0.12)
    axes.grid(visible=False, axis="y")
    return figure


def _write(axes: Axes, value: float, row: int, text: str) -> None:
    axes.annotate(
        text, (value, row), xytext=(5, 0), textcoords="offset points", va="center", size=NOTE_PT, color=SOFT_INK
    )
