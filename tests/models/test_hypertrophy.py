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


@pytest.mark.parametrize(("size", "nuclei"), [(1.0, 1.0), (0.85, 1.0), (1.0, 1.2), (1.2, 1.1)])
def test_headroom_is_the_share_that_supply_leaves_saturated(lab: Any, size: float, nuclei: float) -> None:
    p = lab.values(supply_ratio=1.1, headroom_limit_fraction=0.25)
    room = max(0.0, 1.0 - size / (1.1 * nuclei))
    found = float(hypertrophy.headroom(p, one(size), one(nuclei))[0, 0])
    assert found == pytest.approx(room / (1.0 + room / 0.25), rel=1e-13)


def test_headroom_keeps_regain_within_twice_a_novices_rate(p: Values) -> None:
    novice = hypertrophy.headroom(p, one(1.0), one(1.0))
    after_years = hypertrophy.headroom(p, one(1.03), one(1.15))
    assert 1.2 < float((after_years / novice)[0, 0]) < 2.0


def test_signal_is_dose_times_room_times_response_times_age(lab: Any) -> None:
    p = lab.values(responder=1.5)
    assert float(hypertrophy.signal_gained(p, one(4.0), one(0.1), one(0.8), one(1.5))[0, 0]) == pytest.approx(
        0.72, rel=1e-14
    )


@pytest.mark.parametrize(("age", "years"), [(18.0, 0.0), (30.0, 0.0), (31.0, 1.0), (70.0, 40.0)])
def test_the_response_falls_with_the_years_after_onset(lab: Any, age: float, years: float) -> None:
    p = lab.values(ageing_from_years=30.0, response_loss_per_year=0.006)
    found = float(hypertrophy.response_at_age(p, np.array([age]))[0])
    assert found == pytest.approx(math.exp(-0.006 * years), rel=1e-14)


def test_all_of_a_signal_becomes_size_when_nothing_is_lost_meanwhile(lab: Any) -> None:
    """The whole integral of a decaying signal is its time constant: k a g tau_g."""
    p = lab.swapped(lab.values(growth_per_set_day=0.02, tau_signal_days=1.5), tau_size_days=one(1e12))
    grown = hypertrophy.grow(p, 200.0, one(1.0), one(2.0), one(1.0), one(0.9), one(1.0))
    assert float(grown[0, 0]) == pytest.approx(1.0 + 0.02 * 0.9 * 2.0 * 1.5, rel=1e-9)


def test_a_never_trained_muscle_at_its_floor_stays_there(p: Values) -> None:
    still = hypertrophy.grow(p, 365.0, one(1.0), one(0.0), one(1.0), one(1.0), one(1.0))
    assert float(still[0, 0]) == 1.0


def test_half_the_way_to_the_floor_takes_a_half_life(lab: Any) -> None:
    p = lab.values(tau_size_days=40.0)
    half_life = 40.0 * math.log(2.0)
    size = hypertrophy.grow(p, half_life, one(1.0), one(0.0), one(1.0), one(1.0), one(0.8))
    assert float(size[0, 0]) == pytest.approx(0.9, rel=1e-13)


def test_nuclei_that_stay_keep_their_share_of_the_size(lab: Any) -> None:
    p = lab.values(kept_by_nuclei_fraction=0.3, nuclei_loss_per_day=0.0)
    size = hypertrophy.grow(p, 5000.0, one(1.3), one(0.0), one(1.2), one(1.0), one(1.0))
    assert float(size[0, 0]) == pytest.approx(1.0 + 0.3 * 0.2, rel=1e-12)


def test_a_first_session_grows_a_novice_by_a_percent_or_so_and_the_next_months_lose_it(lab: Any, p: Values) -> None:
    worked = lab.now(p, lab.people(p), lab.session(sets=8))
    assert 0.002 < float(lab.later(p, worked, 7.0).size[0, 0]) - 1.0 < 0.025
    assert float(lab.later(p, worked, 180.0).size[0, 0]) - 1.0 < 0.001
