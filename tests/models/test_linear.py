"""The exact flows: against quadrature, against arithmetic of many digits, and at their edges."""

from __future__ import annotations

import itertools
import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from models.linear import NEAR, approach, decay, decay_driven_by_decay, decay_driven_in_a_row

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


def exactly_in_a_row(elapsed_days: float, *rates_per_day: float) -> float:
    """Sum the series of the divided difference with three hundred digits; it knows no special case."""
    with localcontext(prec=300):
        t, slowest = Decimal(elapsed_days), Decimal(min(rates_per_day))
        y, z = (t * (Decimal(rate) - slowest) for rate in sorted(rates_per_day)[1:])
        total, term, mixed, power, count = Decimal(0), Decimal(1) / 2, Decimal(1), Decimal(1), 0
        while count < 8 or abs(term) > Decimal(10) ** -40:
            total += term
            count += 1
            power *= -y
            mixed = -z * mixed + power
            term = mixed / Decimal(math.factorial(count + 2))
        return float(t * t * (-slowest * t).exp() * total)


moderate = st.just(0.0) | st.floats(1e-5, 0.3)


@given(st.floats(0.001, 200.0), moderate, moderate, moderate)
def test_decays_in_a_row_have_nearly_every_digit(elapsed_days: float, one: float, two: float, three: float) -> None:
    found = decay_driven_in_a_row(elapsed_days, np.array(one), np.array(two), np.array(three))
    # Where a quotient takes over from the series, it divides rounding by what tells the rates apart.
    expected = exactly_in_a_row(elapsed_days, one, two, three)
    assert float(found) == pytest.approx(expected, rel=1e-15 * (4.0 + 4.0 / NEAR), abs=1e-300)


@given(times, st.floats(1e-6, 10.0), st.floats(-1e-9, 1e-9), st.floats(-1e-9, 1e-9))
def test_three_nearly_equal_rates_lose_no_digits(elapsed_days: float, rate: float, apart: float, more: float) -> None:
    rates_per_day = rate, abs(rate + apart), abs(rate + more)
    found = decay_driven_in_a_row(elapsed_days, *(np.array(one) for one in rates_per_day))
    tolerance = 4e-16 * (4.0 + elapsed_days * max(rates_per_day))
    assert float(found) == pytest.approx(exactly_in_a_row(elapsed_days, *rates_per_day), rel=tolerance, abs=1e-300)


@given(times, rates, rates, rates)
def test_in_a_row_the_order_does_not_matter(elapsed_days: float, one: float, two: float, three: float) -> None:
    found = {
        float(decay_driven_in_a_row(elapsed_days, *(np.array(rate) for rate in order)))
        for order in itertools.permutations((one, two, three))
    }
    assert len(found) == 1


def test_decays_in_a_row_are_their_integral() -> None:
    expected, _ = quad(
        lambda u: np.exp(-(7.0 - u) / 900.0) * decay_driven_by_decay(u, np.array(1 / 33), np.array(1 / 1.5)), 0.0, 7.0
    )
    found = decay_driven_in_a_row(7.0, np.array(1 / 900), np.array(1 / 33), np.array(1 / 1.5))
    assert float(found) == pytest.approx(expected, rel=1e-12)


def test_without_any_loss_a_drive_in_a_row_gives_half_the_square_of_the_time() -> None:
    nothing = np.array(0.0)
    assert float(decay_driven_in_a_row(3.0, nothing, nothing, nothing)) == 4.5


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
