"""Strength: size and skill, what takes away from it, and what an untrained person lifts."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from models import strength
from models.parameters import Array, Values

NOTHING = np.zeros(1)


def one(value: float) -> Array:
    return np.array([[value]])


def test_strength_is_size_times_skill(lab: Any) -> None:
    p = lab.values(strength_size_exponent=0.8)
    found = strength.muscle_strength(p, one(1.2), one(0.25))
    assert float(found[0, 0]) == pytest.approx(1.2**0.8 * 1.25, rel=1e-13)
    assert float(strength.muscle_strength(p, one(1.0), one(0.0))[0, 0]) == 1.0


def test_each_loss_takes_its_own_share(lab: Any) -> None:
    p = lab.values(strength_damage_weight=0.3, strength_injury_weight=0.6)
    found = strength.capacity_left(p, one(0.2), one(0.4), one(0.1), one(0.5))
    assert float(found[0, 0]) == pytest.approx(math.exp(-0.2 - 0.12 - 0.1 - 0.3), rel=1e-13)


def test_a_rested_healthy_body_shows_all_of_its_strength(p: Values) -> None:
    assert float(strength.body_readiness(p, NOTHING, np.ones(1), NOTHING, NOTHING)[0]) == 1.0
    assert float(strength.capacity_left(p, one(0.0), one(0.0), one(0.0), one(0.0))[0, 0]) == 1.0


@pytest.mark.parametrize(
    ("water", "glycogen", "debt", "illness", "expected"),
    [
        (0.03, 1.0, 0.0, 0.0, 1.0 - 0.0369),
        (0.0, 0.4, 0.0, 0.0, 1.0),
        (0.0, 0.2, 0.0, 0.0, 1.0 - 0.1 * 0.5),
        (0.0, 0.0, 0.0, 0.0, 1.0 - 0.1),
        (0.0, 1.0, 5.0, 0.0, 1.0 - 0.045 * (1.0 - math.exp(-1.0))),
        (0.0, 1.0, 0.0, 0.5, math.exp(-0.15)),
    ],
)
def test_water_glycogen_sleep_and_health_each_cost_their_share(
    lab: Any, water: float, glycogen: float, debt: float, illness: float, expected: float
) -> None:
    p = lab.values(
        strength_loss_per_dehydration=1.23,
        strength_glycogen_loss_fraction=0.1,
        low_glycogen_fraction=0.4,
        strength_sleep_loss_fraction=0.045,
        strength_sleep_debt_hours=5.0,
        strength_illness_weight=0.3,
    )
    states = [np.array([value]) for value in (water, glycogen, debt, illness)]
    assert float(strength.body_readiness(p, *states)[0]) == pytest.approx(expected, rel=1e-13)


def test_a_test_shows_what_it_shows_of_the_skill(lab: Any) -> None:
    p = lab.values(strength_size_exponent=1.0)
    assert float(strength.muscle_strength(p, one(1.1), one(0.5), 0.4)[0, 0]) == pytest.approx(1.1 * 1.2, rel=1e-13)


def test_skill_is_learned_quickly_at_first_and_slowly_for_ever(lab: Any) -> None:
    p = lab.values(skill_scale_fraction=0.2, skill_per_set=0.05)
    found = strength.practised(p, one(4.0), one(0.1))
    assert float(found[0, 0]) == pytest.approx(0.2 * math.log(math.exp(0.5) + 0.05 * 4.0 / 0.2), rel=1e-13)
    small = strength.practised(p, one(1e-9), one(0.0))
    assert float(small[0, 0]) == pytest.approx(0.05e-9, rel=1e-6)


def test_two_doses_of_practice_teach_as_much_as_both_at_once(lab: Any) -> None:
    p = lab.values()
    twice = strength.practised(p, one(2.0), strength.practised(p, one(3.0), one(0.1)))
    np.testing.assert_allclose(strength.practised(p, one(5.0), one(0.1)), twice, rtol=1e-13)


def test_far_too_much_practice_takes_skill_but_not_more_than_there_is(lab: Any) -> None:
    p = lab.values()
    assert 0.0 < float(strength.practised(p, one(-0.5), one(0.3))[0, 0]) < 0.3
    assert float(strength.practised(p, one(-1e9), one(0.3))[0, 0]) == 0.0


def test_a_young_man_of_the_reference_mass_lifts_what_the_catalogue_says(lab: Any) -> None:
    p = lab.values(reference_mass_kg=80.0, ageing_from_years=30.0)
    found = strength.base_one_rm(p, 1.1, np.array([80.0]), NOTHING, np.array([25.0]))
    assert float(found[0]) == pytest.approx(88.0, rel=1e-13)


def test_the_untrained_maximum_scales_with_mass_sex_age_and_level(lab: Any) -> None:
    p = lab.values(
        reference_mass_kg=80.0,
        strength_mass_exponent=0.67,
        female_strength_loss_fraction=0.3,
        strength_loss_per_year=0.01,
        ageing_from_years=30.0,
        strength_level=1.1,
    )
    found = strength.base_one_rm(p, 1.0, np.array([60.0]), np.ones(1), np.array([50.0]))
    assert float(found[0]) == pytest.approx(80.0 * 0.75**0.67 * 0.7 * math.exp(-0.2) * 1.1, rel=1e-13)
