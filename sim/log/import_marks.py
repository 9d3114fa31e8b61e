"""What is true of a log into which files were imported: the facts without those that were undone, in time order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from math import floor

import attrs

from ..errors import LogError
from ..events import Event, ImportBegan, ImportUndone
from ..plan import DAYS_PER_WEEK


@attrs.frozen
class Import:
    """One import that a log holds.

    Attributes:
        began: Its first event.
        events: What it brought.
        undone: Whether it was undone.
    """

    began: ImportBegan
    events: tuple[Event, ...]
    undone: bool = False


def imports_of(events: Sequence[Event]) -> tuple[Import, ...]:
    """Return the imports of a log in the order in which they were made.

    Raises:
        LogError: An import is cut short.
    """
    found: dict[str, Import] = {}
    for position, event in enumerate(events):
        if isinstance(event, ImportBegan):
            brought = tuple(events[position + 1 : position + 1 + event.event_count])
            if len(brought) < event.event_count:
                raise LogError(f"import {event.import_id} is cut short; read the whole stream")
            found[event.import_id] = Import(event, brought)
        elif isinstance(event, ImportUndone) and event.import_id in found:
            found[event.import_id] = attrs.evolve(found[event.import_id], undone=True)
    return tuple(found.values())


def effective(events: Sequence[Event]) -> Sequence[Event]:
    """Return the events that a body is folded over.

    A log only grows: imports follow each other, each in its own order, and an undone one is still there. Here the
    undone are left out and the rest is sorted by time; events of one moment keep their order. Where an import reaches
    back before day 0, all is moved by whole weeks so that the earliest is in the first. A log without imports is
    returned as it is.

    Args:
        events: A whole stream.
    """
    if not any(isinstance(event, ImportBegan) for event in events):
        return events
    left_out: set[int] = set()
    position = 0
    undone = {one.began.import_id for one in imports_of(events) if one.undone}
    while position < len(events):
        event = events[position]
        count = 1 + event.event_count if isinstance(event, ImportBegan) else 1
        if isinstance(event, ImportUndone) or (isinstance(event, ImportBegan) and event.import_id in undone):
            left_out.update(range(position, position + count))
        position += count
    first_import = next(place for place, event in enumerate(events) if isinstance(event, ImportBegan))
    facts = [event for place, event in enumerate(events) if place >= first_import and place not in left_out]
    shift = _weeks_back(facts)
    moved = [attrs.evolve(event, time_days=event.time_days + shift) for event in facts] if shift else facts
    return (*events[:first_import], *sorted(moved, key=lambda event: event.time_days))


def today() -> date:
    """Return today's date here: nothing that is imported can have happened after it."""
    return datetime.now().astimezone().date()


def start_date(events: Sequence[Event]) -> date | None:
    """Return the date of day 0 of the effective events, ``None`` where nothing was imported."""
    began = next((event for event in events if isinstance(event, ImportBegan)), None)
    if began is None:
        return None
    facts = [event for one in imports_of(events) if not one.undone for event in (one.began, *one.events)]
    return date.fromisoformat(began.start_date) - timedelta(days=_weeks_back(facts))


def _weeks_back(events: Sequence[Event]) -> float:
    earliest = min((event.time_days for event in events), default=0.0)
    return -DAYS_PER_WEEK * floor(earliest / DAYS_PER_WEEK) if earliest < 0.0 else 0.0
