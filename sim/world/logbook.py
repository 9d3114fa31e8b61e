"""A lifter's own notes: what was lifted last, and when. A projection of events, so a fork remembers its past."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray

from ..events import WORKING, Event, SessionPerformed
from ..plan import BREAK_DAYS


@attrs.frozen(eq=False)
class LastTime:
    """The last time an exercise was done in earnest: light sessions are no guide.

    Each array has shape ``(lanes,)``, ``nan`` where it never was done.

    Attributes:
        load_kg: Load of the first working set.
        fewest_reps: Repetitions of the worst working set.
        time_days: When it was.
    """

    load_kg: FloatArray
    fewest_reps: FloatArray
    time_days: FloatArray

    def trusted(self, time_days: float, within_days: FloatArray) -> LastTime:
        """Return this with the load forgotten by those for whom it is longer ago than ``within_days``."""
        recent = time_days - self.time_days <= within_days
        return attrs.evolve(self, load_kg=np.where(recent, self.load_kg, np.nan))


@attrs.frozen(eq=False)
class Logbook:
    """Notes of a cohort; every array has shape ``(lanes,)``.

    Attributes:
        exercises: The last time of every exercise ever done.
        session_days: When the last session was; ``-inf`` where there was none.
        break_days: Length of the last break.
        break_ended_days: When it ended; ``-inf`` where there was none.
    """

    exercises: dict[str, LastTime]
    session_days: FloatArray
    break_days: FloatArray
    break_ended_days: FloatArray

    def last_time(self, exercise: str) -> LastTime:
        """Return the last time of an exercise, ``nan`` where it was never done."""
        never = np.full(self.session_days.shape, np.nan)
        return self.exercises.get(exercise, LastTime(never, never, never))


def blank(lanes: int) -> Logbook:
    """Return the notes of people who have never trained."""
    never = np.full(lanes, -np.inf)
    return Logbook({}, never, np.zeros(lanes), never)


def note(logbook: Logbook, event: Event) -> Logbook:
    """Return the notes after an event; only sessions are noted."""
    if not isinstance(event, SessionPerformed):
        return logbook
    lanes = logbook.session_days.shape
    came = np.ones(lanes, dtype=bool) if event.mask is None else event.mask
    away_days = event.time_days - logbook.session_days
    returned = came & (away_days >= BREAK_DAYS)
    return Logbook(
        exercises=_with_sets(logbook, event, came & (np.asarray(event.light) == 0.0)),
        session_days=np.where(came, event.time_days, logbook.session_days),
        break_days=np.where(returned, away_days, logbook.break_days),
        break_ended_days=np.where(returned, event.time_days, logbook.break_ended_days),
    )


def _with_sets(logbook: Logbook, event: SessionPerformed, came: NDArray[np.bool_]) -> dict[str, LastTime]:
    today: dict[str, tuple[FloatArray, FloatArray]] = {}
    for done in event.sets:
        if done.role != WORKING:
            continue
        reps = np.where(came, done.reps, 0.0)
        load_kg, fewest = today.get(done.exercise, (np.full(came.shape, np.nan), np.full(came.shape, np.inf)))
        first = (reps > 0.0) & np.isnan(load_kg)
        today[done.exercise] = (
            np.where(first, done.load_kg, load_kg),
            np.where(reps > 0.0, np.minimum(fewest, reps), fewest),
        )
    noted = dict(logbook.exercises)
    for exercise, (load_kg, fewest) in today.items():
        before, did = logbook.last_time(exercise), ~np.isnan(load_kg)
        noted[exercise] = LastTime(
            np.where(did, load_kg, before.load_kg),
            np.where(did, fewest, before.fewest_reps),
            np.where(did, event.time_days, before.time_days),
        )
    return noted
