from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from sim.numbers import signed
from sim.report.pictures.differences import draw_differences, paired_differences
from sim.report.words.picked import outcomes, primary
from tests.labels import struck

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.comparison.comparison import Comparison


def _asked(comparison: Comparison) -> tuple:
    shown = outcomes(comparison.summary())
    return shown, primary(shown, comparison.scenario.primary_outcome)


def test_the_difference_picture_prints_the_share_better_off(two: Comparison) -> None:
    shown, asked = _asked(two)
    picture = draw_differences(paired_differences(two, shown, asked))
    words = [text.get_text() for axes in picture.figure.axes for text in axes.texts]
    better = f"{100 * asked.rows['s1'].better_off_fraction:.0f} % better"
    assert f"{signed(asked.rows['s1'].difference_median)}\n{better}" in words
    assert "size change of the legs" in picture.title


def test_no_line_runs_through_a_number(two: Comparison, twelve: Comparison, after_layoff: Comparison) -> None:
    for comparison in (two, twelve, after_layoff):
        picture = draw_differences(paired_differences(comparison, *_asked(comparison)))
        assert struck(picture) == []


def test_a_difference_that_few_have_is_told_beside_the_panel(two: Comparison) -> None:
    shown, asked = _asked(two)
    row = attrs.evolve(asked.rows["s1"], difference_median=float("inf"))
    nobody = attrs.evolve(asked, rows={**asked.rows, "s1": row})
    picture = draw_differences(paired_differences(two, shown, nobody))
    assert "not reached\nby enough\npeople" in [text.get_text() for axes in picture.figure.axes for text in axes.texts]
    assert struck(picture) == []


def test_every_panel_of_differences_shows_zero(twelve: Comparison) -> None:
    shown, asked = _asked(twelve)
    for axes in draw_differences(paired_differences(twelve, shown, asked)).figure.axes:
        low, high = axes.get_xlim()
        assert low < 0 < high


def test_many_strategies_leave_room_for_the_asked_outcome_only(two: Comparison, twelve: Comparison) -> None:
    assert len(paired_differences(two, *_asked(two)).shown) == 4
    assert len(paired_differences(twelve, *_asked(twelve)).shown) == 1


def test_a_title_says_worse_where_most_people_are(twelve: Comparison) -> None:
    shown, asked = _asked(twelve)
    far = max((row for name, row in asked.rows.items() if name != "s0"), key=lambda row: abs(row.difference_median))
    title = draw_differences(paired_differences(twelve, shown, asked)).title
    word = "better" if far.better_off_fraction >= 0.5 else "worse"
    share = max(far.better_off_fraction, 1 - far.better_off_fraction)
    assert title.endswith(f"{word} in {100 * share:.0f} % of people")


def test_a_thin_bar_is_the_doubt_about_parameters_alone_and_the_note_says_so(
    two: Comparison, drawn_for: Callable[[Comparison], Comparison]
) -> None:
    drawn = drawn_for(two)
    _, asked = _asked(drawn)
    row = asked.rows["s1"]
    plain, picture = (draw_differences(paired_differences(one, *_asked(one))) for one in (two, drawn))
    ends = [tuple(line.get_xdata()) for line in picture.figure.axes[0].lines]
    assert (row.parameters_difference_p10, row.parameters_difference_p90) in ends
    assert len(picture.figure.axes[0].lines) == len(plain.figure.axes[0].lines) + 1
    written = " ".join(text.get_text() for text in picture.figure.texts).replace("\n", " ")
    assert "Thin bar: 10–90 % for the typical person, uncertainty about parameters alone." in written
    assert "Thin bar" not in plain.note
    assert struck(picture) == []
