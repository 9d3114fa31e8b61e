"""Several writers at once, and writers that die: no batch is lost and none is torn."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.errors import ConflictError
from sim.events import Event, NightSlept, NoteMade
from sim.stores.sqlite import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[3]


def nights(count: int, start: int = 0) -> list[Event]:
    return [NightSlept(time_days=index + 0.3, hours=7.0 + index / 100) for index in range(start, start + count)]


def run_python(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def test_a_reader_is_not_confused_by_what_is_appended_meanwhile(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = SqliteStore._stored

    with SqliteStore(path) as reader, SqliteStore(path) as writer:

        def meanwhile(store: SqliteStore, run: object, first: int, last: int | None) -> object:
            monkeypatch.undo()
            writer.append("ada", nights(5, start=10), 10)
            return stored(store, run, first, last)

        monkeypatch.setattr(SqliteStore, "_stored", meanwhile)
        assert reader.read("ada") == tuple(nights(10))
        assert reader.read("ada") == tuple(nights(15))


def in_threads(count: int, work: Callable[[int], None]) -> None:
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


def test_many_may_make_the_same_store_at_once(tmp_path: Path) -> None:
    for attempt in range(5):
        path = tmp_path / f"{attempt}.db"

        def make(number: int, path: Path = path) -> None:
            with SqliteStore(path) as store:
                store.append(f"athlete {number}", nights(3), 0)

        in_threads(6, make)
        with SqliteStore(path, create=False) as store:
            assert len(store.streams()) == 6
            assert all(store.verify(info.stream).ok for info in store.streams())


def test_writers_of_one_stream_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    SqliteStore(path).close()

    def write(number: int) -> None:
        with SqliteStore(path) as store:
            for batch in range(15):
                notes = [NoteMade(time_days=float(batch), text=f"{number} {batch} {part}") for part in range(3)]
                while True:
                    try:
                        store.append("ada", notes, store.version("ada"))
                    except ConflictError:
                        continue
                    break

    in_threads(3, write)
    with SqliteStore(path) as store:
        texts = [event.text for event in store.read("ada") if isinstance(event, NoteMade)]
        assert store.verify("ada").ok
    assert sorted(texts) == sorted(f"{n} {b} {p}" for n in range(3) for b in range(15) for p in range(3))
    assert all(text.endswith(" 0") for text in texts[::3]), "a batch was torn apart"


KEEP_WRITING = """
import sys
from pathlib import Path
from sim.events import NightSlept
from sim.stores.sqlite import SqliteStore
store = SqliteStore(Path(sys.argv[1]))
version = 0
while True:
    batch = [NightSlept(time_days=float(version + index), hours=7.0) for index in range(500)]
    version = store.append("ada", batch, version)
    print(version, flush=True)
"""


def test_a_writer_that_is_killed_leaves_whole_batches(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    process = run_python(KEEP_WRITING, path)
    assert process.stdout is not None
    for _ in range(8):
        told = int(process.stdout.readline())
    process.kill()
    process.communicate()
    with SqliteStore(path, create=False) as store:
        version = store.version("ada")
        assert version >= told, "an append that had returned was lost"
        assert version % 500 == 0
        assert store.verify("ada").ok
        assert len(store.read("ada")) == version


DIE_BEFORE_COMMIT = """
import os, sys
from pathlib import Path
from sim.events import NightSlept
from sim.stores.sqlite import SqliteStore
class Dying(SqliteStore):
    def _add(self, run, lines):
        super()._add(run, lines)
        os._exit(9)
Dying(Path(sys.argv[1])).append(sys.argv[2], [NightSlept(time_days=1.0, hours=7.0)] * 5000, int(sys.argv[3]))
"""


@pytest.mark.parametrize(("stream", "version"), [("ada", 10), ("eve", 0)])
def test_a_writer_that_dies_before_the_end_of_a_batch_leaves_nothing_of_it(
    path: Path, stream: str, version: int
) -> None:
    process = run_python(DIE_BEFORE_COMMIT, path, stream, version)
    process.communicate()
    assert process.returncode == 9
    with SqliteStore(path, create=False) as store:
        assert store.version(stream) == version
        assert [info.stream for info in store.streams()] == ["ada", "bob"]
        assert store.verify("ada").ok
        assert store.append(stream, nights(1), version) == version + 1


def test_an_interrupt_in_the_middle_of_a_batch_leaves_nothing_of_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = SqliteStore._add

    def interrupted(store: SqliteStore, *arguments: object) -> None:
        add(store, *arguments)
        raise KeyboardInterrupt

    with SqliteStore(path) as store:
        monkeypatch.setattr(SqliteStore, "_add", interrupted)
        with pytest.raises(KeyboardInterrupt):
            store.append("ada", nights(3, start=10), 10)
        monkeypatch.undo()
        assert store.read("ada") == tuple(nights(10))
        assert store.append("ada", nights(3, start=10), 10) == 13
