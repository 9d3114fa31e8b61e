from __future__ import annotations

from itertools import accumulate, pairwise
from typing import Any

import matplotlib as mpl
import pytest

from sim.report.pictures.waterfall import GAIN, LOSS, MOST_BARS, bars, draw_waterfall
from sim.runs.explain import Contribution, Explanation
from sim.runs.explain.outcome import outcome_named

mpl.use("Agg")


def explanation(*parts: tuple[str, float], by: str = "mechanisms", outcome: str = "legs_size") -> Explanation:
    found = tuple(Contribution(name, points, name, f"no {name}") for name, points in parts)
    second = 101.0 + sum(points for _, points in parts)
    return Explanation(outcome_named(outcome), by, 101.0, second, 3, found, dropped=())


FOUND = explanation(("training", 1.0), ("sleep debt", -0.5), ("protein", 0.1))
MANY = explanation(*((f"mechanism {number}", 1.0 / number) for number in range(1, 13)), ("tiny", 0.001))


def test_the_title_tells_difference_and_largest_parts() -> None:
    picture = draw_waterfall(FOUND, "two", "three")
    assert picture.title == "three ends 0.60 points ahead of two in leg size: training +1.00, sleep debt −0.50"
    assert draw_waterfall(explanation(("sleep debt", -2.0)), "two", "three").title.startswith(
        "three ends 2.00 points behind two in leg size"
    )


def test_strength_is_told_in_kg() -> None:
    picture = draw_waterfall(explanation(("skill", 3.0), outcome="back_squat"), "two", "three")
    assert "3.00 kg ahead of two in 1RM of the back squat" in picture.title
    assert picture.figure.axes[0].get_xlabel().endswith("(kg)")


def test_the_table_says_what_the_bars_say_and_what_held_equal_means() -> None:
    picture = draw_waterfall(FOUND, "two", "three")
    assert picture.rows[1] == ("sleep debt", "−0.50", "no sleep debt")
    assert [row[0] for row in draw_waterfall(MANY, "two", "three").rows] == [part.words for part in MANY.parts]
    assert len(picture.headers) == 3


@pytest.mark.parametrize("found", [FOUND, MANY])
def test_bars_lead_from_the_first_end_to_the_second(found: Explanation) -> None:
    (axes,) = draw_waterfall(found, "two", "three").figure.axes
    drawn = [(bar.get_x(), bar.get_width()) for bar in axes.patches]
    ends = list(accumulate((width for _, width in drawn), initial=found.first))
    assert [begin for begin, _ in drawn] == pytest.approx(ends[:-1])
    assert ends[-1] == pytest.approx(found.second)


def test_small_parts_are_drawn_together() -> None:
    shown = bars(MANY)
    assert len(shown) == MOST_BARS
    assert shown[-1][0] == "the rest"
    assert sum(points for _, points in shown) == pytest.approx(MANY.difference)


def test_a_single_small_part_keeps_its_name() -> None:
    found = explanation(("training", 1.0), ("stress", 0.001))
    assert bars(found) == [("training", 1.0), ("stress", 0.001)]


def test_gains_and_losses_differ_in_colour() -> None:
    (axes,) = draw_waterfall(FOUND, "two", "three").figure.axes
    expected = [mpl.colors.to_rgba(colour) for colour in (GAIN, LOSS, GAIN)]
    assert [bar.get_facecolor() for bar in axes.patches] == expected


@pytest.mark.parametrize("found", [FOUND, MANY, explanation(("x", -3.0)), explanation()])
def test_nothing_leaves_the_picture_or_overlaps(found: Explanation) -> None:
    figure = draw_waterfall(found, "a strategy of a very long name indeed", "$x_{$ <b>").figure
    figure.canvas.draw()
    (axes,) = figure.axes
    inside = figure.bbox
    labels: list[Any] = [*axes.texts, *axes.get_yticklabels(), axes.xaxis.label, *figure.texts]
    boxes = [label.get_window_extent() for label in labels]
    assert all(box.x0 >= inside.x0 and box.x1 <= inside.x1 for box in boxes)
    numbers = sorted((text.get_window_extent() for text in axes.texts), key=lambda box: box.y0)
    assert all(below.y1 <= above.y0 for below, above in pairwise(numbers))


def test_nothing_to_explain_is_drawn_too() -> None:
    picture = draw_waterfall(explanation(), "two", "three")
    assert (picture.rows, picture.figure.axes[0].patches[:]) == ((), [])
    assert picture.title == "three and two end with the same leg size"
