"""What is left of daily loads."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.classic.impulse import what_is_left

LOADS = arrays(float, st.integers(1, 40), elements=st.floats(0.0, 300.0))
TAUS = st.floats(0.5, 200.0)


def summed(load: np.ndarray, tau: float, *, own_day: bool) -> np.ndarray:
    """Add up by the definition, day by day."""
    return np.array(
        [sum(load[s] * np.exp(-(t - s) / tau) for s in range(t + 1) if own_day or s < t) for t in range(len(load))]
    )


@given(LOADS, TAUS)
def test_the_recursion_is_the_sum_of_its_definition(load: np.ndarray, tau: float) -> None:
    np.testing.assert_allclose(what_is_left(load, tau), summed(load, tau, own_day=True), rtol=1e-10, atol=1e-10)


@given(LOADS, TAUS)
def test_the_excluded_convention_leaves_out_the_own_day(load: np.ndarray, tau: float) -> None:
    left = what_is_left(load, tau, "excluded")
    np.testing.assert_allclose(left, summed(load, tau, own_day=False), rtol=1e-10, atol=1e-10)


def test_lanes_of_time_constants_and_of_loads_give_what_each_gives_alone() -> None:
    loads = np.array([[10.0, 0.0, 5.0], [1.0, 2.0, 3.0]])
    taus = np.array([5.0, 50.0])
    both = what_is_left(loads, taus)
    shared = what_is_left(loads[0], taus)
    for lane in range(2):
        np.testing.assert_array_equal(both[lane], what_is_left(loads[lane], taus[lane]))
        np.testing.assert_array_equal(shared[lane], what_is_left(loads[0], taus[lane]))


def test_an_infinite_time_constant_never_forgets() -> None:
    np.testing.assert_array_equal(what_is_left(np.ones(4), np.inf), [1.0, 2.0, 3.0, 4.0])


@pytest.mark.parametrize("tau", [0.0, -3.0, np.nan])
def test_a_time_constant_that_is_not_positive_is_refused(tau: float) -> None:
    with pytest.raises(ValueError, match="must be above 0 days"):
        what_is_left(np.ones(3), np.array([5.0, tau]))
