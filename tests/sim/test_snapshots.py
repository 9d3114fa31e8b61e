from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pytest

import sim.snapshots
from sim.errors import InputError
from sim.events import Event, FoodEaten
from sim.experiment import run
from sim.log import open_store
from sim.provenance import versions
from sim.replaying import replay
from sim.replaying import state_at as fully_folded
from sim.scenario import load_scenario
from sim.snapshots import SPACING, folder_of, state_at
from sim.stores.sqlite import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.log import EventStore

SCENARIO = """
schema: 1
title: Snapshots
question: What is kept aside?
horizon_weeks: 10
history: [{weeks: 6, plan: both}]
plans:
  both:
    week:
      - {day: mon, at: "18:00", session: [{exercise: back_squat, sets: 3, reps: 6-10}]}
      - {day: wed, at: "18:00", run: {style: easy, minutes: 30}}
strategies:
  same: {label: The same, plan: both}
"""


@pytest.fixture(scope="session")
def life(tmp_path_factory: pytest.TempPathFactory) -> tuple[Event, ...]:
    """Sixteen weeks of one athlete."""
    file = tmp_path_factory.mktemp("scenario") / "snapshots.yaml"
    file.write_text(SCENARIO)
    return run(load_scenario(str(file)), "same").log


@pytest.fixture
def store(tmp_path: Path, life: tuple[Event, ...]) -> Iterator[EventStore]:
    with open_store(tmp_path / "log.db") as opened:
        opened.append("ada", life, 0)
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_of(str(tmp_path / "log.db"))


def moments(life: tuple[Event, ...]) -> list[float]:
    end_days = life[-1].time_days
    own = [life[index].time_days for index in (0, 1, SPACING - 1, SPACING, SPACING + 1, 2 * SPACING, len(life) - 1)]
    return sorted({0.0, end_days, *own, *(end_days * share / 5 for share in range(6))})


def test_a_state_from_snapshots_is_equal_to_full_replay_bit_for_bit(
    store: EventStore, folder: Path, life: tuple[Event, ...]
) -> None:
    assert len(life) > 2 * SPACING
    for time_days in [*moments(life), *reversed(moments(life))]:
        expected = fully_folded(life, time_days).body.digest()
        assert state_at(store, "ada", time_days).body.digest() == expected
        assert state_at(store, "ada", time_days, folder).body.digest() == expected


def test_only_what_follows_the_last_snapshot_is_read(
    store: EventStore, folder: Path, life: tuple[Event, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    state_at(store, "ada", life[-1].time_days, folder)
    read: list[int] = []
    original = SqliteStore.read

    def counting(self: SqliteStore, stream: str, first: int = 0, last: int | None = None) -> tuple[Event, ...]:
        events = original(self, stream, first, last)
        read.append(len(events))
        return events

    monkeypatch.setattr(SqliteStore, "read", counting)
    for time_days in moments(life):
        read.clear()
        state_at(store, "ada", time_days, folder)
        assert sum(read) <= SPACING + 2


def poison(folder: Path) -> None:
    """Make every snapshot wrong but whole."""
    from hashlib import sha256

    (file,) = folder.iterdir()
    kept = sim.snapshots._Cache(file).read().copy()
    kept["size"] += 1.0
    file.write_bytes(sha256(kept.tobytes()).digest() + kept.tobytes())


def test_a_poisoned_snapshot_would_be_seen(store: EventStore, folder: Path, life: tuple[Event, ...]) -> None:
    expected = state_at(store, "ada", life[-1].time_days, folder).body.digest()
    poison(folder)
    assert state_at(store, "ada", life[-1].time_days, folder).body.digest() != expected


@pytest.mark.parametrize("what", ["body", "numpy"])
def test_snapshots_of_another_fold_are_ignored_and_dropped(
    store: EventStore, folder: Path, life: tuple[Event, ...], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    expected = state_at(store, "ada", life[-1].time_days, folder).body.digest()
    poison(folder)
    (before,) = folder.iterdir()
    monkeypatch.setattr(sim.snapshots, "versions", lambda: versions() | {what: "other"})
    assert state_at(store, "ada", life[-1].time_days, folder).body.digest() == expected
    (after,) = folder.iterdir()
    assert after != before


def test_snapshots_under_other_parameters_are_ignored(store: EventStore, folder: Path, life: tuple[Event, ...]) -> None:
    origin = replay(life[:1]).origin
    changed = origin.parameters | {"tau_signal_days": 1.01 * origin.parameters["tau_signal_days"]}
    other = (attrs.evolve(origin, parameters=changed), *life[1:])
    store.append("bob", other, 0)
    state_at(store, "ada", life[-1].time_days, folder)
    expected = fully_folded(other, life[-1].time_days).body.digest()
    assert state_at(store, "bob", life[-1].time_days, folder).body.digest() == expected


def test_snapshots_of_another_past_with_the_same_beginning_are_ignored(
    store: EventStore, folder: Path, life: tuple[Event, ...]
) -> None:
    state_at(store, "ada", life[-1].time_days, folder)
    other = tuple(event for event in life if not isinstance(event, FoodEaten))
    store.append("bob", other, 0)
    for _ in range(2):
        expected = fully_folded(other, life[-1].time_days).body.digest()
        assert state_at(store, "bob", life[-1].time_days, folder).body.digest() == expected


@pytest.mark.parametrize("damage", [b"", b"x" * 40, None])
def test_a_damaged_file_of_snapshots_is_folded_again(
    store: EventStore, folder: Path, life: tuple[Event, ...], damage: bytes | None
) -> None:
    expected = state_at(store, "ada", life[-1].time_days, folder).body.digest()
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:500] + bytes([whole[500] ^ 1]) + whole[501:] if damage is None else damage)
    assert state_at(store, "ada", life[-1].time_days, folder).body.digest() == expected
    assert file.read_bytes() == whole


def test_a_stream_that_grows_gets_further_snapshots(store: EventStore, folder: Path, life: tuple[Event, ...]) -> None:
    store.append("bob", life[: SPACING + 5], 0)
    state_at(store, "bob", life[SPACING].time_days, folder)
    (file,) = folder.iterdir()
    size = file.stat().st_size
    store.append("bob", life[SPACING + 5 :], SPACING + 5)
    expected = fully_folded(life, life[-1].time_days).body.digest()
    assert state_at(store, "bob", life[-1].time_days, folder).body.digest() == expected
    assert file.stat().st_size > size


def test_where_nothing_can_be_kept_the_state_is_folded_all_the_same(
    store: EventStore, tmp_path: Path, life: tuple[Event, ...]
) -> None:
    (tmp_path / "taken").touch()
    expected = fully_folded(life, life[-1].time_days).body.digest()
    assert state_at(store, "ada", life[-1].time_days, tmp_path / "taken").body.digest() == expected


@pytest.mark.parametrize("time_days", [-0.1, 1e9, float("nan")])
def test_a_moment_outside_the_stream_is_told(store: EventStore, time_days: float) -> None:
    with pytest.raises(InputError, match=r"stream 'ada': spans week -6 to week 10, found week"):
        state_at(store, "ada", time_days)


def test_snapshots_lie_beside_a_file_and_with_the_user_for_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
    assert folder_of("outputs/regain.db") == Path("outputs/regain.db.snapshots")
    assert folder_of("sqlite:///regain.db") == Path("regain.db.snapshots")
    assert folder_of("postgresql://ada:secret@db.example/runs") == Path("/caches/regain")
