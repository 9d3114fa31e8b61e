"""The append-only log: one gap-free stream of events per athlete, in a store.

What every store promises is written here, once; the stores beside it only keep the bytes.

A stream's version is the number of its events, and positions count from 0, half-open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

import attrs

from .codec import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType

    from ..events import Event


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
class Ending:
    """How a stream ended, and what computed that: the last bits of a state differ between processors and versions.

    Attributes:
        digest: Of the state at the end.
        state: The state itself, as text.
        computed_by: Name to version of software and processor.
    """

    digest: str
    state: str
    computed_by: dict[str, str]


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
        found_empty: There was an empty file, as one that was killed while it made a store leaves behind; it is a new
            store, and it is only written when something is to be kept in it.
    """

    place: str
    found_empty: bool

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

    def set_digest(
        self, stream: str, digest: str, *, state: str = "", computed_by: Mapping[str, str] | None = None
    ) -> None:
        """Record the digest of the final state, which ends the stream. Setting the same again changes nothing.

        Args:
            stream: Name.
            digest: Of the state.
            state: The state itself, as text, to be compared where another computer finds another digest.
            computed_by: Name to version of software and processor.

        Raises:
            LogError: Another digest has been set, or this one is empty.
        """
        ...

    def ending(self, stream: str) -> Ending | None:
        """Return the final state and what computed it; ``None`` if it has none, or was recorded before these were."""
        ...

    def verify(self, stream: str) -> Verification:
        """Check every event against its hash and the head, and name the first that is damaged or missing.

        What the store tells of the stream is checked against its first event and against what was noted when it began.
        """
        ...

    def verify_all(self) -> tuple[Verification, ...]:
        """Check every stream, whatever became of the others, and whether any is missing that events are left of."""
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
