"""Which sets of an imported log have repetitions in reserve that were estimated: a note beside the session says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..events import Event, NoteMade, SessionPerformed
from .text import clean

ALL = "all"
WORDS = "repetitions in reserve estimated for sets"
LONGEST = 1000
_NOTE = re.compile(rf"(?P<session>.*): {WORDS}: (?P<sets>{ALL}|[\d, ]+)")


def note_of(session: str, numbers: Sequence[int], set_count: int) -> str:
    """Return the words of the note: the session and the numbers of its estimated sets, from 1."""
    which = ", ".join(map(str, numbers)) if len(numbers) < set_count else ALL
    return clean(f"{session}: {WORDS}: {which}", LONGEST)


def estimated_sets(events: Iterable[Event]) -> dict[int, frozenset[int]]:
    """Return the positions of sessions among events, and of their estimated sets, from 0.

    Args:
        events: In time order, each session with its note at the same moment.
    """
    sessions: dict[tuple[float, str], tuple[int, int]] = {}
    told: dict[tuple[float, str], str] = {}
    for position, event in enumerate(events):
        if isinstance(event, SessionPerformed):
            sessions[event.time_days, event.session] = position, len(event.sets)
        elif isinstance(event, NoteMade) and (note := _NOTE.fullmatch(event.text)):
            told[event.time_days, note["session"]] = note["sets"]
    found = {}
    for key in told.keys() & sessions.keys():
        position, count = sessions[key]
        numbers = range(count) if told[key] == ALL else (int(one) - 1 for one in re.findall(r"\d+", told[key]))
        found[position] = frozenset(number for number in numbers if number < count)
    return found
