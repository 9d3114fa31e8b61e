"""Numbers as people read them: one way of rounding for terminal, page, pictures and sentences."""

from __future__ import annotations

import math

from .text import plain

NOT_APPLICABLE = "–"
"""Where there is no number: the outcome does not apply, or nobody was observed."""

NOT_REACHED = "not reached"
"""What an infinite time is: a level that was never reached within the horizon."""

REACHED_ONLY_HERE = "reached only here"
"""What a difference of minus infinity is: this strategy reached a level that the other never did."""

WITHOUT_NUMBER = frozenset({NOT_APPLICABLE, NOT_REACHED, REACHED_ONLY_HERE})

WHOLE_FROM = 999.5
ONE_DECIMAL_FROM = 0.95
ALMOST = 0.005
"""Shares closer than this to none or all, without being that, would round to it and claim too much."""


def number(value: float | None) -> str:
    """Round to what a reader can use: one decimal, two below 1, none from 1000 on; a true minus sign.

    The limits lie where a rounded number gains a digit, so that 0.97 and 1.0 are never the same value written twice.
    """
    if value is None or math.isnan(value):
        return NOT_APPLICABLE
    if math.isinf(value):
        return NOT_REACHED
    size = abs(value)
    decimals = 0 if size >= WHOLE_FROM else 1 if size >= ONE_DECIMAL_FROM else 2
    text = f"{size:.{decimals}f}"
    return f"−{text}" if value < 0 and float(text) else text


def signed(value: float | None) -> str:
    """Like :func:`number`, with a plus sign before what is above zero, for differences."""
    if value == -math.inf:
        return REACHED_ONLY_HERE
    text = number(value)
    return f"+{text}" if value is not None and math.isfinite(value) and value > 0 and float(text) else text


def with_unit(text: str, unit: str) -> str:
    """Put a unit behind a number, unless there is no number to put it behind."""
    return f"{text} {plain(unit)}" if unit and text not in WITHOUT_NUMBER else text


def interval(low: float | None, high: float | None, *, sign: bool = False) -> str:
    """Write ``low to high``, or once what both are where that is no number."""
    write = signed if sign else number
    if write(low) == write(high) and write(low) in WITHOUT_NUMBER:
        return write(low)
    return f"{write(low)} to {write(high)}"


def spread(median: float | None, low: float | None, high: float | None, *, sign: bool = False) -> str:
    """Write ``median (low to high)``, or only the median where the three read alike."""
    write = signed if sign else number
    if write(low) == write(high) and write(low) in {write(median), NOT_APPLICABLE}:
        return write(median)
    return f"{write(median)} ({interval(low, high, sign=sign)})"


def percent(fraction: float | None) -> str:
    """Write a share as whole percent; nearly none and nearly all are not told as none and all."""
    if fraction is None or math.isnan(fraction):
        return NOT_APPLICABLE
    if 0.0 < fraction < ALMOST:
        return "under 1 %"
    if 1.0 - ALMOST < fraction < 1.0:
        return "over 99 %"
    return f"{100 * fraction:.0f} %"


def weeks(value: float) -> str:
    """Write a number of weeks, without decimals that say nothing."""
    rounded = round(value, 1)
    return f"{rounded:g} week{'' if rounded == 1 else 's'}".replace("-", "−")
