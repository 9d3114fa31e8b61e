from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.exercises import catalogue
from models.parameters import default_parameters
from sim.scenario.shipped import shipped_scenarios

Regain = Callable[..., Any]
MALFORMED = Path(__file__).resolve().parents[1] / "scenario" / "malformed"


def rows_of(out: str, form: str) -> list[dict[str, Any]]:
    return json.loads(out) if form == "json" else list(csv.DictReader(io.StringIO(out)))


@pytest.mark.parametrize("form", ["json", "csv"])
def test_scenarios_lists_what_ships(regain: Regain, form: str) -> None:
    rows = rows_of(regain("scenarios", "--format", form).out, form)
    assert [row["scenario"] for row in rows] == list(shipped_scenarios())
    assert all(row["question"] for row in rows)


def test_scenarios_are_told_with_their_questions(regain: Regain) -> None:
    done = regain("scenarios")
    assert "split_vs_single_leg_day" in done.out
    assert "do the legs come back sooner" in " ".join(done.out.split())
    assert "regain compare NAME" in done.err


@pytest.mark.parametrize("form", ["json", "csv"])
def test_parameters_are_all_listed(regain: Regain, form: str) -> None:
    rows = rows_of(regain("parameters", "--format", form).out, form)
    assert [row["name"] for row in rows] == list(default_parameters().names)


def test_parameters_can_be_narrowed_by_name(regain: Regain) -> None:
    rows = json.loads(regain("parameters", "tau_size", "sleep", "--format", "json").out)
    assert rows
    assert all("tau_size" in row["name"] or "sleep" in row["name"] for row in rows)
    assert "tau_size_days" in regain("parameters", "tau_size").out


def test_the_sources_of_a_scenario_are_cited(regain: Regain) -> None:
    done = regain("parameters", "--cite", "split_vs_single_leg_day")
    assert done.status == 0
    assert "doi:" in done.out
    rows = json.loads(regain("parameters", "--cite", "split_vs_single_leg_day", "--format", "json").out)
    assert {"key", "evidence", "citation", "doi"} <= set(rows[0])


def test_the_sources_of_a_classic_model_are_cited(regain: Regain) -> None:
    rows = json.loads(regain("parameters", "--cite", "busso", "--format", "json").out)
    assert [row["key"] for row in rows] == ["busso_2003", "clarke_2013"]
    assert "Busso 2003" in regain("parameters", "--cite", "busso").out


@pytest.mark.parametrize("form", ["json", "csv"])
def test_exercises_are_all_listed(regain: Regain, form: str) -> None:
    rows = rows_of(regain("exercises", "--format", form).out, form)
    assert [row["exercise"] for row in rows] == list(catalogue().names)
    assert float(next(row for row in rows if row["exercise"] == "back_squat")["quadriceps"]) > 0.0
    assert "back_squat" in regain("exercises").out


def test_validate_finds_good_files_fine(regain: Regain) -> None:
    done = regain("validate", "short.yaml", "split_vs_single_leg_day")
    assert (done.status, done.err) == (0, "")
    assert (
        done.out
        == "short.yaml: fine, 2 strategies over 2 weeks\nsplit_vs_single_leg_day: fine, 2 strategies over 16 weeks\n"
    )


def test_validate_tells_of_every_file(regain: Regain) -> None:
    bad = [str(MALFORMED / name) for name in ("negative.yaml", "infinite.yaml")]
    done = regain("validate", bad[0], "short.yaml", bad[1])
    assert done.status == 2
    assert done.out == "short.yaml: fine, 2 strategies over 2 weeks\n"
    assert "negative.yaml:3:16: " in done.err
    assert "infinite.yaml:3:16: " in done.err


def test_the_schema_is_json(regain: Regain) -> None:
    found = json.loads(regain("schema").out)
    assert "strategies" in found["$defs"]["scenario"]["properties"]


def test_the_gallery_draws_a_picture_of_each_scenario(
    regain: Regain, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import sim.scenario.shipped

    kept = {"small": tmp_path / "short.yaml"}
    monkeypatch.setattr(sim.scenario.shipped, "shipped_scenarios", lambda: kept)
    done = regain("gallery", "--out", "pictures", "--athletes", "2")
    assert (done.status, done.out) == (0, "")
    assert (tmp_path / "pictures" / "small.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("words", [(), ("--help",), ("--version",), ("compare", "--help")])
def test_help_is_a_result(regain: Regain, words: tuple[str, ...]) -> None:
    done = regain(*words)
    assert done.status == 0
    assert done.out.strip()
    assert done.err == ""


def test_help_names_every_command_and_exit_status(regain: Regain) -> None:
    out = regain("--help").out
    for word in (
        "compare",
        "run",
        "runs",
        "log",
        "state",
        "replay",
        "verify",
        "scenarios",
        "parameters",
        "exercises",
        "validate",
        "schema",
        "130 interrupted",
        "74 cannot write",
    ):
        assert word in out


@pytest.mark.parametrize("word", ["comapre", "--frobnicate"])
def test_an_unknown_command_is_one_line(regain: Regain, word: str) -> None:
    done = regain(word)
    assert (done.status, done.out) == (2, "")
    assert len(done.err.strip().splitlines()) == 1
