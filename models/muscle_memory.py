r"""Muscle memory: nuclei are added when size outgrows them, and stay.

.. math:: n' = -r_n\,(n - 1), \qquad \Delta n = \kappa_n\,E\,\max(0, s - n)\,\frac{n_\text{max} - n}{n_\text{max} - 1}

How long human nuclei stay is not known: [bruusgaard_2010]_ (mice) kept them, [rahmati_2022]_ (humans) found fewer after
atrophy. Setting ``kept_by_nuclei_fraction`` to 0 and ``nuclei_loss_per_day`` to the rate of size removes the memory.
"""

from __future__ import annotations

import numpy as np

from .parameters import Array, Values


def nuclei_added(p: Values, dose: Array, size: Array, nuclei: Array) -> Array:
    """Nuclei that a session adds.

    Args:
        p: Parameters.
        dose: Effective sets, shape ``(lanes, muscles)``.
        size: Muscle size, 1 = never trained, shape ``(lanes, muscles)``.
        nuclei: Size that the nuclei can keep supplied, shape ``(lanes, muscles)``.

    Returns:
        Change of ``nuclei``, not negative, shape ``(lanes, muscles)``.
    """
    outgrown = np.maximum(0.0, size - nuclei)
    below_ceiling = np.maximum(0.0, (p.nuclei_ceiling - nuclei) / (p.nuclei_ceiling - 1.0))
    # Bounded so that one enormous session cannot add more nuclei than the muscle has outgrown.
    return outgrown * -np.expm1(-p.nuclei_per_set * dose) * below_ceiling
