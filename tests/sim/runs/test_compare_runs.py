from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import sim.runs.compare_runs
from sim.comparison.comparison import Comparison
from sim.comparison.experiment import run
from sim.errors import InputError
from sim.events import SessionPerformed
from sim.log.contract import EventStore
from sim.log.opening import open_store
from sim.runs.compare_runs import compare_runs
from sim.runs.fork import fork
from sim.runs.lineage import life_of
from sim.runs.record import record_run
from sim.scenario.reader import read_scenario

SCENARIO = read_scenario(
    """
schema: 1
title: Lives that part
horizon_weeks: 5
habits: {adherence: 0.8}
history: [{weeks: 2, plan: library/two_leg_days}]
strategies:
  two: {label: Two, plan: library/two_leg_days}
  three: {label: Three, plan: library/three_leg_days}
""",
    "parting",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EventStore]:
    path: Path = tmp_path_factory.mktemp("runs") / "compare_runs.db"
    with open_store(path) as kept:
        root = run(SCENARIO, "two", lane=2)
        name = record_run(kept, root)
        record_run(kept, run(SCENARIO, "three", lane=2))
        record_run(kept, run(SCENARIO, "three", lane=3))
        child = fork(root.log, at_days=28.0, scenario=SCENARIO, strategy_name="three", parent=name, end_days=56.0)
        record_run(kept, child)
        yield kept


def named(store: EventStore, strategy: str, *, child: bool = False, lane: int = 2) -> str:
    for info in store.streams():
        first = store.read(info.stream, 0, 1)[0]
        if (first.strategy, bool(first.parent), first.athlete) == (strategy, child, lane):  # type: ignore[attr-defined]
            return info.stream
    raise KeyError(strategy)


@pytest.fixture(scope="module")
def forked(store: EventStore) -> Comparison:
    return compare_runs(store, [named(store, "two"), named(store, "three", child=True)], lanes=8)


def test_a_run_and_its_fork_are_arms_from_where_they_part(store: EventStore, forked: Comparison) -> None:
    assert [arm.label for arm in forked.arms] == ["Two", "Three"]
    assert forked.baseline.name == "two"
    assert [arm.trajectory.start_days for arm in forked.arms] == [28.0, 28.0]
    assert forked.scenario.horizon_weeks == 3.0
    assert [arm.head_hash for arm in forked.arms] == [store.head_hash(arm.stream) for arm in forked.arms]


def test_the_recorded_runs_stand_beside_their_futures(store: EventStore, forked: Comparison) -> None:
    for arm in forked.arms:
        log = store.read(arm.stream)
        assert arm.reference_log == tuple(event for event in log if event.time_days < 49.0)
        size = arm.reference.whole["legs_size"][0]
        started = int(np.argmax(arm.reference.from_start))
        (change,) = [one.values[0] for one in arm.recorded if (one.name, one.muscle) == ("size_change_percent", "legs")]
        assert change == pytest.approx(100.0 * (size[-1] / size[started] - 1.0))
    rows = {row.strategy: row.recorded for row in forked.summary() if row.outcome == "sessions_missed"}
    assert set(rows) == {"two", "three"}
    assert None not in rows.values()
    assert "As recorded: " in forked.answer()


def test_what_falls_on_the_end_belongs_to_no_arm(store: EventStore, forked: Comparison) -> None:
    arm = forked.arms[1]
    life = life_of(arm.stream, store.read(arm.stream), store.read)
    end_days = next(
        event.time_days for event in life.log if isinstance(event, SessionPerformed) and event.time_days > 42
    )
    found = sim.runs.compare_runs._beside_recorded(arm, life, "", end_days)
    (done,) = (one.values[0] for one in found.recorded if one.name == "gym_hours_per_week")
    before = [event for event in life.log if isinstance(event, SessionPerformed) and 28 <= event.time_days < end_days]
    hours = sum(float(event.minutes) for event in before) / 60
    assert done * (end_days - 28) / 7 == pytest.approx(hours)
    assert max(event.time_days for event in found.reference_log) < end_days
    assert found.reference.times_days[-1] == end_days


def test_what_was_recorded_is_one_of_the_futures_under_the_same_seed(forked: Comparison) -> None:
    for arm in forked.arms:
        recorded = arm.reference.whole["legs_size"][0, -1]
        assert arm.trajectory.whole["legs_size"][1, -1] == pytest.approx(recorded, rel=1e-12)
        for one in arm.recorded:
            assert arm.outcome(one.name, one.muscle).values[1] == pytest.approx(one.values[0], abs=1e-9, nan_ok=True)


def test_another_seed_is_other_chance_after_the_same_past(store: EventStore, forked: Comparison) -> None:
    other = compare_runs(store, [arm.stream for arm in forked.arms], lanes=8, seed=77)
    one, two = (comparison.arms[0].trajectory for comparison in (forked, other))
    past = ~one.from_start
    assert np.array_equal(one.whole["legs_size"][:, past], two.whole["legs_size"][:, past])
    assert not np.array_equal(one.whole["legs_size"], two.whole["legs_size"])


def test_sisters_of_one_scenario_share_its_history(store: EventStore) -> None:
    sisters = compare_runs(store, [named(store, "three"), named(store, "two")], lanes=3)
    assert sisters.baseline.name == "three"
    assert {arm.trajectory.start_days for arm in sisters.arms} == {14.0}
    assert sisters.scenario.horizon_weeks == 5.0


def test_arms_of_one_strategy_are_told_apart(store: EventStore) -> None:
    names = [named(store, "three"), named(store, "three", child=True)]
    arms = compare_runs(store, names, lanes=2).arms
    assert [arm.name for arm in arms] == [f"three-{name.rpartition('-')[2]}" for name in names]
    assert [arm.label for arm in arms] == ["Three", "Two, then Three from week 2"]


def test_the_command_that_computes_it_again_names_runs_futures_and_seed(forked: Comparison) -> None:
    first, second = (arm.stream for arm in forked.arms)
    assert forked.command == f"regain compare {first} {second} --athletes 8 --seed {SCENARIO.seed}"


def test_another_set_of_runs_has_another_folder(store: EventStore, forked: Comparison) -> None:
    sisters = compare_runs(store, [named(store, "three"), named(store, "two")], lanes=1)
    assert sisters.scenario.name != forked.scenario.name
    assert forked.scenario.name.startswith("parting-runs-")


def test_other_people_are_refused(store: EventStore) -> None:
    with pytest.raises(InputError, match="share no past: athlete 2 of seed 1 is somebody else than athlete 3"):
        compare_runs(store, [named(store, "two"), named(store, "three", lane=3)])


def test_a_run_cannot_be_compared_with_itself(store: EventStore) -> None:
    with pytest.raises(InputError, match="two or more different ones"):
        compare_runs(store, [named(store, "two"), named(store, "two")])


def test_a_missing_parent_is_told(store: EventStore, tmp_path: Path) -> None:
    child = named(store, "three", child=True)
    with open_store(tmp_path / "few.db") as few:
        for name in (child, named(store, "three")):
            few.append(name, store.read(name), expected_version=0)
        with pytest.raises(InputError, match=r"branched from parting/two/2-\w+, which is not in this store"):
            compare_runs(few, [child, named(store, "three")])
