"""What is wrong with a file, and where."""

from __future__ import annotations

import attrs

from ..errors import ScenarioError

MOST_PROBLEMS = 100


@attrs.frozen
class Place:
    """Where something stands; lines and columns count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Problems:
    """What is wrong, each told once; too many end the reading."""

    def __init__(self) -> None:
        self.found: dict[tuple[Place, str], None] = {}

    def add(self, place: Place, message: str) -> None:
        """Note a problem.

        Raises:
            ScenarioError: There are so many that more would not help.
        """
        self.found[place, message] = None
        if len(self.found) >= MOST_PROBLEMS:
            self.raise_any()

    def raise_any(self) -> None:
        """Raise what has been noted, file by file from top to bottom.

        Raises:
            ScenarioError: There are problems.
        """
        if not self.found:
            return
        files = list(dict.fromkeys(place.file for place, _ in self.found))
        ordered = sorted(self.found, key=lambda one: (files.index(one[0].file), one[0].line, one[0].column))
        lines = [f"{place}: {message}" for place, message in ordered]
        if len(lines) >= MOST_PROBLEMS:
            lines.append(f"{ordered[-1][0]}: {MOST_PROBLEMS} problems found and the reading ended; mend these first")
        raise ScenarioError(tuple(lines))
