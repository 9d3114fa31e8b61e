"""Faults planted in the equations of a copy, one at a time: the tests of the body must see each of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("models", "sim", "scenarios", "tests/conftest.py", "tests/models", "pyproject.toml")
TESTS = (
    "flows",
    "linear",
    "relations",
    "mechanisms",
    "body",
    "stimulus",
    "running",
    "strength",
    "disuse",
    "session",
    "overload",
    "nutrition",
    "state",
)

FAULTS = {
    "sign: a loading gives what it takes": (
        "disuse.py",
        "(lost - most) * decay",
        "(lost + most) * decay",
    ),
    "missing factor: work in bed spares nothing": ("disuse.py", "- most * spared * fed", ""),
    "time constant: the signal decays as slowly as size": (
        "body.py",
        "1.0 / p.tau_signal_days)",
        "1.0 / p.tau_size_days)",
    ),
    "missing factor: growth ignores efficiency": ("hypertrophy.py", "* efficiency * signal", "* signal"),
    "missing factor: people respond alike": ("hypertrophy.py", "dose * p.responder", "dose"),
    "swapped stages: soreness before inflammation": (
        "recovery.py",
        "inflammation * left, (damage",
        "damage * left, (damage",
    ),
    "swapped muscle: the order of contributions is turned round": (
        "session.py",
        "share = catalogue().contribution(exercise.name)",
        "share = catalogue().contribution(exercise.name)[::-1]",
    ),
    "sign: protection makes damage worse": (
        "recovery.py",
        "eccentric_sets / (1.0 + protection)",
        "eccentric_sets * (1.0 + protection)",
    ),
    "memory: what becomes slow stays fast too": (
        "hypertrophy.py",
        "1.0 / p.tau_size_days + 1.0 / p.tau_consolidation_days",
        "1.0 / p.tau_size_days + 0.0 / p.tau_consolidation_days",
    ),
    "memory: a pending signal never becomes slow": (
        "muscle_memory.py",
        "fed = fed + built *",
        "fed = fed + 0.0 * built *",
    ),
    "flow: the series of near rates has a wrong sign": ("linear.py", "(-1.0) ** (count + 1)", "(-1.0) ** count"),
    "saturation: sets of late do not count": ("stimulus.py", "sets / (scale_sets + recent_sets)", "sets / scale_sets"),
    "practice: light sets teach as much": (
        "stimulus.py",
        "np.asarray(heavy_sets * _log_dose",
        "np.asarray(sets * _log_dose",
    ),
    "too much: nothing is ever lost": ("overload.py", "(1.0 - square) / (1.0 + square)", "1.0 / (1.0 + square)"),
    "endurance: practice does not know of it": ("jumps.py", "* kept * _worth", "* _worth"),
    "deficit: it takes nothing": ("state.py", "(1.0 - self.wasted)", "(1.0 - 0.0 * self.wasted)"),
    "sleep: a long night makes tired": ("recovery.py", "p.sleep_need_hours - hours", "hours - p.sleep_need_hours"),
    "running: interference forgets the muscle": (
        "running.py",
        "style.intensity * style.muscle_weights)",
        "style.intensity)",
    ),
    "disuse: strength does not know of inhibition": (
        "strength.py",
        "- inhibition - p.strength_injury_weight",
        "- p.strength_injury_weight",
    ),
    "fatigue: failure costs nothing extra": ("fatigue.py", "(1.0 + p.failure_cost * near_failure)", "1.0"),
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Copy what the tests of the body need."""
    for name in NEEDED:
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return tmp_path


def run_tests(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", *(f"tests/models/test_{name}.py" for name in TESTS)],
        cwd=tree,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_copy_passes_as_long_as_nothing_is_wrong_with_it(tree: Path) -> None:
    done = run_tests(tree)
    assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_caught(tree: Path, fault: str) -> None:
    file, right, wrong = FAULTS[fault]
    path = tree / "models" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(right) >= 1, f"{file} no longer says {right!r}: plant the fault elsewhere"
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    done = run_tests(tree)
    assert done.returncode == 1, done.stdout[-2000:]
