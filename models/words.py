"""Names that are not known, with the nearest that are."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

LONGEST_HINTED = 60
"""Letters: what is longer is no misspelt name, and comparing it takes long."""
FEW = 8
"""So many names fit on the line of an error."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean 'x'?`` with the nearest known word, empty where none is near."""
    near = difflib.get_close_matches(word, sorted(known), n=1) if len(word) <= LONGEST_HINTED else []
    return f"; did you mean {near[0]!r}?" if near else ""


def hint(word: str, known: Iterable[str]) -> str:
    """Like :func:`nearest`; where none is near, return all of them if they are few."""
    words = sorted(known)
    return nearest(word, words) or (f"; expected one of {', '.join(words)}" if 0 < len(words) <= FEW else "")


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """Tell that a name is not known, with the nearest one that is."""
    return f"unknown {what} {name!r}{nearest(name, known)}"
