from __future__ import annotations

import os
import random
import time
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import pytest

import sim.comparison.checkpoints
import sim.comparison.experiment
from models.parameters import default_parameters
from sim.comparison.checkpoints import Checkpoints, Job
from sim.comparison.experiment import compare
from sim.log.codec import encode, to_json_line
from sim.scenario.reader import load_scenario
from sim.versions import versions

if TYPE_CHECKING:
    from pathlib import Path

    from sim.comparison.comparison import Comparison
    from sim.plan import Scenario

SCENARIO = """
schema: 1
title: Killed and resumed
question: Is it the same in the end?
horizon_weeks: 1
history: [{weeks: 1, plan: squats}]
habits: {illnesses_per_year: 20}
plans:
  squats:
    week:
      - {day: mon, at: "18:00", session: [{exercise: back_squat, sets: 3, reps: 6-10}]}
  more:
    week:
      - {day: mon, at: "18:00", session: [{exercise: back_squat, sets: 5, reps: 6-10}]}
      - {day: wed, at: "18:00", run: {style: easy, minutes: 30}}
strategies:
  same: {label: The same, plan: squats}
  more: {label: More, plan: more}
  other: {label: Another body, plan: more, parameters: {tau_signal_days: 2.0}}
compare: {baseline: same, athletes: 2, seed: 3}
"""
PARTS = {"history-0", "strategy-0", "strategy-1", "history-2", "strategy-2"}


class Killed(BaseException):
    """The end of a job in the middle."""


@pytest.fixture(scope="session")
def question(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    file = tmp_path_factory.mktemp("resume") / "resume.yaml"
    file.write_text(SCENARIO)
    return load_scenario(str(file))


def bytes_of(comparison: Comparison) -> tuple[Any, ...]:
    """Return all that anybody could see of a comparison."""
    return tuple(
        (
            repr(comparison.summary()),
            repr(comparison.curves()),
            [to_json_line(encode(event)) for log in (arm.reference_log, *arm.people_logs) for event in log],
            [
                values.tobytes()
                for seen in (arm.trajectory, arm.reference)
                for variables in (seen.per_muscle, seen.whole)
                for values in variables.values()
            ],
        )
        for arm in comparison.arms
    )


@pytest.fixture(scope="session")
def uninterrupted(question: Scenario) -> tuple[Any, ...]:
    return bytes_of(compare(question, keep_all_logs=True))


@pytest.fixture
def count_lives(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the list to which every stretch that is lived adds an entry."""
    lived: list[int] = []
    real = sim.comparison.experiment.live

    def counting(*given: Any) -> Any:
        lived.append(1)
        return real(*given)

    monkeypatch.setattr(sim.comparison.experiment, "live", counting)
    return lived


def kill_after(monkeypatch: pytest.MonkeyPatch, parts: int, *, before: bool) -> None:
    """Kill the job when it keeps its next part after so many."""
    real = Job.keep
    kept: list[str] = []

    def keep(job: Job, name: str, part: Any) -> None:
        if before and len(kept) == parts:
            raise Killed
        real(job, name, part)
        kept.append(name)
        if len(kept) > parts:
            raise Killed

    monkeypatch.setattr(Job, "keep", keep)


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("parts", range(5))
def test_a_job_killed_around_any_part_goes_on_and_ends_with_the_same_bytes(
    question: Scenario,
    uninterrupted: tuple[Any, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    count_lives: list[int],
    parts: int,
    *,
    before: bool,
) -> None:
    with monkeypatch.context() as patched:
        kill_after(patched, parts, before=before)
        with pytest.raises(Killed):
            compare(question, keep_all_logs=True, checkpoints=Checkpoints(tmp_path))
    count_lives.clear()
    resumed = compare(question, keep_all_logs=True, checkpoints=Checkpoints(tmp_path))
    assert bytes_of(resumed) == uninterrupted
    assert len(count_lives) == len(PARTS) - parts - (0 if before else 1)


def test_a_job_killed_in_the_middle_of_a_life_leaves_only_whole_parts(
    question: Scenario, uninterrupted: tuple[Any, ...], tmp_path: Path
) -> None:
    def kill_late(_text: str, share: float) -> None:
        if share > 0.5:
            raise Killed

    with pytest.raises(Killed):
        compare(question, keep_all_logs=True, checkpoints=Checkpoints(tmp_path), progress=kill_late)
    (job,) = tmp_path.iterdir()
    assert {file.name.partition(".")[0] for file in job.iterdir()} < PARTS
    assert bytes_of(compare(question, keep_all_logs=True, checkpoints=Checkpoints(tmp_path))) == uninterrupted


def test_progress_counts_what_was_done_before(question: Scenario, tmp_path: Path) -> None:
    compare(question, checkpoints=Checkpoints(tmp_path))
    told: list[float] = []
    compare(question, checkpoints=Checkpoints(tmp_path), progress=lambda _text, share: told.append(share))
    assert told == sorted(told)
    assert told[0] == 0.0
    assert 0.6 < told[-1] < 1.0


def test_what_is_done_leaves_nothing_behind(question: Scenario, tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path / "unfinished")
    compare(question, checkpoints=checkpoints)
    assert len(list((tmp_path / "unfinished").glob("*/*"))) == len(PARTS)
    checkpoints.done()
    assert list(tmp_path.iterdir()) == []


def test_another_job_that_is_not_done_keeps_its_parts(question: Scenario, tmp_path: Path) -> None:
    compare(question, seed=1, checkpoints=Checkpoints(tmp_path))
    other = Checkpoints(tmp_path)
    compare(question, seed=2, checkpoints=other)
    other.done()
    assert len(list(tmp_path.glob("*/*"))) == len(PARTS)


def job_of(question: Scenario, folder: Path, **changed: Any) -> Job:
    given: dict[str, Any] = {
        "scenario": question,
        "people": 4,
        "seed": 3,
        "parameters": default_parameters(),
        "draws": {},
        "logged": 1,
    }
    return Checkpoints(folder).job(**(given | changed))


def test_only_the_very_same_job_is_continued(
    question: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nominal = default_parameters()
    name, one = next(iter(nominal.items()))
    wider = attrs.evolve(nominal, parameters={**nominal, name: attrs.evolve(one, spread=one.spread + 0.1)})
    jobs = [
        job_of(question, tmp_path),
        job_of(attrs.evolve(question, horizon_weeks=4), tmp_path),
        job_of(question, tmp_path, people=5),
        job_of(question, tmp_path, seed=4),
        job_of(question, tmp_path, parameters=wider),
        job_of(question, tmp_path, draws={"tau_signal_days": np.ones(3)}),
        job_of(question, tmp_path, draws={"tau_signal_days": np.ones(3) * 2}),
        job_of(question, tmp_path, logged=5),
    ]
    for what in versions():
        with monkeypatch.context() as patched:
            patched.setattr(sim.comparison.checkpoints, "versions", lambda what=what: versions() | {what: "other"})
            jobs.append(job_of(question, tmp_path))
    assert len({job.folder for job in jobs}) == len(jobs)
    assert job_of(attrs.evolve(question, path="elsewhere.yaml"), tmp_path) == jobs[0]


@pytest.mark.parametrize("seed", range(3))
def test_a_damaged_part_is_lived_again(
    question: Scenario, uninterrupted: tuple[Any, ...], tmp_path: Path, seed: int
) -> None:
    compare(question, keep_all_logs=True, checkpoints=Checkpoints(tmp_path))
    chance = random.Random(seed)
    for file in tmp_path.glob("*/*"):
        content = bytearray(file.read_bytes())
        if chance.random() < 0.3:
            del content[chance.randrange(len(content)) :]
        else:
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        file.write_bytes(bytes(content))
    assert bytes_of(compare(question, keep_all_logs=True, checkpoints=Checkpoints(tmp_path))) == uninterrupted


def test_where_nothing_can_be_kept_the_job_is_done_all_the_same(
    question: Scenario, uninterrupted: tuple[Any, ...], tmp_path: Path
) -> None:
    (tmp_path / "taken").touch()
    checkpoints = Checkpoints(tmp_path / "taken" / "below")
    assert bytes_of(compare(question, keep_all_logs=True, checkpoints=checkpoints)) == uninterrupted
    checkpoints.done()


def test_without_checkpoints_nothing_is_written(
    question: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    compare(question)
    assert list(tmp_path.iterdir()) == []


def test_parts_that_nobody_came_back_for_are_thrown_away_and_those_of_a_job_under_way_are_not(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
        (folder / "history-0.00.npz").write_bytes(b"")
    long_ago = time.time() - 8 * 86_400
    os.utime(old, (long_ago, long_ago))
    Checkpoints(tmp_path).done()
    assert list(tmp_path.iterdir()) == [new]
