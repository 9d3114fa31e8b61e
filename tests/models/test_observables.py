"""What instruments read off a body, and that reading changes nothing."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from models import observables
from models.exercises import catalogue
from models.parameters import Values
from sim.events import UnloadingBegan, UnloadingEnded

SQUAT = catalogue()["back_squat"]
OF_BODY = (
    observables.cross_sectional_area,
    observables.thickness,
    observables.fibre_area,
    observables.leg_lean_mass_kg,
    observables.body_lean_mass_kg,
    observables.body_mass_kg,
    observables.maintenance_kcal,
    observables.rested_strength,
    observables.shown_strength,
    observables.rested_torque,
    observables.shown_torque,
    observables.leg_strength,
    observables.soreness,
    observables.readiness,
    observables.aerobic_capacity_ml_per_kg_min,
)
PER_MUSCLE = {"cross_sectional_area", "thickness", "fibre_area", "soreness"}
PER_MUSCLE |= {"rested_strength", "shown_strength", "rested_torque", "shown_torque"}


@pytest.mark.parametrize("observable", OF_BODY, ids=lambda one: one.__name__)
def test_an_observable_has_one_number_a_lane_or_muscle_and_changes_nothing(
    lab: Any, p: Values, observable: Any
) -> None:
    body = lab.random_body(np.random.default_rng(3), 3)
    digest = body.digest()
    found = observable(p, body)
    assert found.shape == ((3, 4) if observable.__name__ in PER_MUSCLE else (3,))
    assert np.all(np.isfinite(found))
    assert body.digest() == digest


@pytest.mark.parametrize("observable", OF_BODY, ids=lambda one: one.__name__)
def test_a_lane_reads_the_same_in_a_cohort_and_alone_to_the_bit(lab: Any, p: Values, observable: Any) -> None:
    body = lab.random_body(np.random.default_rng(3), 7)
    for lane in range(7):
        assert np.array_equal(observable(p, body)[lane], observable(p, body.lane(lane))[0])


def test_a_novice_has_the_mass_they_were_described_with(lab: Any, p: Values) -> None:
    body = lab.people(p, body_mass_kg=72.0, body_fat_fraction=0.25)
    assert float(observables.body_mass_kg(p, body)[0]) == pytest.approx(72.0, rel=1e-14)
    assert float(body.fat_mass_kg[0]) == pytest.approx(18.0)


def test_leg_muscle_that_grows_adds_to_leg_lean_and_body_mass(lab: Any) -> None:
    p = lab.values(leg_lean_fraction=0.3, leg_muscle_fraction=0.6)
    body = lab.people(p, body_mass_kg=80.0, body_fat_fraction=0.2)
    grown = body.changed({"fast": np.full((1, 4), 0.1)})
    assert float(observables.leg_lean_mass_kg(p, body)[0]) == pytest.approx(0.3 * 64.0)
    assert float(observables.leg_lean_mass_kg(p, grown)[0]) == pytest.approx(0.3 * 64.0 * 1.06)
    assert float(observables.body_mass_kg(p, grown)[0]) == pytest.approx(80.0 + 0.3 * 64.0 * 0.06)


def test_a_deficit_takes_muscle_from_all_of_the_body(lab: Any) -> None:
    p = lab.values(leg_muscle_fraction=0.6)
    body = lab.people(p, body_mass_kg=80.0, body_fat_fraction=0.2)
    wasted = body.changed({"wasted": np.array([0.05])})
    lost = observables.body_lean_mass_kg(p, body) - observables.body_lean_mass_kg(p, wasted)
    assert float(lost[0]) == pytest.approx(64.0 * 0.6 * 0.05)


def test_thickness_and_fibres_change_more_than_area(lab: Any) -> None:
    p = lab.values(thickness_ratio=1.3, fibre_ratio=1.8)
    body = lab.people(p).changed({"fast": np.full((1, 4), 0.1)})
    assert float(observables.thickness(p, body)[0, 0]) == pytest.approx(1.13)
    assert float(observables.fibre_area(p, body)[0, 0]) == pytest.approx(1.18)


def test_a_dynamometer_shows_a_part_of_the_skill_and_a_trained_lift_all(lab: Any) -> None:
    p = lab.values(dynamometer_practice_fraction=0.4)
    body = lab.people(p).changed({"skill": np.full((1, 4), 0.5)})
    assert float(observables.rested_torque(p, body)[0, 0]) == pytest.approx(1.2)
    assert float(observables.rested_strength(p, body)[0, 0]) == pytest.approx(1.5)
    extension, squat = (
        observables.rested_one_rm_kg(p, body, catalogue()[name])
        / observables.rested_one_rm_kg(p, lab.people(p), catalogue()[name])
        for name in ("leg_extension", "back_squat")
    )
    assert (float(extension[0]), float(squat[0])) == (pytest.approx(1.325), pytest.approx(1.5))


def test_the_legs_size_weighs_muscles_by_their_mass(lab: Any, p: Values) -> None:
    sizes = np.array([[1.2, 1.0, 0.9, 1.1]])
    body = lab.people(p).changed({"fast": sizes - 1.0})
    expected = sum(
        catalogue().muscle(name).mass_fraction * size for name, size in zip(catalogue().muscles, sizes[0], strict=True)
    )
    assert float(observables.legs_size(body)[0]) == pytest.approx(expected, rel=1e-14)


def test_a_rested_novices_maximum_is_the_catalogues(lab: Any) -> None:
    p = lab.values(reference_mass_kg=80.0)
    body = lab.people(p, body_mass_kg=80.0, age_years=25.0)
    assert float(observables.one_rm_kg(p, body, SQUAT)[0]) == pytest.approx(
        80.0 * SQUAT.one_rm_per_body_mass, rel=1e-12
    )


def test_a_test_after_a_rest_does_not_see_what_a_test_today_does(lab: Any, p: Values) -> None:
    body = lab.people(p)
    tired = body.changed({"fatigue": np.full((1, 4), 0.3)})
    assert np.array_equal(observables.rested_one_rm_kg(p, tired, SQUAT), observables.rested_one_rm_kg(p, body, SQUAT))
    ratio = observables.one_rm_kg(p, tired, SQUAT) / observables.one_rm_kg(p, body, SQUAT)
    assert float(ratio[0]) == pytest.approx(math.exp(-0.3), rel=1e-13)


def test_only_the_muscles_of_an_exercise_decide_its_maximum(lab: Any, p: Values) -> None:
    body, extension = lab.people(p), catalogue()["leg_extension"]
    others = body.changed({"fast": np.array([[0.0, 0.3, 0.3, 0.3]])})
    assert np.array_equal(observables.one_rm_kg(p, others, extension), observables.one_rm_kg(p, body, extension))


def test_soreness_rises_from_nothing_towards_ten(lab: Any) -> None:
    p = lab.values(soreness_per_damage=2.0)
    body = lab.people(p, lanes=3).changed({"damage": np.array([[0.0] * 4, [0.5] * 4, [50.0] * 4])})
    np.testing.assert_allclose(observables.soreness(p, body)[:, 0], [0.0, 10.0 * (1.0 - math.exp(-1.0)), 10.0])


def test_a_leg_is_out_of_use_from_the_cast_until_it_bears_weight(lab: Any, p: Values) -> None:
    body = lab.people(p)
    cast = lab.now(p, body, UnloadingBegan(time_days=0.0, manner="cast"))
    freed = lab.now(p, cast, UnloadingEnded(time_days=0.0))
    assert [bool(observables.out_of_use(one)[0]) for one in (body, cast, freed)] == [False, True, False]


def test_hazard_is_spread_over_the_muscles(lab: Any) -> None:
    p = lab.values(injury_fatigue_weight=1.0)
    body = lab.people(p).changed({"fatigue": np.array([[0.0, 0.5, 0.0, 0.0]])})
    found = observables.injury_hazard_per_1000_h(p, body, np.array([8.0]))
    np.testing.assert_allclose(found, [[2.0, 2.0 * math.exp(0.5), 2.0, 2.0]])


def test_plain_readings_are_the_states_themselves(lab: Any) -> None:
    body = lab.random_body(np.random.default_rng(3), 2)
    assert observables.illness_felt(body) is body.illness
    assert observables.injury_felt(body) is body.injury
    assert observables.exercise_energy_kcal(body) is body.exercise_kcal
