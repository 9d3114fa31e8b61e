"""What the beginning of a stream says: where it comes from, and who it is about."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import InputError
from ..events import AthleteDescribed, Event, StreamStarted, payload_fields
from ..plan import Athlete


def origin_of(log: Sequence[Event]) -> StreamStarted:
    """Return a stream's first event.

    Raises:
        InputError: It does not say where the stream comes from.
    """
    if not log or not isinstance(log[0], StreamStarted):
        found = log[0].kind if log else "no event"
        message = f"a stream must begin with stream_started, found {found}"
        raise InputError(message)
    return log[0]


def description_in(log: Sequence[Event]) -> AthleteDescribed:
    """Return the event that says who a stream is about.

    Raises:
        InputError: None does.
    """
    for event in log:
        if isinstance(event, AthleteDescribed):
            return event
    message = "a stream must say who it is about, found no athlete_described; live or import it again"
    raise InputError(message)


def as_described(log: Sequence[Event]) -> Athlete:
    """Return who a stream is about, at its beginning.

    Raises:
        InputError: It does not say.
    """
    described = description_in(log)
    return Athlete(**{name: getattr(described, name) for name in payload_fields(AthleteDescribed)})
