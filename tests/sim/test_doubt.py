from __future__ import annotations

import attrs
import numpy as np
import pytest

from models.parameters import default_parameters
from sim.doubt import with_doubt
from sim.experiment import compare
from sim.results import Comparison
from sim.scenario import read_scenario

SCENARIO = read_scenario(
    """
schema: 1
title: Short
horizon_weeks: 2
history: [{weeks: 1, plan: library/two_leg_days}]
strategies:
  two: {label: Two, plan: library/two_leg_days}
  three: {label: Three, plan: library/three_leg_days}
""",
    "short",
)
GROWTH = np.array([0.015, 0.02, 0.04])


@pytest.fixture(scope="module")
def people() -> Comparison:
    return compare(SCENARIO, athletes=1)


def test_lanes_are_draws_and_every_strategy_has_them(people: Comparison) -> None:
    found = with_doubt(people, default_parameters(), {"growth_per_set_day": GROWTH})
    assert len(found.arms) == 2
    for arm in found.arms:
        assert arm.doubt is not None
        assert arm.doubt.weeks.tolist() == [-1.0, 0.0, 1.0, 2.0]
        end = arm.doubt.variable("legs_size")[:, -1]
        assert end.shape == (3,)
        assert (np.diff(end) > 0.0).all()


@pytest.mark.parametrize("draw", [0, 2])
def test_a_lane_is_the_typical_person_under_that_draw(people: Comparison, draw: int) -> None:
    found = with_doubt(people, default_parameters(), {"growth_per_set_day": GROWTH}).arms[0].doubt
    own = default_parameters().replace({"growth_per_set_day": GROWTH[draw]})
    alone = compare(SCENARIO, athletes=1, parameters=own).arms[0].reference
    assert found is not None
    assert found.variable("legs_size")[draw, -1] == pytest.approx(alone.variable("legs_size")[0, -1], rel=1e-9)


def test_what_a_strategy_sets_is_not_drawn(people: Comparison) -> None:
    setting = attrs.evolve(SCENARIO.strategies[0], parameters={"growth_per_set_day": 0.03})
    arms = (attrs.evolve(people.arms[0], strategy=setting), people.arms[1])
    first, second = with_doubt(
        attrs.evolve(people, arms=arms), default_parameters(), {"growth_per_set_day": GROWTH}
    ).arms
    assert first.doubt is not None
    assert second.doubt is not None
    assert np.ptp(first.doubt.variable("legs_size")[:, -1]) == 0.0
    assert np.ptp(second.doubt.variable("legs_size")[:, -1]) > 0.0


def test_the_people_stay_as_they_were(people: Comparison) -> None:
    found = with_doubt(people, default_parameters(), {"growth_per_set_day": GROWTH})
    assert [attrs.evolve(arm, doubt=None).outcomes for arm in found.arms] == [arm.outcomes for arm in people.arms]
