"""Writing lives into a store: each stream under a name that says what it is and cannot meet another's."""

from __future__ import annotations

from pathlib import Path

import attrs

from models import EDITION

from ..comparison.comparison import Comparison
from ..comparison.experiment import Run
from ..log.contract import EventStore
from ..log.names import stream_name
from .replay import edition_of, replay
from .snapshots import state_at


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


def bits_equal(store: EventStore, name: str) -> tuple[bool | None, str]:
    """Replay a stream and tell whether its state is bit-equal to the one that was lived, with the state's digest.

    Returns:
        ``None`` where no digest was recorded (the lane was lived in a cohort and not alone), or that of the body of
        another edition.
    """
    again = replay(store.read(name))
    digest, recorded = again.body.digest(), store.info(name).digest
    comparable = recorded and edition_of(again.origin) == EDITION
    return (digest == recorded if comparable else None), digest
