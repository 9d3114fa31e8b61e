r"""Growth: a session leaves an anabolic signal, and the signal builds size until it has decayed.

.. math:: g' = -g/\tau_g, \qquad s' = k\,a\,g - (s - s_\text{floor})/\tau_s

Sources: [damas_2016]_, [burd_2010]_ (time course of the response), [wernbom_2007]_ (rate), [pelland_2026]_ (dose).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .linear import decay, decay_driven_by_decay
from .parameters import Array, Values


def headroom(p: Values, size: Array, nuclei: Array) -> Array:
    r"""How much a muscle still has to gain under the nuclei that it has.

    .. math:: h_0 = \max\left(0,\; 1 - \frac{s}{C\,n}\right), \qquad h = \frac{h_0}{1 + h_0/h_\text{max}}

    Memory lives here: after a layoff the size has fallen and the nuclei have not, so there is much room. The saturation
    keeps regain within about twice a novice's rate.

    Args:
        p: Parameters.
        size: Muscle size, 1 = never trained, shape ``(lanes, muscles)``.
        nuclei: Size that the nuclei can keep supplied, shape ``(lanes, muscles)``.

    Returns:
        Fraction, shape ``(lanes, muscles)``.
    """
    room = np.maximum(0.0, 1.0 - size / (p.supply_ratio * nuclei))
    return room / (1.0 + room / p.headroom_limit_fraction)


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


def signal_gained(p: Values, dose: Array, room: Array, age_factor: Array, muscle_response: Array) -> Array:
    """Signal that a dose adds: dose, room, and how strongly this person and this muscle respond.

    Args:
        p: Parameters.
        dose: Effective sets, shape ``(lanes, muscles)``.
        room: Headroom, fraction, shape ``(lanes, muscles)``.
        age_factor: Share of a young adult's response, shape ``(lanes, 1)``.
        muscle_response: Of :func:`response_of_muscles`.

    Returns:
        Signal, effective sets, shape ``(lanes, muscles)``.
    """
    return dose * room * p.responder * age_factor * muscle_response


def response_at_age(p: Values, age_years: Array) -> Array:
    """Share of a young adult's growth that remains at an age.

    Sources: [kosek_2006]_, [straight_2020]_; counter-evidence [ahtiainen_2016]_.

    Returns:
        Fraction, shape ``(lanes,)``.
    """
    return np.exp(-p.response_loss_per_year * np.maximum(0.0, age_years - p.ageing_from_years))


def grow(
    p: Values, elapsed_days: float, size: Array, signal: Array, nuclei: Array, efficiency: Array, unloaded_floor: Array
) -> Array:
    r"""Size after a stretch without events, exactly.

    .. math:: s(t) = F + (s - F)e^{-t/\tau_s} + k a g\,D(t; \tau_s, \tau_g)
              + \frac{\varphi (n - 1)}{\tau_s} D(t; \tau_s, \tau_n)

    with :math:`D` of :func:`models.linear.decay_driven_by_decay`.

    Args:
        p: Parameters.
        elapsed_days: Length of the stretch, day.
        size: Size at its start, shape ``(lanes, muscles)``.
        signal: Signal at its start, shape ``(lanes, muscles)``.
        nuclei: Nuclei at its start, shape ``(lanes, muscles)``.
        efficiency: Anabolic efficiency, held through the stretch, shape ``(lanes, muscles)``.
        unloaded_floor: Size that an untrained muscle keeps at this loading, shape ``(lanes, 1)``.

    Returns:
        Size at the end, shape ``(lanes, muscles)``.
    """
    loss_per_day = 1.0 / p.tau_size_days
    left = decay(elapsed_days, loss_per_day)
    built = (
        p.growth_per_set_day
        * efficiency
        * signal
        * decay_driven_by_decay(elapsed_days, loss_per_day, 1.0 / p.tau_signal_days)
    )
    kept = (
        p.kept_by_nuclei_fraction
        * (nuclei - 1.0)
        * loss_per_day
        * decay_driven_by_decay(elapsed_days, loss_per_day, p.nuclei_loss_per_day)
    )
    return unloaded_floor + (size - unloaded_floor) * left + built + kept
