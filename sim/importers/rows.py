"""Rows: what every file is turned into before anything is understood, and how a cell of it is read."""

from __future__ import annotations

import csv
import io
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from math import inf

import attrs

from ..errors import InputError
from .conventions import Cell, Conventions, UnsettledError
from .dates import parse_clock, parse_moment
from .text import (
    KG_PER_UNIT,
    KM_PER_UNIT,
    MINUTES_PER_UNIT,
    NOTHING,
    UNIT_WORDS,
    clean,
    parse_duration_min,
    parse_number,
    shown,
    split_heading,
)

LARGEST = 1e6
MOST_HEADINGS = 1000

Units = Mapping[str, float]


class RefusedError(Exception):
    """A row is not imported; the message says why, to be read after its line number.

    Attributes:
        spoils: Day whose food is not whole without this row; ``None`` where the row tells no food.
    """

    def __init__(self, message: str, spoils: date | None = None) -> None:
        super().__init__(message)
        self.spoils = spoils


@attrs.frozen
class Refusal:
    """A row that its reader already refused."""

    line: int
    reason: str


@attrs.frozen
class Row:
    """Cells by heading. A heading is split into name and unit, and a name may stand there in several units."""

    line: int
    cells: Mapping[tuple[str, str], str]

    def texts(self, name: str) -> dict[str, str]:
        """Return what stands under a name, by unit, without what is empty."""
        return {
            unit: text
            for (heading, unit), text in self.cells.items()
            if heading == name and text.strip().casefold() not in NOTHING
        }

    def evidence(self, names: tuple[str, ...]) -> Iterator[Cell]:
        """Yield the cells under some names."""
        for name in names:
            for text in self.texts(name).values():
                yield Cell(self.line, text)


@attrs.frozen
class Reading:
    """A row together with how its file is to be read."""

    row: Row
    conventions: Conventions

    @property
    def line(self) -> int:
        """Where the row stands."""
        return self.row.line

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        return f"{self.conventions.place} {self.line}"

    def text(self, name: str) -> str:
        """Return the words under a name on one line; empty if there are none."""
        return clean(next(iter(self.row.texts(name).values()), ""))

    def number(self, name: str, *, least: float = 0.0, most: float = LARGEST) -> float | None:
        """Return the number under a name, whatever its unit; ``None`` if the cell is empty.

        Raises:
            RefusedError: It is no number, or out of range.
        """
        text = next(iter(self.row.texts(name).values()), None)
        return None if text is None else self._parse(name, text, least, most)

    def needed(self, name: str, *, most: float = LARGEST) -> float:
        """Return the number under a name, which must be there.

        Raises:
            RefusedError: It is not there, no number, or out of range.
        """
        number = self.number(name, most=most)
        if number is None:
            raise RefusedError(f"{name} is missing")
        return number

    def quantity(
        self, name: str, units: Units, *, option: str = "", least: float = 0.0, most: float = LARGEST
    ) -> float | None:
        """Return the number under a name in the unit that counts as 1; ``None`` if the cell is empty.

        The unit is that of the heading, or of a column ``NAME unit``, or of an option.

        Raises:
            RefusedError: No number, out of range, an unknown unit, or two columns that contradict each other.
            UnsettledError: Nothing tells the unit.
        """
        values = []
        for heading_unit, text in self.row.texts(name).items():
            number = self._parse(name, text, -LARGEST, LARGEST)
            unit = heading_unit or self._unit_of_row(name, units) or getattr(self.conventions.options, option, "")
            if not unit and number and not option:
                raise RefusedError(f"no unit is told for the {name} {shown(text)}")
            if not unit and number:
                raise UnsettledError(option, f"no unit is told for the {name} {shown(text)} in {self.place}")
            if unit and unit not in units:
                raise RefusedError(f"{name} cannot be in {unit}")
            values.append(number * units.get(unit, 0.0))
        # Two columns for one quantity were rounded apart, by at most a tenth or so.
        if values and max(values) - min(values) > 0.2 + 0.005 * abs(values[0]):
            raise RefusedError(f"{name} is told in two units that do not agree")
        if values and not least <= values[0] <= most:
            raise RefusedError(f"{name} must be between {least:g} and {most:g}, found {values[0]:g}")
        return values[0] if values else None

    def _unit_of_row(self, name: str, units: Units) -> str:
        told = self.text(f"{name.removesuffix(' value')} unit")
        if not told:
            return ""
        unit = UNIT_WORDS.get(told.casefold(), "")
        if unit not in units:
            raise RefusedError(f"{name} unit must be one of {' '.join(units)}, found {shown(told)}")
        return unit

    def _parse(self, name: str, text: str, least: float, most: float) -> float:
        try:
            number = parse_number(text, self.conventions.decimal)
        except ValueError as error:
            raise RefusedError(f"{name}: {error}") from None
        if not least <= number <= most:
            raise RefusedError(f"{name} must be between {least:g} and {most:g}, found {number:g}")
        return number

    def load_kg(self, name: str = "weight") -> float:
        """Return a load, 0 if there is none."""
        return self.quantity(name, KG_PER_UNIT, option="unit", least=-500.0, most=1500.0) or 0.0

    def distance_km(self, name: str = "distance") -> float:
        """Return a distance, 0 if there is none."""
        return self.quantity(name, KM_PER_UNIT, option="distance", most=500.0) or 0.0

    def minutes(self, name: str, unit: str = "", *, colon: str = "", most_h: float = 24.0) -> float:
        """Return a duration in minutes, 0 if there is none: a number with a unit, or a text such as ``1h 5m``.

        Args:
            name: Of the heading.
            unit: Of a plain number where the heading tells none.
            colon: Unit before the colon of ``7:30``, ``h`` or ``min``; empty takes hours where the heading is in hours.
            most_h: A longer one is refused.

        Raises:
            RefusedError: It is no duration, out of range, or told in two units that do not agree.
        """
        found = []
        for heading_unit, text in self.row.texts(name).items():
            known = heading_unit or unit
            try:
                spelled = any(mark in text.casefold() for mark in ":hms")
                minutes = (
                    parse_duration_min(text, hours=(colon or known) == "h")
                    if spelled
                    else parse_number(text, self.conventions.decimal) * MINUTES_PER_UNIT[known]
                )
            except (KeyError, ValueError):
                raise RefusedError(f"{name}: expected a duration such as 1h 5m, found {shown(text)}") from None
            if not 0.0 <= minutes <= most_h * 60.0:
                raise RefusedError(f"{name} must be between 0 and {most_h:g} hours, found {shown(text)}")
            found.append(minutes)
        if found and max(found) - min(found) > 1.0 + 0.01 * found[0]:
            raise RefusedError(f"{name} is told in two units that do not agree")
        return found[0] if found else 0.0

    def session_min(self, name: str = "duration") -> float:
        """Return how long a session took: of any length, for a timer may have been left running."""
        return self.minutes(name, colon="h", most_h=inf)

    def hours_asleep(self, name: str, unit: str = "") -> float:
        """Return how long a night was; ``7:30`` is hours and minutes."""
        return self.minutes(name, unit, colon="h") / 60.0

    def elapsed_min(self, start: str, end: str) -> float:
        """Return the minutes between two moments: as clocks count them where both tell how far they are from UTC."""
        first, last = (parse_moment(self.text(name), self.conventions.dates) for name in (start, end))
        between = (last.wall - first.wall).total_seconds() / 60.0
        if first.offset_min is None or last.offset_min is None:
            return between
        return between - last.offset_min + first.offset_min

    def reps_in_reserve(self, name: str = "rpe") -> float | None:
        """Return the repetitions left undone, from a rating of exertion: 10 less the rating; ``None`` if unrated.

        Raises:
            RefusedError: The rating is none from 1 to 10.
        """
        rating = self.number(name, most=10.0)
        if not rating:
            return None
        if rating < 1.0:
            raise RefusedError(f"{name} must be between 1 and 10, found {rating:g}")
        return 10.0 - rating

    def moment(self, name: str) -> datetime:
        """Return a moment as the athlete's clock showed it; without a time of day, at the time that the options say.

        Raises:
            RefusedError: It is missing or no date.
            UnsettledError: It is told in UTC, and nobody said where the athlete lived.
        """
        text = next(iter(self.row.texts(name).values()), "")
        if not text:
            raise RefusedError(f"{name} is missing")
        try:
            found = parse_moment(text, self.conventions.dates)
        except ValueError as error:
            raise RefusedError(f"{name}: {error}") from None
        if not found.timed:
            return found.wall.replace(hour=0) + parse_clock(self.conventions.options.at)
        if found.offset_min is None:
            return found.wall
        if self.conventions.zone is not None:
            moved = found.wall.replace(tzinfo=UTC) - timedelta(minutes=found.offset_min)
            return moved.astimezone(self.conventions.zone).replace(tzinfo=None)
        if found.in_utc or (self.conventions.utc and found.offset_min == 0):
            raise UnsettledError("timezone", f"the {name} {shown(text)} in {self.place} is told in UTC")
        return found.wall


def headings_of(cells: list[str]) -> list[tuple[str, str]]:
    """Return the names and units of a line of headings, those of other languages and years as they are called today."""
    return [_translated(split_heading(cell)) for cell in cells]


def _translated(heading: tuple[str, str]) -> tuple[str, str]:
    name, unit = heading
    known = heading_words().get(name)
    return (known[0], unit or known[1]) if known else heading


@cache
def heading_words() -> dict[str, tuple[str, str]]:
    """Return headings of other languages and years: what each is called today, and in which unit it is."""
    text = resources.files(__package__).joinpath("heading_words.toml").read_text(encoding="utf-8")
    return {old: split_heading(new) for table in tomllib.loads(text).values() for old, new in table.items()}


def table_lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield every line of a table with its number; a quoted cell may span several.

    Raises:
        InputError: The text is no table.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"line {line}: not a table ({error}); export it again") from error


def _refuse_twice(line: int, cells: list[str], headings: list[tuple[str, str]]) -> None:
    """Refuse headings of which the last would silently win.

    Raises:
        InputError: Two say the same, or there are more than any export has.
    """
    if len(headings) > MOST_HEADINGS:
        raise InputError(
            f"line {line}: expected at most {MOST_HEADINGS} headings, found {len(headings)}; export it again"
        )
    counts = Counter(heading for heading in headings if heading[0])
    for cell, heading in zip(cells, headings, strict=False):
        if counts[heading] > 1:
            raise InputError(f"line {line}: the heading {shown(cell)} stands there twice; remove one of the columns")


def rows_of_table(
    text: str, delimiter: str, wanted: frozenset[str], *, sections: bool = False
) -> Iterator[Row | Refusal]:
    """Yield the rows below the headings that hold every wanted name.

    Args:
        text: The whole file.
        delimiter: Between cells.
        wanted: Names of headings.
        sections: Whether the file holds several tables, each below a line of one cell, its title.
    """
    headings: list[tuple[str, str]] = []
    title = ""
    expect_headings = True
    for line, cells in table_lines(text, delimiter):
        if len(cells) == 1 and (expect_headings or sections):
            title, expect_headings = clean(cells[0], 40), True
        elif expect_headings:
            found = headings_of(cells)
            headings = found if wanted <= {name for name, _ in found} else []
            expect_headings = not headings and not sections
            _refuse_twice(line, cells, headings)
        elif not headings:
            yield Refusal(line, f"the section {title!r} holds nothing that is imported")
        elif len(cells) > len(headings) and any(cell.strip() for cell in cells[len(headings) :]):
            yield Refusal(line, f"{len(cells)} cells under {len(headings)} headings: a comma or quote too many")
        else:
            yield Row(line, dict(zip(headings, cells, strict=False)))
