"""Names of streams: what one is called, and which one a word means."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from ..errors import InputError
from ..events import Event
from .codec import encode, to_json_line
from .contract import EventStore
from .origin import origin_of


def stream_name(log: Sequence[Event]) -> str:
    """Name a stream after its scenario, strategy and lane, and the hash of its first event."""
    origin = origin_of(log)
    short = sha256(to_json_line(encode(origin))).hexdigest()[:8]
    return f"{origin.scenario}/{origin.strategy}/{origin.athlete}-{short}"


def find_stream(store: EventStore, wanted: str) -> str:
    """Return the one stream whose name is, or begins with, or contains ``wanted``.

    Raises:
        InputError: None or several do.
    """
    names = [info.stream for info in store.streams()]
    matches = matching_streams(names, wanted)
    if len(matches) == 1:
        return matches[0]
    if matches:
        message = f"{wanted!r} is the beginning of {len(matches)} runs: {', '.join(matches[:4])}; give more of the name"
        raise InputError(message)
    message = f"there is no run {wanted!r} among {len(names)}; `regain runs` lists them"
    raise InputError(message)


def matching_streams(names: Sequence[str], wanted: str) -> list[str]:
    """Return the name that is ``wanted``; if none is, those that begin with it; else those that contain it."""
    same = [name for name in names if name == wanted]
    return same or [name for name in names if name.startswith(wanted)] or [name for name in names if wanted in name]
