"""Nuclei: added where size has outgrown them, up to a ceiling, kept or lost."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from models import muscle_memory
from models.parameters import Array


def one(value: float) -> Array:
    return np.array([[value]])


@pytest.mark.parametrize(
    ("dose", "size", "nuclei"), [(5.0, 1.1, 1.0), (5.0, 1.3, 1.2), (0.0, 1.3, 1.0), (2.0, 1.4, 1.39)]
)
def test_nuclei_follow_the_size_that_outgrew_them(lab: Any, dose: float, size: float, nuclei: float) -> None:
    p = lab.values(nuclei_per_set=0.01, nuclei_ceiling=1.4)
    expected = (size - nuclei) * (1.0 - math.exp(-0.01 * dose)) * (1.4 - nuclei) / 0.4
    assert float(muscle_memory.nuclei_added(p, one(dose), one(size), one(nuclei))[0, 0]) == pytest.approx(expected)


def test_a_small_dose_adds_in_proportion(lab: Any) -> None:
    p = lab.values(nuclei_per_set=0.01)
    added = muscle_memory.nuclei_added(p, one(1e-9), one(1.1), one(1.0))
    assert float(added[0, 0]) == pytest.approx(0.1 * 0.01 * 1e-9, rel=1e-9)


def test_a_muscle_that_has_not_outgrown_its_nuclei_adds_none(lab: Any) -> None:
    p = lab.values()
    assert float(muscle_memory.nuclei_added(p, one(20.0), one(0.9), one(1.0))[0, 0]) == 0.0
    assert float(muscle_memory.nuclei_added(p, one(20.0), one(1.0), one(1.0))[0, 0]) == 0.0


def test_beyond_the_ceiling_nothing_is_added_or_taken(lab: Any) -> None:
    p = lab.values(nuclei_ceiling=1.2)
    assert float(muscle_memory.nuclei_added(p, one(20.0), one(1.5), one(1.3))[0, 0]) == 0.0


def test_training_that_stops_leaves_the_nuclei_where_they_are_unless_they_are_lost(lab: Any) -> None:
    keeping, losing = lab.values(nuclei_loss_per_day=0.0), lab.values(nuclei_loss_per_day=0.01)
    trained = lab.live(keeping, lab.people(keeping), lab.weeks(40))
    assert np.array_equal(lab.later(keeping, trained, 300.0).nuclei, trained.nuclei)
    left = (lab.later(losing, trained, 300.0).nuclei[0, 0] - 1.0) / (trained.nuclei[0, 0] - 1.0)
    assert left == pytest.approx(math.exp(-3.0), rel=1e-9)
