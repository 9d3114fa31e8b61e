r"""What a set is worth: effort, repetitions, load, tempo, and how fresh the muscle was.

.. math:: X_m = \sum_{\text{sets}} c_{e,m}\; \text{effort}\; \text{reps}\; \text{load}\; \text{tempo}\; \text{fresh}_m,
          \qquad E_m = E_0\,e^{-R_m/E_0}\,(1 - e^{-X_m/E_0})

Sources: [robinson_2024]_, [refalo_2023]_ (effort), [schoenfeld_2017b]_, [lopez_2021]_ (load), [schoenfeld_2015]_
(tempo), [pelland_2026]_ (fractional sets, diminishing returns).
"""

from __future__ import annotations

import numpy as np

from .parameters import Array, Values


def effort(p: Values, reps_in_reserve: Array) -> Array:
    r"""Share of a full stimulus that a set gives at its distance from failure.

    .. math:: \frac{1}{1 + e^{(\text{RIR} - \text{RIR}_{1/2})/w}}

    Args:
        p: Parameters.
        reps_in_reserve: Repetitions left undone, shape ``(lanes,)``.

    Returns:
        Fraction, shape ``(lanes,)``.
    """
    return _logistic((p.effort_half_reps - reps_in_reserve) / p.effort_width_reps)


def repetitions_to_failure(p: Values, relative_load: Array, tempo_s: Array) -> Array:
    r"""Repetitions possible with a fraction of the momentary maximum.

    .. math:: r = \left(1 + c\left(\tfrac{1}{L} - 1\right)\right)\left(\tfrac{T_0}{T}\right)^{\theta}

    Near the repetitions chart of powerlifting up to 12 repetitions and bounded by the strength that is left beyond it.

    Args:
        p: Parameters.
        relative_load: Load over momentary one-repetition maximum, positive, shape ``(lanes,)``.
        tempo_s: Duration of a repetition, second.

    Returns:
        Repetitions, below 1 when the load is too heavy, not negative. Shape ``(lanes,)``.
    """
    repetitions = 1.0 + p.reps_curve_reps * (1.0 / relative_load - 1.0)
    return np.maximum(repetitions, 0.0) * (p.usual_tempo_s / tempo_s) ** p.tempo_exponent


def relative_load(p: Values, reps_to_failure: Array, tempo_s: Array) -> Array:
    """Invert :func:`repetitions_to_failure`: the load that allows this many repetitions.

    Returns:
        Fraction of the momentary maximum, shape ``(lanes,)``.
    """
    at_usual_tempo = reps_to_failure * (tempo_s / p.usual_tempo_s) ** p.tempo_exponent
    return np.asarray(1.0 / (1.0 + np.maximum(at_usual_tempo - 1.0, 0.0) / p.reps_curve_reps))


def set_worth(p: Values, reps: Array, reps_in_reserve: Array, tempo_s: Array) -> Array:
    """Worth of a set for a fresh muscle that does all of the work.

    Repetitions count fully from ``full_reps`` up; very light loads and very slow repetitions count less.

    Args:
        p: Parameters.
        reps: Repetitions done, shape ``(lanes,)``; 0 is no set.
        reps_in_reserve: Repetitions left undone, shape ``(lanes,)``.
        tempo_s: Duration of a repetition, second.

    Returns:
        Sets (1 is one hard set), shape ``(lanes,)``.
    """
    load = relative_load(p, reps + reps_in_reserve, tempo_s)
    not_too_light = _logistic((load - p.light_load_fraction) / p.light_load_width_fraction)
    not_too_slow = _logistic((p.slow_tempo_s - tempo_s) / p.slow_tempo_width_s)
    return np.minimum(1.0, reps / p.full_reps) * effort(p, reps_in_reserve) * not_too_light * not_too_slow


def heaviness(p: Values, reps: Array, reps_in_reserve: Array, tempo_s: Array) -> Array:
    """Share of a set that trains the skill of lifting heavy.

    Sources: [lopez_2021]_ (heavy beats light for strength, not for size).

    Returns:
        Fraction, shape ``(lanes,)``.
    """
    load = relative_load(p, reps + reps_in_reserve, tempo_s)
    return _logistic((load - p.heavy_load_fraction) / p.heavy_load_width_fraction)


def freshness(p: Values, fatigue: Array, damage: Array) -> Array:
    r"""Share of a set's stimulus that a tired or sore muscle still receives.

    .. math:: \frac{1}{1 + w_f f + w_d d}

    Returns:
        Fraction, shape ``(lanes, muscles)``.
    """
    return 1.0 / (1.0 + p.freshness_fatigue_weight * fatigue + p.freshness_damage_weight * damage)


def session_dose(p: Values, sets: Array, recent_sets: Array) -> Array:
    r"""Dose of a whole session: later sets add less, also after a break.

    .. math:: E = E_0\,e^{-R/E_0}\,(1 - e^{-X/E_0})

    With nothing recent this is :math:`E_0(1 - e^{-X/E_0})`; two sessions in a row are worth one with all the sets.
    Whether sessions saturate or weeks do is a matter of how slowly :math:`R` decays: within hours splitting a week's
    sets wins most, over weeks hardly anything.

    Args:
        p: Parameters.
        sets: Worth of the session's sets, shape ``(lanes, muscles)``.
        recent_sets: Sets done of late, decaying with :math:`\tau_{recent}`, shape ``(lanes, muscles)``.

    Returns:
        Effective sets, shape ``(lanes, muscles)``.
    """
    limit = p.session_saturation_sets
    return -limit * np.exp(-recent_sets / limit) * np.expm1(-sets / limit)


def _logistic(x: Array) -> Array:
    """Rise from 0 to 1; written with ``tanh``, which does not overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * x))
