"""One run on two computers: the last bits may differ, the run is the same, and nothing is taken for damage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest

import sim.runs.record
from sim.comparison.experiment import Run, run
from sim.errors import LogError
from sim.events import NightSlept
from sim.log.contract import EventStore
from sim.log.opening import open_store
from sim.runs.record import body_from, check_replay, greatest_difference, record_run, text_of
from sim.scenario.reader import read_scenario
from sim.versions import computer

SCENARIO = """
schema: 1
title: Short
horizon_weeks: 1
history: [{weeks: 1, plan: library/two_leg_days}]
strategies: {some: {label: Some, plan: library/two_leg_days}, none: {label: None, plan: none}}
"""
OTHER_PROCESSOR = {"processor_features": "of another processor"}
OTHER_CODE = {"body": "0123456789abcdef"}


@pytest.fixture(scope="session")
def lived() -> Run:
    return run(read_scenario(SCENARIO, "short"), "some")


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with open_store(tmp_path / "log.db") as store:
        yield store


def record_elsewhere(
    store: EventStore, lived: Run, monkeypatch: pytest.MonkeyPatch, *, by: float, where: dict[str, str]
) -> str:
    """Record what another computer lived, whose state differs."""
    other = attrs.evolve(lived, body=lived.body.changed({"fast": lived.body.fast + by}))
    with monkeypatch.context() as patch:
        patch.setattr(sim.runs.record, "computer", lambda: computer() | where)
        return record_run(store, other)


def test_a_state_reads_back_as_the_same_bits(lived: Run) -> None:
    assert body_from(text_of(lived.body)).digest() == lived.body.digest()


def test_the_last_bits_of_another_processor_are_no_damage(
    store: EventStore, lived: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = record_elsewhere(store, lived, monkeypatch, by=1e-13, where=OTHER_PROCESSOR)
    found = check_replay(store, name)
    assert found.problem == ""
    assert found.is_equal is False
    assert "equal within 1e-09: computed elsewhere (processor_features of another processor and" in found.words


def test_a_run_that_another_processor_recorded_is_recorded_again(
    store: EventStore, lived: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = record_elsewhere(store, lived, monkeypatch, by=1e-13, where=OTHER_PROCESSOR)
    before = store.streams()
    assert record_run(store, lived) == name
    assert store.streams() == before


def test_events_with_other_last_bits_are_the_same_run(
    store: EventStore, lived: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tuple(
        attrs.evolve(event, hours=event.hours * (1.0 + 1e-15)) if isinstance(event, NightSlept) else event
        for event in lived.log
    )
    assert log != lived.log
    name = record_elsewhere(store, attrs.evolve(lived, log=log), monkeypatch, by=1e-13, where=OTHER_PROCESSOR)
    assert record_run(store, lived) == name
    with pytest.raises(LogError):
        record_run(store, attrs.evolve(lived, log=(*log[:-1], attrs.evolve(log[-1], time_days=log[-1].time_days + 1))))


def test_more_than_the_last_bits_is_a_problem_on_any_processor(
    store: EventStore, lived: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = record_elsewhere(store, lived, monkeypatch, by=1e-6, where=OTHER_PROCESSOR)
    assert "differs by up to 1" in check_replay(store, name).problem
    with pytest.raises(LogError, match="its final state has the digest"):
        record_run(store, lived)


def test_other_code_may_find_another_state_and_it_is_said(
    store: EventStore, lived: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = record_elsewhere(store, lived, monkeypatch, by=1e-3, where=OTHER_CODE)
    found = check_replay(store, name)
    assert found.problem == ""
    assert "differs by up to 0.00" in found.words
    assert "other code of Regain" in found.words


def test_the_same_computer_must_find_the_same_bits(
    store: EventStore, lived: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = record_elsewhere(store, lived, monkeypatch, by=1e-13, where={})
    assert check_replay(store, name).problem == "replay is not equal to the state that was lived"


def test_the_difference_is_relative_above_one_and_counts_the_time(lived: Run) -> None:
    body = lived.body
    grown = body.changed({"stature_cm": body.stature_cm * 1.01})
    assert greatest_difference(body, grown) == pytest.approx(0.01)
    assert greatest_difference(body, body.changed({"time_days": body.time_days + 2.0})) == pytest.approx(2.0)
    assert greatest_difference(body, body) == 0.0
