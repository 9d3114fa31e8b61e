"""JSON documents, read so that a hostile one costs an error and nothing more."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from ..errors import InputError
from .source import Source


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def json_of(source: Source) -> dict[str, Any]:
    """Return the object that a file holds.

    Raises:
        InputError: It holds none.
    """
    try:
        document = json.loads(source.text, parse_constant=_refuse)
    except (RecursionError, ValueError) as error:
        raise InputError(f"{source.name}: not JSON ({str(error)[:80]}); export it again") from error
    if not isinstance(document, dict):
        raise InputError(f"{source.name}: expected a JSON object, found {type(document).__name__}")
    return document


def objects_of(source: Source, document: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """Return the list of objects under a key.

    Raises:
        InputError: There is none.
    """
    found = document.get(key)
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise InputError(f"{source.name}: expected a list of objects under {key!r}, found {type(found).__name__}")
    return found
