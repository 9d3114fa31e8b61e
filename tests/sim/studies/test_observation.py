"""How an observed number comes from measurements."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.studies import Observation
from sim.studies.measures import instruments, measures
from sim.studies.observation import KINDS, RANGES

STANDARDISER_SD_PERCENT = 15.0


def observation(**changes: object) -> Observation:
    usual: dict[str, object] = {
        "arm": "a",
        "muscle": "quadriceps",
        "measure": "csa",
        "instrument": "mri",
        "week": 8.0,
        "kind": "percent_change_from_baseline",
        "observed": 5.0,
        "topic": "growth",
        "source": "wall_2014",
        "flag": "read",
        "used_for": "train",
    }
    if str(changes.get("kind", "")).startswith("smd"):
        usual |= {"standardiser": "baseline", "standardiser_sd_percent": STANDARDISER_SD_PERCENT}
    return Observation(**{**usual, **changes})  # type: ignore[arg-type]


HERE = (np.array([1.0, 2.0]), np.array([1.1, 2.4]))
THERE = (np.array([1.0, 2.0]), np.array([1.05, 2.2]))
SPREAD = STANDARDISER_SD_PERCENT


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("percent_change_from_baseline", [10.0, 20.0]),
        ("change_from_baseline", [0.1, 0.4]),
        ("value", [1.1, 2.4]),
        ("smd_from_baseline", [10.0 / SPREAD, 20.0 / SPREAD]),
        ("points_against_arm", [5.0, 10.0]),
        ("change_against_arm", [0.05, 0.2]),
        ("percent_against_arm", [100 * (1.1 / 1.05 - 1), 100 * (2.4 / 2.2 - 1)]),
        ("ratio_to_arm", [2.0, 2.0]),
        ("smd_against_arm", [5.0 / SPREAD, 10.0 / SPREAD]),
    ],
)
def test_each_kind_makes_its_number(kind: str, number: list[float]) -> None:
    compares = KINDS[kind].of_arms is not None
    one = observation(kind=kind, against="b" if compares else "")
    np.testing.assert_allclose(one.number(HERE, THERE if compares else None), number, rtol=1e-12)


def test_a_standardised_difference_is_divided_by_what_the_study_divided_by() -> None:
    of_change = observation(kind="smd_from_baseline", standardiser="change", standardiser_sd_percent=5.0)
    np.testing.assert_allclose(of_change.number(HERE, None), [2.0, 4.0], rtol=1e-12)
    unknown = observation(kind="smd_from_baseline", standardiser="", standardiser_sd_percent=None, used_for="shown")
    np.testing.assert_allclose(unknown.number(HERE, None), [10.0 / 17.0, 20.0 / 17.0], rtol=1e-12)


def test_the_table_above_holds_every_kind_that_has_a_number() -> None:
    assert len(KINDS) - len(RANGES) == 9


def test_the_standard_error_comes_from_whatever_is_told() -> None:
    assert observation(sem=0.7).standard_error == 0.7
    assert observation(sd=6.0, people=9).standard_error == pytest.approx(2.0)
    assert observation(ci_low=3.0, ci_high=7.0).standard_error == pytest.approx(4.0 / 3.92, rel=1e-3)
    assert observation().standard_error is None


def test_where_nothing_is_told_the_usual_spread_of_so_many_people_stands_in() -> None:
    assert observation(people=4).usual_standard_error == pytest.approx(6.1 / 2.0)
    two_arms = observation(people=4, kind="points_against_arm", against="b")
    assert two_arms.usual_standard_error == pytest.approx(math.sqrt(2.0) * 6.1 / 2.0)
    assert observation(people=4, kind="smd_from_baseline").usual_standard_error == pytest.approx(6.1 / 2.0 / SPREAD)
    assert observation().usual_standard_error is None
    assert observation(people=4, kind="value").usual_standard_error is None


def test_the_interval_is_the_told_one_or_that_of_the_standard_error() -> None:
    assert observation(ci_low=3.0, ci_high=8.0).interval == (3.0, 8.0)
    low, high = observation(sem=1.0).interval or (math.nan, math.nan)
    assert (low, high) == pytest.approx((5.0 - 1.96, 5.0 + 1.96), abs=1e-3)
    assert observation().interval is None


def test_two_levels_make_a_pair_where_they_are_of_the_same_thing_and_moments() -> None:
    one = observation(versus="b")
    assert one.is_contrast
    assert one.pairs_with(observation(arm="b"))
    assert not any(
        one.pairs_with(observation(**{"arm": "b", **other}))
        for other in ({"arm": "c"}, {"week": 9.0}, {"from_week": 1.0}, {"measure": "volume"}, {"muscle": "calves"})
    )
    assert not observation().is_contrast
    assert observation(kind="points_against_arm", against="b").is_contrast


def test_only_percent_of_muscle_size_counts_as_size() -> None:
    assert observation().is_size
    assert not observation(kind="smd_from_baseline").is_size
    assert not observation(measure="fibre_csa", instrument="biopsy").is_size
    assert not observation(measure="one_rm", muscle="leg_press", instrument="lift").is_size


def test_measures_and_instruments_tell_their_sources() -> None:
    assert {"csa", "one_rm", "torque", "soreness", "lean_mass"} <= measures().keys()
    assert {"mri", "ultrasound", "pqct", "dxa", "lift"} <= instruments().keys()
    assert all(row.note and row.source for row in (*measures().values(), *instruments().values()))
