r"""Busso: a load tires the more, the more was done in the days before it.

.. math:: p_t = p_0 + k_1 \sum_{s \le t} w_s\, e^{-(t-s)/\tau_1} - \sum_{s \le t} k_2(s)\, w_s\, e^{-(t-s)/\tau_2},
          \qquad k_2(s) = k_3 \sum_{j \le s} w_j\, e^{-(s-j)/\tau_3}

The load of a day always counts in its own :math:`k_2`; the convention for the same day concerns the outer sums
alone. As fatigue is quadratic in the load, doubling every load does not double the effect: there is a best load.

Sources: [busso_2003]_.
"""

from __future__ import annotations

from ..parameters import Array
from .impulse import SameDay, what_is_left


def responses(
    load: Array, *, fitness_days: Array, fatigue_days: Array, sensitising_days: Array, same_day: SameDay = "included"
) -> tuple[Array, ...]:
    """Return the responses to be weighed by their gains: fitness, and fatigue below zero.

    Args:
        load: Load of every day, ``(days,)`` or ``(lanes, days)``.
        fitness_days: Time constant of fitness, day, scalar or ``(lanes,)``.
        fatigue_days: Time constant of fatigue, day, scalar or ``(lanes,)``.
        sensitising_days: How long earlier loads make later ones more tiring, day, scalar or ``(lanes,)``.
        same_day: Whether the day's own load counts on that day.

    Returns:
        Two arrays, each ``(lanes, days)``; the second in squares of the unit of load.
    """
    tiring = load * what_is_left(load, sensitising_days)
    return what_is_left(load, fitness_days, same_day), -what_is_left(tiring, fatigue_days, same_day)
