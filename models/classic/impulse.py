r"""What is left of daily loads: the one response that every classic model is built of.

.. math:: g_t = e^{-1/\tau}\, g_{t-1} + w_t, \qquad g_{-1} = 0

so a load counts fully on its own day. Whether performance is measured after that day's session or before it is a
convention on which papers and spreadsheets differ, and both are offered: ``included`` reads :math:`g_t`, ``excluded``
reads :math:`e^{-1/\tau} g_{t-1}`, the sum over earlier days alone.

Sources: [clarke_2013]_ (which includes the day), [morton_1990]_.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from ..parameters import Array

SameDay = Literal["included", "excluded"]
"""Whether a day's own load counts for the performance of that day."""


def what_is_left(load: Array, tau_days: float | Array, same_day: SameDay = "included") -> Array:
    """Add up loads that fade exponentially.

    Args:
        load: Load of every day, rest days 0. Shape ``(days,)``, or ``(lanes, days)`` where lanes differ in it.
        tau_days: Time constant, positive, day; infinity never forgets. Scalar or ``(lanes,)``.
        same_day: Whether the day's own load counts on that day.

    Returns:
        In the unit of the load, shape ``(days,)`` or ``(lanes, days)``.

    Raises:
        ValueError: A time constant is not positive.
    """
    load, tau = np.asarray(load, dtype=float), np.asarray(tau_days, dtype=float)
    if not np.all(tau > 0.0):
        raise ValueError(f"a time constant must be above 0 days, found {np.min(tau):g}")
    kept = np.exp(-1.0 / tau)
    # Days first: each step then reads and writes one contiguous row of lanes.
    loads = np.ascontiguousarray(np.moveaxis(load, -1, 0))
    left = np.empty((len(loads), *np.broadcast_shapes(loads.shape[1:], kept.shape)))
    level = np.zeros(left.shape[1:])
    for day, amount in enumerate(loads):
        level = level * kept
        if same_day == "excluded":
            left[day] = level
        level = level + amount
        if same_day == "included":
            left[day] = level
    return np.moveaxis(left, 0, -1)
