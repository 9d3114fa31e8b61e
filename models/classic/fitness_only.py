r"""Fitness alone: every load helps and fades, nothing tires.

.. math:: p_t = p_0 + k_1 \sum_{s \le t} w_s\, e^{-(t-s)/\tau_1}

The plain alternative that a model with fatigue has to beat: in untrained people it often fits as well.

Sources: [busso_1991]_.
"""

from __future__ import annotations

from ..parameters import Array
from .impulse import SameDay, what_is_left


def responses(load: Array, *, fitness_days: Array, same_day: SameDay = "included") -> tuple[Array, ...]:
    """Return the response to be weighed by its gain: fitness.

    Args:
        load: Load of every day, ``(days,)`` or ``(lanes, days)``.
        fitness_days: Time constant of fitness, day, scalar or ``(lanes,)``.
        same_day: Whether the day's own load counts on that day.

    Returns:
        One array, shape ``(lanes, days)``.
    """
    return (what_is_left(load, fitness_days, same_day),)
