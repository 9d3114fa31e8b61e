"""Why one run ended ahead of another, drawn: contributions that add up to the difference."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from ...numbers import NOT_APPLICABLE
from ...runs.explain import Explanation
from ...text import plain
from ..words.phrases import shorten
from .style import INK, MUTED, NOTE_PT, SOFT_INK, STROKES, WIDTH_IN, Picture, canvas, drawing, place

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEFT_IN, RIGHT_IN, BELOW_IN, ROW_IN = 1.75, 0.2, 0.55, 0.32
LABEL_LETTERS = 20
GAIN, LOSS = STROKES[1].colour, STROKES[2].colour

MOST_BARS = 8
SMALL_SHARE = 0.02
"""Parts below this share of all movement up and down are drawn together."""

Bar = tuple[str, float]


def draw_waterfall(found: Explanation, first: str, second: str) -> Picture:
    """Draw an explanation as a waterfall from the first run's end to the second's.

    Args:
        found: The explanation.
        first: Words for the run that is explained against.
        second: Words for the run that is explained.
    """
    title = _title(found, plain(first), plain(second))
    shared = "mechanism" if found.by == "mechanisms" else "kind of event"
    note = f"Bars: what each {shared} contributed (Shapley's rule); they add up. Dots: where the two runs end."
    rows = tuple((part.words, points(part.points), part.held or NOT_APPLICABLE) for part in found.parts)
    with drawing():
        figure = _draw(found, [shorten(one, LABEL_LETTERS) for one in (first, second)], title, note)
    headers = ("Because of", f"Contribution ({found.outcome.unit})", "Held equal as")
    return Picture("waterfall", title, note, figure, headers, rows)


def _title(found: Explanation, first: str, second: str) -> str:
    subject = found.outcome.words
    if points(found.difference) == points(0.0):
        return f"{second} and {first} end with the same {subject}"
    side = "ahead of" if found.difference > 0.0 else "behind"
    amount = f"{abs(found.difference):.2f}"
    telling = ", ".join(f"{part.words} {points(part.points)}" for part in found.parts[:2])
    return f"{second} ends {amount} {found.outcome.unit} {side} {first} in {subject}: {telling}"


def points(value: float) -> str:
    """Write a contribution with as many decimals as every other, so that a reader can add them up."""
    text = f"{value:+.2f}"
    return text.replace("-", "−") if float(text) else text[1:]


def bars(found: Explanation) -> list[Bar]:
    """Return the bars from top to bottom: the large parts, and the small ones as one."""
    moved = sum(abs(part.points) for part in found.parts)
    large = [part for part in found.parts if part.name != "others" and abs(part.points) >= SMALL_SHARE * moved]
    small = [part for part in found.parts if part not in large[: MOST_BARS - 1]]
    if len(small) < 2:  # noqa: PLR2004 - a single one keeps its name
        return [(part.words, part.points) for part in found.parts]
    shown = [(part.words, part.points) for part in large[: MOST_BARS - 1]]
    return [*shown, ("the rest", sum(part.points for part in small))]


def _draw(found: Explanation, labels: Sequence[str], title: str, note: str) -> Figure:
    steps = bars(found)
    height_in = ROW_IN * (len(steps) + 2)
    figure, _ = canvas(height_in + BELOW_IN + 0.1, title, note)
    axes = place(figure, LEFT_IN, BELOW_IN, WIDTH_IN - LEFT_IN - RIGHT_IN, height_in)
    ends = list(accumulate((step for _, step in steps), initial=found.first))
    for row, (before, (_, step)) in enumerate(zip(ends, steps, strict=False), start=1):
        axes.plot([before, before], [row - 1, row], color=MUTED, linewidth=0.8, zorder=1)
        axes.barh(row, step, left=before, height=0.6, color=GAIN if step >= 0.0 else LOSS, zorder=2)
        _write(axes, max(before, before + step), row, points(step))
    last = len(steps) + 1
    axes.plot([found.second] * 2, [last - 1, last], color=MUTED, linewidth=0.8, zorder=1)
    unit = "%" if found.outcome.unit == "points" else found.outcome.unit
    for row, value in ((0, found.first), (last, found.second)):
        axes.plot(value, row, "o", color=INK, markersize=6, zorder=3)
        _write(axes, value, row, f"{value:.2f} {unit}")
    axes.set_yticks(range(last + 1), [labels[0], *(words for words, _ in steps), labels[1]])
    axes.set_ylim(last + 0.6, -0.6)
    low, high = min(*ends, found.second), max(*ends, found.second)
    width = (high - low) or 1.0
    # Numbers stand to the right of what they tell, so there is more room on that side.
    axes.set_xlim(low - 0.05 * width, high + 0.32 * width)
    axes.set_xlabel(_axis(found))
    axes.grid(visible=False, axis="y")
    return figure


def _axis(found: Explanation) -> str:
    if found.outcome.unit == "points":
        return f"{found.outcome.words.capitalize()} at the end (% of never trained)"
    return f"{found.outcome.words} at the end, rested ({found.outcome.unit})"


def _write(axes: Axes, value: float, row: int, text: str) -> None:
    axes.annotate(
        text, (value, row), xytext=(6, 0), textcoords="offset points", va="center", size=NOTE_PT, color=SOFT_INK
    )
