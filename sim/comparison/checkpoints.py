"""Finished parts of a long job, kept until all of it is done: a job that was killed goes on after the last of them.

A part is a stretch of life of the whole cohort, a history or a strategy: the past that it became and what was seen of
it. Each is one file (NumPy's ``.npz``, its logs as JSON Lines), there whole or not at all. A part belongs to a job with
exactly the same question, people, chance, parameters and software; whatever differs or is damaged is lived again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import file_digest, sha256
from io import BufferedRandom, BufferedReader
from itertools import islice
from pathlib import Path
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from models.parameters import ParameterSet
from models.state import Body

from ..errors import LogError
from ..events import Event
from ..files import replacing
from ..log.codec import decode, encode, from_json_line, to_json_line
from ..plan import Scenario
from ..versions import versions
from ..world.logbook import LastTime, Logbook
from ..world.tally import Tally
from ..world.world import Past
from .arms import Trajectory

FORMAT = 1
KEPT_DAYS = 7.0
"""For so long an interrupted job can be taken up again."""
SECONDS_PER_DAY = 86_400.0

Arrays = dict[str, NDArray[Any]]


@attrs.frozen(eq=False)
class Part:
    """A stretch of life that is finished.

    Attributes:
        past: What it became.
        seen: What was seen of the people on the way: one trajectory, or none if there was no moment to look at.
    """

    past: Past
    seen: tuple[Trajectory, ...]


@attrs.frozen
class Job:
    """One job's finished parts, in a folder of their own; a job without a folder keeps none."""

    folder: Path | None = None

    def read(self, name: str) -> Part | None:
        """Return a finished part, ``None`` where there is none that is whole."""
        for path in self.folder.glob(f"{name}.*.npz") if self.folder else ():
            with suppress(OSError, KeyError, TypeError, LogError, ValueError), path.open("rb") as file:
                if path.name == _whole_name(name, file):
                    return _part_of(dict(np.load(file, allow_pickle=False)))
        return None

    def keep(self, name: str, part: Part) -> None:
        """Keep a finished part. Where the disk refuses, the job goes on without."""
        if self.folder is None:
            return
        arrays: dict[str, Any] = _arrays_of(part)
        # Its name tells the hash of its bytes.
        whole = self.folder / f"{name}.npz"
        with suppress(OSError), replacing(whole, private=True, named=lambda file: _whole_name(name, file)) as file:
            np.savez(file, **arrays)


class Checkpoints:
    """Where jobs keep their finished parts.

    Args:
        folder: Made when there is something to keep.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._jobs: list[Path] = []

    def job(
        self,
        scenario: Scenario,
        people: int,
        seed: int,
        parameters: ParameterSet,
        draws: Mapping[str, NDArray[np.float64]],
        logged: int,
    ) -> Job:
        """Return the job that all of this identifies."""
        drawn = {name: (values.shape, sha256(values.tobytes()).hexdigest()) for name, values in sorted(draws.items())}
        # Where the scenario's file lies decides nothing.
        question = attrs.evolve(scenario, path="")
        told = repr((FORMAT, versions(), question, people, seed, tuple(parameters.items()), drawn, logged))
        folder = self._folder / sha256(told.encode()).hexdigest()[:16]
        self._jobs.append(folder)
        return Job(folder)

    def done(self) -> None:
        """Throw away the parts of the jobs that were asked for, as their results are written, and those long left."""
        for folder in (*self._forgotten(), *self._jobs):
            shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):
            self._folder.rmdir()

    def _forgotten(self) -> Iterator[Path]:
        """Yield the folders of jobs to which nobody has come back, as told by the newest of them."""
        with suppress(OSError):
            changed = {folder: folder.stat().st_mtime for folder in self._folder.iterdir()}
            for folder, at in changed.items():
                if max(changed.values()) - at > KEPT_DAYS * SECONDS_PER_DAY:
                    yield folder


def _whole_name(name: str, file: BufferedReader | BufferedRandom) -> str:
    """Return the name of a file that is whole: it tells the hash of its bytes."""
    whole_name = f"{name}.{file_digest(file, 'sha256').hexdigest()[:32]}.npz"
    file.seek(0)
    return whole_name


def _arrays_of(part: Part) -> Arrays:
    past = part.past
    lines = [[to_json_line(encode(event)) for event in log] for log in past.logs]
    arrays = {
        **_fields("body", past.body),
        **_fields("tally", past.tally),
        **{f"logbook/{name}": getattr(past.logbook, name) for name in _NOTES},
        "logbook/exercises": _bytes(json.dumps(list(past.logbook.exercises)).encode()),
        "logs/lengths": np.array([len(log) for log in lines]),
        "logs/lines": _bytes(b"".join(line + b"\n" for log in lines for line in log)),
    }
    for number, last_time in enumerate(past.logbook.exercises.values()):
        arrays |= _fields(f"logbook/{number}", last_time)
    for seen in part.seen:
        arrays |= {"seen/times_days": seen.times_days, "seen/start_days": np.array(seen.start_days)}
        arrays["seen/muscles"] = _bytes(json.dumps(seen.muscles).encode())
        arrays |= {f"seen/per_muscle/{name}": values for name, values in seen.per_muscle.items()}
        arrays |= {f"seen/whole/{name}": values for name, values in seen.whole.items()}
    return arrays


def _part_of(arrays: Arrays) -> Part:
    exercises = json.loads(arrays["logbook/exercises"].tobytes())
    last_times = {
        exercise: LastTime(**_named(arrays, f"logbook/{number}/")) for number, exercise in enumerate(exercises)
    }
    body = _named(arrays, "body/")
    logs = _logs_of(arrays["logs/lengths"].tolist(), arrays["logs/lines"].tobytes())
    past = Past(
        Body(time_days=float(body.pop("time_days")), **body),
        Logbook(last_times, **{name: arrays[f"logbook/{name}"] for name in _NOTES}),
        Tally(**_named(arrays, "tally/")),
        logs,
    )
    if "seen/times_days" not in arrays:
        return Part(past, ())
    seen = Trajectory(
        times_days=arrays["seen/times_days"],
        start_days=float(arrays["seen/start_days"]),
        muscles=tuple(json.loads(arrays["seen/muscles"].tobytes())),
        per_muscle=_named(arrays, "seen/per_muscle/"),
        whole=_named(arrays, "seen/whole/"),
    )
    return Part(past, (seen,))


_NOTES = ("session_days", "break_days", "break_ended_days")


def _logs_of(lengths: Iterable[int], content: bytes) -> tuple[tuple[Event, ...], ...]:
    events = (decode(from_json_line(line)) for line in content.splitlines())
    return tuple(tuple(islice(events, length)) for length in lengths)


def _fields(prefix: str, thing: attrs.AttrsInstance) -> Arrays:
    return {f"{prefix}/{field.name}": np.asarray(getattr(thing, field.name)) for field in attrs.fields(type(thing))}


def _named(arrays: Arrays, prefix: str) -> Arrays:
    return {name.removeprefix(prefix): values for name, values in arrays.items() if name.startswith(prefix)}


def _bytes(content: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(content, dtype=np.uint8)
