"""A file to import, and what a format is: how it is recognised, how its rows are found, what a row says."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import attrs

from ..errors import InputError
from .facts import Fact
from .packed import Bytes, opened
from .rows import Reading, Refusal, Row
from .text import clean, decode, split_heading

LARGEST_BYTES = 64 * 1024 * 1024
LARGEST_STREAMED_BYTES = 8 * 1024 * 1024 * 1024
HEAD_BYTES = 64 * 1024


@attrs.define(slots=False, eq=False)
class Source:
    """A file, read as far as is needed."""

    path: Path

    @cached_property
    def head(self) -> bytes:
        """The first bytes, unpacked, by which the format is recognised."""
        with self.opened() as file:
            return file.read(HEAD_BYTES)

    @cached_property
    def content(self) -> bytes:
        """All of a file that is not streamed."""
        with self.opened() as file:
            content = file.read(LARGEST_BYTES + 1)
        if len(content) > LARGEST_BYTES:
            raise InputError(
                f"{self.name}: expected at most {LARGEST_BYTES >> 20} MB, found more; export a shorter time"
            )
        return content

    @contextmanager
    def opened(self) -> Iterator[Bytes]:
        """Open the file, unpacked if it was compressed.

        Raises:
            InputError: It is no regular file, too large, cannot be read, or cannot be unpacked.
        """
        try:
            with opened(self.path, self.name, LARGEST_STREAMED_BYTES) as file:
                yield file
        except OSError as error:
            told = error.strerror or str(error)
            raise InputError(f"{self.name}: cannot be read ({told}); expected a file to import") from error

    @cached_property
    def _decoded(self) -> tuple[str, str]:
        try:
            return decode(self.content)
        except InputError as error:
            raise InputError(f"{self.name}: {error}") from error

    @property
    def text(self) -> str:
        """The whole text."""
        return self._decoded[0]

    @property
    def encoding(self) -> str:
        """How the text was encoded."""
        return self._decoded[1]

    @property
    def name(self) -> str:
        """Name without the folder, on one line."""
        return clean(self.path.name or str(self.path))

    def sha256(self) -> str:
        """Return the hash of all bytes, hexadecimal."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


@attrs.frozen(kw_only=True, eq=False)
class Format:
    """What an app exports.

    Attributes:
        name: What ``--from`` calls it.
        columns: Names of headings by which its table is recognised; empty for what is no table.
        numbers: Headings of measurements, whose decimal mark is to be decided.
        wholes: Headings of counts, which are whole numbers.
        moments: Headings of dates.
        fact: What a row says.
        rows: Finds the rows of what is no table.
        recognises: Tells from the first bytes whether this is what is no table.
        utc: Whether the app tells local times in UTC, so that their zone must be known.
        place: What a row's number counts.
        sections: Whether one file holds several tables, each under its title.
        only: All headings that its table may have; empty admits others, which are not read.
    """

    name: str
    columns: tuple[frozenset[str], ...] = ()
    numbers: tuple[str, ...] = ()
    wholes: tuple[str, ...] = ()
    moments: tuple[str, ...] = ()
    fact: Callable[[Reading], Fact]
    rows: Callable[[Source], Iterator[Row | Refusal]] | None = None
    recognises: Callable[[bytes], bool] | None = None
    utc: bool = False
    place: str = "line"
    sections: bool = False
    only: frozenset[str] = frozenset()


def cells(**values: object) -> dict[tuple[str, str], str]:
    """Return the cells of a row that was no line of a table: ``weight_kg=60`` stands under weight, in kg.

    Numbers are written with a point; ``None`` is an empty cell.
    """
    return {split_heading(name): "" if value is None else _plain(value) for name, value in values.items()}


def _plain(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.6f}"
    return str(value)
