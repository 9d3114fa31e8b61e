"""A person's past as a whole life: what was recorded, and before and between it what is assumed and said to be.

An imported log begins somewhere in a life and seldom holds every night and meal. What it lacks is taken from a
scenario: its history is lived before the first day of the log, its habits fill the nights and days of food that were
not recorded, its athlete gives what nobody told. The assumed events go through the same world and the same fold, notes
in the log name them, and every result lists them.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

import attrs

from models.parameters import default_parameters

from ..errors import InputError
from ..events import (
    AthleteDescribed,
    Event,
    FoodEaten,
    ImportBegan,
    NapTaken,
    NightSlept,
    NoteMade,
    StreamStarted,
    payload_fields,
)
from ..log.import_marks import effective
from ..log.origin import as_described, origin_of
from ..plan import DAYS_PER_WEEK, NO_PLAN, Athlete, FoodHabit, Habits, Phase, Scenario, Strategy
from ..world import food, life, sleep
from ..world.cohort import Cohort, typical
from ..world.engine import be_born, live
from ..world.world import Past, Process, World

DAYS_PER_YEAR = 365.25
LONGEST_DAYS = 40 * DAYS_PER_YEAR
"""Nobody writes down a longer life of training, and every day of it would be lived."""

FILLING = (life.stress, sleep.nights, sleep.naps, food.days)


@attrs.frozen(eq=False)
class LivedPast:
    """A person's life up to today.

    Attributes:
        events: From its first event, in time order.
        log_days: Where the log begins: before, all is assumed.
        today_days: The midnight after the last event.
        assumed: What is assumed, by what it is about.
    """

    events: tuple[Event, ...]
    log_days: float
    today_days: float
    assumed: dict[str, str]

    @property
    def as_recorded(self) -> bool:
        """Whether nothing was added to the log."""
        return not self.assumed

    @property
    def athlete(self) -> Athlete:
        """Who the person is, at the beginning."""
        return as_described(self.events)

    @property
    def body_mass_kg(self) -> float:
        """Body mass at the beginning."""
        return self.athlete.body_mass_kg


def past_of(log: Sequence[Event], scenario: Scenario | None = None, at_days: float | None = None) -> LivedPast:
    """Return the past that a log and a scenario make together.

    A simulated run needs no assumptions: its log is whole.

    Args:
        log: A whole stream.
        scenario: Whose athlete, history and habits are assumed; default: usual habits and no training before the log.
        at_days: Today, days since the first day of the log; default: the midnight after its last event.

    Raises:
        InputError: The stream does not say where it comes from, today is not within it, or the scenario has more than
            one past.
    """
    events = effective(log)
    origin = origin_of(events)
    last_days = events[-1].time_days
    if last_days > LONGEST_DAYS:
        raise InputError(
            f"expected a log of at most {LONGEST_DAYS / DAYS_PER_YEAR:g} years, found {last_days / DAYS_PER_YEAR:.0f}:"
            " a date is wrong; correct it in the file, undo the import that brought it, and import again"
        )
    # A stream that went on from an import has notes in place of its markers: what it lacked was filled there.
    whole = not any(isinstance(event, ImportBegan) for event in events)
    today_days = at_days or (ceil(last_days) if whole else floor(last_days) + 1.0)
    if at_days is not None:
        _check_today(at_days, last_days, origin.history_days)
        events = [event for event in events if event.time_days < at_days]
    if whole:
        return LivedPast(tuple(events), 0.0, today_days, {})
    strategy = None if scenario is None else _only_past(scenario)
    return _completed(events, origin, strategy, today_days)


def _check_today(at_days: float, last_days: float, week_0_days: float) -> None:
    if not DAYS_PER_WEEK <= at_days <= floor(last_days) + 1.0:
        first, last, found = ((days - week_0_days) / DAYS_PER_WEEK for days in (DAYS_PER_WEEK, last_days, at_days))
        begun = "its strategies begin" if week_0_days else "it begins"
        raise InputError(
            f"today must lie within the log, from week {first:.4g} to week {last:.1f}, found week {found:.1f}; "
            f"week 0 is where {begun}"
        )


def _only_past(scenario: Scenario) -> Strategy:
    first = scenario.strategy(scenario.baseline)
    for other in scenario.strategies:
        if (other.athlete, other.history) != (first.athlete, first.history):
            raise InputError(
                f"{scenario.name}: a person has one past, found another athlete or history in strategy {other.name!r}; "
                "leave both to the scenario"
            )
    return first


def _completed(
    events: Sequence[Event], origin: StreamStarted, strategy: Strategy | None, length_days: float
) -> LivedPast:
    """Put a history before a log and habits between its events."""
    parameters = default_parameters()
    habits = Habits() if strategy is None else strategy.phases[0].habits
    history = () if strategy is None else strategy.history
    described, assumed = _describe(events, Athlete() if strategy is None else strategy.athlete)
    assumed["training before the log"] = _history_in_words(history)
    # A whole number of weeks, so that a Monday of the log is a Monday of the calendar.
    log_days = DAYS_PER_WEEK * ceil(sum(phase.length_days for phase in history) / DAYS_PER_WEEK)
    cohort = typical(1, parameters)
    born = be_born(cohort, described)
    before = live(cohort, born, _filled_up(history, log_days)) if log_days else born
    facts = [
        attrs.evolve(event, time_days=event.time_days + log_days)
        for event in events
        if not isinstance(event, StreamStarted | AthleteDescribed | ImportBegan)
    ]
    today_days = log_days + length_days
    filled = _fill(cohort, before, facts, habits, today_days, assumed)
    first = attrs.evolve(origin, history_days=log_days)
    # The markers of imports count the events behind them, which are mixed with assumed ones here: notes replace them.
    files = ", ".join(f"{event.file} ({event.import_id})" for event in events if isinstance(event, ImportBegan))
    return LivedPast((first, *_noted(filled.logs[0], files, assumed, log_days)), log_days, today_days, assumed)


def _filled_up(history: Sequence[Phase], length_days: float) -> tuple[Phase, ...]:
    """Lengthen the first phase of a history so that it lasts this long."""
    missing = length_days - sum(phase.length_days for phase in history)
    return (attrs.evolve(history[0], length_days=history[0].length_days + missing), *history[1:])


def _describe(events: Sequence[Event], usual: Athlete) -> tuple[Athlete, dict[str, str]]:
    """Return who the person is, as far as was told, and what of that is assumed."""
    described = as_described(events)
    missing = next((event.untold for event in events if isinstance(event, ImportBegan)), ())
    untold = {name: getattr(usual, name) for name in payload_fields(AthleteDescribed) if name in missing}
    told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in untold.items())
    return attrs.evolve(described, **untold), ({"athlete": told} if told else {})


def _history_in_words(history: Sequence[Phase]) -> str:
    if not history:
        return "none: the person is taken to have never trained before the first day of the log"
    parts = [f"{phase.length_days / DAYS_PER_WEEK:.3g} weeks of {phase.plan.name}" for phase in history]
    return f"{', then '.join(parts)}, lived by the typical person"


class _Filling(World):
    """Lives what was recorded, and habits where nothing was."""

    def __init__(self, cohort: Cohort, past: Past, facts: Sequence[Event]) -> None:
        super().__init__(cohort, past, (), lambda _: None)
        self.filled: dict[type[Event], int] = {}
        self._facts = facts
        self._told = {(type(fact), day) for fact in facts for day in _days_of(fact)}

    def record(self, event: Event) -> None:
        """Let an assumed event happen, unless the log tells that day itself."""
        away = event.mask is not None and not event.mask.any()
        if away or (type(event), floor(event.time_days)) in self._told:
            return
        self.filled[type(event)] = self.filled.get(type(event), 0) + 1
        super().record(event)

    def recorded(self) -> Process:
        """Let happen what was recorded."""
        for fact in self._facts:
            yield self.wait_until(fact.time_days)
            super().record(fact)


def _days_of(fact: Event) -> range:
    last = floor(fact.time_days)
    return range(last + 1 - ceil(getattr(fact, "span_days", 1.0)), last + 1)


def _fill(
    cohort: Cohort, past: Past, facts: Sequence[Event], habits: Habits, today_days: float, assumed: dict[str, str]
) -> Past:
    world = _Filling(cohort, past, facts)
    start_days = past.body.time_days
    phase = Phase(length_days=today_days - start_days, plan=NO_PLAN, habits=habits)
    world.environment.process(world.recorded())
    for process in FILLING:
        world.environment.process(process(world, phase, start_days, today_days))
    world.pass_until(today_days)
    days = f"of {today_days - start_days:.0f} days"
    if world.filled.get(NightSlept):
        assumed["sleep"] = f"{habits.sleep.hours:g} h on {world.filled[NightSlept]} {days}"
    if world.filled.get(NapTaken):
        assumed["naps"] = f"{habits.sleep.nap_hours:g} h on {world.filled[NapTaken]} {days}"
    if world.filled.get(FoodEaten):
        assumed["food"] = f"{_food_in_words(habits.food)} on {world.filled[FoodEaten]} {days}"
    assumed["stress"] = f"{habits.stress:g} of 1 throughout the log"
    return world.past()


def _food_in_words(habit: FoodHabit) -> str:
    energy = (
        f"{habit.energy_balance_kcal:+g} kcal a day around what is spent"
        if habit.energy_kcal_per_kg is None
        else f"{habit.energy_kcal_per_kg:g} kcal/kg"
    )
    return f"{habit.protein_g_per_kg:g} g/kg protein, {habit.carbohydrate_g_per_kg:g} g/kg carbohydrate and {energy}"


def _noted(events: Sequence[Event], files: str, assumed: dict[str, str], log_days: float) -> tuple[Event, ...]:
    """Put notes of what was recorded and what is assumed where the log begins."""
    assumptions = [f"assumed, not recorded: {what}: {how}" for what, how in assumed.items()]
    notes = [NoteMade(time_days=log_days, text=text) for text in (f"recorded from here on: {files}", *assumptions)]
    first = next((place for place, event in enumerate(events) if event.time_days >= log_days > 0.0), 1)
    return (*events[:first], *notes, *events[first:])
