from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.comparison.experiment import Run, compare, run
from sim.errors import ConflictError, InputError, LogError
from sim.log.contract import EventStore
from sim.log.names import find_stream, stream_name
from sim.log.opening import open_store
from sim.plan import Scenario
from sim.runs.record import Agreement, check_replay, record_comparison, record_run
from sim.scenario.reader import read_scenario

TEXT = """
schema: 1
title: A short life
horizon_weeks: 2
habits: {illnesses_per_year: 10}
strategies:
  some: {plan: library/two_leg_days}
  more: {plan: library/three_leg_days}
compare: {athletes: 3}
"""


@pytest.fixture(scope="module")
def question() -> Scenario:
    return read_scenario(TEXT, "short")


@pytest.fixture(scope="module")
def lived(question: Scenario) -> Run:
    return run(question, "some", lane=2)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EventStore]:
    with open_store(tmp_path / "log.db") as opened:
        yield opened


def test_a_stream_is_named_after_scenario_strategy_and_lane(question: Scenario, lived: Run) -> None:
    name = stream_name(lived.log)
    assert name.startswith("short/some/2-")
    assert name != stream_name(run(question, "some", lane=2, seed=9).log)
    assert stream_name(run(question, "some", lane=2).log) == name


def test_what_was_recorded_reads_back_as_it_was_lived(store: EventStore, lived: Run) -> None:
    name = record_run(store, lived)
    assert store.read(name) == lived.log
    assert store.info(name).digest == lived.body.digest()


def test_recording_again_changes_nothing(store: EventStore, lived: Run) -> None:
    name = record_run(store, lived)
    head = store.head_hash(name)
    assert record_run(store, lived) == name
    assert store.head_hash(name) == head
    assert len(store.streams()) == 1


@pytest.mark.parametrize("everyone", [False, True])
def test_a_comparison_records_the_reference_and_whoever_was_kept(
    store: EventStore,
    question: Scenario,
    everyone: bool,  # noqa: FBT001
) -> None:
    named = record_comparison(store, compare(question, keep_all_logs=everyone))
    assert len(store.streams()) == (8 if everyone else 2)
    for arm in named.arms:
        assert store.read(arm.stream) == arm.reference_log
        assert arm.stream.startswith(f"short/{arm.name}/0-")


def test_comparing_and_running_in_any_order_meet_in_one_store(store: EventStore, question: Scenario) -> None:
    """The same person is the same stream, however many others lived beside them."""
    record_comparison(store, compare(question, keep_all_logs=True))
    names = {record_run(store, run(question, "some", lane=lane)) for lane in range(4)}
    record_comparison(store, compare(question, athletes=6))
    record_comparison(store, compare(question, athletes=5, keep_all_logs=True))
    assert names <= {info.stream for info in store.streams()}
    assert len(store.streams()) == 12
    assert all(check_replay(store, name).is_equal for name in names)


def test_other_events_under_the_same_name_are_refused(store: EventStore, lived: Run) -> None:
    store.append(stream_name(lived.log), lived.log[:-3], 0)
    with pytest.raises((ConflictError, LogError)):
        record_run(store, lived)


def test_replay_is_told_equal_unequal_or_without_a_state(store: EventStore, lived: Run, question: Scenario) -> None:
    name = record_run(store, lived)
    assert check_replay(store, name) == Agreement("bit-equal", is_equal=True)
    other = run(question, "more")
    store.append("kept", other.log, 0)
    assert check_replay(store, "kept") == Agreement("")
    store.set_digest("kept", "0" * 64)
    assert check_replay(store, "kept").problem == "replay is not equal to the state that was lived"


def test_a_stream_is_found_by_its_name_or_enough_of_it(store: EventStore, question: Scenario) -> None:
    record_comparison(store, compare(question))
    names = [info.stream for info in store.streams()]
    for wanted in (names[0], names[0][:-3], "short/some", "some/0", "some"):
        assert find_stream(store, wanted) == names[0]
    assert find_stream(store, "more") == names[1]


def test_a_whole_name_is_found_though_others_begin_with_it(store: EventStore, lived: Run) -> None:
    store.append("a", lived.log, 0)
    store.append("ab", lived.log, 0)
    assert find_stream(store, "a") == "a"


def test_an_unclear_or_unknown_name_is_told(store: EventStore, question: Scenario) -> None:
    record_comparison(store, compare(question))
    with pytest.raises(InputError, match=r"'short' is the beginning of 2 runs: .*; give more of the name"):
        find_stream(store, "short")
    with pytest.raises(InputError, match="there is no run 'nothing' among 2; `regain runs` lists them"):
        find_stream(store, "nothing")
