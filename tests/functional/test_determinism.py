"""The same seed is the same life, in any process, on any hash seed and beside anybody."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from sim.codec import encode, to_json_line
from sim.experiment import compare, run
from sim.scenario import load_scenario

ROOT = Path(__file__).resolve().parents[2]

SCRIPT = """
import sys
from sim.codec import encode, to_json_line
from sim.experiment import compare, run
from sim.scenario import load_scenario

name, athletes = sys.argv[1], int(sys.argv[2])
for arm in compare(load_scenario(name), athletes=athletes, keep_all_logs=True).arms:
    for log in (arm.reference_log, *arm.people_logs[:2]):
        for event in log:
            sys.stdout.buffer.write(to_json_line(encode(event)) + b"\\n")
"""


def lines_of_another_process(name: str, athletes: int, hash_seed: str) -> bytes:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, name, str(athletes)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "OMP_NUM_THREADS": hash_seed},
        capture_output=True,
        check=True,
    )
    return done.stdout


def lines_of_this_process(name: str, athletes: int) -> bytes:
    arms = compare(load_scenario(name), athletes=athletes, keep_all_logs=True).arms
    logs = (log for arm in arms for log in (arm.reference_log, *arm.people_logs[:2]))
    return b"".join(to_json_line(encode(event)) + b"\n" for log in logs for event in log)


@pytest.mark.parametrize("name", ["soreness_recovery", "protein_intake"])
def test_two_processes_write_the_same_bytes(name: str) -> None:
    one = lines_of_another_process(name, 2, "1")
    two = lines_of_another_process(name, 3, "2")
    assert len(one) > 100_000
    assert sha256(one).hexdigest() == sha256(two).hexdigest()
    assert lines_of_this_process(name, 2) == one


def test_another_seed_writes_other_bytes() -> None:
    scenario = load_scenario("soreness_recovery")
    first, second = (run(scenario, "nothing", lane=1, seed=seed).log[1:] for seed in (1, 2))
    assert first != second


def test_the_order_of_living_does_not_matter() -> None:
    scenario = load_scenario("soreness_recovery")
    names = [one.name for one in scenario.strategies[:3]]
    forwards = {name: run(scenario, name, lane=2).log for name in names}
    backwards = {name: run(scenario, name, lane=2).log for name in reversed(names)}
    assert forwards == backwards
