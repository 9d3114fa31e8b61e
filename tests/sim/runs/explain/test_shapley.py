from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.runs.explain.shapley import shapley, subsets


def by_orders(worth: np.ndarray) -> np.ndarray:
    """Average what each player adds over every order in which they may come."""
    players = len(worth).bit_length() - 1
    added, orders = np.zeros(players), list(permutations(range(players)))
    for order in orders:
        present = 0
        for player in order:
            added[player] += worth[present | 2**player] - worth[present]
            present |= 2**player
    return added / len(orders)


worths = st.integers(0, 4).flatmap(
    lambda players: st.lists(st.floats(-100.0, 100.0), min_size=2**players, max_size=2**players)
)


@given(worths)
def test_shares_are_the_average_over_all_orders(worth: list[float]) -> None:
    assert shapley(np.array(worth)) == pytest.approx(by_orders(np.array(worth)), abs=1e-9)


@given(worths)
def test_shares_add_up_to_what_all_reach(worth: list[float]) -> None:
    assert shapley(np.array(worth)).sum() == pytest.approx(worth[-1] - worth[0], abs=1e-9)


def test_who_adds_nothing_to_anybody_has_no_share() -> None:
    present = subsets(3)
    assert shapley(2.0 * present[:, 0] + present[:, 2]).tolist() == [2.0, 0.0, 1.0]


def test_two_who_are_worth_something_only_together_share_it() -> None:
    present = subsets(2)
    assert shapley((present[:, 0] & present[:, 1]).astype(float)).tolist() == [0.5, 0.5]


def test_subsets_begin_with_nobody_and_end_with_everybody() -> None:
    assert subsets(2).tolist() == [[False, False], [True, False], [False, True], [True, True]]
    assert subsets(0).shape == (1, 0)
