"""What a store in a file must stand: full disks, foreign files, locks, damage."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from sim.errors import CannotWriteError, DamagedLogError, LogError, RegainError
from sim.events import NoteMade
from sim.log.sqlite import APPLICATION_ID, SCHEMA, SCHEMA_VERSION, SqliteStore
from tests.sim.log.conftest import nights

if TYPE_CHECKING:
    from pathlib import Path

TRIGGERS = ("events_never_change", "events_never_go", "runs_only_grow", "runs_never_go")


def tamper(path: Path, *statements: str) -> None:
    """Change the file behind the store's back."""
    connection = sqlite3.connect(path, isolation_level=None)
    for trigger in TRIGGERS:
        connection.execute(f"DROP TRIGGER {trigger}")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_the_file_says_what_it_is(path: Path) -> None:
    connection = sqlite3.connect(path)
    found = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    journal = connection.execute("PRAGMA journal_mode").fetchone()[0]
    connection.close()
    assert found == [APPLICATION_ID, SCHEMA_VERSION]
    assert journal == "wal"


def test_a_write_is_on_the_disk_when_append_returns(path: Path) -> None:
    full = 2
    with SqliteStore(path) as store:
        assert store._connection.execute("PRAGMA synchronous").fetchone() == (full,)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET record = x'00' WHERE position = 1",
        "DELETE FROM events WHERE position = 9",
        "DELETE FROM runs",
        "UPDATE runs SET event_count = event_count - 1",
        "UPDATE runs SET stream = 'eve' WHERE stream = 'ada'",
    ],
)
def test_any_program_that_would_change_the_past_is_refused(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match=r"events are append-only|runs only grow"):
        connection.execute(statement)
    connection.close()


def test_a_digest_cannot_be_changed_from_outside_either(path: Path) -> None:
    with SqliteStore(path) as store:
        store.set_digest("ada", "c0ffee")
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="runs only grow"):
        connection.execute("UPDATE runs SET digest = 'decade' WHERE stream = 'ada'")
    connection.close()


@pytest.mark.parametrize(
    ("statement", "position", "told"),
    [
        ("UPDATE events SET record = CAST(replace(record, '7.04', '9.04') AS BLOB) WHERE position = 4", 4, "not match"),
        ("UPDATE events SET record = zeroblob(3) WHERE position IN (3, 7)", 3, "does not match its hash"),
        ("UPDATE events SET hash = zeroblob(32) WHERE position = 0", 0, "does not match its hash"),
        ("DELETE FROM events WHERE position = 0", 0, "missing"),
        ("DELETE FROM events WHERE position = 5", 5, "missing"),
        ("DELETE FROM events WHERE position >= 8", 8, "missing, the log should reach to 10"),
        ("DELETE FROM events", 0, "missing"),
        ("UPDATE runs SET event_count = 9", 9, "lies past the head"),
        ("UPDATE runs SET event_count = 11", 10, "missing"),
        ("UPDATE runs SET head_hash = zeroblob(32)", 9, "the last, and not the head"),
        ("UPDATE events SET position = 20 WHERE position = 9", 20, "lies past the head"),
    ],
)
def test_damage_is_found_at_its_first_event(path: Path, statement: str, position: int, told: str) -> None:
    tamper(path, statement.replace("WHERE", "WHERE stream_id = 1 AND") if "WHERE" in statement else statement)
    with SqliteStore(path, create=False) as store:
        verification = store.verify("ada")
        assert not verification.ok
        assert verification.position == position
        assert told in verification.problem
        assert f"stream 'ada', event {position}" in verification.problem
        with pytest.raises(DamagedLogError, match=told):
            store.read("ada")


def test_what_comes_before_the_damage_can_still_be_read(path: Path) -> None:
    tamper(path, "UPDATE events SET record = zeroblob(3) WHERE position = 4")
    with SqliteStore(path) as store:
        assert store.read("ada", 0, 4) == tuple(nights(4))
        assert store.read("ada", 6) == tuple(nights(4, start=6))
        assert store.verify("bob").ok
        with pytest.raises(DamagedLogError):
            store.read("ada", 3, 5)


def test_a_swap_of_two_events_with_their_hashes_is_found(path: Path) -> None:
    tamper(
        path,
        "UPDATE events SET position = 99 WHERE stream_id = 1 AND position = 2",
        "UPDATE events SET position = 2 WHERE stream_id = 1 AND position = 3",
        "UPDATE events SET position = 3 WHERE stream_id = 1 AND position = 99",
    )
    with SqliteStore(path) as store:
        assert store.verify("ada").position == 2


@pytest.mark.parametrize("seed", range(8))
def test_a_flipped_byte_anywhere_gives_the_same_events_or_one_clear_error(path: Path, seed: int) -> None:
    whole = path.read_bytes()
    chance = random.Random(seed)
    for _ in range(25):
        bad = bytearray(whole)
        bad[chance.randrange(len(bad))] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(bad))
        try:
            with SqliteStore(path, create=False) as store:
                store.verify("ada")
                store.streams()
                assert store.read("ada") == tuple(nights(10))
        except RegainError as error:
            assert "\n" not in str(error)  # noqa: PT017 - the error is one of two good ends


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE runs SET head_hash = 'words'",
        "UPDATE runs SET event_count = 'words'",
        "UPDATE events SET record = 'words' WHERE position = 3",
        "UPDATE events SET hash = NULL WHERE position = 3",
    ],
)
def test_a_page_that_holds_what_its_table_cannot_is_damage(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "log.db"
    connection = sqlite3.connect(path, isolation_level=None)
    for one in SCHEMA:
        if "TRIGGER" not in one:
            connection.execute(one.replace("STRICT, ", "").replace("STRICT", "").replace("BLOB NOT NULL", "BLOB"))
    with SqliteStore(path) as store:
        store.append("ada", nights(10), 0)
        connection.execute(statement)
        with pytest.raises(DamagedLogError, match=r"log\.db: the store is damaged"):
            store.read("ada")
    connection.close()


def test_a_schema_that_is_no_text_any_more_is_damage(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE runs", b"CREATE T\xc1BLE runs"))
    with pytest.raises(DamagedLogError, match=r"log\.db: the store is damaged"):
        SqliteStore(path)


@pytest.mark.parametrize("length", [99, 4096, 5000, 8192])
def test_a_file_cut_short_gives_one_clear_error(path: Path, length: int) -> None:
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(LogError) as caught, SqliteStore(path, create=False) as store:
        store.read("ada")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"date,hours\n2024-01-01,7.5\n" * 50, b"\0" * 4096, b"x,y"])
@pytest.mark.parametrize("create", [True, False])
def test_a_file_that_is_no_database_is_told_and_left_alone(tmp_path: Path, *, content: bytes, create: bool) -> None:
    path = tmp_path / "diary.csv"
    path.write_bytes(content)
    with pytest.raises(LogError, match=r"diary\.csv: not a Regain store"):
        SqliteStore(path, create=create)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_the_database_of_another_program_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "music.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE songs (title TEXT)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(LogError, match="another program's database"):
        SqliteStore(path)
    assert path.read_bytes() == before


def test_a_store_of_a_newer_schema_is_told_and_left_alone(path: Path) -> None:
    tamper(path, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(LogError, match=f"written by a newer Regain .schema {SCHEMA_VERSION + 1}, this one knows"):
        SqliteStore(path)
    assert path.read_bytes() == before


def test_an_empty_file_is_a_new_store_that_reading_leaves_empty(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    path.touch()
    with SqliteStore(path, create=False) as store:
        assert store.found_empty
        assert store.streams() == ()
    assert path.read_bytes() == b""
    with SqliteStore(path) as store:
        assert store.found_empty
        assert store.append("ada", nights(1), 0) == 1
    with SqliteStore(path) as store:
        assert not store.found_empty


def test_a_file_in_which_a_store_was_not_made_to_the_end_is_an_empty_one(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (a)")
        connection.execute("DROP TABLE t")
    assert path.stat().st_size > 0
    with SqliteStore(path, create=False) as store:
        assert store.found_empty
        assert store.streams() == ()


@pytest.mark.parametrize("schema", [0, -1])
def test_a_schema_that_was_never_written_is_refused(path: Path, schema: int) -> None:
    tamper(path, f"PRAGMA user_version = {schema}")
    with pytest.raises(LogError, match=f"has the schema {schema}, which was never written"):
        SqliteStore(path)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_a_store_and_the_folder_made_for_it_are_its_owners_alone(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        with SqliteStore(tmp_path / "mine" / "log.db") as store:
            store.append("ada", nights(1), 0)
            modes = {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "mine").iterdir()}
            assert len(list((tmp_path / "mine").iterdir())) == 3
    finally:
        os.umask(before)
    assert modes == {0o600}
    assert stat.S_IMODE((tmp_path / "mine").stat().st_mode) == 0o700


def test_a_folder_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    SqliteStore(tmp_path / "log.db").close()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


@pytest.mark.parametrize("writable", [True, False])
def test_a_store_behind_a_link_is_read_with_its_write_ahead_log(
    path: Path, monkeypatch: pytest.MonkeyPatch, *, writable: bool
) -> None:
    link = path.parent / "elsewhere" / "link.db"
    link.parent.mkdir()
    link.symlink_to(path)
    with SqliteStore(path) as writer:
        writer.append("eve", nights(3), 0)
        monkeypatch.setattr(os, "access", lambda *_: writable)
        with SqliteStore(link, create=False) as store:
            assert [info.stream for info in store.streams()] == ["ada", "bob", "eve"]


def test_links_in_a_circle_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.db").symlink_to(tmp_path / "b.db")
    (tmp_path / "b.db").symlink_to(tmp_path / "a.db")
    with pytest.raises(RegainError, match=r"a\.db"):
        SqliteStore(tmp_path / "a.db")


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(CannotWriteError, match="cannot be opened"):
        SqliteStore(tmp_path)
    with pytest.raises(LogError, match="no store here"):
        SqliteStore(tmp_path, create=False)


def test_a_folder_that_cannot_be_made_is_told(path: Path) -> None:
    with pytest.raises(CannotWriteError, match="cannot be opened"):
        SqliteStore(path / "below" / "a_file.db")


def test_a_full_disk_is_told_and_loses_nothing(path: Path) -> None:
    with SqliteStore(path) as store:
        pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
        store._connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(CannotWriteError, match="the disk is full"):
            store.append("ada", [NoteMade(time_days=10.0, text="x" * 100_000)], 10)
        assert store.read("ada") == tuple(nights(10))
        store._connection.execute(f"PRAGMA max_page_count = {pages * 100}")
        assert store.append("ada", nights(1, start=10), 10) == 11
        assert store.verify("ada").ok


def test_reading_leaves_no_file_behind(path: Path) -> None:
    before = path.read_bytes()
    with SqliteStore(path, create=False) as store:
        store.read("ada")
    assert list(path.parent.iterdir()) == [path]
    assert path.read_bytes() == before


def test_a_store_that_may_not_be_written_can_be_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with SqliteStore(path, create=False) as store:
        assert store.read("ada") == tuple(nights(10))
        with pytest.raises(CannotWriteError, match="the store is read-only"):
            store.append("ada", nights(1, start=10), 10)
        assert list(path.parent.iterdir()) == [path]


def test_a_store_that_someone_is_writing_can_be_read_where_it_may_not_be_written(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SqliteStore(path) as writer:
        writer.append("ada", nights(5, start=10), 10)
        monkeypatch.setattr(os, "access", lambda *_: False)
        with SqliteStore(path, create=False) as reader:
            assert reader.read("ada") == tuple(nights(15))
            with pytest.raises(CannotWriteError, match="the store is read-only"):
                reader.append("ada", nights(1, start=15), 15)


def test_a_store_that_another_holds_is_told_after_waiting(path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with SqliteStore(path, busy_seconds=0.01) as store:
        with pytest.raises(CannotWriteError, match="another writer holds the store; try again"):
            store.append("ada", nights(1, start=10), 10)
        assert store.read("ada") == tuple(nights(10))
        other.execute("ROLLBACK")
        assert store.append("ada", nights(1, start=10), 10) == 11
    other.close()


def test_a_store_that_cannot_be_begun_because_another_holds_the_file_is_told(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "log.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(CannotWriteError, match="another writer holds the store"):
        SqliteStore(tmp_path / "log.db", busy_seconds=0.01)
    other.close()


def test_a_store_used_from_another_thread_is_told(path: Path) -> None:
    told: list[str] = []

    def read() -> None:
        try:
            store.read("ada")
        except LogError as error:
            told.append(str(error))

    with SqliteStore(path) as store:
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    assert "thread" in told[0]
    assert "\n" not in told[0]


@pytest.mark.parametrize("create", [True, False])
def test_a_pipe_is_no_store_and_nobody_waits_for_it(tmp_path: Path, *, create: bool) -> None:
    os.mkfifo(tmp_path / "pipe.db")
    with pytest.raises(CannotWriteError, match="a device or pipe"):
        SqliteStore(tmp_path / "pipe.db", create=create)
