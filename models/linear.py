r"""The exact flows between events: decay, decay towards a level, one decay driving another.

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
    equal = apart == 0.0
    quotient = -np.expm1(-apart) / (apart + equal) + equal
    slower = np.minimum(rate_per_day, drive_rate_per_day)
    return np.asarray(elapsed_days * np.exp(-slower * elapsed_days) * quotient)
