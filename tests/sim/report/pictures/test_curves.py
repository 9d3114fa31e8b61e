from __future__ import annotations

import math
from typing import TYPE_CHECKING

import attrs
import numpy as np
import pytest

from sim.report.pictures.curves import curve_set, finding, table
from sim.report.pictures.regain_curves import draw_curves
from sim.report.pictures.series import Curve

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.comparison.comparison import Comparison


def _rising(weeks: np.ndarray, end: float) -> Curve:
    median = np.interp(weeks, (-10.0, 0.0, 10.0), (110.0, 100.0, end))
    return Curve(weeks, median - 1, median, median + 1)


def test_the_title_names_who_ends_highest_and_both_numbers(two: Comparison) -> None:
    drawn = curve_set(two)
    ends = {name: f"{curve.end:.1f} %" for name, curve in drawn.curves.items()}
    title = finding(drawn)
    assert title.startswith("Two half leg days: leg size ")
    assert all(end in title for end in ends.values())


def test_the_title_after_a_layoff_says_when_the_old_size_is_back(after_layoff: Comparison) -> None:
    drawn = curve_set(after_layoff)
    curve = drawn.curves["s0"]
    level = drawn.level_before("s0")
    first = next(week for week, size in zip(curve.weeks, curve.median, strict=True) if week >= 0 and size >= level)
    assert f"One leg day in {first:.1f} weeks" in finding(drawn)


def test_a_strategy_that_never_gets_back_is_told_so(after_layoff: Comparison) -> None:
    drawn = curve_set(after_layoff)
    weeks = np.arange(-30.0, 17.0)
    flat = Curve(weeks, *(np.where(weeks <= -26, 110.0, 101.0),) * 3)
    assert "One leg day not within 16 weeks" in finding(attrs.evolve(drawn, curves={**drawn.curves, "s0": flat}))


def test_equal_ends_are_no_finding(two: Comparison) -> None:
    drawn = curve_set(two)
    same = dict.fromkeys(drawn.curves, next(iter(drawn.curves.values())))
    assert finding(attrs.evolve(drawn, curves=same)).startswith("No difference to speak of")


def test_ends_that_read_alike_are_called_alike(two: Comparison) -> None:
    drawn = curve_set(two)
    weeks = np.arange(0.0, 17.0)
    levels = {
        name: Curve(weeks, *(np.full(17, end),) * 3) for name, end in (("s0", 105.01), ("s1", 105.04), ("s2", 101.0))
    }
    labels = {"s0": "A", "s1": "B", "s2": "C"}
    title = finding(attrs.evolve(drawn, curves=levels, labels=labels, layoffs=dict.fromkeys(levels)))
    assert title == "B and A are alike: leg size 105.0 % of never trained after 16 weeks; C: 101.0 %"


def test_less_is_better_for_soreness(made_up: Callable[..., Comparison]) -> None:
    from sim.report.pictures.series import QUANTITIES

    soreness = next(quantity for quantity in QUANTITIES if quantity.variable == "soreness")
    drawn = curve_set(made_up(("A", "B"), lanes=8), soreness)
    weeks = np.arange(0.0, 17.0)
    levels = {"s0": Curve(weeks, *(np.full(17, 3.0),) * 3), "s1": Curve(weeks, *(np.full(17, 1.5),) * 3)}
    assert finding(attrs.evolve(drawn, curves=levels)) == "B: soreness 1.5 on average over 16 weeks, against 3.0 with A"


def test_the_first_week_at_a_level_counts_from_week_0(two: Comparison) -> None:
    curve = _rising(np.arange(-10.0, 11.0), 110.0)
    assert curve.first_week_at(105.0) == 5.0
    assert math.isinf(curve.first_week_at(111.0))


def test_thinning_keeps_both_ends() -> None:
    curve = _rising(np.linspace(-10.0, 10.0, 2001), 110.0).from_week(-5.0)
    assert curve.weeks.size <= 181
    assert curve.weeks[0] == pytest.approx(-5.0, abs=0.02)
    assert curve.end == 110.0


def test_history_is_shown_only_after_a_layoff(two: Comparison, after_layoff: Comparison) -> None:
    assert curve_set(two).first_week == 0.0
    assert curve_set(after_layoff).first_week == -30.0


def test_the_layoff_is_shaded_and_the_level_before_it_marked(after_layoff: Comparison) -> None:
    words = [text.get_text() for text in draw_curves(curve_set(after_layoff)).figure.axes[0].texts]
    assert "layoff" in words
    assert "before the layoff" in words


def test_the_table_holds_the_level_before_and_five_moments(after_layoff: Comparison) -> None:
    heads, rows = table(curve_set(after_layoff))
    assert heads[:3] == ("Strategy", "Before the layoff", "Week 0 (%)")
    assert len(rows) == 3


def test_seven_strategies_have_a_panel_each(made_up: Callable[..., Comparison]) -> None:
    six, seven = (draw_curves(curve_set(made_up([str(n) for n in range(count)], lanes=8))) for count in (6, 7))
    assert len(six.figure.axes) == 1
    assert len(seven.figure.axes) == 7


@pytest.mark.parametrize("count", [2, 7])
def test_doubt_about_parameters_is_dotted_however_many_strategies_there_are(
    made_up: Callable[..., Comparison], drawn_for: Callable[[Comparison], Comparison], count: int
) -> None:
    people = made_up([str(n) for n in range(count)], lanes=8)
    plain, drawn = (draw_curves(curve_set(one)) for one in (people, drawn_for(people)))
    dotted = [
        sum(line.is_dashed() and line.get_linewidth() == 1.0 for line in axes.lines) for axes in drawn.figure.axes
    ]
    assert dotted == ([4] if count == 2 else [2] * 7)
    assert "Dotted: the typical person, uncertainty about parameters alone." in drawn.note
    assert "Dotted" not in plain.note


def test_the_ends_of_panels_side_by_side_do_not_read_as_one_number(made_up: Callable[..., Comparison]) -> None:
    drawn = draw_curves(curve_set(made_up([str(n) for n in range(7)], lanes=8, horizon=12.0)))
    below = [labels for axes in drawn.figure.axes if (labels := axes.get_xticklabels())]
    assert len(below) == 3
    for labels in below:
        assert [labels[end].get_horizontalalignment() for end in (0, -1)] == ["left", "right"]
