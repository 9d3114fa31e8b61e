"""A study: its protocol as an ordinary scenario, its observations in a table beside it."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs

from models.words import hint

from ..errors import InputError
from ..plan import Scenario
from ..scenario.reader import load_scenario
from ..scenario.shipped import scenario_folder
from .observation import Observation

NUMBERS = frozenset({"week", "from_week", "observed", "sd", "sem", "ci_low", "ci_high", "standardiser_sd_percent"})
A_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
A_WHOLE_NUMBER = re.compile(r"[+-]?\d{1,15}", re.ASCII)
LONGEST_TOLD = 40
"""So much of a wrong cell is told."""
NEEDED = ("arm", "muscle", "measure", "instrument", "week", "kind", "topic", "source", "flag", "used_for")
COLUMNS = (
    "arm",
    "muscle",
    "measure",
    "instrument",
    "week",
    "from_week",
    "kind",
    "against",
    "versus",
    "paired",
    "observed",
    "sd",
    "sem",
    "ci_low",
    "ci_high",
    "standardiser",
    "standardiser_sd_percent",
    "people",
    "topic",
    "cohort",
    "design",
    "source",
    "flag",
    "used_for",
    "note",
)


@attrs.frozen(eq=False)
class Study:
    """A published trial, or several that one pair of arms stands for.

    Attributes:
        scenario: The protocol; every strategy is an arm.
        observations: What was seen, in the order of the table.
    """

    scenario: Scenario
    observations: tuple[Observation, ...]

    @property
    def name(self) -> str:
        """Name of its files."""
        return self.scenario.name

    @property
    def title(self) -> str:
        """What was asked."""
        return self.scenario.title

    @property
    def is_shipped(self) -> bool:
        """Whether it is one of ours, and not somebody's file of the same name."""
        ours = shipped_studies().get(self.name)
        return ours is not None and ours.resolve() == Path(self.scenario.path).resolve()

    @property
    def arms(self) -> tuple[str, ...]:
        """Names of the arms that some observation needs, in the order of the scenario."""
        needed = {name for one in self.observations for name in (one.arm, one.against)}
        return tuple(arm.name for arm in self.scenario.strategies if arm.name in needed)

    @property
    def topic(self) -> str:
        """What it asks before all: the topic of its first row."""
        return self.observations[0].topic

    @property
    def cohorts(self) -> frozenset[str]:
        """Who was measured in it."""
        return frozenset(one.cohort for one in self.observations)

    @property
    def contrasts(self) -> tuple[tuple[Observation, Observation | None], ...]:
        """Rows that compare arms: each with the row it is paired with, or alone where their difference was told."""
        return tuple((one, _partner(one, self.observations)) for one in self.observations if one.is_contrast)

    def used_for(self, *uses: str) -> Study:
        """Return the study with only the observations of some uses; arms that no other needs are then not lived."""
        return attrs.evolve(self, observations=tuple(one for one in self.observations if one.used_for in uses))


def studies_folder() -> Path:
    """Return the folder of the shipped studies."""
    return scenario_folder() / "studies"


def shipped_studies() -> dict[str, Path]:
    """Return the scenario files of the shipped studies by name."""
    return {path.stem: path for path in sorted(studies_folder().glob("*.yaml"))}


def load_study(path_or_name: str | Path) -> Study:
    """Read a study that ships by its name, or one from a scenario file with a table of the same name beside it.

    Raises:
        InputError: There is no such study, or its table has problems; each is told with its place.
        ScenarioError: The scenario has problems.
    """
    path = _scenario_file(path_or_name)
    scenario = load_scenario(path)
    return Study(scenario, read_observations(path.with_suffix(".csv"), scenario))


def load_studies(paths_or_names: Iterable[str | Path] = ()) -> tuple[Study, ...]:
    """Read several studies, each once however often it is named; none named: all that ship.

    Raises:
        InputError: There is no such study, two files share a name, or a table has problems.
        ScenarioError: A scenario has problems.
    """
    files: dict[str, Path] = {}
    for path in [_scenario_file(one) for one in paths_or_names] or shipped_studies().values():
        first = files.setdefault(path.stem, path)
        if first.resolve() != path.resolve():
            raise InputError(
                f"{path}: expected studies of different names, found {path.stem} also as {first}; rename one of them"
            )
    return tuple(load_study(path) for path in files.values())


def _scenario_file(path_or_name: str | Path) -> Path:
    path = Path(path_or_name)
    if not isinstance(path_or_name, str) or path.suffix in {".yaml", ".yml"}:
        return path
    known = shipped_studies()
    if path_or_name not in known:
        told = hint(path_or_name, known) or "; `regain studies` lists what ships"
        raise InputError(f"{path_or_name[:60]!r}: expected a study, found none of this name{told}")
    return known[path_or_name]


def read_observations(path: Path, scenario: Scenario) -> tuple[Observation, ...]:
    """Read the table of a study.

    Raises:
        InputError: It cannot be read or has problems, all told at once, each with file and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: expected the study's table of observations, found: {error}; write it") from error
    problems: list[str] = []
    found = list(_rows(path, text, scenario, problems))
    if not found and not problems:
        problems.append(f"{path}:1: expected at least one observation, found none; add a row")
    if not problems:
        problems += [f"{path}:{one.row}: {fault}" for one in found if (fault := _fault_of_pair(one, found))]
    if problems:
        raise InputError("\n".join(problems))
    return tuple(found)


def _rows(path: Path, text: str, scenario: Scenario, problems: list[str]) -> Iterator[Observation]:
    reader = csv.DictReader(io.StringIO(text), strict=True)
    heads = tuple(reader.fieldnames or ())
    if heads != COLUMNS:
        problems.append(f"{path}:1: expected the columns {','.join(COLUMNS)}, found {','.join(heads)}; mend the head")
        return
    try:
        for cells in reader:
            try:
                yield _checked(_observation(reader.line_num, cells, scenario.name), scenario)
            except ValueError as error:
                problems.append(f"{path}:{reader.line_num}: {error}")
    except csv.Error as error:
        problems.append(f"{path}:{reader.line_num}: expected comma-separated values, found: {error}; mend the line")


def _observation(line: int, cells: dict[str, str], name: str) -> Observation:
    # The reader puts surplus cells under None, and None into missing ones.
    if None in cells or None in cells.values():
        raise ValueError(f"expected {len(COLUMNS)} cells, found another number; quote cells that hold commas")
    values = {column: _value(column, cell) for column, cell in cells.items() if cell != ""}
    missing = [name for name in NEEDED if name not in values]
    if missing:
        raise ValueError(f"{missing[0]} is missing; fill it in")
    return Observation(row=line, **{"cohort": name, **values})


def _value(column: str, cell: str) -> Any:  # noqa: ANN401 - each column has its own type
    found = f"found {cell[:LONGEST_TOLD]!r}"
    if column in NUMBERS:
        value = float(cell) if A_NUMBER.fullmatch(cell) else math.nan
        if not math.isfinite(value):
            raise ValueError(f"{column} must be a number, {found}; {_mend(column)}")
        return value
    if column == "people":
        if not A_WHOLE_NUMBER.fullmatch(cell):
            raise ValueError(f"{column} must be a whole number, {found}; {_mend(column)}")
        return int(cell)
    if column == "paired" and cell != "yes":
        raise ValueError(f"paired must be yes or empty, {found}; empty it where the arms are different people")
    return True if column == "paired" else cell


def _mend(column: str) -> str:
    return "mend it" if column in NEEDED else "mend it, or leave it empty where it is not known"


def _checked(one: Observation, scenario: Scenario) -> Observation:
    arms = {strategy.name for strategy in scenario.strategies}
    for column, name in (("arm", one.arm), ("against", one.against)):
        if name and name not in arms:
            known = ", ".join(sorted(arms))
            raise ValueError(f"{column} names an unknown arm {name!r}{hint(name, arms)}; the scenario has {known}")
    if one.week > scenario.horizon_weeks:
        horizon = f"{scenario.horizon_weeks:g} weeks"
        raise ValueError(
            f"week must be within the horizon of {horizon}, found {one.week:g}; mend it or raise horizon_weeks"
        )
    return one


def _partner(one: Observation, among: Iterable[Observation]) -> Observation | None:
    return next((other for other in among if one.pairs_with(other)), None)


def _fault_of_pair(one: Observation, among: list[Observation]) -> str | None:
    if not one.versus:
        return None
    partner = _partner(one, among)
    if partner is None:
        return (
            f"versus names {one.versus!r}, which has no row of the same muscle, measure, instrument, weeks and kind; "
            "add one or empty versus"
        )
    if partner.pairs_with(one):
        return f"versus pairs this row with line {partner.row}, whose versus names it back; empty one of the two"
    return None
