r"""What a set is worth: effort, repetitions, load and tempo.

.. math:: X_m = \sum_{\text{sets}} c_{e,m}\; \text{effort}\; \text{reps}\; \text{load}\; \text{tempo},
          \qquad E_m = E_0\,\ln\frac{1 + (R_m + X_m)/E_0}{1 + R_m/E_0}

Sources: [robinson_2024]_, [refalo_2023]_ (effort), [schoenfeld_2017b]_, [lopez_2021]_ (load), [schoenfeld_2015]_
(tempo), [pelland_2026]_ (fractional sets, diminishing returns).
"""

from __future__ import annotations

import numpy as np

from .parameters import Array, Values


def effort(p: Values, reps_in_reserve: Array) -> Array:
    r"""Share of a full stimulus that a set gives at its distance from failure: flat near failure, small far away.

    .. math:: \frac{1}{1 + (\text{RIR}/\text{RIR}_{1/2})^2}

    Args:
        p: Parameters.
        reps_in_reserve: Repetitions left undone, shape ``(lanes,)``.

    Returns:
        Fraction, shape ``(lanes,)``.
    """
    return np.asarray(1.0 / (1.0 + np.square(reps_in_reserve / p.effort_half_reps)))


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
    r"""Share of a set that trains the skill of lifting heavy; light loads teach some of it.

    .. math:: \lambda + (1 - \lambda)\,\sigma\!\left((L - L_{1/2})/w\right)

    Sources: [lopez_2021]_ (heavy beats light for strength, not for size).

    Returns:
        Fraction, shape ``(lanes,)``.
    """
    load = relative_load(p, reps + reps_in_reserve, tempo_s)
    heavy = _logistic((load - p.heavy_load_fraction) / p.heavy_load_width_fraction)
    return p.light_practice_fraction + (1.0 - p.light_practice_fraction) * heavy


def session_dose(p: Values, sets: Array, recent_sets: Array) -> Array:
    r"""Dose of a whole session: later sets add less, also after a break, and never nothing.

    .. math:: E = E_0\,\ln\frac{1 + (R + X)/E_0}{1 + R/E_0}

    Two sessions in a row are worth one with all the sets. As recent sets fade, a set after days off is worth more than
    one at the end of a long session, but the week counts too.

    Args:
        p: Parameters.
        sets: Worth of the session's sets, shape ``(lanes, muscles)``.
        recent_sets: Sets done of late, decaying with :math:`\tau_{recent}`, shape ``(lanes, muscles)``.

    Returns:
        Effective sets, shape ``(lanes, muscles)``.
    """
    return _log_dose(sets, p.dose_scale_sets, recent_sets)


def practice_dose(p: Values, sets: Array, heavy_sets: Array) -> Array:
    r"""Dose of practice of a whole session: the first set is most of it, and light sets teach less than heavy ones.

    .. math:: P = \frac{H}{X}\,P_0\,\ln(1 + X/P_0)

    Args:
        p: Parameters.
        sets: Worth of the session's sets, :math:`X`, shape ``(lanes, muscles)``.
        heavy_sets: The same weighted by heaviness, :math:`H`, shape ``(lanes, muscles)``.

    Returns:
        Effective sets, shape ``(lanes, muscles)``.
    """
    none = sets == 0.0
    return np.asarray(heavy_sets * _log_dose(sets, p.practice_scale_sets, 0.0) / (sets + none))


def _log_dose(sets: Array, scale_sets: Array, recent_sets: Array | float) -> Array:
    """Dose that grows with the logarithm of all sets, those of late among them, beyond a scale."""
    return np.asarray(scale_sets * np.log1p(sets / (scale_sets + recent_sets)))


def _logistic(x: Array) -> Array:
    """Rise from 0 to 1; written with ``tanh``, which does not overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * x))
