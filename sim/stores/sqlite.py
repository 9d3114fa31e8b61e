"""A store in one SQLite file: many readers, one writer at a time, whole batches or nothing.

The write-ahead log lets readers go on while a batch is written, and ``synchronous=FULL`` has it on the disk before
``append`` returns. Triggers keep the tables append-only, whatever program opens the file.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, Self

import attrs

from sim.codec import Record, decode, encode, from_json_line, to_json_line
from sim.errors import CannotWriteError, DamagedLogError, LogError, RegainError
from sim.events import Event, StreamStarted
from sim.log import (
    GENESIS_HASH,
    StoredLine,
    StreamInfo,
    Verification,
    check_chain,
    check_printable,
    decode_lines,
    link_hash,
    must_append,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

APPLICATION_ID = 0x5265676E
SCHEMA_VERSION = 1
BUSY_SECONDS = 30.0
BUSY_PAUSE_SECONDS = 0.002

SCHEMA = (
    """
    CREATE TABLE runs (
        stream_id INTEGER PRIMARY KEY,
        stream TEXT NOT NULL UNIQUE,
        scenario TEXT NOT NULL,
        strategy TEXT NOT NULL,
        lane INTEGER NOT NULL,
        seed INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        event_count INTEGER NOT NULL,
        head_hash BLOB NOT NULL,
        digest TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE events (
        stream_id INTEGER NOT NULL,
        position INTEGER NOT NULL CHECK (position >= 0),
        record BLOB NOT NULL,
        hash BLOB NOT NULL,
        PRIMARY KEY (stream_id, position)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TRIGGER events_never_change BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
    """,
    """
    CREATE TRIGGER events_never_go BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
    """,
    """
    CREATE TRIGGER runs_only_grow BEFORE UPDATE ON runs
    WHEN new.stream_id <> old.stream_id OR new.stream <> old.stream OR new.created_at <> old.created_at
        OR new.event_count < old.event_count OR (old.digest <> '' AND new.digest <> old.digest)
    BEGIN SELECT RAISE(ABORT, 'runs only grow'); END
    """,
    """
    CREATE TRIGGER runs_never_go BEFORE DELETE ON runs
    BEGIN SELECT RAISE(ABORT, 'runs only grow'); END
    """,
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)


@attrs.frozen
class _Run:
    """A row of ``runs``."""

    stream_id: int
    info: StreamInfo
    head: bytes


class SqliteStore:
    """Streams in one SQLite file, for one thread. Holds the promises of :class:`sim.log.EventStore`."""

    def __init__(self, path: Path, *, create: bool = True, busy_seconds: float = BUSY_SECONDS) -> None:
        self._path = path
        self._connection = self._connect(create=create, busy_seconds=busy_seconds)
        try:
            with self._telling():
                self._prepare(create=create, busy_seconds=busy_seconds)
        except BaseException:
            self._connection.close()
            raise

    def append(self, stream: str, events: Iterable[Event], expected_version: int) -> int:
        """See :meth:`sim.log.EventStore.append`."""
        return self.append_records(stream, map(encode, events), expected_version)

    def append_records(self, stream: str, records: Iterable[Record], expected_version: int) -> int:
        """See :meth:`sim.log.EventStore.append_records`."""
        lines = [to_json_line(record) for record in records]
        with self._telling(), self._transaction():
            run = self._find(stream)
            version = run.info.event_count if run else 0
            there: list[bytes] = []
            if run and 0 <= expected_version < version:
                stored = self._stored(run, expected_version, expected_version + len(lines))
                there = [item.line for item in stored]
            if must_append(stream, expected_version, version, lines, there) and lines:
                self._add(run or self._begin(stream, lines[0]), lines)
        return expected_version + len(lines)

    def read(self, stream: str, first: int = 0, last: int | None = None) -> tuple[Event, ...]:
        """See :meth:`sim.log.EventStore.read`."""
        return tuple(decode_lines(stream, self._lines(stream, first, last), first))

    def records(self, stream: str, first: int = 0, last: int | None = None) -> tuple[Record, ...]:
        """See :meth:`sim.log.EventStore.records`."""
        return tuple(map(from_json_line, self._lines(stream, first, last)))

    def version(self, stream: str) -> int:
        """See :meth:`sim.log.EventStore.version`."""
        with self._telling():
            run = self._find(stream)
        return run.info.event_count if run else 0

    def streams(self) -> tuple[StreamInfo, ...]:
        """See :meth:`sim.log.EventStore.streams`."""
        with self._telling():
            rows = self._connection.execute("SELECT * FROM runs ORDER BY stream_id").fetchall()
        return tuple(self._run_of(row).info for row in rows)

    def info(self, stream: str) -> StreamInfo:
        """See :meth:`sim.log.EventStore.info`."""
        with self._telling():
            return self._get(stream).info

    def head_hash(self, stream: str) -> str:
        """See :meth:`sim.log.EventStore.head_hash`."""
        return self.info(stream).head_hash

    def set_digest(self, stream: str, digest: str) -> None:
        """See :meth:`sim.log.EventStore.set_digest`."""
        check_printable("the digest of a state", digest)
        with self._telling(), self._transaction():
            run = self._get(stream)
            if run.info.digest not in {"", digest}:
                raise LogError(f"stream {stream!r}: its final state has the digest {run.info.digest}, found {digest}")
            self._connection.execute("UPDATE runs SET digest = ? WHERE stream_id = ?", (digest, run.stream_id))

    def verify(self, stream: str) -> Verification:
        """See :meth:`sim.log.EventStore.verify`."""
        count = self.info(stream).event_count
        try:
            self._lines(stream, 0, None)
        except DamagedLogError as error:
            return Verification(stream=stream, event_count=count, problem=str(error), position=error.position)
        return Verification(stream=stream, event_count=count)

    def close(self) -> None:
        """See :meth:`sim.log.EventStore.close`."""
        with self._telling():
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _connect(self, *, create: bool, busy_seconds: float) -> sqlite3.Connection:
        path = self._path.absolute()
        mode = "rwc" if create else "rw"
        try:
            if create:
                path.parent.mkdir(parents=True, exist_ok=True)
            elif not path.is_file():
                raise LogError(f"{self._path}: no store here, expected a file that an earlier run wrote")
            elif not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
                # A file that nobody can be writing needs no lock files beside it, for which there may be no room.
                mode = "ro" if path.with_name(f"{path.name}-wal").exists() else "ro&immutable=1"
        except OSError as error:
            raise CannotWriteError(f"{self._path}: cannot be opened ({error.strerror}); name another store") from error
        with self._telling():
            return sqlite3.connect(f"{path.as_uri()}?mode={mode}", timeout=busy_seconds, isolation_level=None, uri=True)

    def _prepare(self, *, create: bool, busy_seconds: float) -> None:
        """Make sure that the file is a store of a schema that we know; touch no other."""
        self._connection.execute("PRAGMA synchronous = FULL")
        with self._transaction("BEGIN"):
            fresh = self._is_fresh()
        if not fresh:
            return
        if not create:
            raise LogError(f"{self._path}: no store, expected a file that an earlier run wrote, found an empty one")
        self._keep_a_write_ahead_log(monotonic() + busy_seconds)
        with self._transaction():
            if self._is_fresh():
                for statement in SCHEMA:
                    self._connection.execute(statement)

    def _keep_a_write_ahead_log(self, deadline: float) -> None:
        # SQLite does not wait its turn for this one statement, so that two who make a store at once would collide.
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > deadline:
                    raise
                sleep(BUSY_PAUSE_SECONDS)
            else:
                return

    def _is_fresh(self) -> bool:
        """Tell an empty file from a store that we know, and refuse everything else."""
        (application,) = self._connection.execute("PRAGMA application_id").fetchone()
        (schema,) = self._connection.execute("PRAGMA user_version").fetchone()
        (tables,) = self._connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if application == schema == tables == 0:
            return True
        if application != APPLICATION_ID:
            raise LogError(f"{self._path}: not a Regain store but another program's database; name another file")
        if schema > SCHEMA_VERSION:
            raise LogError(
                f"{self._path}: written by a newer Regain (schema {schema}, this one knows {SCHEMA_VERSION}); update"
            )
        return False

    def _find(self, stream: str) -> _Run | None:
        check_printable("the name of a stream", stream)
        row = self._connection.execute("SELECT * FROM runs WHERE stream = ?", (stream,)).fetchone()
        return self._run_of(row) if row else None

    def _get(self, stream: str) -> _Run:
        run = self._find(stream)
        if run is None:
            raise LogError(f"{self._path}: no stream {stream!r}; `regain runs` lists those that there are")
        return run

    def _stored(self, run: _Run, first: int, last: int | None) -> list[StoredLine]:
        rows = self._connection.execute(
            "SELECT position, record, hash FROM events WHERE stream_id = ? AND position >= ? ORDER BY position LIMIT ?",
            (run.stream_id, first, -1 if last is None else last - first),
        )
        return [self._line_of(row) for row in rows]

    def _lines(self, stream: str, first: int, last: int | None) -> list[bytes]:
        """Return records after checking them; what lies past the head is looked at as well if ``last`` is open."""
        if first < 0 or (last is not None and last < 0):
            raise LogError(f"stream {stream!r}: positions count from 0, found {first} to {last}")
        with self._telling(), self._transaction("BEGIN"):
            run = self._get(stream)
            count = run.info.event_count
            end = count if last is None else min(last, count)
            if first > end or (first == end and last is not None):
                return []
            before = self._stored(run, first - 1, first) if first else []
            stored = self._stored(run, first, None if last is None else end)
        return list(
            check_chain(
                stream,
                stored,
                first=first,
                last=end,
                previous=before[0].hash if before else GENESIS_HASH,
                head=run.head if end == count else None,
            )
        )

    def _begin(self, stream: str, line: bytes) -> _Run:
        """Add the row of a new stream; its first event says where it comes from."""
        event = decode(from_json_line(line))
        started = event if isinstance(event, StreamStarted) else StreamStarted(time_days=0.0, origin="")
        self._connection.execute(
            "INSERT INTO runs (stream, scenario, strategy, lane, seed, created_at, event_count, head_hash, digest)"
            " VALUES (?, ?, ?, ?, ?, ?, 0, ?, '')",
            (
                stream,
                started.scenario,
                started.strategy,
                started.athlete,
                started.seed,
                datetime.now(UTC).isoformat(timespec="seconds"),
                GENESIS_HASH,
            ),
        )
        return self._get(stream)

    def _add(self, run: _Run, lines: Sequence[bytes]) -> None:
        if run.info.digest:
            raise LogError(f"stream {run.info.stream!r} has ended: its final state is recorded; fork it to go on")
        first, hash_ = run.info.event_count, run.head
        rows = []
        for position, line in enumerate(lines, first):
            hash_ = link_hash(hash_, line)
            rows.append((run.stream_id, position, line, hash_))
        self._connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?)", rows)
        self._connection.execute(
            "UPDATE runs SET event_count = ?, head_hash = ? WHERE stream_id = ?",
            (first + len(lines), hash_, run.stream_id),
        )

    def _run_of(self, row: tuple[Any, ...]) -> _Run:
        # A damaged page can hold anything, whatever the schema says.
        if tuple(map(type, row)) != (int, str, str, str, int, int, str, int, bytes, str):
            raise _damaged(self._path)
        stream_id, stream, scenario, strategy, lane, seed, created_at, event_count, head, digest = row
        info = StreamInfo(
            stream=stream,
            scenario=scenario,
            strategy=strategy,
            lane=lane,
            seed=seed,
            created_at=created_at,
            event_count=event_count,
            head_hash=head.hex(),
            digest=digest,
        )
        return _Run(stream_id, info, head)

    def _line_of(self, row: tuple[Any, ...]) -> StoredLine:
        if tuple(map(type, row)) != (int, bytes, bytes):
            raise _damaged(self._path)
        return StoredLine(*row)

    @contextmanager
    def _transaction(self, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
        self._connection.execute(begin)
        try:
            yield
            self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Tell what SQLite says in our own words."""
        try:
            yield
        except sqlite3.Error as error:
            raise _told(self._path, error) from error
        except UnicodeDecodeError as error:
            raise _damaged(self._path) from error


_DAMAGED = "the file is damaged; use a copy of the store"
_TOLD: dict[int, tuple[type[RegainError], str]] = {
    sqlite3.SQLITE_BUSY: (CannotWriteError, "another writer holds the store; try again when it has finished"),
    sqlite3.SQLITE_LOCKED: (CannotWriteError, "another writer holds the store; try again when it has finished"),
    sqlite3.SQLITE_FULL: (CannotWriteError, "the disk is full; make room or name another store"),
    sqlite3.SQLITE_READONLY: (CannotWriteError, "the store is read-only; change its permissions or name another"),
    sqlite3.SQLITE_PERM: (CannotWriteError, "the system denies access; change permissions or name another store"),
    sqlite3.SQLITE_IOERR: (CannotWriteError, "the disk failed to read or write; check it or name another store"),
    sqlite3.SQLITE_CANTOPEN: (CannotWriteError, "the file cannot be opened; name another store"),
    sqlite3.SQLITE_NOTADB: (LogError, "not a Regain store, expected an SQLite file; name another file"),
    sqlite3.SQLITE_CORRUPT: (DamagedLogError, _DAMAGED),
}


def _damaged(path: Path) -> DamagedLogError:
    return DamagedLogError(f"{path}: {_DAMAGED}")


def _told(path: Path, error: sqlite3.Error) -> RegainError:
    code = getattr(error, "sqlite_errorcode", -1) & 0xFF
    kind, text = _TOLD.get(code, (LogError, f"the store refused ({error})"))
    return kind(f"{path}: {text}")
