"""The picture of the way back: what it says, and that it draws the break that was asked for."""

from __future__ import annotations

import pytest

from sim.report.pictures.way_back import draw_way_back
from sim.tune.memory import Spread, WayBack


def way(history_weeks: int, back: float, first: float, break_weeks: int = 26) -> WayBack:
    course = tuple(1.0 + 0.01 * week for week in range(history_weeks + 1))
    return WayBack(
        history_weeks,
        break_weeks,
        kept=Spread(0.1, 0.25, 0.4),
        first_weeks=Spread(first - 1.0, first, first + 1.0),
        back_weeks=Spread(back - 2.0, back, back + 2.0),
        ratio=Spread(0.4, back / first, 0.8),
        speed_up=Spread(0.9, 0.98, 1.0),
        level=course[-1] - 0.004,
        first_course=course,
        back_course=tuple(1.02 + 0.01 * week for week in range(history_weeks + 1)),
    )


WAYS = (way(10, 6.0, 9.0), way(10, 3.0, 9.0, break_weeks=8), way(52, 12.0, 48.0))


def test_its_title_tells_the_shortest_and_the_longest_history() -> None:
    drawn = draw_way_back(WAYS, 26)
    assert "6 weeks instead of 9 after 10 weeks" in drawn.title
    assert "12 instead of 48 after 52" in drawn.title
    assert "prior" in drawn.note


def test_it_has_a_panel_and_a_row_for_each_history_after_this_break() -> None:
    drawn = draw_way_back(WAYS, 26)
    assert len(drawn.figure.axes) == len(drawn.rows) == 2
    assert drawn.rows[0][:4] == ("10", "26", "0.25 (0.10 to 0.40)", "6 (4 to 8)")
    assert all(len(row) == len(drawn.headers) for row in drawn.rows)


def test_both_dots_stand_at_their_weeks_on_one_axis() -> None:
    axes = draw_way_back(WAYS, 26).figure.axes[0]
    dots = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o"]
    assert dots == [9.0, 6.0]


def test_a_break_that_nobody_took_is_refused() -> None:
    with pytest.raises(ValueError, match="after 13 weeks off, found none"):
        draw_way_back(WAYS, 13)
