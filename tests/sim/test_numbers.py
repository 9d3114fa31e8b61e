from __future__ import annotations

import math

import pytest

from sim.numbers import interval, number, percent, signed, spread, weeks, with_unit


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
        (123.4, "123.4"),
        (1234.5, "1234"),
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


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "0 %"), (0.004, "under 1 %"), (0.125, "12 %"), (0.996, "over 99 %"), (1.0, "100 %")]
)
def test_nearly_all_is_not_told_as_all_nor_nearly_none_as_none(share: float, text: str) -> None:
    assert percent(share) == text


def test_what_is_no_number_stands_once_and_has_no_unit() -> None:
    assert interval(math.inf, math.inf) == "not reached"
    assert with_unit(signed(-math.inf), "weeks") == "reached only here"
