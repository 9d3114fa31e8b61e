"""What apps call things, and what they are here: an editable file of names, with suggestions for what is missing."""

from __future__ import annotations

import csv
import re
import tomllib
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import attrs

from models.activities import recovery_methods, run_styles
from models.exercises import catalogue
from models.words import nearest

from ..errors import InputError
from .packed import refuse_irregular
from .text import clean, folded, shown

RUN = "run"
SECTIONS = ("exercises", "activities", "noted")
MOST_SUGGESTED = 3
MOVEMENTS = tuple(
    frozenset(words.split())
    for words in (
        "squat", "lunge", "deadlift", "rdl", "thrust", "bridge glute", "calf", "hamstring", "leg press", "curl leg",
        "extension leg", "hyperextension", "step up", "good morning", "glute kickback", "swing kettlebell", "nordic",
    )
)  # fmt: skip
"""Words that name a movement of the legs. One that is shared proposes an exercise; a machine or grip does not."""
NOTED = "noted"
LARGEST_BYTES = 1024 * 1024


@lru_cache(maxsize=4096)
def key_of(name: str) -> str:
    """Return what names are compared by: plain words in the singular, in alphabetical order."""
    words = re.findall(r"[^\W_]+", folded(name[:120]))
    return " ".join(sorted(_singular(word) for word in words))


def _singular(word: str) -> str:
    plural = len(word) > 3 and word.endswith("s") and not word.endswith("ss")  # noqa: PLR2004 - abs stays abs
    return word[:-1] if plural else word


@attrs.frozen
class Names:
    """Names by their keys.

    Attributes:
        exercises: Row of the catalogue of exercises.
        activities: ``run``, a style of run, or a recovery method.
        noted: Names of what is kept as a note.
        categories: Body parts whose exercises are kept as a note where no name is known.
    """

    exercises: dict[str, str]
    activities: dict[str, str]
    noted: frozenset[str]
    categories: frozenset[str]

    def over(self, other: Names) -> Names:
        """Return these names, and the other's where these say nothing."""
        mine = {*self.exercises, *self.activities, *self.noted}
        return Names(
            {key: value for key, value in other.exercises.items() if key not in mine} | self.exercises,
            {key: value for key, value in other.activities.items() if key not in mine} | self.activities,
            frozenset(key for key in other.noted if key not in mine) | self.noted,
            self.categories | other.categories,
        )

    def is_noted(self, name: str, category: str = "") -> bool:
        """Tell whether this is kept as a note."""
        key = key_of(name)
        if key in self.exercises or key in self.activities:
            return False
        return key in self.noted or key_of(category) in self.categories

    def suggestions(self, name: str) -> tuple[str, ...]:
        """Return rows of the catalogue that a name may mean, the nearest first: those whose movement it names."""
        words = set(key_of(name).split())
        named = [movement for movement in MOVEMENTS if movement <= words]
        shared = {
            key: len(words & own) / len(words | own)
            for key in self.exercises
            if any(movement <= (own := set(key.split())) for movement in named)
        }
        near = sorted(shared, key=lambda key: -shared[key])
        return tuple(dict.fromkeys(self.exercises[key] for key in near))[:MOST_SUGGESTED]


def parse_names(content: str, filename: str) -> Names:
    """Read names from TOML.

    Raises:
        InputError: It is not TOML, has an unknown section, or a name stands for nothing that exists.
    """
    try:
        tables: dict[str, Any] = tomllib.loads(content)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(f"{filename}: not TOML: {error}") from error
    for section, table in tables.items():
        if section not in SECTIONS or not isinstance(table, dict):
            raise InputError(f"{filename}: expected the sections {', '.join(SECTIONS)}, found {shown(section)}")
    known_activities = {RUN, *run_styles(), *recovery_methods()}
    noted = tables.get("noted", {})
    return Names(
        _mapped(filename, "exercises", tables, set(catalogue().names)),
        _mapped(filename, "activities", tables, known_activities),
        frozenset(map(key_of, _texts(filename, noted, "names"))),
        frozenset(map(key_of, _texts(filename, noted, "categories"))),
    )


def _mapped(filename: str, section: str, tables: dict[str, Any], known: set[str]) -> dict[str, str]:
    mapped = {}
    for name, target in tables.get(section, {}).items():
        if not isinstance(target, str) or target not in known:
            raise InputError(
                f"{filename}: {section}: {shown(name)} stands for {shown(str(target))}, unknown"
                f"{nearest(str(target), known)}"
            )
        mapped[key_of(name)] = target
    return mapped


def _texts(filename: str, noted: dict[str, Any], field: str) -> list[str]:
    found = noted.get(field, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise InputError(f"{filename}: noted: {field} must be a list of texts")
    return found


@cache
def shipped_names() -> Names:
    """Return the names that ship with Regain; the catalogue's own names and labels are among them."""
    text = resources.files(__package__).joinpath("exercise_names.toml").read_text(encoding="utf-8")
    exercises, noted = _app_names()
    own = {key_of(word): name for name in catalogue().names for word in (catalogue()[name].label, name)}
    methods = {key_of(name): name for name in recovery_methods()}
    styles = {key_of(word): name for name in run_styles() for word in (f"{name} run", f"{name} running")}
    ours = parse_names(text, "exercise_names.toml").over(Names(own, methods | styles, frozenset(), frozenset()))
    return ours.over(Names(exercises, {}, noted, frozenset()))


def _app_names() -> tuple[dict[str, str], frozenset[str]]:
    """Return the built-in names of apps by their keys: those of leg exercises, and the others."""
    text = resources.files(__package__).joinpath("app_names.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    exercises = {key_of(row["name"]): row["meaning"] for row in rows if row["meaning"] != NOTED}
    return exercises, frozenset(key_of(row["name"]) for row in rows) - exercises.keys()


def load_names(path: Path | None) -> Names:
    """Return the names of a user's file over those that ship; only these where there is no file.

    Raises:
        InputError: The file cannot be read.
    """
    if path is None:
        return shipped_names()
    try:
        refuse_irregular(path, f"--names {clean(str(path))}", LARGEST_BYTES)
        # A byte order mark, as editors on Windows write it, is no statement.
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"--names {clean(str(path))}: cannot be read as UTF-8 ({error})") from error
    return parse_names(content, path.name).over(shipped_names())
