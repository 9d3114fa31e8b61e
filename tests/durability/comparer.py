"""A comparison to be killed again and again until it ends by itself.

Run as ``python -m tests.durability.comparer kills FOLDER COUNT SEED``; it prints one JSON object.
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path
from typing import Any

from sim.comparison.checkpoints import Checkpoints
from sim.comparison.experiment import compare
from sim.log.opening import open_store
from sim.report.files import write_tables
from sim.runs.record import record_comparison
from sim.scenario.reader import load_scenario
from sim.versions import versions

from .writer import forked

SCENARIO = """
schema: 1
title: Killed and resumed
question: Is it the same in the end?
horizon_weeks: 4
history: [{weeks: 4, plan: squats}]
plans:
  squats:
    week:
      - {day: mon, at: "18:00", session: [{exercise: back_squat, sets: 3, reps: 6-10}]}
  more:
    week:
      - {day: mon, at: "18:00", session: [{exercise: back_squat, sets: 5, reps: 6-10}]}
strategies:
  same: {label: The same, plan: squats}
  more: {label: More, plan: more}
  none: {label: None, plan: none}
compare: {baseline: same, athletes: 5, seed: 3}
"""


def work(scenario: Path, folder: Path) -> None:
    """Do what `regain compare` does, but for the pictures."""
    checkpoints = Checkpoints(folder / ".unfinished")
    comparison = compare(load_scenario(str(scenario)), keep_all_logs=True, checkpoints=checkpoints)
    with open_store(folder / "log.db") as store:
        comparison = record_comparison(store, comparison)
    write_tables(comparison, folder)
    checkpoints.done()


def bytes_of(folder: Path) -> dict[str, str]:
    """Return all results that are left, file by file and stream by stream."""
    left = {path.name: path.read_text() for path in folder.iterdir() if path.suffix in {".csv", ".json"}}
    left["unfinished"] = str((folder / ".unfinished").exists())
    with open_store(folder / "log.db", create=False) as store:
        return left | {info.stream: f"{info.head_hash} {store.verify(info.stream).ok}" for info in store.streams()}


def kills(folder: Path, count: int, seed: int) -> dict[str, Any]:
    """Kill comparisons until ``count`` have died; each goes on where the last was killed."""
    scenario = folder / "killed.yaml"
    scenario.write_text(SCENARIO)
    # Asked for once, so that no edit of the source between two comparisons makes them another version's.
    versions()
    began = time.perf_counter()
    forked(lambda _: work(scenario, folder / "reference"))
    longest, expected = time.perf_counter() - began, bytes_of(folder / "reference")
    chance, problems, deaths, finished = random.Random(seed), [], 0, 0
    while deaths < count:
        place = folder / str(finished)
        _, died = forked(lambda _, place=place: work(scenario, place), chance.uniform(0.0, longest))
        deaths += died
        if not died:
            finished += 1
            found = bytes_of(place)
            differing = [name for name in expected.keys() | found if expected.get(name) != found.get(name)]
            problems += [f"comparison {finished}: {', '.join(differing)} ended otherwise"] if differing else []
    return {"crashes": deaths, "finished": finished, "problems": problems}


if __name__ == "__main__":
    mode, place, how_many, chosen_seed = sys.argv[1:]
    sys.stdout.write(json.dumps({"kills": kills}[mode](Path(place), int(how_many), int(chosen_seed))))
