"""Scores and the baselines beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.studies import Study, load_studies, predict, predict_all
from sim.studies.baselines import (
    STRONG,
    Course,
    baselines,
    knowing,
    left_out_in_turn,
    mean_change,
    no_change,
    saturating,
    situation,
    size_scores,
    unloading_and_history,
)
from sim.studies.scores import Foretold, rows, size_errors, summarise
from tests.sim.studies.conftest import SCENARIO, SMD_ROW

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
def test_most_held_out_points_of_size_lie_inside() -> None:
    studies = [study for study in load_studies() if study.used_for("held_out").observations]
    found = predict_all([study.used_for("held_out") for study in studies], people=PEOPLE)
    (size,) = (score for score in summarise(found) if (score.group, score.unit) == ("size", "%"))
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
    assert [one.name for one in scores[:7]] == ["model", *baselines([study])]
    assert {one.used_for for one in scores} == {"train", "held_out"}
    assert scores[1].mean_absolute_error == 4.0
    assert scores[2].mean_absolute_error == pytest.approx(0.0)


def test_the_strong_baseline_knows_how_a_leg_is_unloaded_and_who_had_trained(make_study: Callable[..., Study]) -> None:
    study = make_study({})
    assert unloading_and_history(study, "cast", 1.0) == "cast, untrained"
    assert unloading_and_history(study, "cast", 2.0) == "rest, untrained"
    trained = make_study(
        {}, scenario=SCENARIO.replace("strategies:", "history: [{weeks: 9, plan: training}]\nstrategies:")
    )
    assert unloading_and_history(trained, "stopped", 0.5) == "training, trained"


def test_the_strong_baseline_tells_instruments_apart_as_far_as_points_show_it(make_study: Callable[..., Study]) -> None:
    weeks = ("0.5", "1", "1.5", "2", "2.5", "3")
    mri = [{"week": week, "observed": "4"} for week in weeks]
    ultrasound = [{"week": week, "observed": "8", "instrument": "ultrasound"} for week in weeks]
    study = make_study(*mri, *ultrasound)
    foretold = knowing([study])
    one, other = foretold(study, study.observations[5]), foretold(study, study.observations[11])
    assert 4.0 < one < 6.0 < other < 8.0
    assert other > 1.5 * one
    unseen = make_study({"instrument": "ct"}).observations[0]
    assert foretold(study, unseen) == pytest.approx(6.0, rel=0.05)


def test_few_points_of_trained_people_make_no_course_of_their_own(make_study: Callable[..., Study]) -> None:
    untrained = make_study(*({"week": week, "observed": "6"} for week in ("1", "1.5", "2", "3")))
    history = SCENARIO.replace("strategies:", "history: [{weeks: 9, plan: training}]\nstrategies:")
    few = make_study({"observed": "1"}, scenario=history)
    many = make_study(*({"week": week, "observed": "1"} for week in ("1", "1.5", "2", "3")), scenario=history)
    assert knowing([untrained, few])(few, few.observations[0]) > 4.0
    assert knowing([untrained, many])(many, many.observations[3]) < 2.0


@pytest.mark.parametrize("name", [STRONG, "mean change"])
def test_what_is_left_out_in_turn_is_foretold_without_its_cohort(make_study: Callable[..., Study], name: str) -> None:
    mine = {"cohort": "mine", "observed": "30"}
    study = make_study(mine, {"cohort": "other", "observed": "4"}, {"cohort": "third", "observed": "4", "week": "2"})

    def foretell(some: Sequence[Study]) -> Foretold:
        return baselines(some)[name]

    found = left_out_in_turn([study], foretell)
    assert found(study, study.observations[0]) == pytest.approx(4.0, rel=0.05)
    assert foretell([study])(study, study.observations[0]) > 8.0
