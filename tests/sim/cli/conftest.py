"""The command line in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from sim.cli import main

SHORT = """
schema: 1
title: Two short plans
question: Does a third day help in two weeks?
horizon_weeks: 2
history: [{weeks: 1, plan: library/two_leg_days}]
strategies:
  two: {label: Two days, plan: library/two_leg_days}
  three: {label: Three days, plan: library/three_leg_days}
compare: {athletes: 3, seed: 5}
"""


@attrs.frozen
class Done:
    """What a command left behind."""

    status: int
    out: str
    err: str


@pytest.fixture
def regain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Run ``regain`` inside an empty folder that holds ``short.yaml``."""
    (tmp_path / "short.yaml").write_text(SHORT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Done:
        capsys.readouterr()
        status = main(list(words))
        return Done(status, *capsys.readouterr())

    return run


@pytest.fixture
def files(tmp_path: Path) -> Callable[[], set[str]]:
    """Name everything in the folder besides the scenario."""
    return lambda: {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")} - {"short.yaml"}
