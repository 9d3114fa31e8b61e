"""Writing lives into a store: each stream under a name that says what it is and cannot meet another's."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import attrs

from .codec import encode, to_json_line
from .errors import InputError
from .events import Event
from .experiment import Run
from .log import EventStore
from .replaying import origin_of, replay
from .results import Comparison
from .snapshots import state_at


def stream_name(log: Sequence[Event]) -> str:
    """Name a stream after its scenario, strategy and lane, and the hash of its first event."""
    origin = origin_of(log)
    short = sha256(to_json_line(encode(origin))).hexdigest()[:8]
    return f"{origin.scenario}/{origin.strategy}/{origin.athlete}-{short}"


def record_run(store: EventStore, run: Run, snapshots: Path | None = None) -> str:
    """Write a run and the digest of the state that was lived; doing so again changes nothing.

    Args:
        store: Where to.
        run: What was lived.
        snapshots: Folder in which to keep states along the way, so that already the first state asked for is quick;
            none are kept if it is left out.

    Returns:
        Name of the stream.
    """
    name = stream_name(run.log)
    store.append(name, run.log, expected_version=0)
    store.set_digest(name, run.body.digest())
    if snapshots is not None:
        state_at(store, name, run.log[-1].time_days, snapshots)
    return name


def record_comparison(store: EventStore, comparison: Comparison) -> Comparison:
    """Write the logs of every strategy that were kept, and return the comparison with the names of their streams."""
    arms = []
    for arm in comparison.arms:
        for log in (arm.reference_log, *arm.people_logs):
            store.append(stream_name(log), log, expected_version=0)
        name = stream_name(arm.reference_log)
        arms.append(attrs.evolve(arm, stream=name, head_hash=store.head_hash(name)))
    return attrs.evolve(comparison, arms=tuple(arms))


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


def bits_equal(store: EventStore, name: str) -> tuple[bool | None, str]:
    """Replay a stream and tell whether its state is bit-equal to the one that was lived, with the state's digest.

    Returns:
        ``None`` where no digest was recorded: the lane was lived in a cohort and not alone.
    """
    digest = replay(store.read(name)).body.digest()
    recorded = store.info(name).digest
    return (None if not recorded else digest == recorded), digest
