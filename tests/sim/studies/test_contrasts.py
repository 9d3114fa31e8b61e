"""Arms compared: what was seen, what is predicted, and how the topics are scored."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import attrs
import pytest

from sim.studies import Study, predict
from sim.studies.contrasts import Contrast, ContrastRow, contrast_row, contrast_rows, contrasts_of, topic_scores
from sim.studies.spreads import RESIDUALS, STUDY_EFFECT, shipped_spreads
from sim.studies.uncertainty import Uncertainties, Uncertainty, key_of
from tests.sim.studies.conftest import SMD_ROW

if TYPE_CHECKING:
    from collections.abc import Callable

TOLD = {"kind": "points_against_arm", "against": "stopped", "observed": "3", "sem": "1"}
PAIR = ({"versus": "stopped", "sem": "3", "topic": "layoff"}, {"arm": "stopped", "observed": "1", "sem": "4"})


def test_levels_are_subtracted_and_told_differences_are_taken(make_study: Callable[..., Study]) -> None:
    pair, told = contrasts_of([make_study(*PAIR, TOLD)])
    assert (pair.observed, pair.standard_error, pair.compared_with, pair.unit) == (3.0, 5.0, "stopped", "points")
    assert (told.observed, told.standard_error, told.compared_with, told.other) == (3.0, 1.0, "stopped", None)


def test_standardised_differences_become_points_and_ratios_logarithms(make_study: Callable[..., Study]) -> None:
    effect = {**SMD_ROW, "kind": "smd_against_arm", "against": "stopped", "observed": "0.5", "sem": "0.1"}
    ratio = {"kind": "ratio_to_arm", "against": "stopped", "observed": "2", "sem": "0.2"}
    standardised, twice = contrasts_of([make_study(effect, ratio)])
    assert (standardised.observed, standardised.unit) == (8.5, "points")
    assert standardised.standard_error == pytest.approx(1.7)
    assert (twice.observed, twice.standard_error, twice.unit) == (math.log(2.0), 0.1, "log ratio")
    assert float(twice.between(0.5, 0.0)) == pytest.approx(-math.log(2.0))


def test_what_is_shown_is_no_contrast_and_a_pair_with_a_row_left_out_is_left_out(
    make_study: Callable[..., Study],
) -> None:
    first, second = PAIR
    study = make_study(first, {**second, "used_for": "held_out"}, {**TOLD, "used_for": "shown"})
    assert [one.used_for for one in contrasts_of([study])] == ["held_out"]


def test_predicted_contrasts_are_those_of_the_rows(make_study: Callable[..., Study]) -> None:
    found = predict(make_study(*PAIR, TOLD), people=6)
    pair, told = contrast_rows([found])
    means = [one.mean for one in found.predictions]
    assert pair.predicted == pytest.approx(means[0] - means[1])
    assert told.predicted == pytest.approx(means[2])
    assert pair.predicted == pytest.approx(told.predicted)
    assert (told.predictive_low, told.predictive_high) == pytest.approx(found.predictions[2].predictive)
    assert (pair.topic, told.topic) == ("layoff", "growth")


def test_the_interval_of_a_pair_holds_study_effect_and_both_residuals(make_study: Callable[..., Study]) -> None:
    found = predict(make_study(*PAIR), people=6)
    known = Uncertainties({key_of("another", found.predictions[0].observation): Uncertainty(0.0, 0.0, 0.5, "row")})
    (row,) = contrast_rows([found], known)
    spreads = shipped_spreads()
    residual = math.sqrt(2.0) * spreads[RESIDUALS["size"]].value
    between = math.hypot(residual, spreads[STUDY_EFFECT].value * row.predicted)
    assert (row.predictive_low, row.predictive_high) == pytest.approx(
        Uncertainty(row.predicted, between, 0.5).interval(5.0)
    )


@pytest.fixture
def contrast(make_study: Callable[..., Study]) -> Contrast:
    return contrasts_of([make_study(TOLD)])[0]


def line(contrast: Contrast, observed: float, predicted: float, cohort: str, **changes: object) -> ContrastRow:
    row = contrast_row(contrast, predicted, (predicted - 1.0, predicted + 1.0))
    differs = abs(observed) >= 1.0
    inside = abs(predicted - observed) <= 1.0
    return attrs.evolve(row, observed=observed, cohort=cohort, differs=differs, inside=inside, **changes)  # type: ignore[arg-type]


def test_every_cohort_has_one_vote(contrast: Contrast) -> None:
    rows = [line(contrast, 4.0, 4.0, "many")] * 9 + [line(contrast, 4.0, 0.0, "one")]
    (score,) = (one for one in topic_scores(rows) if one.topic == "growth")
    assert (score.cohorts, score.contrasts) == (2, 10)
    assert score.mean_absolute_error == pytest.approx(2.0)
    assert score.error_of_no_difference == pytest.approx(4.0)
    assert score.skill == pytest.approx(0.5)
    assert score.inside_fraction == pytest.approx(0.5)


def test_signs_count_where_arms_differ_and_closeness_where_they_do_not(contrast: Contrast) -> None:
    rows = [
        line(contrast, 4.0, 1.0, "a"),
        line(contrast, -4.0, 1.0, "b"),
        line(contrast, 0.5, -0.4, "c"),
        line(contrast, 0.5, 3.0, "d"),
    ]
    score = topic_scores(rows)[0]
    assert (score.differing, score.right_sign_fraction) == (2, pytest.approx(0.5))
    assert (score.alike, score.kept_alike_fraction) == (2, pytest.approx(0.5))


def test_saying_that_nothing_differs_has_no_skill_and_promising_twice_as_much_half_the_slope(
    contrast: Contrast,
) -> None:
    nothing = topic_scores([line(contrast, 4.0, 0.0, "a"), line(contrast, -2.0, 0.0, "b")])[0]
    assert (nothing.skill, nothing.slope) == (0.0, None)
    twice = topic_scores([line(contrast, 4.0, 8.0, "a"), line(contrast, -2.0, -4.0, "b")])[0]
    assert twice.slope == pytest.approx(0.5)


def test_lines_are_by_topic_and_measure_and_over_everything_in_points(contrast: Contrast) -> None:
    rows = [
        line(contrast, 4.0, 4.0, "a"),
        line(contrast, 4.0, 4.0, "b", topic="effort"),
        line(contrast, 9.0, 4.0, "b", topic="effort", group="strength"),
        line(contrast, 0.4, 0.2, "c", topic="effort", unit="log ratio"),
    ]
    found = [(one.topic, one.group, one.unit, one.contrasts) for one in topic_scores(rows)]
    assert found == [
        ("growth", "size", "points", 1),
        ("effort", "size", "log ratio", 1),
        ("effort", "size", "points", 1),
        ("effort", "strength", "points", 1),
        ("all", "size", "points", 2),
        ("all", "size", "log ratio", 1),
        ("all", "strength", "points", 1),
        ("all", "all", "points", 3),
    ]


def test_a_difference_of_less_than_a_point_or_a_standard_error_is_none(make_study: Callable[..., Study]) -> None:
    rows = [{**TOLD, "observed": seen, "sem": error} for seen, error in (("0.9", "0.1"), ("3", "4"), ("-3", "2"))]
    found = [contrast_row(one, 0.0, (0.0, 0.0)).differs for one in contrasts_of([make_study(*rows)])]
    assert found == [False, False, True]
