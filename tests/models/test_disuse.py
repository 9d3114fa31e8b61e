"""Disuse: every manner has its floor and its inhibition, and the fall is that of the trials."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from models import disuse, observables
from models.exercises import catalogue
from models.parameters import Values
from sim.events import UnloadingBegan

MUSCLES = catalogue().muscles


@pytest.mark.parametrize("manner", disuse.MANNERS)
def test_every_manner_has_its_own_floor_and_inhibition(p: Values, manner: str) -> None:
    floors, loss = disuse.floor_without_load(p, manner, MUSCLES), 1.0 - getattr(p, f"floor_{manner}_fraction")
    np.testing.assert_allclose(floors[:, :3], np.broadcast_to(1.0 - loss, (1, 3)))
    np.testing.assert_allclose(floors[:, 3:], 1.0 - p.calves_disuse_ratio * loss)
    assert disuse.inhibition_without_load(p, manner) is getattr(p, f"inhibition_{manner}")


def test_an_unknown_manner_is_refused(p: Values) -> None:
    with pytest.raises(KeyError, match="weightlessness"):
        disuse.floor_without_load(p, "weightlessness", MUSCLES)
    with pytest.raises(KeyError, match="weightlessness"):
        disuse.inhibition_without_load(p, "weightlessness")


def test_a_session_spares_by_its_sets_up_to_all_of_it(lab: Any) -> None:
    p = lab.values(sparing_per_set=0.5)
    sets, spared = np.array([[0.0, 2.0, 1e6, 2.0]]), np.array([[0.3, 0.0, 0.3, 0.5]])
    expected = [[0.3, 1.0 - math.exp(-1.0), 1.0, 1.0 - 0.5 * math.exp(-1.0)]]
    np.testing.assert_allclose(disuse.spared_by(p, sets, spared), expected, rtol=1e-13)


def test_half_of_what_a_loading_takes_is_gone_after_a_half_life(lab: Any) -> None:
    p, nothing = lab.values(tau_size_days=40.0), np.zeros((1, 1))
    lost = disuse.lose(p, 40.0 * math.log(2.0), nothing, np.array([[0.8]]), nothing)
    assert float(lost[0, 0]) == pytest.approx(0.1, rel=1e-13)


def test_a_muscle_that_stays_spared_loses_nothing(lab: Any) -> None:
    p = lab.swapped(lab.values(), tau_sparing_days=np.array([[np.inf]]))
    lost = disuse.lose(p, 30.0, np.zeros((1, 1)), np.array([[0.8]]), np.ones((1, 1)))
    assert float(lost[0, 0]) == pytest.approx(0.0, abs=1e-15)


@pytest.mark.parametrize("manner", disuse.MANNERS)
def test_resistance_work_every_third_day_saves_more_than_half_of_what_disuse_takes(
    lab: Any, p: Values, manner: str
) -> None:
    """Flywheel work every third day kept most of the size in 90 days of bed rest [alkner_2004]."""
    still = lab.now(p, lab.people(p), UnloadingBegan(time_days=0.0, manner=manner))
    worked = lab.live(p, still, [lab.session(3.0 * number, sets=4) for number in range(12)], 35.0)
    lost = 1.0 - float(lab.later(p, still, 35.0).size[0, 0])
    assert 1.0 - float(worked.size[0, 0]) < 0.5 * lost


@pytest.mark.parametrize(
    ("manner", "days", "low", "high"), [("cast", 14.0, 0.05, 0.11), ("limb_suspension", 14.0, 0.02, 0.09)]
)
def test_two_weeks_cost_what_trials_found(
    lab: Any, p: Values, manner: str, days: float, low: float, high: float
) -> None:
    """About -8 % in a cast [wall_2014] and -5 to -8 % in suspension [de_boer_2007], which other trials halve."""
    after = lab.later(p, lab.now(p, lab.people(p), UnloadingBegan(time_days=0.0, manner=manner)), days)
    assert low < 1.0 - float(after.size[0, 0]) < high


def test_a_month_in_bed_costs_about_twice_as_much_strength_as_size(lab: Any, p: Values) -> None:
    """Strength falls faster than size: four times in the first days, twice after a month [marusic_2021]."""
    bed = lab.now(p, lab.people(p), UnloadingBegan(time_days=0.0, manner="bed_rest"))
    ratios = []
    for days in (3.0, 30.0):
        after = lab.later(p, bed, days)
        lost = 1.0 - float(observables.rested_strength(p, after)[0, 0])
        ratios.append(lost / (1.0 - float(after.size[0, 0])))
    assert 3.0 < ratios[0] < 5.5
    assert 1.5 < ratios[1] < 3.0
