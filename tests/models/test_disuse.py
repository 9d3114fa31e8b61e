"""Disuse: every manner has its floor and its inhibition, and the fall is that of the trials."""

from __future__ import annotations

from typing import Any

import pytest

from models import disuse, observables
from models.parameters import Values
from sim.events import UnloadingBegan


@pytest.mark.parametrize("manner", disuse.MANNERS)
def test_every_manner_has_its_own_floor_and_inhibition(p: Values, manner: str) -> None:
    assert disuse.floor_without_load(p, manner) is getattr(p, f"floor_{manner}_fraction")
    assert disuse.inhibition_without_load(p, manner) is getattr(p, f"inhibition_{manner}")


@pytest.mark.parametrize("look_up", [disuse.floor_without_load, disuse.inhibition_without_load])
def test_an_unknown_manner_is_refused(p: Values, look_up: Any) -> None:
    with pytest.raises(KeyError, match="weightlessness"):
        look_up(p, "weightlessness")


@pytest.mark.parametrize(
    ("manner", "days", "low", "high"), [("cast", 14.0, 0.05, 0.11), ("limb_suspension", 14.0, 0.04, 0.09)]
)
def test_two_weeks_cost_what_trials_found(
    lab: Any, p: Values, manner: str, days: float, low: float, high: float
) -> None:
    """About -8 % in a cast [wall_2014] and -5 to -8 % in suspension [de_boer_2007]."""
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
