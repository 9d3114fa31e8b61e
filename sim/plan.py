"""What is prescribed: plans, habits, phases, strategies and the scenario that compares them.

Plain data, built by :mod:`sim.scenario` from a file or by hand. Clock times are already days, weekdays already
offsets into the week (Monday 00:00 is 0).
"""

from __future__ import annotations

from typing import Any

import attrs

from models.words import unknown

from .defaults import default
from .errors import UnknownNameError

DAYS_PER_WEEK = 7.0

YOUNGEST_YEARS = 14
"""Nobody younger is described, and nobody younger is drawn."""

BREAK_DAYS = 10
"""Time off from which lifters' notes speak of a break, and so the shortest that a plan may ask about."""


@attrs.frozen(kw_only=True)
class Prescription:
    """One exercise of a session.

    Attributes:
        sets_low: Sets to do at least.
        sets_high: Sets to do when feeling fresh; equal to ``sets_low`` where the plan gives one number.
        reps_low: Bottom of the range of repetitions.
        reps_high: Top of the range.
        reps_in_reserve: Repetitions to leave undone.
        load_kg: A fixed external load; ``None`` means chosen by the athlete.
    """

    exercise: str
    sets_low: int
    sets_high: int
    reps_low: int
    reps_high: int
    reps_in_reserve: float = 2.0
    rest_min: float = 2.0
    tempo_s: float = 3.0
    load_kg: float | None = None


@attrs.frozen(kw_only=True)
class Session:
    """A strength session: exercises in order."""

    name: str
    exercises: tuple[Prescription, ...]


@attrs.frozen(kw_only=True)
class EnduranceRun:
    """A run of a style that the catalogue of activities knows."""

    style: str
    minutes: float


@attrs.frozen(kw_only=True)
class Recovery:
    """A recovery method that the catalogue of activities knows."""

    method: str
    minutes: float


@attrs.frozen(kw_only=True)
class PlanItem:
    """An activity and its moment in the week.

    ``offset_days`` counts from Monday 00:00 and may pass 7 for what follows a late session into the next week.
    """

    offset_days: float
    activity: Session | EnduranceRun | Recovery


@attrs.frozen(kw_only=True)
class Progression:
    """How the prescription grows.

    Attributes:
        kind: ``none`` (first load for ever), ``autoregulated`` (load from target reps and reserve, each session),
            ``linear`` (add ``step_fraction`` whenever all sets reach the bottom of the range), ``double`` (add it when
            all sets reach the top), or ``sets``, ``reps``, ``tempo``, ``rest``: the load stays and every
            ``every_weeks`` the named quantity changes by ``step`` (set, repetition, second, minute) until ``limit``.
        step_fraction: Load added by ``linear`` and ``double``, as a fraction.
        back_off_fraction: Load taken off after a session below the range, as a fraction.
    """

    kind: str = "autoregulated"
    step_fraction: float = 0.025
    back_off_fraction: float = 0.1
    every_weeks: float = 2.0
    step: float = 1.0
    limit: float | None = None


@attrs.frozen(kw_only=True)
class Deload:
    """Lighter weeks by date (``every_weeks``) or by rule (``readiness_below``); either may be absent."""

    every_weeks: int | None = None
    readiness_below: float | None = None
    sets_fraction: float = 0.5
    load_fraction: float = 0.9


@attrs.frozen(kw_only=True)
class SkipRule:
    """When to stay away: soreness (0 to 10) or illness (0 to 1) above these values. ``None`` never skips for it."""

    soreness_above: float | None = None
    illness_above: float | None = 0.3


@attrs.frozen(kw_only=True)
class GradualReturn:
    """After ``after_days`` without a session, start with ``start_fraction`` of the sets and climb over ``weeks``."""

    after_days: float = 14.0
    start_fraction: float = 0.4
    weeks: float = 4.0


@attrs.frozen(kw_only=True)
class Block:
    """A stretch of a periodised plan; blocks follow each other and start over."""

    weeks: float
    sets_fraction: float = 1.0
    reps_low: int | None = None
    reps_high: int | None = None
    reps_in_reserve: float | None = None


@attrs.frozen(kw_only=True)
class Plan:
    """A week of activities and the rules that change it."""

    name: str
    items: tuple[PlanItem, ...] = ()
    progression: Progression = Progression()
    deload: Deload | None = None
    skip: SkipRule = SkipRule()
    gradual_return: GradualReturn | None = None
    blocks: tuple[Block, ...] = ()
    fresh_readiness: float = 0.9
    """Readiness from which the higher number of a range of sets is done."""


NO_PLAN = Plan(name="none")


@attrs.frozen(kw_only=True)
class SleepHabit:
    """Typical nights. ``sd_hours`` varies from night to night, ``spread_hours`` between people."""

    hours: float = default("sleep.hours")
    sd_hours: float = default("sleep.sd_hours")
    spread_hours: float = default("sleep.spread_hours")
    bedtime_hour: float = default("sleep.bedtime_hour")
    nap_hours: float = default("sleep.nap_hours")


def _equal_shares(meals: int) -> tuple[float, ...]:
    return (1.0 / meals,) * meals


@attrs.frozen(kw_only=True)
class FoodHabit:
    """Typical days of eating. Exactly one of the two energy fields is used; the second wins where given.

    Attributes:
        energy_balance_kcal: Eaten above maintenance, a day.
        energy_kcal_per_kg: Eaten per kg of body mass, a day.
        meal_shares: Share of the day's protein in each meal; their number is the number of meals.
        protein_after_training_g: An extra meal of this much protein on training days.
        exercise_eaten_back_fraction: Share of the energy of runs and other cardio that is eaten back.
        training_day: The habit on days with a session, where it differs.
    """

    protein_g_per_kg: float = default("food.protein_g_per_kg")
    spread_g_per_kg: float = default("food.spread_g_per_kg")
    energy_balance_kcal: float = default("food.energy_balance_kcal")
    energy_kcal_per_kg: float | None = None
    sd_kcal: float = default("food.sd_kcal")
    carbohydrate_g_per_kg: float = default("food.carbohydrate_g_per_kg")
    water_l: float = default("food.water_l")
    meal_shares: tuple[float, ...] = _equal_shares(round(default("food.meals")))
    protein_after_training_g: float = default("food.protein_after_training_g")
    exercise_eaten_back_fraction: float = default("food.exercise_eaten_back_fraction")
    training_day: FoodHabit | None = None


@attrs.frozen(kw_only=True)
class Habits:
    """How someone lives around the plan. ``stress`` is 0 to 1; ``adherence`` is the share of sessions attended."""

    sleep: SleepHabit = SleepHabit()
    food: FoodHabit = FoodHabit()
    stress: float = default("life.stress")
    stress_spread: float = default("life.stress_spread")
    adherence: float = default("life.adherence")
    illnesses_per_year: float = default("life.illnesses_per_year")
    injuries: bool = True


@attrs.frozen(kw_only=True)
class Athlete:
    """The typical person of a cohort, with the standard deviations between people."""

    sex: str = "male"
    age_years: float = default("athlete.age_years")
    body_mass_kg: float = default("athlete.body_mass_kg")
    body_fat_fraction: float = default("athlete.body_fat_fraction")
    stature_cm: float = default("athlete.stature_cm")
    body_mass_sd_kg: float = 0.0
    body_fat_sd_fraction: float = 0.0
    age_sd_years: float = 0.0


@attrs.frozen(kw_only=True)
class Illness:
    """An illness on the calendar, the same for everyone: ``day`` counts from the phase's start."""

    day: float
    severity: float


@attrs.frozen(kw_only=True)
class Phase:
    """A stretch of time under one plan and one set of habits, perhaps with the leg out of use."""

    length_days: float
    plan: Plan
    habits: Habits
    unloading: str | None = None
    """``None``, ``bed_rest``, ``limb_suspension`` or ``cast``."""
    illnesses: tuple[Illness, ...] = ()
    began_days: float | None = None
    """When it began, days since the run's start, if it is taken up in its middle; ``None`` begins it in its turn."""

    def begun(self, now_days: float) -> float:
        """Return when this phase began, if it is lived from ``now_days``: its weeks and illnesses count from there."""
        return now_days if self.began_days is None else self.began_days


@attrs.frozen(kw_only=True)
class Strategy:
    """What is compared: a history, then phases, under a name."""

    name: str
    label: str
    athlete: Athlete
    history: tuple[Phase, ...]
    phases: tuple[Phase, ...]
    parameters: dict[str, float] = attrs.field(factory=dict)
    """Values that replace those of the parameter set, for this strategy alone."""

    @property
    def history_days(self) -> float:
        """Length of what was lived before week 0, day."""
        return sum(phase.length_days for phase in self.history)


@attrs.frozen(kw_only=True)
class Scenario:
    """A question: strategies to compare over a horizon."""

    name: str
    title: str
    question: str
    horizon_weeks: float
    strategies: tuple[Strategy, ...]
    baseline: str
    athletes: int = 200
    seed: int = 1
    primary_outcome: str = "legs_size"
    picture: str | None = None
    """``gain_by_hour`` adds the picture of gain against the hour after leg day."""
    spread: dict[str, float] = attrs.field(factory=dict)
    """Between-person spread (standard deviation on the log scale) of parameters, where it differs from the default."""
    path: str = ""
    text: str = ""
    """The scenario as resolved, canonical JSON: what a stream's first event carries."""
    sha256: str = ""
    resolved: dict[str, Any] = attrs.field(factory=dict, repr=False)

    def strategy(self, name: str) -> Strategy:
        """Return the strategy called ``name``.

        Raises:
            UnknownNameError: No strategy has this name.
        """
        for strategy in self.strategies:
            if strategy.name == name:
                return strategy
        raise UnknownNameError(unknown("strategy", name, (one.name for one in self.strategies)))
