"""How pictures look: colours, strokes and margins that survive a phone, a printer and a colour-blind eye."""

from __future__ import annotations

import io
import warnings
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs

from ...comparison.comparison import Comparison
from ..words.phrases import wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH_IN = 5.2
"""Narrow on purpose: a phone shows it at about its own size, so that the letters stay legible."""
PNG_DPI = 150

INK = "#1a1a1a"
SOFT_INK = "#5c5c5c"
GRID = "#e4e4e4"
MUTED = "#b9b9b9"
PAST = "#828282"
"""What was, beside the black of a baseline that may be."""
SHADE = "#efece4"

FONT_PT = 10.0
NOTE_PT = 8.5
TITLE_PT = 11.5
POINTS_PER_INCH = 72.0
LINE_IN = 0.185
"""Height of one line of title."""

Dashes = tuple[int, tuple[float, ...]]


@attrs.frozen
class Stroke:
    """How one strategy's line is drawn: a colour, and a dash and marker that tell it apart without colour."""

    colour: str
    dashes: str | Dashes
    marker: str


STROKES = (
    Stroke("#000000", "-", "o"),
    Stroke("#0072b2", (0, (6.0, 1.6)), "s"),
    Stroke("#d55e00", (0, (3.0, 1.2)), "^"),
    Stroke("#009e73", (0, (7.0, 1.6, 1.4, 1.6)), "D"),
    Stroke("#cc79a7", (0, (1.4, 1.2)), "v"),
    Stroke("#e69f00", (0, (6.0, 1.4, 1.4, 1.4, 1.4, 1.4)), "P"),
)
"""After Okabe and Ito; the first is the baseline's. As many as an eye can follow in one panel."""

HIGHLIGHT = STROKES[1].colour
DOTS: Any = {
    "linestyle": "none",
    "marker": "o",
    "markersize": 2.4,
    "color": INK,
    "alpha": 0.55,
    "markeredgewidth": 0,
}
"""Single measurements."""
OPEN_DOTS: Any = {**DOTS, "markersize": 3.4, "alpha": 0.9, "markerfacecolor": "none", "markeredgewidth": 0.8}
"""Measurements that were not read before what they are drawn on."""

RC: Any = {
    "axes.axisbelow": True,
    "axes.edgecolor": SOFT_INK,
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.labelsize": FONT_PT,
    "axes.linewidth": 0.7,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": FONT_PT,
    "font.family": "DejaVu Sans",
    "font.size": FONT_PT,
    "grid.color": GRID,
    "grid.linewidth": 0.7,
    "lines.solid_capstyle": "round",
    # Text stays text: it can be searched, selected and read aloud, and the files stay small.
    "svg.fonttype": "none",
    "svg.hashsalt": "regain",
    # A dollar sign in somebody's label is a dollar sign.
    "text.parse_math": False,
    "xtick.color": SOFT_INK,
    "xtick.labelsize": NOTE_PT,
    "ytick.color": SOFT_INK,
    "ytick.labelsize": NOTE_PT,
}


@contextmanager
def drawing() -> Iterator[None]:
    """Draw in this style and no other, whatever the user's own settings of matplotlib are."""
    import matplotlib as mpl
    from matplotlib import style

    with warnings.catch_warnings(), style.context("default"), mpl.rc_context(RC):
        # A label may be in any script; a box in a PNG is better than no picture.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        yield


@attrs.frozen(eq=False)
class Picture:
    """A drawn figure with the words and the table that go with it.

    Attributes:
        name: Stem of its files.
        title: What it shows, as a sentence with a number.
        note: What its lines, bands and dots are.
        figure: The drawing.
        headers: Column heads of the table that says the same in numbers.
        rows: Rows of that table.
    """

    name: str
    title: str
    note: str
    figure: Figure
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @cached_property
    def svg(self) -> str:
        """The picture as SVG, the same bytes for the same comparison."""
        buffer = io.StringIO()
        with drawing():
            self.figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": "Regain", "Title": self.title})
        return buffer.getvalue()

    def png(self) -> bytes:
        """Return the picture as PNG."""
        buffer = io.BytesIO()
        with drawing():
            self.figure.savefig(buffer, format="png", dpi=PNG_DPI, metadata={"Software": "Regain"})
        return buffer.getvalue()


def strokes(comparison: Comparison) -> dict[str, Stroke]:
    """Give the baseline the first stroke, and the others theirs in order, in a cycle of the rest."""
    others = [arm.name for arm in comparison.arms if arm.name != comparison.scenario.baseline]
    cycle = STROKES[1:]
    mine = {name: cycle[place % len(cycle)] for place, name in enumerate(others)}
    return {comparison.scenario.baseline: STROKES[0], **mine}


def canvas(height_in: float, title: str, note: str, *, width_in: float = WIDTH_IN) -> tuple[Figure, float]:
    """Return an empty figure with its title and note, and how much height these took, inch."""
    from matplotlib.figure import Figure

    letters = int(width_in * 10.2)
    headline = wrap(title, letters, lines=4)
    caption = wrap(note, int(letters * 1.45), lines=5)
    lines, caption_lines = headline.count("\n") + 1, caption.count("\n") + 1
    head_in = 0.14 + lines * LINE_IN + 0.06 + caption_lines * 0.15
    total_in = height_in + head_in
    figure = Figure(figsize=(width_in, total_in))
    figure.text(
        0.12 / width_in,
        1 - 0.1 / total_in,
        headline,
        size=TITLE_PT,
        color=INK,
        weight="bold",
        va="top",
        linespacing=1.12,
    )
    below = 1 - (0.1 + lines * LINE_IN + 0.07) / total_in
    figure.text(0.12 / width_in, below, caption, size=NOTE_PT, color=SOFT_INK, va="top", linespacing=1.15)
    return figure, head_in


def readable(colour: str) -> str:
    """Darken a colour until letters in it stand out from white paper."""
    from matplotlib.colors import to_hex, to_rgb

    red, green, blue = (0.72 * part for part in to_rgb(colour))
    return to_hex((red, green, blue))


def place(figure: Figure, left_in: float, bottom_in: float, width_in: float, height_in: float) -> Axes:
    """Put axes at a place given in inches from the lower left corner."""
    across, up = figure.get_size_inches()
    return figure.add_axes((left_in / across, bottom_in / up, width_in / across, height_in / up))


def height_points(axes: Axes) -> float:
    """Return the height of axes, point."""
    from matplotlib.figure import Figure

    figure = axes.figure
    inches = figure.get_figheight() if isinstance(figure, Figure) else 0.0
    return float(axes.get_position().height * inches * POINTS_PER_INCH)


def push_apart(places: list[float], heights: list[float], low: float, high: float) -> list[float]:
    """Move labels so that none overlaps another, each as near to its place as an order-keeping sweep brings it.

    Args:
        places: Where the centre of each label wants to be.
        heights: Height of each label.
        low: No label reaches below this ...
        high: ... nor above this, unless there are more labels than room.

    Returns:
        Centres, in the order given.
    """
    order = sorted(range(len(places)), key=places.__getitem__)
    centres = list(places)
    floor = low
    for index in order:
        centres[index] = max(centres[index], floor + heights[index] / 2)
        floor = centres[index] + heights[index] / 2
    ceiling = max(high, low + sum(heights))
    for index in reversed(order):
        centres[index] = min(centres[index], ceiling - heights[index] / 2)
        ceiling = centres[index] - heights[index] / 2
    return centres
