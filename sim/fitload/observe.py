"""A Regain log seen by the classic models: its sessions and runs become daily loads."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import numpy as np

from models.activities import run_style
from models.parameters import unknown

from ..errors import InputError
from ..events import Event, RunCompleted, SessionPerformed
from .table import LoadTable

TOP_OF_SCALE = 10.0
"""Rating of perceived exertion at failure; a repetition in reserve takes one off."""


def sets_done(event: Event) -> float:
    """Working sets of a session."""
    if not isinstance(event, SessionPerformed):
        return 0.0
    return float(sum(float(one.reps) > 0.0 for one in event.sets))


def volume_kg(event: Event) -> float:
    """Volume load of a session, kg: external load times repetitions, so 0 where only body weight was moved."""
    if not isinstance(event, SessionPerformed):
        return 0.0
    return float(sum(float(one.load_kg) * float(one.reps) for one in event.sets))


def session_rpe(event: Event) -> float:
    """Perceived exertion times minutes: of a session from its reserve of repetitions, weighed by repetitions."""
    if not isinstance(event, SessionPerformed):
        return 0.0
    reps = np.array([one.reps for one in event.sets], dtype=float)
    exertion = TOP_OF_SCALE - np.array([one.reps_in_reserve for one in event.sets], dtype=float)
    return float(event.minutes) * float(np.average(exertion, weights=reps)) if reps.sum() > 0.0 else 0.0


def running_load(event: Event) -> float:
    """Aerobic load of a run: its minutes weighed by its style."""
    if not isinstance(event, RunCompleted):
        return 0.0
    return float(event.minutes) * run_style(event.style).aerobic_load_per_min


MEASURES: Mapping[str, Callable[[Event], float]] = MappingProxyType(
    {"sets": sets_done, "volume_kg": volume_kg, "session_rpe": session_rpe, "running": running_load}
)
"""What may be counted as load, by name."""


def daily_load(
    events: Iterable[Event],
    measure: str = "sets",
    performances: Mapping[int, float] | None = None,
    name: str = "log",
) -> LoadTable:
    """Turn one athlete's events into a daily load table.

    Days count from the run's start, the first being 0; every day up to the last event is there.

    Args:
        events: One athlete's events (``event.lane(i)`` of a cohort's).
        measure: What counts as load: a name in :data:`MEASURES`.
        performances: What was measured, by day: tests of a real person, or readings of a replay.
        name: Name of the table.

    Raises:
        InputError: The measure is not known, or the log holds no event.
    """
    if measure not in MEASURES:
        raise InputError(f"{unknown('measure', measure, MEASURES)}; known are {', '.join(MEASURES)}")
    count = MEASURES[measure]
    loads: dict[int, float] = {}
    for event in events:
        day = math.floor(event.time_days)
        loads[day] = loads.get(day, 0.0) + count(event)
    if loads:
        loads = dict.fromkeys(range(max(loads) + 1), 0.0) | loads
    return LoadTable.of(name, loads, performances or {})
