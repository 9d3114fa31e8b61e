from __future__ import annotations

import json
from pathlib import Path

import attrs
import pytest

from sim.errors import InputError, ScenarioError
from sim.plan import (
    NO_PLAN,
    Athlete,
    Block,
    Deload,
    EnduranceRun,
    FoodHabit,
    GradualReturn,
    Habits,
    Illness,
    Prescription,
    Progression,
    Recovery,
    Scenario,
    Session,
    SkipRule,
    SleepHabit,
)
from sim.scenario.reader import load_library_plan, load_scenario, read_scenario, scenario_from_resolved
from sim.scenario.shipped import library_plans
from tests.sim.scenario.words import WORDS

COMPLETE = Path(__file__).with_name("files") / "complete.yaml"
SMALL = """
schema: 1
title: A small scenario
horizon_weeks: 8
plans:
  legs:
    week:
      - {day: tue, at: "18:00", session: [{exercise: back_squat, sets: 4, reps: 6-10}]}
strategies:
  one: {plan: legs}
"""


@pytest.fixture(scope="module")
def complete() -> Scenario:
    return load_scenario(COMPLETE, WORDS)


def read(text: str) -> Scenario:
    return read_scenario(text, "text", WORDS)


def test_what_is_left_out_has_the_defaults_of_the_plan_classes() -> None:
    scenario = read(SMALL)
    (strategy,) = scenario.strategies
    (phase,) = strategy.phases
    assert strategy.athlete == Athlete()
    assert strategy.history == ()
    assert strategy.label == "One"
    assert phase.habits == Habits()
    assert phase.plan.progression == Progression()
    assert (scenario.baseline, scenario.athletes, scenario.seed) == ("one", 200, 1)


def test_a_strategy_with_a_plan_lives_it_to_the_horizon() -> None:
    (phase,) = read(SMALL).strategies[0].phases
    assert phase.length_days == 56
    assert phase.plan.name == "legs"


def test_the_title_question_and_comparison_are_read(complete: Scenario) -> None:
    assert complete.name == "complete"
    assert complete.title == "Every key of the format"
    assert complete.question == "Is every key read?"
    assert (complete.baseline, complete.athletes, complete.seed) == ("other", 50, 9)
    assert (complete.primary_outcome, complete.picture) == ("leg_strength", "gain_by_hour")
    assert complete.spread == {"responder": 0.4}
    assert complete.path == str(COMPLETE)


def test_the_athlete_is_read_and_a_strategy_may_differ(complete: Scenario) -> None:
    athlete = complete.strategy("single").athlete
    assert athlete == Athlete(
        sex="female",
        age_years=41,
        body_mass_kg=61.5,
        body_fat_fraction=0.25,
        stature_cm=168,
        body_mass_sd_kg=5,
        body_fat_sd_fraction=0.03,
        age_sd_years=4,
    )
    assert complete.strategy("other").athlete == attrs.evolve(athlete, age_years=70)


def test_habits_are_read_with_clock_times_as_hours(complete: Scenario) -> None:
    habits = complete.strategy("single").phases[0].habits
    assert habits.sleep == SleepHabit(hours=7, sd_hours=1, spread_hours=0.4, bedtime_hour=22.5, nap_hours=0.5)
    assert (habits.stress, habits.stress_spread, habits.adherence) == (0.2, 0.05, 0.9)
    assert (habits.illnesses_per_year, habits.injuries) == (2, False)


def test_food_of_training_days_differs_only_in_what_it_names(complete: Scenario) -> None:
    food = complete.strategy("single").phases[0].habits.food
    ordinary = FoodHabit(
        protein_g_per_kg=1.8,
        spread_g_per_kg=0.1,
        energy_balance_kcal=100,
        sd_kcal=120,
        carbohydrate_g_per_kg=5,
        water_l=3,
        meal_shares=(0.1, 0.3, 0.6),
        protein_after_training_g=20,
        exercise_eaten_back_fraction=0.5,
    )
    special = attrs.evolve(ordinary, energy_kcal_per_kg=44, energy_balance_kcal=0)
    assert food == attrs.evolve(ordinary, training_day=special)


def test_habits_of_a_strategy_and_of_a_phase_override_a_part(complete: Scenario) -> None:
    everyone = complete.strategy("single").phases[0].habits
    first, second, third = (phase.habits for phase in complete.strategy("other").phases)
    assert first.sleep == attrs.evolve(everyone.sleep, hours=8)
    assert first.food.energy_balance_kcal == -300
    assert first.food.meal_shares == (0.2,) * 5
    assert (first.stress, second.stress, third.stress) == (0.2, 0.6, 0.2)
    assert second.sleep == first.sleep


def test_an_energy_balance_overrides_an_inherited_energy_intake() -> None:
    text = SMALL.replace("{plan: legs}", "{plan: legs, habits: {food: {energy_balance_kcal: -500}}}")
    food = read(text + "habits: {food: {energy_kcal_per_kg: 40}}\n").strategies[0].phases[0].habits.food
    assert food.energy_kcal_per_kg is None
    assert food.energy_balance_kcal == -500


def test_the_habits_of_a_strategy_hold_in_its_history(complete: Scenario) -> None:
    text = SMALL.replace("{plan: legs}", "{plan: legs, habits: {stress: 0.9}}")
    (phase,) = read(text + "history: [{weeks: 4, plan: none}]\n").strategies[0].history
    assert phase.habits.stress == 0.9
    assert complete.strategy("single").history[1].habits.adherence == 1


def test_history_is_a_row_of_phases_and_an_empty_one_replaces_it(complete: Scenario) -> None:
    trained, rested = complete.strategy("single").history
    assert (trained.length_days, trained.plan.name) == (210, "base")
    assert (rested.length_days, rested.plan, rested.unloading) == (10, NO_PLAN, "bed_rest")
    assert rested.illnesses == (Illness(day=2, severity=0.7),)
    assert complete.strategy("other").history == ()


def test_the_last_phase_is_lived_to_the_horizon(complete: Scenario) -> None:
    phases = complete.strategy("other").phases
    assert [phase.length_days for phase in phases] == [21, 4, 45]
    assert [phase.plan.name for phase in phases] == ["none", "no_deload", "base"]
    assert [phase.unloading for phase in phases] == ["cast", None, None]


def test_phases_in_decimals_may_fill_the_horizon_exactly() -> None:
    phases = "[{weeks: 2.3, plan: none}, {weeks: 5.7, plan: legs}]"
    assert len(read(SMALL.replace("{plan: legs}", f"{{phases: {phases}}}")).strategies[0].phases) == 2


def test_parameters_of_a_strategy_are_read(complete: Scenario) -> None:
    assert complete.strategy("other").parameters == {"responder": 1.5}
    assert complete.strategy("single").parameters == {}


def test_a_week_is_ordered_and_anchors_follow_each_of_their_sessions(complete: Scenario) -> None:
    items = complete.strategy("single").phases[0].plan.items
    moments = [(item.offset_days, type(item.activity)) for item in items]
    assert moments == [
        (1.75, Session),
        (3 + 8.5 / 24, Recovery),
        (4.25, EnduranceRun),
        (4.75, Session),
        (7.25, EnduranceRun),
    ]


def test_an_anchor_follows_only_sessions_of_its_name() -> None:
    more = '      - {day: sat, at: "10:00", name: arms, session: [{exercise: back_squat, sets: 1, reps: 5}]}\n'
    anchored = "      - {after: arms, hours: 2, recovery: {method: walking, minutes: 20}}\n"
    plan = read(SMALL.replace("strategies:", more + anchored + "strategies:")).strategies[0].phases[0].plan
    assert [item.offset_days for item in plan.items if isinstance(item.activity, Recovery)] == [5.5]


def test_a_prescription_keeps_its_ranges_and_single_numbers(complete: Scenario) -> None:
    session = complete.strategy("single").phases[0].plan.items[0].activity
    assert session == Session(
        name="legs",
        exercises=(
            Prescription(
                exercise="back_squat",
                sets_low=3,
                sets_high=4,
                reps_low=6,
                reps_high=10,
                reps_in_reserve=1.5,
                rest_min=3,
                tempo_s=4,
                load_kg=60,
            ),
            Prescription(exercise="leg_extension", sets_low=2, sets_high=2, reps_low=12, reps_high=12),
        ),
    )


def test_the_rules_of_a_plan_are_read(complete: Scenario) -> None:
    plan = complete.strategy("single").phases[0].plan
    assert plan.progression == Progression(
        kind="sets", step_fraction=0.02, back_off_fraction=0.05, every_weeks=3, step=1, limit=6
    )
    assert plan.deload == Deload(every_weeks=4, readiness_below=0.7, sets_fraction=0.6, load_fraction=0.8)
    assert plan.skip == SkipRule(soreness_above=6, illness_above=None)
    assert plan.gradual_return == GradualReturn(after_days=10, start_fraction=0.5, weeks=3)
    assert plan.blocks == (
        Block(weeks=3, sets_fraction=0.9, reps_low=10, reps_high=12, reps_in_reserve=3),
        Block(weeks=1),
    )
    assert plan.fresh_readiness == 0.85


def test_a_plan_inherits_from_a_plan_of_the_file_and_null_switches_a_rule_off(complete: Scenario) -> None:
    base, heir = complete.strategy("single").phases[0].plan, complete.strategy("other").phases[1].plan
    assert heir.items == base.items
    assert heir.deload is None
    assert heir.progression == attrs.evolve(base.progression, kind="double")


def test_plans_of_the_library_are_used_by_name_and_as_parents() -> None:
    name = next(iter(library_plans()))
    text = SMALL.replace("  legs:", f"  heir: {{extends: library/{name}, fresh_readiness: 0.5}}\n  legs:")
    text = text.replace("one: {plan: legs}", f"one: {{plan: library/{name}}}\n  two: {{plan: heir}}")
    scenario = read_scenario(text, "text")
    used, heir = (strategy.phases[0].plan for strategy in scenario.strategies)
    assert used == load_library_plan(name)
    assert heir.items == used.items
    assert heir.fresh_readiness == 0.5


def test_a_scenario_overrides_what_it_extends(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "base.yaml").write_text(SMALL + "athlete: {sex: female, age_years: 50}\n")
    heir = tmp_path / "heir.yaml"
    heir.write_text("extends: parts/base.yaml\nathlete: {age_years: 60}\nstrategies: {two: {plan: none}}\n")
    scenario = load_scenario(heir, WORDS)
    assert [strategy.name for strategy in scenario.strategies] == ["one", "two"]
    assert scenario.strategies[0].athlete == Athlete(sex="female", age_years=60)


def test_phases_override_an_inherited_plan(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(SMALL)
    heir = tmp_path / "heir.yaml"
    heir.write_text("extends: base.yaml\nstrategies: {one: {phases: [{weeks: 1, plan: none}, {plan: legs}]}}\n")
    assert len(load_scenario(heir, WORDS).strategies[0].phases) == 2


def test_a_long_chain_of_files_is_refused(tmp_path: Path) -> None:
    for index in range(12):
        (tmp_path / f"link_{index}.yaml").write_text(f"extends: link_{index + 1}.yaml\n")
    (tmp_path / "link_12.yaml").write_text(SMALL)
    with pytest.raises(ScenarioError, match=r"link_8\.yaml:1:10: extends may be 8 files deep"):
        load_scenario(tmp_path / "link_0.yaml", WORDS)
    assert load_scenario(tmp_path / "link_4.yaml", WORDS).title == "A small scenario"


def test_a_bare_text_extends_no_file() -> None:
    with pytest.raises(ScenarioError, match="text:2:10: extends needs a file"):
        read("\nextends: base.yaml\n" + SMALL)


def test_the_resolved_scenario_builds_the_same_one_again(complete: Scenario) -> None:
    for source in (complete.resolved, json.loads(complete.text)):
        again = scenario_from_resolved(source, "complete", WORDS)
        assert attrs.evolve(again, path=complete.path) == complete


def test_the_resolved_scenario_needs_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = next(iter(library_plans()))
    scenario = read_scenario(SMALL.replace("{plan: legs}", f"{{plan: library/{name}}}"), "text")
    monkeypatch.setattr("sim.scenario.shipped.scenario_folder", lambda: tmp_path)
    assert scenario_from_resolved(scenario.resolved, "text") == scenario


def test_the_order_of_strategies_survives_canonical_text() -> None:
    scenario = read(SMALL.replace("one: {plan: legs}", "zebra: {plan: legs}\n  ant: {plan: none}"))
    again = scenario_from_resolved(json.loads(scenario.text), "text", WORDS)
    assert [strategy.name for strategy in again.strategies] == ["zebra", "ant"]
    assert again.baseline == "zebra"


def test_layout_and_comments_do_not_change_the_hash_but_values_do() -> None:
    relaid = SMALL.replace("one: {plan: legs}", "one:\n    plan: legs  # the only one")
    assert read(relaid).sha256 == read(SMALL).sha256
    assert read(SMALL.replace("sets: 4", "sets: 5")).sha256 != read(SMALL).sha256


def test_what_json_cannot_hold_is_no_resolved_scenario() -> None:
    whole = json.loads(read(SMALL).text)
    for value, told in ((float("nan"), "must be finite, found nan"), (object(), "what JSON can hold, found object")):
        with pytest.raises(ScenarioError, match=told):
            scenario_from_resolved(whole | {"title": value}, "text", WORDS)


def test_a_flaw_inside_an_inherited_list_is_told_once() -> None:
    text = SMALL.replace("  legs:", "  heir: {extends: legs}\n  legs:").replace("back_squat", "back_sqat")
    with pytest.raises(ScenarioError) as caught:
        read(text)
    assert len(caught.value.problems) == 1


def test_a_name_that_ships_is_found_without_a_path() -> None:
    scenario = load_scenario("split_vs_single_leg_day")
    assert scenario.name == "split_vs_single_leg_day"
    assert len(scenario.strategies) == 2


def test_a_folder_called_like_a_shipped_scenario_does_not_hide_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "split_vs_single_leg_day").mkdir()
    assert load_scenario("split_vs_single_leg_day").title


def test_an_unknown_name_is_told_with_the_nearest_that_ships() -> None:
    with pytest.raises(InputError, match="did you mean 'split_vs_single_leg_day'"):
        load_scenario("split_vs_singel_leg_day")


@pytest.mark.parametrize("stem", ["..", ".hidden", "-rf", "a\nb"])
def test_a_file_name_that_would_make_a_bad_folder_is_refused(stem: str, tmp_path: Path) -> None:
    path = tmp_path / f"{stem}.yaml"
    path.write_text(SMALL)
    with pytest.raises(InputError, match="rename it"):
        load_scenario(path, WORDS)
