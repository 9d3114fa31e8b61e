"""The stores of every released format open for ever. See ``tests/sim/log/golden/freeze.py``."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sim.events import NightSlept
from sim.log.codec import decode, to_json_line
from sim.log.opening import open_store

if TYPE_CHECKING:
    from sim.log.contract import EventStore

GOLDEN = Path(__file__).parent / "golden"
FORMATS = sorted(path.stem.removeprefix("log_") for path in GOLDEN.glob("log_*.jsonl"))
STREAM = "layoff/split/3-9f9f9f9f"


def assert_as_it_was(store: EventStore, released: str) -> None:
    lines = (GOLDEN / f"log_{released}.jsonl").read_bytes().splitlines()
    (info,) = store.streams()
    assert (info.stream, info.event_count, info.lane, info.seed) == (STREAM, len(lines), 3, 2**63 - 1)
    assert (info.digest, info.created_at) == ("c0ffee", "2024-02-29T12:00:00+00:00")
    assert store.verify(STREAM).ok
    assert [to_json_line(record) for record in store.records(STREAM)] == lines
    assert store.read(STREAM) == tuple(map(decode, store.records(STREAM)))
    # Whoever opens it can go on writing beside what there is.
    assert store.append("new", [NightSlept(time_days=0.3, hours=7.0)], 0) == 1


def test_there_is_a_released_format_and_each_has_its_stores() -> None:
    assert FORMATS[0] == "v1"
    assert all((GOLDEN / f"store_{released}.{kind}").is_file() for released in FORMATS for kind in ("db", "sql"))


@pytest.mark.parametrize("released", FORMATS)
def test_a_file_of_a_released_format_opens(tmp_path: Path, released: str) -> None:
    shutil.copy(GOLDEN / f"store_{released}.db", tmp_path / "log.db")
    with open_store(tmp_path / "log.db", create=False) as store:
        assert_as_it_was(store, released)


@pytest.mark.parametrize("released", FORMATS)
def test_a_database_of_a_released_format_opens(cluster: Any, released: str) -> None:
    cluster.execute((GOLDEN / f"store_{released}.sql").read_text(encoding="utf-8"))
    with open_store(cluster.url(), create=False) as store:
        assert_as_it_was(store, released)
