from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.log.opening import open_store

Regain = Callable[..., Any]
Files = Callable[[], set[str]]


def test_compare_answers_and_writes_everything(regain: Regain, files: Files) -> None:
    done = regain("compare", "short.yaml")
    assert done.status == 0
    assert "Size change of the legs over 2 weeks" in done.out
    assert "Three days" in done.out
    assert "Report: outputs/short/report.html" in done.err
    assert "2 streams" in done.err
    written = {name.rpartition("/")[2] for name in files()}
    assert {"report.html", "summary.csv", "curves.csv", "manifest.json", "regain.db"} <= written


def test_results_go_to_standard_output_and_nothing_else_does(regain: Regain) -> None:
    done = regain("compare", "short.yaml", "--format", "json")
    assert json.loads(done.out)
    assert "Report" in done.err
    quiet = regain("compare", "short.yaml", "--quiet", "--format", "json")
    assert json.loads(quiet.out) == json.loads(done.out)
    assert quiet.err == ""


def test_no_progress_is_drawn_without_a_terminal(regain: Regain) -> None:
    assert "%" not in regain("compare", "short.yaml").err


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_comparison_reads_back(regain: Regain, form: str) -> None:
    out = regain("compare", "short.yaml", "--format", form).out
    rows = json.loads(out) if form == "json" else list(csv.DictReader(io.StringIO(out)))
    assert {row["strategy"] for row in rows} == {"two", "three"}
    sizes = [row for row in rows if (row["outcome"], row["muscle"]) == ("size_change_percent", "legs")]
    assert [row["label"] for row in sizes] == ["Two days", "Three days"]
    assert all(float(row["p10"]) <= float(row["median"]) <= float(row["p90"]) for row in sizes)


def test_options_of_a_comparison_are_followed(regain: Regain, tmp_path: Path) -> None:
    done = regain(
        *("compare", "short.yaml", "--athletes", "2", "--seed", "9", "--logs", "all"),
        *("--out", "results", "--store", "kept/my.db"),
    )
    assert done.status == 0
    manifest = json.loads((tmp_path / "results" / "short" / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["athletes"], manifest["seed"]) == (2, 9)
    with open_store(tmp_path / "kept" / "my.db", create=False) as store:
        infos = store.streams()
    assert sorted(info.lane for info in infos) == [0, 0, 1, 1, 2, 2]
    assert {info.seed for info in infos} == {9}
    assert not (tmp_path / "outputs").exists()


def test_comparing_twice_gives_the_same_answer_and_no_new_run(regain: Regain) -> None:
    first, second = (regain("compare", "short.yaml") for _ in range(2))
    assert first.out == second.out
    assert len(regain("runs", "--format", "csv").out.splitlines()) == 3


def test_compare_and_run_share_a_store(regain: Regain) -> None:
    assert regain("compare", "short.yaml").status == 0
    assert regain("run", "short.yaml").status == 0
    assert regain("compare", "short.yaml", "--athletes", "5", "--logs", "all").status == 0
    assert regain("run", "short.yaml", "--lane", "4").status == 0


def test_a_shipped_scenario_is_found_by_name(regain: Regain, files: Files) -> None:
    assert regain("run", "soreness_recovery", "--quiet").status == 0
    assert files() >= {"outputs/regain.db"}


def test_a_run_and_its_fork_leave_snapshots_beside_the_store(regain: Regain, files: Files) -> None:
    def snapshots() -> int:
        return sum(name.startswith("outputs/regain.db.snapshots/") for name in files())

    assert regain("run", "short.yaml").status == 0
    assert snapshots() == 1
    assert regain("fork", "short", "--at", "week:1", "--scenario", "short.yaml", "--strategy", "three").status == 0
    assert snapshots() == 2


def test_run_tells_what_came_of_it(regain: Regain) -> None:
    done = regain("run", "short.yaml", "--strategy", "three", "--lane", "2")
    assert done.status == 0
    assert "Three days, athlete 2" in done.out
    assert "Size change" in done.out
    assert "regain replay short/three/2-" in done.err


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_run_reads_back(regain: Regain, form: str) -> None:
    out = regain("run", "short.yaml", "--format", form).out
    rows = json.loads(out) if form == "json" else list(csv.DictReader(io.StringIO(out)))
    assert {"outcome", "muscle", "value", "unit"} == set(rows[0])
    assert "Sore days" in {row["outcome"] for row in rows}


def test_another_seed_is_another_life(regain: Regain) -> None:
    logs = []
    for seed in ("1", "1", "2"):
        name = regain("run", "short.yaml", "--lane", "1", "--seed", seed, "--quiet")
        assert name.status == 0
        newest = list(csv.DictReader(io.StringIO(regain("runs", "--format", "csv").out)))[-1]["stream"]
        logs.append(regain("log", newest, "--format", "jsonl", "--first", "1").out)
    assert logs[0] == logs[1] != logs[2]


@pytest.mark.parametrize(
    "words",
    [
        ("compare", "short.yaml", "--athletes", "0"),
        ("compare", "short.yaml", "--athletes", "100001"),
        ("compare", "short.yaml", "--athletes", "many"),
        ("compare", "short.yaml", "--seed", "-1"),
        ("compare", "short.yaml", "--seed", str(2**63)),
        ("compare", "short.yaml", "--format", "xml"),
        ("compare", "short.yaml", "--logs", "some"),
        ("compare", "short.yaml", "--nonsense"),
        ("compare", "short.yaml", "again.yaml"),
        ("compare",),
        ("compare", "shorter.yaml"),
        ("compare", "no_such_scenario"),
        ("compare", "split_vs_singel_leg_day"),
        ("compare", "."),
        ("run", "short.yaml", "--strategy", "four"),
        ("run", "short.yaml", "--lane", "-1"),
        ("run", "short.yaml", "--lane", "1.5"),
        ("compare", "short.yaml", "--store", "sqlite://nothing"),
    ],
)
def test_bad_usage_is_one_line_and_writes_nothing(regain: Regain, files: Files, words: tuple[str, ...]) -> None:
    done = regain(*words)
    assert done.status == 2
    assert done.out == ""
    assert len(done.err.strip().splitlines()) == 1, done.err
    assert "Traceback" not in done.err
    assert not {name for name in files() if not name.startswith("outputs")}


@pytest.mark.parametrize(
    ("words", "option", "value"),
    [
        (("compare", "short.yaml"), "--athletes", "1.5"),
        (("compare", "short.yaml"), "--seed", "many"),
        (("run", "short.yaml"), "--lane", "1e2"),
        (("gallery",), "--athletes", "2.5"),
        (("identify",), "--repeats", "2.5"),
        (("fit-load", "short.yaml"), "--shuffles", "9.5"),
    ],
)
def test_an_option_that_is_no_whole_number_is_told_in_plain_words(
    regain: Regain, words: tuple[str, ...], option: str, value: str
) -> None:
    done = regain(*words, option, value)
    assert (done.status, done.out) == (2, "")
    assert done.err == f"regain: {option} must be a whole number, found '{value}'\n"


def test_one_run_alone_is_told_that_it_needs_another(regain: Regain, files: Files) -> None:
    assert regain("run", "short.yaml", "--quiet").status == 0
    before = files()
    for wanted in ("short/two/0", "short/two", "two"):
        done = regain("compare", wanted)
        assert (done.status, done.out) == (2, "")
        assert done.err.startswith(
            f"regain: '{wanted}' is no scenario but names 1 run in outputs/regain.db, and a run "
        )
        assert "regain compare RUN OTHER" in done.err
        assert len(done.err.splitlines()) == 1
    Path("short").write_text("schema: 2", encoding="utf-8")
    assert regain("compare", "short").err.startswith("short:1:")
    Path("short").unlink()
    assert "no_such_scenario" in regain("compare", "no_such_scenario").err
    assert "no_such_scenario" in regain("compare", "no_such_scenario", "--store", "none.db").err
    assert files() == before


def test_an_unknown_strategy_is_told_with_those_that_are_there(regain: Regain) -> None:
    done = regain("run", "short.yaml", "--strategy", "four")
    assert done.err == "regain: short has no strategy 'four', expected one of: two, three\n"


def test_a_store_that_nobody_speaks_needs_something_else(regain: Regain) -> None:
    done = regain("run", "short.yaml", "--store", "gopher://here/regain")
    assert (done.status, done.out) == (3, "")
    assert "no store speaks gopher://" in done.err


def test_a_file_where_a_folder_should_be_cannot_be_written(regain: Regain, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    for words in (("--out", "taken"), ("--store", "taken/regain.db")):
        done = regain("compare", "short.yaml", *words)
        assert done.status == 74, done
        assert len(done.err.strip().splitlines()) == 1
        assert "taken" in done.err
        assert not (tmp_path / "outputs").exists()
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"


def test_an_interruption_is_told_and_keeps_what_was_written(
    regain: Regain, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import signal

    from sim.report import page

    def stop(*_given: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(page, "write_everything", stop)
    before = signal.getsignal(signal.SIGINT)
    try:
        done = regain("compare", "short.yaml")
    finally:
        signal.signal(signal.SIGINT, before)
    assert (done.status, done.out) == (130, "")
    assert done.err == "regain: interrupted; what was recorded before is kept\n"
    with open_store(tmp_path / "outputs" / "regain.db", create=False) as store:
        assert all(store.verify(info.stream).ok for info in store.streams())
