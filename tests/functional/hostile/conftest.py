"""The command line among hostile names, and a comparison to lend them to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim import compare
from sim.cli import main
from sim.comparison.comparison import Comparison
from sim.report.page import report_html
from sim.report.pictures.figures import pictures
from sim.scenario.reader import read_scenario
from tests import hostile
from tests.sim.cli.conftest import Done


@pytest.fixture
def regain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Run ``regain`` in a folder of its own, and see to it that nothing it says is harmful."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Done:
        capsys.readouterr()
        done = Done(main(list(words)), *capsys.readouterr())
        assert not list(hostile.harms_of_terminal(done.out)), done.out
        assert not list(hostile.harms_of_terminal(done.err)), done.err
        return done

    return run


@pytest.fixture(scope="session")
def words() -> list[str]:
    """Return the labels that a scenario takes."""
    return list(hostile.accepted(lambda one: hostile.scenario([one])))


@pytest.fixture(scope="session")
def lived() -> Comparison:
    """Return a comparison of two strategies that are one."""
    return compare(read_scenario(hostile.scenario(["S0", "S1"]), "hostile"))


@pytest.fixture(scope="session")
def tame(lived: Comparison) -> str:
    """Return its page."""
    return report_html(lived, pictures(lived))
