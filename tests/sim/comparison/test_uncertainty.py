from __future__ import annotations

import hashlib
from importlib import resources

import attrs
import numpy as np
import pytest

from models.parameters import default_parameters, posterior_draws
from sim.comparison.comparison import Comparison, DrawnParameters
from sim.comparison.experiment import compare
from sim.comparison.uncertainty import with_uncertainty
from sim.scenario.reader import read_scenario

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
GROWTH = np.array([0.001, 0.0018, 0.003])


@pytest.fixture(scope="module")
def people() -> Comparison:
    return compare(SCENARIO, athletes=1)


def test_lanes_are_draws_and_every_strategy_has_them(people: Comparison) -> None:
    found = with_uncertainty(people, default_parameters(), {"growth_per_set_day": GROWTH})
    assert len(found.arms) == 2
    for arm in found.arms:
        assert arm.uncertainty is not None
        assert arm.uncertainty.weeks.tolist() == arm.trajectory.weeks.tolist()
        end = arm.uncertainty.variable("legs_size")[:, -1]
        assert end.shape == (3,)
        assert (np.diff(end) > 0.0).all()


@pytest.mark.parametrize("draw", [0, 2])
def test_a_lane_is_the_typical_person_under_that_draw(people: Comparison, draw: int) -> None:
    found = with_uncertainty(people, default_parameters(), {"growth_per_set_day": GROWTH}).arms[0].uncertainty
    own = default_parameters().replace({"growth_per_set_day": GROWTH[draw]})
    alone = compare(SCENARIO, athletes=1, parameters=own).arms[0].reference
    assert found is not None
    assert found.variable("legs_size")[draw, -1] == pytest.approx(alone.variable("legs_size")[0, -1], rel=1e-9)


def test_what_a_strategy_sets_is_not_drawn(people: Comparison) -> None:
    setting = attrs.evolve(SCENARIO.strategies[0], parameters={"growth_per_set_day": 0.004})
    arms = (attrs.evolve(people.arms[0], strategy=setting), people.arms[1])
    first, second = with_uncertainty(
        attrs.evolve(people, arms=arms), default_parameters(), {"growth_per_set_day": GROWTH}
    ).arms
    assert first.uncertainty is not None
    assert second.uncertainty is not None
    assert np.ptp(first.uncertainty.variable("legs_size")[:, -1]) == 0.0
    assert np.ptp(second.uncertainty.variable("legs_size")[:, -1]) > 0.0


def test_the_people_stay_as_they_were(people: Comparison) -> None:
    found = with_uncertainty(people, default_parameters(), {"growth_per_set_day": GROWTH})
    assert [attrs.evolve(arm, uncertainty=None).outcomes for arm in found.arms] == [arm.outcomes for arm in people.arms]


def test_the_doubt_about_a_difference_is_that_of_one_person_under_one_draw(people: Comparison) -> None:
    found = with_uncertainty(people, default_parameters(), {"growth_per_set_day": GROWTH})
    first, second = (
        100.0 * (arm.uncertainty.variable("legs_size")[:, -1] / arm.uncertainty.variable("legs_size")[:, 1] - 1.0)
        for arm in found.arms
        if arm.uncertainty is not None
    )
    rows = {
        row.strategy: row for row in found.summary() if (row.outcome, row.muscle) == ("size_change_percent", "legs")
    }
    assert rows["two"].parameters_difference_p10 is None
    assert rows["three"].parameters_difference_p10 == pytest.approx(np.min(second - first))
    assert rows["three"].parameters_difference_p90 == pytest.approx(np.max(second - first))
    assert all(row.parameters_difference_p90 is None for row in people.summary())


def test_what_is_counted_counts_from_week_0(people: Comparison) -> None:
    found = with_uncertainty(people, default_parameters(), {"growth_per_set_day": GROWTH})
    for arm in found.arms:
        hours = {one.name: one.values for one in arm.uncertain_outcomes}["gym_hours_per_week"]
        theirs = arm.outcome("gym_hours_per_week", "body").values
        assert hours == pytest.approx(np.full(3, theirs.mean()), rel=0.4)


def test_curves_tell_the_doubt_about_parameters_beside_the_people(people: Comparison) -> None:
    found = with_uncertainty(people, default_parameters(), {"growth_per_set_day": GROWTH})
    uncertainty = found.arms[0].uncertainty
    assert uncertainty is not None
    row = next(row for row in found.curves() if (row.strategy, row.variable, row.week) == ("two", "size", 2.0))
    edges = np.percentile(uncertainty.variable("legs_size")[:, -1], (10.0, 90.0))
    assert (row.parameters_p10, row.parameters_p90) == pytest.approx(tuple(edges))
    assert {row.parameters_p10 for row in people.curves()} == {None}
    assert [row.median for row in found.curves()] == [row.median for row in people.curves()]


def test_the_comparison_says_where_parameters_were_drawn_from(people: Comparison) -> None:
    shipped = posterior_draws()
    found = compare(SCENARIO, athletes=1, draws=shipped).drawn
    file = resources.files("models").joinpath("posterior.csv").read_bytes()
    assert found == DrawnParameters("posterior", len(shipped["growth_per_set_day"]), hashlib.sha256(file).hexdigest())
    assert compare(SCENARIO, athletes=1, draws={"growth_per_set_day": GROWTH}).drawn == DrawnParameters("own draws", 3)
    assert people.drawn is None
