"""Levels are scored as fitted, left out in turn and held out; the model beside what needs none."""

from __future__ import annotations

from types import SimpleNamespace

import attrs
import numpy as np
import pytest

from sim.studies import Observation, Study
from sim.studies.baselines import STRONG, baselines
from sim.tune.calibration import Effort, calibrate, model_of, trained_of
from sim.tune.contenders import FITTED, HELD_OUT, LEFT_OUT, MODEL, SIZE, Levels, score_levels
from sim.tune.left_out import LeftOut, leave_each_out


def scored(trial: SimpleNamespace, studies: tuple[Study, ...]) -> tuple[Levels, LeftOut]:
    found = calibrate(studies, trial.nominal, trial.predict, Effort(tuple(trial.truth), starts=0, passes=10, draws=40))
    model = model_of(studies, trained_of(found.rows), found.space, found.nominal, trial.predict)
    left_out = leave_each_out(found, model)
    return score_levels(studies, found, left_out), left_out


@pytest.fixture(scope="module")
def levels(trial: SimpleNamespace) -> Levels:
    more = (trial.study("unseen", *(trial.seen(row, 0.4 * row + 0.6, 5.0 + row, "held_out") for row in range(5))),)
    return scored(trial, (*trial.studies, *trial.compared, *more))[0]


def test_the_model_and_every_baseline_are_scored_three_ways(levels: Levels) -> None:
    size = {(one.name, one.how) for one in levels.scores if one.kind == SIZE}
    assert size == {(name, how) for name in (MODEL, *baselines(())) for how in (FITTED, LEFT_OUT, HELD_OUT)}


def test_a_model_that_is_true_beats_what_needs_no_model(levels: Levels) -> None:
    mean = {(one.name, one.how): one.mean for one in levels.scores if one.kind == SIZE}
    for name in baselines(()):
        assert mean[MODEL, FITTED] < mean[name, FITTED]
        assert mean[MODEL, LEFT_OUT] < mean[name, LEFT_OUT]


def test_the_advantage_is_the_difference_to_the_strong_baseline_with_an_interval(levels: Levels) -> None:
    score = {(one.name, one.how): one for one in levels.scores if one.kind == SIZE}
    (turned,) = (one for one in levels.advantages if one.how == LEFT_OUT)
    assert turned.median == pytest.approx(score[STRONG, LEFT_OUT].median - score[MODEL, LEFT_OUT].median)
    assert turned.mean == pytest.approx(score[STRONG, LEFT_OUT].mean - score[MODEL, LEFT_OUT].mean)
    assert turned.mean_low < turned.mean < turned.mean_high
    assert turned.mean_low > 0.0


def test_a_model_that_is_true_covers_its_points(levels: Levels) -> None:
    assert levels.inside[SIZE][LEFT_OUT] == 1.0


def test_what_nothing_but_the_model_foretells_is_scored_too(trial: SimpleNamespace) -> None:
    def sore(row: int) -> Observation:
        return attrs.evolve(
            trial.seen(row, 0.5 * row, 3.0),
            kind="value",
            measure="soreness",
            instrument="scale",
            from_week=0.0,
        )

    studies = (*trial.studies, trial.study("sore", *(sore(row) for row in range(1, 6))))
    levels, left_out = scored(trial, studies)
    mine = [place for place, row in enumerate(left_out.rows) if row.study == "sore"]
    (score,) = (one for one in levels.scores if one.kind.startswith("soreness") and one.how == LEFT_OUT)
    assert score.name == MODEL
    assert score.mean == pytest.approx(np.mean(np.abs(left_out.numbers[mine] - 3.0)))
