"""Manifests of comparisons: which streams they tell of, and whether those still begin as they tell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import attrs

from ..errors import InputError, RegainError
from .chain import verify_recorded
from .contract import EventStore, Verification


@attrs.frozen
class Recorded:
    """What was recorded of a stream.

    Attributes:
        event_count: How many events it had.
        head_hash: Of the last of those.
    """

    stream: str
    event_count: int
    head_hash: str


def verify_manifest(store: EventStore, manifest: Path) -> tuple[Verification, ...]:
    """Check the streams that a manifest tells of, and that each still begins with what it tells.

    Raises:
        InputError: The manifest cannot be read, or names no streams.
    """
    return tuple(_verify(store, recorded) for recorded in recorded_in(manifest))


def recorded_in(manifest: Path) -> tuple[Recorded, ...]:
    """Return what a manifest tells of streams.

    Raises:
        InputError: It cannot be read, or names none.
    """
    expected = f"{manifest}: expected a manifest.json that `regain compare` wrote, with the streams of its strategies"
    if manifest.exists() and not manifest.is_file():
        raise InputError(f"{expected}; found: no regular file")
    try:
        told: Any = json.loads(manifest.read_bytes())
        found = tuple(
            Recorded(str(one["stream"]), int(one["events"]), str(one["head_hash"])) for one in told["strategies"]
        )
    except OSError as error:
        raise InputError(f"{expected}; found: {error.strerror}") from error
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise InputError(f"{expected}; name one of those") from error
    if not found or not all(one.stream for one in found):
        raise InputError(f"{expected}; name one of those")
    return found


def _verify(store: EventStore, recorded: Recorded) -> Verification:
    try:
        return verify_recorded(store, recorded.stream, recorded.event_count, recorded.head_hash)
    except RegainError as error:
        return Verification(stream=recorded.stream, event_count=recorded.event_count, problem=str(error))
