from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError, ScenarioError
from sim.scenario.problems import MOST_PROBLEMS, Place, Problems
from sim.scenario.yaml_tree import MOST_BYTES, MOST_LINES, Node, decode, merge, read_bytes, read_tree, tree_of_plain

HERE = Place("here")
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=3),
    max_leaves=10,
)


def tree(text: str) -> Node:
    problems = Problems()
    node = read_tree(text, "file", problems)
    problems.raise_any()
    assert node is not None
    return node


def problems_of(text: str) -> list[str]:
    problems = Problems()
    read_tree(text, "file", problems)
    return [f"{place}: {message}" for place, message in problems.found]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("17", 17),
        ("017", 17),
        ("-3", -3),
        ("+3", 3),
        ("1.5", 1.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("on", "on"),
        ("no", "no"),
        ("yes", "yes"),
        ("18:00", "18:00"),
        ("8-12", "8-12"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("2026-11-20", "2026-11-20"),
        ("nan", "nan"),
        ('"17"', "17"),
        ("'true'", "true"),
        ('""', ""),
    ],
)
def test_scalars_are_those_of_the_core_schema_of_yaml_1_2(text: str, value: object) -> None:
    found = tree(f"key: {text}").entries["key"].value
    assert found == value
    assert type(found) is type(value)


def test_every_value_and_key_remembers_line_and_column() -> None:
    root = tree("a: 1\nb:\n  - x\n  - {c: 2}\n")
    assert str(root.key_places["b"]) == "file:2:1"
    assert str(root.entries["a"].place) == "file:1:4"
    inner = root.entries["b"].items[1]
    assert str(inner.place) == "file:4:5"
    assert str(inner.entries["c"].place) == "file:4:9"


def test_columns_count_characters_and_not_bytes() -> None:
    assert str(tree('{"äöü": 1}').entries["äöü"].place) == "file:1:9"


def test_an_alias_stands_for_its_anchor() -> None:
    assert tree("a: &x {b: 1}\nc: *x\n").plain() == {"a": {"b": 1}, "c": {"b": 1}}


@pytest.mark.parametrize("text", [".nan", ".inf", "-.inf", "1e400", "-1e999", "9" * 400])
def test_numbers_that_are_not_finite_are_refused_once(text: str) -> None:
    problems = problems_of(f"a: {text}")
    assert len(problems) == 1
    assert problems[0].startswith("file:1:4: a number must be finite")


def test_several_flaws_are_told_together() -> None:
    text = "a: !tag 1\nb:\nc: .nan\nc: 2\n<<: {d: 1}\n"
    assert [line.split(": ")[0] for line in problems_of(text)] == [
        "file:1:4",
        "file:2:1",
        "file:3:4",
        "file:4:1",
        "file:5:1",
    ]


@pytest.mark.parametrize("text", ["- 1\n-\n", "[1, ]\n:", "a: [~, ]\nb:"])
def test_an_empty_item_or_value_is_never_taken_for_null(text: str) -> None:
    assert problems_of(text)


def test_a_tab_may_stand_in_a_comment_and_nowhere_else_outside_quotes() -> None:
    assert tree("a: 1 # one\tand only\nb: 'two\twords'\n").plain() == {"a": 1, "b": "two\twords"}
    for text in ("a:\t1", "\ta: 1", "a:\n  \tb: 1"):
        assert len(problems_of(text)) == 1


@pytest.mark.parametrize(("times", "fits"), [(8, True), (9, False)])
def test_an_alias_counts_all_that_it_holds(times: int, fits: bool) -> None:  # noqa: FBT001
    hundred, ten, more = ", ".join("x" * 100), ", ".join(["*a"] * 10), ", ".join(["*b"] * times)
    problems = problems_of(f"a: &a [{hundred}]\nb: &b [{ten}]\nc: [{more}]")
    assert [("10000 values" in line) for line in problems] == ([] if fits else [True])


def test_merging_overrides_key_by_key_and_replaces_lists() -> None:
    base = tree_of_plain({"a": {"b": 1, "c": [1, 2]}, "d": 4}, HERE)
    over = tree_of_plain({"a": {"c": [3]}, "e": 5}, HERE)
    assert merge(base, over).plain() == {"a": {"b": 1, "c": [3]}, "d": 4, "e": 5}


def test_merging_takes_a_rival_key_away() -> None:
    base = tree_of_plain({"plan": "legs", "label": "Legs"}, HERE)
    over = tree_of_plain({"phases": [{"plan": "none"}]}, HERE)
    assert merge(base, over).plain() == {"label": "Legs", "phases": [{"plan": "none"}]}


@given(PLAIN)
def test_a_plain_value_survives_the_tree(value: Any) -> None:
    assert tree_of_plain(value, HERE).plain() == value


@given(PLAIN, PLAIN)
def test_merging_twice_changes_nothing_more(base: Any, over: Any) -> None:
    first = merge(tree_of_plain(base, HERE), tree_of_plain(over, HERE))
    assert merge(first, tree_of_plain(over, HERE)).plain() == first.plain()


def test_plain_values_that_json_cannot_hold_are_refused() -> None:
    for value, told in ((math.nan, "must be finite, found nan"), ({1, 2}, "what JSON can hold, found set")):
        with pytest.raises(ScenarioError, match=told):
            tree_of_plain([value], HERE)


def test_the_size_of_a_tree_counts_shared_values_each_time() -> None:
    root = tree("a: &x [1, 2]\nb: *x\n")
    assert root.size(100) == 7
    assert root.size(3) == 3


def test_a_byte_order_mark_is_no_content() -> None:
    assert decode("\ufeffa: 1".encode(), "file", Problems()) == "a: 1"


def test_a_file_up_to_the_limits_is_decoded_and_one_beyond_is_not() -> None:
    problems = Problems()
    assert decode(b"#" * MOST_BYTES, "file", problems) is not None
    assert decode(b"\n" * MOST_LINES, "file", problems) is not None
    assert problems.found == {}
    assert decode(b"#" * (MOST_BYTES + 1), "file", problems) is None
    assert decode(b"\n" * (MOST_LINES + 1), "file", problems) is None
    assert len(problems.found) == 2


def test_a_file_that_is_no_regular_file_is_refused(tmp_path: Any) -> None:
    for path in (tmp_path, tmp_path / "absent", tmp_path / ("x" * 5_000)):
        with pytest.raises(InputError, match="told:"):
            read_bytes(path, "told")


def test_problems_are_told_once_and_in_the_order_of_the_file() -> None:
    problems = Problems()
    for line in (9, 2, 9):
        problems.add(Place("file", line), "wrong")
    with pytest.raises(ScenarioError) as caught:
        problems.raise_any()
    assert caught.value.problems == ("file:2:1: wrong", "file:9:1: wrong")


def test_too_many_problems_end_the_reading() -> None:
    problems = Problems()
    for line in range(1, MOST_PROBLEMS):
        problems.add(Place("file", line), "wrong")
    with pytest.raises(ScenarioError, match="mend these first"):
        problems.add(Place("file", MOST_PROBLEMS), "wrong")


@pytest.mark.parametrize("tag", ["!{}", "!<{}>", "!<%41{}>"])
def test_a_long_tag_is_told_before_the_parser_takes_its_time(monkeypatch: pytest.MonkeyPatch, tag: str) -> None:
    def parse(*_: object, **__: object) -> None:
        pytest.fail("the parser was asked")

    monkeypatch.setattr("sim.scenario.yaml_tree.YAML", parse)
    problems = Problems()
    assert read_tree(f"schema: 1\ntitle: {tag.format('a' * 990_000)} x\n", "long.yaml", problems) is None
    with pytest.raises(ScenarioError, match=r"^long\.yaml:2:8: expected plain values, found a tag") as caught:
        problems.raise_any()
    assert len(str(caught.value)) < 200
