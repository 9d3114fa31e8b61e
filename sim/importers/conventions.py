"""What a file leaves open: units, the order of day and month, the decimal mark. Decided once per file, from evidence.

Nothing is guessed. Where the file's own values do not settle a question, the importer stops and names the option that
does.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

import attrs

from ..errors import InputError
from ..log.import_marks import today
from .dates import ORDERS, parse_clock, readings
from .text import DECIMALS, NOTHING, parse_number, shown

CHOICES = {
    "unit": ("kg", "lb"),
    "distance": ("km", "mi"),
    "dates": ORDERS,
    "decimal": DECIMALS,
}


def _one_of(instance: object, attribute: attrs.Attribute[str], value: str) -> None:
    del instance
    choices = CHOICES[attribute.name]
    if value and value not in choices:
        raise InputError(f"--{attribute.name} must be one of {' '.join(choices)}, found {value!r}")


@attrs.frozen(kw_only=True)
class Options:
    """What the user settles; an empty text leaves it to the file.

    Attributes:
        unit: Of loads without one: ``kg`` or ``lb``.
        distance: Unit of distances without one: ``km`` or ``mi``.
        dates: Order of the parts of a date: ``dmy``, ``mdy`` or ``ymd``.
        decimal: Decimal mark: ``.`` or ``,``.
        timezone: Where the athlete lived, such as ``Europe/Paris``, for files that tell moments in UTC.
        at: Time of day of what has a date and no time.
        today: After which nothing can have happened yet.
    """

    unit: str = attrs.field(default="", validator=_one_of)
    distance: str = attrs.field(default="", validator=_one_of)
    dates: str = attrs.field(default="", validator=_one_of)
    decimal: str = attrs.field(default="", validator=_one_of)
    timezone: str = ""
    at: str = "12:00"
    today: date = attrs.field(factory=today)

    def __attrs_post_init__(self) -> None:
        """Refuse a time zone that nobody knows, and a time of day that is none."""
        self.zone()
        try:
            parse_clock(self.at)
        except ValueError as error:
            raise InputError(f"--at: {error}") from error

    def zone(self) -> ZoneInfo | None:
        """Return the time zone, ``None`` where none was given.

        Raises:
            InputError: There is no such zone.
        """
        if not self.timezone:
            return None
        try:
            return ZoneInfo(self.timezone)
        except (OSError, ValueError, LookupError) as error:
            raise InputError(f"--timezone must be a name such as Europe/Paris, found {self.timezone!r}") from error


@attrs.frozen(kw_only=True)
class Conventions:
    """How one file is to be read.

    Attributes:
        place: What a row's number counts.
        why: For each question that was settled, the answer with its evidence, to be shown.
    """

    decimal: str = "."
    dates: str = "ymd"
    options: Options = Options()
    zone: ZoneInfo | None = None
    utc: bool = False
    place: str = "line"
    why: dict[str, str] = attrs.field(factory=dict)


class UnsettledError(Exception):
    """A row cannot be read before the user settles something."""

    def __init__(self, option: str, found: str) -> None:
        super().__init__(found)
        self.option = option
        self.found = found


@attrs.frozen
class Cell:
    """A text with its line, as evidence."""

    line: int
    text: str


def decide_decimal(numbers: Iterable[Cell], wholes: Iterable[Cell], option: str) -> tuple[str, str]:
    """Return the decimal mark and the evidence for it.

    A value that only one of the two marks can explain is evidence; so is a count, which must come out whole.

    Raises:
        UnsettledError: The values allow both and mean different things, or contradict each other.
    """
    if option:
        return option, "as --decimal says"
    evidence: dict[str, Cell] = {}
    open_cell: Cell | None = None
    for cells, whole in ((numbers, False), (wholes, True)):
        for cell in cells:
            values = _under_each_mark(cell.text, whole=whole)
            if len(values) == 1:
                evidence.setdefault(next(iter(values)), cell)
            elif len(set(values.values())) > 1:
                open_cell = open_cell or cell
    if len(evidence) > 1:
        told = " and ".join(f"{shown(cell.text)} in line {cell.line}" for cell in evidence.values())
        raise UnsettledError("decimal", f"{told} do not have the same decimal mark")
    if evidence:
        mark, cell = next(iter(evidence.items()))
        return mark, f"{shown(cell.text)} in line {cell.line} can be nothing else"
    if open_cell is not None:
        raise UnsettledError("decimal", f"{shown(open_cell.text)} in line {open_cell.line} may be a thousand or a one")
    return ".", ""


def _under_each_mark(text: str, *, whole: bool) -> dict[str, float]:
    values: dict[str, float] = {}
    # Without a mark there is nothing to learn, and most cells have none.
    if text.isdigit() or text.casefold() in NOTHING:
        return values
    for mark in DECIMALS:
        try:
            number = parse_number(text, mark)
        except ValueError:
            continue
        if not whole or number.is_integer():
            values[mark] = number
    return values


def decide_dates(moments: Iterable[Cell], option: str) -> tuple[str, str]:
    """Return the order of day, month and year, and the evidence for it.

    Raises:
        UnsettledError: The values allow several orders and mean different days, or contradict each other.
    """
    if option:
        return option, "as --dates says"
    left = set(ORDERS)
    narrowed_by: Cell | None = None
    open_cell: Cell | None = None
    for cell in moments:
        possible = readings(cell.text)
        if not possible:
            continue
        if not left & possible.keys():
            found = f"{shown(cell.text)} in line {cell.line} and {shown(narrowed_by.text if narrowed_by else '')} "
            raise UnsettledError("dates", f"{found}do not have the same order of day and month")
        if left - possible.keys():
            left, narrowed_by = left & possible.keys(), cell
        if len(set(possible.values())) > 1:
            open_cell = open_cell or cell
    if open_cell is not None:
        meanings = {moment for order, moment in readings(open_cell.text).items() if order in left}
        if len(meanings) > 1:
            raise UnsettledError("dates", f"{shown(open_cell.text)} in line {open_cell.line} may be day or month first")
    order = next(one for one in reversed(ORDERS) if one in left)
    told = f"{shown(narrowed_by.text)} in line {narrowed_by.line} can be nothing else" if narrowed_by else ""
    return order, told


def ask(unsettled: Iterable[UnsettledError], file: str) -> InputError:
    """Return the error that asks for every option that is missing, in one line."""
    told: dict[str, str] = {}
    for one in unsettled:
        told.setdefault(one.option, one.found)
    parts = [f"{found}: add {_examples(option)}" for option, found in told.items()]
    return InputError(f"{file}: {'; '.join(parts)}")


def _examples(option: str) -> str:
    if option == "timezone":
        return "--timezone with where you lived, such as --timezone Europe/Paris"
    return " or ".join(f"--{option} {choice}" for choice in CHOICES[option])
