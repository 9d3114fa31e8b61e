"""Ctrl-C in the middle of a comparison: a readable store, whole files, and the exit status of an interruption."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import attrs
import pytest

from sim.cli import main
from sim.log.opening import open_store
from sim.runs.record import check_replay

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

# Forks a command for every moment, which interrupts itself at the n-th call of a function: that does not depend on how
# fast the machine is.
SCRIPT = """
import importlib, json, os, signal, sys
import matplotlib.backends.backend_agg, matplotlib.figure, numpy, ruamel.yaml, simpy
from sim.cli import main

def interrupt_at(module, name, count):
    owner = importlib.import_module(module)
    *path, name = name.split(".")
    for part in path:
        owner = getattr(owner, part)
    real, left = getattr(owner, name), [count]

    def interrupted(*given, **more):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGINT)
        return real(*given, **more)

    setattr(owner, name, interrupted)

children = []
for folder, *moment in json.loads(sys.argv[1]):
    children.append(os.fork())
    if not children[-1]:
        os.chdir(folder)
        for number, stream in enumerate(("out", "err"), 1):
            os.dup2(os.open(stream, os.O_WRONLY | os.O_CREAT), number)
        interrupt_at(*moment)
        status = main(["compare", "short.yaml"])
        sys.stdout.flush()
        os._exit(status)
print(json.dumps([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]))
"""

MOMENTS = (
    ("sim.world.cohort", "describe", 1),
    ("models.body", "advance", 40),
    ("sim.fold", "land", 90),
    ("sim.comparison.experiment", "measure", 2),
    ("sim.log.sqlite", "SqliteStore.append", 2),
    ("sim.files", "write_whole", 1),
    ("sim.files", "write_whole", 3),
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
        assert not any(check_replay(store, info.stream).problem for info in infos)
        return len(infos)


@attrs.frozen
class Interrupted:
    """What a comparison left behind that was interrupted."""

    folder: Path
    status: int

    def said(self, stream: str) -> str:
        return (self.folder / stream).read_text(encoding="utf-8")


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}


@pytest.fixture(scope="module", autouse=True)
def _listens() -> Iterator[None]:
    """Whoever starts the tests in the background may have them ignore Ctrl-C, and a process passes that on."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="module")
def interrupted(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str, int], Interrupted]:
    """Interrupt a comparison at every moment, each in a folder of its own."""
    folders = [tmp_path_factory.mktemp("interrupted") for _ in MOMENTS]
    for folder in folders:
        (folder / "short.yaml").write_text(SHORT, encoding="utf-8")
    asked = json.dumps([[str(folder), *moment] for folder, moment in zip(folders, MOMENTS, strict=True)])
    command = [sys.executable, "-c", SCRIPT, asked]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True, timeout=120)
    left = zip(folders, json.loads(done.stdout), strict=True)
    return dict(zip(MOMENTS, (Interrupted(folder, status) for folder, status in left), strict=True))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="commands are forked to be interrupted")
@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: f"{moment[0]}-{moment[1]}-{moment[2]}")
def test_an_interruption_at_any_moment_leaves_what_is_whole(
    interrupted: dict[tuple[str, str, int], Interrupted], moment: tuple[str, str, int]
) -> None:
    done, (module, name, count) = interrupted[moment], moment
    assert done.status == 130, done.said("err")
    assert done.said("out") == ""
    assert done.said("err") == "regain: interrupted; what was recorded before is kept\n"
    kept = check_what_is_left(done.folder)
    assert (kept > 0) == (module == "sim.files" or (name.endswith("append") and count > 1))


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.4, 0.8, 1.4, 2.2, 3.0])
def test_ctrl_c_at_any_second_leaves_what_is_whole(tmp_path: Path, seconds: float) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", "compare", "split_vs_single_leg_day"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    sleep(seconds)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    # Where Python itself was interrupted, it ends by the signal, which a shell tells as 130 as well.
    assert process.returncode in {130, -signal.SIGINT}
    assert err.endswith("regain: interrupted; what was recorded before is kept\n")
    check_what_is_left(tmp_path)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="commands are forked to be interrupted")
def test_a_comparison_may_be_repeated_after_an_interruption(
    interrupted: dict[tuple[str, str, int], Interrupted],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    between = interrupted["sim.log.sqlite", "SqliteStore.append", 2]
    shutil.copytree(between.folder, tmp_path, dirs_exist_ok=True)
    assert check_what_is_left(tmp_path) == 1
    monkeypatch.chdir(tmp_path)
    assert main(["compare", "short.yaml", "--quiet"]) == 0
    assert capsys.readouterr().err == ""
    assert check_what_is_left(tmp_path) == 2


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [3.0, 8.0])
def test_ctrl_c_ends_a_calibration_and_its_processes(tmp_path: Path, seconds: float) -> None:
    """A terminal interrupts the whole group; nobody may wait for a process that is gone."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", "calibrate", "--quiet"],
        cwd=tmp_path,
        env=environment(),
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    sleep(seconds)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode in {130, -signal.SIGINT}
    assert "regain: interrupted; what was recorded before is kept" in err
    assert list(tmp_path.iterdir()) == []
