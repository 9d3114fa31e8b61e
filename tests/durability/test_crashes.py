"""Writers that die, at any call and at any moment: no acknowledged event lost, none twice, no gap, the same bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="writers are forked to be killed")


def run_writer(mode: str, folder: Path, count: int, seed: int = 1, module: str = "writer") -> dict[str, Any]:
    """Run ``tests/durability/writer.py``, or another there, and return what it found."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.durability.{module}", mode, str(folder), str(count), str(seed)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("step", [19, pytest.param(1, marks=pytest.mark.slow)])
def test_a_writer_may_die_before_and_after_any_call_of_the_store(tmp_path: Path, step: int) -> None:
    found = run_writer("points", tmp_path, step)
    assert found["problems"] == []
    assert found["crashes"] >= 140 // step


@pytest.mark.parametrize("kills", [20, pytest.param(500, marks=pytest.mark.slow)])
def test_a_writer_may_be_killed_at_any_moment(tmp_path: Path, kills: int) -> None:
    found = run_writer("kills", tmp_path, kills)
    assert found["problems"] == []
    assert found["crashes"] == kills


@pytest.mark.parametrize("crashes", [10, pytest.param(100, marks=pytest.mark.slow)])
def test_a_writer_that_resumes_may_die_again_and_again(tmp_path: Path, crashes: int) -> None:
    found = run_writer("resumes", tmp_path, crashes)
    assert found["problems"] == []
    assert found["crashes"] >= crashes


@pytest.mark.parametrize("appends", [30, pytest.param(300, marks=pytest.mark.slow)])
def test_of_two_writers_the_loser_waits_or_gets_a_conflict(tmp_path: Path, appends: int) -> None:
    found = run_writer("two", tmp_path, appends)
    assert found["errors"] == []
    assert found["whole"]
    assert found["appends"] == 2 * appends


@pytest.mark.parametrize("kills", [3, pytest.param(100, marks=pytest.mark.slow)])
def test_a_comparison_that_is_killed_while_it_resumes_ends_with_the_same_bytes(tmp_path: Path, kills: int) -> None:
    found = run_writer("kills", tmp_path, kills, module="comparer")
    assert found["problems"] == []
    assert found["crashes"] == kills
    assert found["finished"] > 0 or kills < 100
