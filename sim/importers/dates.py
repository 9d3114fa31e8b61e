"""The grammar of dates and times: ISO 8601, day-month or month-day order, months by name, 12 and 24 hour clocks."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime, timedelta
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import attrs

from .text import folded, shown

ORDERS = ("dmy", "mdy", "ymd")
FIRST_YEAR, LAST_YEAR = 1970, 2100
CENTURY = 2000
LONGEST = 80
NOON_HOUR = 12

_SEPARATOR = r"\s?[-/.]\s?"
_YEAR_FIRST = re.compile(rf"([0-9]{{4}}){_SEPARATOR}([0-9]{{1,2}}){_SEPARATOR}([0-9]{{1,2}})(?![0-9])(.*)", re.DOTALL)
_CJK = re.compile(r"([0-9]{4})\s?[年년]\s?([0-9]{1,2})\s?[月월]\s?([0-9]{1,2})\s?[日일](.*)", re.DOTALL)
_YEAR_OPEN = re.compile(
    rf"([0-9]{{1,2}}){_SEPARATOR}([0-9]{{1,2}}){_SEPARATOR}([0-9]{{4}}|[0-9]{{2}})(?![0-9])(.*)", re.DOTALL
)
_MONTH_BY_NAME = re.compile(r"(\D*[0-9]{1,2}\D+|\D+[0-9]{1,2}\D+)([0-9]{4})(?![0-9])(.*)", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]+")
_TIME = re.compile(
    r"([^0-9]*?)([0-9]{1,2})\s?[:.hH時时點点시]\s?([0-9]{2})(?:\s?[分분])?(?:[:.]\s?([0-9]{2})(?:[.,][0-9]{1,9})?)?([^0-9+-]*?)"
    r"(?:([+-])([0-9]{2}):?([0-9]{2}))?\s*"
)
_IN_UTC = re.compile(r"(.*?)\s*(?:z|utc|gmt)\s*", re.IGNORECASE | re.DOTALL)
FURTHEST_MIN = 14 * 60
"""No clock on Earth is further ahead of UTC, and none as far behind."""
HALVES = ("morning", "afternoon", "evening", "noon")


@attrs.frozen
class Moment:
    """A date, perhaps with a time of day and how far that is from UTC.

    Attributes:
        wall: As a clock on the wall showed it; noon where no time was written.
        timed: Whether a time was written.
        offset_min: Minutes ahead of UTC, ``None`` where nothing was written.
        in_utc: Whether it says of itself that it is UTC, and so no time on a wall.
    """

    wall: datetime
    timed: bool = True
    offset_min: int | None = None
    in_utc: bool = False


@cache
def _words() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("calendar_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _months() -> dict[str, int]:
    return {folded(word): number for number, words in enumerate(_words()["months"], 1) for word in words}


@cache
def _beside_the_clock() -> dict[str, str]:
    """Return the half of the day, or nothing, for every word that may stand beside a clock."""
    halves = _words()["halves"]
    told = {_letters(word): "" for word in halves["passed_over"]}
    return told | {_letters(word): half for half in HALVES for word in halves[half]} | {"": ""}


def _letters(words: str) -> str:
    return "".join(letter for letter in folded(words) if letter.isalpha())


@lru_cache(maxsize=4096)
def readings(text: str) -> dict[str, Moment]:
    """Return what a date means under each order of day, month and year that allows it; empty if it is no date."""
    plain = text.strip()
    if not 0 < len(plain) <= LONGEST:
        return {}
    for pattern, parts_of in ((_YEAR_FIRST, _in_order), (_CJK, _in_order), (_YEAR_OPEN, _any_order)):
        found = pattern.fullmatch(plain)
        if found:
            candidates = parts_of(*found.groups()[:3])
            break
    else:
        found = _MONTH_BY_NAME.fullmatch(plain)
        if not found:
            return {}
        candidates = _named(found[1], found[2])
    rest = found.groups()[-1]
    possible = {order: _moment(*date, rest) for order, date in candidates.items()}
    return {order: moment for order, moment in possible.items() if moment is not None}


def parse_moment(text: str, order: str) -> Moment:
    """Read a date under an order of day, month and year.

    Raises:
        ValueError: It is no date under that order.
    """
    try:
        return readings(text)[order]
    except KeyError:
        raise ValueError(f"expected a date with its parts in the order {order}, found {shown(text)}") from None


def parse_clock(text: str) -> timedelta:
    """Read a time of day, ``22:50`` or ``10:40 PM``.

    Raises:
        ValueError: It is none.
    """
    found = _TIME.fullmatch(text.strip()) if len(text) <= LONGEST else None
    time = _time_of_day(found) if found else None
    if time is None:
        raise ValueError(f"expected a time of day such as 22:50 or 10:50 PM, found {shown(text)}")
    return time


def _in_order(year: str, month: str, day: str) -> dict[str, tuple[int, int, int]]:
    return dict.fromkeys(ORDERS, (int(year), int(month), int(day)))


def _any_order(first: str, second: str, third: str) -> dict[str, tuple[int, int, int]]:
    a, b, c = int(first), int(second), int(third)
    if len(third) > 2:  # noqa: PLR2004 - a year of four digits can only be the year
        return {"dmy": (c, b, a), "mdy": (c, a, b)}
    return {"dmy": (CENTURY + c, b, a), "mdy": (CENTURY + c, a, b), "ymd": (CENTURY + a, b, c)}


def _named(before: str, year: str) -> dict[str, tuple[int, int, int]]:
    months = {_months()[word] for word in map(folded, _WORD.findall(before)) if word in _months()}
    days = re.findall(r"[0-9]+", before)
    if len(months) != 1 or len(days) != 1:
        return {}
    return dict.fromkeys(ORDERS, (int(year), months.pop(), int(days[0])))


def _moment(year: int, month: int, day: int, rest: str) -> Moment | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        date = datetime(year, month, day)  # noqa: DTZ001 - a clock on the wall has no zone
    except ValueError:
        return None
    if not rest.strip(" .,"):
        return Moment(date.replace(hour=NOON_HOUR), timed=False)
    return _timed(date, rest)


def _timed(date: datetime, rest: str) -> Moment | None:
    """Return the moment on a day, ``None`` where what follows the date is no time of day."""
    found = _TIME.fullmatch(rest)
    time = _time_of_day(found) if found else None
    if found is None or time is None:
        return None
    if found[6]:
        hours, minutes = int(found[7]), int(found[8])
        offset = (hours * 60 + minutes) * (-1 if found[6] == "-" else 1)
        if minutes > 59 or abs(offset) > FURTHEST_MIN:  # noqa: PLR2004 - minutes of an hour
            return None
        return Moment(date + time, offset_min=offset)
    utc = _IN_UTC.fullmatch(found[5])
    return Moment(date + time, offset_min=0, in_utc=True) if utc else Moment(date + time)


def _time_of_day(found: re.Match[str]) -> timedelta | None:
    hour, minute, second = int(found[2]), int(found[3]), int(found[4] or 0)
    utc = _IN_UTC.fullmatch(found[5])
    halves = [_beside_the_clock().get(_letters(words)) for words in (found[1], utc[1] if utc else found[5])]
    if None in halves or all(halves):
        return None
    half = halves[0] or halves[1]
    if half:
        on_the_dial = _on_twelve_hours(hour, half)
        if on_the_dial is None:
            return None
        hour = on_the_dial
    if hour > 23 or minute > 59 or second > 59:  # noqa: PLR2004 - a clock of 24 hours
        return None
    return timedelta(hours=hour, minutes=minute, seconds=second)


def _on_twelve_hours(hour: int, half: str) -> int | None:
    """Return the hour of the day for one on a clock of twelve hours, ``None`` where it is none or leaves it open."""
    if not 1 <= hour <= 12:  # noqa: PLR2004 - a clock of twelve hours
        return None
    if half == "noon":
        return hour if hour > 9 else hour + 12  # noqa: PLR2004 - around noon, from ten to nine
    if half == "evening":
        # Twelve in the evening is the end of the day, and which day that is nobody says.
        return hour + 12 if hour < 12 else None  # noqa: PLR2004 - a clock of twelve hours
    return hour % 12 + (12 if half == "afternoon" else 0)
