r"""Disuse: a cast, limb suspension or bed rest takes size, unless training spares it, and inhibits the nerves.

.. math:: l' = -\frac{l - L\,(1 - \ell)}{\tau_f}, \qquad \ell' = -\ell/\tau_\ell, \qquad
          \ell \mathrel{+}= (1 - \ell)\left(1 - e^{-\kappa_\ell X}\right)

The size :math:`l` lost to disuse approaches what the loading takes in the long run, :math:`L`, and 0 when the leg bears
weight again. A session of :math:`X` sets loads the muscle: for some days it is spared, by the share :math:`\ell`. What
training builds comes on top, so that training in bed holds what bed takes, and regrowth is natural return and growth
together, neither faster for the other.

Strength falls faster than size: four times in the first days, twice after a month [marusic_2021]_, so a second state,
``inhibition``, climbs within days while the leg is out of use and goes when it bears weight again.

Sources: [wall_2014]_, [kilroe_2020]_ (cast, brace), [de_boer_2007]_ (suspension), [dirks_2016]_, [marusic_2021]_ (bed
rest).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .linear import decay, decay_driven_by_decay
from .parameters import Array, Values

MANNERS = ("bed_rest", "limb_suspension", "cast")


def floor_without_load(p: Values, manner: str, muscles: Sequence[str]) -> Array:
    """Size to which each never-trained muscle falls when out of use in this manner.

    Raises:
        KeyError: The manner is not one of ``MANNERS``.

    Returns:
        Fraction, shape ``(lanes, muscles)`` or ``(1, muscles)``.
    """
    loss = (
        1.0
        - {
            "bed_rest": p.floor_bed_rest_fraction,
            "limb_suspension": p.floor_limb_suspension_fraction,
            "cast": p.floor_cast_fraction,
        }[manner]
    )
    return 1.0 - np.concatenate(
        np.broadcast_arrays(*(loss * p.calves_disuse_ratio if name == "calves" else loss for name in muscles)), axis=1
    )


def inhibition_without_load(p: Values, manner: str) -> Array:
    """Inhibition that builds up when out of use in this manner (log of the strength ratio), shape ``(lanes,)``.

    Raises:
        KeyError: The manner is not one of ``MANNERS``.
    """
    return {
        "bed_rest": p.inhibition_bed_rest,
        "limb_suspension": p.inhibition_limb_suspension,
        "cast": p.inhibition_cast,
    }[manner]


def spared_by(p: Values, sets: Array, spared: Array) -> Array:
    """Share of a disuse that a muscle is spared after a session, shape ``(lanes, muscles)``."""
    return spared - (1.0 - spared) * np.expm1(-p.sparing_per_set * sets)


def lose(p: Values, elapsed_days: float, lost: Array, floor: Array, spared: Array) -> Array:
    r"""Size lost to disuse after a stretch without events, exactly.

    .. math:: l(t) = L + (l - L)\,e^{-t/\tau_f} - \frac{L\,\ell}{\tau_f}\,D(t; \tau_f, \tau_\ell)

    Args:
        p: Parameters.
        elapsed_days: Length of the stretch, day.
        lost: Lost at its start, shape ``(lanes, muscles)``.
        floor: Size to which a never-trained muscle goes at this loading, shape ``(lanes, muscles)``.
        spared: Share spared at its start, shape ``(lanes, muscles)``.

    Returns:
        Lost at the end, shape ``(lanes, muscles)``.
    """
    rate_per_day, most = 1.0 / p.tau_size_days, 1.0 - floor
    fed = rate_per_day * decay_driven_by_decay(elapsed_days, rate_per_day, 1.0 / p.tau_sparing_days)
    return most + (lost - most) * decay(elapsed_days, rate_per_day) - most * spared * fed
