from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.report.pictures.athlete import diaries, draw_diaries
from sim.report.words.picked import most_different, outcomes, primary

if TYPE_CHECKING:
    from sim.comparison.comparison import Comparison


def _asked(comparison: Comparison) -> tuple:
    shown = outcomes(comparison.summary())
    return shown, primary(shown, comparison.scenario.primary_outcome)


def test_at_most_four_columns_with_the_baseline_and_those_farthest_from_it(twelve: Comparison) -> None:
    asked = _asked(twelve)[1]
    chosen = [arm.name for arm in most_different(twelve, asked, 4)]
    far = sorted((row for name, row in asked.rows.items() if name != "s0"), key=lambda row: -abs(row.difference_median))
    assert set(chosen) == {"s0", *(row.strategy for row in far[:3])}
    picture = draw_diaries(diaries(twelve, asked))
    assert len(picture.rows) == 4
    assert "the 3 strategies farthest from it" in picture.note


def test_sessions_nights_and_runs_are_read_from_the_log(two: Comparison) -> None:
    shown = diaries(two, _asked(two)[1])
    rested, ran = shown.columns
    assert len(rested.courses["sets"]) == 16
    assert rested.runs.size == 0
    assert ran.runs.size == 16
    assert len(rested.courses["sleep"]) == 8 * 7
    assert np.all(rested.courses["signal"][:, 0] >= 0)


def test_long_strategies_are_shown_for_their_first_weeks_and_the_note_says_so(two: Comparison) -> None:
    assert "The first 8 of 16 weeks." in draw_diaries(diaries(two, _asked(two)[1])).note
