"""What a store keeps beside events: how a stream began, how it ended, and what computed that."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sim.events import StreamStarted
from sim.log.contract import Ending, EventStore
from sim.log.opening import open_store
from sim.log.sqlite import SqliteStore
from tests.sim.log.conftest import nights

GOLDEN = Path(__file__).parent / "golden" / "store_v1.db"
STARTED = StreamStarted(time_days=0.0, origin="simulated", scenario="legs", strategy="split", athlete=3, seed=4)


def tampered(path: Path, *statements: str) -> None:
    """Do to a store what only someone with an editor could: its triggers are put back afterwards."""
    with closing(sqlite3.connect(path, isolation_level=None)) as store:
        triggers = store.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            store.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            store.execute(statement)
        for _, making in triggers:
            store.execute(making)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A store with a run that has ended, and with another."""
    path = tmp_path / "log.db"
    with SqliteStore(path) as store:
        store.append("legs", [STARTED, *nights(3)], 0)
        store.set_digest("legs", "c0ffee", state="{}", computed_by={"numpy": "2"})
        store.append("ada", nights(2), 0)
    return path


def test_an_ending_is_kept(tmp_path: Path) -> None:
    with open_store(tmp_path / "log.db") as store:
        store.append("ada", nights(2), 0)
        assert store.ending("ada") is None
        store.set_digest("ada", "c0ffee", state="a state", computed_by={"numpy": "2"})
        store.set_digest("ada", "c0ffee", state="later", computed_by={"numpy": "3"})
        assert store.ending("ada") == Ending(digest="c0ffee", state="a state", computed_by={"numpy": "2"})


@pytest.mark.parametrize("column", ["stream", "scenario", "strategy", "lane", "seed", "created_at", "digest"])
def test_whatever_is_changed_in_a_row_of_runs_is_found(kept: Path, column: str) -> None:
    new = "9" if column in {"lane", "seed"} else "'else'"
    tampered(kept, f"UPDATE runs SET {column} = {new} WHERE stream_id = 1")  # noqa: S608 - the names above
    with open_store(kept, create=False) as store:
        first, second = store.verify_all()
    assert "was changed" in first.problem
    assert second.ok


def test_the_digest_that_was_taken_away_is_missed(kept: Path) -> None:
    tampered(kept, "UPDATE runs SET digest = '' WHERE stream_id = 1")
    with open_store(kept, create=False) as store:
        assert "digest of its final state" in store.verify("legs").problem


@pytest.mark.parametrize("also", ["", "events", "seals"])
def test_a_run_that_was_deleted_is_missed_while_anything_of_it_is_left(kept: Path, also: str) -> None:
    gone = [table for table in ("runs", also) if table]
    tampered(kept, *(f"DELETE FROM {table} WHERE stream_id = 1" for table in gone))  # noqa: S608 - the names above
    with open_store(kept, create=False) as store:
        whole, lost = store.verify_all()
    assert (whole.stream, whole.ok) == ("ada", True)
    assert "its row is gone" in lost.problem


def test_one_row_that_cannot_be_read_hides_no_other(kept: Path) -> None:
    tampered(
        kept,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') WHERE name = 'runs'",
        "PRAGMA writable_schema = RESET",
        "UPDATE runs SET seed = 'many' WHERE stream_id = 1",
    )
    with open_store(kept, create=False) as store:
        first, second = store.verify_all()
    assert (first.stream, first.ok) == ("legs", False)
    assert (second.stream, second.ok) == ("ada", True)


def test_a_store_of_the_first_schema_gets_what_it_lacks_when_it_is_written_to(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    shutil.copy(GOLDEN, path)
    with open_store(path, create=False) as store:
        (info,) = store.streams()
        assert store.ending(info.stream) is None
        assert store.facts()["schema"] == "1"
        assert all(found.ok for found in store.verify_all())
    assert path.read_bytes() == GOLDEN.read_bytes()
    with open_store(path) as store:
        store.append("ada", nights(1), 0)
        store.set_digest("ada", "ab", state="{}", computed_by={})
        assert (store.facts()["schema"], store.facts()["missing"]) == ("2", "")
        assert store.ending(info.stream) is None
        assert all(found.ok for found in store.verify_all())


def test_a_server_keeps_the_same(cluster: Any) -> None:
    store: EventStore
    with open_store(cluster.url()) as store:
        store.append("legs", [STARTED, *nights(3)], 0)
        store.set_digest("legs", "c0ffee", state="{}", computed_by={"numpy": "2"})
        assert store.ending("legs") == Ending(digest="c0ffee", state="{}", computed_by={"numpy": "2"})
        assert [found.ok for found in store.verify_all()] == [True]


def test_a_server_of_the_first_schema_gets_what_it_lacks(cluster: Any) -> None:
    cluster.execute(GOLDEN.with_suffix(".sql").read_text(encoding="utf-8"))
    with open_store(cluster.url()) as store:
        assert all(found.ok for found in store.verify_all())
        store.append("ada", nights(1), 0)
        store.set_digest("ada", "ab", state="{}", computed_by={})
        assert (store.facts()["schema"], store.facts()["missing"]) == ("2", "")
        assert all(found.ok for found in store.verify_all())
