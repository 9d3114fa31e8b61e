"""Scenario files, read strictly: every problem at once, each with its place."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from ..plan import Plan, Scenario
from ..text import file_name
from .build import build_plan, build_scenario
from .checks import check_plan, check_scenario
from .inherit import LIBRARY_PREFIX, Plans, ScenarioFiles, inline_plans, tree_of_text
from .problems import Place, Problems
from .shapes import Reading
from .shipped import library_plan_path, scenario_path, shipped_scenarios
from .tables import PLAN, SCENARIO
from .vocabulary import Vocabulary, shown
from .yaml_tree import Node, tree_of_plain

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE_SUFFIXES = (".yaml", ".yml")
# The name becomes a folder of results.
NAME_OF_FILE = r"\w[\w .+-]{0,99}"


def load_scenario(path_or_name: str | Path, vocabulary: Vocabulary | None = None) -> Scenario:
    """Read a scenario from a file, or one that ships with Regain by its name.

    Args:
        path_or_name: A path, or the name of a shipped scenario.
        vocabulary: Words that the scenario may use; those of the catalogues by default.

    Raises:
        InputError: There is no such file or shipped scenario, or it cannot be read.
        ScenarioError: The file has problems; each is told with its place.
    """
    path = Path(path_or_name)
    if isinstance(path_or_name, str) and _is_shipped_name(path_or_name):
        path = scenario_path(path_or_name)
    problems = Problems()
    root = ScenarioFiles(path, problems).read(path, str(path))
    return _scenario(root, path.stem, str(path), problems, vocabulary)


def _is_shipped_name(word: str) -> bool:
    """Tell a name from a path: a file that is there comes first, a folder that is called like a scenario does not."""
    path = Path(word)
    if path.name != word or path.suffix in FILE_SUFFIXES or os.path.isfile(path):  # noqa: PTH113 - for any text
        return False
    return word in shipped_scenarios() or not os.path.exists(path)  # noqa: PTH110 - for any text


def read_scenario(text: str, name: str, vocabulary: Vocabulary | None = None) -> Scenario:
    """Read a scenario from the text of a file; plans of the library may be used, other files may not.

    Raises:
        ScenarioError: The text has problems; each is told with its place.
    """
    problems = Problems()
    root = tree_of_text(text, name, problems)
    parent = root.get("extends") if root else None
    if root is not None and parent is not None:
        problems.add(parent.place, f"extends needs a file to start from, found {shown(parent.plain())} in a bare text")
        root = root.without("extends")
    return _scenario(root, name, "", problems, vocabulary)


def scenario_from_resolved(
    resolved: Mapping[str, object], name: str = "scenario", vocabulary: Vocabulary | None = None
) -> Scenario:
    """Build again the scenario that a log carries.

    Args:
        resolved: ``Scenario.resolved``, perhaps read back from ``Scenario.text``.
        name: Name of the scenario, which its text does not hold.
        vocabulary: Words that the scenario may use; those of the catalogues by default.

    Raises:
        ScenarioError: It has problems.
    """
    return _scenario(tree_of_plain(resolved, Place(name)), name, "", Problems(), vocabulary)


def load_library_plan(name: str, vocabulary: Vocabulary | None = None) -> Plan:
    """Read one plan of the library, by its name with or without ``library/``.

    Raises:
        InputError: The library has no such plan.
        ScenarioError: Its file has problems.
    """
    path = library_plan_path(name)
    problems = Problems()
    reading = Reading(vocabulary or Vocabulary.shipped(), problems)
    full_name = f"{LIBRARY_PREFIX}{path.stem}"
    tree = Plans(Node({}, Place(str(path))), problems).find(full_name, Node(full_name, Place(str(path))))
    if tree is not None:
        PLAN.read(tree, "plan", reading)
        check_plan(tree, problems)
    problems.raise_any()
    return build_plan(tree or Node({}, Place(str(path))), full_name, reading)


def _scenario(root: Node | None, name: str, path: str, problems: Problems, vocabulary: Vocabulary | None) -> Scenario:
    """Build a scenario from its tree, or raise all that is wrong with it."""
    if not re.fullmatch(NAME_OF_FILE, name) or file_name(name) != name:
        raise InputError(f"{shown(path or name)}: expected a file name of letters, digits, spaces and ._+-; rename it")
    if root is None:
        problems.raise_any()
        raise InputError(f"{path or name}: holds no scenario")
    reading = Reading(vocabulary or Vocabulary.shipped(), problems)
    complete = inline_plans(root, problems)
    SCENARIO.read(complete, "scenario", reading)
    check_scenario(complete, problems)
    problems.raise_any()
    return build_scenario(complete, name, path, reading)
