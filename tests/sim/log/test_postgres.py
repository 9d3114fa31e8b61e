"""What a store on a server must stand: lost connections, refused rights, foreign schemas, and no password in sight."""

from __future__ import annotations

import builtins
import sys
import traceback
from typing import TYPE_CHECKING, Any

import pytest

from sim.cli.app import main
from sim.errors import CannotWriteError, DamagedLogError, InputError, LogError, MissingExtraError
from sim.log.address import shown
from sim.log.doctor import SERIOUS, examine
from sim.log.opening import open_store
from tests.sim.log.conftest import nights

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.log.contract import EventStore

UNREACHABLE = "postgresql://ada:hunter2@127.0.0.1:1/postgres"
MUST_BE_GONE = ("hunter2", "Zx9", "quite", "secret")


def tamper(cluster: Any, *statements: str) -> None:
    """Change the tables behind the store's back."""
    cluster.execute("ALTER TABLE regain.events DISABLE TRIGGER USER; ALTER TABLE regain.runs DISABLE TRIGGER USER")
    for statement in statements:
        cluster.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE regain.events SET record = '' WHERE position = 1",
        "DELETE FROM regain.events WHERE position = 9",
        "TRUNCATE regain.events",
        "DELETE FROM regain.runs",
        "TRUNCATE regain.runs",
        "UPDATE regain.runs SET event_count = event_count - 1",
        "UPDATE regain.runs SET stream = 'eve'",
    ],
)
def test_any_program_that_would_change_the_past_is_refused(cluster: Any, statement: str) -> None:
    import psycopg

    with open_store(cluster.url()) as store:
        store.append("ada", nights(10), 0)
    with pytest.raises(psycopg.errors.RestrictViolation, match=r"events are append-only|runs only grow"):
        cluster.execute(statement)


@pytest.mark.parametrize(
    ("statement", "position", "told"),
    [
        ("UPDATE regain.events SET record = 'x' WHERE position IN (3, 7)", 3, "does not match its hash"),
        ("UPDATE regain.events SET hash = 'x' WHERE position = 0", 0, "does not match its hash"),
        ("DELETE FROM regain.events WHERE position = 5", 5, "missing"),
        ("DELETE FROM regain.events WHERE position >= 8", 8, "missing, the log should reach to 10"),
        ("UPDATE regain.runs SET event_count = 9", 9, "lies past the head"),
        ("UPDATE regain.runs SET head_hash = 'x'", 9, "the last, and not the head"),
    ],
)
def test_damage_is_found_at_its_first_event(cluster: Any, statement: str, position: int, told: str) -> None:
    with open_store(cluster.url()) as store:
        store.append("ada", nights(10), 0)
        tamper(cluster, statement)
        verification = store.verify("ada")
        assert verification.position == position
        assert told in verification.problem
        with pytest.raises(DamagedLogError, match=told):
            store.read("ada")


def test_a_stream_that_another_writes_to_is_told_after_waiting_and_others_are_free(cluster: Any) -> None:
    from sim.log.postgres import PostgresStore

    with PostgresStore(cluster.url()) as one, PostgresStore(cluster.url(), busy_seconds=0.01) as other:
        with one._writing("ada"):
            with pytest.raises(CannotWriteError, match="another writer holds the stream; try again"):
                other.append("ada", nights(1), 0)
            assert other.append("bob", nights(1), 0) == 1
        assert other.append("ada", nights(1), 0) == 1


def test_a_connection_that_is_cut_is_told_and_a_retry_finishes_the_work(cluster: Any) -> None:
    with open_store(cluster.url()) as store:
        store.append("ada", nights(3), 0)
        cluster.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'regain'")
        with pytest.raises(CannotWriteError, match="the connection was lost; try again: nothing is written twice"):
            store.append("ada", nights(3, start=3), 3)
    with open_store(cluster.url()) as store:
        assert store.append("ada", nights(3, start=3), 3) == 6
        assert store.verify("ada").ok


def test_a_server_that_crashes_keeps_what_was_acknowledged(cluster: Any) -> None:
    with open_store(cluster.url()) as store:
        store.append("ada", nights(100), 0)
        head = store.head_hash("ada")
        cluster.control("stop", "-m", "immediate")
        with pytest.raises(CannotWriteError, match="the connection was lost"):
            store.version("ada")
    cluster.control("start")
    with open_store(cluster.url(), create=False) as store:
        assert store.head_hash("ada") == head
        assert store.verify("ada").ok


def test_a_database_without_a_store_is_one_only_when_asked(cluster: Any) -> None:
    with pytest.raises(LogError, match="no store here"):
        open_store(cluster.url(), create=False)
    assert cluster.execute("SELECT to_regnamespace('regain')") == [(None,)]


def test_the_schema_of_another_program_is_told_and_left_alone(cluster: Any) -> None:
    cluster.execute("CREATE SCHEMA regain; CREATE TABLE regain.songs (title text)")
    with pytest.raises(LogError, match="the schema 'regain' is not a Regain store"):
        open_store(cluster.url())
    assert cluster.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'regain'") == [(1,)]


def test_a_store_of_a_newer_schema_is_told_and_left_alone(cluster: Any) -> None:
    open_store(cluster.url()).close()
    cluster.execute("UPDATE regain.store SET schema_version = 3")
    with pytest.raises(LogError, match=r"written by a newer Regain \(schema 3, this one knows 2\); update"):
        open_store(cluster.url())


def test_what_was_acknowledged_is_on_the_disk_however_the_server_is_set(cluster: Any) -> None:
    cluster.execute("ALTER DATABASE postgres SET synchronous_commit = off")
    try:
        with open_store(cluster.url()) as store:
            assert store.facts()["synchronous_commit"] == "on"
    finally:
        cluster.execute("ALTER DATABASE postgres RESET synchronous_commit")


def test_a_server_that_is_read_only_is_told_and_can_be_read(cluster: Any) -> None:
    with open_store(cluster.url()) as store:
        store.append("ada", nights(2), 0)
    cluster.execute("ALTER DATABASE postgres SET default_transaction_read_only = on")
    try:
        with open_store(cluster.url()) as store:
            with pytest.raises(CannotWriteError, match="the server is read-only"):
                store.append("ada", nights(1, start=2), 2)
            assert store.read("ada") == tuple(nights(2))
    finally:
        cluster.execute("BEGIN READ WRITE; ALTER DATABASE postgres RESET default_transaction_read_only; COMMIT")


def test_rights_that_are_missing_are_told(cluster: Any) -> None:
    cluster.execute("CREATE ROLE guest LOGIN PASSWORD 'Zx9-guest'")
    guest = cluster.url().replace(f"regain:{cluster.password_in_url}", "guest:Zx9-guest")
    try:
        with pytest.raises(CannotWriteError, match="the server denies access; have rights granted") as caught:
            open_store(guest)
        assert_no_password(caught.value)
        open_store(cluster.url()).close()
        cluster.execute("GRANT USAGE ON SCHEMA regain TO guest; GRANT SELECT ON ALL TABLES IN SCHEMA regain TO guest")
        with open_store(guest) as store:
            assert store.streams() == ()
            with pytest.raises(CannotWriteError, match="the server denies access"):
                store.append("ada", nights(1), 0)
    finally:
        cluster.execute("DROP OWNED BY guest; DROP ROLE guest")


def test_psycopg_that_is_not_installed_is_told_with_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    without_psycopg(monkeypatch)
    with pytest.raises(MissingExtraError, match=r"psycopg is needed .*regain-sim\[postgres\]"):
        open_store(UNREACHABLE)


def without_psycopg(monkeypatch: pytest.MonkeyPatch) -> None:
    found = builtins.__import__

    def refuse(name: str, *rest: Any, **more: Any) -> Any:
        if name.partition(".")[0] == "psycopg":
            raise ImportError(name)
        return found(name, *rest, **more)

    monkeypatch.delitem(sys.modules, "sim.log.postgres", raising=False)
    monkeypatch.setattr(builtins, "__import__", refuse)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("outputs/regain.db", "outputs/regain.db"),
        ("sqlite:///outputs/regain.db", "sqlite:///outputs/regain.db"),
        ("postgresql://ada:hunter2@db.example:5433/runs", "postgresql://ada@db.example:5433/runs"),
        ("postgres://:hunter2@db.example", "postgresql://db.example/"),
        ("postgresql://db.example/runs?user=ada&password=hunter2", "postgresql://db.example/runs"),
        ("postgresql:///runs", "postgresql:///runs"),
        ("postgresql://ada:hunt@er2@db.example/runs", "postgresql://***"),
        ("POSTGRESQL://ada:hunter2@db.example/runs", "postgresql://***"),
        ("postgresql:/ada:hunter2@db.example/runs", "postgresql://***"),
        ("mysql://ada:hunter2@db.example/runs", "mysql://***"),
    ],
)
def test_an_address_is_shown_without_its_password(url: str, expected: str) -> None:
    assert shown(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ada:hunter2@h@db.example/runs",
        "postgresql://ada:hunter2/x@db.example/runs",
        "postgresql://ada:hunter2#x@db.example/runs",
        "postgresql://ada:hunter2?x@db.example/runs",
        "postgresql:/ada:hunter2@db.example/runs",
        "postgresql:ada:hunter2@db.example/runs",
        "Postgres://ada:hunter2@db.example/runs",
        "postgresql://ada:hunter2@db.example/runs?password=hunter2&hunter2=1",
        "postgresql://ada:hunter2@db.example/runs?hunter2",
        "postgresql://ada:hunter2@db.example/ru\0ns",
    ],
)
def test_an_address_that_cannot_be_read_is_refused_unseen(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError) as caught:
        open_store(url)
    assert_no_password(caught.value)
    assert main(["runs", "--store", url]) == 2
    assert "hunter2" not in "".join(capsys.readouterr())


def assert_no_password(error: BaseException) -> None:
    """Look through an error, all that led to it, and how Python would print it."""
    seen: BaseException | None = error
    while seen is not None:
        for text in (str(seen), repr(seen), *map(repr, seen.args)):
            assert not any(secret in text for secret in MUST_BE_GONE), text
        seen = seen.__cause__ or seen.__context__
    whole = "".join(traceback.format_exception(error))
    assert not any(secret in whole.split("\nE ")[0] for secret in MUST_BE_GONE)
    assert "\n" not in str(error)


def append_after(cluster: Any, *statements: str, undo: str = "") -> Callable[[str], None]:
    def fail(url: str) -> None:
        store: EventStore
        with open_store(url) as store:
            store.append("ada", nights(2), 0)
            try:
                for statement in statements:
                    cluster.execute(statement)
                store.append("ada", nights(2, start=2), 2)
                store.read("ada")
            finally:
                if undo:
                    cluster.execute(undo)

    return fail


KILL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'regain'"
TAMPER = "ALTER TABLE regain.events DISABLE TRIGGER USER; UPDATE regain.events SET record = 'x'"
FAILURES: dict[str, tuple[str, tuple[str, ...]]] = {
    # How it fails: what the address becomes, and what happens between two appends.
    "wrong password": ("postgresql://regain:hunter2@127.0.0.1:{port}/postgres", ()),
    "unknown user": ("postgresql://nobody:{password}@127.0.0.1:{port}/postgres", ()),
    "unknown database": ("postgresql://regain:{password}@127.0.0.1:{port}/nowhere", ()),
    "unknown host": ("postgresql://regain:{password}@nowhere.invalid:{port}/postgres", ()),
    "nobody listens": ("postgresql://regain:{password}@127.0.0.1:1/postgres", ()),
    "a port that is none": ("postgresql://regain:{password}@127.0.0.1:port/postgres", ()),
    "a password that is not encoded": ("postgresql://regain:Zx9@quite@127.0.0.1:{port}/postgres", ()),
    "an unknown option": ("postgresql://regain:{password}@127.0.0.1:{port}/postgres?secret=Zx9", ()),
    "a server without TLS": ("postgresql://regain:{password}@127.0.0.1:{port}/postgres?sslmode=require", ()),
    "a lost connection": ("postgresql://regain:{password}@127.0.0.1:{port}/postgres", (KILL,)),
    "dropped tables": ("postgresql://regain:{password}@127.0.0.1:{port}/postgres", ("DROP TABLE regain.events",)),
    "damaged events": ("postgresql://regain:{password}@127.0.0.1:{port}/postgres", (TAMPER,)),
    "another writer": (
        "postgresql://regain:{password}@127.0.0.1:{port}/postgres",
        ("UPDATE regain.runs SET event_count = 9",),
    ),
    "a password among the options": ("postgresql://127.0.0.1:{port}/postgres?user=regain&password=hunter2", ()),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_however_it_fails_the_password_is_not_told(
    cluster: Any, failure: str, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    address, statements = FAILURES[failure]
    url = address.format(port=cluster.port, password=cluster.password_in_url)
    with pytest.raises((LogError, CannotWriteError, InputError)) as caught:
        append_after(cluster, *statements)(url)
    assert_no_password(caught.value)
    if not statements:
        assert main(["runs", "--store", url]) in {2, 74}
    told = "".join(capsys.readouterr()) + caplog.text
    assert not any(secret in told for secret in MUST_BE_GONE)


def test_a_store_does_not_show_its_password(cluster: Any) -> None:
    with open_store(cluster.url()) as store:
        assert store.place == f"postgresql://regain@127.0.0.1:{cluster.port}/postgres"
        assert not any(secret in repr(vars(store)["_connection"]) for secret in MUST_BE_GONE)


def test_the_doctor_sees_the_hazards_of_a_server(cluster: Any) -> None:
    open_store(cluster.url()).close()
    weights = {finding.topic: finding.weight for finding in examine(cluster.url())}
    # The tests' own server is made to be quick, and so is a hazard.
    assert weights["fsync"] == SERIOUS
    assert weights["full_page_writes"] == weights["synchronous_commit"] == weights["encoding"] == "fine"
    assert weights["data_checksums"] == "note"


def test_what_a_session_was_set_to_is_not_relied_on(cluster: Any) -> None:
    with open_store(cluster.url()) as store:
        # As behind a pooler, which hands a transaction to any connection.
        store._connection.execute("DISCARD ALL")
        assert store.append("ada", nights(3), 0) == 3
        store._connection.execute("DISCARD ALL")
        assert store.read("ada") == tuple(nights(3))
        assert store.verify("ada").ok
        store.set_digest("ada", "c0ffee", state="{}", computed_by={})
        store._connection.execute("DISCARD ALL")
        assert store.ending("ada") is not None
