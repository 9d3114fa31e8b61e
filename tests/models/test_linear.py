"""The exact flows: against quadrature, against arithmetic of many digits, and at their edges."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from models.linear import approach, decay, decay_driven_by_decay

times = st.floats(0.001, 400.0)
rates = st.just(0.0) | st.floats(1e-6, 10.0)


def exactly(elapsed_days: float, rate: float, drive_rate: float) -> float:
    """Evaluate the integral with sixty digits, from the two exponentials themselves."""
    with localcontext(prec=60):
        t, r, q = Decimal(elapsed_days), Decimal(rate), Decimal(drive_rate)
        if r == q:
            return float(t * (-r * t).exp())
        return float(((-q * t).exp() - (-r * t).exp()) / (r - q))


@given(times, rates, rates)
def test_the_driven_decay_has_every_digit(elapsed_days: float, rate: float, drive_rate: float) -> None:
    found = decay_driven_by_decay(elapsed_days, np.array(rate), np.array(drive_rate))
    # An exponent of a few thousand carries its own rounding into the exponential.
    tolerance = 4e-16 * (4.0 + elapsed_days * max(rate, drive_rate))
    assert float(found) == pytest.approx(exactly(elapsed_days, rate, drive_rate), rel=tolerance, abs=1e-300)


@given(times, st.floats(1e-6, 10.0), st.floats(-1e-9, 1e-9))
def test_nearly_equal_rates_lose_no_digits(elapsed_days: float, rate: float, apart: float) -> None:
    drive_rate = abs(rate + apart)
    found = decay_driven_by_decay(elapsed_days, np.array(rate), np.array(drive_rate))
    tolerance = 4e-16 * (4.0 + elapsed_days * max(rate, drive_rate))
    assert float(found) == pytest.approx(exactly(elapsed_days, rate, drive_rate), rel=tolerance, abs=1e-300)


@pytest.mark.parametrize(("rate", "drive_rate"), [(1 / 38, 1 / 1.5), (1 / 1.5, 1 / 38), (0.0, 0.3), (0.3, 0.0)])
def test_the_driven_decay_is_its_integral(rate: float, drive_rate: float) -> None:
    expected, _ = quad(lambda u: np.exp(-rate * (7.0 - u) - drive_rate * u), 0.0, 7.0, epsabs=0.0, epsrel=1e-13)
    assert float(decay_driven_by_decay(7.0, np.array(rate), np.array(drive_rate))) == pytest.approx(expected, rel=1e-12)


@given(times, rates, rates)
def test_it_does_not_matter_which_of_the_two_drives(elapsed_days: float, rate: float, drive_rate: float) -> None:
    one, other = np.array(rate), np.array(drive_rate)
    assert decay_driven_by_decay(elapsed_days, one, other) == decay_driven_by_decay(elapsed_days, other, one)


def test_without_any_loss_a_drive_of_one_for_a_day_gives_one_day() -> None:
    assert float(decay_driven_by_decay(1.0, np.array(0.0), np.array(0.0))) == 1.0


def test_nothing_has_happened_yet_at_once() -> None:
    assert float(decay_driven_by_decay(0.0, np.array(0.1), np.array(3.0))) == 0.0


def test_enormous_rates_overflow_nothing() -> None:
    assert float(decay_driven_by_decay(400.0, np.array(1e6), np.array(0.0))) == pytest.approx(1e-6)
    assert float(decay_driven_by_decay(1e5, np.array(50.0), np.array(80.0))) == 0.0


@given(times, rates)
def test_decay_is_the_exponential_and_stays_between_nothing_and_all(elapsed_days: float, rate: float) -> None:
    left = float(decay(elapsed_days, np.array(rate)))
    assert left == pytest.approx(np.exp(-rate * elapsed_days), rel=1e-15)
    assert 0.0 <= left <= 1.0


def test_a_rate_of_zero_loses_nothing() -> None:
    assert float(decay(1e6, np.array(0.0))) == 1.0
    assert float(approach(np.array(3.0), np.array(1.0), 1e6, np.array(0.0))) == 3.0


def test_an_approach_halves_the_distance_every_half_life() -> None:
    found = approach(np.array(3.0), np.array(1.0), 20.0, np.array(np.log(2.0) / 10.0))
    assert float(found) == pytest.approx(1.0 + 2.0 / 4.0, rel=1e-14)


def test_flows_broadcast_over_lanes_and_muscles() -> None:
    found = decay_driven_by_decay(1.0, np.full((3, 1), 0.1), np.full((1, 4), 0.2))
    assert found.shape == (3, 4)
