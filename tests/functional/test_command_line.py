"""The command as a stranger meets it: another process, its streams and its exit status."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from sim.cli import main
from sim.comparison.experiment import compare
from sim.scenario.reader import load_scenario
from sim.scenario.shipped import shipped_scenarios
from sim.scenario.vocabulary import PRIMARY_OUTCOMES

ROOT = Path(__file__).resolve().parents[2]
MALFORMED = ROOT / "tests" / "sim" / "scenario" / "malformed"
PLACED_LINE = re.compile(r".+?:[1-9][0-9]*:[1-9][0-9]*: .+")
SCENARIOS = tuple(shipped_scenarios())
QUICK = ("sleep_and_stress",)

SHORT = """
schema: 1
title: A short question
horizon_weeks: 1
strategies:
  two: {label: Two, plan: library/two_leg_days}
  none: {label: Nothing, plan: none}
compare: {athletes: 2}
"""

SEEN = """
import sys
from sim.cli import main

main(["--help"])
print(sorted({"numpy", "scipy", "simpy", "matplotlib", "ruamel.yaml"} & set(sys.modules)), file=sys.stderr)
"""


def regain(*words: str, folder: Path, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sim", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        **more,
    )


def children_seconds() -> float:
    """Return the processor time of all commands run so far: a busy machine does not lengthen it."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def seconds_of(act: Callable[[], subprocess.CompletedProcess[str]], status: int = 0) -> float:
    """Return the processor time of a command that ends with this status."""
    began = children_seconds()
    assert act().returncode == status
    return children_seconds() - began


def test_help_is_quick_and_needs_no_numpy(tmp_path: Path) -> None:
    bare = [sys.executable, "-c", "import cyclopts, rich.console"]
    # Against the libraries that it cannot do without, in turn: an absolute time would test the machine.
    ratios = [
        seconds_of(lambda: regain("--help", folder=tmp_path))
        / seconds_of(lambda: subprocess.run(bare, capture_output=True, text=True, check=False))
        for _ in range(3)
    ]
    assert median(ratios) < 4.0
    seen = subprocess.run([sys.executable, "-c", SEEN], cwd=ROOT, capture_output=True, text=True, check=True)
    assert seen.stderr.strip() == "[]"


def test_results_and_progress_go_their_own_ways(tmp_path: Path) -> None:
    (tmp_path / "short.yaml").write_text(SHORT, encoding="utf-8")
    done = regain("compare", "short.yaml", "--format", "json", folder=tmp_path)
    assert done.returncode == 0
    assert {row["strategy"] for row in json.loads(done.stdout)} == {"two", "none"}
    assert done.stderr.startswith("\nReport: outputs/short/report.html")
    # A pipe sees no bar, no colours and no warnings.
    assert "\x1b" not in done.stdout + done.stderr
    assert len(done.stderr.strip().splitlines()) == 2


def test_a_reader_that_leaves_early_is_no_disaster(tmp_path: Path) -> None:
    script = f"'{sys.executable}' -m sim parameters | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 141}
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize("file", sorted(path.name for path in MALFORMED.glob("*.yaml")))
def test_a_malformed_file_is_refused_with_its_place_and_nothing_is_written(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["compare", str(MALFORMED / file)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.strip()
    assert all(PLACED_LINE.fullmatch(line) for line in err.strip().splitlines()), err
    assert list(tmp_path.iterdir()) == []


def test_a_malformed_file_is_refused_as_quickly_as_a_good_one_is_taken(tmp_path: Path) -> None:
    """Start included: how long the reading of each takes is looked at in tests/sim/scenario."""
    (tmp_path / "short.yaml").write_text(SHORT, encoding="utf-8")
    good = seconds_of(lambda: regain("validate", "short.yaml", folder=tmp_path))
    bad = seconds_of(lambda: regain("compare", str(MALFORMED / "billion_laughs.yaml"), folder=tmp_path), status=2)
    assert bad < 2.0 * good


def check_answer(name: str) -> None:
    scenario = load_scenario(name)
    compared = compare(scenario, athletes=20)
    outcome, muscle = PRIMARY_OUTCOMES[scenario.primary_outcome]
    rows = [row for row in compared.summary() if (row.outcome, row.muscle) == (outcome, muscle)]
    assert len(rows) == len(scenario.strategies), "the outcome asked about must apply to every strategy"
    assert not any(row.median != row.median for row in rows)
    told = compared.answer()
    for strategy in scenario.strategies:
        assert strategy.label in told
    assert " nan" not in told
    assert " inf" not in told


@pytest.mark.parametrize("name", QUICK)
def test_a_shipped_scenario_reaches_an_answer(name: str) -> None:
    check_answer(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in SCENARIOS if name not in QUICK])
def test_a_long_shipped_scenario_reaches_an_answer(name: str) -> None:
    check_answer(name)


def test_a_foreign_package_called_models_is_refused(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "__init__.py").write_text("", encoding="utf-8")
    done = regain("--help", folder=tmp_path)
    assert done.returncode != 0
    assert "Regain needs its own package 'models'" in done.stderr
