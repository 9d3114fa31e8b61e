"""Damaged files: a write-ahead log gives whole batches or fewer, and `verify` sees every change that matters."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import attrs
import pytest

from sim.errors import RegainError
from sim.events import Event, NightSlept, NoteMade
from sim.log.chain import link_hash
from sim.log.codec import to_json_line
from sim.log.sqlite import SqliteStore

BATCH = 7
BATCHES = 24
TRIGGERS = ("events_never_change", "events_never_go", "runs_only_grow", "runs_never_go")


def a_batch(number: int) -> list[Event]:
    first = number * BATCH
    notes = [NoteMade(time_days=float(first), text="words " * (number % 5) * 40)]
    return [*notes, *(NightSlept(time_days=first + index + 0.3, hours=7.0 + index / 9) for index in range(BATCH - 1))]


EVENTS = tuple(event for number in range(BATCHES) for event in a_batch(number))


@attrs.frozen
class Unfinished:
    """A store as it lies on the disk while its writer lives: most of it still in the write-ahead log.

    Attributes:
        commits: Size of the write-ahead log and version of the stream, when each batch was synced.
    """

    path: Path
    commits: tuple[tuple[int, int], ...]

    @property
    def wal(self) -> Path:
        return self.path.with_name(f"{self.path.name}-wal")


@pytest.fixture(scope="session")
def unfinished(tmp_path_factory: pytest.TempPathFactory) -> Unfinished:
    folder = tmp_path_factory.mktemp("unfinished")
    live, kept = folder / "live.db", folder / "kept.db"
    with SqliteStore(live) as store:
        store.append("ada", a_batch(0), 0)
        # Some of the log is in the file proper, as after a checkpoint.
        store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        store._connection.execute("PRAGMA wal_autocheckpoint = 0")
        commits = [(0, BATCH)]
        for number in range(1, BATCHES):
            version = store.append("ada", a_batch(number), number * BATCH)
            commits.append((live.with_name("live.db-wal").stat().st_size, version))
        shutil.copy(live, kept)
        shutil.copy(live.with_name("live.db-wal"), kept.with_name("kept.db-wal"))
    return Unfinished(kept, tuple(commits))


def damage(content: bytes, chance: random.Random) -> tuple[bytes, int]:
    """Return damaged bytes and the offset of the first that differs."""
    start = chance.randrange(len(content))
    length = min(len(content) - start, chance.choice((1, 8, 512, 4096, 20_000)))
    kind = chance.choice(("cut", "flip", "zeros", "noise", "swap", "append"))
    if kind == "cut":
        return content[:start], start
    if kind == "append":
        return content + chance.randbytes(length), len(content)
    if kind == "flip":
        new = bytes([content[start] ^ 1 << chance.randrange(8)])
    elif kind == "zeros":
        new = bytes(length)
    elif kind == "noise":
        new = chance.randbytes(length)
    else:
        other = chance.randrange(len(content) - length + 1)
        new = content[other : other + length]
    bad = content[:start] + new + content[start + len(new) :]
    differ = next((index for index in range(start, len(bad)) if bad[index] != content[index]), len(bad))
    return bad, differ


@pytest.mark.parametrize("count", [60, pytest.param(600, marks=pytest.mark.slow)])
def test_a_damaged_write_ahead_log_gives_an_exact_prefix_of_whole_batches(
    unfinished: Unfinished, tmp_path: Path, count: int
) -> None:
    whole, chance, shorter = unfinished.wal.read_bytes(), random.Random(count), 0
    path = tmp_path / "log.db"
    for _ in range(count):
        for stale in tmp_path.iterdir():
            stale.unlink()
        shutil.copy(unfinished.path, path)
        bad, first_bad = damage(whole, chance)
        path.with_name("log.db-wal").write_bytes(bad)
        synced = max(version for size, version in unfinished.commits if size <= first_bad)
        with SqliteStore(path, create=False) as store:
            version = store.version("ada")
            assert version % BATCH == 0
            assert version >= synced, f"damage at byte {first_bad} lost a commit that was synced before it"
            assert store.read("ada") == EVENTS[:version]
            assert store.verify("ada").ok
            assert store.append("ada", EVENTS[version:], version) == len(EVENTS)
            shorter += version < len(EVENTS)
    assert shorter > count / 2, "most damages must have cost something, or nothing was tried"


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("finished") / "log.db"
    with SqliteStore(path) as store:
        for number in range(BATCHES):
            store.append("ada", a_batch(number), number * BATCH)
        store.append("bob", a_batch(3), 0)
    return path


def changes_nothing_or_is_found(path: Path, head: str) -> str:
    """Read a store that was changed, and tell which of the good ends it came to; a bad one fails."""
    try:
        with SqliteStore(path, create=False) as store:
            verification = store.verify("ada")
            if not verification.ok:
                assert verification.problem
                return "found"
            assert store.read("ada") == EVENTS, "a readable event was changed and not found"
            assert store.head_hash("ada") == head, "the head was changed and not found"
    except RegainError as error:
        return "refused" if "\n" not in str(error) else "told in several lines"
    return "harmless"


@pytest.mark.parametrize("count", [100, pytest.param(1000, marks=pytest.mark.slow)])
def test_verify_finds_every_mutation_of_the_file_that_changes_an_event_or_the_head(
    finished: Path, tmp_path: Path, count: int
) -> None:
    whole, chance, path = finished.read_bytes(), random.Random(count), tmp_path / "log.db"
    with SqliteStore(finished, create=False) as store:
        head = store.head_hash("ada")
    ends = []
    for _ in range(count):
        bad, _ = damage(whole, chance)
        path.write_bytes(bad)
        ends.append(changes_nothing_or_is_found(path, head))
    assert "told in several lines" not in ends
    assert ends.count("found") + ends.count("refused") > count / 3


def mutate_rows(connection: sqlite3.Connection, chance: random.Random) -> int:
    """Change a row of Ada's, as a program could that knows the tables, and return the first position concerned."""
    position = chance.randrange(len(EVENTS))
    other = chance.choice([one for one in range(len(EVENTS)) if one != position])
    at = "WHERE stream_id = 1 AND position ="
    kind = chance.choice(("record", "hash", "delete", "tail", "swap", "rechained"))
    (line,) = connection.execute(f"SELECT record FROM events {at} ?", (position,)).fetchone()  # noqa: S608
    changed = line.replace(b":", b": ", 1) if chance.random() < 0.5 else line[:-1] + bytes([line[-1] ^ 1])
    if kind == "record":
        connection.execute(f"UPDATE events SET record = ? {at} ?", (changed, position))  # noqa: S608
    elif kind == "hash":
        connection.execute(f"UPDATE events SET hash = ? {at} ?", (chance.randbytes(32), position))  # noqa: S608
    elif kind == "delete":
        connection.execute(f"DELETE FROM events {at} ?", (position,))  # noqa: S608
    elif kind == "tail":
        connection.execute("DELETE FROM events WHERE stream_id = 1 AND position >= ?", (position,))
    elif kind == "swap":
        for old, new in ((position, -1), (other, position), (-1, other)):
            connection.execute("UPDATE events SET position = ? WHERE stream_id = 1 AND position = ?", (new, old))
        return min(position, other)
    else:
        # A forger who makes one hash fit is found at the next event, or at the head.
        before = connection.execute(f"SELECT hash FROM events {at} ?", (position - 1,)).fetchone()  # noqa: S608
        hash_ = link_hash(before[0] if before else bytes(32), changed)
        connection.execute(f"UPDATE events SET record = ?, hash = ? {at} ?", (changed, hash_, position))  # noqa: S608
        return min(position + 1, len(EVENTS) - 1)
    return position


@pytest.mark.parametrize("count", [60, pytest.param(600, marks=pytest.mark.slow)])
def test_verify_names_the_first_event_that_somebody_changed(finished: Path, tmp_path: Path, count: int) -> None:
    chance, path = random.Random(count), tmp_path / "log.db"
    for _ in range(count):
        shutil.copy(finished, path)
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA ignore_check_constraints = on")
        connection.execute("PRAGMA synchronous = off")
        for trigger in TRIGGERS:
            connection.execute(f"DROP TRIGGER {trigger}")
        position = mutate_rows(connection, chance)
        connection.close()
        with SqliteStore(path, create=False) as store:
            assert store.verify("ada").position == position
            assert store.verify("bob").ok


def test_the_fixture_reads_as_it_was_written(finished: Path) -> None:
    with SqliteStore(finished, create=False) as store:
        assert store.read("ada") == EVENTS
        assert [to_json_line(record) for record in store.records("bob")]
