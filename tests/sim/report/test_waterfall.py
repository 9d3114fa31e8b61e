from __future__ import annotations

from itertools import pairwise

import matplotlib as mpl
import pytest

from sim.explain import Explanation, Part
from sim.report.waterfall import GAIN, LOSS, draw_waterfall

mpl.use("Agg")

FOUND = Explanation(101.0, 101.6, 3, (Part("training", 1.0), Part("sleep", -0.5), Part("food", 0.1)), dropped=())


def test_the_title_tells_difference_and_largest_part() -> None:
    picture = draw_waterfall(FOUND, "two", "three")
    assert picture.title == "three ends +0.60 points from two, mostly by training"


def test_the_table_says_what_the_bars_say() -> None:
    picture = draw_waterfall(FOUND, "two", "three")
    assert picture.rows == (("training", "+1.00"), ("sleep", "-0.50"), ("food", "+0.10"))
    assert len(picture.headers) == 2


def test_bars_lead_from_the_first_end_to_the_second() -> None:
    (axes,) = draw_waterfall(FOUND, "two", "three").figure.axes
    bars = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in axes.patches]
    starts_and_ends = [(101.0, 102.0), (102.0, 101.5), (101.5, 101.6)]
    assert [sorted(bar) for bar in bars] == [pytest.approx(sorted(one)) for one in starts_and_ends]
    assert all(one[1] == after[0] for one, after in pairwise(starts_and_ends))


def test_gains_and_losses_differ_in_colour() -> None:
    (axes,) = draw_waterfall(FOUND, "two", "three").figure.axes
    expected = [mpl.colors.to_rgba(colour) for colour in (GAIN, LOSS, GAIN)]
    assert [bar.get_facecolor() for bar in axes.patches] == expected


def test_nothing_to_explain_is_drawn_too() -> None:
    picture = draw_waterfall(Explanation(100.0, 100.0, 9, (), ()), "two", "$x_{$ <b>")
    assert (picture.rows, picture.figure.axes[0].patches[:]) == ((), [])
    picture.figure.canvas.draw()
