"""A store in a file, and a throw-away PostgreSQL cluster from the system's own binaries."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pytest

from sim.events import Event, NightSlept
from sim.log.sqlite import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PASSWORD = "Zx9-quite%20secret"  # noqa: S105 - of a cluster that lives as long as the tests
PASSWORD_IN_URL = "Zx9-quite%2520secret"  # noqa: S105


def nights(count: int, start: int = 0) -> list[Event]:
    """Sleep a little longer every night."""
    return [NightSlept(time_days=index + 0.3, hours=7.0 + index / 100) for index in range(start, start + count)]


def in_threads(count: int, work: Callable[[int], None]) -> None:
    """Do work in some threads at once; what one raises fails the test."""
    failures: list[BaseException] = []
    barrier = threading.Barrier(count)

    def run(number: int) -> None:
        try:
            barrier.wait()
            work(number)
        except BaseException as error:  # noqa: BLE001 - told to the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with ten nights of Ada and two of Bob."""
    path = tmp_path / "log.db"
    with SqliteStore(path) as store:
        store.append("ada", nights(10), 0)
        store.append("bob", nights(2), 0)
    return path


@attrs.frozen
class Cluster:
    """A PostgreSQL server that listens on this machine alone."""

    binaries: Path
    folder: Path
    port: int
    password_in_url: str = PASSWORD_IN_URL

    def url(self) -> str:
        """Return the address of its database."""
        return f"postgresql://regain:{PASSWORD_IN_URL}@127.0.0.1:{self.port}/postgres"

    def control(self, action: str, *options: str) -> None:
        """Start or stop the server."""
        settings = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c fsync=off"
        run_unprivileged(
            [str(self.binaries / "pg_ctl"), action, "-w", "-D", str(self.folder / "data"), *options]
            + (["-o", settings, "-l", str(self.folder / "server.log")] if action == "start" else [])
        )

    def execute(self, statement: str) -> list[tuple[object, ...]]:
        """Execute a statement behind the stores' backs."""
        import psycopg

        with psycopg.connect(self.url(), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def forget(self) -> None:
        """Throw away what the stores have written."""
        self.execute("DROP SCHEMA IF EXISTS regain CASCADE")


def run_unprivileged(command: list[str]) -> None:
    """Run a command as a user that PostgreSQL accepts: it refuses to run as root."""
    asked = ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command
    done = subprocess.run(asked, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stderr


def binaries_of_postgres() -> Path | None:
    """Return the folder of the newest ``initdb``."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def running_cluster() -> Iterator[Cluster]:
    pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'regain-sim[postgres]'")
    binaries = binaries_of_postgres()
    if binaries is None:
        pytest.skip("no PostgreSQL on this machine: install its server (initdb) to hold its store to the contract")
    if sys.platform == "win32" or (os.geteuid() == 0 and shutil.which("runuser") is None):
        pytest.skip("PostgreSQL does not run as root and there is no runuser to become somebody else")
    # Not below pytest's own folder, which nobody else may enter.
    folder = Path(tempfile.mkdtemp(prefix="regain-postgres-"))
    (folder / "password").write_text(PASSWORD)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        shutil.chown(folder / "password", "postgres")
    options = ("--auth=scram-sha-256", "--no-sync", f"--pwfile={folder / 'password'}", "--encoding=UTF8", "--no-locale")
    run_unprivileged([str(binaries / "initdb"), "-D", str(folder / "data"), "-U", "regain", *options])
    cluster = Cluster(binaries, folder, free_port())
    cluster.control("start")
    yield cluster
    cluster.control("stop", "-m", "immediate")
    shutil.rmtree(folder)


@pytest.fixture
def cluster(running_cluster: Cluster) -> Iterator[Cluster]:
    """The cluster, without a store in it."""
    running_cluster.forget()
    yield running_cluster
    running_cluster.forget()
