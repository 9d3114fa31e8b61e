"""What a log holds already, so that nothing is imported twice, from whatever file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import attrs

from ..events import Event, ImportBegan, RecoveryDone, RunCompleted, SessionPerformed
from ..log.import_marks import imports_of
from .units import Unit

HALF = 0.5
ONE_DAY = timedelta(days=1)
OCCUPIES = {"set": "session", "run": "run", "method": "recovery"}
WORD = {SessionPerformed: "session", RunCompleted: "run", RecoveryDone: "recovery"}


@attrs.frozen
class Stretch:
    """Time that something takes."""

    start: datetime
    end: datetime

    def mostly_covers(self, other: Stretch) -> bool:
        """Tell whether the shorter of the two lies in the longer by more than half."""
        shared = min(self.end, other.end) - max(self.start, other.start)
        return shared > HALF * min(self.end - self.start, other.end - other.start)


@attrs.define
class Occupied:
    """When the athlete was busy with what."""

    _by_day: dict[tuple[str, date], list[Stretch]] = attrs.field(factory=lambda: defaultdict(list))

    def add(self, word: str, stretch: Stretch) -> None:
        """Note a stretch."""
        same_day = self._by_day[word, stretch.start.date()]
        if stretch not in same_day:
            same_day.append(stretch)

    def other_at(self, word: str, stretch: Stretch, *, may_share_start: bool) -> Stretch | None:
        """Return another stretch of the same kind at the same time."""
        for day in (stretch.start.date() - ONE_DAY, stretch.start.date(), stretch.start.date() + ONE_DAY):
            for other in self._by_day.get((word, day), ()):
                if other.mostly_covers(stretch) and not (may_share_start and _same_minute(other, stretch)):
                    return other
        return None


def _same_minute(one: Stretch, other: Stretch) -> bool:
    return one.start.replace(second=0, microsecond=0) == other.start.replace(second=0, microsecond=0)


@attrs.define
class Fresh:
    """Units that are new, and what became of the others."""

    units: list[Unit] = attrs.field(factory=list)
    known_count: int = 0
    refused: list[tuple[int, str]] = attrs.field(factory=list)


def leave_out_known(units: Sequence[Unit], log: Sequence[Event]) -> Fresh:
    """Return the units that a log does not hold yet.

    What it holds with other values is refused and not replaced: a log only grows. So is what takes place at the same
    time as something of its kind, which two devices or apps have recorded.
    """
    fresh = Fresh()
    known = facts_of(log)
    occupied = _occupied(log)
    for unit in units:
        there = known.get(unit.identity)
        if there == unit.content:
            fresh.known_count += len(unit.lines)
            continue
        problem = f"the log holds it with other values, {there}: undo that import to replace it" if there else ""
        problem = problem or _clash(unit, occupied)
        if problem:
            fresh.refused += [(line, problem) for line in unit.lines]
        else:
            fresh.units.append(unit)
    return fresh


def facts_of(log: Sequence[Event]) -> dict[str, str]:
    """Return identity and content of everything that was imported and not undone."""
    return {key: content for one in imports_of(log) if not one.undone for key, content in one.began.facts.items()}


def day_0_of(log: Sequence[Event]) -> date | None:
    """Return the date from which the times of a log count, ``None`` where nothing was imported yet."""
    began = next((event for event in log if isinstance(event, ImportBegan)), None)
    return date.fromisoformat(began.start_date) if began is not None else None


def _occupied(log: Sequence[Event]) -> Occupied:
    occupied, day_0 = Occupied(), day_0_of(log)
    if day_0 is None:
        return occupied
    midnight = datetime.combine(day_0, datetime.min.time())
    for one in imports_of(log):
        for event in () if one.undone else one.events:
            if isinstance(event, SessionPerformed | RunCompleted | RecoveryDone):
                start = midnight + timedelta(days=event.time_days)
                occupied.add(WORD[type(event)], Stretch(start, start + timedelta(minutes=float(event.minutes))))
    return occupied


def _clash(unit: Unit, occupied: Occupied) -> str:
    """Return why a unit cannot have happened beside what else did; empty if it can, and then it is noted."""
    word = OCCUPIES.get(unit.kind)
    if word is None or not unit.minutes or unit.done is None:
        return ""
    stretch = Stretch(unit.start, unit.start + timedelta(minutes=unit.minutes))
    other = occupied.other_at(word, stretch, may_share_start=bool(unit.done.session))
    if other is not None:
        return f"a {word} that began at {other.start:%Y-%m-%d %H:%M} was at the same time"
    occupied.add(word, stretch)
    return ""
