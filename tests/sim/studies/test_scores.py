"""Scores and the baselines beside them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from sim.studies import Study, load_studies, predict, predict_all
from sim.studies.baselines import Course, baselines, mean_change, no_change, saturating, situation, size_scores
from sim.studies.scores import rows, size_errors, summarise
from sim.tune.ablations import coverage
from sim.tune.calibration import Row
from tests.sim.studies.conftest import SMD_ROW

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.tune.calibration import Calibration

PEOPLE = 12


def test_scores_are_taken_by_use_and_measure_and_leave_out_what_is_shown(make_study: Callable[..., Study]) -> None:
    found = predict(
        make_study(
            {"observed": "2"},
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
    assert [one.inside_fraction for one in scores] == [0.5, 1.0, 1.0]


def test_rows_hold_observed_and_predicted_with_their_intervals(make_study: Callable[..., Study]) -> None:
    found = predict(make_study({"sem": "1"}, SMD_ROW), people=PEOPLE)
    first, second = rows((found,))
    assert (first.study, first.unit, first.observed) == ("small", "%", 4.0)
    assert first.observed_low == pytest.approx(4.0 - 1.96, abs=1e-3)
    assert first.predicted_low < first.predicted < first.predicted_high
    assert (second.unit, second.observed_low, second.people_low) == ("SD", None, None)
    assert (first.predictive_low, first.predictive_high) == found.predictions[0].predictive
    assert (first.inside, first.known_from) == (True, "group")


@pytest.mark.slow
def test_as_many_held_out_points_of_size_lie_inside_as_the_calibration_says() -> None:
    studies = [study for study in load_studies() if study.used_for("held_out").observations]
    found = predict_all([study.used_for("held_out") for study in studies], people=PEOPLE)
    scored = [(study.study.name, one) for study in found for one in study.predictions]
    # Draws with the mean and the spread that the file tells.
    calibration = SimpleNamespace(
        rows=[Row(name, one.observation) for name, one in scored],
        trained=np.zeros(len(scored), dtype=bool),
        between=np.array([one.doubt.between_studies for _, one in scored]),
        predicted=np.array(
            [[one.doubt.middle + side * one.doubt.parameters_sd for _, one in scored] for side in (-1.0, 1.0)]
        ),
    )
    (size,) = (score for score in summarise(found) if (score.group, score.unit) == ("size", "%"))
    assert size.inside_fraction == coverage(cast("Calibration", calibration), held_out=True)
    assert size.inside_fraction >= 0.8


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
        SMD_ROW,
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
