"""Whether truths are found again, on the toy trial; the whole model's table is checked in ``tests/verification``."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from sim.tune.recovery import Recovered, recover

NAMES = ("growth_per_set_day", "tau_size_days", "tau_skill_days")


@pytest.fixture(scope="module")
def found(trial: SimpleNamespace) -> dict[str, Recovered]:
    again = recover(trial.studies, trial.nominal, trial.predict, repeats=200, seed=1, names=NAMES)
    return {one.name: one for one in again}


def test_intervals_hold_the_truth_as_often_as_they_say(found: dict[str, Recovered]) -> None:
    for one in found.values():
        assert 0.90 <= one.coverage_95 <= 0.99, one


def test_estimates_are_as_far_off_as_their_intervals_say(found: dict[str, Recovered]) -> None:
    for one in found.values():
        assert one.error == pytest.approx(one.width, rel=0.3), one
        assert abs(one.bias) < 4.0 * one.error / np.sqrt(200.0), one


def test_a_parameter_that_no_row_speaks_of_is_told_not_to_be_identified(found: dict[str, Recovered]) -> None:
    assert found["growth_per_set_day"].identified
    assert not found["tau_skill_days"].identified


def test_recovering_again_gives_the_same(trial: SimpleNamespace, found: dict[str, Recovered]) -> None:
    again = recover(trial.studies, trial.nominal, trial.predict, repeats=200, seed=1, names=NAMES)
    assert {one.name: one for one in again} == found
    other = recover(trial.studies, trial.nominal, trial.predict, repeats=200, seed=2, names=NAMES)
    assert {one.name: one for one in other} != found
