r"""Running: what it takes from the muscles, and what it builds.

A run spends part of the signal still pending,

.. math:: g_m \leftarrow g_m\, e^{-\iota\, (t/30)\, I\, w_m},

so that right after leg day there is much to spend and two days later little: the interference by the hour since leg day
emerges from the decay of :math:`g`. It is small: trials see no loss of size. What they see is strength learned more
slowly, so that the aerobic fatigue :math:`A` of late divides what practice teaches by :math:`1 + \omega A`. Aerobic
fitness follows Banister: :math:`w' = -w/\tau` for fitness and fatigue.

Sources: [schumann_2022]_, [lundberg_2022]_, [wilson_2012]_, [petre_2021]_ (interference); [margaria_1963]_ (energy);
[millet_2003]_, [maeo_2017]_ (force after runs).
"""

from __future__ import annotations

import numpy as np

from .activities import RunStyle
from .parameters import Array, Values

HALF_HOUR_MIN = 30.0


def signal_kept(p: Values, style: RunStyle, minutes: Array) -> Array:
    """Share of the pending signal that a run leaves, shape ``(lanes, muscles)``."""
    half_hours = np.atleast_1d(minutes)[..., None] / HALF_HOUR_MIN
    return np.exp(-p.interference_per_half_hour * half_hours * style.intensity * style.muscle_weights)


def sprint_sets(p: Values, style: RunStyle, minutes: Array, strength: Array) -> Array:
    """Worth of sprinting as sets: the stronger the legs, the further from failure body weight is.

    Args:
        p: Parameters.
        style: Style of the run; all but sprints give 0.
        minutes: Duration, minute, shape ``(lanes,)``.
        strength: Strength relative to the never-trained muscle, shape ``(lanes, muscles)``.

    Returns:
        Sets, shape ``(lanes, muscles)``.
    """
    reserve = p.sprint_reserve_reps + p.sprint_reserve_reps_per_strength * (strength - 1.0)
    near = 1.0 / (1.0 + np.square(reserve / p.effort_half_reps[..., None]))
    return np.atleast_1d(minutes)[..., None] * style.sprint_sets_per_min * style.muscle_weights * near


def practice_kept(p: Values, aerobic_fatigue: Array) -> Array:
    """Share of what practice teaches that endurance work of late leaves, shape ``(lanes,)``.

    Sources: [huiberts_2024]_ (strength of men who also run), [petre_2021]_.
    """
    return np.asarray(1.0 / (1.0 + p.practice_loss_per_load * aerobic_fatigue))


def energy_spent_kcal(p: Values, distance_km: Array, body_mass_kg: Array) -> Array:
    """Energy of a run, kcal, shape ``(lanes,)``."""
    return p.running_kcal_per_kg_km * distance_km * body_mass_kg


def aerobic_capacity(p: Values, fitness: Array, fatigue: Array, is_female: Array, age_years: Array) -> Array:
    """Maximal oxygen uptake, ml/kg/min, shape ``(lanes,)``; saturates in the training load."""
    untrained = p.aerobic_base_ml_per_kg_min * (1.0 - p.female_aerobic_loss_fraction * is_female)
    aged = untrained * np.exp(-p.aerobic_loss_per_year * np.maximum(0.0, age_years - p.ageing_from_years))
    gain = p.aerobic_gain_limit_fraction * -np.expm1(-fitness / p.aerobic_gain_load)
    return aged * (1.0 + gain) * np.exp(-p.aerobic_fatigue_weight * fatigue)
