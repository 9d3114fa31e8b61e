"""Paired differences: what each strategy gives the same people, over the baseline."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import attrs

from ...comparison.bands import Band
from ...comparison.comparison import Comparison
from ...comparison.summary import SummaryRow
from ...numbers import interval, percent, signed, spread, with_unit
from ..words.phrases import wrap
from ..words.picked import Shown, about, difference_size, differences, labels
from .style import (
    HIGHLIGHT,
    INK,
    NOTE_PT,
    SOFT_INK,
    STROKES,
    WIDTH_IN,
    Picture,
    Stroke,
    canvas,
    drawing,
    place,
    strokes,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ALSO = ("strength", "lean_mass", "soreness", "weeks_to", "hours")
FEW_STRATEGIES, SOME_STRATEGIES = 3, 6
ROW_IN, PANEL_HEAD_IN, PANEL_FOOT_IN = 0.42, 0.3, 0.56
LEFT_IN, RIGHT_IN = 1.45, 0.96
MARGIN_LETTERS = 12
UNCERTAINTY_DOWN = 0.26
"""How far below a strategy's bar the thin one lies, in rows."""


@attrs.frozen(eq=False)
class Differences:
    """The outcomes to show, the asked one first, and who is compared."""

    shown: tuple[Shown, ...]
    compared: tuple[str, ...]
    baseline: str
    people: str
    band: Band
    labels: dict[str, str]
    strokes: dict[str, Stroke]


def paired_differences(comparison: Comparison, outcomes: tuple[Shown, ...], asked: Shown) -> Differences:
    """Choose the outcome asked about and as many others as the picture can hold."""
    compared = tuple(arm.name for arm in comparison.arms if arm.name != comparison.scenario.baseline)
    most = 3 if len(compared) <= FEW_STRATEGIES else 1 if len(compared) <= SOME_STRATEGIES else 0
    others = tuple(
        outcome
        for outcome in about(outcomes, ALSO, besides=asked)
        if any(difference_size(outcome.rows.get(name)) for name in compared)
    )
    return Differences(
        (asked, *others[:most]),
        compared,
        comparison.scenario.baseline,
        comparison.lanes_in_words,
        comparison.band,
        labels(comparison),
        strokes(comparison),
    )


def draw_differences(drawn: Differences) -> Picture:
    """Draw a dot with its 10–90 % interval for every strategy, a panel for every outcome."""
    note = (
        f"Dot: median of the differences in {drawn.people}, {drawn.band.alike}, against the "
        f"baseline, {drawn.labels[drawn.baseline]}. Bar: 10–90 %. Right: the median, and {drawn.band.who} better off."
    )
    if _has_doubt(drawn):
        note += " Thin bar: 10–90 % for the typical person, uncertainty about parameters alone."
    title = finding(drawn)
    with drawing():
        figure = _panels(drawn, title, note)
    headers = ("Strategy", "Outcome", "Difference (10–90 %)", "Better off")
    rows = tuple(
        (
            drawn.labels[name],
            outcome.heading(),
            spread(*differences(row), sign=True),
            percent(row.better_off_fraction),
        )
        for outcome in drawn.shown
        for name in drawn.compared
        if (row := outcome.rows.get(name))
    )
    return Picture("paired_differences", title, note, figure, headers, rows)


def _has_doubt(drawn: Differences) -> bool:
    rows = (row for outcome in drawn.shown for row in outcome.rows.values())
    return any(row.parameters_difference_p10 is not None for row in rows)


def finding(drawn: Differences) -> str:
    """Say how far the farthest strategy is from the baseline, and in how many it is better."""
    asked = drawn.shown[0]
    name = max(drawn.compared, key=lambda name: difference_size(asked.rows.get(name)))
    row, baseline = asked.rows.get(name), drawn.labels[drawn.baseline]
    if row is None or row.difference_median is None or not math.isfinite(row.difference_median):
        return (
            f"{asked.sentence()}: no difference from {baseline} can be given for half of the {drawn.band.who} or more"
        )
    better = "" if row.better_off_fraction is None else f", {_for_whom(row.better_off_fraction, drawn.band)}"
    gap = with_unit(signed(row.difference_median), asked.gap_unit)
    between = interval(row.difference_p10, row.difference_p90, sign=True)
    return f"{drawn.labels[name]} against {baseline}: {asked.phrase()} {gap} ({between}){better}"


def _for_whom(better_off_fraction: float, band: Band) -> str:
    """Say in how many it is better, or worse where those are more; ties count half on either side."""
    if better_off_fraction >= 0.5:  # noqa: PLR2004 - half of them
        return f"better in {percent(better_off_fraction)} of {band.who}"
    return f"worse in {percent(1 - better_off_fraction)} of {band.who}"


def _panels(drawn: Differences, title: str, note: str) -> Figure:
    panel_in = len(drawn.compared) * ROW_IN
    whole_in = panel_in + PANEL_HEAD_IN + PANEL_FOOT_IN
    figure, _ = canvas(len(drawn.shown) * whole_in + 0.08, title, note)
    for index, outcome in enumerate(drawn.shown):
        bottom = (len(drawn.shown) - 1 - index) * whole_in + PANEL_FOOT_IN
        axes = place(figure, LEFT_IN, bottom, WIDTH_IN - LEFT_IN - RIGHT_IN, panel_in)
        _panel(axes, drawn, outcome)
    return figure


def _panel(axes: Axes, drawn: Differences, outcome: Shown) -> None:
    plenty = len(drawn.compared) >= len(STROKES)
    axes.axvline(0, color=INK, linewidth=1.0, zorder=1)
    for place_down, name in enumerate(drawn.compared):
        stroke = Stroke(HIGHLIGHT, "-", "o") if plenty else drawn.strokes[name]
        _dot(axes, outcome.rows.get(name), place_down, stroke, drawn.band.who)
    axes.set_ylim(len(drawn.compared) - 0.5, -0.5)
    axes.set_yticks(range(len(drawn.compared)), [wrap(drawn.labels[name], 20, lines=2) for name in drawn.compared])
    axes.tick_params(axis="y", length=0, labelcolor=INK)
    axes.grid(visible=False, axis="y")
    axes.spines["left"].set_visible(False)
    axes.set_title(f"{outcome.sentence()}, against the baseline", loc="left", pad=4, x=-0.28)
    axes.set_xlabel(f"Difference ({outcome.gap_unit})", labelpad=2)
    axes.locator_params(axis="x", nbins=5)
    low, high = axes.get_xlim()
    # The zero line is always in sight, with room for a dot that lies on it.
    span = (high - low) or 1.0
    axes.set_xlim(min(low, -0.06 * span), max(high, 0.06 * span))


def _dot(axes: Axes, row: SummaryRow | None, down: int, stroke: Stroke, who: str) -> None:
    """Draw one strategy, and in the margin, where no line passes, its number and how many are better off."""
    median = row.difference_median if row else None
    if row is None or median is None or not math.isfinite(median):
        _beside(axes, down, wrap(f"not reached by enough {who}" if row else "not measured", MARGIN_LETTERS), SOFT_INK)
        return
    ends = [end for end in (row.difference_p10, row.difference_p90) if end is not None and math.isfinite(end)]
    axes.plot(
        (min([*ends, median]), max([*ends, median])), (down, down), color=stroke.colour, linewidth=2.2, alpha=0.55
    )
    axes.plot((median,), (down,), stroke.marker, color=stroke.colour, markersize=7)
    edges = row.parameters_difference_p10, row.parameters_difference_p90
    sure = [end for end in edges if end is not None and math.isfinite(end)]
    if len(sure) == len(edges):
        axes.plot(
            sure, (down + UNCERTAINTY_DOWN,) * 2, color=stroke.colour, linewidth=1.0, solid_capstyle="butt", marker="|"
        )
    better = "" if row.better_off_fraction is None else f"\n{percent(row.better_off_fraction)} better"
    _beside(axes, down, f"{signed(median)}{better}", INK)


def _beside(axes: Axes, down: int, words: str, colour: str) -> None:
    across = axes.get_yaxis_transform()
    axes.text(1.03, down, words, transform=across, va="center", size=NOTE_PT, color=colour, linespacing=1.1)
