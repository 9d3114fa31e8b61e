"""Sharing studies among processes: nothing twice, nothing lost, about as much each, and the same numbers."""

from __future__ import annotations

import numpy as np
import pytest

from models.parameters import default_parameters
from sim.studies import Study, load_study, predict_lanes_of_all, shipped_studies
from sim.tune.workers import Workers, shared_out


@pytest.fixture(scope="module")
def studies() -> list[Study]:
    return [load_study(name) for name in shipped_studies()]


@pytest.mark.parametrize("many", [1, 2, 3, 8])
def test_every_study_is_shared_out_once(studies: list[Study], many: int) -> None:
    shares = shared_out(studies, many)
    assert len(shares) == many
    assert sorted(study.name for share in shares for study in share) == sorted(study.name for study in studies)


def test_shares_take_about_as_long(studies: list[Study]) -> None:
    shares = shared_out(studies, 2)
    arms = [[study.scenario.strategy(arm) for study in share for arm in study.arms] for share in shares]
    days = [sum(phase.length_days for arm in some for phase in arm.phases) for some in arms]
    assert max(days) < 1.4 * min(days)


def test_processes_predict_what_one_process_does(studies: list[Study]) -> None:
    few = [study for study in studies if study.name in {"wall_2014", "dirks_2016", "seynnes_2007"}]
    lanes = {"growth_per_set_day": np.array([0.02, 0.03])}
    with Workers(2) as workers:
        found = workers.predict(few, lanes, default_parameters())
    expected = predict_lanes_of_all(few, lanes, default_parameters())
    assert found.keys() == expected.keys()
    for name, numbers in expected.items():
        np.testing.assert_array_equal(found[name], numbers)
