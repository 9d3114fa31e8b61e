"""Shapley's rule: what each of several players contributed to what they reached together."""

from __future__ import annotations

from math import factorial

import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray


def subsets(players: int) -> NDArray[np.bool_]:
    """Return every subset of some players, the empty one first and the whole last, shape ``(2**players, players)``."""
    return np.asarray((np.arange(2**players)[:, None] >> np.arange(players)) % 2 == 1)


def shapley(worth: FloatArray) -> FloatArray:
    r"""Share out what all players reach together.

    .. math:: \phi_k = \sum_{S \not\ni k} \frac{|S|!\,(n-|S|-1)!}{n!}\,\bigl(v(S \cup k) - v(S)\bigr)

    The shares add up to :math:`v(\text{all}) - v(\emptyset)`.

    Args:
        worth: Worth :math:`v` of every subset in the order of :func:`subsets`, shape ``(2**players,)``.

    Returns:
        Shares, shape ``(players,)``.
    """
    players = len(worth).bit_length() - 1
    present = subsets(players)
    size = present.sum(axis=1)
    share = np.array(
        [factorial(count) * factorial(players - count - 1) / factorial(players) for count in range(players)]
    )
    found = np.zeros(players)
    for player in range(players):
        without = np.flatnonzero(~present[:, player])
        found[player] = np.sum(share[size[without]] * (worth[without + 2**player] - worth[without]))
    return found
