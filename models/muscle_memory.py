r"""Muscle memory: what has been built and stays long enough becomes slow, and is lost over years.

.. math:: s' = f/\tau_c - s/\tau_s

Whether it is nuclei, fibres or connective tissue that stays is left open: nuclei outlast disuse in mice
[bruusgaard_2010]_, atrophied human muscle holds fewer [rahmati_2022]_, and people who have trained for years are far
bigger than any trial of months makes them [balshaw_2022]_. An endless ``tau_consolidation_days`` removes the memory.

Sources: [narici_1996]_ (growth that does not level off in half a year), [psilander_2019]_ (next to none after ten
weeks).
"""

from __future__ import annotations

from .hypertrophy import fast_loss_per_day
from .linear import decay, decay_driven_by_decay, decay_driven_in_a_row
from .parameters import Array, Values


def consolidate(p: Values, elapsed_days: float, slow: Array, fast: Array, signal: Array, efficiency: Array) -> Array:
    r"""Slow size after a stretch without events, exactly.

    .. math:: s(t) = s\,e^{-t/\tau_s} + \frac{1}{\tau_c}\left(f\,D(t; \tau_s, \tau)
              + k a g\,D(t; \tau_s, \tau, \tau_g)\right)

    with :math:`D` of :mod:`models.linear` and :math:`\tau` of :func:`models.hypertrophy.grow`.

    Args:
        p: Parameters.
        elapsed_days: Length of the stretch, day.
        slow: Slow size at its start, shape ``(lanes, muscles)``.
        fast: Fast size at its start, shape ``(lanes, muscles)``.
        signal: Signal at its start, shape ``(lanes, muscles)``.
        efficiency: Anabolic efficiency, held through the stretch, shape ``(lanes, 1)``.

    Returns:
        Slow size at the end, shape ``(lanes, muscles)``.
    """
    lost, passed_on = 1.0 / p.tau_slow_days, fast_loss_per_day(p)
    built = p.growth_per_set_day * efficiency * signal
    fed = fast * decay_driven_by_decay(elapsed_days, lost, passed_on)
    fed = fed + built * decay_driven_in_a_row(elapsed_days, lost, passed_on, 1.0 / p.tau_signal_days)
    return slow * decay(elapsed_days, lost) + fed / p.tau_consolidation_days
