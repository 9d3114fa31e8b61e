"""States at a moment without folding the whole past: every so many events, the folded body is kept aside.

A snapshot is a cache and never a source. It is found by the hash of the event before it, which speaks for the whole
past, and by what folded it (the code and numbers of body and world, NumPy); whatever differs or is damaged is folded
again. Folding on from a snapshot gives the same bits as folding everything. A log into which files were imported may
get events behind any snapshot, so its snapshots are found by the hash of its last event.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from models.exercises import catalogue
from models.parameters import ParameterSet, Values
from models.state import MUSCLE_FIELDS, Body

from ..comparison.readings import body_in_words, readings_of
from ..errors import InputError
from ..events import Event, StreamStarted
from ..fold import fold, until
from ..log.address import is_postgres, path_of
from ..log.contract import EventStore
from ..log.import_marks import effective
from ..log.origin import origin_of
from ..plan import DAYS_PER_WEEK
from ..results import Cell, Result
from ..versions import versions
from .replay import replay

SPACING = 32
"""Events from one snapshot to the next: so many are folded at most."""

IMPORTED = "imported"

Kept = NDArray[np.void]


@attrs.frozen(eq=False, repr=False)
class State(Result):
    """One athlete's body at a moment.

    Attributes:
        values: The numbers that it was folded under.
    """

    values: Values
    body: Body

    def in_words(self) -> tuple[str, ...]:
        """Return the moment and what most ask about the body."""
        return (f"State at day {self.body.time_days:g} of the run: {body_in_words(self.values, self.body)}",)

    def rows(self) -> tuple[dict[str, Cell], ...]:
        """Return every reading of the body."""
        return readings_of(self.values, self.body)


def state_at(store: EventStore, stream: str, time_days: float, folder: Path | None = None) -> State:
    """Fold a stream up to a moment, the events of that moment included.

    Args:
        store: Where the stream is.
        stream: Name.
        time_days: The moment, days since the run's start.
        folder: Where snapshots are kept; none are if it is left out or cannot be written.

    Raises:
        InputError: The moment lies outside the stream, or the stream does not begin by telling its parameters.
    """
    first = store.read(stream, 0, 1)
    past, again = _past_of(store, stream, origin_of(first)), replay(first)
    values = again.values
    last_days = past.end_days
    if not 0.0 <= time_days <= last_days:
        begin, last, found = (
            f"{(days - again.origin.history_days) / DAYS_PER_WEEK:g}" for days in (0.0, last_days, time_days)
        )
        raise InputError(f"stream {stream!r}: spans week {begin} to week {last}, found week {found}")
    kept_in = _Cache.of(folder, store.head_hash(stream, 1), again.parameters) if folder else None
    kept = kept_in.read() if kept_in else _none_kept()
    position, body = _nearest(kept, past, time_days) or (1, again.body)
    new = []
    while True:
        goal = (position // SPACING + 1) * SPACING
        events = [event for event in past.read(position, goal) if event.time_days <= time_days]
        body = fold(values, events, body)
        position += len(events)
        if position < goal:
            break
        new.append(_row_of(position, past.hash_at(position), body))
    if kept_in and new:
        replaced = np.isin(kept["position"], [row[0] for row in new])
        kept_in.write(np.concatenate([kept[~replaced], np.array(new, dtype=_layout())]))
    return State(values, until(values, body, time_days))


def end_days(store: EventStore, stream: str) -> float:
    """Return when the last event of a stream was; an import may have brought later ones than a later import."""
    return _past_of(store, stream, origin_of(store.read(stream, 0, 1))).end_days


def folder_of(url: str) -> Path:
    """Return where the snapshots of a store are kept: beside its file, or with the user's caches for a server's."""
    if is_postgres(url):
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "regain"
    path = path_of(url)
    return path.with_name(f"{path.name}.snapshots")


@attrs.frozen
class _Past:
    """The effective events of a stream.

    Attributes:
        count: How many.
        read: Returns those from a position up to another.
        hash_at: Returns the hash that speaks for those before a position.
    """

    count: int
    read: Callable[[int, int], Sequence[Event]]
    hash_at: Callable[[int], str]

    @property
    def end_days(self) -> float:
        """When the last of them was."""
        return self.read(self.count - 1, self.count)[0].time_days


def _past_of(store: EventStore, stream: str, origin: StreamStarted) -> _Past:
    if origin.origin != IMPORTED:
        return _Past(
            store.version(stream),
            lambda first, last: store.read(stream, first, last),
            lambda position: store.head_hash(stream, position),
        )
    events, head = effective(store.read(stream)), store.head_hash(stream)
    return _Past(len(events), lambda first, last: events[first:last], lambda _: head)


@attrs.frozen
class _Cache:
    """The file that holds the snapshots of one stream, as one piece of code folded it."""

    file: Path

    @classmethod
    def of(cls, folder: Path, first_hash: str, parameters: ParameterSet) -> _Cache:
        """Return the cache of the stream whose first event has this hash."""
        told = versions()
        made_by = (told["body"], told["world"], told["numpy"], parameters.digest, repr(_layout()))
        return cls(folder / f"{first_hash[:16]}-{sha256(repr(made_by).encode()).hexdigest()[:16]}.snapshots")

    def read(self) -> Kept:
        """Return what is kept, oldest first; nothing if the file is not whole."""
        try:
            content = self.file.read_bytes()
            digest, rows = content[:32], content[32:]
            if sha256(rows).digest() == digest:
                return np.frombuffer(rows, dtype=_layout())
        except (OSError, ValueError):
            pass
        return _none_kept()

    def write(self, kept: Kept) -> None:
        """Keep these snapshots, and drop those that other code made of the same stream."""
        rows = np.sort(kept, order="position").tobytes()
        part = self.file.with_name(f"{self.file.name}.{secrets.token_hex(4)}.part")
        # What cannot be kept is folded again.
        with suppress(OSError):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            try:
                part.write_bytes(sha256(rows).digest() + rows)
                part.replace(self.file)
            finally:
                part.unlink(missing_ok=True)
            for other in self.file.parent.glob(f"{self.file.name[:16]}-*.snapshots"):
                if other != self.file:
                    other.unlink()


@cache
def _layout() -> np.dtype[np.void]:
    muscles = (len(catalogue().muscles),)
    fields = [(name, "<f8", muscles if name in MUSCLE_FIELDS else ()) for name in _body_fields()]
    return np.dtype([("position", "<i8", ()), ("hash", "S64", ()), ("time_days", "<f8", ()), *fields])


@cache
def _body_fields() -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(Body) if field.name != "time_days")


def _none_kept() -> Kept:
    return np.empty(0, dtype=_layout())


def _row_of(position: int, hash_: str, body: Body) -> tuple[Any, ...]:
    return (position, hash_.encode(), body.time_days, *(getattr(body, name)[0] for name in _body_fields()))


def _nearest(kept: Kept, past: _Past, time_days: float) -> tuple[int, Body] | None:
    """Return the position and body of the last snapshot of this very past that is not after a moment."""
    for row in kept[(kept["time_days"] <= time_days) & (kept["position"] <= past.count)][::-1]:
        position = int(row["position"])
        if past.hash_at(position).encode() == row["hash"]:
            arrays = {name: np.array(row[name])[None] for name in _body_fields()}
            return position, Body(time_days=float(row["time_days"]), **arrays)
    return None
