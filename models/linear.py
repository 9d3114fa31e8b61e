r"""The exact flows between events: decay, decay towards a level, decays driving one another in a row.

Everything that happens between two events is a sum of exponentials, written so that equal rates, zero rates and short
intervals are no special cases. Rates are per day and may be 0 (nothing is lost).
"""

from __future__ import annotations

import numpy as np

from .parameters import Array


def decay(elapsed_days: float | Array, rate_per_day: Array) -> Array:
    r"""Share that is left of something that decays.

    .. math:: e^{-r t}

    Args:
        elapsed_days: Time passed, not negative, day. Scalar or broadcastable.
        rate_per_day: Rate of loss, not negative, 1/day. Any shape.

    Returns:
        Fraction between 0 and 1, shape of the rate.
    """
    return np.exp(-rate_per_day * elapsed_days)


def approach(value: Array, level: Array, elapsed_days: float | Array, rate_per_day: Array) -> Array:
    r"""Decay towards a level.

    .. math:: L + (x - L)\, e^{-r t}

    Args:
        value: Where it stands at the start. Broadcasts.
        level: Where it goes, in the same unit. Broadcasts.
        elapsed_days: Time passed, day.
        rate_per_day: Rate of approach, 1/day.

    Returns:
        Value after ``elapsed_days``, broadcast shape.
    """
    return level + (value - level) * np.exp(-rate_per_day * elapsed_days)


def decay_driven_by_decay(elapsed_days: float | Array, rate_per_day: Array, drive_rate_per_day: Array) -> Array:
    r"""Response of one decay fed by another that starts at 1.

    .. math:: \int_0^t e^{-r(t-u)}\, e^{-q u}\, du = t\, e^{-\min(r,q)\,t}\, \frac{1-e^{-x}}{x},\quad x = |r-q|\,t

    The quotient of differences is written with ``expm1`` so that equal rates are no special case, short intervals
    lose no digits and nothing overflows.

    Args:
        elapsed_days: Time since the drive stood at 1, day.
        rate_per_day: Rate of the response, 1/day. Broadcasts.
        drive_rate_per_day: Rate of the drive, 1/day. Broadcasts.

    Returns:
        Accumulated response, day (a drive of 1 for one day, nothing lost, gives 1). Broadcast shape.
    """
    apart = np.abs(rate_per_day - drive_rate_per_day) * elapsed_days
    slower = np.minimum(rate_per_day, drive_rate_per_day)
    return np.asarray(elapsed_days * np.exp(-slower * elapsed_days) * _mean_decay(apart))


NEAR = 0.01
"""Rates that are less than this apart over the stretch are told apart by a series: a quotient would lose digits."""


def decay_driven_in_a_row(
    elapsed_days: float | Array, rate_per_day: Array, middle_rate_per_day: Array, drive_rate_per_day: Array
) -> Array:
    r"""Response of one decay fed by a second that is fed by a third that starts at 1.

    .. math:: \int_0^t e^{-r(t-u)} \int_0^u e^{-m(u-v)}\, e^{-q v}\, dv\, du = t^2\, e^{-a t}\, \phi(y, z)

    with the rates in order :math:`a \le b \le c`, :math:`y = (b-a)t`, :math:`z = (c-a)t`, and

    .. math:: \phi(y, z) = \frac{h(y) - e^{-y}\,h(z-y)}{z}, \qquad h(x) = \frac{1-e^{-x}}{x},

    the second divided difference of the exponential. Where all three rates are near each other it is summed as its
    series, so that equal rates are no special case and short intervals lose no digits.

    Args:
        elapsed_days: Time since the drive stood at 1, day.
        rate_per_day: Rate of the response, 1/day. Broadcasts.
        middle_rate_per_day: Rate of what feeds it, 1/day. Broadcasts.
        drive_rate_per_day: Rate of the drive, 1/day. Broadcasts.

    Returns:
        Accumulated response, day² (a drive of 1, nothing lost, gives half the square of the time). Broadcast shape.
    """
    low = np.minimum(rate_per_day, middle_rate_per_day)
    high = np.maximum(rate_per_day, middle_rate_per_day)
    slowest, fastest = np.minimum(low, drive_rate_per_day), np.maximum(high, drive_rate_per_day)
    between = np.maximum(low, np.minimum(high, drive_rate_per_day))
    y, z = (between - slowest) * elapsed_days, (fastest - slowest) * elapsed_days
    near = z < NEAR
    apart = (_mean_decay(y) - np.exp(-y) * _mean_decay(z - y)) / np.where(near, 1.0, z)
    return np.asarray(elapsed_days**2 * np.exp(-slowest * elapsed_days) * np.where(near, _series(y, z), apart))


def _mean_decay(x: Array) -> Array:
    """Mean of a decay over an interval in which it falls by the factor ``exp(-x)``; 1 at ``x`` = 0."""
    still = x == 0.0
    return np.asarray(-np.expm1(-x) / (x + still) + still)


def _series(y: Array, z: Array) -> Array:
    """Second divided difference of the exponential at 0, ``-y`` and ``-z``, both small: its first six terms."""
    total, power, mixed = np.full_like(y, 0.5), np.ones_like(y), np.ones_like(z)
    for count, factorial in enumerate((6.0, 24.0, 120.0, 720.0, 5040.0)):
        power = power * y
        mixed = mixed * z + power
        total = total + (-1.0) ** (count + 1) * mixed / factorial
    return np.asarray(total)
