from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pytest

import sim.runs.snapshots
from sim.comparison.experiment import run
from sim.errors import InputError
from sim.events import AthleteDescribed, Event, FoodEaten, ImportBegan, ImportUndone, SessionPerformed, SetPerformed
from sim.log.opening import open_store
from sim.log.sqlite import SqliteStore
from sim.runs.record import record_run
from sim.runs.replay import replay
from sim.runs.replay import state_at as fully_folded
from sim.runs.snapshots import SPACING, end_days, folder_of, state_at
from sim.scenario.reader import load_scenario
from sim.versions import versions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.log.contract import EventStore

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
    kept = sim.runs.snapshots._Cache(file).read().copy()
    kept["size"] += 1.0
    file.write_bytes(sha256(kept.tobytes()).digest() + kept.tobytes())


def test_a_poisoned_snapshot_would_be_seen(store: EventStore, folder: Path, life: tuple[Event, ...]) -> None:
    expected = state_at(store, "ada", life[-1].time_days, folder).body.digest()
    poison(folder)
    assert state_at(store, "ada", life[-1].time_days, folder).body.digest() != expected


@pytest.mark.parametrize("what", ["body", "world", "numpy"])
def test_snapshots_of_another_fold_are_ignored_and_dropped(
    store: EventStore, folder: Path, life: tuple[Event, ...], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    expected = state_at(store, "ada", life[-1].time_days, folder).body.digest()
    poison(folder)
    (before,) = folder.iterdir()
    monkeypatch.setattr(sim.runs.snapshots, "versions", lambda: versions() | {what: "other"})
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


def test_a_run_recorded_with_snapshots_has_them_all_before_any_state_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "snapshots.yaml"
    file.write_text(SCENARIO)
    lived, kept_in = run(load_scenario(str(file)), "same"), tmp_path / "kept"
    with open_store(tmp_path / "log.db") as opened:
        name = record_run(opened, lived, kept_in)
        (snapshots,) = kept_in.iterdir()
        whole = snapshots.read_bytes()
        state_at(opened, name, lived.log[-1].time_days, kept_in)
        assert len(sim.runs.snapshots._Cache(snapshots).read()) == len(lived.log) // SPACING
        assert snapshots.read_bytes() == whole
        record_run(opened, lived)
        assert opened.info(name).digest == lived.body.digest()


@pytest.mark.parametrize("time_days", [-0.1, 1e9, float("nan")])
def test_a_moment_outside_the_stream_is_told(store: EventStore, time_days: float) -> None:
    with pytest.raises(InputError, match=r"stream 'ada': spans week -6 to week 10, found week"):
        state_at(store, "ada", time_days)


def test_snapshots_lie_beside_a_file_and_with_the_user_for_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
    assert folder_of("outputs/regain.db") == Path("outputs/regain.db.snapshots")
    assert folder_of("sqlite:///regain.db") == Path("regain.db.snapshots")
    assert folder_of("postgresql://ada:secret@db.example/runs") == Path("/caches/regain")


def imported(import_id: str, days: range, load_kg: float) -> tuple[Event, ...]:
    """Make up an import of a session a day."""
    sets = (SetPerformed("back_squat", load_kg, 8, 2.0),) * 3
    facts = [SessionPerformed(time_days=day + 0.75, session="legs", sets=sets) for day in days]
    began = ImportBegan(
        time_days=facts[0].time_days,
        import_id=import_id,
        file="me.csv",
        sha256="0" * 64,
        format="csv",
        start_date="2026-03-02",
        event_count=len(facts),
        row_count=len(facts),
        refused_count=0,
        settled={},
        assumed={},
        facts={},
    )
    return (began, *facts)


@pytest.fixture
def grown(store: EventStore, life: tuple[Event, ...], folder: Path) -> EventStore:
    """A log into which a file was imported, with its snapshots."""
    origin = attrs.evolve(replay(life[:1]).origin, origin="imported", history_days=0.0)
    described = next(event for event in life if isinstance(event, AthleteDescribed))
    store.append("me", (origin, attrs.evolve(described, time_days=0.0), *imported("a", range(40, 140, 2), 80.0)), 0)
    state_at(store, "me", end_days(store, "me"), folder)
    assert len(list(folder.iterdir())) == 1
    return store


def test_an_imported_log_has_snapshots_equal_to_full_replay(grown: EventStore, folder: Path) -> None:
    for time_days in (0.0, 40.75, 100.0, 104.2, end_days(grown, "me")):
        expected = fully_folded(grown.read("me"), time_days).body.digest()
        assert state_at(grown, "me", time_days, folder).body.digest() == expected
    poison(folder)
    assert state_at(grown, "me", end_days(grown, "me"), folder).body.digest() != expected


@pytest.mark.parametrize("undone", [False, True])
def test_an_import_that_reaches_back_or_is_undone_leaves_no_snapshot_in_use(
    grown: EventStore, folder: Path, *, undone: bool
) -> None:
    poison(folder)
    version = grown.version("me")
    change = (ImportUndone(time_days=200.0, import_id="a"),) if undone else ()
    grown.append("me", (*change, *imported("b", range(41, 45), 60.0)), version)
    assert end_days(grown, "me") == (44.75 if undone else 138.75)
    for _ in range(2):
        expected = fully_folded(grown.read("me"), end_days(grown, "me")).body.digest()
        assert state_at(grown, "me", end_days(grown, "me"), folder).body.digest() == expected
