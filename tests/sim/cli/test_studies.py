"""The command that lives studies again: what goes to other programs, and each study once."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.studies import individuals

Regain = Callable[..., Any]


@pytest.fixture(autouse=True)
def _no_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(individuals, "data_folder", lambda: None)


def test_json_is_one_document_and_csv_its_rows(regain: Regain, tmp_path: Path) -> None:
    told = ("studies", "--only", "wall_2014", "--people", "8")
    document = json.loads(regain(*told, "--format", "json").out)
    table = list(csv.DictReader(io.StringIO(regain(*told, "--format", "csv").out)))
    assert [float(row["predictive_low"]) for row in table] == [row["predictive_low"] for row in document["rows"]]
    assert [row["inside"] for row in table] == [str(row["inside"]) for row in document["rows"]]
    regain(*told, "--out", str(tmp_path / "written"))
    with (tmp_path / "written" / "studies.csv").open(encoding="utf-8") as file:
        assert [row["inside"] for row in csv.DictReader(file)] == [row["inside"] for row in table]
    assert {score["used_for"] for score in document["scores"]} == {"train"}
    assert "saturating exponential" in {one["name"] for one in document["sizes"]}
    assert document["individuals"] is None


def test_a_study_that_is_named_twice_counts_once(regain: Regain) -> None:
    twice = ("--only", "wall_2014", "--only", "wall_2014")
    rows = json.loads(regain("studies", *twice, "--people", "8", "--format", "json").out)["rows"]
    asked = [(row["arm"], row["measure"], row["week"], row["observed"]) for row in rows]
    assert len(asked) == len(set(asked))


def test_the_terminal_says_in_a_sentence_what_inside_means(regain: Regain) -> None:
    out = regain("studies", "--only", "wall_2014", "--people", "8").out
    assert "Inside 90 %: the share of observations within the interval" in out
    assert "fitted points" in out


def test_the_individual_part_is_in_the_document_where_its_data_are_missing(regain: Regain) -> None:
    told = ("studies", "--only", "haun_2018", "--people", "8", "--format", "json")
    assert json.loads(regain(*told).out)["individuals_in_words"] == individuals.absent()
