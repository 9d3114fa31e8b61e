"""FIT: the binary file of sports watches; its sessions and, where the watch counted them, its sets."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ...errors import InputError, MissingExtraError
from ..facts import Done, Fact, Rested
from ..names import key_of, shipped_names
from ..rows import Reading, Refusal, Row
from ..source import Format, Source, cells

MAGIC_AT, MAGIC = 8, b".FIT"
VAGUE = {"", "generic", "all", "unknown", "training", "fitness_equipment"}
MINUTE_S = 60.0
MOST_OFFSET_MIN = 15 * 60


def _fact(row: Reading) -> Fact:
    if row.text("kind") == "rest":
        return Rested(line=row.line, minutes=row.minutes("duration"))
    return Done(
        line=row.line,
        start=row.moment("start"),
        name=row.text("name"),
        load_kg=row.load_kg(),
        reps=row.number("reps", most=1000.0) or 0.0,
        minutes=row.minutes("duration"),
        distance_km=row.distance_km(),
    )


def _messages(source: Source) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name and the fields of every message.

    Raises:
        MissingExtraError: The library that reads them is not installed.
        InputError: The file is damaged.
    """
    try:
        import fitdecode  # type: ignore[import-untyped]
    except ImportError as error:
        raise MissingExtraError("fitdecode", "fit") from error
    try:
        with (
            fitdecode.FitReader(
                io.BytesIO(source.content),
                check_crc=fitdecode.CrcCheck.RAISE,
                # A field whose size does not fit its type is read as bytes, and a warning says so, which helps nobody.
                error_handling=fitdecode.ErrorHandling.WARN,
            ) as reader,
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            for frame in reader:
                if isinstance(frame, fitdecode.FitDataMessage):
                    yield frame.name, {field.name: field.value for field in frame.fields}
    except (
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
        struct.error,
        fitdecode.FitError,
    ) as error:
        raise InputError(f"{source.name}: a damaged FIT file ({str(error)[:80]}); copy it again") from error


def _word(value: object) -> str:
    """Return the first name in a field that may hold several."""
    for one in value if isinstance(value, tuple) else (value,):
        if isinstance(one, str) and one not in VAGUE:
            return one.replace("_", " ")
    return ""


def _exercise(fields: dict[str, Any]) -> str:
    """Return the exercise of a set: of its possible categories the first that is known, with its subtype.

    A watch that is not sure writes several of both, the likeliest first.
    """
    from fitdecode.profile import FIELD_TYPES  # type: ignore[import-untyped]

    categories, subtypes = (_several(fields.get(name)) for name in ("category", "category_subtype"))
    numbers = {name: number for number, name in FIELD_TYPES["exercise_category"].enum.items()}
    known = {number: name for name, number in numbers.items()}
    for place, category in enumerate(categories):
        name = known.get(category, category) if isinstance(category, int) else category
        if not isinstance(name, str) or name in VAGUE:
            continue
        subtype = subtypes[place] if place < len(subtypes) else None
        exercises = FIELD_TYPES.get(f"{name}_exercise_name")
        told = exercises.enum.get(subtype, "") if exercises is not None and isinstance(subtype, int) else subtype
        return str(told or name).replace("_", " ")
    return ""


def _several(value: object) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _sports(fields: dict[str, Any]) -> str:
    """Return sub-sport and sport: what is not known by the first may be known by the second."""
    words = (_word(fields.get("sub_sport")), _word(fields.get("sport")))
    return next((word for word in words if key_of(word) in shipped_names().activities), "") or words[0] or words[1]


def _offset(activity: dict[str, Any]) -> str:
    """Return how far the watch was from UTC, as ISO 8601 has it; empty where it does not say."""
    local, utc = activity.get("local_timestamp"), activity.get("timestamp")
    if not isinstance(local, datetime) or not isinstance(utc, datetime):
        return ""
    minutes = round((local.replace(tzinfo=None) - utc.replace(tzinfo=None)).total_seconds() / MINUTE_S)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}" if abs(minutes) <= MOST_OFFSET_MIN else ""


def _moment(value: object, offset: str) -> str | None:
    if not isinstance(value, datetime):
        return None
    if not offset:
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    local = datetime.fromisoformat(f"2000-01-01T00:00:00{offset}").tzinfo
    return value.astimezone(local).isoformat(timespec="seconds")


def _rows(source: Source) -> Iterator[Row | Refusal]:
    found = [(number, *message) for number, message in enumerate(_messages(source), 1)]
    offset = next((_offset(fields) for _, name, fields in found if name == "activity"), "")
    for number, name, fields in found:
        if name == "set":
            kind = "rest" if fields.get("set_type") in {"rest", 0} else "set"
            row = cells(
                kind=kind,
                start=_moment(fields.get("start_time"), offset),
                name=_exercise(fields) or "set without an exercise",
                weight_kg=fields.get("weight"),
                reps=fields.get("repetitions"),
                duration_seconds=fields.get("duration"),
            )
            yield Row(number, row)
        elif name == "session":
            row = cells(
                kind="session",
                start=_moment(fields.get("start_time"), offset),
                name=_sports(fields) or "activity without a type",
                duration_seconds=fields.get("total_timer_time") or fields.get("total_elapsed_time"),
                distance_meters=fields.get("total_distance"),
            )
            yield Row(number, row)


FIT = Format(
    name="fit",
    fact=_fact,
    rows=_rows,
    recognises=lambda head: head[MAGIC_AT : MAGIC_AT + len(MAGIC)] == MAGIC,
    utc=True,
    place="message",
)
