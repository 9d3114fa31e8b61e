from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Regain = Callable[..., Any]
Files = Callable[[], set[str]]


@pytest.fixture
def branched(regain: Regain) -> Regain:
    assert regain("run", "short.yaml", "--lane", "1", "--quiet").status == 0
    fork = ("--at", "week:1", "--scenario", "short.yaml", "--strategy", "three", "--quiet")
    assert regain("fork", "short/two", *fork).status == 0
    return regain


def compared(regain: Regain, *words: str) -> Any:
    return regain("compare", "short/two", "short/three", "--athletes", "5", *words)


def test_a_run_and_its_fork_are_compared_from_where_they_part(branched: Regain, tmp_path: Path) -> None:
    done = compared(branched)
    assert done.status == 0
    assert "Size change of the legs over 1 week:" in done.out
    assert "As recorded:" in done.out
    assert "5 possible futures of one person" in done.out
    assert "regain explain short/two/1-" in done.err
    (folder,) = (tmp_path / "outputs").glob("short-runs-*")
    assert {"report.html", "summary.csv", "curves.csv", "manifest.json", "futures.svg", "futures.png"} <= {
        path.name for path in folder.iterdir()
    }


def test_the_manifest_names_runs_heads_and_the_shared_moment(branched: Regain, tmp_path: Path) -> None:
    assert compared(branched, "--seed", "9").status == 0
    (path,) = (tmp_path / "outputs").glob("short-runs-*/manifest.json")
    told = json.loads(path.read_text(encoding="utf-8"))
    runs = list(csv.DictReader(io.StringIO(branched("runs", "--format", "csv").out)))
    heads = {run["stream"]: run["head_hash"] for run in runs}
    assert {one["stream"]: one["head_hash"] for one in told["strategies"]} == heads
    assert (told["athletes"], told["seed"], told["shared_past_days"]) == (5, 9, 14.0)


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_comparison_of_runs_reads_back_with_what_was_recorded(branched: Regain, form: str) -> None:
    out = compared(branched, "--format", form).out
    rows = json.loads(out) if form == "json" else list(csv.DictReader(io.StringIO(out)))
    sizes = [row for row in rows if (row["outcome"], row["muscle"]) == ("size_change_percent", "legs")]
    assert [row["strategy"] for row in sizes] == ["two", "three"]
    assert all(float(row["recorded"]) for row in sizes)


def test_comparing_twice_writes_the_same_bytes_and_no_run(branched: Regain, tmp_path: Path) -> None:
    written = []
    for _ in range(2):
        assert compared(branched).status == 0
        folder = next((tmp_path / "outputs").glob("short-runs-*"))
        written.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert written[0] == written[1]
    assert len(branched("runs", "--format", "csv").out.splitlines()) == 3


def test_the_command_of_the_report_computes_it_again(branched: Regain, tmp_path: Path) -> None:
    first = compared(branched).out
    (page,) = (tmp_path / "outputs").glob("short-runs-*/report.html")
    command = page.read_text(encoding="utf-8").split("<dt>Again</dt><dd>")[1].split("</dd>")[0]
    assert branched(*command.split()[1:]).out == first


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("short/two", "short/two"), "two or more different ones"),
        (("short/two", "nothing"), "there is no run 'nothing'"),
        (("short.yaml", "short/two"), "there is no run 'short.yaml'"),
        (("short", "short/two"), "is the beginning of 2 runs"),
        (("short/two", "short/three", "--parameters", "posterior"), "--parameters posterior is for scenarios"),
        (("short/two", "short/three", "--logs", "all"), "--logs all is for scenarios"),
        (("short/two", "short/three", "--athletes", "0"), "0"),
        (("short/two", "short/three", "--store", "none.db"), "none.db"),
    ],
)
def test_what_cannot_be_compared_is_one_line_and_writes_nothing(
    branched: Regain, files: Files, words: tuple[str, ...], told: str
) -> None:
    before = files()
    done = branched("compare", *words)
    assert done.status == 2
    assert told in done.err
    assert "Traceback" not in done.err
    assert len(done.err.strip().splitlines()) == 1
    assert done.out == ""
    assert files() == before


def test_runs_of_other_people_are_refused_with_what_to_do(branched: Regain) -> None:
    assert branched("run", "short.yaml", "--lane", "2", "--quiet").status == 0
    done = branched("compare", "short/two/1", "short/two/2")
    assert done.status == 2
    assert "share no past: athlete 1 of seed 5 is somebody else than athlete 2 of seed 5" in done.err
    assert "regain fork" in done.err
