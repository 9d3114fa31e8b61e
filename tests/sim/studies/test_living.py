"""Arms are lived as `compare` would live them, shared pasts once, and read when they were measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.observables import cross_sectional_area
from models.parameters import default_parameters
from sim.chance import Streams
from sim.comparison.experiment import run
from sim.fold import fold, until
from sim.studies import Study, load_study, predict_lanes, predict_lanes_of_all
from sim.studies import living as living_module
from sim.studies.living import Typical

if TYPE_CHECKING:
    from collections.abc import Callable


def test_the_typical_person_is_the_reference_athlete_of_a_run(make_study: Callable[..., Study]) -> None:
    study = make_study({"week": "2.4"}, {"week": "3"})
    lived = run(study.scenario, "trained", seed=1)
    bodies = [
        until(lived.values, fold(lived.values, [event for event in lived.log if event.time_days <= day]), day)
        for day in (0.0, 2.4 * 7.0, 21.0)
    ]
    first, *later = (float(cross_sectional_area(lived.values, body)[0, 0]) for body in bodies)
    expected = [100.0 * (area / first - 1.0) for area in later]
    np.testing.assert_allclose(predict_lanes(study, {})[0], expected, rtol=1e-9)


def test_typical_chance_is_that_of_lane_zero() -> None:
    lanes = np.zeros(3, dtype=np.int64)
    for name in ("uniform", "normal"):
        drawn = getattr(Streams(5, lanes), name)("anything", 7)
        np.testing.assert_array_equal(getattr(Typical(5, lanes), name)("anything", 7), drawn)


def test_every_lane_has_its_own_parameters(make_study: Callable[..., Study]) -> None:
    study = make_study({}, {"kind": "points_against_arm", "against": "resting"})
    growth = np.array([0.01, 0.03])
    together = predict_lanes(study, {"growth_per_set_day": growth})
    alone = [predict_lanes(study, {"growth_per_set_day": growth[lane : lane + 1]}) for lane in (0, 1)]
    assert together.shape == (2, 2)
    assert together[1, 0] > together[0, 0]
    np.testing.assert_allclose(together, np.concatenate(alone), rtol=1e-12)


def test_what_an_arm_sets_holds_in_every_lane(make_study: Callable[..., Study]) -> None:
    scenario = """
schema: 1
title: An arm with a parameter of its own
horizon_weeks: 3
plans: {training: {week: [{day: mon, at: "17:00", session: [{exercise: leg_extension, sets: 2, reps: 10}]}]}}
strategies:
  trained: {plan: training}
  slow: {plan: training, parameters: {growth_per_set_day: 0.001}}
"""
    study = make_study({}, {"arm": "slow"}, scenario=scenario)
    found = predict_lanes(study, {"growth_per_set_day": np.array([0.02, 0.04])})
    assert found[0, 1] == found[1, 1]
    assert found[0, 0] < found[1, 0]


def test_a_change_counts_from_its_earlier_moment(make_study: Callable[..., Study]) -> None:
    study = make_study({"week": "1"}, {"week": "3", "from_week": "1"}, {"week": "3"})
    first, second, both = predict_lanes(study, {})[0] / 100.0
    assert (1.0 + first) * (1.0 + second) == pytest.approx(1.0 + both, rel=1e-12)


def test_arms_that_begin_alike_are_lived_once_until_they_part(
    make_study: Callable[..., Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    lived = []
    live = living_module.live

    def counting(cohort: object, past: object, phases: tuple[object, ...], *rest: object) -> object:
        lived.extend(phases)
        return live(cohort, past, phases, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(living_module, "live", counting)
    scenario = """
schema: 1
title: Two arms with one beginning
horizon_weeks: 3
history: [{weeks: 1, plan: training}]
plans: {training: {week: [{day: mon, at: "17:00", session: [{exercise: leg_extension, sets: 2, reps: 10}]}]}}
strategies:
  trained: {phases: [{weeks: 2, plan: training}, {plan: training}]}
  stopped: {phases: [{weeks: 2, plan: training}, {plan: none}]}
"""
    make_and_predict = make_study({}, {"arm": "stopped"}, scenario=scenario)
    trained, stopped = predict_lanes(make_and_predict, {})[0]
    assert trained > stopped
    assert len(lived) == 1 + 1 + 2


def test_studies_with_one_past_live_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    births = []
    be_born = living_module.be_born
    monkeypatch.setattr(living_module, "be_born", lambda *given: births.append(1) or be_born(*given))
    both = [load_study("kraemer_2002"), load_study("mcmaster_2013")]
    found = predict_lanes_of_all(both, {})
    assert len(births) == 1
    assert found["kraemer_2002"].shape == (1, 1)


def test_a_set_of_parameters_may_take_the_place_of_the_shipped_one(make_study: Callable[..., Study]) -> None:
    study = make_study({})
    other = default_parameters().replace({"growth_per_set_day": 0.001})
    assert predict_lanes(study, {}, other)[0, 0] < predict_lanes(study, {})[0, 0]
