"""Facts sorted into what becomes events: each with an identity that a second import of it shares."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256

import attrs

from models.activities import run_styles
from models.exercises import catalogue

from .facts import Asleep, Ate, Done, Fact, Remarked, Rested, Weighed
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
        return self.done.session_min if self.kind == "set" else self.done.minutes


@attrs.define
class Sorted:
    """Units, and the rows that became none.

    Attributes:
        unknown: Names that nothing is known of, with the number of their rows.
    """

    units: list[Unit] = attrs.field(factory=list)
    refused: list[tuple[int, str]] = attrs.field(factory=list)
    unknown: Counter[str] = attrs.field(factory=Counter)


def identity_of(*parts: object) -> str:
    """Return a short hash of what makes something itself."""
    return sha256("\x1f".join(map(str, parts)).encode(errors="replace")).hexdigest()[:16]


def sort_facts(facts: Sequence[Fact], names: Names, wake_hour: float) -> Sorted:
    """Sort facts into units.

    Args:
        facts: In the order of the file.
        names: What exercises and activities are called.
        wake_hour: When a night ends of which only the day is known.
    """
    found = Sorted()
    _sort_done(found, _with_rests(found, facts), names)
    _sort_sleep(found, [fact for fact in facts if isinstance(fact, Asleep)], wake_hour)
    _sort_food(found, [fact for fact in facts if isinstance(fact, Ate)])
    _sort_notes(found, [fact for fact in facts if isinstance(fact, Weighed | Remarked)])
    return found


def _with_rests(found: Sorted, facts: Iterable[Fact]) -> list[tuple[Done, tuple[int, ...]]]:
    """Give every rest to the set before it."""
    done: list[tuple[Done, tuple[int, ...]]] = []
    for fact in facts:
        if isinstance(fact, Done):
            done.append((fact, (fact.line,)))
        elif isinstance(fact, Rested):
            if done and len(done[-1][1]) == 1:
                last, lines = done[-1]
                done[-1] = (attrs.evolve(last, rest_min=fact.minutes), (*lines, fact.line))
            else:
                found.refused.append((fact.line, "a rest without a set before it"))
    return done


def _sort_done(found: Sorted, done: list[tuple[Done, tuple[int, ...]]], names: Names) -> None:
    seen: Counter[tuple[str, ...]] = Counter()
    for one, lines in done:
        kind, target, problem = _meaning(one, names)
        if problem:
            if not target and not kind:
                found.unknown[one.name] += 1
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


def _meaning(one: Done, names: Names) -> tuple[str, str, str]:
    """Return the kind of a unit, the row of its catalogue, and why it is refused."""
    key = key_of(one.name)
    if key in names.exercises and (one.reps or not one.minutes):
        if not one.reps or not one.reps.is_integer():
            return "set", names.exercises[key], f"no whole number of repetitions of {shown(one.name)}"
        if one.load_kg < 0.0 and not catalogue()[names.exercises[key]].body_mass_share:
            return "set", names.exercises[key], f"a load below 0 for {shown(one.name)}, which moves no body mass"
        return "set", names.exercises[key], ""
    if key in names.activities:
        target = names.activities[key]
        kind = "run" if target == RUN or target in run_styles() else "method"
        return kind, target, "" if one.minutes else f"no duration of {shown(one.name)}"
    if names.is_noted(one.name, one.category) or (key in names.exercises and one.minutes):
        return "note", "", ""
    return "", "", f"{shown(one.name)} is not known: add it to a file of names and hand that over with --names"


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


def _sort_food(found: Sorted, meals: list[Ate]) -> None:
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
        energy_kcal = sum(meal.energy_kcal for meal in counted)
        if not energy_kcal:
            found.refused += [(meal.line, "no energy was recorded that day") for meal in counted]
            continue
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
