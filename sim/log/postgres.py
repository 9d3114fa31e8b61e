"""A store in a PostgreSQL database: many readers, one writer a stream at a time, whole batches or nothing.

It lives in a schema of its own, ``regain``, beside whatever else the database holds. Triggers keep the tables
append-only, whoever connects. A password is never shown: errors name the server by :func:`sim.log.address.shown`,
and what the driver says passes through :meth:`PostgresStore._hide`.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..errors import CannotWriteError, InputError, LogError, MissingExtraError, RegainError
from .address import check_postgres, shown
from .rows import Row, RowStore, damaged, made_by

try:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict
except ImportError as error:
    raise MissingExtraError("psycopg", "postgres") from error

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SCHEMA_VERSION = 2
OLDEST_SCHEMA = 1
BUSY_SECONDS = 30.0
CONNECT_SECONDS = 10
MAKING_LOCK = 0x5265676E

SCHEMA = (
    "CREATE SCHEMA regain",
    f"CREATE TABLE regain.store (schema_version integer NOT NULL DEFAULT {SCHEMA_VERSION})",
    "INSERT INTO regain.store DEFAULT VALUES",
    """
    CREATE TABLE regain.runs (
        stream_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        stream text NOT NULL UNIQUE,
        scenario text NOT NULL,
        strategy text NOT NULL,
        lane bigint NOT NULL,
        seed bigint NOT NULL,
        created_at text NOT NULL,
        event_count bigint NOT NULL,
        head_hash bytea NOT NULL,
        digest text NOT NULL
    )
    """,
    """
    CREATE TABLE regain.events (
        stream_id bigint NOT NULL,
        position bigint NOT NULL CHECK (position >= 0),
        record bytea NOT NULL,
        hash bytea NOT NULL,
        PRIMARY KEY (stream_id, position)
    )
    """,
    """
    CREATE FUNCTION regain.refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END $$
    """,
    """
    CREATE TRIGGER events_never_change BEFORE UPDATE OR DELETE ON regain.events
    FOR EACH ROW EXECUTE FUNCTION regain.refuse('events are append-only')
    """,
    """
    CREATE TRIGGER events_never_go BEFORE TRUNCATE ON regain.events
    FOR EACH STATEMENT EXECUTE FUNCTION regain.refuse('events are append-only')
    """,
    """
    CREATE TRIGGER runs_only_grow BEFORE UPDATE ON regain.runs
    FOR EACH ROW WHEN (new.stream_id <> old.stream_id OR new.stream <> old.stream OR new.created_at <> old.created_at
        OR new.event_count < old.event_count OR (old.digest <> '' AND new.digest <> old.digest))
    EXECUTE FUNCTION regain.refuse('runs only grow')
    """,
    """
    CREATE TRIGGER runs_never_go BEFORE DELETE OR TRUNCATE ON regain.runs
    FOR EACH STATEMENT EXECUTE FUNCTION regain.refuse('runs only grow')
    """,
)

SINCE_SCHEMA_2 = (
    "CREATE TABLE IF NOT EXISTS regain.seals (stream_id bigint PRIMARY KEY, seal bytea NOT NULL)",
    """
    CREATE TABLE IF NOT EXISTS regain.endings (
        stream_id bigint PRIMARY KEY,
        digest text NOT NULL,
        state text NOT NULL,
        computed_by text NOT NULL
    )
    """,
    *(
        statement
        for table in ("seals", "endings")
        for statement in (
            f"DROP TRIGGER IF EXISTS {table}_never_change ON regain.{table}",
            f"""
            CREATE TRIGGER {table}_never_change BEFORE UPDATE OR DELETE OR TRUNCATE ON regain.{table}
            FOR EACH STATEMENT EXECUTE FUNCTION regain.refuse('{table} are append-only')
            """,
        )
    ),
    f"UPDATE regain.store SET schema_version = {SCHEMA_VERSION}",  # noqa: S608 - a number of our own
)

SETTINGS = (
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "data_checksums",
    "server_encoding",
    "server_version",
    "transaction_read_only",
)


class PostgresStore(RowStore):
    """Streams in a PostgreSQL database, for one thread. Holds the promises of :class:`sim.log.contract.EventStore`."""

    def __init__(self, url: str, *, create: bool = True, busy_seconds: float = BUSY_SECONDS) -> None:
        check_postgres(url)
        self.place = shown(url)
        options = _options_of(url)
        if options is None:
            raise InputError(f"{self.place}: the address has an option that PostgreSQL does not know; see its manual")
        self._password = str(options.get("password", ""))
        self._closed = False
        self._connection = self._connect(options)
        try:
            with self._telling():
                self._prepare(create=create, busy_seconds=busy_seconds)
        except BaseException:
            self._connection.close()
            raise

    def facts(self) -> dict[str, str]:
        """See :meth:`sim.log.contract.EventStore.facts`."""
        with self._telling(), self._connection.transaction():
            self._settle()
            settings: dict[str, str] = dict(
                self._rows("SELECT name, setting FROM pg_settings WHERE name = ANY(?)", list(SETTINGS))
            )
            schema = self._schema()
            there = {
                row[0]
                for row in self._rows(
                    "SELECT tablename::text FROM pg_tables WHERE schemaname = 'regain' UNION SELECT tgname::text"
                    " FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
                    " JOIN pg_namespace ON pg_namespace.oid = relnamespace"
                    " WHERE nspname = 'regain' AND tgenabled <> 'D'"
                )
            }
        statements = SCHEMA if schema < SCHEMA_VERSION else (*SCHEMA, *SINCE_SCHEMA_2)
        return {
            "engine": "PostgreSQL",
            "version": settings.pop("server_version"),
            "schema": str(schema),
            "missing": ", ".join(sorted(made_by(statements) - there)),
            **settings,
        }

    def close(self) -> None:
        """See :meth:`sim.log.contract.EventStore.close`."""
        self._closed = True
        self._connection.close()

    def _connect(self, options: dict[str, Any]) -> psycopg.Connection[Row]:
        given: dict[str, Any] = {"connect_timeout": CONNECT_SECONDS, "application_name": "regain"}
        given |= options | {"client_encoding": "utf8"}
        try:
            return psycopg.connect(autocommit=True, prepare_threshold=None, **given)
        except psycopg.Error as error:
            found = self._hide(error)
            raise CannotWriteError(
                f"{self.place}: cannot be reached ({found}); check address, user, password and server"
            ) from error

    def _prepare(self, *, create: bool, busy_seconds: float) -> None:
        """Make sure that the database holds a store of a schema that we know; touch nothing else."""
        self._lock_timeout = f"{max(1, round(1000 * busy_seconds))}ms"
        if not self._is_fresh():
            return
        if not create:
            raise LogError(f"{self.place}: no store here, expected a database that an earlier run wrote to")
        with self._connection.transaction():
            self._settle()
            self._rows("SELECT pg_advisory_xact_lock(?)", MAKING_LOCK)
            if self._is_fresh():
                for statement in (*SCHEMA, *SINCE_SCHEMA_2):
                    self._connection.execute(statement.encode())

    def _settle(self) -> None:
        """Settle a transaction: what was settled for a session is lost behind a pooler that shares its connections."""
        # A server may be set to acknowledge what is not on its disk yet.
        self._rows(
            "SELECT set_config('search_path', 'regain', true), set_config('lock_timeout', ?, true),"
            " set_config('synchronous_commit', replace(current_setting('synchronous_commit'), 'off', 'on'), true)",
            self._lock_timeout,
        )

    def _is_fresh(self) -> bool:
        """Tell a database without a store from one with a store that we know, and refuse everything else."""
        # By query: what names resolve to may be remembered from before another made the store.
        ((schemas, stores),) = self._rows(
            "SELECT (SELECT count(*) FROM pg_namespace WHERE nspname = 'regain'),"
            " (SELECT count(*) FROM pg_tables WHERE schemaname = 'regain' AND tablename = 'store')"
        )
        if not schemas:
            return True
        if not stores:
            raise LogError(f"{self.place}: the schema 'regain' is not a Regain store; name another database")
        ((version,),) = self._rows("SELECT schema_version FROM regain.store")
        if version < OLDEST_SCHEMA:
            raise LogError(
                f"{self.place}: has the schema {version}, which no Regain ever wrote; use a copy of the store"
            )
        if version > SCHEMA_VERSION:
            raise LogError(
                f"{self.place}: written by a newer Regain (schema {version}, this one knows {SCHEMA_VERSION}); update"
            )
        return False

    def _bring_up_to_date(self) -> None:
        if self._schema() < SCHEMA_VERSION:
            self._rows("SELECT pg_advisory_xact_lock(?)", MAKING_LOCK)
            for statement in SINCE_SCHEMA_2:
                self._connection.execute(statement.encode())

    def _schema(self) -> int:
        return int(self._rows("SELECT schema_version FROM regain.store")[0][0])

    def _rows(self, statement: str, *values: object) -> list[Row]:
        return self._connection.execute(_in_postgres(statement), values).fetchall()

    def _do(self, statement: str, rows: Sequence[Row]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(_in_postgres(statement), rows)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._telling(), self._connection.transaction():
            self._connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            self._settle()
            yield

    @contextmanager
    def _writing(self, stream: str) -> Iterator[None]:
        with self._telling(), self._connection.transaction():
            self._settle()
            # A row lock would not do: a stream that is about to begin has no row yet.
            self._rows("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", stream)
            yield

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Tell what PostgreSQL says in our own words."""
        try:
            yield
        except psycopg.Error as error:
            raise self._told(error) from error

    def _told(self, error: psycopg.Error) -> RegainError:
        found = self._hide(error)
        if self._closed:
            return LogError(f"{self.place}: the store is closed; open it again")
        state = error.sqlstate or ""
        if state in {"XX001", "XX002"}:
            return damaged(self.place)
        # A lost connection has no state of its own where the driver notices before the server can tell.
        lost = self._connection.closed or state.startswith(("08", "57P"))
        kind, text = _LOST if lost else next((_TOLD[key] for key in _TOLD if state.startswith(key)), (LogError, found))
        return kind(f"{self.place}: {text}")

    def _hide(self, error: psycopg.Error) -> str:
        """Take the password out of an error, and return what is left in one line."""
        text = " ".join(str(error).split())
        error.args = (text.replace(self._password, "***") if self._password else text,)
        return str(error)


_LOST: tuple[type[RegainError], str] = (
    CannotWriteError,
    "the connection was lost; try again: nothing is written twice",
)
_TOLD: dict[str, tuple[type[RegainError], str]] = {
    "55P03": (CannotWriteError, "another writer holds the stream; try again when it has finished"),
    "40": (CannotWriteError, "another writer came between; try again"),
    "53100": (CannotWriteError, "the server's disk is full; make room or name another store"),
    "53": (CannotWriteError, "the server has no memory or connection to spare; try again later"),
    "57": (CannotWriteError, "the server cut the work short; try again"),
    "58": (CannotWriteError, "the server's disk fails; check it or name another store"),
    "25006": (CannotWriteError, "the server is read-only, maybe a standby; name the one that may be written"),
    "42501": (CannotWriteError, "the server denies access; have rights granted or name another user"),
}


def _in_postgres(statement: str) -> bytes:
    return statement.replace("?", "%s").encode()


def _options_of(url: str) -> dict[str, Any] | None:
    # The driver's complaint would quote parts of the address, so it is left behind here.
    try:
        return conninfo_to_dict(url)
    except psycopg.Error:
        return None
