"""From a file to facts: its rows are found, its conventions decided, and every row is understood or refused."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import attrs

from ..errors import InputError
from .conventions import Conventions, Options, UnsettledError, ask, decide_dates, decide_decimal
from .dates import readings
from .detect import Detected, detect
from .facts import Fact, Spoilt, day_of
from .rows import Reading, Refusal, RefusedError, Row, rows_of_table
from .source import Source
from .text import KG_PER_UNIT, clean

LONGEST_REASON = 300


@attrs.define
class Refusals:
    """Rows that are not imported: the lines of each reason, packed, since a large export has millions of them."""

    lines: dict[str, array[int]] = attrs.field(factory=lambda: defaultdict(lambda: array("Q")))

    def add(self, line: int, reason: str) -> None:
        """Note one row."""
        self.lines[clean(reason, LONGEST_REASON)].append(line)

    def add_all(self, refused: Iterable[tuple[int, str]]) -> None:
        """Note several rows."""
        for line, reason in refused:
            self.add(line, reason)

    def __len__(self) -> int:
        """Count the rows."""
        return sum(map(len, self.lines.values()))

    def __iter__(self) -> Iterator[tuple[int, str]]:
        """Yield line and reason of every row, in the order of the file."""
        return iter(sorted((line, reason) for reason, lines in self.lines.items() for line in lines))


@attrs.frozen(kw_only=True)
class Understood:
    """A file as it was read.

    Attributes:
        row_count: Rows of the file.
        facts: What its rows say, at most one a row.
        refusals: The rows that say nothing.
        has_untimed: Whether a date stands there without a time of day.
    """

    detected: Detected
    row_count: int
    facts: tuple[Fact, ...]
    refusals: Refusals
    conventions: Conventions
    has_untimed: bool


def understand(source: Source, wanted: str, options: Options) -> Understood:
    """Read a file.

    Args:
        source: The file.
        wanted: Name of the format; empty detects it.
        options: What the user settles.

    Raises:
        InputError: It cannot be read as what it should be, or something has to be settled first.
    """
    detected = detect(source, wanted)
    refusals = Refusals()
    rows = []
    for row in _rows(source, detected):
        if isinstance(row, Row):
            rows.append(row)
        else:
            refusals.add(row.line, row.reason)
    row_count = len(rows) + len(refusals)
    conventions = _decide(source, detected, rows, options)
    return Understood(
        detected=detected,
        row_count=row_count,
        facts=_facts(source, detected, rows, conventions, refusals),
        refusals=refusals,
        conventions=conventions,
        has_untimed=_has_untimed(detected, rows, conventions.dates),
    )


def _rows(source: Source, detected: Detected) -> Iterator[Row | Refusal]:
    if detected.format.rows is not None:
        return detected.format.rows(source)
    return _rows_of_table(source, detected)


def _rows_of_table(source: Source, detected: Detected) -> Iterator[Row | Refusal]:
    try:
        yield from rows_of_table(source.text, detected.delimiter, detected.columns, sections=detected.format.sections)
    except InputError as error:
        raise InputError(f"{source.name}: {error}") from error


def _decide(source: Source, detected: Detected, rows: Sequence[Row], options: Options) -> Conventions:
    """Settle what the whole file shares.

    Raises:
        InputError: Its values leave something open.
    """
    one = detected.format
    settled = {"timezone": options.timezone} if options.timezone else {}
    if one.rows is not None:
        return Conventions(options=options, zone=options.zone(), utc=one.utc, place=one.place, why=settled)
    settled["encoding"] = source.encoding
    unsettled, decimal, dates = [], ".", "ymd"
    try:
        numbers = (cell for row in rows for cell in row.evidence(one.numbers))
        wholes = (cell for row in rows for cell in row.evidence(one.wholes))
        decimal, why = decide_decimal(numbers, wholes, options.decimal)
        settled |= {"decimal": f"{decimal} ({why})"} if why else {}
    except UnsettledError as error:
        unsettled.append(error)
    try:
        dates, why = decide_dates((cell for row in rows for cell in row.evidence(one.moments)), options.dates)
        settled |= {"dates": f"{dates} ({why})"} if why else {}
    except UnsettledError as error:
        unsettled.append(error)
    if unsettled:
        raise ask(unsettled, source.name)
    settled |= _units(source, rows, options)
    return Conventions(
        decimal=decimal, dates=dates, options=options, zone=options.zone(), utc=one.utc, place=one.place, why=settled
    )


def _units(source: Source, rows: Sequence[Row], options: Options) -> dict[str, str]:
    """Return what the headings and the options say of units.

    Raises:
        InputError: They contradict each other.
    """
    told = {(name, unit) for row in rows[:1] for name, unit in row.cells if unit}
    load_units = {unit for _, unit in told if unit in KG_PER_UNIT}
    if options.unit and load_units and options.unit not in load_units:
        raise InputError(
            f"{source.name}: its headings tell loads in {load_units.pop()}: leave --unit {options.unit} out"
        )
    given = {"unit": options.unit if not load_units else "", "distance": options.distance}
    settled = {name: f"{unit} (as --{name} says, where the file tells none)" for name, unit in given.items() if unit}
    return settled | ({"headings": ", ".join(f"{name} in {unit}" for name, unit in sorted(told))} if told else {})


def _facts(
    source: Source, detected: Detected, rows: Iterable[Row], conventions: Conventions, refusals: Refusals
) -> tuple[Fact, ...]:
    facts: list[Fact] = []
    unsettled: dict[str, UnsettledError] = {}
    for row in rows:
        try:
            fact = detected.format.fact(Reading(row, conventions))
            _refuse_future(fact, conventions.options.today)
            facts.append(fact)
        except RefusedError as error:
            refusals.add(row.line, str(error))
            if error.spoils is not None:
                facts.append(Spoilt(line=row.line, day=error.spoils))
        except UnsettledError as error:
            unsettled.setdefault(error.option, error)
    if unsettled:
        raise ask(unsettled.values(), source.name)
    return tuple(facts)


def _refuse_future(fact: Fact, today: date) -> None:
    """Refuse what cannot have happened yet.

    Raises:
        RefusedError: It lies after today. Tomorrow is allowed, since it has begun east of here.
    """
    day = day_of(fact)
    if day is not None and day > today + timedelta(days=1):
        raise RefusedError(f"expected a date up to today, {today}, found {day}: correct it in the file")


def _has_untimed(detected: Detected, rows: Iterable[Row], order: str) -> bool:
    cells = (cell for row in rows for cell in row.evidence(detected.format.moments))
    return any(order in readings(cell.text) and not readings(cell.text)[order].timed for cell in cells)
