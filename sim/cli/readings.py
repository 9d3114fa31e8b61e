"""What commands print of lives: comparisons, outcomes and readings of single runs, sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from .support import console, print_table, write_rows

if TYPE_CHECKING:
    from ..comparison.comparison import Comparison
    from ..comparison.experiment import Run
    from ..events import SetPerformed


def show_comparison(comparison: Comparison, form: str, more: Sequence[Mapping[str, Any]] = ()) -> None:
    """Print a comparison: its table and its answer in words, or its rows and more that fill some of their columns."""
    from ..report.tables import comparison_table

    if form == "text":
        console().print(comparison_table(comparison))
        print()
        print(comparison.answer())
        return
    rows = [attrs.asdict(row) for row in comparison.summary()]
    write_rows([*rows, *(dict.fromkeys(rows[0]) | dict(row) for row in more)], form)


def show_outcomes(title: str, lived: Run, form: str) -> None:
    """Print the outcomes of one athlete's run: what came of the weeks from week 0."""
    from ..comparison.outcomes import measure
    from ..numbers import number
    from ..world import tally

    trajectory = lived.trajectory()
    counted = tally.since(lived.log, trajectory.start_days)
    rows = [
        {
            "outcome": outcome.label,
            "muscle": "" if outcome.muscle == "body" else outcome.muscle,
            "value": number(float(outcome.values[0])),
            "unit": outcome.unit,
        }
        for outcome in measure(trajectory, counted)
    ]
    if form == "text":
        print_table(title, ("outcome", "", "value", "unit"), [tuple(row.values()) for row in rows], numbers_from=2)
    else:
        write_rows(rows, form)


def set_in_words(done: SetPerformed) -> str:
    """Write a set as lifters do."""
    from ..events import WORKING

    left = f"{'about ' if done.reserve_estimated else ''}{done.reps_in_reserve:g} left"
    role = "" if done.role == WORKING else f", {done.role.replace('_', '-')}"
    return f"{done.exercise} {done.load_kg:g} kg x {done.reps:g} ({left}{role})"
