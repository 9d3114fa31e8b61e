from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import pytest

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
    Phase,
    Plan,
    PlanItem,
    Prescription,
    Progression,
    Recovery,
    Session,
    SkipRule,
)
from sim.report.plans import (
    athlete_in_words,
    differing_habits,
    habits_in_words,
    history_in_words,
    item_in_words,
    phases_in_words,
    plan_in_words,
)

if TYPE_CHECKING:
    from sim.comparison.comparison import Comparison

SQUAT = Prescription(exercise="back_squat", sets_low=3, sets_high=4, reps_low=6, reps_high=10, rest_min=3.0)


def test_a_session_names_its_moment_and_every_exercise() -> None:
    item = PlanItem(offset_days=1.75, activity=Session(name="leg_day", exercises=(SQUAT,)))
    assert item_in_words(item) == "Tuesday 18:00, leg day: back squat 3–4 × 6–10, 2 in reserve, 3 min rest"


@pytest.mark.parametrize(
    ("activity", "words"),
    [
        (EnduranceRun(style="easy", minutes=40.0), "Monday 08:00, easy run, 40 min"),
        (Recovery(method="cold_immersion", minutes=10.0), "Monday 08:00, cold immersion, 10 min"),
    ],
)
def test_runs_and_recovery_are_told_with_their_minutes(activity: EnduranceRun | Recovery, words: str) -> None:
    assert item_in_words(PlanItem(offset_days=8 / 24, activity=activity)) == words


def test_the_rules_of_a_plan_are_told() -> None:
    plan = Plan(
        name="p",
        items=(PlanItem(offset_days=0.0, activity=Session(name="legs", exercises=(SQUAT,))),),
        progression=Progression(kind="sets", every_weeks=2, step=1, limit=8),
        deload=Deload(every_weeks=4, readiness_below=0.8),
        skip=SkipRule(soreness_above=6.0, illness_above=None),
        gradual_return=GradualReturn(),
        blocks=(Block(weeks=3, reps_low=10, reps_high=12, reps_in_reserve=3),),
    )
    words = " | ".join(plan_in_words(plan))
    for part in (
        "Sets by +1 every 2 weeks, up to 8",
        "every 4 weeks or when readiness falls below 0.8",
        "soreness is above 6",
        "After 14 days without a session: 40 % of the sets",
        "Block 1 of 1: 3 weeks, 100 % of the sets, 10–12 reps, 3 in reserve",
    ):
        assert part in words
    assert "illness" not in words


def test_no_training_has_nothing_to_list() -> None:
    assert plan_in_words(NO_PLAN) == ()


def test_phases_follow_each_other_from_the_history_on(after_layoff: Comparison) -> None:
    strategy = after_layoff.arms[0].strategy
    headings = [phase.heading for phase in phases_in_words(strategy, with_history=True)]
    assert headings == ["Weeks −130 to −26: base", "Weeks −26 to 0: no training", "Weeks 0 to 16: plan 0"]
    assert len(history_in_words(strategy)) == 2


def test_a_cast_and_an_illness_are_told(two: Comparison) -> None:
    phase = Phase(
        length_days=21, plan=NO_PLAN, habits=Habits(), unloading="bed_rest", illnesses=(Illness(day=3, severity=0.6),)
    )
    (told,) = phases_in_words(attrs.evolve(two.arms[0].strategy, phases=(phase,)), with_history=False)
    assert told.heading == "Weeks 0 to 3, bed rest: no training"
    assert told.lines == ("Illness on day 3 of this phase, severity 0.6 of 1",)


def test_the_athletes_spread_is_told_only_where_there_is_one() -> None:
    assert athlete_in_words(Athlete()) == "Male, 30 years, 80 kg, 18 % body fat, 178 cm"
    assert "age varies between people by 5 years" in athlete_in_words(Athlete(age_sd_years=5.0))


def test_only_habits_that_differ_are_told_again() -> None:
    stressed = attrs.evolve(Habits(), stress=0.7)
    assert differing_habits(stressed, Habits()) == ("Stress: 0.7 of 1, standard deviation 0.1 between people",)
    assert differing_habits(Habits(), Habits()) == ()


def test_nothing_of_one_person_varies_between_people() -> None:
    assert "between people" not in " | ".join(habits_in_words(Habits(), of_one=True))
    stressed = Habits(stress=0.7)
    assert differing_habits(stressed, Habits(), of_one=True) == ("Stress: 0.7 of 1",)


def test_uneven_meals_and_training_days_are_told() -> None:
    food = FoodHabit(
        meal_shares=(0.1, 0.9), energy_balance_kcal=-500.0, training_day=FoodHabit(energy_kcal_per_kg=44.0)
    )
    words = " | ".join(habits_in_words(Habits(food=food)))
    assert "2 meals with 10 % and 90 % of the protein" in words
    assert "−500 kcal a day against maintenance" in words
    assert "Food on days with a session" in words
    assert "44 kcal/kg a day" in words
