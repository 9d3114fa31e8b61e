"""Who may import whom, and what only some may do: the layout's rules, read from the source itself."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from functools import cache, cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
MAX_LINES = 450

# From the ground up: loose files first, then folders. A room may import its own files and the rooms before it.
ORDER = (
    "errors",
    "text",
    "numbers",
    "events",
    "defaults",
    "plan",
    "chance",
    "fold",
    "files",
    "results",
    "versions",
    "log",
    "scenario",
    "world",
    "importers",
    "fitload",
    "comparison",
    "studies",
    "runs",
    "tune",
    "person",
    "report.words",
    "report.pictures",
    "report",
    "cli",
    "__main__",
)

SLOW_TO_IMPORT = ("matplotlib", "pandas", "scipy.optimize", "scipy.stats", "xarray", "rich", "cyclopts")
FINE_AT_THE_TOP = {"cli": {"rich", "cyclopts"}, "report": {"rich"}}
ONLY_IN = {"simpy": {"world"}, "matplotlib": {"report"}, "cyclopts": {"cli"}}

CHANCE = ("random", "numpy.random")
CLOCKS = ("time.time", "time.time_ns", "datetime.now", "datetime.utcnow", "datetime.today", "date.today")
MAY_READ_THE_CLOCK = {"log"}


@attrs.frozen
class Import:
    """One imported name, in full, and where it stands."""

    name: str
    line: int
    at_top: bool


@attrs.frozen
class Module:
    """A parsed source file of ours."""

    name: str
    tree: ast.Module
    lines: int
    is_package: bool = False

    @property
    def part(self) -> str:
        """What the order calls it: ``world`` for ``sim.world.engine``, nothing for what is not of ``sim``."""
        return self.name.partition(".")[2].partition(".")[0] if is_or_in(self.name, "sim") else ""

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """What is imported when the code runs, so not what only a type checker sees."""
        return tuple(self._imports(self.tree, at_top=True))

    @cached_property
    def used(self) -> tuple[tuple[str, int], ...]:
        """The dotted names that are looked up, each with its line."""
        walked = ast.walk(self.tree)
        return tuple((dotted(node), node.lineno) for node in walked if isinstance(node, ast.Attribute))

    def _imports(self, node: ast.AST, *, at_top: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and dotted(child.test).endswith("TYPE_CHECKING"):
                continue
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield Import(alias.name, child.lineno, at_top)
            elif isinstance(child, ast.ImportFrom):
                for alias in child.names:
                    yield Import(f"{self._origin(child)}.{alias.name}", child.lineno, at_top)
            else:
                inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
                yield from self._imports(child, at_top=at_top and not inside)

    def _origin(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parents = self.name.split(".")[
            : None if self.is_package and node.level == 1 else int(self.is_package) - node.level
        ]
        return ".".join([*parents, *([node.module] if node.module else [])])


def is_or_in(name: str, *packages: str) -> bool:
    """Tell whether a dotted name is one of these or lies inside one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def dotted(node: ast.AST) -> str:
    """Return a name as it is written: ``a.b.c``."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def parse(name: str, source: str, *, is_package: bool = False) -> Module:
    """Read a module from its text."""
    return Module(name, ast.parse(source, filename=name), len(source.splitlines()), is_package)


@cache
def our_modules() -> tuple[Module, ...]:
    """Read every module of ours from the disk."""
    found = []
    for path in sorted([*(ROOT / "models").rglob("*.py"), *(ROOT / "sim").rglob("*.py")]):
        parts = path.relative_to(ROOT).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        found.append(parse(name, path.read_text(encoding="utf-8"), is_package=is_package))
    return tuple(found)


def room(name: str) -> str | None:
    """Return the room of the order that a module of ``sim`` stands in, ``None`` where it stands in none."""
    inside = [one for one in ORDER if is_or_in(name.removeprefix("sim."), one)]
    return max(inside, key=len, default=None) if name.startswith("sim.") else None


def models_stand_alone(module: Module) -> Iterator[str]:
    """The body needs nothing but NumPy and attrs."""
    if is_or_in(module.name, "models"):
        for item in module.imports:
            root = item.name.partition(".")[0]
            if root not in {"attrs", "models", "numpy"} and root not in sys.stdlib_module_names:
                yield f"{module.name}:{item.line} imports {item.name}"


def imports_point_up(module: Module) -> Iterator[str]:
    """A module of ``sim`` imports only its own room and the rooms below it."""
    own = room(module.name)
    if own is None:
        return
    for item in module.imports:
        other = room(item.name)
        if other is not None and ORDER.index(other) > ORDER.index(own):
            yield f"{module.name}:{item.line} imports {item.name}, which stands above it"


def has_a_place(module: Module) -> Iterator[str]:
    """Every module of ``sim`` stands in the order."""
    if module.name.startswith("sim.") and room(module.name) is None:
        yield f"{module.name} has no place in ORDER"


def slow_imports_wait(module: Module) -> Iterator[str]:
    """What is slow to import is imported by the function that needs it."""
    fine = FINE_AT_THE_TOP.get(module.part, set())
    for item in module.imports:
        if item.at_top and is_or_in(item.name, *SLOW_TO_IMPORT) and not is_or_in(item.name, *fine):
            yield f"{module.name}:{item.line} imports {item.name} at its top"


def libraries_keep_to_their_place(module: Module) -> Iterator[str]:
    """Some libraries belong to one part alone."""
    for item in module.imports:
        parts = ONLY_IN.get(item.name.partition(".")[0])
        if parts is not None and module.part not in parts:
            yield f"{module.name}:{item.line} imports {item.name}, which belongs to {', '.join(sorted(parts))}"


def only_the_command_line_prints(module: Module) -> Iterator[str]:
    """Nothing but the command line writes to a terminal."""
    if module.part in {"cli", "__main__"}:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in {"print", "Console"}:
            yield f"{module.name}:{node.lineno} prints"
    for name, line in module.used:
        if name in {"sys.stdout", "sys.stderr"}:
            yield f"{module.name}:{line} uses {name}"


def chance_comes_from_streams(module: Module) -> Iterator[str]:
    """Only the named streams make random numbers."""
    if module.name == "sim.chance":
        return
    for item in module.imports:
        if is_or_in(item.name, *CHANCE):
            yield f"{module.name}:{item.line} imports {item.name}"
    for name, line in module.used:
        if name in {"np.random", "numpy.random"}:
            yield f"{module.name}:{line} uses {name}"


def clocks_belong_to_the_log(module: Module) -> Iterator[str]:
    """The time of day is nobody's business but the log's, which says when a run was made."""
    if module.part in MAY_READ_THE_CLOCK:
        return
    for name, line in (*((item.name, item.line) for item in module.imports), *module.used):
        if name.removeprefix("datetime.") in CLOCKS or name in CLOCKS:
            yield f"{module.name}:{line} reads the clock with {name}"


def files_stay_short(module: Module) -> Iterator[str]:
    """One concept a file."""
    if module.lines > MAX_LINES:
        yield f"{module.name} has {module.lines} lines, at most {MAX_LINES} are wanted: split it"


@cache
def declared() -> set[str]:
    """Return the libraries that the project requires, with or without its extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    ours = ("fit", "posterior", "postgres", "xarray")
    extras = [library for extra in ours for library in project["optional-dependencies"][extra]]
    required = [*project["dependencies"], *extras, "pandas"]  # xarray brings pandas
    return {re.split(r"[^a-z0-9-]", requirement, maxsplit=1)[0].replace("-", "_") for requirement in required}


def libraries_are_declared(module: Module) -> Iterator[str]:
    """What is imported is installed with the project."""
    for item in module.imports:
        root = item.name.partition(".")[0]
        if root not in {"models", "sim", *sys.stdlib_module_names, *declared()}:
            yield f"{module.name}:{item.line} imports {item.name}, which pyproject.toml does not require"


RULES = (
    models_stand_alone,
    imports_point_up,
    has_a_place,
    slow_imports_wait,
    libraries_keep_to_their_place,
    only_the_command_line_prints,
    chance_comes_from_streams,
    clocks_belong_to_the_log,
    files_stay_short,
    libraries_are_declared,
)


def circle(modules: Sequence[Module]) -> tuple[str, ...]:
    """Return modules that import each other in a circle, wherever in their code; nothing where none do."""
    known = {module.name for module in modules}
    imports = {
        module.name: {owner(item.name, known) for item in module.imports} - {"", module.name} for module in modules
    }
    try:
        tuple(TopologicalSorter(imports).static_order())
    except CycleError as error:
        return tuple(error.args[1])
    return ()


def owner(name: str, known: set[str]) -> str:
    """Return the module that an imported name belongs to, empty where it is none of these."""
    while name and name not in known:
        name = name.rpartition(".")[0]
    return name


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert not circle(our_modules())


def test_a_circle_is_found_also_where_a_function_closes_it() -> None:
    one = parse("sim.log.chain", "from .contract import EventStore")
    other = parse("sim.log.contract", "def f():\n    from .chain import link_hash")
    assert set(circle((one, other))) == {"sim.log.chain", "sim.log.contract"}
    assert not circle((one, parse("sim.log.contract", "")))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_source_keeps_every_rule_of_the_layout(rule: Callable[[Module], Iterator[str]]) -> None:
    complaints = [complaint for module in our_modules() for complaint in rule(module)]
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize(
    ("rule", "name", "source"),
    [
        (models_stand_alone, "models.body", "import sim.events"),
        (models_stand_alone, "models.body", "def f():\n    from scipy import special"),
        (imports_point_up, "sim.events", "from .fold import fold"),
        (imports_point_up, "sim.events", "from . import fold"),
        (imports_point_up, "sim.log.sqlite", "from ..world.engine import live"),
        (imports_point_up, "sim.report.pictures.curves", "from ..page import write_everything"),
        (imports_point_up, "sim.comparison.comparison", "def f():\n    from ..cli import main"),
        (has_a_place, "sim.helpers", ""),
        (slow_imports_wait, "sim.report.pictures.figures", "import matplotlib.figure"),
        (slow_imports_wait, "sim.comparison.outcomes", "from scipy import stats"),
        (slow_imports_wait, "sim.comparison.outcomes", "if True:\n    from rich.table import Table"),
        (libraries_keep_to_their_place, "sim.fold", "def f():\n    import simpy"),
        (only_the_command_line_prints, "sim.fold", "print('here')"),
        (only_the_command_line_prints, "sim.report.tables", "rich.console.Console()"),
        (only_the_command_line_prints, "models.body", "import sys\nsys.stderr.write('')"),
        (chance_comes_from_streams, "sim.world.sleep", "from random import gauss"),
        (chance_comes_from_streams, "models.body", "np.random.seed(1)"),
        (clocks_belong_to_the_log, "sim.fold", "time.time()"),
        (clocks_belong_to_the_log, "sim.fold", "datetime.datetime.now()"),
        (clocks_belong_to_the_log, "sim.fold", "from time import time"),
        (files_stay_short, "sim.fold", "\n" * (MAX_LINES + 1)),
        (libraries_are_declared, "sim.fold", "import requests"),
    ],
)
def test_each_rule_sees_a_planted_fault(rule: Callable[[Module], Iterator[str]], name: str, source: str) -> None:
    assert list(rule(parse(name, source)))


@pytest.mark.parametrize(
    ("rule", "name", "source"),
    [
        (models_stand_alone, "models.body", "import tomllib, attrs\nimport numpy as np\nfrom .linear import decay"),
        (
            imports_point_up,
            "sim.fold",
            "from models.body import absorb\nfrom .events import Event\nfrom . import errors",
        ),
        (imports_point_up, "sim.events", "if TYPE_CHECKING:\n    from .fold import fold"),
        (imports_point_up, "sim.report.page", "from .pictures.style import Picture"),
        (slow_imports_wait, "sim.report.pictures.figures", "def f():\n    import matplotlib.figure"),
        (slow_imports_wait, "sim.cli", "import cyclopts\nimport rich.console"),
        (only_the_command_line_prints, "sim.cli", "print('here')"),
        (chance_comes_from_streams, "sim.chance", "np.random.Philox(key=1)"),
        (clocks_belong_to_the_log, "sim.log.rows", "datetime.now(UTC)"),
    ],
)
def test_no_rule_forbids_what_the_layout_allows(
    rule: Callable[[Module], Iterator[str]], name: str, source: str
) -> None:
    assert not list(rule(parse(name, source)))


def test_a_package_resolves_its_own_relative_imports() -> None:
    inside = parse("sim.log", "from .sqlite import SqliteStore\nfrom ..fold import fold", is_package=True)
    assert [item.name for item in inside.imports] == ["sim.log.sqlite.SqliteStore", "sim.fold.fold"]
