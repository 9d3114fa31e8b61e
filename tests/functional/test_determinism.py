"""The same seed is the same life, in any process, on any hash seed and beside anybody."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import attrs
import pytest

from sim.comparison.experiment import compare, run
from sim.log.codec import encode, to_json_line
from sim.scenario.reader import load_scenario

ROOT = Path(__file__).resolve().parents[2]

SCRIPT = """
import sys
from tests.functional.test_determinism import lines

name, step, athletes = sys.argv[1:]
sys.stdout.buffer.write(lines(name, int(step), int(athletes)))
"""


def lines(name: str, step: int, athletes: int) -> bytes:
    """Write the logs of the first people of each ``step``-th strategy."""
    scenario = load_scenario(name)
    some = attrs.evolve(scenario, strategies=scenario.strategies[::step])
    logs = (
        log
        for arm in compare(some, athletes=athletes, keep_all_logs=True).arms
        for log in (arm.reference_log, *arm.people_logs[:2])
    )
    return b"".join(to_json_line(encode(event)) + b"\n" for log in logs for event in log)


def another_process(name: str, step: int, athletes: int, hash_seed: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, name, str(step), str(athletes)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "OMP_NUM_THREADS": hash_seed},
        stdout=subprocess.PIPE,
    )


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("soreness_recovery", 6),
        *(pytest.param(name, 1, marks=pytest.mark.slow) for name in ("soreness_recovery", "protein_intake")),
    ],
)
def test_two_processes_write_the_same_bytes(name: str, step: int) -> None:
    with another_process(name, step, 2, "1") as first, another_process(name, step, 3, "2") as second:
        own = lines(name, step, 2)
        one, two = (process.communicate()[0] for process in (first, second))
    assert len(own) > 100_000
    assert len({sha256(each).hexdigest() for each in (own, one, two)}) == 1


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
