"""Predictions carry the spread of samples as large as the study's, measured with its instrument."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.parameters import default_parameters
from sim.studies import Prediction, Study, predict, predict_lanes
from sim.studies.curves import moments
from sim.studies.uncertainty import Uncertainty
from tests.sim.studies.conftest import SMD_ROW

if TYPE_CHECKING:
    from collections.abc import Callable

PEOPLE = 30


def scatter(one: Prediction) -> float:
    """Return how far apart 10 and 90 % of the means of samples lie."""
    return one.mean_high - one.mean_low


def test_the_typical_lane_is_what_predict_lanes_gives(make_study: Callable[..., Study]) -> None:
    study = make_study({}, {"arm": "cast", "week": "1"})
    typical = [one.typical for one in predict(study, people=PEOPLE).predictions]
    np.testing.assert_allclose(typical, predict_lanes(study, {})[0], rtol=1e-9)


def test_people_differ_and_their_mean_lies_within_them(make_study: Callable[..., Study]) -> None:
    (one,) = predict(make_study({}), people=PEOPLE).predictions
    assert one.low < one.mean < one.high
    assert one.mean_low < one.mean < one.mean_high
    assert one.high - one.low > 0.5


def test_larger_samples_scatter_less(make_study: Callable[..., Study]) -> None:
    small, large = predict(make_study({"people": "4"}, {"people": "25"}), people=PEOPLE).predictions
    ratio = scatter(small) / scatter(large)
    assert ratio == pytest.approx(math.sqrt(25 / 4), rel=0.25)


def test_a_worse_instrument_scatters_more(make_study: Callable[..., Study]) -> None:
    by_mri, by_ultrasound = predict(make_study({}, {"instrument": "ultrasound"}), people=PEOPLE).predictions
    assert scatter(by_ultrasound) > scatter(by_mri)
    assert by_ultrasound.mean == by_mri.mean


def test_the_same_people_in_both_arms_scatter_less_than_two_groups(make_study: Callable[..., Study]) -> None:
    compared = {"kind": "points_against_arm", "against": "stopped"}
    groups, paired = predict(make_study(compared, {**compared, "paired": "yes"}), people=PEOPLE).predictions
    assert scatter(paired) < scatter(groups)
    assert paired.mean == groups.mean


def test_the_seed_decides_everything(make_study: Callable[..., Study]) -> None:
    study = make_study({})
    first, again, other = (predict(study, people=PEOPLE, seed=seed).predictions[0] for seed in (1, 1, 2))
    assert first == again
    assert first.mean != other.mean


def test_errors_are_predicted_minus_observed_and_distances_to_a_range(make_study: Callable[..., Study]) -> None:
    told = {"kind": "range", "observed": "", "used_for": "shown"}
    exact, inside, above, below = predict(
        make_study(
            {"observed": "1"},
            {**told, "ci_low": "-90", "ci_high": "90"},
            {**told, "ci_low": "-9", "ci_high": "0"},
            {**told, "ci_low": "50", "ci_high": "60"},
        ),
        people=PEOPLE,
    ).predictions
    assert exact.error == exact.mean - 1.0
    assert inside.error == 0.0
    assert above.error == pytest.approx(above.mean)
    assert below.error == pytest.approx(below.mean - 50.0)


def test_a_study_of_ones_own_takes_the_uncertainty_usual_of_what_it_measured(make_study: Callable[..., Study]) -> None:
    (one,) = predict(make_study({"sem": "0.5"}), people=PEOPLE).predictions
    assert one.uncertainty.known_from == "group"
    assert one.uncertainty.middle == one.mean
    assert one.predictive == one.uncertainty.interval(0.5)


def test_of_other_parameters_only_chance_is_known(make_study: Callable[..., Study]) -> None:
    study = make_study({"sem": "0.5"})
    (one,) = predict(study, default_parameters(), people=PEOPLE).predictions
    assert one.uncertainty == Uncertainty(one.mean)
    assert one.predictive == pytest.approx((one.mean - 0.5 * 2.132, one.mean + 0.5 * 2.132), abs=1e-3)


def test_an_observation_is_inside_its_interval_or_not_and_a_range_neither(make_study: Callable[..., Study]) -> None:
    told = {"kind": "range", "observed": "", "ci_low": "1", "ci_high": "9", "used_for": "shown"}
    near, far, in_words = predict(make_study({}, {"observed": "90"}, told), people=PEOPLE).predictions
    assert (near.inside, far.inside, in_words.inside) == (True, False, None)
    assert in_words.predictive is None


def test_no_person_has_a_ratio_of_arms_or_an_effect_size(make_study: Callable[..., Study]) -> None:
    ratio, effect = predict(
        make_study({"kind": "ratio_to_arm", "against": "stopped"}, SMD_ROW), people=PEOPLE
    ).predictions
    assert math.isnan(ratio.low)
    assert math.isnan(effect.high)


def test_curves_begin_at_nothing_and_pass_through_the_predictions(make_study: Callable[..., Study]) -> None:
    study = make_study({}, {"week": "1"}, {"arm": "cast"}, {"kind": "points_against_arm", "against": "resting"})
    found = predict(study, people=PEOPLE)
    trained, cast = found.curves
    assert (trained.arm, cast.arm) == ("trained", "cast")
    assert trained.weeks[-1] == 3.0
    assert len(moments(study)) == len(trained.mean) == 22
    assert trained.mean[0] == 0.0
    assert trained.at(3.0) == pytest.approx(found.predictions[0].mean)
    assert trained.at(1.0) == pytest.approx(found.predictions[1].mean)
    assert cast.mean.min() < -1.0
