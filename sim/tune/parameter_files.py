"""Writing a fitted parameter set: the file of numbers with new values and intervals, and the posterior's draws."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.parameters import ParameterSet, default_parameters, parse_parameters
from models.words import unknown

from ..errors import InputError

FloatArray = NDArray[np.float64]

DIGITS = 5


def with_values(text: str, values: Mapping[str, float], intervals: Mapping[str, tuple[float, float]]) -> str:
    """Return a parameter file in which some values are replaced.

    Args:
        text: The file, one table a parameter.
        values: New values by name.
        intervals: 90 % intervals of those that are calibrated; the others are marked as assumed.
    """
    lines, table = [], ""
    for line in text.splitlines():
        heading = re.fullmatch(r"\[(\w+)\]", line.strip())
        table = heading[1] if heading else table
        if table not in values:
            lines.append(line)
        elif line.startswith("value ="):
            lines.append(f"value = {_short(values[table])}")
        elif line.startswith("status ="):
            lines += _status(intervals.get(table))
        elif not line.startswith("interval ="):
            lines.append(line)
    return "\n".join(lines) + "\n"


def _status(interval: tuple[float, float] | None) -> list[str]:
    if interval is None:
        return ['status = "assumed"']
    return ['status = "calibrated"', f"interval = [{', '.join(map(_short, interval))}]"]


def _short(value: float) -> str:
    return repr(float(f"{value:.{DIGITS}g}"))


def draws_csv(draws: Mapping[str, FloatArray]) -> str:
    """Return posterior draws as CSV: one column a parameter, one row a draw."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(draws)
    writer.writerows([f"{value:.{DIGITS}g}" for value in row] for row in zip(*draws.values(), strict=True))
    return written.getvalue()


def load_parameters(path: Path | str | None = None) -> ParameterSet:
    """Return the parameters that ship, or those of a file in the form of ``models/parameters.toml``.

    Raises:
        InputError: The file cannot be read, or a parameter lacks something, is unknown or is out of bounds.
    """
    shipped = default_parameters()
    if path is None:
        return shipped
    try:
        found = parse_parameters(Path(path).read_text(encoding="utf-8"), Path(path).stem)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error}); expected a parameter file") from error
    except ValueError as error:
        raise InputError(f"{path}: {error}") from error
    for name in found:
        if name not in shipped:
            raise InputError(f"{path}: {unknown('parameter', name, shipped)}")
    missing = [name for name in shipped if name not in found]
    if missing:
        raise InputError(f"{path}: {missing[0]} is missing; add it, or start from a copy of models/parameters.toml")
    return found
