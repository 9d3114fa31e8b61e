"""Scores and the baselines beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.studies import Study, predict
from sim.studies.baselines import Course, baselines, mean_change, no_change, saturating, situation, size_scores
from sim.studies.scores import rows, size_errors, summarise

if TYPE_CHECKING:
    from collections.abc import Callable

PEOPLE = 12


def test_scores_are_taken_by_use_and_measure_and_leave_out_what_is_shown(make_study: Callable[..., Study]) -> None:
    found = predict(
        make_study(
            {"observed": "0"},
            {"observed": "100"},
            {"used_for": "held_out"},
            {"used_for": "shown"},
            {"measure": "torque", "instrument": "dynamometer"},
        ),
        people=PEOPLE,
    )
    scores = summarise((found,))
    assert [(one.used_for, one.group, one.points) for one in scores] == [
        ("train", "size", 2),
        ("train", "strength", 1),
        ("held_out", "size", 1),
    ]
    first, second = (one.error for one in found.predictions[:2])
    assert scores[0].mean_absolute_error == pytest.approx((abs(first) + abs(second)) / 2)
    assert scores[0].bias == pytest.approx((first + second) / 2)
    assert scores[0].coverage_fraction == 0.0
    assert summarise((found,), between_studies=1000.0)[0].coverage_fraction == 1.0


def test_rows_hold_observed_and_predicted_with_their_intervals(make_study: Callable[..., Study]) -> None:
    found = predict(make_study({"sem": "1"}, {"kind": "smd_from_baseline"}), people=PEOPLE)
    first, second = rows((found,))
    assert (first.study, first.unit, first.observed) == ("small", "%", 4.0)
    assert first.observed_low == pytest.approx(4.0 - 1.96, abs=1e-3)
    assert first.predicted_low < first.predicted < first.predicted_high
    assert (second.unit, second.observed_low, second.people_low) == ("SD", None, None)


def test_the_situation_is_that_of_the_phase_just_before(make_study: Callable[..., Study]) -> None:
    study = make_study({})
    assert [situation(study, "stopped", week) for week in (0.5, 1.0, 1.5, 3.0)] == ["training"] * 2 + ["rest"] * 2
    assert [situation(study, "cast", week) for week in (1.0, 2.0)] == ["disuse", "rest"]


def test_no_change_is_nothing_or_a_ratio_of_one(make_study: Callable[..., Study]) -> None:
    study = make_study({}, {"kind": "ratio_to_arm", "against": "stopped"})
    assert [no_change(study, one) for one in study.observations] == [0.0, 1.0]


def test_the_mean_is_that_of_training_points_in_the_same_situation(make_study: Callable[..., Study]) -> None:
    study = make_study(
        {"observed": "4"},
        {"observed": "8", "week": "2"},
        {"arm": "cast", "week": "1", "observed": "-5"},
        {"used_for": "held_out", "observed": "100"},
        {"kind": "points_against_arm", "against": "resting"},
        {"kind": "smd_from_baseline"},
    )
    foretold = [mean_change([study], situation)(study, one) for one in study.observations]
    assert foretold == pytest.approx([6.0, 6.0, -5.0, 6.0, 6.0, 6.0 / 17.0])


def test_the_plain_mean_knows_no_situation(make_study: Callable[..., Study]) -> None:
    study = make_study({"observed": "4"}, {"arm": "cast", "week": "1", "observed": "-6"})
    assert [mean_change([study])(study, one) for one in study.observations] == pytest.approx([-1.0, -1.0])


def test_the_saturating_curve_finds_its_own_time_constant(make_study: Callable[..., Study]) -> None:
    course = Course(gain=9.0, time_constant_weeks=2.0)
    weeks = (0.5, 1.0, 2.0, 3.0)
    study = make_study(*({"week": str(week), "observed": str(course.after(week))} for week in weeks))
    errors = size_errors([study], saturating([study]), "train")
    assert np.abs(errors).max() < 0.02


def test_model_and_baselines_stand_side_by_side(make_study: Callable[..., Study]) -> None:
    study = make_study({}, {"used_for": "held_out", "observed": "2"})
    scores = size_scores((predict(study, people=PEOPLE),), [study])
    assert [one.name for one in scores[:6]] == ["model", *baselines([study])]
    assert {one.used_for for one in scores} == {"train", "held_out"}
    assert scores[1].mean_absolute_error == 4.0
    assert scores[2].mean_absolute_error == pytest.approx(0.0)
