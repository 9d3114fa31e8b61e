"""Units to events: sessions of sets, runs, recovery, nights, days of food and notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import attrs

from models.activities import run_styles

from ..events import (
    Event,
    FoodEaten,
    NapTaken,
    NightSlept,
    NoteMade,
    RecoveryDone,
    RunCompleted,
    SessionPerformed,
    SetPerformed,
)
from ..plan import FoodHabit
from .names import RUN
from .reserve import Reserve
from .roles import SAME_SESSION
from .text import clean
from .units import LONGEST_SESSION_MIN, Unit

LEAST_DRUNK_L = 0.5
"""Less water in a day is what its food held, and not what was drunk."""
SECONDS_PER_DAY = 86400.0
PACED_STYLES = ("easy", "moderate", "hard")


@attrs.frozen
class Builder:
    """Makes the events of units.

    Attributes:
        day_0: Midnight with which the stream's time begins.
        reserves: Repetitions in reserve of the sets, by identity.
        roles: What the sets were for, by identity.
        assumed: What was taken for granted on the way; grows.
    """

    day_0: datetime
    reserves: Mapping[str, Reserve]
    roles: Mapping[str, str]
    assumed: dict[str, str] = attrs.field(factory=dict)

    def events(self, units: Sequence[Unit]) -> list[Event]:
        """Return the events in time order."""
        found: list[Event] = [self._session(session) for session in self._sessions(units)]
        for unit in units:
            if unit.kind == "run":
                found.append(self._run(unit))
            elif unit.kind == "method":
                minutes = unit.minutes
                found.append(RecoveryDone(time_days=self.time_of(unit.start), method=unit.target, minutes=minutes))
            elif unit.rest is not None:
                made = NapTaken if unit.rest.is_nap else NightSlept
                found.append(made(time_days=self.time_of(unit.start), hours=unit.rest.hours))
            elif unit.meals:
                found.append(self._food(unit))
            elif unit.kind == "note":
                found.append(NoteMade(time_days=self.time_of(unit.start), text=clean(unit.text)))
        return sorted(found, key=lambda event: event.time_days)

    def time_of(self, moment: datetime) -> float:
        """Return days since day 0."""
        return (moment - self.day_0).total_seconds() / SECONDS_PER_DAY

    def _sessions(self, units: Sequence[Unit]) -> list[list[Unit]]:
        """Group the sets: by session where the file knows any, else by what lies close together in time."""
        named: dict[tuple[datetime, str], list[Unit]] = defaultdict(list)
        loose: list[list[Unit]] = []
        for unit in units:
            if unit.kind == "set" and unit.done is not None and unit.done.session:
                named[unit.start, unit.done.session].append(unit)
        others = [unit for unit in units if unit.kind == "set" and unit.done is not None and not unit.done.session]
        for unit in sorted(others, key=lambda one: one.start):
            if loose and unit.start - loose[-1][-1].start <= SAME_SESSION:
                loose[-1].append(unit)
            else:
                loose.append([unit])
        return [*named.values(), *loose]

    def _session(self, units: list[Unit]) -> SessionPerformed:
        time_days = self.time_of(units[0].start)
        name = clean(units[0].done.session if units[0].done else "") or "imported"
        sets = tuple(self._set(unit) for unit in units)
        minutes = max(unit.minutes for unit in units)
        if any(done.reserve_estimated for done in sets):
            self.assumed["reps_in_reserve"] = "estimated from loads and repetitions for sets without a rating"
        if any(unit.timer_ran_on for unit in units):
            longest = f"{LONGEST_SESSION_MIN / 60.0:g} h"
            self.assumed["session_length"] = f"unknown where it is over {longest}: a timer that was left running"
        return SessionPerformed(time_days=time_days, session=name, sets=sets, minutes=minutes)

    def _set(self, unit: Unit) -> SetPerformed:
        done = unit.done
        assert done is not None  # noqa: S101 - a set is made of nothing else
        reserve = self.reserves[unit.identity]
        made = SetPerformed(
            exercise=unit.target,
            load_kg=round(done.load_kg, 3),
            reps=done.reps,
            reps_in_reserve=reserve.reps,
            role=self.roles[unit.identity],
            reserve_estimated=reserve.estimated,
        )
        if done.rest_min is None:
            self.assumed["rest"] = f"{made.rest_min:g} min between sets where the file tells none"
            return made
        return attrs.evolve(made, rest_min=done.rest_min)

    def _run(self, unit: Unit) -> RunCompleted:
        distance_km = unit.done.distance_km if unit.done else 0.0
        style = unit.target
        if style == RUN:
            style = _style_of(distance_km / (unit.minutes / 60.0))
            self.assumed["run_style"] = "easy, moderate or hard, whichever has the nearest speed"
        if not distance_km:
            distance_km = round(run_styles()[style].speed_km_per_h * unit.minutes / 60.0, 3)
            self.assumed["run_distance"] = "usual speed of an easy run where the file tells no distance"
        return RunCompleted(
            time_days=self.time_of(unit.start), style=style, minutes=unit.minutes, distance_km=distance_km
        )

    def _food(self, unit: Unit) -> FoodEaten:
        habit = FoodHabit()
        by_meal: dict[str, float] = defaultdict(float)
        for ate in unit.meals:
            by_meal[ate.meal] += ate.protein_g
        protein_g = tuple(by_meal.values())
        if "" in by_meal:
            protein_g = tuple(share * by_meal[""] for share in habit.meal_shares)
            self.assumed["meals"] = f"{len(habit.meal_shares)} meals share a day's protein where only its sum is told"
        water_l = sum(ate.water_l for ate in unit.meals if ate.water_l is not None)
        if water_l < LEAST_DRUNK_L:
            less = f"none, or less than {LEAST_DRUNK_L:g} l, which is water in food and not what was drunk"
            self.assumed["water"] = f"{habit.water_l:g} l a day where the file tells {less}"
        blank = sorted({name for ate in unit.meals for name in ate.blank})
        if blank:
            before = self.assumed.get("blank_nutrients", "0 in servings that leave blank: ")
            known = set(before.partition(": ")[2].split(", ")) - {""}
            self.assumed["blank_nutrients"] = f"0 in servings that leave blank: {', '.join(sorted(known | set(blank)))}"
        return FoodEaten(
            time_days=self.time_of(unit.start),
            energy_kcal=sum(ate.energy_kcal for ate in unit.meals),
            meal_protein_g=protein_g,
            carbohydrate_g=sum(ate.carbohydrate_g for ate in unit.meals),
            water_l=water_l if water_l >= LEAST_DRUNK_L else habit.water_l,
        )


def _style_of(speed_km_per_h: float) -> str:
    if not speed_km_per_h:
        return PACED_STYLES[0]
    return min(PACED_STYLES, key=lambda name: abs(run_styles()[name].speed_km_per_h - speed_km_per_h))
