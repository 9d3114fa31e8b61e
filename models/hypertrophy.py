r"""Growth: a session leaves an anabolic signal, and the signal builds size until it has decayed.

What training builds is fast at first: it goes within weeks unless it is built again, or has become slow by staying
(:mod:`models.muscle_memory`).

.. math:: g' = -g/\tau_g, \qquad f' = k\,a\,g - f/\tau_f - f/\tau_c

Sources: [damas_2016]_, [burd_2010]_ (time course of the response), [wernbom_2007]_ (rate), [pelland_2026]_ (dose),
[ogasawara_2011]_ (loss).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .linear import decay, decay_driven_by_decay
from .parameters import Array, Values


def response_of_muscles(p: Values, muscles: Sequence[str]) -> Array:
    """How strongly each muscle grows, relative to the quadriceps.

    Sources: [maeo_2021]_ (hamstrings), [kubo_2019]_ (glutes), [kinoshita_2023]_ (calves).

    Args:
        p: Parameters: ``<muscle>_response`` for every muscle.
        muscles: Names along the muscle axis.

    Returns:
        Ratio, shape ``(lanes, muscles)`` or ``(1, muscles)``.
    """
    return np.concatenate(np.broadcast_arrays(*(getattr(p, f"{muscle}_response") for muscle in muscles)), axis=1)


def signal_gained(p: Values, dose: Array, age_factor: Array, muscle_response: Array) -> Array:
    """Signal that a dose adds: how strongly this person and this muscle respond to it.

    Args:
        p: Parameters.
        dose: Effective sets, shape ``(lanes, muscles)``.
        age_factor: Share of a young adult's response, shape ``(lanes, 1)``.
        muscle_response: Of :func:`response_of_muscles`.

    Returns:
        Signal, effective sets, shape ``(lanes, muscles)``.
    """
    return dose * p.responder * age_factor * muscle_response


def response_at_age(p: Values, age_years: Array) -> Array:
    """Share of a young adult's growth that remains at an age.

    Sources: [kosek_2006]_, [straight_2020]_; counter-evidence [ahtiainen_2016]_.

    Returns:
        Fraction, shape ``(lanes,)``.
    """
    return np.exp(-p.response_loss_per_year * np.maximum(0.0, age_years - p.ageing_from_years))


def fast_loss_per_day(p: Values) -> Array:
    """Rate at which fast size goes, lost or become slow, 1/day, shape ``(lanes, 1)``."""
    return 1.0 / p.tau_size_days + 1.0 / p.tau_consolidation_days


def grow(p: Values, elapsed_days: float, fast: Array, signal: Array, efficiency: Array) -> Array:
    r"""Fast size after a stretch without events, exactly.

    .. math:: f(t) = f\,e^{-t/\tau} + k a g\,D(t; \tau, \tau_g), \qquad 1/\tau = 1/\tau_f + 1/\tau_c

    with :math:`D` of :func:`models.linear.decay_driven_by_decay`.

    Args:
        p: Parameters.
        elapsed_days: Length of the stretch, day.
        fast: Fast size at its start, shape ``(lanes, muscles)``.
        signal: Signal at its start, shape ``(lanes, muscles)``.
        efficiency: Anabolic efficiency, held through the stretch, shape ``(lanes, 1)``.

    Returns:
        Fast size at the end, shape ``(lanes, muscles)``.
    """
    loss_per_day = fast_loss_per_day(p)
    fed = decay_driven_by_decay(elapsed_days, loss_per_day, 1.0 / p.tau_signal_days)
    return fast * decay(elapsed_days, loss_per_day) + p.growth_per_set_day * efficiency * signal * fed
