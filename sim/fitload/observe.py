"""A Regain log seen by the classic models: its sessions and runs become daily loads."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

import attrs
import numpy as np

from models.activities import run_style
from models.words import unknown

from ..errors import InputError
from ..events import Event, RunCompleted, SessionPerformed, StreamStarted
from ..log.import_marks import effective, start_date
from .table import LoadTable

TOP_OF_SCALE = 10.0
"""Rating of perceived exertion at failure; a repetition in reserve takes one off."""


def sets_done(event: Event) -> float:
    """Sets of a session, without warm-ups."""
    if not isinstance(event, SessionPerformed):
        return 0.0
    return float(sum(float(one.reps) > 0.0 for one in event.work))


def volume_kg(event: Event) -> float:
    """Volume load of a session, kg: load times repetitions without warm-ups, 0 where only body weight was moved."""
    if not isinstance(event, SessionPerformed):
        return 0.0
    return float(sum(float(one.load_kg) * float(one.reps) for one in event.work))


def session_rpe(event: Event) -> float:
    """Perceived exertion times minutes: of a session from its reserve of repetitions, weighed by repetitions."""
    if not isinstance(event, SessionPerformed):
        return 0.0
    reps = np.array([one.reps for one in event.work], dtype=float)
    exertion = TOP_OF_SCALE - np.array([one.reps_in_reserve for one in event.work], dtype=float)
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
        InputError: The measure is not known, the log holds no event, or it does not tell what the measure counts.
    """
    if measure not in MEASURES:
        raise InputError(f"{unknown('measure', measure, MEASURES)}; known are {', '.join(MEASURES)}")
    events = tuple(events)
    if measure == "session_rpe":
        _refuse_unknown_lengths(events, name)
    count = MEASURES[measure]
    loads: dict[int, float] = {}
    for event in events:
        day = math.floor(event.time_days)
        loads[day] = loads.get(day, 0.0) + count(event)
    if loads:
        loads = dict.fromkeys(range(max(loads) + 1), 0.0) | loads
    return LoadTable.of(name, loads, performances or {})


def _refuse_unknown_lengths(events: Sequence[Event], name: str) -> None:
    """Refuse to count sessions of unknown length as rest.

    Raises:
        InputError: There are some.
    """
    sessions = [event for event in events if isinstance(event, SessionPerformed) and repetitions_of(event)]
    unknown_count = sum(not float(event.minutes) for event in sessions)
    if unknown_count:
        raise InputError(
            f"{name}: session_rpe needs the minutes of every session, found {unknown_count} of {len(sessions)} sessions"
            " without: take --measure sets or volume_kg"
        )


def repetitions_of(event: SessionPerformed) -> float:
    """Repetitions of a session, without warm-ups."""
    return float(sum(float(one.reps) for one in event.work))


def loads_beside_tests(events: Sequence[Event], tests: LoadTable, measure: str = "sets") -> LoadTable:
    """Put the daily loads of a log beside tests that were written down elsewhere.

    Days count as they do for the tests: from week 0 of the log, or dates where the log was imported and so knows them.
    Days after the log's last event are rest.

    Args:
        events: One athlete's whole stream.
        tests: Performance by day; its own loads are not looked at.
        measure: What counts as load: a name in :data:`MEASURES`.

    Raises:
        InputError: The tests have dates and the log has none, or a test lies before the log, where nobody knows loads.
    """
    day_0 = _day_0(events, tests)
    tested = (tests.days[tests.tests] + day_0).tolist()
    if tested and tested[0] < 0:
        first, found = (f"{'' if tests.dated else 'day '}{tests.written(day - day_0)}" for day in (0, tested[0]))
        raise InputError(
            f"{tests.name}: expected no test before the log, which begins on {first}, found one on {found}; loads are "
            "not known there: leave it out"
        )
    measured = dict(zip(tested, tests.performance.tolist(), strict=True))
    whole = daily_load(effective(events), measure, measured, tests.name)
    return attrs.evolve(whole, first_day=whole.first_day - day_0, dated=tests.dated)


def _day_0(events: Sequence[Event], tests: LoadTable) -> int:
    """Return what to add to a day of the tests to get a day of the log."""
    if not tests.dated:
        return next((math.floor(one.history_days) for one in events if isinstance(one, StreamStarted)), 0)
    begins = start_date(events)
    if begins is None:
        raise InputError(
            f"{tests.name}: expected days counted from week 0, because the log has no dates, found dates; number them"
        )
    return -begins.toordinal()
