from __future__ import annotations

import attrs
import numpy as np
import pytest

from models.parameters import default_parameters
from sim.plan import YOUNGEST_YEARS, Athlete
from sim.world.cohort import Cohort, describe, gather

VARIED = Athlete(body_mass_sd_kg=10.0, body_fat_sd_fraction=0.05, age_sd_years=8.0)


def people(*lanes: int, seed: int = 1, spread: dict[str, float] | None = None) -> Cohort:
    return gather(np.array(lanes, dtype=np.int64), seed, default_parameters(), spread or {})


def test_a_person_is_the_same_in_a_cohort_of_any_size() -> None:
    small, large, alone = people(*range(5)), people(*range(9)), people(3)
    assert small.values.lane(3) == large.values.lane(3) == alone.values.lane(0)


def test_people_differ_and_seeds_differ() -> None:
    cohort = people(*range(9))
    assert len({cohort.values.lane(lane)["responder"] for lane in range(9)}) == 9
    assert cohort.values.lane(3) != people(3, seed=2).values.lane(0)


def test_the_reference_athlete_has_the_nominal_parameters() -> None:
    nominal = {name: one.value for name, one in default_parameters().items()}
    assert people(0, 1).values.lane(0) == nominal


def test_only_parameters_with_a_spread_differ_between_people() -> None:
    nominal, own = people(0).values.lane(0), people(0, 4).values.lane(1)
    differing = {name for name, value in own.items() if value != nominal[name]}
    # What lies on a bound may be clipped back to it.
    assert differing <= {name for name, one in default_parameters().items() if one.spread > 0.0}
    assert "responder" in differing


def test_a_scenario_may_set_the_spread_of_a_parameter() -> None:
    cohort = people(*range(400), spread={"responder": 0.0, "tau_size_days": 0.2})
    assert np.ptp(cohort.values.responder) == 0.0
    # Standard error of a standard deviation of 399: 0.2 / sqrt(798) = 0.007; four of them.
    assert np.std(np.log(cohort.values.tau_size_days[1:])) == pytest.approx(0.2, abs=0.028)


def test_nobody_leaves_the_bounds_of_a_parameter() -> None:
    responder = default_parameters()["responder"]
    values = people(*range(400), spread={"responder": 3.0}).values.responder
    assert values.min() == responder.lower
    assert values.max() == responder.upper


def test_the_description_spreads_around_the_typical_athlete() -> None:
    told = describe(people(*range(800)), VARIED)
    assert told.body_mass_kg[0] == VARIED.body_mass_kg
    assert told.age_years[0] == VARIED.age_years
    # Four standard errors of a mean of 800: 4 / sqrt(800) = 0.14 standard deviations.
    assert np.mean(told.body_mass_kg) == pytest.approx(VARIED.body_mass_kg, abs=1.4)
    assert np.std(told.body_mass_kg) == pytest.approx(10.0, rel=0.1)


def test_a_wide_spread_makes_no_impossible_people() -> None:
    told = describe(people(*range(800)), attrs.evolve(VARIED, body_mass_sd_kg=80.0, body_fat_sd_fraction=0.5))
    assert told.body_mass_kg.min() >= 40.0
    assert told.body_fat_fraction.min() == default_parameters()["essential_fat_fraction"].value
    assert told.age_years.min() >= YOUNGEST_YEARS


def test_without_a_spread_everybody_is_the_typical_athlete() -> None:
    told = describe(people(*range(9)), Athlete())
    assert set(told.body_mass_kg) == {80.0}
    assert set(told.age_years) == {30.0}
