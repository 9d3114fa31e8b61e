from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.text import cell, file_name, json_text, plain, visible
from tests.hostile import HOSTILE, harms_of_csv, harms_of_path, harms_of_terminal

TEXTS = st.one_of(st.sampled_from(list(HOSTILE.values())), st.text())


@given(TEXTS)
def test_what_is_visible_prints_anywhere_and_keeps_its_lines(text: str) -> None:
    assert not list(harms_of_terminal(visible(text).replace("Traceback", "")))
    assert visible(text).count("\n") == text.count("\n")
    assert len(visible(text)) == len(text)


@given(TEXTS)
def test_what_is_plain_stands_on_one_line_and_stays_plain(text: str) -> None:
    assert len(plain(text).splitlines()) <= 1
    assert plain(plain(text)) == plain(text)


@given(TEXTS)
def test_no_cell_is_a_formula(text: str) -> None:
    quoted = '"' + cell(text).replace('"', '""') + '"'
    assert not list(harms_of_csv(quoted))


@pytest.mark.parametrize("number", ["-3", "+1.5", "1e-3", "-inf"])
def test_a_number_stays_a_number(number: str) -> None:
    assert cell(number) == number


@given(TEXTS)
def test_json_says_the_same_and_prints_anywhere(text: str) -> None:
    told = json_text(json.dumps({"x": text}, ensure_ascii=False))
    assert json.loads(told)["x"] == json.loads(json.dumps({"x": text}))["x"]
    assert not list(harms_of_terminal(told.replace("Traceback", "")))


@given(TEXTS)
def test_a_file_name_is_portable_and_stays_what_it_is(text: str) -> None:
    from pathlib import Path

    name = file_name(text)
    assert name
    assert not list(harms_of_path(Path("/out") / name, Path("/out")))
    assert file_name(name) == name


@pytest.mark.parametrize("name", ["legs", "My season 2026.1", "Beine-Übung", "a_b+c"])
def test_an_ordinary_name_is_left_alone(name: str) -> None:
    assert file_name(name) == name
