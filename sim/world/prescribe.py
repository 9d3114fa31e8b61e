"""From plan to today: how many sets, how many repetitions and what load, for each person.

Everything is decided from the plan, the calendar, the lifters' notes and what can be measured.
"""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray
from models.exercises import Exercise

from ..plan import DAYS_PER_WEEK, Block, Plan, Prescription
from .instruments import GymSession
from .logbook import LastTime, Logbook

KEEP_LOAD = frozenset({"none", "sets", "reps", "tempo", "rest"})


@attrs.frozen(eq=False)
class Today:
    """One exercise as prescribed today.

    Attributes:
        sets: Sets of each person, shape ``(lanes,)``.
        reps_low: Bottom of the range.
        reps_high: Top of the range.
        reps_in_reserve: Repetitions to leave undone.
        rest_min: Rest after each set.
        tempo_s: Duration of a repetition.
    """

    sets: FloatArray
    reps_low: float
    reps_high: float
    reps_in_reserve: float
    rest_min: float
    tempo_s: float


def current_block(plan: Plan, week: float) -> Block | None:
    """Return the block of a periodised plan ``week`` weeks after the plan began."""
    if not plan.blocks:
        return None
    into = week % sum(block.weeks for block in plan.blocks)
    for block in plan.blocks:
        if into < block.weeks:
            return block
        into -= block.weeks
    return plan.blocks[-1]


def deloading(plan: Plan, week: float, readiness: FloatArray) -> NDArray[np.bool_]:
    """Tell who trains light today, by date or by rule, shape ``(lanes,)``."""
    if plan.deload is None:
        return np.zeros(readiness.shape, dtype=bool)
    every, below = plan.deload.every_weeks, plan.deload.readiness_below
    by_date = every is not None and int(week) % every == every - 1
    by_rule = readiness < below if below is not None else np.zeros(readiness.shape, dtype=bool)
    return by_rule | by_date


def returning_fraction(plan: Plan, logbook: Logbook, time_days: float) -> FloatArray:
    """Share of the sets that a gradual return allows, shape ``(lanes,)``; 1 without a recent break."""
    rule = plan.gradual_return
    if rule is None:
        return np.ones(logbook.session_days.shape)
    away_days = time_days - logbook.session_days
    back_today = away_days >= rule.after_days
    weeks_back = np.where(back_today, 0.0, (time_days - logbook.break_ended_days) / DAYS_PER_WEEK)
    climbing = rule.start_fraction + (1.0 - rule.start_fraction) * weeks_back / rule.weeks
    after_break = back_today | (logbook.break_days >= rule.after_days)
    return np.where(after_break, np.minimum(1.0, climbing), 1.0)


def prescribe(plan: Plan, item: Prescription, week: float, readiness: FloatArray, share_of_sets: FloatArray) -> Today:
    """Apply progression and block to one exercise.

    Args:
        plan: The plan.
        item: What it says of the exercise.
        week: Weeks since the plan began.
        readiness: Share of rested performance shown today, shape ``(lanes,)``.
        share_of_sets: What deload and gradual return leave, shape ``(lanes,)``.
    """
    steps = int(week / plan.progression.every_weeks)
    block = current_block(plan, week) or Block(weeks=1.0)
    sets = np.where(readiness >= plan.fresh_readiness, item.sets_high, item.sets_low)
    if plan.progression.kind == "sets":
        sets = _stepped(plan, sets, steps)
    fewer = np.round(sets * block.sets_fraction * share_of_sets)
    low = float(item.reps_low if block.reps_low is None else block.reps_low)
    high = float(item.reps_high if block.reps_high is None else block.reps_high)
    if plan.progression.kind == "reps":
        low, high = float(_stepped(plan, low, steps)), float(_stepped(plan, high, steps))
    return Today(
        sets=np.maximum(1.0, fewer),
        reps_low=low,
        reps_high=high,
        reps_in_reserve=item.reps_in_reserve if block.reps_in_reserve is None else block.reps_in_reserve,
        rest_min=float(_stepped(plan, item.rest_min, steps)) if plan.progression.kind == "rest" else item.rest_min,
        tempo_s=float(_stepped(plan, item.tempo_s, steps)) if plan.progression.kind == "tempo" else item.tempo_s,
    )


def _stepped(plan: Plan, quantity: float | FloatArray, steps: int) -> FloatArray:
    """Move a quantity by the progression's steps; rest shrinks, everything else grows, to the limit."""
    rule = plan.progression
    if rule.kind == "rest":
        return np.maximum(quantity - rule.step * steps, np.minimum(quantity, 0.5 if rule.limit is None else rule.limit))
    most = np.inf if rule.limit is None else rule.limit
    return np.minimum(quantity + rule.step * steps, np.maximum(quantity, most))


def choose_load(
    plan: Plan,
    item: Prescription,
    today: Today,
    exercise: Exercise,
    gym: GymSession,
    last: LastTime,
    misjudged: FloatArray,
) -> FloatArray:
    """Choose the external load of an exercise, kg, shape ``(lanes,)``.

    A lifter who has no recent load to go by, or whose plan says so, judges it from target repetitions and reserve; the
    others go by their notes.

    Args:
        plan: The plan.
        item: What it says of the exercise.
        today: What is prescribed today.
        exercise: Row of the catalogue.
        gym: The session under way.
        last: The last time of this exercise, as far as it is trusted.
        misjudged: Factor by which each person misjudges the day, shape ``(lanes,)``.
    """
    lanes = misjudged.shape
    if item.load_kg is not None:
        return np.full(lanes, item.load_kg)
    if exercise.bodyweight:
        return np.zeros(lanes)
    target = np.full(lanes, 0.5 * (today.reps_low + today.reps_high) + today.reps_in_reserve)
    judged = gym.load_for(exercise, target, np.full(lanes, today.tempo_s)) * misjudged
    if plan.progression.kind == "autoregulated":
        return _to_plates(judged, exercise)
    known = ~np.isnan(last.load_kg)
    if plan.progression.kind in KEEP_LOAD:
        return np.where(known, last.load_kg, _to_plates(judged, exercise))
    goal = today.reps_low if plan.progression.kind == "linear" else today.reps_high
    step = np.maximum(exercise.increment_kg, plan.progression.step_fraction * last.load_kg)
    up = _to_plates(last.load_kg + step, exercise)
    down = _to_plates(last.load_kg * (1.0 - plan.progression.back_off_fraction), exercise)
    noted = np.where(last.fewest_reps >= goal, up, np.where(last.fewest_reps < today.reps_low, down, last.load_kg))
    return np.where(known, noted, _to_plates(judged, exercise))


def _to_plates(load_kg: FloatArray, exercise: Exercise) -> FloatArray:
    """Round to what can be put on, at least one step."""
    steps = np.maximum(1.0, np.round(load_kg / exercise.increment_kg))
    return steps * exercise.increment_kg
