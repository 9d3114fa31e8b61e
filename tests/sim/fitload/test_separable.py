"""Base and gains for fixed constants: exact, never negative, and steady where responses nearly coincide."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.fitload.separable import Held, weigh

FREE = np.full(1, np.nan)


def solved(columns: np.ndarray, target: np.ndarray, held: Held | None = None, ratio: np.ndarray = FREE) -> Any:
    """Solve a single lane in which every test counts."""
    return weigh(columns[:, None, :], target, np.ones((1, len(target))), held or Held.nothing(1, len(columns)), ratio)


@given(st.integers(0, 10_000), st.sampled_from([1, 2]))
def test_it_agrees_with_a_brute_force_search_over_which_gains_are_zero(seed: int, gains: int) -> None:
    rng = np.random.default_rng(seed)
    columns, target = rng.normal(size=(gains, 8)), rng.normal(size=8)
    best = np.inf
    for mask in range(2**gains):
        used = [column for at, column in enumerate(columns) if mask >> at & 1]
        design = np.column_stack([np.ones(8), *used])
        solution = np.linalg.lstsq(design, target, rcond=None)[0]
        if (solution[1:] >= 0).all():
            best = min(best, ((target - design @ solution) ** 2).sum())
    found = solved(columns, target)
    assert found.sse[0] == pytest.approx(best, rel=1e-9, abs=1e-12)
    assert (found.gains >= 0).all()
    rebuilt = found.base[0] + found.gains[0] @ columns
    np.testing.assert_allclose(target - rebuilt, found.residuals[0], atol=1e-9)


@pytest.mark.parametrize("apart", [1e-2, 1e-4, 1e-6])
def test_responses_that_nearly_coincide_lose_no_fit(apart: float) -> None:
    rng = np.random.default_rng(3)
    one, way = rng.normal(size=(2, 12))
    target = 5.0 + one + 3.0 * way
    found = solved(np.stack([one + apart * way, -one]), target)
    assert found.sse[0] < 1e-16 / apart


def test_a_response_that_is_nothing_gets_no_gain() -> None:
    found = solved(np.stack([np.zeros(5), np.arange(5.0)]), 2.0 + np.arange(5.0))
    np.testing.assert_allclose(found.gains[0], [0.0, 1.0])


def test_a_test_that_is_left_out_changes_nothing() -> None:
    rng = np.random.default_rng(5)
    columns, target = np.abs(rng.normal(size=(2, 1, 9))), rng.normal(size=9)
    counts = np.ones((1, 9))
    counts[0, 4] = 0.0
    moved = target.copy()
    moved[4] += 1e3
    one, other = (weigh(columns, values, counts, Held.nothing(1, 2), FREE) for values in (target, moved))
    assert (one.base[0], one.sse[0]) == pytest.approx((other.base[0], other.sse[0]))
    assert one.residuals[0, 4] == 0.0


def test_what_is_held_stays_and_the_rest_is_fitted_around_it() -> None:
    rng = np.random.default_rng(8)
    columns = np.abs(rng.normal(size=(2, 10)))
    target = 3.0 + 2.0 * columns[0] + 0.5 * columns[1]
    gain = solved(columns, target, Held(FREE, np.array([[np.nan, 0.5]])))
    np.testing.assert_allclose([gain.base[0], *gain.gains[0]], [3.0, 2.0, 0.5])
    base = solved(columns, target, Held(np.array([3.0]), np.full((1, 2), np.nan)))
    np.testing.assert_allclose([base.base[0], *base.gains[0]], [3.0, 2.0, 0.5])
    tied = solved(columns, target, ratio=np.array([0.25]))
    np.testing.assert_allclose([tied.base[0], *tied.gains[0]], [3.0, 2.0, 0.5])
    assert solved(columns, target, Held(np.array([9.0]), np.full((1, 2), np.nan))).sse[0] > 1e-3
