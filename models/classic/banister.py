r"""Banister: fitness and fatigue, two fading sums of the same loads that pull in opposite directions.

.. math:: p_t = p_0 + k_1 \sum_{s \le t} w_s\, e^{-(t-s)/\tau_1} - k_2 \sum_{s \le t} w_s\, e^{-(t-s)/\tau_2}

A load that comes :math:`n` days before a competition changes performance there by the influence curve

.. math:: L(n) = k_1 e^{-n/\tau_1} - k_2 e^{-n/\tau_2}

which is negative until :math:`t_n` days before and greatest :math:`t_g` days before:

.. math:: t_n = \frac{\tau_1 \tau_2}{\tau_1 - \tau_2} \ln\frac{k_2}{k_1}, \qquad
          t_g = \frac{\tau_1 \tau_2}{\tau_1 - \tau_2} \ln\frac{k_2\,\tau_1}{k_1\,\tau_2}

Where :math:`\tau_1 = \tau_2` the two sums are one and only :math:`k_1 - k_2` means anything.

Sources: [morton_1990]_, [clarke_2013]_; [fitz_clarke_1991]_ (influence curve).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..parameters import Array
from .impulse import SameDay, what_is_left

Number = float | Array


def responses(
    load: Array, *, fitness_days: Array, fatigue_days: Array, same_day: SameDay = "included"
) -> tuple[Array, ...]:
    """Return the responses to be weighed by their gains: fitness, and fatigue below zero.

    Args:
        load: Load of every day, ``(days,)`` or ``(lanes, days)``.
        fitness_days: Time constant of fitness, day, scalar or ``(lanes,)``.
        fatigue_days: Time constant of fatigue, day, scalar or ``(lanes,)``.
        same_day: Whether the day's own load counts on that day.

    Returns:
        Two arrays, each ``(lanes, days)``.
    """
    return what_is_left(load, fitness_days, same_day), -what_is_left(load, fatigue_days, same_day)


def influence(
    days_before: Array, fitness_days: Number, fatigue_days: Number, fitness_gain: Number, fatigue_gain: Number
) -> Array:
    """What one unit of load does to performance some days later, in units of performance; arguments broadcast."""
    return np.asarray(
        fitness_gain * np.exp(-days_before / fitness_days) - fatigue_gain * np.exp(-days_before / fatigue_days)
    )


def days_to_recovery(fitness_days: Number, fatigue_days: Number, fitness_gain: Number, fatigue_gain: Number) -> Array:
    """Days after which a load no longer harms (t_n); 0 if it never does, ``nan`` where fatigue does not fade first."""
    return _marker(fitness_days, fatigue_days, fitness_gain, fatigue_gain, ahead=1.0)


def days_to_peak(fitness_days: Number, fatigue_days: Number, fitness_gain: Number, fatigue_gain: Number) -> Array:
    """Days after which a load helps most (t_g); 0 where that is at once, ``nan`` where fatigue does not fade first."""
    return _marker(
        fitness_days, fatigue_days, fitness_gain, fatigue_gain, ahead=np.asarray(fitness_days) / fatigue_days
    )


def gain_ratio(
    days: Number, fitness_days: Number, fatigue_days: Number, *, of_peak: bool | NDArray[np.bool_] = False
) -> Array:
    """Fatigue gain over fitness gain at which :func:`days_to_recovery` (or :func:`days_to_peak`) is ``days``."""
    rate_difference = 1.0 / np.asarray(fatigue_days) - 1.0 / np.asarray(fitness_days)
    return np.asarray(np.exp(days * rate_difference) * np.where(of_peak, np.divide(fatigue_days, fitness_days), 1.0))


def _marker(
    fitness_days: Number, fatigue_days: Number, fitness_gain: Number, fatigue_gain: Number, *, ahead: Number
) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        rate_difference = 1.0 / np.asarray(fatigue_days) - 1.0 / np.asarray(fitness_days)
        days = np.log(np.asarray(fatigue_gain) * ahead / fitness_gain) / rate_difference
    return np.where(rate_difference > 0.0, np.maximum(days, 0.0), np.nan)
