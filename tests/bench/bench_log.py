"""How fast the log is: events in, events out, and the state at a moment of ten years. One process, SQLite, medians.

Run ``python -m tests.bench.bench_log [FOLDER]`` from the project's folder; FOLDER tells which disk.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

import attrs
import numpy as np

from sim.comparison.experiment import run
from sim.events import Event, FoodEaten, NightSlept, SessionPerformed, SetPerformed, StressFelt
from sim.log.codec import encode, to_json_line
from sim.log.opening import open_store
from sim.runs.snapshots import folder_of, state_at
from sim.scenario.reader import load_scenario

if TYPE_CHECKING:
    from collections.abc import Callable

BATCH = 1_000
BATCHES = 100
YEARS = 10
MOMENTS = 60


def a_batch(start_days: float) -> list[Event]:
    """Return a year-like mix: mostly nights, days of food and stress, a session every few days."""
    done = SetPerformed("back_squat", 102.5, 8.0, 2.0)
    events: list[Event] = []
    for index in range(BATCH):
        time_days = start_days + index / 3.3
        if index % 20 == 0:
            events.append(SessionPerformed(time_days=time_days, session="legs", sets=(done,) * 8, minutes=55.5))
        elif index % 3 == 0:
            events.append(
                FoodEaten(
                    time_days=time_days,
                    energy_kcal=2512.25,
                    meal_protein_g=(31.7, 32.1, 40.9, 28.2),
                    carbohydrate_g=301.5,
                    water_l=2.4,
                )
            )
        elif index % 3 == 1:
            events.append(NightSlept(time_days=time_days, hours=7.5 - index / 3_000))
        else:
            events.append(StressFelt(time_days=time_days, level=0.3 + index / 10_000))
    return events


def seconds_of(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    began = perf_counter()
    work()
    return perf_counter() - began


def events_per_second(folder: Path) -> dict[str, float]:
    """Measure appending and reading in batches, for nights alone and for a year's mix."""
    nights: list[Event] = [NightSlept(time_days=index + 0.29, hours=7.5 + index / 9_000) for index in range(BATCH)]
    mixes = [a_batch(300.0 * number) for number in range(BATCHES)]
    rates = {}
    for name, batches in (("nights", [nights] * BATCHES), ("a year's mix", mixes)):
        with tempfile.TemporaryDirectory(dir=folder) as place, open_store(Path(place) / "log.db") as store:
            firsts = [number * BATCH for number in range(BATCHES)]
            measured = {
                "encode and JSON": [seconds_of(lambda b=b: [to_json_line(encode(one)) for one in b]) for b in batches],
                "append": [
                    seconds_of(lambda b=b, f=f: store.append("athlete", b, f))
                    for f, b in zip(firsts, batches, strict=True)
                ],
                "read and decode": [seconds_of(lambda f=f: store.read("athlete", f, f + BATCH)) for f in firsts],
            }
        rates |= {f"{name}, {what}": BATCH / median(seconds) for what, seconds in measured.items()}
    return rates


@attrs.frozen
class StateOfTenYears:
    """How long a state takes, in ms: with every snapshot there, and the very first time."""

    events: int
    warm_ms: list[float]
    cold_ms: float


def state_of_ten_years(folder: Path) -> StateOfTenYears:
    """Measure the state at random moments."""
    question = load_scenario("split_vs_single_leg_day")
    strategy = question.strategies[0]
    lived = attrs.evolve(strategy.phases[-1], length_days=365.0 * YEARS)
    long = attrs.evolve(question, strategies=(attrs.evolve(strategy, history=(), phases=(lived,)),))
    log = run(long, strategy.name).log
    moments = np.random.default_rng(1).uniform(0.0, log[-1].time_days, MOMENTS).tolist()
    with tempfile.TemporaryDirectory(dir=folder) as place, open_store(Path(place) / "log.db") as store:
        store.append("athlete", log, 0)
        kept = folder_of(str(Path(place) / "log.db"))
        cold = seconds_of(lambda: state_at(store, "athlete", log[-1].time_days, kept))
        warm = [1_000 * seconds_of(lambda m=m: state_at(store, "athlete", m, kept)) for m in moments]
    return StateOfTenYears(len(log), warm, 1_000 * cold)


def main(folder: Path) -> None:
    """Measure and print."""
    for what, rate in events_per_second(folder).items():
        print(f"{what:<30} {rate:>10,.0f} events/s")
    found = state_of_ten_years(folder)
    print(
        f"state at {MOMENTS} moments of {YEARS} years, {found.events:,} events: median {median(found.warm_ms):.1f} ms,"
    )
    print(f"worst {max(found.warm_ms):.1f} ms with snapshots; the first time, {found.cold_ms:,.0f} ms")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.gettempdir()))
