"""What every store promises. A new store joins by adding its factory to ``factory``."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.errors import ConflictError, LogError, PartialRetryError
from sim.events import Event, NightSlept, NoteMade, StreamStarted
from sim.log.codec import Record, encode, to_json_line
from sim.log.contract import EventStore
from sim.log.opening import open_store
from tests.sim.log.conftest import in_threads, nights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(params=["sqlite", "postgresql"])
def factory(request: pytest.FixtureRequest) -> Callable[[Path], EventStore]:
    if request.param == "sqlite":
        return lambda folder: open_store(f"sqlite:///{folder / 'log.db'}")
    url = request.getfixturevalue("cluster").url()
    return lambda _folder: open_store(url)


@pytest.fixture
def store(factory: Callable[[Path], EventStore], tmp_path: Path) -> Iterator[EventStore]:
    with factory(tmp_path) as opened:
        yield opened


START = StreamStarted(time_days=0.0, origin="simulated", scenario="layoff", strategy="split", athlete=4, seed=2**63 - 1)


def test_what_was_appended_is_read_in_order(store: EventStore) -> None:
    assert store.append("ada", nights(3), 0) == 3
    assert store.append("ada", nights(2, start=3), 3) == 5
    assert store.read("ada") == tuple(nights(5))


def test_streams_do_not_touch_each_other(store: EventStore) -> None:
    store.append("ada", nights(2), 0)
    store.append("bob", nights(1, start=7), 0)
    store.append("ada", nights(1, start=2), 2)
    assert store.read("ada") == tuple(nights(3))
    assert store.read("bob") == tuple(nights(1, start=7))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (0, None, range(6)),
        (0, 99, range(6)),
        (2, None, range(2, 6)),
        (2, 4, range(2, 4)),
        (3, 3, ()),
        (4, 2, ()),
        (5, 2**70, (5,)),
        (6, None, ()),
        (9, None, ()),
        (2**70, None, ()),
    ],
)
def test_a_range_is_half_open(store: EventStore, first: int, last: int | None, expected: range) -> None:
    store.append("ada", nights(6), 0)
    assert store.read("ada", first, last) == tuple(nights(6)[index] for index in expected)
    assert len(store.records("ada", first, last)) == len(expected)


def test_a_negative_position_is_refused(store: EventStore) -> None:
    store.append("ada", nights(1), 0)
    with pytest.raises(LogError, match="positions count from 0, found -1"):
        store.read("ada", -1)
    with pytest.raises(LogError, match="positions count from 0"):
        store.read("ada", 0, -1)


def test_records_are_the_events_as_they_were_encoded(store: EventStore) -> None:
    store.append("ada", [START, *nights(2)], 0)
    assert store.records("ada") == tuple(map(encode, [START, *nights(2)]))


def test_records_of_events_append_the_same_bytes_as_the_events(store: EventStore) -> None:
    store.append("ada", nights(3), 0)
    store.append_records("bob", map(encode, nights(3)), 0)
    assert store.head_hash("ada") == store.head_hash("bob")


def test_events_may_come_from_a_generator(store: EventStore) -> None:
    assert store.append("ada", (event for event in nights(3)), 0) == 3


def test_a_stream_that_does_not_exist_is_an_empty_one_to_writers_and_an_error_to_readers(store: EventStore) -> None:
    assert store.version("nobody") == 0
    for ask in (store.read, store.records, store.info, store.head_hash, store.verify):
        with pytest.raises(LogError, match="no stream 'nobody'"):
            ask("nobody")
    with pytest.raises(LogError, match="no stream 'nobody'"):
        store.set_digest("nobody", "ab")
    assert store.streams() == ()


@pytest.mark.parametrize("name", ["", "a\nb", "a\0b", "\ud800"])
def test_a_name_that_cannot_be_printed_is_refused(store: EventStore, name: str) -> None:
    for ask in (store.version, store.read, store.verify):
        with pytest.raises(LogError, match="must be printable text"):
            ask(name)
    with pytest.raises(LogError, match="must be printable text"):
        store.append(name, nights(1), 0)


def test_any_printable_name_will_do(store: EventStore) -> None:
    name = "'; DROP TABLE events; -- ünï/../…🦵"
    store.append(name, nights(1), 0)
    assert [info.stream for info in store.streams()] == [name]


def test_a_retry_changes_nothing_and_gets_the_same_answer(store: EventStore) -> None:
    store.append("ada", nights(2), 0)
    store.append("ada", nights(3, start=2), 2)
    head = store.head_hash("ada")
    assert store.append("ada", nights(3, start=2), 2) == 5
    assert store.append("ada", nights(2), 0) == 2
    assert store.append("ada", nights(2, start=1), 1) == 3
    assert store.head_hash("ada") == head
    assert store.version("ada") == 5


@pytest.mark.parametrize(
    ("events", "expected_version"),
    [
        (nights(5), 0),
        (nights(3, start=2), 2),
        ([*nights(1), *nights(1, start=9)], 0),
        ([*nights(1, start=9), *nights(1, start=1)], 0),
    ],
)
def test_a_retry_of_which_only_some_is_there_is_refused(
    store: EventStore, events: list[Event], expected_version: int
) -> None:
    store.append("ada", nights(3), 0)
    with pytest.raises(PartialRetryError, match=f"expected version {expected_version}, found 3 with . of these"):
        store.append("ada", events, expected_version)
    assert store.read("ada") == tuple(nights(3))


@pytest.mark.parametrize("expected_version", [0, 2])
def test_an_append_behind_another_writer_is_refused(store: EventStore, expected_version: int) -> None:
    store.append("ada", nights(3), 0)
    with pytest.raises(ConflictError, match=f"expected version {expected_version}, found 3: another writer"):
        store.append("ada", nights(1, start=50), expected_version)
    assert store.read("ada") == tuple(nights(3))


@pytest.mark.parametrize("expected_version", [4, -1, 2**70, -(2**70)])
def test_an_append_at_a_version_that_never_was_is_refused(store: EventStore, expected_version: int) -> None:
    store.append("ada", nights(3), 0)
    with pytest.raises(ConflictError, match=f"expected version {expected_version}, found 3"):
        store.append("ada", nights(1), expected_version)
    with pytest.raises(ConflictError, match=f"expected version {expected_version}, found 3"):
        store.append("ada", [], expected_version)


def test_an_empty_append_changes_nothing(store: EventStore) -> None:
    assert store.append("ada", [], 0) == 0
    assert store.streams() == ()
    store.append("ada", nights(2), 0)
    assert store.append("ada", [], 2) == 2
    assert store.version("ada") == 2


def test_a_batch_with_one_bad_event_leaves_nothing(store: EventStore) -> None:
    cohort = NightSlept(time_days=3.0, hours=np.array([7.0, 8.0]))
    with pytest.raises(LogError, match=r"record event\.lane"):
        store.append("ada", [*nights(2), cohort], 0)
    assert store.version("ada") == 0
    assert store.streams() == ()


def test_a_stream_cannot_begin_with_a_record_that_nobody_can_read(store: EventStore) -> None:
    with pytest.raises(LogError, match="unknown type of event 'moon_walked'"):
        store.append_records("ada", [Record("moon_walked", 1, 0.0, {})], 0)
    assert store.streams() == ()


def test_a_record_of_a_later_version_is_told_with_its_place(store: EventStore) -> None:
    store.append("ada", nights(2), 0)
    store.append_records("ada", [Record("night_slept", 9, 2.0, {"hours": 7.0})], 2)
    with pytest.raises(LogError, match="stream 'ada', event 2: night_slept has version 9"):
        store.read("ada", 1)
    assert store.read("ada", 0, 2) == tuple(nights(2))
    assert store.verify("ada").ok


def test_a_stream_knows_where_it_comes_from(store: EventStore) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    store.append("ada", [START, *nights(2)], 0)
    info = store.info("ada")
    assert (info.stream, info.scenario, info.strategy, info.lane, info.seed) == ("ada", "layoff", "split", 4, 2**63 - 1)
    assert (info.event_count, info.digest) == (3, "")
    assert before <= datetime.fromisoformat(info.created_at) <= datetime.now(UTC)


def test_a_stream_without_an_origin_has_a_blank_one(store: EventStore) -> None:
    store.append("ada", nights(1), 0)
    info = store.info("ada")
    assert (info.scenario, info.strategy, info.lane, info.seed) == ("", "", 0, 0)


def test_streams_are_listed_in_the_order_in_which_they_began(store: EventStore) -> None:
    for name in ("zoe", "ada", "mia"):
        store.append(name, nights(1), 0)
    store.append("ada", nights(1, start=1), 1)
    assert [(info.stream, info.event_count) for info in store.streams()] == [("zoe", 1), ("ada", 2), ("mia", 1)]
    assert store.streams()[1] == store.info("ada")


def test_the_head_is_the_hash_of_the_hash_before_and_the_record(store: EventStore) -> None:
    expected = bytes(32)
    for event in nights(3):
        expected = hashlib.sha256(expected + to_json_line(encode(event))).digest()
    store.append("ada", nights(2), 0)
    store.append("ada", nights(1, start=2), 2)
    assert store.head_hash("ada") == store.info("ada").head_hash == expected.hex()


def test_the_hash_of_every_earlier_version_can_be_told(store: EventStore) -> None:
    heads = [bytes(32).hex()]
    for index in range(3):
        store.append("ada", nights(1, start=index), index)
        heads.append(store.head_hash("ada"))
    assert [store.head_hash("ada", version) for version in range(4)] == heads
    for version in (-1, 4, 2**70):
        with pytest.raises(LogError, match=f"has the versions 0 to 3, found {version}"):
            store.head_hash("ada", version)


def test_a_store_says_what_it_is(store: EventStore) -> None:
    facts = store.facts()
    assert (facts["schema"], facts["missing"]) == ("2", "")
    assert facts["engine"] in {"SQLite", "PostgreSQL"}
    assert facts["version"][0].isdigit()
    assert store.place


def test_a_whole_stream_verifies(store: EventStore) -> None:
    store.append("ada", nights(3), 0)
    verification = store.verify("ada")
    assert verification.ok
    assert (verification.stream, verification.event_count, verification.position) == ("ada", 3, None)


def test_a_digest_is_set_once(store: EventStore) -> None:
    store.append("ada", nights(1), 0)
    store.set_digest("ada", "c0ffee")
    store.set_digest("ada", "c0ffee")
    assert store.info("ada").digest == "c0ffee"
    with pytest.raises(LogError, match="its final state has the digest c0ffee, found decade"):
        store.set_digest("ada", "decade")
    with pytest.raises(LogError, match="the digest of a state must be printable text"):
        store.set_digest("ada", "")
    assert store.info("ada").digest == "c0ffee"


def test_a_stream_ends_with_its_digest_but_a_retry_is_still_harmless(store: EventStore) -> None:
    store.append("ada", nights(2), 0)
    store.set_digest("ada", "c0ffee")
    assert store.append("ada", nights(2), 0) == 2
    assert store.append("ada", [], 2) == 2
    with pytest.raises(LogError, match="has ended"):
        store.append("ada", nights(1, start=2), 2)
    assert store.version("ada") == 2


def test_what_was_written_is_there_after_opening_again(factory: Callable[[Path], EventStore], tmp_path: Path) -> None:
    with factory(tmp_path) as store:
        store.append("ada", [START, *nights(2)], 0)
        before = store.streams()
    with factory(tmp_path) as store:
        assert store.streams() == before
        assert store.append("ada", nights(1, start=2), 3) == 4


def test_a_closed_store_says_so_and_closes_again(factory: Callable[[Path], EventStore], tmp_path: Path) -> None:
    store = factory(tmp_path)
    store.append("ada", nights(1), 0)
    store.close()
    store.close()
    for ask in (store.version, store.read, store.verify):
        with pytest.raises(LogError, match="closed"):
            ask("ada")
    with pytest.raises(LogError, match="closed"):
        store.append("ada", nights(1), 1)


def test_two_writers_take_turns_or_are_told(factory: Callable[[Path], EventStore], tmp_path: Path) -> None:
    with factory(tmp_path) as one, factory(tmp_path) as other:
        one.append("ada", nights(2), 0)
        with pytest.raises(ConflictError):
            other.append("ada", nights(2, start=40), 0)
        assert other.append("ada", nights(2, start=2), other.version("ada")) == 4
        assert one.append("bob", nights(1), 0) == 1
        assert one.read("ada") == other.read("ada") == tuple(nights(4))


def test_a_reader_is_not_confused_by_what_is_appended_meanwhile(
    factory: Callable[[Path], EventStore], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with factory(tmp_path) as reader, factory(tmp_path) as writer:
        writer.append("ada", nights(10), 0)
        stored = type(reader)._stored

        def meanwhile(store: Any, run: Any, first: int, last: Any) -> Any:
            monkeypatch.undo()
            writer.append("ada", nights(5, start=10), 10)
            return stored(store, run, first, last)

        monkeypatch.setattr(type(reader), "_stored", meanwhile)
        assert reader.read("ada") == tuple(nights(10))
        assert reader.read("ada") == tuple(nights(15))


def test_many_may_make_the_same_store_at_once_and_write_to_one_stream(
    factory: Callable[[Path], EventStore], tmp_path: Path
) -> None:
    def write(number: int) -> None:
        with factory(tmp_path) as store:
            for batch in range(8):
                notes = [NoteMade(time_days=float(batch), text=f"{number} {batch} {part}") for part in range(3)]
                while True:
                    try:
                        store.append("ada", notes, store.version("ada"))
                    except ConflictError:
                        continue
                    break

    in_threads(4, write)
    with factory(tmp_path) as store:
        texts = [event.text for event in store.read("ada") if isinstance(event, NoteMade)]
        assert store.verify("ada").ok
    assert sorted(texts) == sorted(f"{n} {b} {p}" for n in range(4) for b in range(8) for p in range(3))
    assert all(text.endswith(" 0") for text in texts[::3]), "a batch was torn apart"


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(texts=st.lists(st.text(max_size=20), max_size=12), cuts=st.lists(st.integers(0, 12), max_size=4))
def test_how_a_log_is_cut_into_batches_changes_nothing(
    factory: Callable[[Path], EventStore], tmp_path: Path, texts: list[str], cuts: list[int]
) -> None:
    events = [NoteMade(time_days=float(index), text=text) for index, text in enumerate(texts)]
    bounds = sorted({0, len(events), *(cut for cut in cuts if cut < len(events))})
    with factory(tmp_path) as store:
        # Examples share the file: the name tells them apart.
        number = len(store.streams())
        for first, last in pairwise(bounds):
            assert store.append(f"cut {number}", events[first:last], first) == last
        store.append(f"whole {number}", events, 0)
        if events:
            assert store.read(f"cut {number}") == tuple(events)
            assert store.head_hash(f"cut {number}") == store.head_hash(f"whole {number}")
