r"""Too much: a session on muscles that have not recovered from the last ones builds less, and at worst takes away.

.. math:: w = \frac{1 - (z/z_0)^2}{1 + (z/z_0)^2}, \qquad z = f + w_d\,d

The strain :math:`z` is what fatigue and damage still take of strength when the session begins, as a log. After usual
days off it is small and squared, so next to nothing is lost; where it never goes (too many sets, too little sleep) more
training is worth less than less, and beyond :math:`z_0` it costs size and skill.

Sources: no trial trained people until they shrank; the level is assumed. That size still rises at 45 weekly sets
[schoenfeld_2019]_ keeps it from being low.
"""

from __future__ import annotations

import numpy as np

from .parameters import Array, Values


def strain(p: Values, fatigue: Array, damage: Array) -> Array:
    """Strength that is missing when a session begins (log of the ratio), shape ``(lanes, muscles)``."""
    return fatigue + p.strength_damage_weight * damage


def session_worth(p: Values, missing: Array) -> Array:
    """What a session is worth at a strain: 1 for the recovered, 0 at the limit, -1 far beyond it.

    Args:
        p: Parameters.
        missing: Of :func:`strain`.

    Returns:
        Factor, shape ``(lanes, muscles)``.
    """
    square = np.square(missing / p.strain_limit)
    return np.asarray((1.0 - square) / (1.0 + square))
