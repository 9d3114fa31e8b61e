"""Rows of the catalogues: TOML tables built into attrs classes, each fault told by file, row and key."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from importlib import resources
from typing import Any, TypeVar

import attrs

from .words import unknown

Row = TypeVar("Row", bound=attrs.AttrsInstance)
Check = Callable[[Any, "attrs.Attribute[Any]", Any], None]


def shipped_text(filename: str) -> str:
    """Return the text of a file that ships beside this module."""
    return resources.files("models").joinpath(filename).read_text(encoding="utf-8")


def tables(text: str, filename: str) -> dict[str, dict[str, Any]]:
    """Read TOML in which every top-level entry is a table.

    Raises:
        ValueError: The text is no TOML, or an entry stands outside a table.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{filename}: {error}") from error
    for name, table in content.items():
        if not isinstance(table, dict):
            message = f"{filename}: {name} must be a table, found {table!r}; write [{name}] above its keys"
            raise ValueError(message)  # noqa: TRY004 (the file is at fault, not the caller)
    return content


def build(row_class: type[Row], where: str, row: object, **given: object) -> Row:
    """Build one row.

    Args:
        row_class: Its attrs class; the fields are the keys that a row may have.
        where: File and row, for messages.
        row: Keys and values as read.
        given: Fields that do not come from the table, such as its name.

    Raises:
        ValueError: A key is unknown or missing, or a value is not allowed.
    """
    if not isinstance(row, Mapping):
        message = f"{where} must be a table, found {row!r}; write keys and values"
        raise ValueError(message)  # noqa: TRY004 (the file is at fault, not the caller)
    fields = {field.name: field for field in attrs.fields(row_class) if field.init and field.name not in given}
    for key in row:
        if key not in fields:
            raise ValueError(f"{where}: {unknown('key', key, fields)}; known are {', '.join(fields)}")
    missing = [name for name, field in fields.items() if field.default is attrs.NOTHING and name not in row]
    if missing:
        raise ValueError(f"{where}: {missing[0]} is missing; add it")
    try:
        return row_class(**given, **row)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from error


def number(low: float, high: float) -> Check:
    """Validate a number between two bounds, both included."""

    def check(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        check_number(attribute.name, value, low, high)

    return check


def numbers_by_name(low: float, high: float) -> Check:
    """Validate a non-empty mapping from names to numbers between two bounds."""

    def check(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, Mapping) or not value:
            raise ValueError(f"{attribute.name} must name at least one muscle, found {value!r}")
        for name, share in value.items():
            check_number(f"{attribute.name}.{name}", share, low, high)

    return check


def check_number(name: str, value: object, low: float, high: float) -> None:
    """Raise ``ValueError`` unless the value is a number between the bounds."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    # Not-a-number and the infinities fail the comparison.
    if not is_number or not low <= value <= high:  # type: ignore[operator]
        raise ValueError(f"{name} must be a number between {low:g} and {high:g}, found {value!r}")


def check_names(where: str, what: str, names: Iterable[str], known: Iterable[str]) -> None:
    """Raise ``ValueError`` at the first name that is not known."""
    words = dict.fromkeys(known)
    for name in names:
        if name not in words:
            raise ValueError(f"{where}: {unknown(what, name, words)}; known are {', '.join(words)}")


def word(*allowed: str) -> Check:
    """Validate one of some words."""

    def check(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if value not in allowed:
            raise ValueError(f"{attribute.name} must be one of {', '.join(allowed)}, found {value!r}")

    return check


def text(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """Validate text that says something."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{attribute.name} must be text, found {value!r}")


def flag(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """Validate true or false."""
    if not isinstance(value, bool):
        raise ValueError(f"{attribute.name} must be true or false, found {value!r}")  # noqa: TRY004 (as above)
