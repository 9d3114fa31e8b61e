"""Ctrl-C in the middle of a comparison: a readable store, whole files, and the exit status of an interruption."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest

from sim.log import open_store
from sim.record import bits_equal

ROOT = Path(__file__).resolve().parents[2]

SHORT = """
schema: 1
title: Two short plans
horizon_weeks: 2
strategies:
  two: {plan: library/two_leg_days}
  three: {plan: library/three_leg_days}
compare: {athletes: 2}
"""

# Interrupts itself at the n-th call of a function: a moment that does not depend on how fast the machine is.
SCRIPT = """
import importlib, os, signal, sys
module, name, count, *words = sys.argv[1:]
owner = importlib.import_module(module)
*path, name = name.split(".")
for part in path:
    owner = getattr(owner, part)
real, left = getattr(owner, name), [int(count)]

def interrupted(*given, **more):
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGINT)
    return real(*given, **more)

setattr(owner, name, interrupted)
from sim.cli import main
status = main(words)
sys.stdout.flush()
os._exit(status)
"""

MOMENTS = (
    ("sim.world.cohort", "describe", 1),
    ("models.body", "advance", 40),
    ("sim.project", "land", 90),
    ("sim.metrics", "measure", 2),
    ("sim.stores.sqlite", "SqliteStore.append", 2),
    ("sim.report.files", "write_whole", 1),
    ("sim.report.files", "write_whole", 3),
)


def check_what_is_left(folder: Path) -> int:
    """Everything written is whole; return how many streams were kept."""
    left = {path.name for path in folder.rglob("*") if path.is_file()}
    assert not {name for name in left if name.endswith(".tmp")}
    if not (folder / "outputs" / "regain.db").exists():
        return 0
    with open_store(folder / "outputs" / "regain.db", create=False) as store:
        infos = store.streams()
        assert all(store.verify(info.stream).ok for info in infos)
        assert all(bits_equal(store, info.stream)[1] for info in infos)
        return len(infos)


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    (folder / "short.yaml").write_text(SHORT, encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(("module", "name", "count"), MOMENTS)
def test_an_interruption_at_any_moment_leaves_what_is_whole(tmp_path: Path, module: str, name: str, count: int) -> None:
    process = start(tmp_path, "-c", SCRIPT, module, name, str(count), "compare", "short.yaml")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert out == ""
    assert err == "regain: interrupted; what was recorded before is kept\n"
    kept = check_what_is_left(tmp_path)
    assert (kept > 0) == (module == "sim.report.files" or (name.endswith("append") and count > 1))


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.4, 0.8, 1.4, 2.2, 3.0])
def test_ctrl_c_at_any_second_leaves_what_is_whole(tmp_path: Path, seconds: float) -> None:
    process = start(tmp_path, "-m", "sim", "compare", "split_vs_single_leg_day")
    sleep(seconds)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    # Where Python itself was interrupted, it ends by the signal, which a shell tells as 130 as well.
    assert process.returncode in {130, -signal.SIGINT}
    assert err.endswith("regain: interrupted; what was recorded before is kept\n")
    check_what_is_left(tmp_path)


def test_a_comparison_may_be_repeated_after_an_interruption(tmp_path: Path) -> None:
    words = ("compare", "short.yaml", "--quiet")
    process = start(tmp_path, "-c", SCRIPT, "sim.stores.sqlite", "SqliteStore.append", "2", *words)
    process.communicate(timeout=60)
    assert process.returncode == 130
    kept = check_what_is_left(tmp_path)
    again = start(tmp_path, "-m", "sim", *words)
    _, err = again.communicate(timeout=60)
    assert (again.returncode, err) == (0, "")
    assert check_what_is_left(tmp_path) == 2 > kept == 1
