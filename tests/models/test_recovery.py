"""Recovery: two stages of damage, protection, sleep debt, and what holds growth and recovery back."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from models import recovery
from models.parameters import Array, Values

NOTHING = np.zeros(1)


def one(value: float) -> Array:
    return np.array([[value]])


@pytest.mark.parametrize("elapsed_days", [0.01, 1.5, 4.0, 30.0])
def test_damage_runs_through_two_equal_stages(lab: Any, elapsed_days: float) -> None:
    p, x = lab.values(tau_damage_days=1.5), elapsed_days / 1.5
    inflammation, damage = recovery.damage_flow(p, elapsed_days, one(0.4), one(0.1))
    assert float(inflammation[0, 0]) == pytest.approx(0.4 * math.exp(-x), rel=1e-13)
    assert float(damage[0, 0]) == pytest.approx((0.1 + 0.4 * x) * math.exp(-x), rel=1e-13)


def test_protection_divides_the_damage_of_the_next_bout(lab: Any) -> None:
    p = lab.values(damage_per_set=0.05)
    assert float(recovery.damage_done(p, one(8.0), one(0.0))[0, 0]) == pytest.approx(0.4)
    assert float(recovery.damage_done(p, one(8.0), one(1.0))[0, 0]) == pytest.approx(0.2)


def test_protection_approaches_its_limit_by_the_set(lab: Any) -> None:
    p = lab.values(protection_per_set=0.1, protection_limit=2.0)
    found = recovery.protection_gained(p, one(5.0), one(0.5))
    assert float(found[0, 0]) == pytest.approx(1.5 * (1.0 - math.exp(-0.25)), rel=1e-13)
    assert float(recovery.protection_gained(p, one(5.0), one(3.0))[0, 0]) == 0.0


@pytest.mark.parametrize("sets", [0.0, 8.0])
def test_a_limit_of_nothing_allows_no_protection(lab: Any, sets: float) -> None:
    assert float(recovery.protection_gained(lab.values(protection_limit=0.0), one(sets), one(0.0))[0, 0]) == 0.0


@pytest.mark.parametrize(
    ("debt", "hours", "expected"),
    [(0.0, 8.0, 0.0), (0.0, 6.5, 1.5), (3.0, 10.0, 1.0), (1.0, 12.0, 0.0), (20.0, 0.0, 24.0)],
)
def test_a_night_adds_what_it_lacks_and_pays_back_what_it_has(
    lab: Any, debt: float, hours: float, expected: float
) -> None:
    p = lab.values(sleep_need_hours=8.0, sleep_debt_limit_hours=24.0)
    assert float(recovery.sleep_debt_after_night(p, np.array([debt]), np.array([hours]))[0]) == expected


def test_a_nap_pays_its_value_back_and_gives_no_credit(lab: Any) -> None:
    p = lab.values(nap_value_fraction=0.8)
    assert float(recovery.sleep_debt_after_nap(p, np.array([3.0]), np.array([1.5]))[0]) == pytest.approx(1.8)
    assert float(recovery.sleep_debt_after_nap(p, np.array([1.0]), np.array([3.0]))[0]) == 0.0


def test_a_night_without_sleep_costs_about_a_fifth_of_synthesis(lab: Any, p: Values) -> None:
    """-18 % after a night without sleep [lamon_2021]."""
    debt = recovery.sleep_debt_after_night(p, NOTHING, NOTHING)
    assert float(recovery.sleep_synthesis(p, debt)[0]) == pytest.approx(0.82, abs=0.04)


def test_five_nights_of_four_hours_cost_about_as_much(lab: Any, p: Values) -> None:
    """-19 % after five nights of four hours [saner_2020]."""
    debt = NOTHING
    for _ in range(5):
        debt = recovery.sleep_debt_after_night(p, debt * np.exp(-1.0 / p.tau_sleep_debt_days), np.array([4.0]))
    assert float(recovery.sleep_synthesis(p, debt)[0]) == pytest.approx(0.81, abs=0.04)


def test_nothing_is_lost_at_usual_stress_in_health(lab: Any, p: Values) -> None:
    assert float(recovery.sleep_synthesis(p, NOTHING)[0]) == 1.0
    assert float(recovery.stress_synthesis(p, p.usual_stress_fraction)[0]) == 1.0
    assert float(recovery.illness_synthesis(p, NOTHING)[0]) == 1.0
    rate = recovery.recovery_rate(p, NOTHING, p.usual_stress_fraction, NOTHING, np.array([25.0]), one(0.0))
    assert float(rate[0, 0]) == 1.0


def test_what_slows_recovery_multiplies(lab: Any) -> None:
    p = lab.values(
        recovery_sleep_debt_hours=20.0,
        recovery_stress_loss=0.8,
        usual_stress_fraction=0.3,
        recovery_illness_loss=0.5,
        recovery_loss_per_year=0.004,
        ageing_from_years=30.0,
        recovery_damage_weight=0.2,
    )
    states = [np.array([value]) for value in (5.0, 0.8, 0.4, 55.0)]
    expected = 0.8 * math.exp(-0.4) * math.exp(-0.2) * math.exp(-0.1) / 1.1
    assert float(recovery.recovery_rate(p, *states, one(0.5))[0, 0]) == pytest.approx(expected, rel=1e-13)
