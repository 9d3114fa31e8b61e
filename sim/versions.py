"""What computed a result: versions, and hashes of the code that folds and of the code that lives."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable

DISTRIBUTION = "regain-sim"


def _source_digest(folder: Traversable) -> str:
    digest = hashlib.sha256()
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_file() and entry.name.endswith((".py", ".toml")):
            digest.update(entry.name.encode() + b"\0" + entry.read_bytes())
    return digest.hexdigest()[:16]


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
        "body": _source_digest(resources.files("models")),
        "world": _source_digest(resources.files("sim") / "world"),
        "numpy": metadata.version("numpy"),
        "simpy": metadata.version("simpy"),
    }
