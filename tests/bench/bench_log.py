"""How many events a second the log takes in and gives back: medians over batches, one process, SQLite.

Run ``python tests/bench/bench_log.py [FOLDER]`` where Regain is installed; the folder tells which disk.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from sim.codec import encode, to_json_line
from sim.events import Event, FoodEaten, NightSlept, SessionPerformed, SetPerformed, StressFelt
from sim.log import open_store

BATCH = 1_000
BATCHES = 40


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


def per_second(count: int, seconds: list[float]) -> str:
    """Return a rate from the median duration."""
    return f"{count / median(seconds):>12,.0f} /s"


def main(folder: Path) -> None:
    """Measure and print."""
    nights = [NightSlept(time_days=index + 0.29, hours=7.5 + index / 9_000) for index in range(BATCH)]
    batches = [a_batch(300.0 * number) for number in range(BATCHES)]
    for name, one in (("nights", [nights] * BATCHES), ("a year's mix", batches)):
        encoding, appending, reading = [], [], []
        for batch in one:
            began = perf_counter()
            for event in batch:
                to_json_line(encode(event))
            encoding.append(perf_counter() - began)
        with tempfile.TemporaryDirectory(dir=folder) as place, open_store(Path(place) / "log.db") as store:
            for number, batch in enumerate(one):
                began = perf_counter()
                store.append("athlete", batch, number * BATCH)
                appending.append(perf_counter() - began)
            for number in range(BATCHES):
                began = perf_counter()
                store.read("athlete", number * BATCH, (number + 1) * BATCH)
                reading.append(perf_counter() - began)
        print(f"{name:<14} encode and JSON {per_second(BATCH, encoding)}")
        print(f"{'':<14} append          {per_second(BATCH, appending)}")
        print(f"{'':<14} read and decode {per_second(BATCH, reading)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.gettempdir()))
