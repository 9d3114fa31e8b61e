"""Labels as people read them: cut, wrapped, spoken, free of control characters."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from ...text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


MINUTES_PER_DAY = 1440
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def shorten(text: str, letters: int) -> str:
    """Return at most ``letters`` of a plain text, with an ellipsis where something was cut."""
    text = plain(text)
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def breadth(text: str) -> float:
    """Estimate the printed width of a text, in widths of a small letter."""
    return sum(
        2.0
        if letter in "WM" or unicodedata.east_asian_width(letter) in {"W", "F"}
        else 1.25
        if letter.isupper()
        else 1.0
        for letter in text
    )


def _pieces(text: str, letters: float) -> Iterator[str]:
    """Split into words, and a word too wide for a line into parts that fit."""
    for word in plain(text).split():
        part = ""
        for letter in word:
            if breadth(part + letter) > letters:
                yield part
                part = ""
            part += letter
        yield part


def wrap(text: str, letters: float, lines: int = 3) -> str:
    """Break a text into at most ``lines`` lines, each about as wide as ``letters`` small letters."""
    broken = [""]
    for piece in _pieces(text, letters):
        longer = f"{broken[-1]} {piece}".strip()
        if breadth(longer) <= letters:
            broken[-1] = longer
        else:
            broken.append(piece)
    if len(broken) > lines:
        broken[lines - 1] = f"{broken[lines - 1][: int(letters) - 1].rstrip()}…"
    return "\n".join(broken[:lines])


def spoken(name: str) -> str:
    """Turn a name of the catalogue (``back_squat``) into words."""
    return plain(name.replace("_", " "))


def listed(items: Iterable[str]) -> str:
    """Join with commas and a last *and*."""
    *rest, last = tuple(items) or ("",)
    return f"{', '.join(rest)} and {last}" if rest else last


def weekday_and_clock(offset_days: float) -> str:
    """Write a moment of the week as its weekday and clock time."""
    minutes = round(offset_days * MINUTES_PER_DAY)
    day, minute = divmod(minutes, MINUTES_PER_DAY)
    return f"{WEEKDAYS[day % 7]} {minute // 60:02d}:{minute % 60:02d}"


def clock(hour: float) -> str:
    """Write an hour of the day as clock time."""
    minutes = round(hour * 60) % MINUTES_PER_DAY
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
