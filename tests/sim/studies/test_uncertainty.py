"""The uncertainty of a prediction: its interval, what is typical of a group, and the file that ships."""

from __future__ import annotations

import math
from shutil import copy, copytree
from typing import TYPE_CHECKING

import pytest
from scipy.special import ndtri, stdtrit

from models.parameters import posterior_draws
from sim.studies import Study, load_studies, load_study, predict, predict_lanes, shipped_studies
from sim.studies.observation import RANGES
from sim.studies.spreads import RESIDUALS, STUDY_EFFECT, between_studies, shipped_spreads
from sim.studies.uncertainty import (
    FREEDOM,
    Uncertainties,
    Uncertainty,
    holds,
    key_of,
    read,
    shipped_uncertainties,
    standard_error,
    written,
)
from tests.sim.studies.conftest import SMD_ROW

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ASKED_ANEW = "pelland_2026"
"""Its rows became ratios after the calibration that ships."""
COMPARED = {"kind": "points_against_arm", "against": "stopped"}


def test_parameters_are_normal_and_studies_and_chance_have_heavy_tails() -> None:
    assert Uncertainty(5.0, parameters_sd=2.0).interval(0.0)[1] == pytest.approx(5.0 + 2.0 * ndtri(0.95))
    assert Uncertainty(5.0).interval(2.0)[1] == pytest.approx(5.0 + 2.0 * stdtrit(FREEDOM, 0.95))
    low, high = Uncertainty(5.0, between_studies=3.0, parameters_sd=2.0).interval(4.0)
    assert high - 5.0 == pytest.approx(math.hypot(2.0 * ndtri(0.95), 5.0 * stdtrit(FREEDOM, 0.95)))
    assert high - 5.0 == pytest.approx(5.0 - low)


def test_an_interval_holds_its_ends() -> None:
    assert [holds((1.0, 2.0), observed) for observed in (0.9, 1.0, 2.0, 2.1)] == [False, True, True, False]


def test_chance_is_what_the_study_says_or_a_usual_share_of_what_it_saw(make_study: Callable[..., Study]) -> None:
    told, silent = make_study({"sem": "0.7"}, {"kind": "ratio_to_arm", "against": "stopped"}).observations
    assert standard_error(told) == 0.7
    assert standard_error(silent) == pytest.approx(1.0, abs=0.01)


def test_a_range_has_no_standard_error(make_study: Callable[..., Study]) -> None:
    told = {"kind": "range", "observed": "", "ci_low": "1", "ci_high": "9", "used_for": "shown"}
    with pytest.raises(ValueError, match="range"):
        standard_error(make_study(told).observations[0])


def test_what_is_written_is_read_again_and_found_by_what_was_asked(make_study: Callable[..., Study]) -> None:
    study = make_study({}, COMPARED, {"week": "0.3"})
    uncertainties = [Uncertainty(place + 1.5, place + 0.25, place + 0.125, "row") for place in range(3)]
    keys = [key_of(study.name, one) for one in study.observations]
    found = read(written(dict(zip(keys, uncertainties, strict=True))))
    assert [found.of(study.name, one, 0.0) for one in study.observations] == uncertainties
    again = make_study({"week": "0.3", "observed": "7", "note": "another line"}, {}).observations
    assert [found.of(study.name, one, 0.0) for one in again] == [uncertainties[2], uncertainties[0]]


def test_a_row_that_is_not_there_differs_as_studies_do_and_by_the_median_of_its_group(
    make_study: Callable[..., Study],
) -> None:
    study = make_study({}, COMPARED, {"week": "2"}, {"measure": "torque", "instrument": "dynamometer"})
    rows = {
        key_of(study.name, one): Uncertainty(0.0, 1.0, sd, "row")
        for one, sd in zip(study.observations, (0.1, 0.2, 0.9, 5.0), strict=True)
    }
    (one,) = make_study({"week": "1"}).observations
    effect, size, strength = (
        shipped_spreads()[name].value for name in (STUDY_EFFECT, RESIDUALS["size"], RESIDUALS["strength"])
    )
    known = Uncertainties(rows)
    assert known.of(study.name, one, 4.0) == Uncertainty(4.0, math.hypot(size, 4.0 * effect), 0.2, "group")
    other = known.of("other", study.observations[3], 4.0)
    assert other == Uncertainty(4.0, math.hypot(strength, 4.0 * effect), 5.0, "group")
    (standardised,) = make_study(SMD_ROW).observations
    assert known.of(study.name, standardised, 4.0) == Uncertainty(4.0, known_from="chance")


def test_a_review_has_no_study_effect_and_a_ratio_is_off_by_a_share_of_itself(make_study: Callable[..., Study]) -> None:
    review, ratio = make_study({"design": "review"}, {"kind": "ratio_to_arm", "against": "stopped"}).observations
    spreads = shipped_spreads()
    assert between_studies(spreads, (review, 9.0)) == spreads[RESIDUALS["size"]].value
    assert between_studies(spreads, (ratio, 0.7)) == spreads[RESIDUALS["ratio"]].value
    known = Uncertainties({key_of("small", ratio): Uncertainty(1.0, 1.0, 0.5, "row")})
    (later,) = make_study({"kind": "ratio_to_arm", "against": "stopped", "week": "2"}).observations
    found = known.of("small", later, 3.0)
    assert found.between_studies == pytest.approx(3.0 * spreads[RESIDUALS["ratio"]].value)


def test_two_levels_of_a_study_differ_less_than_their_effects(make_study: Callable[..., Study]) -> None:
    one, other = make_study({"versus": "stopped"}, {"arm": "stopped"}).observations
    spreads = shipped_spreads()
    residual, effect = math.sqrt(2.0) * spreads[RESIDUALS["size"]].value, spreads[STUDY_EFFECT].value
    assert between_studies(spreads, (one, 9.0), (other, 9.0)) == pytest.approx(residual)
    assert between_studies(spreads, (one, 9.0), (other, 4.0)) == pytest.approx(math.hypot(residual, 5.0 * effect))
    pair = {key_of("small", one, "stopped"): Uncertainty(3.0, 1.0, 0.5, "row")}
    known = read(written({**pair, key_of("small", one): Uncertainty(9.0, 2.0, 0.7, "row")}))
    assert known.of_pair("small", one, other, (9.0, 4.0)) == Uncertainty(3.0, 1.0, 0.5, "row")
    assert known.of("small", one, 9.0) == Uncertainty(9.0, 2.0, 0.7, "row")
    assert known.of_groups().of_pair("small", one, other, (9.0, 4.0)).known_from == "group"


def test_rows_in_units_of_their_own_are_not_alike(make_study: Callable[..., Study]) -> None:
    own = {"kind": "change_from_baseline"}
    first, second = make_study(own, {**own, "week": "2"}).observations
    uncertainties = Uncertainties({key_of("small", first): Uncertainty(1.0, 1.0, 1.0, "row")})
    assert uncertainties.of("small", second, 4.0) == Uncertainty(4.0, known_from="chance")


def test_every_fitted_row_that_the_shipped_calibration_met_has_its_own_uncertainty() -> None:
    met = {key[0] for key in shipped_uncertainties().rows} - {ASKED_ANEW}
    for study in load_studies():
        for one in study.observations:
            if one.used_for == "train" and study.name in met:
                assert shipped_uncertainties().of(study.name, one, 0.0).known_from == "row", (study.name, one.row)


def test_the_uncertainty_that_ships_is_that_of_the_posterior_that_ships() -> None:
    study = load_study("wall_2014").used_for("train", "held_out")
    predicted = predict_lanes(study, posterior_draws())
    for place, one in enumerate(study.observations):
        uncertainty = shipped_uncertainties().of(study.name, one, 0.0)
        # What ships was computed in the linear neighbourhood of the fit (docs/model.md); the model itself is near.
        assert uncertainty.middle == pytest.approx(predicted[:, place].mean(), rel=0.02)
        assert uncertainty.parameters_sd == pytest.approx(predicted[:, place].std(), rel=0.05)


def test_a_file_of_the_name_of_a_shipped_study_has_not_its_uncertainty(tmp_path: Path) -> None:
    ours = shipped_studies()["wall_2014"]
    copytree(ours.parent / "base", tmp_path / "base")
    for suffix in (".yaml", ".csv"):
        copy(ours.with_suffix(suffix), tmp_path)
    mine, shipped = (predict(load_study(path), people=2) for path in (tmp_path / "wall_2014.yaml", ours))
    assert {one.uncertainty.known_from for one in shipped.predictions if one.observation.kind not in RANGES} == {"row"}
    assert "row" not in {one.uncertainty.known_from for one in mine.predictions}
