"""Writing a fitted parameter set: the file of numbers with new values and intervals, and the posterior's draws."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

DIGITS = 5


def with_values(text: str, values: Mapping[str, float], intervals: Mapping[str, tuple[float, float]]) -> str:
    """Return a parameter file in which some values are replaced, marked as calibrated and given their interval.

    Args:
        text: The file, one table a parameter.
        values: New values by name.
        intervals: Their 90 % intervals.
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
            low, high = intervals[table]
            lines += ['status = "calibrated"', f"interval = [{_short(low)}, {_short(high)}]"]
        elif not line.startswith("interval ="):
            lines.append(line)
    return "\n".join(lines) + "\n"


def _short(value: float) -> str:
    return repr(float(f"{value:.{DIGITS}g}"))


def draws_csv(draws: Mapping[str, FloatArray]) -> str:
    """Return posterior draws as CSV: one column a parameter, one row a draw."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(draws)
    writer.writerows([f"{value:.{DIGITS}g}" for value in row] for row in zip(*draws.values(), strict=True))
    return written.getvalue()
