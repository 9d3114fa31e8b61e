from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest

from models.exercises import catalogue
from sim.plan import Block, Deload, GradualReturn, Plan, Prescription, Progression
from sim.world.logbook import LastTime, Logbook, blank
from sim.world.prescribe import Today, choose_load, current_block, deloading, prescribe, returning_fraction

ITEM = Prescription(exercise="back_squat", sets_low=3, sets_high=4, reps_low=6, reps_high=10)
FRESH = np.ones(1)
JUDGED_KG = 101.0
TRUSTED_DAYS = 14.0


class Gym:
    """A rack in which every load feels like the same one."""

    def __init__(self) -> None:
        self.asked: list[float] = []

    def load_for(self, _exercise: Any, reps: np.ndarray, _tempo_s: np.ndarray) -> np.ndarray:
        self.asked.append(float(reps[0]))
        return np.full(reps.shape, JUDGED_KG)


def plan(kind: str = "none", **rules: Any) -> Plan:
    own = {key: rules.pop(key) for key in ("every_weeks", "step", "limit", "step_fraction") if key in rules}
    return Plan(name="p", progression=Progression(kind=kind, **own), **rules)


def today(of: Plan, week: float = 0.0, readiness: float = 1.0, share: float = 1.0) -> Today:
    return prescribe(of, ITEM, week, np.array([readiness]), np.array([share]))


def load(kind: str, last_kg: float, fewest: float, days_ago: float = 3.0, **more: Any) -> float:
    item = more.pop("item", ITEM)
    of = plan(kind, **more)
    noted = LastTime(np.array([last_kg]), np.array([fewest]), np.array([100.0 - days_ago]))
    last = noted.trusted(100.0, np.array([TRUSTED_DAYS]))
    return float(choose_load(of, item, today(of), catalogue()["back_squat"], Gym(), last, np.ones(1))[0])


@pytest.mark.parametrize(
    ("kind", "fewest", "expected_kg"),
    [
        ("none", 10, 80.0),
        ("none", 3, 80.0),
        ("sets", 10, 80.0),
        ("reps", 10, 80.0),
        ("tempo", 10, 80.0),
        ("rest", 10, 80.0),
        ("linear", 6, 82.5),
        ("linear", 5, 72.5),
        ("double", 10, 82.5),
        ("double", 9, 80.0),
        ("double", 6, 80.0),
        ("double", 5, 72.5),
        ("autoregulated", 10, 100.0),
    ],
)
def test_each_progression_sets_the_next_load(kind: str, fewest: int, expected_kg: float) -> None:
    assert load(kind, 80.0, fewest) == expected_kg


def test_a_heavy_lifter_adds_a_share_and_not_the_smallest_plate() -> None:
    assert load("linear", 200.0, 8) == 205.0


@pytest.mark.parametrize("kind", ["none", "sets", "linear", "double"])
def test_nobody_trusts_a_load_of_weeks_ago(kind: str) -> None:
    assert load(kind, 80.0, 5, days_ago=TRUSTED_DAYS + 0.1) == 100.0
    assert load(kind, 80.0, 5, days_ago=TRUSTED_DAYS) != 100.0


@pytest.mark.parametrize("kind", ["none", "linear", "double"])
def test_a_first_time_is_judged_from_repetitions_and_reserve(kind: str) -> None:
    gym, of = Gym(), plan(kind)
    never = blank(1).last_time("back_squat")
    chosen = choose_load(of, ITEM, today(of), catalogue()["back_squat"], gym, never, np.array([1.03]))
    assert gym.asked == [8.0 + 2.0]
    assert chosen[0] == 105.0  # 101 x 1.03, to the plates of 2.5 kg


def test_a_load_in_the_plan_is_taken_as_it_is() -> None:
    assert load("double", 80.0, 10, item=attrs.evolve(ITEM, load_kg=61.3)) == 61.3


def test_bodyweight_work_takes_no_load() -> None:
    name = next(name for name in catalogue().names if catalogue()[name].bodyweight)
    of, item = plan("double"), attrs.evolve(ITEM, exercise=name)
    never = blank(1).last_time(name)
    assert choose_load(of, item, today(of), catalogue()[name], Gym(), never, np.ones(1))[0] == 0.0


@pytest.mark.parametrize(
    ("kind", "step", "limit", "week", "field", "expected"),
    [
        ("sets", 1.0, None, 3.9, "sets", 5.0),
        ("sets", 1.0, 6.0, 40.0, "sets", 6.0),
        ("reps", 2.0, None, 4.0, "reps_high", 14.0),
        ("reps", 2.0, None, 4.0, "reps_low", 10.0),
        ("reps", 2.0, 12.0, 40.0, "reps_high", 12.0),
        ("tempo", 1.0, None, 2.0, "tempo_s", 4.0),
        ("tempo", 1.0, 6.0, 40.0, "tempo_s", 6.0),
        ("rest", 0.25, None, 4.0, "rest_min", 1.5),
        ("rest", 0.25, 1.0, 40.0, "rest_min", 1.0),
        ("rest", 0.25, None, 400.0, "rest_min", 0.5),
        ("none", 1.0, None, 40.0, "sets", 4.0),
        ("linear", 1.0, None, 40.0, "reps_high", 10.0),
    ],
)
def test_a_quantity_moves_by_its_step_until_the_limit(
    kind: str, step: float, limit: float | None, week: float, field: str, expected: float
) -> None:
    got = getattr(today(plan(kind, step=step, limit=limit, every_weeks=2.0), week), field)
    assert float(np.ravel(got)[0]) == expected


def test_a_limit_below_the_start_takes_nothing_away() -> None:
    assert today(plan("sets", limit=2.0, every_weeks=1.0), 5.0).sets[0] == 4.0


@pytest.mark.parametrize(("readiness", "sets"), [(0.95, 4.0), (0.9, 4.0), (0.89, 3.0)])
def test_the_higher_number_of_sets_is_for_fresh_days(readiness: float, sets: float) -> None:
    assert today(plan(), readiness=readiness).sets[0] == sets


def test_a_share_of_the_sets_leaves_at_least_one() -> None:
    assert today(plan(), share=0.5).sets[0] == 2.0
    assert today(plan(), share=0.0).sets[0] == 1.0


def test_blocks_follow_each_other_and_start_over() -> None:
    blocks = (Block(weeks=3.0, sets_fraction=1.5), Block(weeks=1.0, sets_fraction=0.5))
    of = plan(blocks=blocks)
    assert [current_block(of, week) for week in (0.0, 2.9, 3.0, 3.9, 4.0, 7.5)] == [
        blocks[index] for index in (0, 0, 1, 1, 0, 1)
    ]
    assert current_block(plan(), 5.0) is None


def test_a_block_changes_sets_repetitions_and_reserve() -> None:
    block = Block(weeks=4.0, sets_fraction=1.5, reps_low=3, reps_high=5, reps_in_reserve=1.0)
    now = today(plan(blocks=(block,)))
    assert (now.sets[0], now.reps_low, now.reps_high, now.reps_in_reserve) == (6.0, 3.0, 5.0, 1.0)


def test_a_deload_by_date_is_every_last_week() -> None:
    of = plan(deload=Deload(every_weeks=4))
    assert [bool(deloading(of, week, FRESH)[0]) for week in range(9)] == [n % 4 == 3 for n in range(9)]


def test_a_deload_by_rule_is_for_those_below_it() -> None:
    of = plan(deload=Deload(readiness_below=0.8))
    assert deloading(of, 0.0, np.array([0.79, 0.8, 0.9])).tolist() == [True, False, False]
    assert not deloading(plan(), 3.0, np.array([0.1])).any()


def returned(away_days: float, ended_days: float, break_days: float) -> Logbook:
    return Logbook({}, np.array([100.0 - away_days]), np.array([break_days]), np.array([ended_days]))


@pytest.mark.parametrize(
    ("notes", "share"),
    [
        (returned(3.5, -np.inf, 0.0), 1.0),
        (returned(20.0, -np.inf, 0.0), 0.4),
        (returned(14.0, -np.inf, 0.0), 0.4),
        (returned(13.9, -np.inf, 0.0), 1.0),
        (returned(3.5, 100.0 - 14.0, 30.0), 0.7),
        (returned(3.5, 100.0 - 28.0, 30.0), 1.0),
        (returned(3.5, 100.0 - 14.0, 12.0), 1.0),
        (returned(np.inf, -np.inf, 0.0), 0.4),
    ],
)
def test_a_gradual_return_climbs_after_a_break(notes: Logbook, share: float) -> None:
    rule = GradualReturn(after_days=14.0, start_fraction=0.4, weeks=4.0)
    assert returning_fraction(plan(gradual_return=rule), notes, 100.0)[0] == pytest.approx(share)
    assert returning_fraction(plan(), notes, 100.0)[0] == 1.0
