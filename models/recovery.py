r"""Recovery: sleep, stress, soreness and what one can do about it.

Between events damage runs through two equal stages, so that soreness peaks a time constant after the work:

.. math:: i' = -i/\tau_d, \qquad d' = (i - d)/\tau_d, \qquad b' = -b/\tau_b

Sources: [tufano_2012]_, [mchugh_2003]_, [byrnes_1985]_, [lindsay_2021]_ (soreness, repeated bouts), [lamon_2021]_,
[saner_2020]_ (sleep and synthesis), [stults_kolehmainen_2014]_ (stress and recovery).
"""

from __future__ import annotations

import numpy as np

from .linear import decay
from .parameters import Array, Values


def damage_flow(p: Values, elapsed_days: float, inflammation: Array, damage: Array) -> tuple[Array, Array]:
    r"""Two equal stages in a row.

    .. math:: i(t) = i\,e^{-t/\tau_d}, \qquad d(t) = \left(d + i\,t/\tau_d\right) e^{-t/\tau_d}

    Returns:
        Inflammation and damage, each ``(lanes, muscles)``.
    """
    rate_per_day = 1.0 / p.tau_damage_days
    left = decay(elapsed_days, rate_per_day)
    return inflammation * left, (damage + inflammation * rate_per_day * elapsed_days) * left


def damage_done(p: Values, eccentric_sets: Array, protection: Array) -> Array:
    """Inflammation that work starts, less where earlier bouts protect, shape ``(lanes, muscles)``."""
    return p.damage_per_set * eccentric_sets / (1.0 + protection)


def protection_gained(p: Values, eccentric_sets: Array, protection: Array) -> Array:
    """Protection that a bout leaves; most of it comes from the first, shape ``(lanes, muscles)``."""
    room = np.maximum(0.0, p.protection_limit - protection)
    # Where the limit is 0 there is no room, and any divisor that is not 0 gives the 0 that is due.
    limit = np.where(p.protection_limit > 0.0, p.protection_limit, 1.0)
    return room * -np.expm1(-p.protection_per_set * eccentric_sets / limit)


def sleep_debt_after_night(p: Values, debt_hours: Array, hours: Array) -> Array:
    """Sleep debt in the morning, hour, shape ``(lanes,)``; a long night pays back, but no credit is built up."""
    return np.clip(debt_hours + p.sleep_need_hours - hours, 0.0, p.sleep_debt_limit_hours)


def sleep_debt_after_nap(p: Values, debt_hours: Array, hours: Array) -> Array:
    """Sleep debt after a nap, hour, shape ``(lanes,)``."""
    return np.maximum(0.0, debt_hours - p.nap_value_fraction * hours)


def sleep_synthesis(p: Values, debt_hours: Array) -> Array:
    """Share of muscle protein synthesis that a sleep debt leaves, the same for each hour, shape ``(lanes,)``."""
    return np.exp(-p.sleep_synthesis_loss_per_hour * debt_hours)


def stress_synthesis(p: Values, stress: Array) -> Array:
    """Growth under life stress relative to usual stress, shape ``(lanes,)``."""
    return np.exp(-p.stress_synthesis_loss * (stress - p.usual_stress_fraction))


def illness_synthesis(p: Values, illness: Array) -> Array:
    """Share of growth that an illness leaves, shape ``(lanes,)``."""
    return np.exp(-p.illness_synthesis_loss * illness)


def recovery_rate(
    p: Values, sleep_debt_hours: Array, stress: Array, illness: Array, age_years: Array, damage: Array
) -> Array:
    """Speed of recovery from fatigue relative to a rested, unstressed, healthy young adult's.

    Args:
        p: Parameters.
        sleep_debt_hours: Sleep debt, hour, shape ``(lanes,)``.
        stress: Life stress, 0 to 1, shape ``(lanes,)``.
        illness: Illness, 0 to 1, shape ``(lanes,)``.
        age_years: Age, year, shape ``(lanes,)``.
        damage: Damage, shape ``(lanes, muscles)``.

    Returns:
        Rate, 1 = usual, shape ``(lanes, muscles)``.
    """
    slept = 1.0 / (1.0 + sleep_debt_hours / p.recovery_sleep_debt_hours)
    calm = np.exp(-p.recovery_stress_loss * (stress - p.usual_stress_fraction))
    healthy = np.exp(-p.recovery_illness_loss * illness)
    young = np.exp(-p.recovery_loss_per_year * np.maximum(0.0, age_years - p.ageing_from_years))
    return (slept * calm * healthy * young)[..., None] / (1.0 + p.recovery_damage_weight * damage)
