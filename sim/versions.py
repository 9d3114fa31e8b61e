"""What computed a result: versions, and hashes of the body and of the world around it, code and data."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable

DISTRIBUTION = "regain-sim"


WITHOUT_NUMBERS = frozenset({"cli", "report", "shipped_scenarios"})
"""Folders of ``sim`` that only show what others computed, or hold questions: a result says itself what was asked."""

HASHED = (".py", ".toml", ".csv")
"""Code, and the data files that it reads."""


def computing_files(folder: Traversable, leave_out: frozenset[str] = frozenset()) -> Iterator[tuple[str, Traversable]]:
    """Yield name and file of all that can change a number, in the order of their names.

    Args:
        folder: A package.
        leave_out: Folders right below it that are not looked into.
    """
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_file() and entry.name.endswith(HASHED):
            yield entry.name, entry
        elif entry.is_dir() and entry.name not in leave_out and not entry.name.startswith(("_", ".")):
            yield from ((f"{entry.name}/{name}", file) for name, file in computing_files(entry))


def digest_of(folder: Traversable, leave_out: frozenset[str] = frozenset()) -> str:
    """Return a hash of names and contents of what :func:`computing_files` yields."""
    digest = hashlib.sha256()
    for name, file in computing_files(folder, leave_out):
        content = file.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:16]


def code_of(models: Traversable, sim: Traversable) -> dict[str, str]:
    """Return the hashes of the body and of the world around it."""
    return {"body": digest_of(models), "world": digest_of(sim, WITHOUT_NUMBERS)}


def regain_version() -> str:
    """Return the version of the distribution; ``unknown`` when run from a tree that is not installed."""
    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return "unknown"


@cache
def versions() -> dict[str, str]:
    """Return what a stream's first event says of the software: results repeat exactly while these are the same."""
    return {
        "regain": regain_version(),
        **code_of(resources.files("models"), resources.files("sim")),
        "numpy": metadata.version("numpy"),
        "simpy": metadata.version("simpy"),
    }
