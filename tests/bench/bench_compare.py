"""How long a comparison takes and how much memory: the living alone, and the whole command in a process of its own.

Run ``python tests/bench/bench_compare.py [SCENARIO] [ATHLETES]`` where Regain is installed.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from statistics import median
from time import perf_counter

from sim.comparison.experiment import compare
from sim.plan import DAYS_PER_WEEK
from sim.scenario.reader import load_scenario

ROUNDS = 3
KIB = 1024.0


def time_living(name: str, athletes: int) -> list[float]:
    """Return how many seconds each round of living took, the first with imports already done."""
    scenario = load_scenario(name)
    compare(scenario, athletes=1)
    seconds = []
    for _ in range(ROUNDS):
        began = perf_counter()
        compare(scenario, athletes=athletes)
        seconds.append(perf_counter() - began)
    return seconds


def time_command(name: str, athletes: int) -> list[float]:
    """Return how many seconds each round of the whole command took, interpreter and pictures included."""
    seconds = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            words = ("compare", name, "--athletes", str(athletes), "--out", folder, "--store", f"{folder}/log.db")
            began = perf_counter()
            subprocess.run([sys.executable, "-m", "sim", *words], check=True, capture_output=True)
            seconds.append(perf_counter() - began)
    return seconds


def peak_mib() -> float:
    """Return the most memory that any command took; Linux tells kibibytes, macOS bytes."""
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return peak / KIB if sys.platform != "darwin" else peak / KIB / KIB


def main(name: str, athletes: int) -> None:
    """Measure and print."""
    scenario = load_scenario(name)
    weeks = max(one.history_days for one in scenario.strategies) / DAYS_PER_WEEK + scenario.horizon_weeks
    commands, living = time_command(name, athletes), time_living(name, athletes)
    print(f"{name}: {len(scenario.strategies)} strategies, {athletes} people, {weeks:g} weeks, {os.cpu_count()} cores")
    for what, seconds in (("living", living), ("whole command", commands)):
        print(f"{what:<14} {median(seconds):6.2f} s  ({min(seconds):.2f} to {max(seconds):.2f} in {ROUNDS} rounds)")
    print(f"{'peak memory':<14} {peak_mib():6.0f} MiB")


if __name__ == "__main__":
    given = sys.argv[1:]
    asked = given[0] if given else "split_vs_single_leg_day"
    main(asked, int(given[1]) if len(given) > 1 else load_scenario(asked).athletes)
