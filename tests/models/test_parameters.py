"""Every constant of physiology: told where it comes from, used, within bounds, and nowhere but in its file."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import attrs
import numpy as np
import pytest

from models.exercises import catalogue
from models.parameters import STATUSES, Parameter, ParameterSet, Values, default_parameters, parse_parameters
from models.references import references

ROOT = Path(__file__).resolve().parents[2]
MODELS = sorted((ROOT / "models").glob("*.py"))
READERS = sorted([*MODELS, *(ROOT / "sim").rglob("*.py")])
PLAIN_NUMBERS = {0, 0.5, 1, 2}
UNITS = {"half an hour in minutes": 30.0, "an hour in minutes": 60.0}
UNIT_OF_LAST_WORD = {
    "_per_set_day": "1/(set day)",
    "_per_set": "1/set",
    "_per_year": "1/year",
    "_per_day": "1/day",
    "_g_per_kg": "g/kg",
    "_kg_per_kg": "kg/kg",
    "_per_1000_h": "1/1000 h",
    "_ml_per_kg_min": "ml/(kg min)",
    "_kcal_per_kg": "kcal/kg",
    "_fraction": "1",
    "_ratio": "1",
    "_exponent": "1",
    "_days": "day",
    "_hours": "h",
    "_years": "year",
    "_sets": "set",
    "_reps": "rep",
    "_min": "min",
    "_kcal": "kcal",
    "_kg": "kg",
    "_s": "s",
}

EXAMPLE = """
[tau_days]
meaning = "A time constant"
value = 2.0
unit = "day"
bounds = [1.0, 3.0]
prior = {kind = "lognormal", centre = 2.0, width = 0.3}
status = "assumed"
scope = "muscle"
[weight]
meaning = "A weight"
value = 0.5
unit = "1"
bounds = [0.0, 1.0]
prior = {kind = "uniform"}
status = "measured"
source = ["pelland_2026"]
"""


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def parameters_read(path: Path) -> Iterator[str]:
    """Find the names read off ``p`` or off anything's ``.p`` or ``._p``."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute):
            owner = node.value
            name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
            if name in {"p", "_p"}:
                yield node.attr


def holds_physiology(path: Path) -> bool:
    """Tell whether a module computes with parameters; the catalogues' own bounds on their rows are no physiology."""
    return path.name != "parameters.py" and any(
        isinstance(node, ast.ImportFrom) and "Values" in {alias.name for alias in node.names}
        for node in ast.walk(tree(path))
    )


def numbers_in(module: ast.Module) -> Iterator[float]:
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
            yield node.value


def unit_told_by(name: str) -> str | None:
    return next((unit for ending, unit in UNIT_OF_LAST_WORD.items() if name.endswith(ending)), None)


def a_day(unit: str | None) -> str:
    """Write an amount in this unit eaten, drunk or spent a day; the names of daily amounts leave the day out."""
    above, _, below = (unit or "").partition("/")
    return f"{above}/({below} day)" if below else f"{above}/day"


@pytest.mark.parametrize("path", READERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_parameter_that_code_reads_exists(path: Path) -> None:
    assert set(parameters_read(path)) <= default_parameters().keys()


def test_every_parameter_is_read_somewhere() -> None:
    read = {name for path in READERS for name in parameters_read(path)}
    # Read by the muscle's name: the set of muscles is data.
    by_muscle = {f"{muscle}_response" for muscle in catalogue().muscles}
    assert read | by_muscle == set(default_parameters())


@pytest.mark.parametrize("path", [path for path in MODELS if holds_physiology(path)], ids=lambda path: path.name)
def test_no_number_of_physiology_stands_in_code(path: Path) -> None:
    assert set(numbers_in(tree(path))) <= PLAIN_NUMBERS | set(UNITS.values())


def test_the_search_for_numbers_finds_one() -> None:
    assert 1.13 in set(numbers_in(ast.parse("def grow(p, size):\n    return size * 1.13\n")))
    assert sum(holds_physiology(path) for path in MODELS) >= 13


@pytest.mark.parametrize("one", default_parameters().values(), ids=lambda one: one.name)
def test_every_parameter_tells_its_meaning_unit_and_origin(one: Parameter) -> None:
    assert one.meaning
    assert one.unit
    assert one.status in STATUSES
    assert one.lower <= one.value <= one.upper
    assert one.spread >= 0.0
    told = unit_told_by(one.name)
    assert told is None or one.unit in {told, a_day(told)}


@pytest.mark.parametrize("one", default_parameters().values(), ids=lambda one: one.name)
def test_every_prior_lies_where_the_parameter_may(one: Parameter) -> None:
    assert one.prior.width > 0.0
    if one.prior.kind != "uniform":
        assert one.lower <= one.prior.centre <= one.upper
    if one.prior.kind == "lognormal":
        assert one.prior.centre > 0.0
    if one.prior.kind == "logitnormal":
        assert 0.0 < one.prior.centre < 1.0


@pytest.mark.parametrize("one", default_parameters().values(), ids=lambda one: one.name)
def test_every_source_is_known_and_what_is_only_recalled_measures_nothing(one: Parameter) -> None:
    evidence = {references()[key].evidence for key in one.sources}
    assert len(set(one.sources)) == len(one.sources)
    assert evidence != {"recalled"} or one.status == "assumed"


def test_every_source_named_in_a_module_is_known() -> None:
    named = {(path.name, key) for path in MODELS for key in re.findall(r"\[(\w+)\]_", path.read_text(encoding="utf-8"))}
    assert len(named) > 30
    assert {(name, key) for name, key in named if key not in references()} == set()


def test_the_file_holds_each_parameter_once_and_says_nothing_unknown() -> None:
    rows = tomllib.loads((ROOT / "models" / "parameters.toml").read_text(encoding="utf-8"))
    keys = {key for row in rows.values() for key in row}
    assert keys <= {field.name for field in attrs.fields(Parameter)} | {"bounds", "source"}
    assert tuple(rows) == default_parameters().names


def test_parameters_take_the_shape_of_what_they_act_on() -> None:
    p = parse_parameters(EXAMPLE, "example").values_of({"tau_days": np.array([1.5, 2.0, 2.5])})
    assert p.tau_days.shape == (3, 1)
    assert p.weight.shape == (1,)


def test_values_beyond_the_bounds_are_brought_back_to_them() -> None:
    p = parse_parameters(EXAMPLE, "example").values_of({"tau_days": np.array([0.1, 9.0])})
    assert p.tau_days.ravel().tolist() == [1.0, 3.0]


def test_a_lane_of_the_values_makes_the_set_of_that_person() -> None:
    p = parse_parameters(EXAMPLE, "example").values_of({"tau_days": np.array([1.5, 2.5])})
    assert p.lane(1) == {"tau_days": 2.5, "weight": 0.5}


def test_an_unknown_parameter_is_answered_with_the_nearest() -> None:
    example = parse_parameters(EXAMPLE, "example")
    with pytest.raises(KeyError, match="unknown parameter 'tau_day'; did you mean 'tau_days'"):
        example["tau_day"]
    with pytest.raises(AttributeError, match="did you mean 'weight'"):
        _ = example.values_of().wieght
    with pytest.raises(KeyError, match="did you mean 'weight'"):
        example.replace({"wieght": 0.1})


def test_replacing_checks_the_bounds_and_leaves_the_old_set_alone() -> None:
    example = parse_parameters(EXAMPLE, "example")
    assert example.replace({"weight": 0.75})["weight"].value == 0.75
    assert example["weight"].value == 0.5
    with pytest.raises(ValueError, match="tau_days must be between 1 and 3 day, found 4"):
        example.replace({"tau_days": 4.0})


def test_two_sets_have_one_digest_exactly_when_they_compute_the_same() -> None:
    example = parse_parameters(EXAMPLE, "example")
    assert example.replace({"weight": 0.5}, name="other").digest == example.digest
    assert example.replace({"weight": np.nextafter(0.5, 1.0)}).digest != example.digest


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("value = 2.0", "value = 7.0", "tau_days must be between 1 and 3 day, found 7"),
        ("value = 2.0", "value = nan", "tau_days must be between 1 and 3 day, found nan"),
        ('source = ["pelland_2026"]', "", "weight: status 'measured' needs a source, found none"),
        ("bounds = [1.0, 3.0]", "", "tau_days: 'bounds'"),
        ('unit = "day"', "", "parameter tau_days: .*unit"),
        ('status = "assumed"', 'status = "guessed"', "status"),
        ('scope = "muscle"', 'scope = "bone"', "scope"),
        ('kind = "uniform"', 'kind = "cauchy"', "kind"),
        ('unit = "1"', 'unit = "1"\ncolour = "red"', "parameter weight: .*colour"),
        ('unit = "1"', 'unit = "1"\ndrawn_from = "hat"', "drawn_from"),
        (
            'status = "assumed"',
            'status = "calibrated"\ninterval = [1, 2]\nsource = ["x"]',
            "drawn_from posterior, found ''",
        ),
    ],
)
def test_a_flawed_parameter_is_refused_by_name(old: str, new: str, complaint: str) -> None:
    assert old in EXAMPLE
    with pytest.raises(ValueError, match=complaint):
        parse_parameters(EXAMPLE.replace(old, new), "example")


def test_the_shipped_set_is_read_once_and_called_default() -> None:
    shipped = default_parameters()
    assert isinstance(shipped, ParameterSet)
    assert shipped is default_parameters()
    assert shipped.name == "default"
    assert isinstance(shipped.values_of(), Values)
    assert len(shipped) == len(shipped.names)


@pytest.mark.parametrize("parameter", default_parameters().values(), ids=lambda parameter: parameter.name)
def test_every_number_has_a_source_or_says_how_it_was_chosen(parameter: Parameter) -> None:
    told = ("chosen: ", "by definition: ", "by convention: ")
    assert parameter.sources or parameter.note.startswith(told) or "by definition" in parameter.note


@pytest.mark.parametrize("parameter", default_parameters().values(), ids=lambda parameter: parameter.name)
def test_a_number_that_was_chosen_says_that_it_has_no_source(parameter: Parameter) -> None:
    assert parameter.note.startswith("chosen: ") == ("no source" in parameter.note)
    assert not (parameter.sources and "no source" in parameter.note)
