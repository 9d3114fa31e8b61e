"""Facts sorted into what becomes events: each with an identity that a second import of it shares."""

from __future__ import annotations

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256

import attrs

from models.activities import run_styles
from models.exercises import catalogue

from .facts import Asleep, Ate, Done, Fact, Remarked, Rested, Spoilt, Weighed
from .names import RUN, Names, key_of
from .nights import Rest, join
from .text import shown


@attrs.frozen(kw_only=True)
class Unit:
    """What is imported or refused as one.

    Attributes:
        identity: The same whenever the same thing is imported, from whatever file.
        content: What it says, to tell a repetition from a change.
        kind: ``set``, ``run``, ``method``, ``sleep``, ``food`` or ``note``.
        start: When it was; decides its place in time.
        lines: Rows that it was read from.
        told: What it is called in a message.
        target: Row of a catalogue, for a set, a run or a method.
    """

    identity: str
    content: str
    kind: str
    start: datetime
    lines: tuple[int, ...]
    told: str
    target: str = ""
    done: Done | None = None
    rest: Rest | None = None
    meals: tuple[Ate, ...] = ()
    text: str = ""

    @property
    def minutes(self) -> float:
        """How long it took, as far as it occupies the athlete."""
        if self.done is None or self.kind == "note":
            return 0.0
        if self.kind != "set":
            return self.done.minutes
        return 0.0 if self.timer_ran_on else self.done.session_min

    @property
    def timer_ran_on(self) -> bool:
        """Whether the length of its session is that of a timer left running."""
        return self.kind == "set" and self.done is not None and self.done.session_min > LONGEST_SESSION_MIN


@attrs.define
class Sorted:
    """Units, and the rows that became none.

    Attributes:
        unknown: Names that nothing is known of, with the number of their rows.
        bouts: Those of them that have no repetitions: bouts of something and not sets.
    """

    units: list[Unit] = attrs.field(factory=list)
    refused: list[tuple[int, str]] = attrs.field(factory=list)
    unknown: Counter[str] = attrs.field(factory=Counter)
    bouts: set[str] = attrs.field(factory=set)


LONGEST_SESSION_MIN = 300.0
"""A session that lasts longer is a timer that was left running."""
LEAST_DAY_KCAL = 500.0
"""A day with less was most likely not written down to its end."""
SLOWEST, FASTEST, FASTEST_SPRINT = 2.0, 25.0, 45.0
"""km/h on the average of a whole run. The fastest marathon was run at 21, the fastest 100 m at 38."""


def identity_of(*parts: object) -> str:
    """Return a short hash of what makes something itself."""
    return sha256("\x1f".join(map(str, parts)).encode(errors="replace")).hexdigest()[:16]


def sort_facts(
    facts: Sequence[Fact],
    names: Names,
    wake_hour: float,
    body_mass_kg: float,
    refused_lines: Iterable[int] = (),
) -> Sorted:
    """Sort facts into units.

    Args:
        facts: In the order of the file.
        names: What exercises and activities are called.
        wake_hour: When a night ends of which only the day is known.
        body_mass_kg: What assistance must stay below.
        refused_lines: Rows that were refused before: what hangs on them is refused, too.
    """
    found = Sorted()
    _sort_done(found, _with_rests(found, facts, sorted(refused_lines)), names, body_mass_kg)
    _sort_sleep(found, [fact for fact in facts if isinstance(fact, Asleep)], wake_hour)
    spoilt = {fact.day: fact.line for fact in facts if isinstance(fact, Spoilt)}
    _sort_food(found, [fact for fact in facts if isinstance(fact, Ate)], spoilt)
    _sort_notes(found, [fact for fact in facts if isinstance(fact, Weighed | Remarked)])
    return found


def _with_rests(
    found: Sorted, facts: Iterable[Fact], refused_lines: Sequence[int]
) -> list[tuple[Done, tuple[int, ...]]]:
    """Give every rest to the set directly before it; where that was refused, the rest is, too."""
    done: list[tuple[Done, tuple[int, ...]]] = []
    for fact in facts:
        if isinstance(fact, Done):
            done.append((fact, (fact.line,)))
        elif isinstance(fact, Rested):
            if not done or len(done[-1][1]) > 1:
                found.refused.append((fact.line, "a rest without a set before it"))
            elif bisect(refused_lines, done[-1][1][0]) < bisect(refused_lines, fact.line):
                found.refused.append((fact.line, "the set before this rest was refused"))
            elif fact.start is not None and fact.start != done[-1][0].start:
                found.refused.append((fact.line, "a rest of another session than the set before it"))
            else:
                last, lines = done[-1]
                done[-1] = (attrs.evolve(last, rest_min=fact.minutes), (*lines, fact.line))
    return done


def _sort_done(found: Sorted, done: list[tuple[Done, tuple[int, ...]]], names: Names, body_mass_kg: float) -> None:
    seen: Counter[tuple[str, ...]] = Counter()
    for one, lines in done:
        kind, target, problem = _meaning(one, names, body_mass_kg)
        if problem:
            if not target and not kind:
                found.unknown[one.name] += 1
                found.bouts |= {one.name} if not one.reps and (one.minutes or one.distance_km) else set()
            found.refused += [(line, problem) for line in lines]
            continue
        start = one.start.replace(second=0, microsecond=0)
        which = (kind, start.isoformat(), key_of(one.name))
        seen[which] += 1
        found.units.append(
            Unit(
                identity=identity_of(*which, seen[which]),
                content=_content(one, kind),
                kind=kind,
                start=one.start,
                lines=lines,
                told=f"{one.name} {_content(one, kind)}",
                target=target,
                done=one,
                text=f"{one.name} {_content(one, kind)}" if kind == "note" else "",
            )
        )


def _meaning(one: Done, names: Names, body_mass_kg: float) -> tuple[str, str, str]:
    """Return the kind of a unit, the row of its catalogue, and why it is refused."""
    key = key_of(one.name)
    known = key in names.exercises or key in names.activities or names.is_noted(one.name, one.category)
    if known and not (one.reps or one.minutes or one.distance_km):
        return "nothing", "", f"no repetitions and no time of {shown(one.name)}: it was planned and not done"
    if key in names.exercises and (one.reps or not one.minutes):
        return "set", names.exercises[key], _problem_of_set(one, names.exercises[key], body_mass_kg)
    if key in names.activities:
        target = names.activities[key]
        kind = "run" if target == RUN or target in run_styles() else "method"
        return kind, target, _problem_of_bout(one, kind, target)
    if names.is_noted(one.name, one.category) or (key in names.exercises and one.minutes):
        return "note", "", ""
    return "", "", f"{shown(one.name)} is not known: add it to a file of names and hand that over with --names"


def _problem_of_set(one: Done, exercise: str, body_mass_kg: float) -> str:
    if not one.reps or not one.reps.is_integer():
        return f"expected a whole number of repetitions of {shown(one.name)}, found {one.reps:g}"
    moved_share = catalogue()[exercise].body_mass_share
    if one.load_kg < 0.0 and not moved_share:
        return f"a load below 0 for {shown(one.name)}, which moves no body mass"
    if one.load_kg < 0.0 and -one.load_kg >= moved_share * body_mass_kg:
        limit = (
            f"{moved_share * body_mass_kg:.0f} kg that {shown(one.name)} moves of a body mass of {body_mass_kg:g} kg"
        )
        return f"expected assistance below the {limit}, found {-one.load_kg:g} kg"
    return ""


def _problem_of_bout(one: Done, kind: str, target: str) -> str:
    if not one.minutes:
        return f"no duration of {shown(one.name)}"
    if kind != "run" or not one.distance_km:
        return ""
    speed, fastest = one.distance_km / (one.minutes / 60.0), FASTEST_SPRINT if target == "sprint" else FASTEST
    if SLOWEST <= speed <= fastest:
        return ""
    told = f"{one.distance_km:g} km in {one.minutes:g} min are {speed:.1f} km/h"
    return f"expected a run of {SLOWEST:g} to {fastest:g} km/h on average, {told}: correct its length or its time"


def _content(one: Done, kind: str) -> str:
    if kind in {"run", "method"} or (kind == "note" and not one.reps):
        km = f" {one.distance_km:.1f} km" if one.distance_km else ""
        return f"{one.minutes:.0f} min{km}"
    reserve = "" if one.reps_in_reserve is None else f" at {one.reps_in_reserve:g} in reserve"
    return f"{one.load_kg:.1f} kg x {one.reps:g}{reserve}"


def _sort_sleep(found: Sorted, stretches: list[Asleep], wake_hour: float) -> None:
    sleep = join(stretches)
    found.refused += sleep.refused
    for rest in sleep.rests:
        woke = rest.woke or datetime.combine(rest.day, datetime.min.time()) + timedelta(hours=wake_hour)
        which = ("nap", woke.isoformat(timespec="minutes")) if rest.is_nap else ("night", rest.day.isoformat())
        content = f"{rest.hours:.1f} h"
        found.units.append(
            Unit(
                identity=identity_of(*which),
                content=content,
                kind="sleep",
                start=woke,
                lines=rest.lines,
                told=f"{which[0]} of {rest.day} {content}",
                rest=rest,
            )
        )


def _problem_of_day(eaten: Sequence[Ate], spoilt_by: int | None) -> str:
    """Return why what was eaten is not the whole of a day; empty if it may be."""
    energy_kcal = sum(meal.energy_kcal for meal in eaten)
    if spoilt_by is not None:
        return f"a part of a day is no day, and row {spoilt_by} of that day was refused: correct that row"
    if not energy_kcal:
        return "no energy was recorded that day"
    if energy_kcal < LEAST_DAY_KCAL:
        told = f"expected at least {LEAST_DAY_KCAL:g} kcal in a whole day, found {energy_kcal:.0f}"
        return f"likely incomplete: {told}; write down the rest of it"
    if any(meal.complete is False for meal in eaten):
        return "likely incomplete: not marked as completed, though other days are; mark it in the app if it is whole"
    return ""


def _sort_food(found: Sorted, meals: list[Ate], spoilt: dict[date, int]) -> None:
    marks = any(meal.complete for meal in meals)
    by_day: dict[date, list[Ate]] = defaultdict(list)
    for meal in meals:
        by_day[meal.day].append(meal)
    for day, eaten in sorted(by_day.items()):
        whole = [meal for meal in eaten if not meal.meal]
        counted = whole[:1] or eaten
        if whole:
            found.refused += [
                (meal.line, "the whole of that day was told before") for meal in eaten if meal is not whole[0]
            ]
        counted = counted if marks else [attrs.evolve(meal, complete=None) for meal in counted]
        problem = _problem_of_day(counted, None if whole else spoilt.get(day))
        if problem:
            found.refused += [(meal.line, problem) for meal in counted]
            continue
        energy_kcal = sum(meal.energy_kcal for meal in counted)
        content = f"{energy_kcal:.0f} kcal, {sum(meal.protein_g for meal in counted):.0f} g of protein"
        found.units.append(
            Unit(
                identity=identity_of("food", day.isoformat()),
                content=content,
                kind="food",
                start=datetime.combine(day, datetime.min.time()) + timedelta(days=1),
                lines=tuple(meal.line for meal in counted),
                told=f"food of {day} {content}",
                meals=tuple(counted),
            )
        )


def _sort_notes(found: Sorted, facts: list[Weighed | Remarked]) -> None:
    seen: Counter[tuple[str, ...]] = Counter()
    for one in facts:
        text = f"body mass {one.body_mass_kg:.1f} kg" if isinstance(one, Weighed) else one.text
        if not text:
            found.refused.append((one.line, "an empty note"))
            continue
        which = ("note", one.start.isoformat(timespec="minutes"), text)
        seen[which] += 1
        found.units.append(
            Unit(
                identity=identity_of(*which, seen[which]),
                content=text[:60],
                kind="note",
                start=one.start,
                lines=(one.line,),
                told=text[:60],
                text=text,
            )
        )
