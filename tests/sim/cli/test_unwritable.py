"""A folder that cannot be written is told before anything is computed for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Regain = Callable[..., Any]

COMPUTE = (
    "sim.runs.explain.explain",
    "sim.studies.load_study",
    "sim.fitload.fit_load",
    "sim.comparison.experiment.compare",
)
"""What each command would compute with, or for ``studies`` and ``calibrate`` read first."""


@pytest.fixture
def idle(regain: Regain, monkeypatch: pytest.MonkeyPatch) -> Regain:
    """Run ``regain`` with nothing that could compute, beside two runs and a table of load."""
    assert regain("run", "short.yaml", "--quiet").status == 0
    assert regain("run", "short.yaml", "--strategy", "three", "--quiet").status == 0
    days = "".join(f"{day},{50 + day % 7},{100 + day if day % 5 == 0 else ''}\n" for day in range(60))
    Path("season.csv").write_text(f"day,load,performance\n{days}", encoding="utf-8")
    Path("taken").write_text("mine", encoding="utf-8")

    def compute(*_: object, **__: object) -> None:
        pytest.fail("it computed before it looked at the folder")

    for name in COMPUTE:
        monkeypatch.setattr(name, compute)
    return regain


@pytest.mark.parametrize(
    "words",
    [
        ("explain", "short/two", "short/three"),
        ("studies",),
        ("calibrate",),
        ("fit-load", "season.csv"),
        ("gallery",),
    ],
    ids=lambda words: words[0],
)
def test_it_is_told_in_one_line_and_nothing_is_computed_or_written(
    idle: Regain, files: Callable[[], set[str]], words: tuple[str, ...]
) -> None:
    before = files()
    done = idle(*words, "--out", "taken")
    assert (done.status, done.out, len(done.err.splitlines())) == (74, "", 1)
    assert "taken is no folder; choose another with --out" in done.err
    assert files() == before
