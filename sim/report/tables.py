"""The comparison as a table for a terminal of 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..comparison.comparison import Comparison
from ..comparison.summary import SummaryRow
from ..numbers import interval, number, percent, signed
from ..text import plain
from .words.phrases import shorten
from .words.picked import Shown, about, outcomes, primary

if TYPE_CHECKING:
    from rich.table import Table

LABEL_LETTERS = 40
ALSO = {"strength": "Strength", "soreness": "Sore", "hours": "Hours"}
"""What is shown besides, by a word in the outcome's name, with a head that is narrow enough."""


def comparison_table(comparison: Comparison) -> Table:
    """Return a table of one row a strategy: the outcome asked about, the paired difference, and what it costs."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    shown = outcomes(comparison.summary())
    asked = primary(shown, comparison.scenario.primary_outcome)
    also = [(head, found[0]) for word, head in ALSO.items() if (found := about(shown, (word,), besides=asked))]
    caption = Text(
        f"Medians with 10–90 % of {comparison.lanes_in_words}; "
        f"differences {comparison.band.one} by {comparison.band.one}.",
        style="dim",
    )
    table = Table(
        box=box.SIMPLE_HEAD, title=Text(asked.heading()), title_justify="left", caption=caption, padding=(0, 1, 0, 0)
    )
    table.caption_justify = "left"
    table.add_column("Strategy", overflow="fold", ratio=1, min_width=14)
    for head in ("Median", "Against\nbaseline", "Better\noff"):
        table.add_column(head, justify="right")
    for head, outcome in also:
        unit = f"\n({shorten(outcome.unit, 6)})" if outcome.unit else ""
        table.add_column(Text(f"{head}{unit}"), justify="right")
    for arm in comparison.arms:
        row = asked.rows.get(arm.name)
        cells = [_spread(row), _difference(row), percent(row.better_off_fraction if row else None)]
        cells += [_median(outcome, arm.name) for _, outcome in also]
        label = shorten(arm.label or arm.name, LABEL_LETTERS)
        table.add_row(Text(label, style="bold" if arm.name == comparison.scenario.baseline else ""), *map(Text, cells))
    return table


def _spread(row: SummaryRow | None) -> str:
    return f"{number(row.median)}\n{interval(row.p10, row.p90)}" if row else number(None)


def _difference(row: SummaryRow | None) -> str:
    if row is None or row.difference_median is None:
        return "baseline"
    return f"{signed(row.difference_median)}\n{interval(row.difference_p10, row.difference_p90, sign=True)}"


def _median(outcome: Shown, name: str) -> str:
    row = outcome.rows.get(name)
    return plain(number(row.median if row else None))
