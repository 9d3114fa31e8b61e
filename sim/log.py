"""The append-only log: one gap-free stream of events per athlete, in a store.

What every store promises is written here, once; the stores under :mod:`sim.stores` only keep the bytes.

A stream's version is the number of its events, and positions count from 0, half-open. An event's hash is
``sha256(hash of the event before it + record bytes)``, beginning with 32 zero bytes, so that the head's hash speaks for
the whole stream, and the same events have the same head in any store under any name.
"""

from __future__ import annotations

import os
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol, Self

import attrs

from .codec import Record, decode, from_json_line, to_json_line
from .errors import (
    CannotWriteError,
    ConflictError,
    DamagedLogError,
    InputError,
    LogError,
    PartialRetryError,
)
from .stores.address import check_postgres, is_postgres, path_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

    from .events import Event

GENESIS_HASH = bytes(32)


@attrs.frozen(kw_only=True)
class StreamInfo:
    """What a store knows of a stream without reading its events.

    Attributes:
        scenario: From the first event, as are the strategy, the lane and the seed; empty or 0 where it says nothing.
        created_at: When the store first saw the stream, ISO 8601 in UTC.
        event_count: The stream's version.
        head_hash: Of the last event, hexadecimal.
        digest: Of the state at the end, once it has been set; empty before.
    """

    stream: str
    scenario: str = ""
    strategy: str = ""
    lane: int = 0
    seed: int = 0
    created_at: str
    event_count: int
    head_hash: str
    digest: str = ""


@attrs.frozen(kw_only=True)
class Verification:
    """What checking a stream event by event found.

    Attributes:
        event_count: How many events the stream should have.
        problem: One line; empty if the stream is whole.
        position: Of the first damaged or missing event; ``None`` if there is none or it cannot be told.
    """

    stream: str
    event_count: int
    problem: str = ""
    position: int | None = None

    @property
    def ok(self) -> bool:
        """Tell whether the stream is whole."""
        return not self.problem


class EventStore(Protocol):
    """A place that keeps streams, and the promises it makes.

    Every method raises a :class:`~sim.errors.LogError` for a stream that does not exist, except ``append``,
    ``append_records`` and ``version``, to which it is an empty one; and :class:`~sim.errors.CannotWriteError` where the
    disk refuses.

    Attributes:
        place: Where the store is, fit to be shown: without a password.
    """

    place: str

    def append(self, stream: str, events: Iterable[Event], expected_version: int) -> int:
        """Add events at the end of a stream, all or none, and return its version after them.

        A retry is harmless: events that are already at their positions are not added again, and the answer is the same.

        Args:
            stream: Name; begins to exist with its first event.
            events: One athlete's events, in order.
            expected_version: The version that the stream has as far as the caller knows.

        Raises:
            ConflictError: The stream holds other events there, or is shorter than expected.
            PartialRetryError: Some of the events are there, but not all.
            LogError: An event cannot be recorded, or the stream ended when its digest was set.
        """
        ...

    def append_records(self, stream: str, records: Iterable[Record], expected_version: int) -> int:
        """Do what ``append`` does with records as they are, old versions included."""
        ...

    def read(self, stream: str, first: int = 0, last: int | None = None) -> tuple[Event, ...]:
        """Return the events at positions ``first`` up to and without ``last``, checked against their hashes.

        Raises:
            DamagedLogError: An event does not match its hash, or is missing.
            LogError: An event is of an unknown type or a newer version.
        """
        ...

    def records(self, stream: str, first: int = 0, last: int | None = None) -> tuple[Record, ...]:
        """Return the same events as they were written down."""
        ...

    def version(self, stream: str) -> int:
        """Return how many events the stream has."""
        ...

    def streams(self) -> tuple[StreamInfo, ...]:
        """Return all streams in the order in which they were begun."""
        ...

    def info(self, stream: str) -> StreamInfo:
        """Return what is known of one stream."""
        ...

    def head_hash(self, stream: str, version: int | None = None) -> str:
        """Return the hash of the last event, which speaks for all before it, hexadecimal.

        Args:
            stream: Name.
            version: Of the stream when it had that many events, instead of now. As it is stored: ``verify`` checks it.

        Raises:
            LogError: The stream never had that version.
        """
        ...

    def set_digest(self, stream: str, digest: str) -> None:
        """Record the digest of the final state, which ends the stream. Setting the same again changes nothing.

        Raises:
            LogError: Another digest has been set, or this one is empty.
        """
        ...

    def verify(self, stream: str) -> Verification:
        """Check every event against its hash and the head, and name the first that is damaged or missing."""
        ...

    def facts(self) -> dict[str, str]:
        """Return what the store says of itself: ``engine``, ``version``, ``schema`` and what decides its safety."""
        ...

    def close(self) -> None:
        """Let go of the store. Closing twice is harmless."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def open_store(url: str | Path, *, create: bool = True) -> EventStore:
    """Open a store.

    Args:
        url: A plain path, ``sqlite:///PATH`` or ``postgresql://USER@HOST/DATABASE``.
        create: Make the store if there is none; otherwise that is an error, and nothing is made.

    Raises:
        UnknownStoreError: The URL has another scheme.
        MissingExtraError: The library that the store needs is not installed.
        InputError: The URL names no store.
        LogError: There is no store, or it is none that this version can read.
        CannotWriteError: The store cannot be made or reached.
    """
    if is_postgres(str(url)):
        check_postgres(str(url))
        from .stores.postgres import PostgresStore

        return PostgresStore(str(url), create=create)
    path = path_of(url)
    from .stores.sqlite import SqliteStore

    return SqliteStore(path, create=create)


def link_hash(previous: bytes, line: bytes) -> bytes:
    """Return the hash of an event from that of the one before it."""
    return sha256(previous + line).digest()


def check_printable(what: str, text: str) -> None:
    """Raise ``LogError`` unless ``text`` is printable and not empty, as names and digests are."""
    if not text or not text.isprintable():
        raise LogError(f"{what} must be printable text, found {text!r}")


def must_append(
    stream: str, expected_version: int, version: int, lines: Sequence[bytes], there: Sequence[bytes]
) -> bool:
    """Decide what an append means: new events, a harmless retry, or a conflict.

    Args:
        stream: Name, for the message.
        expected_version: What the caller takes the stream's version to be.
        version: What it is.
        lines: Records to append.
        there: Records in the stream from ``expected_version`` on, at most as many as ``lines``.

    Returns:
        True if the records are to be added, False if all are there already.

    Raises:
        ConflictError: The stream holds other events there, or is shorter than expected.
        PartialRetryError: Some of the records are there, but not all.
    """
    if not 0 <= expected_version <= version:
        raise ConflictError(f"stream {stream!r}: expected version {expected_version}, found {version}; read it again")
    if expected_version == version:
        return True
    same = sum(line == stored for line, stored in zip(lines, there, strict=False))
    if same == len(lines):
        return False
    found = f"stream {stream!r}: expected version {expected_version}, found {version}"
    if same:
        raise PartialRetryError(f"{found} with {same} of these {len(lines)} events; append only what is missing")
    raise ConflictError(f"{found}: another writer came first; read the stream again and decide anew")


@attrs.frozen
class StoredLine:
    """A record's bytes and the hash that was stored with them."""

    position: int
    line: bytes
    hash: bytes


def check_chain(
    stream: str, stored: Iterable[StoredLine], *, first: int, last: int, previous: bytes, head: bytes | None
) -> Iterator[bytes]:
    """Yield the bytes of records while they are what was once appended.

    Args:
        stream: Name, for the message.
        stored: What the store holds at positions ``first`` up to and without ``last``, in order.
        first: Position at which to begin.
        last: Position before which to end.
        previous: Hash of the event before ``first``.
        head: Hash that the last must have, where that is the stream's head.

    Raises:
        DamagedLogError: A record does not match its hash, or is missing.
    """
    position = first
    for item in stored:
        if item.position >= last:
            raise DamagedLogError(
                f"stream {stream!r}, event {item.position}: lies past the head, the stream should have {last} events;"
                " use a copy of the store",
                item.position,
            )
        if item.position != position:
            break
        previous = link_hash(previous, item.line)
        if previous != item.hash:
            raise DamagedLogError(
                f"stream {stream!r}, event {position}: the record does not match its hash; use a copy of the store",
                position,
            )
        yield item.line
        position += 1
    if position < last:
        raise DamagedLogError(
            f"stream {stream!r}, event {position}: missing, the log should reach to {last}; use a copy of the store",
            position,
        )
    if head is not None and previous != head:
        raise DamagedLogError(
            f"stream {stream!r}, event {last - 1}: the last, and not the head; use a copy of the store", last - 1
        )


def verify_recorded(store: EventStore, stream: str, event_count: int, head_hash: str) -> Verification:
    """Check a stream, and that it still begins with what was recorded of it elsewhere, as in a manifest.

    A tail that was cut off together with the head's row, or a stream that was written anew, is whole in itself: only
    the hash that is kept outside the store tells.

    Args:
        store: Where the stream is.
        stream: Name.
        event_count: How many events it had.
        head_hash: Of the last of those.
    """
    found = store.verify(stream)
    if not found.ok:
        return found
    problem = ""
    if found.event_count < event_count:
        problem = f"event {found.event_count}: missing, {event_count} were recorded; use a copy of the store"
    elif store.head_hash(stream, event_count) != head_hash:
        problem = f"the first {event_count} events are not those that were recorded; use a copy of the store"
    if not problem:
        return found
    position = found.event_count if found.event_count < event_count else None
    return attrs.evolve(found, problem=f"stream {stream!r}, {problem}", position=position)


def decode_lines(stream: str, lines: Iterable[bytes], first: int = 0) -> Iterator[Event]:
    """Yield the events that records hold.

    Raises:
        LogError: A record cannot be read; the message says which.
    """
    for position, line in enumerate(lines, first):
        try:
            yield decode(from_json_line(line))
        except LogError as error:
            raise LogError(f"stream {stream!r}, event {position}: {error}") from error


def export_json_lines(store: EventStore, stream: str, file: Path) -> None:
    """Write a stream to a file, one record a line, byte for byte as it is stored.

    Raises:
        LogError: There is no such stream, or it is damaged.
        CannotWriteError: The file cannot be written; what it held before is still there.
    """
    lines = [to_json_line(record) for record in store.records(stream)]
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(b"".join(line + b"\n" for line in lines))
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise CannotWriteError(f"{file}: cannot be written ({error.strerror}); choose another place") from error


def import_json_lines(file: Path, store: EventStore, stream: str) -> int:
    """Append the records of a file to a stream that is new or was imported from this file, and return its version.

    Every record is read as an event first, so nothing enters a store that could not be read again.

    Raises:
        InputError: The file cannot be read, or a line of it; nothing is appended.
        ConflictError: The stream has other events.
    """
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror}); expected a log, one record a line") from error
    if not lines:
        raise InputError(f"{file}: expected a log, one record a line, found an empty file")
    records = []
    for number, line in enumerate(lines, 1):
        try:
            record = from_json_line(line)
            decode(record)
        except LogError as error:
            raise InputError(f"{file}:{number}: {error}") from error
        if to_json_line(record) != line:
            raise InputError(f"{file}:{number}: not as an export writes it (spaces, order or spelling of numbers)")
        records.append(record)
    return store.append_records(stream, records, expected_version=0)
