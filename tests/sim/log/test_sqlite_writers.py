"""Several writers at once, and writers that die: no batch is lost and none is torn."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.log.sqlite import SqliteStore
from tests.sim.log.conftest import in_threads, nights

if TYPE_CHECKING:
    pass

ROOT = Path(__file__).parents[3]


def run_python(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


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


KEEP_WRITING = """
import sys
from pathlib import Path
from sim.events import NightSlept
from sim.log.sqlite import SqliteStore
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
from sim.log.sqlite import SqliteStore
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
