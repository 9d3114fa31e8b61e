"""Liftosaur: one line a set, each with the unit of its load."""

from __future__ import annotations

from ..facts import Done, Fact
from ..rows import Reading
from ..source import Format
from .lifting import with_assistance


def _fact(row: Reading) -> Fact:
    name = row.text("exercise")
    warm_up, to_failure = row.text("is warmup set?") == "1", row.text("is amrap?") == "1"
    return Done(
        line=row.line,
        start=row.moment("workout datetime"),
        name=name,
        session=row.text("day name") or row.text("program") or "Liftosaur",
        load_kg=with_assistance(name, row.load_kg("completed weight value")),
        reps=row.number("completed reps", most=1000.0) or 0.0,
        reps_in_reserve=row.reps_in_reserve("completed rpe"),
        manner="warm_up" if warm_up else "failure" if to_failure else "",
    )


LIFTOSAUR = Format(
    name="liftosaur",
    columns=(frozenset({"workout datetime", "exercise", "completed reps", "completed weight value"}),),
    numbers=("completed weight value", "required weight value", "completed rpe", "required rpe"),
    wholes=("completed reps", "required reps"),
    moments=("workout datetime",),
    fact=_fact,
    utc=True,
)
