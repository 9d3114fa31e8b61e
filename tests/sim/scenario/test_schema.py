from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import jsonschema
import pytest

from sim.errors import ScenarioError
from sim.scenario.fields import Fields
from sim.scenario.problems import Problems
from sim.scenario.reader import load_scenario
from sim.scenario.schema import json_schema
from sim.scenario.shipped import shipped_scenarios
from sim.scenario.tables import SCENARIO, TABLES
from sim.scenario.yaml_tree import read_tree
from tests.sim.scenario.words import WORDS

COMPLETE = Path(__file__).with_name("files") / "complete.yaml"
MALFORMED = Path(__file__).with_name("malformed")
# Flaws of one value that a schema can tell; what spans several places only the reader can.
SEEN_BY_SCHEMA = (
    "anchor_without_hours",
    "day_twice",
    "decimal_for_whole_number",
    "flag_for_number",
    "history_without_length",
    "impossible_time",
    "meals_and_shares",
    "missing_required",
    "negative",
    "newer_format",
    "no_activity",
    "no_plan",
    "no_strategies",
    "null_for_number",
    "number_for_text",
    "out_of_range",
    "parameter_out_of_bounds",
    "plan_and_phases",
    "plan_name_with_capitals",
    "plan_without_week",
    "plans_as_list",
    "range_of_decimals",
    "run_with_name",
    "strategies_as_list",
    "text_for_number",
    "time_without_minutes",
    "title_too_long",
    "two_activities",
    "unknown_day",
    "unknown_exercise",
    "unknown_method",
    "unknown_nested_key",
    "unknown_outcome",
    "unknown_parameter",
    "unknown_run_style",
    "unknown_spread",
    "unknown_top_key",
    "weeks_and_days",
    "word_no_for_flag",
)


def plain(path: Path) -> Any:
    problems = Problems()
    tree = read_tree(path.read_text(), str(path), problems)
    problems.raise_any()
    assert tree is not None
    return tree.plain()


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json_schema(WORDS))


def test_the_schema_is_a_valid_schema(validator: jsonschema.Draft202012Validator) -> None:
    validator.check_schema(validator.schema)


def test_a_file_with_every_key_is_valid(validator: jsonschema.Draft202012Validator) -> None:
    assert [error.message for error in validator.iter_errors(plain(COMPLETE))] == []


@pytest.mark.parametrize("name", SEEN_BY_SCHEMA)
def test_the_schema_refuses_what_the_reader_refuses(name: str, validator: jsonschema.Draft202012Validator) -> None:
    path = MALFORMED / f"{name}.yaml"
    with pytest.raises(ScenarioError):
        load_scenario(path, WORDS)
    assert not validator.is_valid(plain(path))


@pytest.mark.parametrize("name", sorted(shipped_scenarios()))
def test_every_shipped_scenario_is_valid(name: str) -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    assert [error.message for error in validator.iter_errors(plain(shipped_scenarios()[name]))] == []


def test_every_definition_that_is_referred_to_is_there() -> None:
    schema = json_schema(WORDS)
    references = [word.split('"')[0] for word in str(schema).replace("'", '"').split("#/$defs/")[1:]]
    assert set(references) == set(schema["$defs"])


@pytest.mark.parametrize("table", [table for table in TABLES if table.builds], ids=lambda table: table.name)
def test_a_table_fills_every_attribute_of_the_class_that_it_builds(table: Fields) -> None:
    assert table.builds is not None
    targets = {target for field in table.fields for target in field.targets}
    missing = {"training_day"} if table.name == "training_day_food" else set()
    assert targets == set(attrs.fields_dict(table.builds)) - missing


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_key_is_used_by_the_file_with_every_key(table: Fields) -> None:
    used = set(words_of(plain(COMPLETE)))
    alternatives = {"extends"} if table is SCENARIO else set()
    assert {field.key for field in table.fields} - used <= alternatives


def words_of(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(word for item in value.values() for word in words_of(item))]
    return [word for item in value for word in words_of(item)] if isinstance(value, list) else []


def test_defaults_are_those_of_the_plan_classes_in_file_units() -> None:
    definitions = json_schema(WORDS)["$defs"]
    assert definitions["sleep"]["properties"]["bedtime"]["default"] == "23:00"
    assert definitions["food"]["properties"]["meal_shares"]["default"] == [0.25] * 4
    assert definitions["compare"]["properties"]["athletes"]["default"] == 200
    assert definitions["progression"]["properties"]["kind"]["default"] == "autoregulated"


def test_every_key_says_what_it_means() -> None:
    for table in TABLES:
        for field in table.fields:
            assert len(field.meaning) > 2, f"{table.name}.{field.key}"
