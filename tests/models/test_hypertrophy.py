"""Growth: headroom, signal, age, and size after a stretch, against arithmetic by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from models import hypertrophy
from models.parameters import Array, Values


def one(value: float) -> Array:
    return np.array([[value]])


def test_signal_is_dose_times_response_times_age(lab: Any) -> None:
    p = lab.values(responder=1.5)
    assert float(hypertrophy.signal_gained(p, one(4.0), one(0.8), one(1.5))[0, 0]) == pytest.approx(7.2, rel=1e-14)


@pytest.mark.parametrize(("age", "years"), [(18.0, 0.0), (30.0, 0.0), (31.0, 1.0), (70.0, 40.0)])
def test_the_response_falls_with_the_years_after_onset(lab: Any, age: float, years: float) -> None:
    p = lab.values(ageing_from_years=30.0, response_loss_per_year=0.006)
    found = float(hypertrophy.response_at_age(p, np.array([age]))[0])
    assert found == pytest.approx(math.exp(-0.006 * years), rel=1e-14)


def test_all_of_a_signal_becomes_size_when_nothing_is_lost_meanwhile(lab: Any) -> None:
    """The whole integral of a decaying signal is its time constant: k a g tau_g."""
    p = lab.swapped(
        lab.values(growth_per_set_day=0.002, tau_signal_days=1.5),
        tau_size_days=one(1e12),
        tau_consolidation_days=one(1e12),
    )
    grown = hypertrophy.grow(p, 200.0, one(0.0), one(2.0), one(0.9))
    assert float(grown[0, 0]) == pytest.approx(0.002 * 0.9 * 2.0 * 1.5, rel=1e-9)


def test_a_never_trained_muscle_stays_as_it_is(lab: Any, p: Values) -> None:
    assert np.all(lab.later(p, lab.people(p), 365.0).size == 1.0)


def test_fast_size_goes_by_loss_and_by_becoming_slow(lab: Any) -> None:
    p = lab.values(tau_size_days=40.0, tau_consolidation_days=160.0)
    fast = hypertrophy.grow(p, 32.0 * math.log(2.0), one(0.1), one(0.0), one(1.0))
    assert float(fast[0, 0]) == pytest.approx(0.05, rel=1e-13)


def test_a_first_session_grows_a_novice_by_a_percent_or_so_and_the_next_months_lose_it(lab: Any, p: Values) -> None:
    worked = lab.now(p, lab.people(p), lab.session(sets=8))
    assert 0.002 < float(lab.later(p, worked, 7.0).size[0, 0]) - 1.0 < 0.025
    assert float(lab.later(p, worked, 180.0).size[0, 0]) - 1.0 < 0.003
