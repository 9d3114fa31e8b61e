r"""The Performance Management Chart: chronic load, acute load, and the balance between them.

.. math:: C_t = C_{t-1} + \left(1 - e^{-1/\tau_c}\right)(w_t - C_{t-1}), \qquad A_t \text{ alike with } \tau_a,
          \qquad B_t = C_{t-1} - A_{t-1}

Averages, not sums: a load that stays the same is approached by both. The balance of a day is that of the evening
before, so that it describes how one enters the session. Some programs weigh a day by :math:`1/\tau` instead, 1 % more
for the chronic load and 7 % more for the acute. It is a Banister model whose constants and gains are fixed beforehand:
nothing is fitted.

Sources: [clarke_2013]_, [coggan_2003]_.
"""

from __future__ import annotations

import attrs
import numpy as np

from ..parameters import Array
from .catalogue import constants
from .impulse import what_is_left


@attrs.frozen(eq=False)
class ManagementChart:
    """The three lines of the chart, each ``(days,)`` or ``(lanes, days)``, in units of load a day.

    Attributes:
        chronic_load: Known as CTL.
        acute_load: Known as ATL.
        balance: Known as TSB.
    """

    chronic_load: Array
    acute_load: Array
    balance: Array


def management_chart(
    load: Array,
    chronic_days: float | Array | None = None,
    acute_days: float | Array | None = None,
    start_load: float = 0.0,
) -> ManagementChart:
    """Compute the chart.

    Args:
        load: Load of every day, ``(days,)`` or ``(lanes, days)``.
        chronic_days: Time constant of the chronic load, day; the customary one if left out.
        acute_days: Time constant of the acute load, day; the customary one if left out.
        start_load: Daily load lived for long before the first day.
    """
    load = np.asarray(load, dtype=float)
    usual = constants()
    chronic = _average(load, usual["chronic_days"].usual if chronic_days is None else chronic_days, start_load)
    acute = _average(load, usual["acute_days"].usual if acute_days is None else acute_days, start_load)
    before = np.zeros_like(chronic)
    before[..., 1:] = (chronic - acute)[..., :-1]
    return ManagementChart(chronic, acute, before)


def _average(load: Array, tau_days: float | Array, start_load: float) -> Array:
    weight = -np.expm1(-1.0 / np.asarray(tau_days, dtype=float))
    return start_load + weight[..., None] * what_is_left(load - start_load, tau_days)
