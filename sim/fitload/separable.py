r"""The linear half of a fit: the best base and gains for fixed constants, for many constants at once.

Variable projection (Golub & Pereyra 1973, 10.1137/0710036): as performance is linear in base and gains, these are
solved exactly for every trial of the constants, so that only the few constants have to be searched for.

.. math:: \min_{p_0,\; k \ge 0} \sum_i v_i \left(y_i - p_0 - \sum_j k_j x_{ij}\right)^2
"""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray

DEPENDENT = 1e-12
"""A response whose own part is smaller than this share of it says nothing that the other does not."""


@attrs.frozen(eq=False)
class WeightedFit:
    """The best base and gains of every lane.

    Attributes:
        base: Shape ``(lanes,)``.
        gains: Shape ``(lanes, gains)``.
        residuals: Measured minus fitted where it counts, 0 elsewhere, shape ``(lanes, tests)``.
        sse: Their sum of squares, shape ``(lanes,)``.
    """

    base: FloatArray
    gains: FloatArray
    residuals: FloatArray
    sse: FloatArray


@attrs.frozen(eq=False)
class Held:
    """What is held fixed while the rest is fitted; ``nan`` where it is free.

    Attributes:
        base: Shape ``(lanes,)``.
        gains: Shape ``(lanes, gains)``.
    """

    base: FloatArray
    gains: FloatArray

    @classmethod
    def nothing(cls, lanes: int, gains: int) -> Held:
        """Hold nothing."""
        return cls(np.full(lanes, np.nan), np.full((lanes, gains), np.nan))

    def take(self, lanes: NDArray[np.intp]) -> Held:
        """Return some of the lanes."""
        return Held(self.base[lanes], self.gains[lanes])


def weigh(
    responses: FloatArray, performance: FloatArray, counts: FloatArray, held: Held, gain_ratio: FloatArray
) -> WeightedFit:
    """Solve for base and gains.

    Args:
        responses: One or two for every test, shape ``(gains, lanes, tests)``.
        performance: What was measured, shape ``(tests,)``.
        counts: 1 for a test that counts and 0 for one that is left out, shape ``(lanes, tests)``.
        held: What is not free.
        gain_ratio: Second gain over first where that is fixed, ``nan`` where it is free, shape ``(lanes,)``.
    """
    columns = [np.asarray(one) for one in responses]
    tied = ~np.isnan(gain_ratio)
    if len(columns) > 1:
        ratio = np.where(tied, gain_ratio, 0.0)[:, None]
        columns = [columns[0] + ratio * columns[1], np.where(tied[:, None], 0.0, columns[1])]
    fixed = [np.where(np.isnan(gain), 0.0, gain)[:, None] for gain in held.gains.T]
    free = [np.isnan(gain)[:, None] for gain in held.gains.T]
    target = performance - sum(gain * column for gain, column in zip(fixed, columns, strict=True))
    based = np.isnan(held.base)
    shares = counts / np.maximum(1.0, counts.sum(axis=1, keepdims=True)) * based[:, None]
    offset = np.where(based, 0.0, held.base)[:, None]

    def centred(values: FloatArray) -> FloatArray:
        return np.asarray((values - (values * shares).sum(axis=1, keepdims=True)) * counts)

    left, solved = _solve(
        [centred(column * may) for column, may in zip(columns, free, strict=True)], centred(target - offset)
    )
    gains = np.stack([fix[:, 0] + gain for fix, gain in zip(fixed, solved, strict=True)], axis=1)
    explained = sum(gain[:, None] * column for gain, column in zip(gains.T, columns, strict=True))
    base = np.where(based, ((performance - explained) * shares).sum(axis=1), held.base)
    if len(columns) > 1:
        gains[:, 1] = np.where(tied, gain_ratio * gains[:, 0], gains[:, 1])
    return WeightedFit(base, gains, left, (left**2).sum(axis=1))


def _solve(columns: list[FloatArray], target: FloatArray) -> tuple[FloatArray, list[FloatArray]]:
    """Return residuals and gains not below 0 of a least-squares problem with one or two columns."""
    alone = [_along(column, target) for column in columns]
    leftovers = [target - gain[:, None] * column for gain, column in zip(alone, columns, strict=True)]
    if len(columns) == 1:
        return leftovers[0], alone
    first, second = columns
    # Columns that nearly coincide lose half their digits in normal equations, so the second is stripped of the first.
    size = np.sqrt((first**2).sum(axis=1))
    unit = first / np.maximum(size, np.finfo(float).tiny)[:, None]
    common = (unit * second).sum(axis=1)
    own = second - common[:, None] * unit
    own = own - (unit * own).sum(axis=1, keepdims=True) * unit
    rest = target - (unit * target).sum(axis=1, keepdims=True) * unit
    independent = (own**2).sum(axis=1) > DEPENDENT**2 * (second**2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        gain_two = np.where(independent, (own * rest).sum(axis=1) / (own**2).sum(axis=1), 0.0)
        gain_one = np.where(size > 0.0, ((unit * target).sum(axis=1) - common * gain_two) / size, 0.0)
    inside = independent & (gain_one >= 0.0) & (gain_two >= 0.0)
    # Where a free gain would be negative the optimum has one of the two at 0: the problem is convex.
    sums = [(left**2).sum(axis=1) for left in leftovers]
    first_alone = sums[0] <= sums[1]
    edge = np.where(first_alone[:, None], leftovers[0], leftovers[1])
    residuals = np.where(inside[:, None], rest - gain_two[:, None] * own, edge)
    return residuals, [
        np.where(inside, gain_one, np.where(first_alone, alone[0], 0.0)),
        np.where(inside, gain_two, np.where(first_alone, 0.0, alone[1])),
    ]


def _along(column: FloatArray, target: FloatArray) -> FloatArray:
    """Return the gain, not below 0, of one column alone, shape ``(lanes,)``."""
    squares = (column**2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(squares > 0.0, np.maximum(0.0, (column * target).sum(axis=1) / squares), 0.0)
