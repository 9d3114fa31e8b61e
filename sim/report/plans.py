"""Plans, habits and athletes in words."""

from __future__ import annotations

import attrs

from ..numbers import percent
from ..plan import (
    DAYS_PER_WEEK,
    Athlete,
    EnduranceRun,
    FoodHabit,
    Habits,
    Phase,
    Plan,
    PlanItem,
    Prescription,
    Progression,
    Session,
    Strategy,
)
from ..text import plain
from .words.idle import Span
from .words.phrases import clock, listed, spoken, weekday_and_clock


@attrs.frozen
class PhaseInWords:
    """A phase: when, and its items and rules, one line each."""

    heading: str
    lines: tuple[str, ...]


def history_in_words(strategy: Strategy) -> tuple[PhaseInWords, ...]:
    """Describe what was lived before week 0."""
    return _phases(strategy.history, -strategy.history_days)


def phases_in_words(strategy: Strategy, *, with_history: bool) -> tuple[PhaseInWords, ...]:
    """Describe every phase of a strategy, its history first if asked for."""
    return (*(history_in_words(strategy) if with_history else ()), *_phases(strategy.phases, 0.0))


def _phases(phases: tuple[Phase, ...], first_day: float) -> tuple[PhaseInWords, ...]:
    described, day = [], first_day
    for phase in phases:
        span = Span(day / DAYS_PER_WEEK, (day + phase.length_days) / DAYS_PER_WEEK, "")
        described.append(_phase(phase, span))
        day += phase.length_days
    return tuple(described)


def _phase(phase: Phase, span: Span) -> PhaseInWords:
    under_way = ", already under way" if phase.began_days is not None else ""
    heading = f"Weeks {span.first_week:.4g} to {span.last_week:.4g}".replace("-", "−") + under_way
    if phase.unloading:
        heading += f", {spoken(phase.unloading)}"
    illnesses = tuple(
        f"Illness on day {ill.day:g} of this phase, severity {ill.severity:g} of 1" for ill in phase.illnesses
    )
    return PhaseInWords(f"{heading}: {_plan_name(phase.plan)}", (*plan_in_words(phase.plan), *illnesses))


def _plan_name(plan: Plan) -> str:
    return spoken(plan.name) if plan.items else "no training"


def plan_in_words(plan: Plan) -> tuple[str, ...]:
    """Describe a plan: its week, then its rules."""
    if not plan.items:
        return ()
    return (*(item_in_words(item) for item in sorted(plan.items, key=lambda item: item.offset_days)), *_rules(plan))


def item_in_words(item: PlanItem) -> str:
    """Describe one activity and its moment in the week."""
    what = item.activity
    if isinstance(what, Session):
        words = f"{spoken(what.name)}: " + "; ".join(_prescription(exercise) for exercise in what.exercises)
    elif isinstance(what, EnduranceRun):
        words = f"{spoken(what.style)} run, {what.minutes:g} min"
    else:
        words = f"{spoken(what.method)}, {what.minutes:g} min"
    return f"{weekday_and_clock(item.offset_days)}, {words}"


def _prescription(exercise: Prescription) -> str:
    sets, reps = (
        _range(low, high)
        for low, high in (
            (exercise.sets_low, exercise.sets_high),
            (exercise.reps_low, exercise.reps_high),
        )
    )
    load = "" if exercise.load_kg is None else f" with {exercise.load_kg:g} kg"
    return (
        f"{spoken(exercise.exercise)} {sets} × {reps}{load}, {exercise.reps_in_reserve:g} in reserve, "
        f"{exercise.rest_min:g} min rest"
    )


def _range(low: int, high: int) -> str:
    return f"{low}" if low == high else f"{low}–{high}"


def _rules(plan: Plan) -> tuple[str, ...]:
    rules = [_progression(plan.progression)]
    if plan.deload:
        when = []
        if plan.deload.every_weeks is not None:
            when.append(f"every {plan.deload.every_weeks:g} weeks")
        if plan.deload.readiness_below is not None:
            when.append(f"when readiness falls below {plan.deload.readiness_below:g}")
        amounts = f"{percent(plan.deload.sets_fraction)} of the sets, {percent(plan.deload.load_fraction)} of the load"
        rules.append(f"Lighter {' or '.join(when) or 'weeks'}: {amounts}")
    limits = (("soreness", plan.skip.soreness_above), ("illness", plan.skip.illness_above))
    skipped = [f"{what} is above {limit:g}" for what, limit in limits if limit is not None]
    if skipped:
        rules.append(f"Sessions are skipped when {' or '.join(skipped)}")
    if plan.gradual_return:
        back = plan.gradual_return
        rules.append(
            f"After {back.after_days:g} days without a session: {percent(back.start_fraction)} of the sets, "
            f"all of them again after {back.weeks:g} weeks"
        )
    rules.extend(
        f"Block {number} of {len(plan.blocks)}: {block.weeks:g} weeks, {percent(block.sets_fraction)} of the sets"
        + (
            ""
            if block.reps_low is None or block.reps_high is None
            else f", {_range(block.reps_low, block.reps_high)} reps"
        )
        + ("" if block.reps_in_reserve is None else f", {block.reps_in_reserve:g} in reserve")
        for number, block in enumerate(plan.blocks, start=1)
    )
    return tuple(rules)


def _progression(rule: Progression) -> str:
    step = percent(rule.step_fraction)
    back = f"{percent(rule.back_off_fraction)} less after a session below the range"
    known = {
        "none": "The first load is kept",
        "autoregulated": "The load of each session follows from the reps and reserve aimed at",
        "linear": f"{step} more load when every set reaches the bottom of the range, {back}",
        "double": f"{step} more load when every set reaches the top of the range, {back}",
    }
    limit = "" if rule.limit is None else f", up to {rule.limit:g}"
    return known.get(
        rule.kind, f"{spoken(rule.kind).capitalize()} by {rule.step:+g} every {rule.every_weeks:g} weeks{limit}"
    )


def athlete_in_words(athlete: Athlete) -> str:
    """Describe the typical person."""
    spread = [
        f"{label} varies between people by {value:g} {unit} (standard deviation)".strip()
        for label, value, unit in (
            ("body mass", athlete.body_mass_sd_kg, "kg"),
            ("body fat", 100 * athlete.body_fat_sd_fraction, "points"),
            ("age", athlete.age_sd_years, "years"),
        )
        if value
    ]
    typical = (
        f"{plain(athlete.sex).capitalize()}, {athlete.age_years:g} years, {athlete.body_mass_kg:g} kg, "
        f"{percent(athlete.body_fat_fraction)} body fat, {athlete.stature_cm:g} cm"
    )
    return "; ".join((typical, *spread))


def habits_in_words(habits: Habits, *, of_one: bool = False) -> tuple[str, ...]:
    """Describe how someone lives around the plan, one line a habit.

    Args:
        habits: What is described.
        of_one: Whether it is one person's, so that nothing differs between people.
    """
    sleep = habits.sleep
    between = "" if of_one else f", {sleep.spread_hours:g} h between people"
    stress = "" if of_one else f", standard deviation {habits.stress_spread:g} between people"
    nap = f", {sleep.nap_hours:g} h nap" if sleep.nap_hours else ""
    varies = f"standard deviation {sleep.sd_hours:g} h from night to night{between}"
    lines = [
        f"Sleep: {sleep.hours:g} h from {clock(sleep.bedtime_hour)}{nap}; {varies}",
        f"Food: {_food(habits.food, of_one=of_one)}",
        f"Stress: {habits.stress:g} of 1{stress}",
        f"Sessions attended: {percent(habits.adherence)}",
        f"Illnesses: {habits.illnesses_per_year:g} a year; injuries {'may happen' if habits.injuries else 'left out'}",
    ]
    if habits.food.training_day:
        lines.insert(2, f"Food on days with a session: {_food(habits.food.training_day, of_one=of_one)}")
    return tuple(lines)


def _food(food: FoodHabit, *, of_one: bool) -> str:
    energy = (
        f"{food.energy_balance_kcal:+g} kcal a day against maintenance".replace("-", "−")
        if food.energy_kcal_per_kg is None
        else f"{food.energy_kcal_per_kg:g} kcal/kg a day"
    )
    shares = food.meal_shares
    uneven = max(shares, default=0.0) - min(shares, default=0.0) > 1e-6  # noqa: PLR2004 - shares are rounded decimals
    meals = f"{len(shares)} meals" + (
        f" with {listed(percent(share) for share in shares)} of the protein" if uneven else ""
    )
    extra = f", {food.protein_after_training_g:g} g protein after training" if food.protein_after_training_g else ""
    between = "" if of_one else f" (standard deviation {food.spread_g_per_kg:g} between people)"
    parts = (
        f"{food.protein_g_per_kg:g} g/kg protein{between}",
        f"in {meals}{extra}",
        f"{energy} (standard deviation {food.sd_kcal:g} kcal from day to day)",
        f"{food.carbohydrate_g_per_kg:g} g/kg carbohydrate",
        f"{food.water_l:g} l water",
        f"{percent(food.exercise_eaten_back_fraction)} of the energy of runs eaten back",
    )
    return ", ".join(parts)


def differing_habits(habits: Habits, reference: Habits, *, of_one: bool = False) -> tuple[str, ...]:
    """Return the lines of ``habits`` that differ from those of ``reference``."""
    known = set(habits_in_words(reference, of_one=of_one))
    return tuple(line for line in habits_in_words(habits, of_one=of_one) if line not in known)
