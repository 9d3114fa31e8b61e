"""A writer to be killed, and what must be true of a store afterwards.

Run as ``python -m tests.durability.writer MODE FOLDER COUNT SEED``; it prints one JSON object. Writers are forked, so
that hundreds of deaths cost seconds; that wants a process of its own, with one thread.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.events import FoodEaten, NightSlept, NoteMade, SessionPerformed, SetPerformed, StreamStarted
from sim.log.codec import encode
from sim.log.json_lines import export_json_lines
from sim.log.sqlite import SqliteStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.events import Event

BATCH = 25
EVENTS = 260
STREAM = "ada"
DIGEST = "c0ffee"


def a_log() -> list[Event]:
    """Return a life of a few weeks."""
    done = SetPerformed("back_squat", 102.5, 8.0, 2.0)
    log: list[Event] = [StreamStarted(time_days=0.0, origin="simulated", scenario="x", scenario_text="words " * 2_000)]
    for day in range(EVENTS // 3 + 1):
        log += [
            NightSlept(time_days=day + 0.3, hours=7.0 + day / 100),
            FoodEaten(
                time_days=day + 1.0, energy_kcal=2500.5, meal_protein_g=(30.1, 40.2), carbohydrate_g=300.0, water_l=2.5
            ),
            SessionPerformed(time_days=day + 1.0, session="legs", sets=(done,) * (day % 9), minutes=55.5),
        ]
    return log[:EVENTS]


LOG = a_log()


def write(path: Path, acknowledge: Callable[[int], None], store_type: type[SqliteStore] = SqliteStore) -> None:
    """Write the log from wherever the stream stands, and end it."""
    with store_type(path) as store:
        version = store.version(STREAM)
        while version < EVENTS:
            version = store.append(STREAM, LOG[version : version + BATCH], version)
            acknowledge(version)
        store.set_digest(STREAM, DIGEST)


def problem_with(path: Path, acknowledged: int) -> str:
    """Return what is wrong with a store whose writer was killed; nothing if an exact prefix of batches is there."""
    if not path.exists() or path.stat().st_size == 0:
        return f"{acknowledged} acknowledged events are lost" if acknowledged else ""
    # As a writer would: what was made only half is made whole.
    with SqliteStore(path) as store:
        version = store.version(STREAM)
        if version < acknowledged:
            return f"{acknowledged} events were acknowledged, {version} are there"
        if version % BATCH and version != EVENTS:
            return f"{version} events are no whole number of batches"
        if version and not store.verify(STREAM).ok:
            return store.verify(STREAM).problem
        if version and store.records(STREAM) != tuple(map(encode, LOG[:version])):
            return "the events are not those that were written"
    return ""


def finished_bytes(path: Path) -> bytes:
    """Return the finished log as it is exported."""
    with SqliteStore(path, create=False) as store:
        export_json_lines(store, STREAM, path.with_suffix(".jsonl"))
        return path.with_suffix(".jsonl").read_bytes() + store.head_hash(STREAM).encode()


def reference(folder: Path) -> bytes:
    """Return what an undisturbed writer leaves."""
    write(folder / "reference.db", lambda _: None)
    return finished_bytes(folder / "reference.db")


def forked(work: Callable[[Callable[[int], None]], None], kill_after_seconds: float | None = None) -> tuple[int, bool]:
    """Do work in a process that may die, and return the last acknowledged version and whether it died."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reader)
            work(lambda version: (os.write(writer, b"%d\n" % version), None)[1])
            status = 0
        finally:
            os._exit(status)
    os.close(writer)
    if kill_after_seconds is not None:
        time.sleep(kill_after_seconds)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reader) as told:
        lines = told.read().split("\n")
    _, status = os.waitpid(child, 0)
    # The last line is whole: the writer's pipe takes such few bytes at once.
    acknowledged = [int(line) for line in lines if line]
    return max(acknowledged, default=0), status != 0


class Mortal:
    """A connection in whose n-th call the process dies, before or after the call."""

    def __init__(self, connection: Any, dies_at: int) -> None:
        self._connection, self._left = connection, dies_at

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._connection, name)
        return self._mortal(found) if name in {"execute", "executemany", "close"} else found

    def _mortal(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def dying(*given: Any) -> Any:
            self._left -= 1
            if self._left == 1:
                os._exit(9)
            done = call(*given)
            self._left -= 1
            if self._left == 1:
                os._exit(9)
            return done

        return dying


def mortal_store(dies_at: int) -> type[SqliteStore]:
    """Return a store that dies at a point: 2n before its n-th call from 0, 2n + 1 after it."""

    class MortalStore(SqliteStore):
        def _connect(self, **given: Any) -> Any:
            return Mortal(super()._connect(**given), dies_at + 2)

    return MortalStore


def crash_points(folder: Path, step: int, seed: int) -> dict[str, Any]:
    """Die before and after calls of a reference run, each ``step``-th of them; ``seed`` shifts the first."""
    expected, problems, point = reference(folder), [], seed % step
    while True:
        path = folder / f"{point}.db"
        acknowledged, died = forked(lambda tell, path=path, at=point: write(path, tell, mortal_store(at)))
        problems.append(problem_with(path, acknowledged))
        write(path, lambda _: None)
        problems.append("" if finished_bytes(path) == expected else "the finished log differs")
        if not died:
            return {"crashes": len(problems) // 2 - 1, "problems": [one for one in problems if one]}
        point += step


def random_kills(folder: Path, count: int, seed: int) -> dict[str, Any]:
    """Kill writers at random moments until ``count`` have died, each going on where the last was killed."""
    expected, problems, deaths, number, finished = reference(folder), [], 0, 0, 0
    began = time.perf_counter()
    forked(lambda tell: write(folder / "timed.db", tell))
    longest, chance = 1.1 * (time.perf_counter() - began), random.Random(seed)
    acknowledged = 0
    while deaths < count:
        path = folder / f"{number}.db"
        # Half of the deaths come early, while the store opens and recovers from the death before.
        delay = chance.uniform(0.0, longest if chance.random() < 0.5 else longest / 10)
        now, died = forked(lambda tell, path=path: write(path, tell), delay)
        acknowledged, deaths = max(acknowledged, now), deaths + died
        problems.append(problem_with(path, acknowledged))
        if not died:
            problems.append("" if finished_bytes(path) == expected else "the finished log differs")
            number, acknowledged, finished = number + 1, 0, finished + 1
    return {"crashes": deaths, "finished": finished, "problems": [one for one in problems if one]}


def crashes_during_resume(folder: Path, count: int, seed: int) -> dict[str, Any]:
    """Kill a writer in the middle, and those that resume its work over and over, early."""
    expected, problems, chance, deaths, number = reference(folder), [], random.Random(seed), 0, 0
    while deaths < count:
        path = folder / f"{number}.db"
        acknowledged, _ = forked(lambda tell, path=path: write(path, tell, mortal_store(chance.randrange(60, 110))))
        for _ in range(5):
            now, died = forked(lambda tell, path=path: write(path, tell, mortal_store(chance.randrange(14))))
            acknowledged, deaths = max(acknowledged, now), deaths + died
            problems.append(problem_with(path, acknowledged))
        write(path, lambda _: None)
        problems.append("" if finished_bytes(path) == expected else "the finished log differs")
        number += 1
    return {"crashes": deaths, "problems": [one for one in problems if one]}


def two_writers(folder: Path, count: int, seed: int) -> dict[str, Any]:
    """Let two processes append ``count`` notes each to one stream, and tell what is there in the end."""
    from sim.errors import ConflictError

    path, conflicts = folder / "shared.db", 0
    SqliteStore(path).close()
    children = []
    for name in ("one", "two"):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            told = ""
            try:
                with SqliteStore(path) as store:
                    for number in range(count):
                        while True:
                            note = NoteMade(time_days=0.0, text=f"{name} {number}")
                            try:
                                store.append(STREAM, [note], store.version(STREAM))
                            except ConflictError:
                                conflicts += 1
                                continue
                            break
            except BaseException as error:  # noqa: BLE001 - told to the parent
                told = repr(error)
            os.write(writer, json.dumps([conflicts, told]).encode())
            os._exit(0)
        os.close(writer)
        children.append((child, reader))
    results = []
    for child, reader in children:
        with os.fdopen(reader) as told:
            results.append(json.loads(told.read()))
        os.waitpid(child, 0)
    with SqliteStore(path, create=False) as store:
        texts = [event.text for event in store.read(STREAM) if isinstance(event, NoteMade)]
        whole = store.verify(STREAM).ok
    in_order = all(
        [text for text in texts if text.startswith(name)] == [f"{name} {number}" for number in range(count)]
        for name in ("one", "two")
    )
    return {
        "appends": len(texts),
        "conflicts": sum(lost for lost, _ in results),
        "errors": [told for _, told in results if told],
        "whole": whole and in_order,
        "seed": seed,
    }


MODES = {
    "points": crash_points,
    "kills": random_kills,
    "resumes": crashes_during_resume,
    "two": two_writers,
}

if __name__ == "__main__":
    mode, place, how_many, chosen_seed = sys.argv[1:]
    sys.stdout.write(json.dumps(MODES[mode](Path(place), int(how_many), int(chosen_seed))))
