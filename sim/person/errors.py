"""How far a lift is from telling a maximum: the numbers are in ``errors.toml``, with their sources."""

from __future__ import annotations

from functools import cache
from importlib import resources

import attrs

from models.references import Sourced
from models.rows import build, number, tables, text

FILE = "errors.toml"
MOST = 1000.0


@attrs.frozen(kw_only=True)
class ErrorSize(Sourced):
    """A row of ``errors.toml``."""

    name: str
    meaning: str = attrs.field(validator=text)
    value: float = attrs.field(validator=number(0.0, MOST))
    unit: str = attrs.field(validator=text)


@attrs.frozen(kw_only=True)
class Errors:
    """The values of ``errors.toml``, by name; what each means stands there."""

    one_rm_day_error: float
    one_rm_day_shared_fraction: float
    reserve_error_reps: float
    reserve_error_per_rep: float
    estimated_reserve_error_reps: float
    most_reserve_reps: float
    most_possible_reps: float
    reps_curve_error_fraction: float
    exercise_offset_sd: float
    strength_drift_sd: float
    tau_strength_drift_days: float


@cache
def error_table() -> dict[str, ErrorSize]:
    """Return the rows with their meaning and source."""
    content = resources.files(__package__).joinpath(FILE).read_text(encoding="utf-8")
    return {name: build(ErrorSize, f"{FILE}: {name}", row, name=name) for name, row in tables(content, FILE).items()}


@cache
def errors() -> Errors:
    """Return the values."""
    return Errors(**{name: row.value for name, row in error_table().items()})
