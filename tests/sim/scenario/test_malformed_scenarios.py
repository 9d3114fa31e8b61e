"""Every file in ``malformed`` is refused with its place, quickly and without a traceback."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError, ScenarioError
from sim.scenario.reader import load_scenario, read_scenario
from tests.sim.scenario.words import WORDS

FOLDER = Path(__file__).with_name("malformed")
SECONDS = 1.0
PLACED_LINE = re.compile(r"[^\n]+:[1-9][0-9]*:[1-9][0-9]*: [^\n]+")

# File, place of the problem (with the file where it is another one), and words of it.
EXPECTED = (
    ("alias_of_itself", "5:9", "the alias *p has no anchor before it"),
    ("anchor_twice", "3:16", "the anchor &a is set a second time"),
    ("anchor_without_hours", "11:10", "week: after goes with hours, found it alone"),
    ("bare_list", "1:1", "expected a mapping of keys and values"),
    ("bare_word", "1:1", "expected a mapping of keys and values"),
    ("billion_laughs", "6:16", "a file may hold 10000 values, aliases written out"),
    ("binary", "2:118", "expected text in UTF-8, found byte 0x80"),
    ("complex_key", "1:3", "expected a word as key"),
    ("day_twice", "7:14", "day must not repeat, found 'tue' twice"),
    ("decimal_for_whole_number", "13:21", "athletes must be a whole number between 1 and 100000, found"),
    ("deep_list", "13:59", "nesting may be 50 deep, found more"),
    ("directive", "2:1", "expected plain YAML 1.2, found a directive"),
    ("duplicate_key", "3:1", "the key 'title' stands here twice, first in line 2"),
    ("duplicate_strategy", "13:3", "the key 'one' stands here twice, first in line 12"),
    ("empty", "1:1", "expected a mapping, found an empty file"),
    ("escaped_nul", "2:8", "expected readable text, found the escaped character '\\x00'"),
    ("extends_absolute", "2:10", "extends must be a relative path to another scenario file,"),
    ("extends_flawed_file", "parts/flawed.yaml:3:14", "age_years must be a number between 14 and 100, found 'young'"),
    ("extends_folder", "2:10", "extends: parts: expected a scenario file, found a folder"),
    ("extends_in_a_circle", "parts/circle.yaml:1:10", "extends goes round in a circle back to"),
    ("extends_itself", "2:10", "extends goes round in a circle back to 'extends_itself.yaml'"),
    ("extends_missing_file", "2:10", "extends: not_there.yaml: expected a scenario file, found none"),
    ("extends_outside", "2:10", "extends must stay inside the folder of the first file, found"),
    ("flag_for_number", "3:16", "horizon_weeks must be a number between 1 and 520, found true"),
    ("history_without_length", "13:11", "history needs weeks or days, found none"),
    ("horizon_too_short", "12:17", "the phases before the last take 56 days of a horizon of 56,"),
    ("illness_after_phase", "12:57", "day must fall within the phase's 7 days, found 9"),
    ("impossible_time", "8:13", 'at must be a time from "00:00" to "23:59", quoted, found'),
    ("infinite", "3:16", "a number must be finite, found -.inf"),
    ("latin1", "2:11", "expected text in UTF-8, found byte 0xfc"),
    ("local_tag", "2:8", "expected plain values, found the tag '!secret'"),
    ("many_aliases", "34:8", "a file may hold 20 aliases, found more"),
    ("meal_shares_sum", "15:18", "meal_shares must add up to 1, found 0.9"),
    ("meals_and_shares", "14:20", "food takes meals or meal_shares, found meals and meal_shares"),
    ("merge_key", "14:5", "expected a key, found the merge key <<"),
    ("missing_required", "1:1", "scenario needs title, found none"),
    ("missing_value", "2:1", "a value is missing here"),
    ("negative", "3:16", "horizon_weeks must be a number between 1 and 520, found -8"),
    ("newer_format", "1:9", "schema must be 1, found 2"),
    ("no_activity", "11:9", "week needs session or run or recovery, found none"),
    ("no_plan", "12:8", "one needs plan or phases, found none"),
    ("no_strategies", "11:13", "strategies must hold 1 to 50 entries, found 0"),
    ("not_a_number", "3:16", "a number must be finite, found .nan"),
    ("nul_byte", "2:12", "expected readable text, found character '\\x00'"),
    ("null_for_number", "3:16", "horizon_weeks must be a number between 1 and 520, found null"),
    ("number_for_text", "2:8", "title must be a text of 1 to 120 characters, found 2026"),
    ("octal_and_friends", "3:16", "horizon_weeks must be a number between 1 and 520, found '0x10'"),
    ("only_comments", "1:1", "expected a mapping, found an empty file"),
    ("open_phase_in_the_middle", "12:18", "only the last phase may leave its length out"),
    ("order_incomplete", "14:18", "order must name every strategy, found one missing"),
    ("out_of_range", "4:22", "age_years must be a number between 14 and 100, found 7"),
    ("parameter_out_of_bounds", "12:45", "parameters: responder must be a number between 0.05 and 5,"),
    ("phases_end_early", "12:42", "phases must fill the horizon of 56 days, found 35"),
    ("plan_and_phases", "12:21", "one takes plan or phases, found plan and phases"),
    ("plan_called_none", "5:3", "none is the name of having no plan"),
    ("plan_name_with_capitals", "5:3", "a name under plans must be a name of small letters, digits"),
    ("plan_of_itself", "5:19", "extends goes round in a circle: this -> this"),
    ("plan_without_week", "5:10", "light needs week, found none"),
    ("plans_as_list", "5:3", "plans must be a mapping of names, found a list"),
    ("plans_in_a_circle", "6:19", "extends goes round in a circle: this -> that -> this"),
    ("range_of_decimals", "10:51", "reps must be a whole number or a range low-high between 1 and"),
    ("range_reversed", "10:51", "reps must be a range from low to high, found '10-6'"),
    ("run_with_name", "11:33", "week: name goes with session, found it alone"),
    ("several_problems", "2:1", "a value is missing here"),
    ("strategies_as_list", "11:13", "strategies must be a mapping of names, found a list"),
    ("tab_indent", "6:1", "expected spaces before the first word of a line, found a tab"),
    ("tag", "3:16", "expected plain values, found the tag"),
    ("text_for_number", "3:16", "horizon_weeks must be a number between 1 and 520, found '8'"),
    ("time_without_minutes", "8:13", 'at must be a time from "00:00" to "23:59", quoted, found 18'),
    ("title_too_long", "2:8", "title must be a text of 1 to 120 characters, found 162"),
    ("too_large_number", "3:16", "a number must be finite, found 1e400"),
    ("two_activities", "11:9", "week takes session or run or recovery, found session and run"),
    ("two_documents", "13:1", "expected one document, found a second one"),
    ("unclosed_bracket", "14:1", "not valid YAML: while parsing a flow mapping, expected ',' or"),
    ("unclosed_quote", "8:14", "not valid YAML: while parsing a block mapping, expected"),
    ("undefined_alias", "3:16", "the alias *weeks has no anchor before it"),
    ("unknown_anchor", "11:17", "did you mean 'leg_day'?"),
    ("unknown_baseline", "13:21", "did you mean 'one'?"),
    ("unknown_day", "7:14", "did you mean 'tue'?"),
    ("unknown_exercise", "10:24", "did you mean 'back_squat'?"),
    ("unknown_library_plan", "12:15", "did you mean 'two_leg_days'?"),
    ("unknown_method", "11:52", "did you mean 'walking'?"),
    ("unknown_nested_key", "10:13", "session needs sets, found none"),
    ("unknown_outcome", "13:20", "did you mean 'legs_size'?"),
    ("unknown_parameter", "12:34", "did you mean 'responder'?"),
    ("unknown_plan", "12:15", "did you mean 'legs'?"),
    ("unknown_run_style", "11:46", "style must be a style of running, found 'jogging'"),
    ("unknown_spread", "13:10", "did you mean 'responder'?"),
    ("unknown_top_key", "4:1", "did you mean 'habits'?"),
    ("utf16", "1:1", "expected text in UTF-8, found byte 0xff"),
    ("weeks_and_days", "12:29", "phases takes weeks or days, found weeks and days"),
    ("word_no_for_flag", "13:20", "injuries must be true or false, found 'no'"),
)


def problems_of(text: str) -> tuple[str, ...]:
    with pytest.raises(ScenarioError) as caught:
        read_scenario(text, "text", WORDS)
    return caught.value.problems


def are_placed(problems: tuple[str, ...]) -> bool:
    """Tell whether there are any, each with its place."""
    return bool(problems) and all(PLACED_LINE.fullmatch(line) for line in problems)


@pytest.mark.parametrize(("name", "place", "words"), EXPECTED, ids=[row[0] for row in EXPECTED])
def test_a_malformed_file_is_told_with_its_place_within_a_second(
    name: str, place: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(FOLDER)
    full_place = place if ".yaml" in place else f"{name}.yaml:{place}"
    began = time.process_time()
    with pytest.raises(ScenarioError) as caught:
        load_scenario(f"{name}.yaml", WORDS)
    assert time.process_time() - began < SECONDS
    assert any(line.startswith(f"{full_place}: ") and words in line for line in caught.value.problems)
    assert are_placed(caught.value.problems)


def test_every_malformed_file_is_expected_to_fail() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == {row[0] for row in EXPECTED}


def test_all_problems_of_a_file_are_told_at_once_from_top_to_bottom() -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(FOLDER / "several_problems.yaml", WORDS)
    places = [
        line.removeprefix(f"{FOLDER / 'several_problems.yaml'}:").split(": ")[0] for line in caught.value.problems
    ]
    assert places == ["2:1", "10:24", "10:50", "13:1"]


HUGE: dict[str, Callable[[int], str]] = {
    "brackets": lambda size: "[" * (9 * size),
    "braces": lambda size: "{a: " * int(2.4 * size),
    "dashes": lambda size: "- " * (4 * size),
    "question marks": lambda size: "? " * (4 * size),
    "a long number": lambda size: "a: " + "9" * (9 * size),
    "many lines": lambda size: "a: '" + "x\n" * (4 * size),
    "unknown keys": lambda size: "".join(f"key_{index}: 1\n" for index in range(9 * size // 100)),
    "a long key": lambda size: "? " + "k" * (9 * size) + "\n: 1\n",
    "more than a megabyte": lambda size: "x" * (10 * size + 1),
}


def seconds_to_refuse(text: str, path: Path) -> float:
    """Return the processor time of a refusal, the better of two, in which every problem has its place."""
    path.write_text(text)
    taken = []
    for _ in range(2):
        began = time.process_time()
        with pytest.raises(ScenarioError) as caught:
            load_scenario(path, WORDS)
        taken.append(time.process_time() - began)
        assert are_placed(caught.value.problems)
    return min(taken)


@pytest.mark.parametrize("kind", HUGE)
def test_refusing_a_huge_file_takes_time_in_proportion_to_its_size(kind: str, tmp_path: Path) -> None:
    quarter, whole = (seconds_to_refuse(HUGE[kind](size), tmp_path / "huge.yaml") for size in (25_000, 100_000))
    # Four times as long in proportion, sixteen times in the square; what takes next to no time cannot be compared.
    assert whole < 8.0 * max(quarter, 0.05)


def test_problems_are_told_up_to_a_number_that_a_person_can_mend() -> None:
    problems = problems_of("".join(f"key_{index}: 1\n" for index in range(500)))
    assert len(problems) == 101
    assert "mend these first" in problems[-1]


def test_many_small_plans_that_inherit_a_large_one_do_not_add_up_to_a_bomb() -> None:
    item = '{day: mon, at: "10:00", session: [{exercise: back_squat, sets: 3, reps: 5}]}'
    week = "\n".join(f"      - {item}" for _ in range(100))
    heirs = "\n".join(f"  heir_{index}: {{extends: large}}" for index in range(99))
    text = (
        f"schema: 1\ntitle: Many\nhorizon_weeks: 4\nstrategies: {{one: {{plan: large}}}}\n"
        f"plans:\n  large:\n    week:\n{week}\n{heirs}\n"
    )
    began = time.process_time()
    assert "inherit less" in problems_of(text)[0]
    assert time.process_time() - began < SECONDS


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_is_refused_with_a_place(text: str) -> None:
    assert are_placed(problems_of(text))


@given(st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_refused_with_a_place(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes.yaml"
    path.write_bytes(data)
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path, WORDS)
    assert are_placed(caught.value.problems)


@pytest.mark.parametrize("seed", range(10))
def test_a_damaged_scenario_is_read_or_refused_and_nothing_else(seed: int) -> None:
    chance = random.Random(seed)
    source = Path(__file__).with_name("files").joinpath("complete.yaml").read_text()
    scraps = [
        *"[]{}:,-?&*!|>'\"%@`#\n\t ~<=.09e",
        "\\x",
        "\\U",
        "null",
        ".nan",
        "- ",
        "<<: ",
        "&a ",
        "*a ",
        "---\n",
        "!t ",
    ]
    refused = 0
    for _ in range(30):
        text = source
        for _ in range(chance.choice((1, 1, 2, 4))):
            at = chance.randrange(len(text))
            text = text[:at] + chance.choice((*scraps, "")) + text[at + chance.randrange(8) :]
        try:
            read_scenario(text, "text", WORDS)
        except ScenarioError as error:
            refused += 1
            assert are_placed(error.problems)  # noqa: PT017 - some are read
    assert refused


def test_a_missing_file_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.yaml: expected a scenario file, found none there"):
        load_scenario(tmp_path / "absent.yaml")


def test_a_folder_is_no_scenario_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="found a folder"):
        load_scenario(tmp_path)


@pytest.mark.parametrize("name", ["x" * 5_000, "x" * 5_000 + ".yaml", "a\0b.yaml", "a\0b", "", "."])
def test_a_path_that_cannot_exist_is_told_in_one_line(name: str) -> None:
    with pytest.raises(InputError) as caught:
        load_scenario(name)
    assert len(str(caught.value).splitlines()) == 1


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret.yaml").write_text("title: Secret\n")
    (inside / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (inside / "first.yaml").write_text("schema: 1\nextends: link.yaml\n")
    with pytest.raises(ScenarioError, match="extends must stay inside the folder"):
        load_scenario(inside / "first.yaml", WORDS)
