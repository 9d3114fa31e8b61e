"""Rows of readings and outcomes for the tables of single runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..events import Event, SetPerformed
    from ..replaying import Replay
    from ..results import Trajectory
    from ..snapshots import State


def outcome_rows(trajectory: Trajectory, log: Sequence[Event]) -> list[dict[str, str]]:
    """Return the outcomes of one athlete: what came of the weeks from week 0."""
    from .. import tally
    from ..answer import number
    from ..metrics import measure

    counted = tally.nothing(1)
    for event in log:
        if event.time_days >= trajectory.start_days:
            counted = tally.count(counted, event)
    return [
        {
            "outcome": outcome.label,
            "muscle": "" if outcome.muscle == "body" else outcome.muscle,
            "value": number(float(outcome.values[0])),
            "unit": outcome.unit,
        }
        for outcome in measure(trajectory, counted)
    ]


def state_rows(replayed: Replay | State) -> list[dict[str, str | float]]:
    """Return every reading of one athlete at one moment."""
    from models.exercises import catalogue

    from ..observe import read_body, read_muscles

    rows: list[dict[str, str | float]] = []
    for name, values in read_muscles(replayed.values, replayed.body).items():
        rows += [
            {"reading": name, "muscle": muscle, "value": float(value)}
            for muscle, value in zip(catalogue().muscles, values[0], strict=True)
        ]
    rows += [
        {"reading": name, "muscle": "", "value": float(values[0])}
        for name, values in read_body(replayed.values, replayed.body).items()
    ]
    return rows


def set_in_words(done: SetPerformed) -> str:
    """Write a set as lifters do."""
    return f"{done.exercise} {done.load_kg:g} kg x {done.reps:g} ({done.reps_in_reserve:g} left)"
