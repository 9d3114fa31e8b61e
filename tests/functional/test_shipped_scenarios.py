"""Every scenario and plan that ships can be read, and says what its title promises."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import attrs
import pytest

from sim.plan import DAYS_PER_WEEK, Plan, Prescription, Scenario, Session, Strategy
from sim.scenario.reader import load_scenario, read_scenario
from sim.scenario.shipped import library_plans, scenario_folder, shipped_scenarios

if TYPE_CHECKING:
    from pathlib import Path

QUESTIONS = (
    "bed_rest",
    "energy_balance",
    "forecast_next_block",
    "older_lifter",
    "overtraining",
    "periodisation",
    "progressive_overload",
    "protein_intake",
    "regain_after_layoff",
    "rep_ranges",
    "return_from_cast",
    "running_after_leg_day",
    "sample_leg_workout",
    "sleep_and_stress",
    "soreness_recovery",
    "split_vs_single_leg_day",
)
LIBRARY = tuple(library_plans())


@pytest.fixture(scope="module")
def scenarios() -> dict[str, Scenario]:
    return {name: load_scenario(path) for name, path in shipped_scenarios().items()}


def plan_of(strategy: Strategy) -> Plan:
    return strategy.phases[-1].plan


def prescriptions(plan: Plan) -> list[Prescription]:
    return [one for item in plan.items if isinstance(item.activity, Session) for one in item.activity.exercises]


def weekly_sets(plan: Plan) -> Counter[str]:
    counted: Counter[str] = Counter()
    for one in prescriptions(plan):
        assert one.sets_low == one.sets_high
        counted[one.exercise] += one.sets_low
    return counted


def without_names(strategy: Strategy) -> Strategy:
    phases = tuple(attrs.evolve(phase, plan=attrs.evolve(phase.plan, name="")) for phase in strategy.phases)
    return attrs.evolve(strategy, name="", label="", phases=phases)


def first_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_every_promised_question_ships() -> None:
    assert set(QUESTIONS) <= set(shipped_scenarios())


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_shipped_scenario_is_found_by_its_name(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.name == name
    assert scenario.question.strip()
    assert scenario.baseline in {strategy.name for strategy in scenario.strategies}


def test_titles_are_unique(scenarios: dict[str, Scenario]) -> None:
    titles = [scenario.title for scenario in scenarios.values()]
    assert len(set(titles)) == len(titles)


def test_names_and_labels_are_unique_within_a_scenario(scenarios: dict[str, Scenario]) -> None:
    for scenario in scenarios.values():
        for words in ([one.name for one in scenario.strategies], [one.label for one in scenario.strategies]):
            assert len(set(words)) == len(words), scenario.name


def test_no_two_strategies_of_a_scenario_are_the_same(scenarios: dict[str, Scenario]) -> None:
    for scenario in scenarios.values():
        bare = [without_names(strategy) for strategy in scenario.strategies]
        assert all(one not in bare[:position] for position, one in enumerate(bare)), scenario.name


def test_every_strategy_trains_at_its_end(scenarios: dict[str, Scenario]) -> None:
    for scenario in scenarios.values():
        for strategy in scenario.strategies:
            assert prescriptions(plan_of(strategy)), f"{scenario.name}: {strategy.name}"


def test_every_file_begins_with_where_its_question_comes_from() -> None:
    for path in (*shipped_scenarios().values(), *library_plans().values()):
        assert first_lines(path)[0].startswith("# "), path.name


def test_the_readme_lists_every_scenario_and_plan() -> None:
    readme = (scenario_folder() / "README.md").read_text(encoding="utf-8")
    for path in (*shipped_scenarios().values(), *library_plans().values()):
        assert f"({path.relative_to(scenario_folder()).as_posix()})" in readme


@pytest.mark.parametrize("name", LIBRARY)
def test_a_library_plan_can_be_a_strategys_plan(name: str) -> None:
    text = f"""
schema: 1
title: One plan
horizon_weeks: 4
strategies:
  only: {{label: Only, plan: library/{name}}}
"""
    scenario = read_scenario(text, "one_plan")
    assert prescriptions(plan_of(scenario.strategies[0]))


def test_library_plans_have_titles_of_their_own() -> None:
    titles = [line for path in library_plans().values() for line in first_lines(path) if line.startswith("title: ")]
    assert len(set(titles)) == len(LIBRARY)


def test_the_demo_compares_two_plans_after_two_years_and_half_a_year_off(scenarios: dict[str, Scenario]) -> None:
    demo = scenarios["split_vs_single_leg_day"]
    assert [strategy.name for strategy in demo.strategies] == ["single", "split"]
    assert (demo.athletes, demo.horizon_weeks) == (200, 16)
    for strategy in demo.strategies:
        assert [phase.length_days / DAYS_PER_WEEK for phase in strategy.history] == [104, 26]


def test_the_demo_plans_hold_the_same_weekly_sets_of_every_exercise(scenarios: dict[str, Scenario]) -> None:
    single, split = (plan_of(strategy) for strategy in scenarios["split_vs_single_leg_day"].strategies)
    assert weekly_sets(single) == weekly_sets(split)
    assert len(single.items) < len(split.items)


def test_the_demo_plans_prescribe_every_set_alike(scenarios: dict[str, Scenario]) -> None:
    single, split = (plan_of(strategy) for strategy in scenarios["split_vs_single_leg_day"].strategies)
    alike = [{attrs.evolve(one, sets_low=1, sets_high=1) for one in prescriptions(plan)} for plan in (single, split)]
    assert alike[0] == alike[1]
    assert attrs.evolve(single, name="", items=()) == attrs.evolve(split, name="", items=())


def test_overtraining_arms_hold_the_weekly_sets_of_their_names(scenarios: dict[str, Scenario]) -> None:
    for strategy in scenarios["overtraining"].strategies:
        assert weekly_sets(plan_of(strategy)).total() == int(strategy.name.split("_")[1]), strategy.name


def test_energy_on_training_days_and_others_averages_the_flat_amount(scenarios: dict[str, Scenario]) -> None:
    flat, cycled = (scenarios["energy_balance"].strategy(name) for name in ("flat_40", "cycled_40"))
    food = cycled.phases[0].habits.food
    assert food.training_day is not None
    days = len(plan_of(cycled).items)
    week = days * food.training_day.energy_kcal_per_kg + (7 - days) * food.energy_kcal_per_kg
    assert week == pytest.approx(7 * flat.phases[0].habits.food.energy_kcal_per_kg)


def test_running_is_anchored_to_every_leg_day_at_the_hour_of_its_label(scenarios: dict[str, Scenario]) -> None:
    for name, hours in {"easy_after_1_h": 1, "hard_next_morning": 14, "hard_after_48_h": 48}.items():
        plan = plan_of(scenarios["running_after_leg_day"].strategy(name))
        legs = [item.offset_days for item in plan.items if isinstance(item.activity, Session)]
        others = [item.offset_days for item in plan.items if not isinstance(item.activity, Session)]
        assert others == pytest.approx([day + hours / 24 for day in legs])
