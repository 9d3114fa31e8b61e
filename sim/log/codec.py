"""Events to records and back, and the one form in which a record is written down.

A record is a JSON object in UTF-8 without spaces, its keys in this order::

    {"type":"night_slept","version":1,"time_days":0.29,"payload":{"hours":7.5}}

The payload has the event's fields in the order in which the event declares them; the keys of a mapping are sorted.
Every quantity is a float, written so that it reads back as the same bits: 8 and 8.0 hours are the same bytes, so equal
events are equal lines. NaN and infinities are refused. A set nests in its session as a list in the order of
:class:`SetPerformed`: exercise, load_kg, reps, reps_in_reserve, rest_min, tempo_s, role, reserve_estimated.

Only what one athlete lived is recorded: an event with a mask or with arrays over lanes is refused.
"""

from __future__ import annotations

import json
from contextlib import suppress
from functools import cache
from math import isfinite
from numbers import Integral, Real
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn, get_type_hints

import attrs

from ..errors import LogError
from ..events import ROLES, Event, Quantity, SetPerformed, payload_fields, type_of_event
from .upcasters import upcast

if TYPE_CHECKING:
    from collections.abc import Callable

_RECORD_KEYS = {"type", "version", "time_days", "payload"}
_SET_FIELDS = tuple(field.name for field in attrs.fields(SetPerformed))
_SET_NUMBERS = _SET_FIELDS[1:-2]
_numbers_of_set = attrgetter(*_SET_NUMBERS)
_INTEGER_LIMIT = 2**63


@attrs.frozen
class Record:
    """An event as it is stored: its stable type name, the version of its payload, its time and its payload."""

    type: str
    version: int
    time_days: float
    payload: dict[str, Any]


def _misfit(expected: str, found: object) -> NoReturn:
    text = "an array over lanes (record event.lane(i))" if hasattr(found, "__array__") else repr(found)
    raise ValueError(f"must be {expected}, found {text[:80]}")


def _text(value: object) -> str:
    if type(value) is not str:
        _misfit("text", value)
    return value


def _number(value: object) -> float:
    if type(value) is float and isfinite(value):
        return value
    if type(value) is not bool and isinstance(value, Real):
        with suppress(OverflowError):
            number = float(value)
            if isfinite(number) and number == value:
                return number
    _misfit("a finite number", value)


def _integer(value: object) -> int:
    if type(value) is not bool and isinstance(value, Integral) and -_INTEGER_LIMIT <= int(value) < _INTEGER_LIMIT:
        return int(value)
    _misfit("an integer of at most 64 bits", value)


def _role(value: object) -> str:
    if value not in ROLES:
        _misfit(f"one of {', '.join(ROLES)}", value)
    return str(value)


def _truth(value: object) -> bool:
    if type(value) is not bool:
        _misfit("true or false", value)
    return value


def _write_texts(values: object) -> list[str]:
    if not isinstance(values, tuple):
        _misfit("a tuple of texts", values)
    return [_text(value) for value in values]


def _read_texts(values: object) -> tuple[str, ...]:
    if not isinstance(values, list):
        _misfit("a list of texts", values)
    return tuple(_text(value) for value in values)


def _write_numbers(values: object) -> list[float]:
    if not isinstance(values, tuple):
        _misfit("a tuple of numbers", values)
    return [_number(value) for value in values]


def _read_numbers(values: object) -> tuple[float, ...]:
    if not isinstance(values, list):
        _misfit("a list of numbers", values)
    return tuple(_number(value) for value in values)


def _write_sets(sets: object) -> list[list[Any]]:
    if not isinstance(sets, tuple) or not all(isinstance(done, SetPerformed) for done in sets):
        _misfit("a tuple of sets", sets)
    return [
        [_text(done.exercise), *map(_number, _numbers_of_set(done)), _role(done.role), _truth(done.reserve_estimated)]
        for done in sets
    ]


def _read_sets(rows: object) -> tuple[SetPerformed, ...]:
    if not isinstance(rows, list):
        _misfit("a list of sets", rows)
    return tuple(_read_set(row) for row in rows)


def _read_set(row: object) -> SetPerformed:
    if not isinstance(row, list) or len(row) != len(_SET_FIELDS):
        _misfit(f"a list of {', '.join(_SET_FIELDS)}", row)
    numbers = dict(zip(_SET_NUMBERS, map(_number, row[1:-2]), strict=True))
    return SetPerformed(_text(row[0]), **numbers, role=_role(row[-2]), reserve_estimated=_truth(row[-1]))


def _plain(value: object) -> Any:  # noqa: ANN401 - anything that JSON can hold
    """Return a deep copy of a mapping's value with sorted keys, or refuse what would not read back as itself."""
    if value is None or type(value) in {str, bool, int}:
        return value
    if isinstance(value, Real):
        return _number(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return _mapping(value)


def _mapping(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        _misfit("a plain value or mapping", value)
    return {_text(key): _plain(value[key]) for key in sorted(value, key=_text)}


def _texts(value: object) -> dict[str, str]:
    return {key: _text(item) for key, item in _mapping(value).items()}


@attrs.frozen
class _Field:
    """One field of a payload: how its value is checked on the way out and on the way in."""

    name: str
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


# An annotation that is missing here is a field that no log can hold yet: `_fields_of` then fails with its KeyError.
_WRITE_AND_READ: dict[Any, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    str: (_text, _text),
    int: (_integer, _integer),
    float: (_number, _number),
    Quantity: (_number, _number),
    tuple[str, ...]: (_write_texts, _read_texts),
    tuple[Quantity, ...]: (_write_numbers, _read_numbers),
    tuple[SetPerformed, ...]: (_write_sets, _read_sets),
    dict[str, Any]: (_mapping, _mapping),
    dict[str, str]: (_texts, _texts),
}


@cache
def _fields_of(kind: str) -> tuple[_Field, ...]:
    event_type = type_of_event[kind]
    hints = get_type_hints(event_type)
    return tuple(_Field(name, *_WRITE_AND_READ[hints[name]]) for name in payload_fields(event_type))


def encode(event: Event) -> Record:
    """Return the record of one athlete's event.

    Raises:
        LogError: The event is a cohort's, is of no registered type, or holds what a record cannot.
    """
    kind = event.kind
    if type_of_event.get(kind) is not type(event):
        raise LogError(f"{type(event).__name__} is no registered type of event and cannot be recorded")
    if event.mask is not None:
        raise LogError(f"{kind} at {event.time_days} d is a cohort's event (it has a mask): record event.lane(i)")
    name = "time_days"
    payload: dict[str, Any] = {}
    try:
        time_days = _number(event.time_days)
        for field in _fields_of(kind):
            name = field.name
            payload[name] = field.write(getattr(event, name))
    except (RecursionError, ValueError) as error:
        raise LogError(f"{kind} at {event.time_days} d cannot be recorded: {name} {error}") from error
    return Record(kind, event.version, time_days, payload)


def decode(record: Record) -> Event:
    """Return the event of a record, of any version that ever was.

    Raises:
        LogError: The type is unknown, the version is newer than ours, or the payload is not what its version promises.
    """
    kind = record.type
    event_type = type_of_event.get(kind)
    if event_type is None:
        raise LogError(f"unknown type of event {kind!r}: a newer Regain may have written it; update to read it")
    if record.version > event_type.version:
        raise LogError(
            f"{kind} has version {record.version} and this Regain reads up to {event_type.version}; update to read it"
        )
    payload = record.payload
    if record.version < event_type.version:
        payload = upcast(kind, record.version, payload, event_type.version)
    fields = _fields_of(kind)
    if len(payload) != len(fields) or any(field.name not in payload for field in fields):
        _tell_misfit(kind, record, {field.name for field in fields}, set(payload))
    name = "time_days"
    values: dict[str, Any] = {}
    try:
        for field in fields:
            name = field.name
            values[name] = field.read(payload[name])
    except (RecursionError, ValueError) as error:
        raise LogError(f"{kind} at {record.time_days} d: {name} {error}") from error
    return event_type(time_days=record.time_days, **values)


def _tell_misfit(kind: str, record: Record, expected: set[str], found: set[str]) -> NoReturn:
    missing, extra = sorted(expected - found), sorted(found - expected)
    wrong = [f"{what} {', '.join(names)}" for what, names in (("misses", missing), ("has unknown", extra)) if names]
    raise LogError(f"{kind} at {record.time_days} d: the payload {' and '.join(wrong)}")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number that a record may hold")


_to_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":")).encode
_from_json = json.JSONDecoder(parse_constant=_refuse_constant).decode


def to_json_line(record: Record) -> bytes:
    """Return the bytes of a record, without a line end; the same record always gives the same bytes.

    Raises:
        LogError: The record holds what JSON or UTF-8 cannot: NaN, an infinity, half a surrogate pair, an object.
    """
    members = {
        "type": record.type,
        "version": record.version,
        "time_days": record.time_days,
        "payload": record.payload,
    }
    try:
        return _to_json(members).encode()
    except (RecursionError, TypeError, ValueError) as error:
        raise LogError(f"{record.type} at {record.time_days} d cannot be written as JSON: {error}") from error


def from_json_line(line: bytes) -> Record:
    """Return the record that a line holds. Its payload is checked by :func:`decode`.

    Raises:
        LogError: The line is not UTF-8, not JSON, or not a record.
    """
    try:
        members = _from_json(line.decode())
    except (RecursionError, ValueError) as error:
        raise LogError(f"not a record, expected one JSON object in UTF-8: {error}") from error
    if not isinstance(members, dict) or members.keys() != _RECORD_KEYS:
        found = ", ".join(map(str, members)) if isinstance(members, dict) else type(members).__name__
        raise LogError(f"not a record, expected the keys type, version, time_days, payload, found {found[:80]}")
    try:
        kind, version = _text(members["type"]), _integer(members["version"])
        time_days = _number(members["time_days"])
    except ValueError as error:
        raise LogError(f"not a record: type, version or time_days {error}") from error
    if version < 1 or not isinstance(members["payload"], dict):
        raise LogError(f"not a record: {kind} needs a version of at least 1 and an object as payload")
    return Record(kind, version, time_days, members["payload"])
