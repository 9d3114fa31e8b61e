"""Measurements are read off a body as the instrument would see it."""

from __future__ import annotations

import attrs
import numpy as np
import pytest

from models import observables
from models.body import unborn
from models.exercises import catalogue
from models.parameters import default_parameters
from models.state import Body
from sim.studies.measures import LEGS, THIGH, measures, read, targets

P = default_parameters().values_of()
SIZES = np.array([[1.2, 1.1, 1.0, 0.9]])


@pytest.fixture
def body() -> Body:
    return attrs.evolve(
        unborn(1, 4),
        fast=SIZES - 1.0,
        damage=np.array([[0.5, 0.0, 0.0, 0.0]]),
        fatigue=np.array([[0.3, 0.0, 0.0, 0.0]]),
        lean_mass_kg=np.array([60.0]),
        fat_mass_kg=np.array([15.0]),
        start_mass_kg=np.array([75.0]),
        age_years=np.array([25.0]),
    )


def taken(body: Body, measure: str, target: str) -> float:
    return float(read(P, body, measures()[measure], target)[0])


def test_imaging_sees_swelling_and_a_biopsy_does_not(body: Body) -> None:
    assert taken(body, "fibre_csa", "quadriceps") == pytest.approx(1.0 + 0.2 * float(P.fibre_ratio.flat[0]))
    assert taken(body, "csa", "quadriceps") > 1.2


def test_a_slice_of_the_thigh_weights_its_muscles_by_mass(body: Body) -> None:
    quadriceps, hamstrings = (catalogue().muscle(name).mass_fraction for name in ("quadriceps", "hamstrings"))
    grown = (0.2 * quadriceps + 0.1 * hamstrings) / (quadriceps + hamstrings)
    ratio = float(P.fibre_ratio.flat[0])
    assert taken(body, "fibre_csa", THIGH) == pytest.approx(1.0 + ratio * grown)
    assert taken(body, "fibre_csa", LEGS) == pytest.approx(1.0 + ratio * float(observables.legs_size(body)[0] - 1.0))


def test_force_of_the_day_is_below_the_rested_one(body: Body) -> None:
    assert taken(body, "force", "quadriceps") < 0.8 * taken(body, "torque", "quadriceps")


def test_a_tested_maximum_is_the_external_load(body: Body) -> None:
    squat, split = catalogue()["back_squat"], catalogue()["bodyweight_squat"]
    assert taken(body, "one_rm", squat.name) == float(observables.rested_one_rm_kg(P, body, squat)[0])
    moved_kg = float(observables.rested_one_rm_kg(P, body, split)[0])
    carried_kg = split.body_mass_share * float(observables.body_mass_kg(P, body)[0])
    assert carried_kg > 0.0
    assert taken(body, "one_rm", split.name) == pytest.approx(moved_kg - carried_kg)


def test_lean_mass_is_what_is_no_fat(body: Body) -> None:
    assert taken(body, "body_lean_mass", LEGS) == pytest.approx(float(observables.body_mass_kg(P, body)[0]) - 15.0)


def test_every_measure_can_be_taken_of_each_of_its_targets(body: Body) -> None:
    for measure in measures().values():
        for target in targets(measure):
            assert np.isfinite(read(P, body, measure, target)).all()
