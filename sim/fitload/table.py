"""A load-and-performance table: one row a day, read strictly from CSV."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import attrs
import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray
from models.words import unknown

from ..errors import InputError
from ..text import plain

MOST_DAYS = 36_525
"""A century: a longer table is a slip of the pen in a day."""
MOST_PROBLEMS = 20
DELIMITERS = ",;\t"


@attrs.frozen(eq=False)
class LoadTable:
    """Daily load, and performance on the days on which it was measured.

    Attributes:
        name: Where it comes from, for titles and messages.
        first_day: Number of the first day, as the table counts.
        load: Load of every day from there, rest days 0, shape ``(days,)``.
        tests: Positions of the days with a performance, ascending, shape ``(tests,)``.
        performance: What was measured then, shape ``(tests,)``.
        filled_days: How many days the table left out; they count as rest.
        dated: Whether days were written as dates; their numbers then are those of ``date.toordinal``.
    """

    name: str
    first_day: int
    load: FloatArray
    tests: NDArray[np.intp]
    performance: FloatArray
    filled_days: int = 0
    dated: bool = False

    def written(self, day: int) -> str:
        """Return a day as the table has it: a date, or its number."""
        return date.fromordinal(day).isoformat() if self.dated else str(day)

    @property
    def days(self) -> NDArray[np.int64]:
        """Numbers of all days, shape ``(days,)``."""
        return self.first_day + np.arange(len(self.load))

    @classmethod
    def of(cls, name: str, loads: Mapping[int, float], performances: Mapping[int, float]) -> LoadTable:
        """Build a table from loads and performances by day; days without a load are rest.

        Raises:
            InputError: There is no day at all, or the days span more than a century.
        """
        days = sorted({*loads, *performances})
        if not days:
            raise InputError(f"{name}: expected at least one day with a load, found none")
        first, span = days[0], days[-1] - days[0] + 1
        if span > MOST_DAYS:
            raise InputError(f"{name}: expected at most {MOST_DAYS} days, found days {first} to {days[-1]}; check them")
        load = np.zeros(span)
        for day, amount in loads.items():
            load[day - first] = amount
        tested = sorted(performances)
        return cls(
            name,
            first,
            load,
            np.array([day - first for day in tested], dtype=np.intp),
            np.array([performances[day] for day in tested], dtype=float),
            span - len(days),
        )


def read_table(
    path: Path | str, *, day: str = "day", load: str | None = "load", performance: str = "performance"
) -> LoadTable:
    """Read a table from CSV; commas, semicolons or tabs, with or without a byte-order mark.

    Args:
        path: The file.
        day: Head of the column with the day: a whole number or a date such as 2026-03-31, each once.
        load: Head of the column with the load, not negative; empty is a day of rest. ``None`` reads none: for tests
            whose loads are in a log.
        performance: Head of the column with the performance; empty where none was measured.

    Raises:
        InputError: The file cannot be read, a column is missing, or rows cannot be used; one line for each.
    """
    path = Path(path)
    rows = _rows(path)
    where, header = next(rows, (f"{path}:1", []))
    heads = {"day": day, "load": load, "performance": performance}
    places = [None if head is None else _place(where, header, option, head) for option, head in heads.items()]
    reader = _Reader((day, load or "load", performance), len(header), places)
    problems: list[str] = []
    for where, cells in rows:
        try:
            reader.add(where, cells)
        except ValueError as problem:
            problems.append(f"{where}: {problem}")
    _raise_any(path, problems)
    return attrs.evolve(LoadTable.of(str(path), reader.loads, reader.performances), dated=bool(reader.dated))


class _Reader:
    """What the rows so far have said.

    Args:
        heads: Of the columns with day, load and performance.
        width: Cells of a row.
        places: Where these columns stand; ``None`` for one that is not read.
    """

    def __init__(self, heads: tuple[str, ...], width: int, places: list[int | None]) -> None:
        self._heads = heads
        self._width = width
        self._places = places
        self._seen: dict[int, str] = {}
        self.dated: bool | None = None
        self.loads: dict[int, float] = {}
        self.performances: dict[int, float] = {}

    def add(self, where: str, cells: list[str]) -> None:
        """Take a row in; ``ValueError`` tells what is wrong with it."""
        if len(cells) != self._width:
            raise ValueError(f"expected {self._width} cells as in the header, found {len(cells)}; mend the row")
        written, load, performance = ("" if place is None else cells[place] for place in self._places)
        day, dated = _day(written)
        if self.dated not in {None, dated}:
            raise ValueError(f"expected all days as numbers or all as dates, found {written} after the other; mend it")
        if day in self._seen:
            raise ValueError(f"expected each day once, found {written} again after {self._seen[day]}; add up its loads")
        amount = _amount(load, self._heads[1], least=0.0)
        measured = _amount(performance, self._heads[2], least=-math.inf)
        self._seen[day], self.dated = where, dated
        self.loads[day] = amount or 0.0
        if measured is not None:
            self.performances[day] = measured


def _rows(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the place and the cells of every row that is not empty."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: expected a readable CSV file, found: {error.strerror}; check the name") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}: expected UTF-8 text, found none at byte {error.start}; save it as CSV UTF-8"
        ) from error
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=head.count))
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield f"{path}:{reader.line_num}", [cell.strip() for cell in cells]
    except csv.Error as error:
        raise InputError(f"{path}:{reader.line_num}: expected CSV, found: {error}; mend the row") from error


def _place(where: str, header: list[str], option: str, head: str) -> int:
    """Return which column has this head, in whatever case."""
    heads = [cell.casefold() for cell in header]
    if heads.count(head.casefold()) == 1:
        return heads.index(head.casefold())
    if head.casefold() in heads:
        raise InputError(f"{where}: expected one column {head!r}, found {heads.count(head.casefold())}; rename one")
    hint = unknown("column", head, dict.fromkeys(header)).partition(";")[2]
    found = plain(", ".join(header)) or "nothing"
    raise InputError(
        f"{where}: expected a column {head!r}, found {found}{';' if hint else ''}{hint}; name yours with --{option}"
    )


def _day(cell: str) -> tuple[int, bool]:
    """Return the number of a day, and whether it was a date."""
    try:
        return int(cell), False
    except ValueError:
        pass
    try:
        return date.fromisoformat(cell).toordinal(), True
    except ValueError:
        raise ValueError(f"day must be a whole number or a date such as 2026-03-31, found {cell!r}; mend it") from None


def _amount(cell: str, head: str, *, least: float) -> float | None:
    """Return the number in a cell, ``None`` if it is empty."""
    if not cell:
        return None
    try:
        amount = float(cell)
    except ValueError:
        amount = math.nan
    if not math.isfinite(amount) or amount < least:
        wanted = "a number" if math.isinf(least) else f"a number of {least:g} or more"
        raise ValueError(f"{head} must be {wanted}, found {cell!r}; mend it or leave it empty")
    return amount


def _raise_any(path: Path, problems: list[str]) -> None:
    if len(problems) == 1:
        raise InputError(problems[0])
    if problems:
        shown = problems[:MOST_PROBLEMS]
        more = [f"{path}: and {len(problems) - len(shown)} rows more"] if len(problems) > len(shown) else []
        raise InputError("\n".join([f"{path}: {len(problems)} rows cannot be used", *shown, *more]))
