r"""Fatigue: what a set costs, within the session and for the days after.

Between events :math:`f' = -\rho f/\tau_f`, with the recovery rate :math:`\rho` held. Within a session a second, quick
part comes back between sets.

Sources: [moran_navarro_2017]_, [gonzalez_badillo_2016]_ (failure costs a day or two), [bartolomei_2017]_ (size and
duration of the force loss), [scielo_rbme_2007]_ (repetitions lost with short rests).
"""

from __future__ import annotations

import numpy as np

from .parameters import Array, Values


def set_cost(p: Values, reps: Array, reps_in_reserve: Array) -> Array:
    r"""Cost of a set for a muscle that does all of the work: more near failure.

    .. math:: \min(1, r/r_0)\,\left(1 + \kappa_\text{fail}\, e^{-\text{RIR}/w}\right)

    Args:
        p: Parameters.
        reps: Repetitions done, shape ``(lanes,)``.
        reps_in_reserve: Repetitions left undone, shape ``(lanes,)``.

    Returns:
        Sets (1 is a set far from failure), shape ``(lanes,)``.
    """
    near_failure = np.exp(-reps_in_reserve / p.failure_width_reps)
    return np.minimum(1.0, reps / p.full_reps) * (1.0 + p.failure_cost * near_failure)


def quick_fatigue_after_rest(p: Values, quick_fatigue: Array, rest_min: Array) -> Array:
    """Quick fatigue that is left when the next set begins.

    Args:
        p: Parameters.
        quick_fatigue: Quick fatigue at the end of the set, shape ``(lanes, muscles)``.
        rest_min: Rest, minute, shape ``(lanes, 1)``.

    Returns:
        Quick fatigue, shape ``(lanes, muscles)``.
    """
    return quick_fatigue * np.exp(-rest_min / p.tau_quick_fatigue_min)
