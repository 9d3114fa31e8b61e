"""Sharing studies among processes: nothing twice, nothing lost, about as much each, and the same numbers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from multiprocessing import active_children
from pathlib import Path

import numpy as np
import pytest

from models.parameters import default_parameters
from sim.errors import WorkerLostError
from sim.studies import Study, load_study, predict_lanes_of_all, shipped_studies
from sim.tune.workers import Workers, shared_out


@pytest.fixture(scope="module")
def studies() -> list[Study]:
    return [load_study(name) for name in shipped_studies()]


@pytest.mark.parametrize("many", [1, 2, 3, 8])
def test_every_study_is_shared_out_once(studies: list[Study], many: int) -> None:
    shares = shared_out(studies, many)
    assert len(shares) == many
    assert sorted(study.name for share in shares for study in share) == sorted(study.name for study in studies)


def test_shares_take_about_as_long(studies: list[Study]) -> None:
    shares = shared_out(studies, 2)
    arms = [[study.scenario.strategy(arm) for study in share for arm in study.arms] for share in shares]
    days = [sum(phase.length_days for arm in some for phase in arm.phases) for some in arms]
    assert max(days) < 1.4 * min(days)


def test_processes_predict_what_one_process_does(studies: list[Study]) -> None:
    few = [study for study in studies if study.name in {"wall_2014", "dirks_2016", "seynnes_2007"}]
    lanes = {"growth_per_set_day": np.array([0.002, 0.003])}
    with Workers(2) as workers:
        found = workers.predict(few, lanes, default_parameters())
    expected = predict_lanes_of_all(few, lanes, default_parameters())
    assert found.keys() == expected.keys()
    for name, numbers in expected.items():
        np.testing.assert_array_equal(found[name], numbers)


LIVING = """
import sys
from multiprocessing import active_children
from pathlib import Path
from models.parameters import default_parameters
from sim.studies import load_study
from sim.tune.workers import Workers

def main():
    study, nominal = load_study("wall_2014"), default_parameters()
    with Workers(2) as workers:
        workers.predict([study, load_study("dirks_2016")], {}, nominal)
        Path("workers").write_text(" ".join(str(one.pid) for one in active_children()))
        print("ready", flush=True)
        sys.stdin.readline()
        workers.predict([study], {}, nominal)

if __name__ == "__main__":
    main()
"""


def living(folder: Path) -> subprocess.Popen[str]:
    script = folder / "living.py"
    script.write_text(LIVING, encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, "-P", str(script)], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks the system which processes are alive")
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_workers_end_with_who_started_them(tmp_path: Path, ending: signal.Signals) -> None:
    with living(tmp_path) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "ready\n"
        workers = [int(one) for one in (tmp_path / "workers").read_text(encoding="ascii").split()]
        assert len(workers) == 2
        assert all(alive(one) for one in workers)
        os.kill(parent.pid, ending)
        parent.wait(10.0)
    deadline = time.monotonic() + 10.0
    while any(alive(one) for one in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(alive(one) for one in workers)


def test_a_worker_that_is_killed_is_told_in_one_line(studies: list[Study]) -> None:
    few = [study for study in studies if study.name in {"wall_2014", "dirks_2016"}]
    with Workers(2) as workers:
        workers.predict(few, {}, default_parameters())
        (first, _) = (one.pid for one in active_children())
        assert first is not None
        os.kill(first, signal.SIGKILL)
        with pytest.raises(WorkerLostError, match="ended before it was done") as lost:
            workers.predict(few, {}, default_parameters())
    assert "\n" not in str(lost.value)


def test_workers_do_not_import_from_the_current_folder(
    studies: list[Study], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pickle", "signal", "multiprocessing", "numpy"):
        (tmp_path / f"{name}.py").write_text("open('imported', 'w').close()\nraise SystemExit\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    few = [study for study in studies if study.name in {"wall_2014", "dirks_2016"}]
    with Workers(2) as workers:
        assert workers.predict(few, {}, default_parameters()).keys() == {"wall_2014", "dirks_2016"}
    assert not (tmp_path / "imported").exists()
    assert "PYTHONSAFEPATH" not in os.environ
