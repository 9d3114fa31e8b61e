"""The scenario format: every key, its shape, bounds and meaning, in one place for reader and JSON Schema."""

from __future__ import annotations

import math

from ..plan import (
    BREAK_DAYS,
    YOUNGEST_YEARS,
    Athlete,
    Block,
    Deload,
    EnduranceRun,
    FoodHabit,
    GradualReturn,
    Habits,
    Illness,
    Plan,
    Prescription,
    Progression,
    Recovery,
    Scenario,
    SkipRule,
    SleepHabit,
)
from .fields import AtMostOne, Field, Fields, Needs
from .shapes import ByParameter, Clock, Exactly, Flag, Known, Many, Name, Named, Number, Range, Text, Word

FORMAT_VERSION = 1
NO_PLAN_NAME = "none"
DEFAULT_SESSION_NAME = "leg_day"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PROGRESSIONS = ("none", "autoregulated", "linear", "double", "sets", "reps", "tempo", "rest")
UNLOADINGS = ("bed_rest", "limb_suspension", "cast")
LARGEST_SEED = 2**63 - 1
SHARES_TOLERANCE = 1e-6
MOST_REPS = 500
MOST_WEEKS = 2600

_FRACTION = Number(0, 1)
_OWN_NAME = Name()
_PLAN_NAME = Name(prefix="library/")
_VERSION = Field("schema", Exactly(FORMAT_VERSION), "version of the format", required=True)


def _equal_shares(meals: int) -> tuple[float, ...]:
    return (1.0 / meals,) * meals


def _check_shares(shares: tuple[float, ...]) -> str:
    total = math.fsum(shares)
    return "" if abs(total - 1) <= SHARES_TOLERANCE else f"meal_shares must add up to 1, found {total:g}"


SLEEP = Fields(
    "sleep",
    (
        Field("hours", Number(0, 14), "a typical night"),
        Field("sd_hours", Number(0, 4), "standard deviation from night to night"),
        Field("spread_hours", Number(0, 4), "standard deviation between people"),
        Field("bedtime", Clock(), "when the night begins", into=("bedtime_hour",)),
        Field("nap_hours", Number(0, 4), "nap each afternoon"),
    ),
    SleepHabit,
)

_DAY_FOOD = (
    Field("protein_g_per_kg", Number(0, 6), "protein a day"),
    Field("spread_g_per_kg", Number(0, 2), "standard deviation of protein between people"),
    Field("energy_balance_kcal", Number(-2000, 3000), "eaten above maintenance, a day"),
    Field("energy_kcal_per_kg", Number(0, 150), "eaten a day; used instead of the balance", nullable=True),
    Field("sd_kcal", Number(0, 2000), "standard deviation of energy from day to day"),
    Field("carbohydrate_g_per_kg", Number(0, 20), "carbohydrate a day"),
    Field("water_l", Number(0, 15), "water a day, that of the food included"),
    Field("meals", Number(1, 10, whole=True), "number of equal meals", into=("meal_shares",), convert=_equal_shares),
    Field("meal_shares", Many(_FRACTION, 1, 10, check=_check_shares), "each meal's share of the protein; adds up to 1"),
    Field("protein_after_training_g", Number(0, 200), "an extra meal on training days"),
    Field("exercise_eaten_back_fraction", Number(0, 2), "share of the energy of runs that is eaten back"),
)
_ONE_WAY_TO_SHARE = (AtMostOne(("meals", "meal_shares")),)
TRAINING_DAY_FOOD = Fields("training_day_food", _DAY_FOOD, FoodHabit, _ONE_WAY_TO_SHARE)
FOOD = Fields(
    "food",
    (*_DAY_FOOD, Field("training_day", TRAINING_DAY_FOOD, "what differs on days with a session", nullable=True)),
    FoodHabit,
    _ONE_WAY_TO_SHARE,
)

HABITS = Fields(
    "habits",
    (
        Field("sleep", SLEEP, "nights"),
        Field("food", FOOD, "meals"),
        Field("stress", _FRACTION, "life stress, 0 none to 1 extreme"),
        Field("stress_spread", _FRACTION, "standard deviation of stress between people"),
        Field("adherence", _FRACTION, "share of sessions attended"),
        Field("illnesses_per_year", Number(0, 50), "illnesses by chance"),
        Field("injuries", Flag(), "whether training and running can injure"),
    ),
    Habits,
)

ATHLETE = Fields(
    "athlete",
    (
        Field("sex", Word(("male", "female")), "sex"),
        Field("age_years", Number(YOUNGEST_YEARS, 100), "age"),
        Field("body_mass_kg", Number(30, 250), "body mass"),
        Field("body_fat_fraction", Number(0.03, 0.6), "share of fat in body mass"),
        Field("stature_cm", Number(120, 230), "height"),
        Field("body_mass_sd_kg", Number(0, 50), "standard deviation of body mass between people"),
        Field("body_fat_sd_fraction", Number(0, 0.2), "standard deviation of the fat share between people"),
        Field("age_sd_years", Number(0, 20), "standard deviation of age between people"),
    ),
    Athlete,
)

PRESCRIPTION = Fields(
    "prescription",
    (
        Field("exercise", Known("exercises", "an exercise of the catalogue"), "name in the catalogue", required=True),
        Field("sets", Range(1, 50), "sets, or low-high", into=("sets_low", "sets_high"), required=True),
        Field("reps", Range(1, MOST_REPS), "repetitions a set", into=("reps_low", "reps_high"), required=True),
        Field("rir", Number(0, 10), "repetitions left in reserve", into=("reps_in_reserve",)),
        Field("rest_min", Number(0, 60), "rest between sets"),
        Field("tempo_s", Number(0, 60, open_low=True), "duration of one repetition"),
        Field("load_kg", Number(0, 1000), "a fixed external load; null: the athlete chooses", nullable=True),
    ),
    Prescription,
)

_MINUTES = Number(0, 1440, open_low=True)
RUN = Fields(
    "run",
    (
        Field("style", Known("run_styles", "a style of running"), "style of running", required=True),
        Field("minutes", _MINUTES, "duration", required=True),
    ),
    EnduranceRun,
)
RECOVERY = Fields(
    "recovery",
    (
        Field("method", Known("methods", "a recovery method"), "recovery method", required=True),
        Field("minutes", _MINUTES, "duration", required=True),
    ),
    Recovery,
)

WEEK_ITEM = Fields(
    "week_item",
    (
        Field("day", Many(Word(DAYS), 1, 7, or_one=True, distinct=True), "day of the week, or several"),
        Field("at", Clock(), "time of day"),
        Field("after", _OWN_NAME, "name of the sessions that this follows"),
        Field("hours", Number(0, 160), "time from the beginning of each of those sessions"),
        Field("name", _OWN_NAME, f"name of the session; default: {DEFAULT_SESSION_NAME}"),
        Field("session", Many(PRESCRIPTION, 1, 50), "a strength session: exercises in order"),
        Field("run", RUN, "a run"),
        Field("recovery", RECOVERY, "a recovery method"),
    ),
    rules=(
        AtMostOne(("day", "after"), exactly=True),
        AtMostOne(("session", "run", "recovery"), exactly=True),
        Needs("day", "at"),
        Needs("at", "day"),
        Needs("after", "hours"),
        Needs("hours", "after"),
        Needs("name", "session"),
    ),
)

_WEEKS = Number(0, MOST_WEEKS, open_low=True)
PROGRESSION = Fields(
    "progression",
    (
        Field("kind", Word(PROGRESSIONS), "what grows"),
        Field("step_fraction", _FRACTION, "load added by linear and double"),
        Field("back_off_fraction", _FRACTION, "load taken off after a session below the range"),
        Field("every_weeks", _WEEKS, "how often sets, reps, tempo or rest change"),
        Field("step", Number(-100, 100), "set, repetition, second or minute added each time"),
        Field("limit", Number(0, MOST_REPS), "where the change ends", nullable=True),
    ),
    Progression,
)
DELOAD = Fields(
    "deload",
    (
        Field("every_weeks", Number(1, 520, whole=True), "a lighter week every so many", nullable=True),
        Field("readiness_below", _FRACTION, "a lighter week when readiness falls below", nullable=True),
        Field("sets_fraction", _FRACTION, "share of the sets that stays"),
        Field("load_fraction", _FRACTION, "share of the load that stays"),
    ),
    Deload,
)
SKIP = Fields(
    "skip",
    (
        Field("soreness_above", Number(0, 10), "stay away when sorer; null: never for it", nullable=True),
        Field("illness_above", _FRACTION, "stay away when more ill; null: never for it", nullable=True),
    ),
    SkipRule,
)
GRADUAL_RETURN = Fields(
    "gradual_return",
    (
        Field("after_days", Number(BREAK_DAYS, 3650), "a pause of at least this long"),
        Field("start_fraction", _FRACTION, "share of the sets to start with"),
        Field("weeks", _WEEKS, "until all sets are done"),
    ),
    GradualReturn,
)
BLOCK = Fields(
    "block",
    (
        Field("weeks", _WEEKS, "length of the block", required=True),
        Field("sets_fraction", Number(0, 3), "share of the sets"),
        Field("reps", Range(1, MOST_REPS), "repetitions of every exercise", into=("reps_low", "reps_high")),
        Field("rir", Number(0, 10), "repetitions left in reserve", into=("reps_in_reserve",)),
    ),
    Block,
)

_PLAN_FIELDS = (
    Field("extends", _PLAN_NAME, "a plan of this file, or library/NAME, to inherit from"),
    Field("title", Text(120), "what the plan is, in words"),
    Field("week", Many(WEEK_ITEM, 1, 100), "what happens in a week", required=True),
    Field("progression", PROGRESSION, "how the prescription grows"),
    Field("deload", DELOAD, "lighter weeks; null: none", nullable=True),
    Field("skip", SKIP, "when to stay away"),
    Field("gradual_return", GRADUAL_RETURN, "how to start again after a pause; null: at once", nullable=True),
    Field("blocks", Many(BLOCK, 0, 50), "stretches of a periodised plan; they start over"),
    Field("fresh_readiness", _FRACTION, "readiness from which the higher number of sets is done"),
)
PLAN = Fields("plan", _PLAN_FIELDS, inherits=True, defaults_of=Plan)

ILLNESS = Fields(
    "illness",
    (
        Field("day", Number(0, 18200), "days since the phase began", required=True),
        Field("severity", _FRACTION, "severity, 0 to 1", required=True),
    ),
    Illness,
)
_LENGTH = ("weeks", "days")
_PHASE_FIELDS = (
    Field("weeks", _WEEKS, "length"),
    Field("days", Number(0, 18200, open_low=True), "length"),
    Field("plan", _PLAN_NAME, f"name of a plan, library/NAME, or {NO_PLAN_NAME}", required=True),
    Field("habits", HABITS, "what differs from the strategy's habits"),
    Field("unloading", Word(UNLOADINGS), "how the leg is out of use; null: it is not", nullable=True),
    Field("illness", Many(ILLNESS, 0, 50), "illnesses on the calendar", into=("illnesses",)),
)
HISTORY_PHASE = Fields("history_phase", _PHASE_FIELDS, rules=(AtMostOne(_LENGTH, exactly=True),))
PHASE = Fields("phase", _PHASE_FIELDS, rules=(AtMostOne(_LENGTH),))

HISTORY = Many(HISTORY_PHASE, 0, 100)
STRATEGY = Fields(
    "strategy",
    (
        Field("label", Text(120), "words for tables and pictures"),
        Field("plan", _PLAN_NAME, f"name of a plan, library/NAME, or {NO_PLAN_NAME}"),
        Field("phases", Many(PHASE, 1, 100), "phases of their own plans; the last one is lived to the horizon"),
        Field("habits", HABITS, "what differs from everyone's habits"),
        Field("athlete", ATHLETE, "what differs from the scenario's athlete"),
        Field("history", HISTORY, "lived before week 0, instead of the scenario's"),
        Field("parameters", ByParameter(), "values that replace those of the parameter set"),
    ),
    rules=(AtMostOne(("plan", "phases"), exactly=True),),
)
COMPARE = Fields(
    "compare",
    (
        Field("baseline", _OWN_NAME, "what the others are compared with; default: the first strategy"),
        Field("order", Many(_OWN_NAME, 1, 100, distinct=True), "strategies in the order of tables and pictures"),
        Field("athletes", Number(1, 100_000, whole=True), "people in the cohort"),
        Field("seed", Number(0, LARGEST_SEED, whole=True), "seed of all chance"),
        Field("outcome", Known("outcomes", "an outcome"), "what the answer is about", into=("primary_outcome",)),
        Field("picture", Word(("gain_by_hour",)), "an extra picture", nullable=True),
    ),
    defaults_of=Scenario,
)
SCENARIO = Fields(
    "scenario",
    (
        _VERSION,
        Field("extends", Text(500), "another scenario file to inherit from: relative, inside this file's folder"),
        Field("title", Text(120), "the question in short", required=True),
        Field("question", Text(2000), "why this is asked and where it comes from"),
        Field("horizon_weeks", Number(1, 520), "how long every strategy is lived", required=True),
        Field("athlete", ATHLETE, "the typical person of the cohort"),
        Field("spread", ByParameter((0, 3)), "between-person spread of parameters, sd on the log scale"),
        Field("history", HISTORY, "lived before week 0, in order"),
        Field("habits", HABITS, "of everyone, unless a strategy or phase differs"),
        Field("plans", Named(PLAN, _PLAN_NAME), "plans by name"),
        Field("strategies", Named(STRATEGY, _OWN_NAME, 1, 50), "what is compared", required=True),
        Field("compare", COMPARE, "how it is compared"),
    ),
    inherits=True,
)
TABLES = (
    SLEEP,
    TRAINING_DAY_FOOD,
    FOOD,
    HABITS,
    ATHLETE,
    PRESCRIPTION,
    RUN,
    RECOVERY,
    WEEK_ITEM,
    PROGRESSION,
    DELOAD,
    SKIP,
    GRADUAL_RETURN,
    BLOCK,
    PLAN,
    ILLNESS,
    HISTORY_PHASE,
    PHASE,
    STRATEGY,
    COMPARE,
    SCENARIO,
)
