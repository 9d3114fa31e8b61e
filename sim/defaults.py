"""What is lived where a scenario says nothing, read from ``defaults.toml``: each value with its unit and source."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

import attrs

FILE = "defaults.toml"
STATUSES = ("measured", "assumed")


@attrs.frozen(kw_only=True)
class Default:
    """One value that stands where a scenario gives none.

    Attributes:
        name: ``group.field``; the unit is the last word where the value has one.
        status: ``measured`` near what a source found in such people, ``assumed`` for what the note says.
        sources: Keys of ``models/references.toml``.
    """

    name: str
    value: float
    unit: str
    status: str = attrs.field(validator=attrs.validators.in_(STATUSES))
    sources: tuple[str, ...]
    note: str

    def __attrs_post_init__(self) -> None:
        if self.status == "measured" and not self.sources:
            raise ValueError(f"{FILE}: {self.name} counts as measured and names no source; name it, or say assumed")


@cache
def defaults() -> dict[str, Default]:
    """Return every default by name."""
    text = resources.files(__package__).joinpath(FILE).read_text(encoding="utf-8")
    return {
        f"{group}.{name}": _built(f"{group}.{name}", row)
        for group, rows in tomllib.loads(text).items()
        for name, row in rows.items()
    }


def _built(name: str, row: dict[str, Any]) -> Default:
    given = {key: value for key, value in row.items() if key != "source"}
    return Default(name=name, sources=tuple(row.get("source", ())), **given)


def default(name: str) -> float:
    """Return the value of one default.

    Raises:
        KeyError: There is none of this name.
    """
    return defaults()[name].value
