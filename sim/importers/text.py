"""Bytes to text, and the small grammars of numbers, units and durations that exports are written in."""

from __future__ import annotations

import re
import unicodedata
from math import isfinite

from ..errors import InputError

KG_PER_UNIT = {"kg": 1.0, "lb": 0.45359237}
KM_PER_UNIT = {"km": 1.0, "mi": 1.609344, "m": 0.001, "ft": 0.0003048, "yd": 0.0009144}
MINUTES_PER_UNIT = {"s": 1.0 / 60.0, "min": 1.0, "h": 60.0}
KCAL_PER_UNIT = {"kcal": 1.0, "kj": 1.0 / 4.184}
G_PER_UNIT = {"g": 1.0, "mg": 0.001}
L_PER_UNIT = {"l": 1.0, "ml": 0.001, "g": 0.001}

UNIT_WORDS = {
    word: unit
    for unit, words in {
        "kg": "kg kgs kilogram kilograms",
        "lb": "lb lbs pound pounds",
        "km": "km kms kilometer kilometers kilometre kilometres",
        "mi": "mi mile miles",
        "m": "m meter meters metre metres",
        "ft": "ft feet foot",
        "yd": "yd yard yards",
        "s": "s sec secs second seconds",
        "min": "min mins minute minutes",
        "h": "h hr hrs hour hours",
        "kcal": "kcal cal",
        "kj": "kj",
        "g": "g",
        "mg": "mg",
        "l": "l",
        "ml": "ml",
    }.items()
    for word in words.split()
}

DECIMALS = (".", ",")
NOTHING = frozenset({"", "-", "--", "n/a", "null", "none"})
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
LONGEST_NUMBER = 40
LONGEST_SHOWN = 60

_SPACES = r" \u00a0\u2009\u202f'’"
_GRAMMAR = {
    decimal: re.compile(
        rf"[+-]?(?:[0-9]{{1,3}}([{_SPACES}{grouping}])[0-9]{{3}}(?:\1[0-9]{{3}})*|[0-9]+)(?:{re.escape(decimal)}[0-9]+)?"
    )
    for decimal, grouping in ((".", ","), (",", "."))
}
_HEADING = re.compile(r"(.*?)(?: *\(([^()]*)\)|_([a-z]+))")
_SPELLED = re.compile(
    r"(?:([0-9]{1,5}) *h(?:rs?|ours?)?)? *(?:([0-9]{1,4}) *m(?:in|ins)?)? *(?:([0-9]{1,5}) *s(?:ec)?)?"
)
_COLONS = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,3}):([0-9]{1,2})(?:[.,][0-9]{1,3})?")


def decode(content: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding.

    Raises:
        InputError: The bytes are no text.
    """
    encoding = next((name for mark, name in MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8" or b"\0" in content:
            raise InputError("not a text file, expected UTF-8 or UTF-16; export it again") from error
        # What old spreadsheets write; only letters outside ASCII depend on it, never a number.
        encoding, text = "windows-1252", content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise InputError("not a text file (it holds NUL characters), expected UTF-8 or UTF-16; export it again")
    return text, encoding


def clean(text: str, longest: int = 200) -> str:
    """Return a user's words on one line, without what does not print."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text[: 4 * longest])
    return " ".join(shown.split())[:longest]


def shown(text: str) -> str:
    """Return a cell as it is told in a message."""
    return repr(clean(text, LONGEST_SHOWN))


def folded(text: str) -> str:
    """Return a word without accents, case and surrounding dots, to compare it."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold().strip(" .,")


def parse_number(text: str, decimal: str) -> float:
    """Read a number with ``decimal`` as its decimal mark; the other mark, spaces and apostrophes group thousands.

    Raises:
        ValueError: It is no such number.
    """
    plain = text.strip().replace("−", "-")
    if len(plain) > LONGEST_NUMBER or not _GRAMMAR[decimal].fullmatch(plain):
        raise ValueError(f"expected a number, found {shown(text)}")
    whole, _, fraction = plain.partition(decimal)
    number = float(f"{re.sub(r'[^0-9+-]', '', whole)}.{fraction or 0}")
    if not isfinite(number):
        raise ValueError(f"expected a number, found {shown(text)}")
    return number


def split_heading(heading: str) -> tuple[str, str]:
    """Split ``Weight (kgs)`` or ``weight_kg`` into its name and unit, ``weight`` and ``kg``; the unit may be empty."""
    plain = " ".join(heading.casefold().split())
    found = _HEADING.fullmatch(plain)
    unit = UNIT_WORDS.get(found[2] or found[3] or "", "") if found else ""
    name = found[1] if found and unit else plain
    return " ".join(name.replace("_", " ").split()), unit


def parse_duration_min(text: str, *, hours: bool = False) -> float:
    """Read ``1h 5m``, ``7h 37min``, ``45s``, ``01:05:00`` or ``30:05`` as minutes.

    Args:
        text: What stands there.
        hours: Whether ``7:30`` is hours and minutes and not minutes and seconds.

    Raises:
        ValueError: It is no duration.
    """
    plain = text.strip().casefold()
    found = _COLONS.fullmatch(plain) or (_SPELLED.fullmatch(plain) if plain else None)
    if not found or len(plain) > LONGEST_NUMBER:
        raise ValueError(f"expected a duration such as 1h 5m or 1:05:00, found {shown(text)}")
    if hours and plain.count(":") == 1:
        return float(found[2]) * 60.0 + float(found[3])
    whole_hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return whole_hours * 60.0 + minutes + seconds / 60.0
