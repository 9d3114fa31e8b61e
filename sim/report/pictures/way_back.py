"""The way back: the first build and the return on one axis of training weeks, the time to nearly all of it on both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...tune.memory import BACK_FRACTION, Spread, WayBack
from .style import HIGHLIGHT, INK, NOTE_PT, SOFT_INK, WIDTH_IN, Picture, canvas, drawing, place

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PANEL_IN, GAP_IN, LEFT_IN, BOTTOM_IN = 2.35, 0.22, 0.62, 0.62
HEADERS = ("weeks trained", "weeks off", "kept", "weeks back", "weeks the first time", "back over first")


def draw_way_back(ways: Sequence[WayBack], break_weeks: int) -> Picture:
    """Draw the returns after one length of break, a panel a length of history.

    Args:
        ways: Of :func:`sim.tune.memory.ways_back`.
        break_weeks: The break that is drawn.

    Raises:
        ValueError: No way back follows such a break.
    """
    drawn = [one for one in ways if one.break_weeks == break_weeks]
    if not drawn:
        raise ValueError(f"expected ways back after {break_weeks} weeks off, found none")
    first, last = drawn[0], drawn[-1]
    title = (
        f"After {break_weeks} weeks off, back in {first.back_weeks.median:.0f} weeks instead of "
        f"{first.first_weeks.median:.0f} after {first.history_weeks} weeks of training, and in "
        f"{last.back_weeks.median:.0f} instead of {last.first_weeks.median:.0f} after {last.history_weeks}"
    )
    note = (
        "Panels: weeks trained before the break. Lines: median of the typical person over the draws; grey: the first "
        "build, colour: the return. Dots: "
        f"{100 * BACK_FRACTION:.0f} % of what the break took is back, and when it first was; bars: 90 % of draws. "
        "What a long history leaves is a prior."
    )
    with drawing():
        figure, _ = canvas(PANEL_IN + BOTTOM_IN + 0.2, title, note)
        width_in = (WIDTH_IN - LEFT_IN - 0.1 - GAP_IN * (len(drawn) - 1)) / len(drawn)
        lowest = min(min(one.back_course) for one in drawn)
        highest = max(max(*one.first_course, *_shown(one)) for one in drawn)
        for place_in_row, one in enumerate(drawn):
            left_in = LEFT_IN + place_in_row * (width_in + GAP_IN)
            axes = place(figure, left_in, BOTTOM_IN, width_in, PANEL_IN)
            _panel(axes, one)
            axes.set_ylim(100.0 * min(1.0, lowest) - 0.5, 100.0 * highest + 0.04 * 100.0 * (highest - 1.0) + 0.5)
            axes.set_title(f"{one.history_weeks} weeks", size=NOTE_PT + 1)
            if place_in_row == 0:
                axes.set_ylabel("leg size, % of never trained")
            else:
                axes.tick_params(labelleft=False)
        figure.text(0.5, 0.16 / figure.get_figheight(), "weeks of training", ha="center", size=NOTE_PT + 1)
    return Picture("way_back", title, note, figure, HEADERS, tuple(_cells(one) for one in drawn))


def _shown(one: WayBack) -> tuple[float, ...]:
    """Return the return up to some weeks after the typical person is back."""
    return one.back_course[: int(1.4 * one.back_weeks.median) + 2]


def _panel(axes: Axes, one: WayBack) -> None:
    weeks_first = range(len(one.first_course))
    axes.plot(weeks_first, [100.0 * size for size in one.first_course], color=SOFT_INK, linewidth=1.9)
    shown = _shown(one)
    axes.plot(range(len(shown)), [100.0 * size for size in shown], color=HIGHLIGHT, linewidth=1.9)
    level = 100.0 * one.level
    axes.axhline(level, color=SOFT_INK, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
    for spread, colour in ((one.first_weeks, INK), (one.back_weeks, HIGHLIGHT)):
        axes.plot(
            (spread.p5, spread.p95), (level, level), color=colour, linewidth=2.6, solid_capstyle="butt", alpha=0.5
        )
        axes.plot((spread.median,), (level,), "o", color=colour, markersize=5)


def _cells(one: WayBack) -> tuple[str, ...]:
    def told(spread: Spread, digits: int) -> str:
        return f"{spread.median:.{digits}f} ({spread.p5:.{digits}f} to {spread.p95:.{digits}f})"

    return (
        str(one.history_weeks),
        str(one.break_weeks),
        told(one.kept, 2),
        told(one.back_weeks, 0),
        told(one.first_weeks, 0),
        told(one.ratio, 2),
    )
