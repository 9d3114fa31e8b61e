"""Which sets of a log have repetitions in reserve that were estimated and not rated."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..events import Event, NoteMade, SessionPerformed

ALL = "all"
WORDS = "repetitions in reserve estimated for sets"
_NOTE = re.compile(rf"(?P<session>.*): {WORDS}: (?P<sets>{ALL}|[\d, ]+)")


def estimated_sets(events: Iterable[Event]) -> dict[int, frozenset[int]]:
    """Return the positions of sessions among events, and of their estimated sets, from 0.

    A set says so itself. In logs whose sessions were recorded with version 1 a note at the same moment says it, which
    names the session and the numbers of its sets, from 1; there it is still read.

    Args:
        events: In time order.
    """
    sessions: dict[tuple[float, str], tuple[int, int]] = {}
    told: dict[tuple[float, str], str] = {}
    found: dict[int, frozenset[int]] = {}
    for position, event in enumerate(events):
        if isinstance(event, SessionPerformed):
            sessions[event.time_days, event.session] = position, len(event.sets)
            own = frozenset(number for number, done in enumerate(event.sets) if done.reserve_estimated)
            if own:
                found[position] = own
        elif isinstance(event, NoteMade) and (note := _NOTE.fullmatch(event.text)):
            told[event.time_days, note["session"]] = note["sets"]
    for key in told.keys() & sessions.keys():
        position, count = sessions[key]
        numbers = range(count) if told[key] == ALL else (int(one) - 1 for one in re.findall(r"\d+", told[key]))
        found[position] = frozenset(number for number in numbers if number < count)
    return found
