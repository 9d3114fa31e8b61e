"""What every store in a database has in common: its tables, and what is done with them.

``runs`` has a row for every stream, ``events`` one for every event. Since schema 2, ``seals`` holds a hash of what the
row of a stream said when the stream began, and ``endings`` its final state and what computed that.

A store brings its connection, its transactions and its own words for errors; every decision is taken here, once.
"""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Self

import attrs

from ..errors import DamagedLogError, LogError, RegainError
from ..events import Event, StreamStarted
from .chain import GENESIS_HASH, StoredLine, check_chain, check_printable, decode_lines, link_hash, must_append
from .codec import Record, decode, encode, from_json_line, to_json_line
from .contract import Ending, StreamInfo, Verification

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from types import TracebackType

Row = tuple[Any, ...]

ENDINGS_SCHEMA = 2
"""Schema that brought ``seals`` and ``endings``. A store of an older one gets them when it is next written to."""

_RUN_TYPES = (int, str, str, str, int, int, str, int, bytes, str)
_LINE_TYPES = (int, bytes, bytes)


@attrs.frozen
class _Run:
    """A row of ``runs``."""

    stream_id: int
    info: StreamInfo
    head: bytes


class RowStore(ABC):
    """Streams in two tables, for one thread. Holds the promises of :class:`sim.log.contract.EventStore`.

    Attributes:
        place: Where the store is, fit to be shown: without a password.
    """

    place: str
    found_empty: bool = False

    @abstractmethod
    def facts(self) -> dict[str, str]:
        """See :meth:`sim.log.contract.EventStore.facts`."""

    @abstractmethod
    def close(self) -> None:
        """See :meth:`sim.log.contract.EventStore.close`."""

    @abstractmethod
    def _reading(self) -> AbstractContextManager[None]:
        """Enclose statements that see one moment of the store; errors come out in our own words."""

    @abstractmethod
    def _writing(self, stream: str) -> AbstractContextManager[None]:
        """Enclose statements that happen all or not at all, while nobody else writes to the stream."""

    @abstractmethod
    def _bring_up_to_date(self) -> None:
        """Give a store of an older schema, inside a transaction that writes, what it lacks."""

    @abstractmethod
    def _schema(self) -> int:
        """Return the number of the store's schema, which another program may have raised just now."""

    @abstractmethod
    def _rows(self, statement: str, *values: object) -> list[Row]:
        """Return what a statement selects; ``?`` stands for a value."""

    @abstractmethod
    def _do(self, statement: str, rows: Sequence[Row]) -> None:
        """Execute a statement once for each row of values."""

    def append(self, stream: str, events: Iterable[Event], expected_version: int) -> int:
        """See :meth:`sim.log.contract.EventStore.append`."""
        return self.append_records(stream, map(encode, events), expected_version)

    def append_records(self, stream: str, records: Iterable[Record], expected_version: int) -> int:
        """See :meth:`sim.log.contract.EventStore.append_records`."""
        check_printable("the name of a stream", stream)
        lines = [to_json_line(record) for record in records]
        with self._writing(stream):
            run = self._find(stream)
            version = run.info.event_count if run else 0
            there: list[bytes] = []
            if run and 0 <= expected_version < version:
                there = [item.line for item in self._stored(run, expected_version, expected_version + len(lines))]
            if must_append(stream, expected_version, version, lines, there) and lines:
                self._add(run or self._begin(stream, lines[0]), lines)
        return expected_version + len(lines)

    def read(self, stream: str, first: int = 0, last: int | None = None) -> tuple[Event, ...]:
        """See :meth:`sim.log.contract.EventStore.read`."""
        return tuple(decode_lines(stream, self._lines(stream, first, last), first))

    def records(self, stream: str, first: int = 0, last: int | None = None) -> tuple[Record, ...]:
        """See :meth:`sim.log.contract.EventStore.records`."""
        return tuple(map(from_json_line, self._lines(stream, first, last)))

    def version(self, stream: str) -> int:
        """See :meth:`sim.log.contract.EventStore.version`."""
        with self._reading():
            run = self._find(stream)
        return run.info.event_count if run else 0

    def streams(self) -> tuple[StreamInfo, ...]:
        """See :meth:`sim.log.contract.EventStore.streams`."""
        with self._reading():
            rows = self._rows("SELECT * FROM runs ORDER BY stream_id")
        return tuple(self._run_of(row).info for row in rows)

    def info(self, stream: str) -> StreamInfo:
        """See :meth:`sim.log.contract.EventStore.info`."""
        with self._reading():
            return self._get(stream).info

    def head_hash(self, stream: str, version: int | None = None) -> str:
        """See :meth:`sim.log.contract.EventStore.head_hash`."""
        with self._reading():
            run = self._get(stream)
            count = run.info.event_count
            if version is None or version == count:
                return run.info.head_hash
            if not 0 <= version < count:
                raise LogError(f"stream {stream!r}: has the versions 0 to {count}, found {version}")
            return self._hash_before(run, version).hex()

    def set_digest(
        self, stream: str, digest: str, *, state: str = "", computed_by: Mapping[str, str] | None = None
    ) -> None:
        """See :meth:`sim.log.contract.EventStore.set_digest`."""
        check_printable("the digest of a state", digest)
        check_printable("the name of a stream", stream)
        with self._writing(stream):
            run = self._get(stream)
            if run.info.digest not in {"", digest}:
                raise LogError(f"stream {stream!r}: its final state has the digest {run.info.digest}, found {digest}")
            if run.info.digest:
                return
            if state:
                self._bring_up_to_date()
                told = json.dumps(dict(computed_by or {}), sort_keys=True)
                self._do(
                    "INSERT INTO endings (stream_id, digest, state, computed_by) VALUES (?, ?, ?, ?)",
                    [(run.stream_id, digest, state, told)],
                )
            self._do("UPDATE runs SET digest = ? WHERE stream_id = ?", [(digest, run.stream_id)])

    def ending(self, stream: str) -> Ending | None:
        """See :meth:`sim.log.contract.EventStore.ending`."""
        with self._reading():
            run = self._get(stream)
            if self._schema() < ENDINGS_SCHEMA:
                return None
            rows = self._rows("SELECT digest, state, computed_by FROM endings WHERE stream_id = ?", run.stream_id)
        if not rows:
            return None
        try:
            digest, state, told = rows[0]
            return Ending(digest=digest, state=state, computed_by=dict(json.loads(told)))
        except (TypeError, ValueError) as error:
            raise damaged(self.place) from error

    def verify(self, stream: str) -> Verification:
        """See :meth:`sim.log.contract.EventStore.verify`."""
        with self._reading():
            run = self._get(stream)
            problem = self._problem_of_row(run)
        count = run.info.event_count
        try:
            self._lines(stream, 0, None)
        except DamagedLogError as error:
            return Verification(stream=stream, event_count=count, problem=str(error), position=error.position)
        return Verification(stream=stream, event_count=count, problem=problem)

    def verify_all(self) -> tuple[Verification, ...]:
        """See :meth:`sim.log.contract.EventStore.verify_all`."""
        with self._reading():
            rows = self._rows("SELECT * FROM runs ORDER BY stream_id")
            lost = self._lost([row[0] for row in rows])
        return (*map(self._verify_row, rows), *lost)

    def _verify_row(self, row: Row) -> Verification:
        name = str(row[1])
        try:
            return self.verify(self._run_of(row).info.stream)
        except RegainError as error:
            return Verification(stream=name, event_count=0, problem=str(error))

    def _lost(self, known: Sequence[int]) -> list[Verification]:
        """Return what is wrong with streams of which only traces are left."""
        tables = ("events", "seals", "endings") if self._schema() >= ENDINGS_SCHEMA else ("events",)
        traces = {row[0] for table in tables for row in self._rows(f"SELECT DISTINCT stream_id FROM {table}")}  # noqa: S608 - the names above
        lost = sorted(traces.difference(known), key=str)
        return [
            Verification(
                stream=f"stream number {number}",
                event_count=0,
                problem="its row is gone from the table of runs, while more of it is left; use a copy of the store",
            )
            for number in lost
        ]

    def _problem_of_row(self, run: _Run) -> str:
        """Say what a row of ``runs`` tells that cannot be; empty where nothing is."""
        info, changed = run.info, f"stream {run.info.stream!r}: what `regain runs` tells of it was changed"
        if self._schema() >= ENDINGS_SCHEMA:
            seals = self._rows("SELECT seal FROM seals WHERE stream_id = ?", run.stream_id)
            if seals and seals[0][0] != _seal(info):
                return f"{changed}; use a copy of the store"
            endings = self._rows("SELECT digest FROM endings WHERE stream_id = ?", run.stream_id)
            if endings and endings[0][0] != info.digest:
                return f"{changed}: the digest of its final state; use a copy of the store"
        first = self._stored(run, 0, 1)
        if first and not first[0].position:
            with suppress(LogError):
                started = _started(decode(from_json_line(first[0].line)))
                said = (started.scenario, started.strategy, started.athlete, started.seed)
                if said != (info.scenario, info.strategy, info.lane, info.seed):
                    return f"{changed}: its first event says otherwise; use a copy of the store"
        return ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _find(self, stream: str) -> _Run | None:
        check_printable("the name of a stream", stream)
        rows = self._rows("SELECT * FROM runs WHERE stream = ?", stream)
        return self._run_of(rows[0]) if rows else None

    def _get(self, stream: str) -> _Run:
        run = self._find(stream)
        if run is None:
            raise LogError(f"{self.place}: no stream {stream!r}; `regain runs` lists those that there are")
        return run

    def _stored(self, run: _Run, first: int, last: int) -> list[StoredLine]:
        rows = self._rows(
            "SELECT position, record, hash FROM events WHERE stream_id = ? AND position >= ? ORDER BY position LIMIT ?",
            run.stream_id,
            first,
            last - first,
        )
        return [self._line_of(row) for row in rows]

    def _hash_before(self, run: _Run, position: int) -> bytes:
        """Return the hash of the event before a position; a missing one is found where the chain is checked."""
        before = self._stored(run, position - 1, position) if position else []
        return before[0].hash if before else GENESIS_HASH

    def _lines(self, stream: str, first: int, last: int | None) -> list[bytes]:
        """Return records after checking them; what lies past the head is looked at as well if ``last`` is open."""
        if first < 0 or (last is not None and last < 0):
            raise LogError(f"stream {stream!r}: positions count from 0, found {first} to {last}")
        with self._reading():
            run = self._get(stream)
            count = run.info.event_count
            end = count if last is None else min(last, count)
            if first > end or (first == end and last is not None):
                return []
            previous = self._hash_before(run, first)
            stored = self._stored(run, first, end + 1 if last is None else end)
        return list(
            check_chain(
                stream,
                stored,
                first=first,
                last=end,
                previous=previous,
                head=run.head if end == count else None,
            )
        )

    def _begin(self, stream: str, line: bytes) -> _Run:
        """Add the row of a new stream; its first event says where it comes from."""
        started = _started(decode(from_json_line(line)))
        created_at = datetime.now(UTC).isoformat(timespec="seconds")
        self._do(
            "INSERT INTO runs (stream, scenario, strategy, lane, seed, created_at, event_count, head_hash, digest)"
            " VALUES (?, ?, ?, ?, ?, ?, 0, ?, '')",
            [
                (
                    stream,
                    started.scenario,
                    started.strategy,
                    started.athlete,
                    started.seed,
                    created_at,
                    GENESIS_HASH,
                )
            ],
        )
        run = self._get(stream)
        self._bring_up_to_date()
        self._do("INSERT INTO seals (stream_id, seal) VALUES (?, ?)", [(run.stream_id, _seal(run.info))])
        return run

    def _add(self, run: _Run, lines: Sequence[bytes]) -> None:
        if run.info.digest:
            raise LogError(f"stream {run.info.stream!r} has ended: its final state is recorded; fork it to go on")
        first, hash_ = run.info.event_count, run.head
        rows = []
        for position, line in enumerate(lines, first):
            hash_ = link_hash(hash_, line)
            rows.append((run.stream_id, position, line, hash_))
        self._do("INSERT INTO events (stream_id, position, record, hash) VALUES (?, ?, ?, ?)", rows)
        self._do(
            "UPDATE runs SET event_count = ?, head_hash = ? WHERE stream_id = ?",
            [(first + len(lines), hash_, run.stream_id)],
        )

    def _run_of(self, row: Row) -> _Run:
        # A damaged page can hold anything, whatever the schema says.
        if tuple(map(type, row)) != _RUN_TYPES:
            raise damaged(self.place)
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

    def _line_of(self, row: Row) -> StoredLine:
        if tuple(map(type, row)) != _LINE_TYPES:
            raise damaged(self.place)
        return StoredLine(*row)


def _started(event: Event) -> StreamStarted:
    """Return what a first event says of its stream; nothing where it is of another kind."""
    return event if isinstance(event, StreamStarted) else StreamStarted(time_days=0.0, origin="")


def _seal(info: StreamInfo) -> bytes:
    """Return a hash of what a row says of a stream from its beginning to its end."""
    said = (info.stream, info.scenario, info.strategy, info.lane, info.seed, info.created_at)
    return sha256(json.dumps(said, ensure_ascii=False).encode()).digest()


def made_by(statements: Iterable[str]) -> set[str]:
    """Return the names of the tables and triggers that statements make."""
    making = re.compile(r"\s*CREATE (?:TABLE|TRIGGER) (?:IF NOT EXISTS )?(?:regain\.)?(\w+)")
    return {found[1] for statement in statements if (found := making.match(statement))}


def damaged(place: str) -> DamagedLogError:
    """Return the error of a store whose tables hold what they cannot."""
    return DamagedLogError(f"{place}: the store is damaged; use a copy of it")
