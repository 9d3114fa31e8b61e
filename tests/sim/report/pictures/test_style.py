from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.report.pictures.style import STROKES, drawing, push_apart, readable, strokes

if TYPE_CHECKING:
    from sim.comparison.comparison import Comparison


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_two_strokes_differ_in_colour_dashes_and_marker() -> None:
    for one, other in itertools.combinations(STROKES, 2):
        assert one.colour != other.colour
        assert one.dashes != other.dashes
        assert one.marker != other.marker


@pytest.mark.parametrize("stroke", STROKES, ids=lambda stroke: stroke.colour)
def test_words_in_a_strategys_colour_stand_out_from_paper(stroke) -> None:  # noqa: ANN001
    assert (1.05) / (_luminance(readable(stroke.colour)) + 0.05) >= 3.0


def test_only_the_baseline_is_black(twelve: Comparison) -> None:
    given_out = strokes(twelve)
    assert [name for name, stroke in given_out.items() if stroke == STROKES[0]] == ["s0"]


@given(st.lists(st.tuples(st.floats(-50, 150), st.floats(1, 10)), min_size=1, max_size=8))
def test_labels_never_overlap(labels: list[tuple[float, float]]) -> None:
    heights = [height for _, height in labels]
    centres = push_apart([place for place, _ in labels], heights, 0.0, 100.0)
    order = sorted(range(len(labels)), key=centres.__getitem__)
    for below, above in itertools.pairwise(order):
        assert centres[above] - centres[below] >= (heights[above] + heights[below]) / 2 - 1e-9
    assert min(c - h / 2 for c, h in zip(centres, heights, strict=True)) >= -1e-9
    assert max(c + h / 2 for c, h in zip(centres, heights, strict=True)) <= 100.0 + 1e-9


def test_a_label_with_room_stays_where_it_wants_to_be() -> None:
    assert push_apart([20.0, 80.0], [10.0, 10.0], 0.0, 100.0) == [20.0, 80.0]


def test_a_users_own_settings_neither_leak_in_nor_are_changed() -> None:
    import matplotlib as mpl

    with mpl.rc_context({"lines.linewidth": 9.0, "svg.fonttype": "path"}):
        with drawing():
            assert mpl.rcParams["lines.linewidth"] != 9.0
            assert mpl.rcParams["svg.fonttype"] == "none"
        assert mpl.rcParams["lines.linewidth"] == 9.0
