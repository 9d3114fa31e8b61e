r"""Critical power: what can be held, and what can be spent above it.

.. math:: P = \frac{W'}{t} + P_c

Fitted as a straight line on :math:`1/t` by ordinary least squares, which weighs short efforts most. It holds for
efforts of roughly 2 to 20 minutes. It is how tests of several durations become one performance for the
models beside it.

Sources: [clarke_2013]_.
"""

from __future__ import annotations

import attrs
import numpy as np

from ..parameters import Array


@attrs.frozen
class CriticalPower:
    """A fitted line.

    Attributes:
        critical_power_w: Power that can be held, W.
        reserve_j: Work that can be done above it (W'), J.
    """

    critical_power_w: float
    reserve_j: float

    def power_w(self, duration_s: Array) -> Array:
        """Return the power that an effort of this duration allows, W."""
        return np.asarray(self.critical_power_w + self.reserve_j / duration_s)


def fit_critical_power(power_w: Array, duration_s: Array) -> CriticalPower:
    """Fit the line.

    Args:
        power_w: Mean power of each effort to exhaustion, shape ``(efforts,)``.
        duration_s: How long each lasted, positive, shape ``(efforts,)``.

    Raises:
        ValueError: There are not two different durations, or one of them is not positive.
    """
    power, duration = np.asarray(power_w, dtype=float), np.asarray(duration_s, dtype=float)
    if power.shape != duration.shape or len(set(duration.tolist())) < 2 or not np.all(duration > 0.0):  # noqa: PLR2004
        raise ValueError(
            f"a critical power needs efforts of at least two different durations above 0 s, found {duration.tolist()}"
        )
    rate = 1.0 / duration
    offset = rate - rate.mean()
    reserve = float(offset @ power / (offset @ offset))
    return CriticalPower(float(power.mean() - reserve * rate.mean()), reserve)
