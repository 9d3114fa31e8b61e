"""A recorded life replays to the same bits, without any generator and without the time of day."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import attrs
import numpy as np
import pytest

from sim import chance
from sim.comparison.experiment import Run, run
from sim.events import Event
from sim.log.codec import decode, encode, from_json_line, to_json_line
from sim.log.opening import open_store
from sim.runs import replay
from sim.runs.record import record_run
from sim.scenario.reader import load_scenario
from sim.scenario.shipped import shipped_scenarios

SCENARIOS = tuple(shipped_scenarios())
LONG = {
    "forecast_next_block",
    "overtraining",
    "periodisation",
    "return_from_cast",
    "sample_leg_workout",
    "split_vs_single_leg_day",
}
"""Scenarios of which one life takes long."""


def refuse(*_given: Any, **_more: Any) -> NoReturn:
    raise AssertionError("a replay needs no chance and no clock")


@pytest.fixture
def blocked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        for generator in ("Philox", "PCG64", "Generator", "SeedSequence", "default_rng", "random", "normal", "seed"):
            patch.setattr(np.random, generator, refuse)
        patch.setattr(chance, "Philox", refuse)
        for clock in ("time", "time_ns", "perf_counter", "monotonic"):
            patch.setattr(time, clock, refuse)

        class NoToday(dt.datetime):
            now = utcnow = today = staticmethod(refuse)

        patch.setattr(dt, "datetime", NoToday)
        yield


_lived: dict[tuple[str, int], Run] = {}


def life(name: str, lane: int) -> Run:
    """Live the last strategy of a scenario, once for all tests."""
    if (name, lane) not in _lived:
        scenario = load_scenario(name)
        _lived[name, lane] = run(scenario, scenario.strategies[-1].name, lane=lane)
    return _lived[name, lane]


def written_and_read(log: tuple[Event, ...]) -> tuple[Event, ...]:
    return tuple(decode(from_json_line(to_json_line(encode(event)))) for event in log)


@pytest.fixture
def lived(request: pytest.FixtureRequest) -> Run:
    return life(request.param, 1)


@pytest.mark.parametrize(
    "lived",
    [pytest.param(name, marks=pytest.mark.slow) if name in LONG else name for name in SCENARIOS],
    indirect=True,
)
def test_every_shipped_scenario_replays_bit_equal(lived: Run, blocked: None) -> None:
    again = replay.replay(written_and_read(lived.log))
    assert again.body.digest() == lived.body.digest()


def test_the_block_stops_a_life(blocked: None) -> None:
    with pytest.raises(AssertionError, match="no chance and no clock"):
        run(load_scenario("soreness_recovery"), "nothing", lane=1)


@pytest.mark.parametrize(
    "name",
    [name if name == "soreness_recovery" else pytest.param(name, marks=pytest.mark.slow) for name in SCENARIOS],
)
def test_every_strategy_of_a_scenario_replays_bit_equal(name: str) -> None:
    scenario = load_scenario(name)
    for strategy in scenario.strategies:
        lived = run(scenario, strategy.name, lane=3)
        assert replay.replay(lived.log).body.digest() == lived.body.digest(), strategy.name


def test_a_stored_life_replays_bit_equal(tmp_path: Path) -> None:
    lived = life("soreness_recovery", 1)
    with open_store(tmp_path / "log.db") as store:
        name = record_run(store, lived)
    with open_store(tmp_path / "log.db", create=False) as store:
        assert replay.replay(store.read(name)).body.digest() == store.info(name).digest == lived.body.digest()


def test_other_parameters_change_the_body_and_no_event() -> None:
    lived = life("soreness_recovery", 1)
    before = [to_json_line(encode(event)) for event in lived.log]
    changed = replay.replay(lived.log, {"tau_damage_days": 2.5})
    assert [to_json_line(encode(event)) for event in lived.log] == before
    assert changed.body.digest() != lived.body.digest()
    assert not np.array_equal(changed.body.damage, lived.body.damage)
    untouched = ("sleep_debt_hours", "stress", "protection", "aerobic_fitness", "illness")
    assert all(np.array_equal(getattr(changed.body, name), getattr(lived.body, name)) for name in untouched)


def test_the_same_parameters_are_no_change() -> None:
    lived = life("soreness_recovery", 1)
    own = replay.origin_of(lived.log).parameters
    again = replay.replay(lived.log, {"tau_damage_days": own["tau_damage_days"]})
    assert again.body.digest() == lived.body.digest()


def test_a_changed_fact_changes_the_digest() -> None:
    """Bit-equality would mean little if any log gave it."""
    lived = life("soreness_recovery", 1)
    for position in (len(lived.log) // 3, len(lived.log) // 2):
        nights = [index for index, event in enumerate(lived.log) if event.kind == "night_slept" and index >= position]
        log = list(lived.log)
        log[nights[0]] = attrs.evolve(log[nights[0]], hours=1.0)
        assert replay.replay(log).body.digest() != lived.body.digest()
