"""What a scenario inherits: other files by ``extends``, plans of its own file and of the library."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from models.words import hint

from ..errors import InputError
from .problems import Problems
from .shipped import library_plan_path, library_plans
from .tables import FORMAT_VERSION, NO_PLAN_NAME
from .vocabulary import shown
from .yaml_tree import Node, decode, merge, read_bytes, read_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

LIBRARY_PREFIX = "library/"
MOST_INHERITED = 8
MOST_RESOLVED_NODES = 50_000


def tree_of_file(path: Path, told: str, problems: Problems) -> Node | None:
    """Return the tree of one file.

    Raises:
        InputError: There is no such file, it cannot be read, or it is no file.
    """
    text = decode(read_bytes(path, told), told, problems)
    return None if text is None else tree_of_text(text, told, problems)


def tree_of_text(text: str, told: str, problems: Problems) -> Node | None:
    """Return the tree of a text that is a mapping in a version of the format that is known."""
    tree = read_tree(text, told, problems)
    if tree is None:
        return None
    if not isinstance(tree.value, dict):
        if tree.usable:
            problems.add(tree.place, "expected a mapping of keys and values; start with `schema: 1`")
        return None
    version = tree.get("schema")
    if version is not None and version.usable and (type(version.value) is not int or version.value != FORMAT_VERSION):
        found = shown(version.plain())
        problems.add(version.place, f"schema must be {FORMAT_VERSION}, found {found}; this is the version read here")
        return None
    return tree


def real_path(path: Path) -> Path:
    """Return where a path leads, links followed; unlike :meth:`Path.resolve` a loop of links is no error."""
    return Path(os.path.realpath(path))


class ScenarioFiles:
    """Follows ``extends`` from file to file, never out of the folder of the first."""

    def __init__(self, first: Path, problems: Problems) -> None:
        self.first = first
        self.problems = problems

    def read(self, path: Path, told: str, trail: tuple[Path, ...] = ()) -> Node | None:
        """Return the tree of a file with all that it inherits.

        Raises:
            InputError: The first file cannot be read.
        """
        tree = tree_of_file(path, told, self.problems)
        parent = tree.get("extends") if tree else None
        if tree is None or parent is None:
            return tree
        base = self._parent(parent, path, told, (*trail, real_path(path)))
        return merge(base, tree.without("extends")) if base else None

    def _parent(self, parent: Node, path: Path, told: str, trail: tuple[Path, ...]) -> Node | None:
        name = parent.text
        if not parent.usable:
            return None
        if not name or PurePosixPath(name).is_absolute() or PureWindowsPath(name).drive or "\\" in name:
            expected = "extends must be a relative path to another scenario file"
            self.problems.add(parent.place, f"{expected}, found {shown(parent.plain())}")
            return None
        target = path.parent / name
        real = real_path(target)
        if not real.is_relative_to(real_path(self.first.parent)):
            self.problems.add(
                parent.place, f"extends must stay inside the folder of the first file, found {shown(name)}"
            )
        elif real in trail:
            self.problems.add(parent.place, f"extends goes round in a circle back to {shown(name)}; take one link out")
        elif len(trail) > MOST_INHERITED:
            self.problems.add(
                parent.place, f"extends may be {MOST_INHERITED} files deep, found more; shorten the chain"
            )
        else:
            try:
                return self.read(target, str(Path(told).parent / name), trail)
            except InputError as error:
                self.problems.add(parent.place, f"extends: {error}")
        return None


class Plans:
    """Works out plans: what they inherit, and which of the library are used."""

    def __init__(self, root: Node, problems: Problems) -> None:
        own = root.get("plans")
        self.own = own.entries if own else {}
        self.problems = problems
        self.done: dict[str, Node | None] = {}

    def find(self, name: str, asker: Node, trail: tuple[str, ...] = ()) -> Node | None:
        """Return a plan with all that it inherits, or note why there is none.

        Args:
            name: A plan of the scenario, or ``library/NAME``.
            asker: Where the name stands.
            trail: Plans that inherit from this one.
        """
        if name in trail:
            told = " -> ".join((*trail, name))
            self.problems.add(asker.place, f"extends goes round in a circle: {told}; take one link out")
            return None
        if len(trail) > MOST_INHERITED:
            self.problems.add(asker.place, f"extends may be {MOST_INHERITED} plans deep, found more; shorten the chain")
            return None
        if name not in self.done:
            self.done[name] = self._inherited(name, asker, trail)
        return self.done[name]

    def _inherited(self, name: str, asker: Node, trail: tuple[str, ...]) -> Node | None:
        node = self.own.get(name) or self._of_library(name, asker)
        parent = node.get("extends") if node else None
        if node is None or parent is None:
            return node
        if not parent.text:
            if parent.usable:
                self.problems.add(parent.place, f"extends must name a plan, found {shown(parent.plain())}")
            return None
        base = self.find(parent.text, parent, (*trail, name))
        return merge(base, node.without("extends")) if base else None

    def _of_library(self, name: str, asker: Node) -> Node | None:
        if not name.startswith(LIBRARY_PREFIX):
            known = (*self.own, NO_PLAN_NAME, *(LIBRARY_PREFIX + one for one in library_plans()))
            self.problems.add(asker.place, f"unknown plan {shown(name)}{hint(name, known)}")
            return None
        try:
            path = library_plan_path(name)
        except InputError as error:
            self.problems.add(asker.place, str(error))
            return None
        tree = tree_of_file(path, str(path), self.problems)
        if tree is not None and tree.get("schema") is None:
            self.problems.add(tree.place, f"a library plan needs schema, found none; add `schema: {FORMAT_VERSION}`")
        return tree.without("schema") if tree else None


def plan_references(root: Node) -> Iterator[Node]:
    """Yield where the scenario names a plan to be lived."""
    strategies = root.get("strategies")
    owners = tuple(strategies.entries.values()) if strategies else ()
    phases = (phase for owner in (root, *owners) for key in ("history", "phases") for phase in _items(owner, key))
    for node in (*owners, *phases):
        plan = node.get("plan")
        if plan is not None and plan.usable and plan.text is not None:
            yield plan


def _items(owner: Node, key: str) -> tuple[Node, ...]:
    listed = owner.get(key)
    return listed.items if listed else ()


def inline_plans(root: Node, problems: Problems) -> Node:
    """Return the scenario with every plan complete and those of the library among its own."""
    plans = Plans(root, problems)
    complete = {name: plans.find(name, node) for name, node in plans.own.items()}
    for reference in plan_references(root):
        name = str(reference.text)
        if name != NO_PLAN_NAME and name not in complete:
            complete[name] = plans.find(name, reference)
    found = {name: node for name, node in complete.items() if node is not None}
    own = root.get("plans")
    if own is not None and not isinstance(own.value, dict):
        return root
    if not found:
        return root
    place = own.place if own else root.place
    inlined = root.with_entry("plans", Node(found, place, own.key_places if own else {}))
    if inlined.size(MOST_RESOLVED_NODES) >= MOST_RESOLVED_NODES:
        problems.add(root.place, f"what is inherited adds up to more than {MOST_RESOLVED_NODES} values; inherit less")
        problems.raise_any()
    return inlined
