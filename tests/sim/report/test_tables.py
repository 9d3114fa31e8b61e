from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from sim.report.tables import comparison_table
from sim.report.words.picked import outcomes, primary

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.comparison.comparison import Comparison


def _printed(comparison: Comparison, width: int = 80) -> str:
    console = Console(width=width, file=io.StringIO(), color_system=None)
    console.print(comparison_table(comparison))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("case", ["two", "twelve", "after_layoff", "hostile"])
def test_the_table_fits_eighty_columns(case: str, request: pytest.FixtureRequest) -> None:
    comparison = request.getfixturevalue(case)
    lines = _printed(comparison).splitlines()
    assert max(map(len, lines)) <= 80
    assert "Against" in "".join(lines)


def test_every_strategy_has_its_median_interval_and_share(two: Comparison) -> None:
    text = _printed(two)
    row = primary(outcomes(two.summary()), "legs_size").rows["s1"]
    assert f"{row.median:.1f}" in text
    assert f"{row.p10:.1f} to {row.p90:.1f}" in text
    assert f"{100 * row.better_off_fraction:.0f} %" in text
    assert "baseline" in text


def test_markup_in_a_label_is_printed_and_not_obeyed(made_up: Callable[..., Comparison]) -> None:
    assert "[red]loud[/red]" in _printed(made_up(("A", "[red]loud[/red]"), lanes=8), width=120)


def test_what_is_never_reached_is_said_so(made_up: Callable[..., Comparison]) -> None:
    assert "not reached" in _printed(made_up(lanes=20, primary_outcome="weeks_to_regain_100"), width=120)
