"""The chain of hashes that a stream is, and what an append to it means.

An event's hash is ``sha256(hash of the event before it + record bytes)``, beginning with 32 zero bytes, so that the
head's hash speaks for the whole stream, and the same events have the same head in any store under any name.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import attrs

from ..errors import ConflictError, DamagedLogError, LogError, PartialRetryError
from .codec import decode, from_json_line
from .contract import EventStore, Verification

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ..events import Event

GENESIS_HASH = bytes(32)


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
