from __future__ import annotations

import attrs
import pytest

from sim.plan import NO_PLAN, Athlete, Habits, Phase, Plan, Scenario, Strategy

LAYOFF = Phase(length_days=182.0, plan=NO_PLAN, habits=Habits())


def strategy(name: str, *history: Phase) -> Strategy:
    return Strategy(name=name, label=name.title(), athlete=Athlete(), history=history, phases=(LAYOFF,))


def test_the_history_lasts_as_long_as_its_phases() -> None:
    assert strategy("a", LAYOFF, LAYOFF).history_days == 364.0
    assert strategy("a").history_days == 0.0


def test_a_scenario_finds_its_strategies_by_name() -> None:
    one, two = strategy("one"), strategy("two")
    scenario = Scenario(name="s", title="", question="", horizon_weeks=1, strategies=(one, two), baseline="one")
    assert scenario.strategy("two") is two
    with pytest.raises(KeyError, match="three"):
        scenario.strategy("three")


def test_having_no_plan_is_a_plan_without_items() -> None:
    assert NO_PLAN.items == ()
    assert Plan(name="none") == NO_PLAN


def test_a_plan_cannot_be_changed() -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        NO_PLAN.name = "other"


def test_equal_histories_are_equal_and_so_can_be_shared() -> None:
    other = Phase(length_days=182.0, plan=Plan(name="none"), habits=Habits())
    assert other == LAYOFF
    assert hash(other) == hash(LAYOFF)
