"""Standard output and standard error as they are: closed, read by nobody any more, or without the letters we use."""

from __future__ import annotations

import codecs
import os
import sys
from io import TextIOWrapper

from ..errors import CannotWriteError
from ..text import escaped

PLAIN = {
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{MINUS SIGN}": "-",
    "\N{NON-BREAKING HYPHEN}": "-",
    "\N{MULTIPLICATION SIGN}": "x",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHTWARDS ARROW}": "->",
    "\N{HORIZONTAL ELLIPSIS}": "...",
    "\N{MIDDLE DOT}": "-",
    "\N{BULLET}": "*",
    "\N{PLUS-MINUS SIGN}": "+/-",
    "\N{LESS-THAN OR EQUAL TO}": "<=",
    "\N{GREATER-THAN OR EQUAL TO}": ">=",
    "\N{NO-BREAK SPACE}": " ",
    "\N{NARROW NO-BREAK SPACE}": " ",
    "\N{THIN SPACE}": " ",
}
"""What stands for a letter where it cannot be written; none of it ends a text of JSON."""


def make_usable() -> None:
    """Let commands print whatever the streams are.

    Letters that an encoding lacks are written in a plainer way, and where there is none as JSON escapes them. Where
    nobody can be told of errors, nobody is.
    """
    if sys.stderr is None:
        # Also so that no file of ours gets the number of a stream that libraries write to.
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - open as long as we are
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and not stream.encoding.lower().startswith("utf"):
            codecs.register_error("plainer", _plainer)
            stream.reconfigure(errors="plainer")


def refuse_closed_output() -> None:
    """Refuse to compute what nobody can read.

    Raises:
        CannotWriteError: Standard output was closed before this program began.
    """
    if sys.stdout is None:
        raise CannotWriteError("output: expected somewhere to write, found standard output closed; open it")


def give_up_output() -> None:
    """Let nothing be written to standard output any more: Python would complain once more when it flushes."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _plainer(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letters = error.object[error.start : error.end]
    return "".join(PLAIN.get(one) or escaped(one) for one in letters), error.end
