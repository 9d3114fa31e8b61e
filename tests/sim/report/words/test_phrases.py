from __future__ import annotations

import math

import pytest

from sim.report.words.phrases import (
    breadth,
    clock,
    interval,
    listed,
    number,
    percent,
    plain,
    shorten,
    signed,
    spread,
    weekday_and_clock,
    weeks,
    with_unit,
    wrap,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (math.nan, "–"),
        (math.inf, "not reached"),
        (0.0, "0.00"),
        (-0.001, "0.00"),
        (-0.25, "−0.25"),
        (0.949, "0.95"),
        (1.04, "1.0"),
        (99.4, "99.4"),
        (123.4, "123"),
    ],
)
def test_a_number_is_rounded_to_what_a_reader_can_use(value: float | None, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(1.23, "+1.2"), (0.001, "0.00"), (-1.23, "−1.2"), (math.inf, "not reached")]
)
def test_a_sign_stands_before_what_differs_from_zero(value: float, text: str) -> None:
    assert signed(value) == text


def test_an_interval_of_nothing_is_one_dash() -> None:
    assert interval(None, math.nan) == "–"
    assert interval(-1.0, 2.0, sign=True) == "−1.0 to +2.0"


def test_a_spread_that_says_the_same_three_times_says_it_once() -> None:
    assert spread(24.0, 24.0, 24.0) == "24.0"
    assert spread(math.inf, math.inf, math.inf) == "not reached"
    assert spread(-0.2, None, None, sign=True) == "−0.20"
    assert spread(2.0, 1.0, math.inf) == "2.0 (1.0 to not reached)"


def test_a_unit_stands_only_behind_a_number() -> None:
    assert with_unit("1.0", "kg") == "1.0 kg"
    assert with_unit("not reached", "weeks") == "not reached"


def test_a_share_is_told_in_percent() -> None:
    assert percent(0.734) == "73 %"
    assert percent(None) == percent(math.nan) == "–"


def test_one_week_is_singular() -> None:
    assert weeks(1.0) == "1 week"
    assert weeks(16.0) == "16 weeks"
    assert weeks(8.57) == "8.6 weeks"


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
