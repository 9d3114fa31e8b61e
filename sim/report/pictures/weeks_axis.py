"""The axis of weeks: history narrower than the strategies, time out of training shaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..words.idle import Span
from .style import NOTE_PT, SHADE, SOFT_INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WEEKS_LABEL = "Weeks from the start of the strategies"
HISTORY_TO_STRATEGIES = 2 / 3
"""Width of the history against that of the strategies, at most."""


def scale_weeks(axes: Axes, first: float, last: float, most_ticks: int = 6) -> None:
    """Give the weeks of history at most two fifths of the panel: what the strategies do is the subject."""
    from matplotlib.ticker import MaxNLocator

    ticks = np.array(MaxNLocator(most_ticks, integer=True, steps=(1, 2, 2.5, 4, 5, 10)).tick_values(0, last))
    if first < 0:
        squeeze = min(1.0, HISTORY_TO_STRATEGIES * last / -first)
        axes.set_xscale(
            "function",
            functions=(
                lambda week: np.where(week < 0, week * squeeze, week),
                lambda place: np.where(place < 0, place / squeeze, place),
            ),
        )
        share = -first * squeeze / (last - first * squeeze)
        before = np.array(MaxNLocator(max(1, round(share * most_ticks)), integer=True).tick_values(first, 0))
        ticks = np.concatenate((before[before < 0], ticks[ticks >= 0]))
    axes.set_xticks(ticks[(ticks >= first) & (ticks <= last)], minor=False)
    axes.set_xlim(first, last)


def shade_layoff(axes: Axes, span: Span, first_week: float, *, named: bool = True) -> None:
    """Shade the weeks out of training."""
    left = max(span.first_week, first_week)
    axes.axvspan(left, span.last_week, color=SHADE, linewidth=0, zorder=0)
    if named:
        axes.text(
            (left + span.last_week) / 2,
            0.98,
            span.word,
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="top",
            size=NOTE_PT,
            color=SOFT_INK,
            style="italic",
        )
