"""A store in one SQLite file: many readers, one writer at a time, whole batches or nothing.

The write-ahead log lets readers go on while a batch is written, and ``synchronous=FULL`` has it on the disk before
``append`` returns. Triggers keep the tables append-only, whatever program opens the file.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager, suppress
from time import monotonic, sleep
from typing import TYPE_CHECKING

from ..errors import CannotWriteError, LogError, RegainError
from ..files import ONLY_MINE, make_private_folder
from .rows import Row, RowStore, damaged, made_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

APPLICATION_ID = 0x5265676E
SCHEMA_VERSION = 2
OLDEST_SCHEMA = 1
BUSY_SECONDS = 30.0
BUSY_PAUSE_SECONDS = 0.002
MODE_AT, WRITE_AHEAD = 18, b"\2"
"""Where the header of a file says how it is written, and what it says there of a write-ahead log."""
SYNCHRONOUS = {"0": "off", "1": "normal", "2": "full", "3": "extra"}

SINCE_SCHEMA_2 = (
    "CREATE TABLE IF NOT EXISTS seals (stream_id INTEGER PRIMARY KEY, seal BLOB NOT NULL) STRICT",
    """
    CREATE TABLE IF NOT EXISTS endings (
        stream_id INTEGER PRIMARY KEY,
        digest TEXT NOT NULL,
        state TEXT NOT NULL,
        computed_by TEXT NOT NULL
    ) STRICT
    """,
    *(
        f"""
        CREATE TRIGGER IF NOT EXISTS {table}_never_{what} BEFORE {statement} ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} are append-only'); END
        """
        for table in ("seals", "endings")
        for what, statement in (("change", "UPDATE"), ("go", "DELETE"))
    ),
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)

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
    *SINCE_SCHEMA_2,
    f"PRAGMA application_id = {APPLICATION_ID}",
)


class SqliteStore(RowStore):
    """Streams in one SQLite file, for one thread. Holds the promises of :class:`sim.log.contract.EventStore`."""

    def __init__(self, path: Path, *, create: bool = True, busy_seconds: float = BUSY_SECONDS) -> None:
        self.place = str(path)
        self._path = path
        self._connection = self._connect(create=create, busy_seconds=busy_seconds)
        try:
            with self._telling():
                self._prepare(create=create, busy_seconds=busy_seconds)
        except BaseException:
            self._connection.close()
            raise

    def facts(self) -> dict[str, str]:
        """See :meth:`sim.log.contract.EventStore.facts`."""
        with self._telling():
            schema, journal, synchronous = (
                str(self._rows(f"PRAGMA {name}")[0][0]) for name in ("user_version", "journal_mode", "synchronous")
            )
            there = {row[0] for row in self._rows("SELECT name FROM sqlite_schema")}
        statements = SCHEMA if int(schema) == SCHEMA_VERSION else [one for one in SCHEMA if one not in SINCE_SCHEMA_2]
        return {
            "engine": "SQLite",
            "version": sqlite3.sqlite_version,
            "schema": schema,
            "missing": ", ".join(sorted(made_by(statements) - there)),
            "journal_mode": "wal" if self._says_write_ahead_log() else journal,
            "synchronous": SYNCHRONOUS.get(synchronous, synchronous),
        }

    def _says_write_ahead_log(self) -> bool:
        """Tell what the file itself says: SQLite says otherwise of one that it may only read."""
        with suppress(OSError), self._path.open("rb") as file:
            return file.read(MODE_AT + 1)[MODE_AT:] == WRITE_AHEAD
        return False

    def close(self) -> None:
        """See :meth:`sim.log.contract.EventStore.close`."""
        with self._telling():
            self._connection.close()

    def _connect(self, *, create: bool, busy_seconds: float) -> sqlite3.Connection:
        mode = "rwc" if create else "rw"
        try:
            # Where a link leads: the write-ahead log lies beside the file itself.
            path = self._path.resolve()
            self._was_there = path.exists()
            if path.exists() and not (path.is_file() or path.is_dir()):
                raise CannotWriteError(f"{self._path}: cannot be opened (a device or pipe); name a file as store")
            if create:
                make_private_folder(path.parent)
                _make_private(path)
            elif not path.is_file():
                raise LogError(f"{self._path}: no store here, expected a file that an earlier run wrote")
            elif not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
                # A file that nobody can be writing needs no lock files beside it, for which there may be no room.
                mode = "ro" if path.with_name(f"{path.name}-wal").exists() else "ro&immutable=1"
        except (OSError, RuntimeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise CannotWriteError(f"{self._path}: cannot be opened ({reason}); name another store") from error
        with self._telling():
            return sqlite3.connect(f"{path.as_uri()}?mode={mode}", timeout=busy_seconds, isolation_level=None, uri=True)

    def _prepare(self, *, create: bool, busy_seconds: float) -> None:
        """Make sure that the file is a store of a schema that we know; touch no other."""
        self._connection.execute("PRAGMA synchronous = FULL")
        with self._transaction("BEGIN"):
            fresh = self._is_fresh()
        if not fresh:
            return
        self.found_empty = self._was_there
        if not create:
            # A store without streams, kept in memory: reading one makes nothing.
            self._connection.close()
            self._connection = sqlite3.connect(":memory:", isolation_level=None)
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
        if schema < OLDEST_SCHEMA:
            raise LogError(f"{self._path}: has the schema {schema}, which was never written; use a copy of the store")
        if schema > SCHEMA_VERSION:
            raise LogError(
                f"{self._path}: written by a newer Regain (schema {schema}, this one knows {SCHEMA_VERSION}); update"
            )
        return False

    def _bring_up_to_date(self) -> None:
        if self._schema() < SCHEMA_VERSION:
            for statement in SINCE_SCHEMA_2:
                self._connection.execute(statement)

    def _schema(self) -> int:
        return int(self._rows("PRAGMA user_version")[0][0])

    def _rows(self, statement: str, *values: object) -> list[Row]:
        return self._connection.execute(statement, values).fetchall()

    def _do(self, statement: str, rows: Sequence[Row]) -> None:
        self._connection.executemany(statement, rows)

    def _reading(self) -> AbstractContextManager[None]:
        return self._telling_transaction("BEGIN")

    def _writing(self, stream: str) -> AbstractContextManager[None]:
        del stream  # Whoever writes holds the whole file.
        return self._telling_transaction("BEGIN IMMEDIATE")

    @contextmanager
    def _telling_transaction(self, begin: str) -> Iterator[None]:
        with self._telling(), self._transaction(begin):
            yield

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
            raise damaged(self.place) from error


def _make_private(path: Path) -> None:
    """Make an empty file that only its owner may read, whatever the umask; its lock files get the same mode."""
    with suppress(FileExistsError):
        made = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, ONLY_MINE)
        os.fchmod(made, ONLY_MINE)
        os.close(made)


_TOLD: dict[int, tuple[type[RegainError], str]] = {
    sqlite3.SQLITE_BUSY: (CannotWriteError, "another writer holds the store; try again when it has finished"),
    sqlite3.SQLITE_LOCKED: (CannotWriteError, "another writer holds the store; try again when it has finished"),
    sqlite3.SQLITE_FULL: (CannotWriteError, "the disk is full; make room or name another store"),
    sqlite3.SQLITE_READONLY: (CannotWriteError, "the store is read-only; change its permissions or name another"),
    sqlite3.SQLITE_PERM: (CannotWriteError, "the system denies access; change permissions or name another store"),
    sqlite3.SQLITE_IOERR: (CannotWriteError, "the disk is full or fails; make room, check it, or name another store"),
    sqlite3.SQLITE_CANTOPEN: (CannotWriteError, "the file cannot be opened; name another store"),
    sqlite3.SQLITE_NOTADB: (LogError, "not a Regain store, expected an SQLite file; name another file"),
}


def _told(path: Path, error: sqlite3.Error) -> RegainError:
    code = getattr(error, "sqlite_errorcode", -1) & 0xFF
    if code == sqlite3.SQLITE_CORRUPT:
        return damaged(str(path))
    kind, text = _TOLD.get(code, (LogError, f"the store refused ({error})"))
    return kind(f"{path}: {text}")
