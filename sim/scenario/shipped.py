"""The scenarios and library plans that ship with Regain."""

from __future__ import annotations

from pathlib import Path

from models.words import hint

from ..errors import InputError


def scenario_folder() -> Path:
    """Return the folder of the shipped scenarios: inside an installed package, or beside ``sim`` in a source tree."""
    packaged = Path(__file__).parent.with_name("shipped_scenarios")
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "scenarios"


def shipped_scenarios() -> dict[str, Path]:
    """Return the shipped scenarios by name."""
    return {path.stem: path for path in sorted(scenario_folder().glob("*.yaml"))}


def library_plans() -> dict[str, Path]:
    """Return the plans of the library by name, without ``library/``."""
    return {path.stem: path for path in sorted((scenario_folder() / "library").glob("*.yaml"))}


def scenario_path(name: str) -> Path:
    """Return the file of a shipped scenario.

    Raises:
        InputError: No shipped scenario has this name.
    """
    return _named(name, shipped_scenarios(), "scenario file or shipped scenario")


def library_plan_path(name: str) -> Path:
    """Return the file of a plan of the library.

    Args:
        name: With or without ``library/`` before it.

    Raises:
        InputError: The library has no plan of this name.
    """
    return _named(name.removeprefix("library/"), library_plans(), "plan in the library")


def _named(name: str, paths: dict[str, Path], what: str) -> Path:
    if name not in paths:
        told = hint(name, paths) or "; `regain scenarios` lists what ships"
        raise InputError(f"{name[:60]!r}: expected a {what}, found none of this name{told}")
    return paths[name]
