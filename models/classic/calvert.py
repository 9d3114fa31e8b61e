r"""Calvert: Banister with a delay, because fitness takes time to arrive.

.. math:: p_t = p_0 + k_1 \sum_{s \le t} w_s \left(e^{-(t-s)/\tau_1} - e^{-(t-s)/\tau_d}\right)
          - k_2 \sum_{s \le t} w_s\, e^{-(t-s)/\tau_2}

A load adds no fitness on its own day, and most of it after about :math:`\tau_d`. With :math:`\tau_d \to 0` it is
Banister without the day's own fitness; with :math:`\tau_d \to \tau_1` fitness vanishes and its gain grows
without bound.

Sources: [calvert_1976]_.
"""

from __future__ import annotations

from ..parameters import Array
from .impulse import SameDay, what_is_left


def responses(
    load: Array, *, fitness_days: Array, fatigue_days: Array, delay_days: Array, same_day: SameDay = "included"
) -> tuple[Array, ...]:
    """Return the responses to be weighed by their gains: delayed fitness, and fatigue below zero.

    Args:
        load: Load of every day, ``(days,)`` or ``(lanes, days)``.
        fitness_days: Time constant with which fitness fades, day, scalar or ``(lanes,)``.
        fatigue_days: Time constant of fatigue, day, scalar or ``(lanes,)``.
        delay_days: Time constant with which fitness arrives, day, scalar or ``(lanes,)``.
        same_day: Whether the day's own load counts on that day.

    Returns:
        Two arrays, each ``(lanes, days)``.
    """
    arrived = what_is_left(load, fitness_days, same_day) - what_is_left(load, delay_days, same_day)
    return arrived, -what_is_left(load, fatigue_days, same_day)
