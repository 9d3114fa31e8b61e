"""Writing lives into a store under names that cannot meet another's, and checking what was written against a replay."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import attrs
import numpy as np

from models.state import Body

from ..comparison.comparison import Comparison
from ..comparison.experiment import Run
from ..errors import ConflictError, DamagedLogError, PartialRetryError
from ..events import Event
from ..log.contract import Ending, EventStore
from ..log.names import stream_name
from ..log.origin import origin_of
from ..versions import computer, versions
from .replay import replay, told_apart
from .snapshots import state_at

LAST_BITS = 1e-9
"""States and events that differ by no more are the same, computed by another processor or library."""


def record_run(store: EventStore, run: Run, snapshots: Path | None = None) -> str:
    """Write a run, the state that was lived and what computed it; doing so again changes nothing.

    Where another computer wrote the same run, whose state differs in the last bits only, that one stays.

    Args:
        store: Where to.
        run: What was lived.
        snapshots: Folder in which to keep states along the way, so that already the first state asked for is quick;
            none are kept if it is left out.

    Returns:
        Name of the stream.
    """
    name = stream_name(run.log)
    _append_as_lived(store, name, run.log)
    if not store.info(name).digest or agreement(store, name, run.body).problem:
        store.set_digest(name, run.body.digest(), state=text_of(run.body), computed_by=computer())
    if snapshots is not None:
        state_at(store, name, run.log[-1].time_days, snapshots)
    return name


def _append_as_lived(store: EventStore, name: str, log: Sequence[Event]) -> None:
    """Append a whole log, unless another computer wrote it already with other last bits."""
    try:
        store.append(name, log, expected_version=0)
    except (ConflictError, PartialRetryError):
        ending = store.ending(name)
        if ending is None or ending.computed_by == computer() or store.version(name) != len(log):
            raise
        pairs = zip(store.read(name), log, strict=True)
        if not all(_is_close(attrs.asdict(one), attrs.asdict(other)) for one, other in pairs):
            raise


def _is_close(one: object, other: object) -> bool:
    """Tell whether two plain values are equal but for the last bits of their numbers."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= LAST_BITS * max(1.0, abs(one))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_is_close(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(_is_close, one, other))
    return one == other


def record_comparison(store: EventStore, comparison: Comparison) -> Comparison:
    """Write the logs of every strategy that were kept, and return the comparison with the names of their streams."""
    arms = []
    for arm in comparison.arms:
        for log in (arm.reference_log, *arm.people_logs):
            store.append(stream_name(log), log, expected_version=0)
        name = stream_name(arm.reference_log)
        arms.append(attrs.evolve(arm, stream=name, head_hash=store.head_hash(name)))
    return attrs.evolve(comparison, arms=tuple(arms))


@attrs.frozen
class Agreement:
    """How a state that was computed again agrees with the one that was recorded.

    Attributes:
        words: What can be said of it; empty where no state was recorded: the lane was lived in a cohort.
        problem: One line; empty unless something is wrong with what was recorded.
        is_equal: To the last bit; ``None`` where nothing was recorded.
    """

    words: str
    problem: str = ""
    is_equal: bool | None = None


def check_replay(store: EventStore, name: str) -> Agreement:
    """Replay a stream and tell how its state agrees with the one that was lived."""
    return agreement(store, name, replay(store.read(name)).body)


def agreement(store: EventStore, name: str, body: Body) -> Agreement:
    """Tell how a state agrees with the one that was recorded at the end of a stream.

    Other processors and versions compute other last bits: there the states are compared as numbers.
    """
    recorded, ending = store.info(name).digest, store.ending(name)
    if not recorded:
        return Agreement("")
    if ending is not None and body_from(ending.state).digest() != recorded:
        return Agreement("", "the recorded state does not match its digest; use a copy of the store", is_equal=False)
    if body.digest() == recorded:
        return Agreement("bit-equal", is_equal=True)
    unequal = Agreement("", "replay is not equal to the state that was lived", is_equal=False)
    if ending is not None:
        return _as_numbers(ending, body) or unequal
    apart = told_apart(origin_of(store.read(name, 0, 1)).versions, versions())
    told = f"not compared: recorded by other software ({apart}), which kept no state to compare with"
    return Agreement(told, is_equal=False) if apart else unequal


def _as_numbers(ending: Ending, body: Body) -> Agreement | None:
    """Compare a state with one that another computer recorded; ``None`` where this one did."""
    apart = told_apart(ending.computed_by, computer())
    if not apart:
        return None
    difference = greatest_difference(body_from(ending.state), body)
    if difference <= LAST_BITS:
        return Agreement(f"equal within {LAST_BITS:g}: computed elsewhere ({apart})", is_equal=False)
    if any(ending.computed_by.get(part) != computer()[part] for part in ("body", "world")):
        told = f"differs by up to {difference:.2g} from what other code of Regain computed ({apart})"
        return Agreement(told, is_equal=False)
    problem = f"replay is not equal to the state that was lived: differs by up to {difference:.2g} ({apart})"
    return Agreement("", problem, is_equal=False)


def text_of(body: Body) -> str:
    """Return one athlete's state as text that reads back as the same bits."""
    fields = {field.name: getattr(body, field.name) for field in attrs.fields(Body)}
    return json.dumps({name: value if name == "time_days" else value.tolist() for name, value in fields.items()})


def body_from(text: str) -> Body:
    """Return the state that a text holds.

    Raises:
        DamagedLogError: It holds none that this version knows.
    """
    try:
        told = json.loads(text)
        time_days = float(told.pop("time_days"))
        return Body(time_days=time_days, **{name: np.array(value, dtype=float) for name, value in told.items()})
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise DamagedLogError("the state at the end of a stream cannot be read; use a copy of the store") from error


def greatest_difference(one: Body, other: Body) -> float:
    """Return by how much two states differ at most: relative where a number is above 1, absolute below."""
    greatest = abs(one.time_days - other.time_days)
    for field in attrs.fields(Body):
        if field.name != "time_days":
            mine, theirs = getattr(one, field.name), getattr(other, field.name)
            apart = np.abs(mine - theirs) / np.maximum(1.0, np.abs(mine))
            greatest = max(greatest, float(np.max(apart, initial=0.0)))
    return greatest
