from __future__ import annotations

import pytest

from sim.report.words.phrases import breadth, clock, listed, shorten, weekday_and_clock, wrap
from sim.text import plain


def test_control_and_direction_characters_are_taken_out() -> None:
    assert plain("a\x00b\x1b[31m\u202egnirts\nend") == "a b [31m gnirts end"


def test_a_long_label_is_cut_with_an_ellipsis() -> None:
    assert shorten("x" * 200, 10) == "x" * 9 + "…"
    assert shorten("short", 10) == "short"


@pytest.mark.parametrize("text", ["long " * 40, "W" * 200, "筋" * 60, "one two three"])
def test_wrapped_lines_are_few_and_none_is_too_wide(text: str) -> None:
    lines = wrap(text, 20, lines=3).split("\n")
    assert len(lines) <= 3
    assert all(breadth(line) <= 22 for line in lines)


def test_wrapping_loses_no_word_where_there_is_room() -> None:
    assert wrap("the same sets split over two", 12) == "the same\nsets split\nover two"


def test_a_moment_of_the_week_is_a_weekday_and_a_clock_time() -> None:
    assert weekday_and_clock(1.75) == "Tuesday 18:00"
    assert weekday_and_clock(7 + 1 / 24) == "Monday 01:00"
    assert clock(23.5) == "23:30"


def test_a_list_ends_with_and() -> None:
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a"]) == "a"
    assert listed([]) == ""
