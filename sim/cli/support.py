"""What several commands share: options, consoles, moments, numbers in tables."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter, Token, validators

from ..errors import MAX_SEED, InputError
from ..plan import DAYS_PER_WEEK
from ..results import plain_json
from ..text import cell, json_text, visible

if TYPE_CHECKING:
    from rich.console import Console

    from ..comparison.experiment import Progress


def whole_number(_type: object, tokens: Sequence[Token]) -> int:
    """Read an option that is a whole number: 1.5 people are refused and not rounded.

    Raises:
        InputError: It is none.
    """
    try:
        return int(tokens[0].value)
    except ValueError:
        message = f"{tokens[0].keyword} must be a whole number, found {tokens[0].value[:LONGEST_SHOWN]!r}"
        raise InputError(message) from None


def whole(help: str, least: int, most: int | None = None) -> Parameter:
    """Return an option that is a whole number between two, both included."""
    return Parameter(help=help, converter=whole_number, validator=validators.Number(gte=least, lte=most))


LONGEST_SHOWN = 60

Format = Annotated[Literal["text", "json", "csv"], Parameter(help="How results are written to standard output.")]
Store = Annotated[str, Parameter(help="Where logs are kept: a path, sqlite:///PATH or postgresql://...")]
Out = Annotated[Path, Parameter(help="Folder for results; a subfolder for each scenario is made in it.")]
Seed = Annotated[int | None, whole("Seed of all chance; default: the scenario's.", 0, MAX_SEED)]
Quiet = Annotated[bool, Parameter(negative="", help="No progress and no closing remarks.")]

DEFAULT_STORE = "outputs/regain.db"
DEFAULT_OUT = Path("outputs")
WIDE = 240


def console() -> Console:
    """Return the console of results: standard output, without colours where it is no terminal."""
    from rich.console import Console

    class Results(Console):
        def on_broken_pipe(self) -> None:
            """Leave it to the application, which ends quietly; the library would end with a failed check's status."""
            raise BrokenPipeError

    # A pipe has no width: leave every row on one line.
    return Results(highlight=False, width=None if sys.stdout.isatty() else WIDE)


def counted(count: float, noun: str, plural: str = "") -> str:
    """Write how many there are of something; the plural where it is not the noun with an s."""
    return f"{count:.10g} {noun if count == 1 else plural or f'{noun}s'}"


def say(text: str, *, quiet: bool = False) -> None:
    """Tell something that is no result: to standard error."""
    if not quiet:
        print(visible(text), file=sys.stderr)


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Progress]:
    """Show how far a long job is, on standard error and only on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda _text, _share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda text, share: bar.update(task, description=text, completed=share)


def write_rows(rows: Sequence[Mapping[str, Any]], form: str, columns: Sequence[str] | None = None) -> None:
    """Write rows to standard output as JSON or CSV."""
    if form == "json":
        text = json.dumps([plain_json(row) for row in rows], indent=1, ensure_ascii=False, allow_nan=False)
        print(json_text(text))
        return
    names = list(columns or (rows[0] if rows else ()))
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(cell(name) for name in names)
    for row in rows:
        values = (row.get(name) for name in names)
        writer.writerow([cell(value) if isinstance(value, str) else value for value in values])


def print_table(title: str, columns: Iterable[str], rows: Iterable[Sequence[str]], *, numbers_from: int = 1) -> None:
    """Print a table; columns from ``numbers_from`` are aligned to the right."""
    from rich.markup import escape
    from rich.table import Table

    # Above the table and not its title: a narrow table would break it into pieces.
    console().print(visible(title), style="bold", markup=False)
    table = Table(box=None, pad_edge=False)
    for position, column in enumerate(columns):
        side: Literal["left", "right"] = "right" if position >= numbers_from else "left"
        table.add_column(escape(visible(column)), justify=side, overflow="fold")
    for row in rows:
        table.add_row(*(escape(visible(one)) for one in row))
    console().print(table)


def parse_moment(text: str, history_days: float, end_days: float) -> float:
    """Turn ``week:8``, ``day:30``, ``start`` or ``end`` into days since the run's start.

    Weeks and days count from week 0, where the strategies begin; they are negative in the history.

    Raises:
        InputError: The text is none of these.
    """
    if text in {"start", "end"}:
        return history_days if text == "start" else end_days
    found = re.fullmatch(r"(week|day):(-?\d+(?:\.\d+)?)", text)
    if found is None:
        message = f"--at must be week:N, day:N, start or end, found {text!r}"
        raise InputError(message)
    return history_days + float(found[2]) * (DAYS_PER_WEEK if found[1] == "week" else 1.0)


def parse_changes(settings: Sequence[str]) -> dict[str, float]:
    """Turn ``name=value`` settings into values of parameters.

    Raises:
        InputError: One of them is not of that form, or names no parameter or a value out of its bounds.
    """
    from models.parameters import default_parameters

    changes = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        try:
            changes[name.strip()] = float(value)
        except ValueError:
            equals = ""
        if not equals or changes[name.strip()] != changes[name.strip()]:
            message = f"--set must be NAME=NUMBER, found {setting!r}"
            raise InputError(message)
        try:
            default_parameters().replace({name.strip(): changes[name.strip()]})
        except (KeyError, ValueError) as error:
            found = str(error.args[0])
            end = "" if found.endswith("?") else ";"
            message = f"--set {setting}: {found}{end} `regain parameters` lists names and bounds"
            raise InputError(message) from None
    return changes
