"""The scenario format as JSON Schema (Draft 2020-12), from the same tables that the reader uses."""

from __future__ import annotations

from typing import Any

from .tables import SCENARIO, TABLES
from .vocabulary import Vocabulary


def json_schema(vocabulary: Vocabulary | None = None) -> dict[str, Any]:
    """Return the JSON Schema of a scenario file.

    Args:
        vocabulary: Words that a scenario may use; those of the catalogues by default.
    """
    words = vocabulary or Vocabulary.shipped()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Regain scenario",
        **SCENARIO.schema(words),
        "$defs": {table.name: table.definition(words) for table in TABLES},
    }
