"""Other people's words made harmless for where they go: a terminal, a page, a spreadsheet, JSON.

A label may hold control characters that steer a terminal, marks that reverse the order of letters, or a formula that a
spreadsheet would compute.
"""

from __future__ import annotations

import unicodedata

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of letters that do not print: control, format, surrogate, and separators of lines and paragraphs."""

FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""The last four are the wide forms, which some spreadsheets read alike."""

LONGEST_FILE_NAME = 200
"""Bytes; systems take 255, and endings come on top."""
DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
)
"""Names that mean a device on Windows, whatever their ending."""


def is_seen(letter: str) -> bool:
    """Tell whether a letter prints; line ends do not, nor what Unicode says is no character at all."""
    code = ord(letter)
    no_character = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF  # noqa: PLR2004 - as Unicode has it
    return unicodedata.category(letter) not in UNSEEN and not no_character


def visible(text: str) -> str:
    """Return a text with its lines, and a space in place of everything else that does not print."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return "".join(letter if letter == "\n" or is_seen(letter) else " " for letter in text)


def plain(text: str) -> str:
    """Return ``text`` on one line, without control, bidirectional and other invisible characters."""
    return " ".join(visible(text).split())


def cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, on one line; a number stays one."""
    shown = plain(text)
    return f"'{shown}" if shown.startswith(FORMULA_STARTS) and not _is_number(shown) else shown


def json_text(text: str) -> str:
    """Return JSON that says the same with an escape in place of each letter that does not print."""
    if text.isascii() and "\x7f" not in text:
        return text
    return "".join(one if one == "\n" or is_seen(one) else escaped(one) for one in text)


def escaped(letter: str) -> str:
    """Return a letter as JSON escapes it."""
    units = letter.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[place]:02x}{units[place + 1]:02x}" for place in range(0, len(units), 2))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def file_name(text: str) -> str:
    """Return a name for a file or folder that every system takes: no separators, no devices, not hidden, not long."""
    kept = "".join(one if one.isalnum() or one in " .+_-" else "_" for one in text)
    kept = kept.encode()[:LONGEST_FILE_NAME].decode(errors="ignore").lstrip(" .-").rstrip(" .") or "_"
    return f"_{kept}" if kept.partition(".")[0].rstrip().lower() in DEVICES else kept
