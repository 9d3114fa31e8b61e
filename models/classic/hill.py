r"""Banister on a saturated load: twice the work of a hard day is less than twice the stimulus.

.. math:: w' = \kappa\, \frac{w^\gamma}{\delta^\gamma + w^\gamma}

The capacity :math:`\kappa` and the gain of a response multiply each other, so data can tell their product alone: the
responses here use :math:`\kappa = 1` and the gain is in units of performance.

Sources: [clarke_2013]_.
"""

from __future__ import annotations

import numpy as np

from ..parameters import Array
from . import banister
from .impulse import SameDay


def saturated(load: Array, half_load: float | Array, exponent: float | Array, capacity: float | Array = 1.0) -> Array:
    """Return loads on a curve that saturates.

    Args:
        load: Load, not negative. Broadcasts.
        half_load: Load that is worth half the capacity, positive, in the same unit. Broadcasts.
        exponent: Steepness, positive; above 1 small loads count for less than their share. Broadcasts.
        capacity: What no load exceeds. Broadcasts.

    Returns:
        In the unit of the capacity, broadcast shape; 0 for no load.
    """
    relative = (np.asarray(load, dtype=float) / half_load) ** exponent
    return np.asarray(capacity * (relative / (1.0 + relative)))


def responses(
    load: Array,
    *,
    fitness_days: Array,
    fatigue_days: Array,
    half_load: Array,
    exponent: Array,
    same_day: SameDay = "included",
) -> tuple[Array, ...]:
    """Return the responses to be weighed by their gains: fitness, and fatigue below zero.

    Args:
        load: Load of every day, ``(days,)`` or ``(lanes, days)``.
        fitness_days: Time constant of fitness, day, scalar or ``(lanes,)``.
        fatigue_days: Time constant of fatigue, day, scalar or ``(lanes,)``.
        half_load: Load that is worth half of the most, scalar or ``(lanes,)``.
        exponent: Steepness of the curve, scalar or ``(lanes,)``.
        same_day: Whether the day's own load counts on that day.

    Returns:
        Two arrays, each ``(lanes, days)``.
    """
    worth = saturated(load, np.asarray(half_load)[..., None], np.asarray(exponent)[..., None])
    return banister.responses(worth, fitness_days=fitness_days, fatigue_days=fatigue_days, same_day=same_day)
