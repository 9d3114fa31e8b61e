"""From a file to a log: what an import would do, doing it, and undoing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs

from ..errors import ConflictError, InputError, PartialRetryError
from ..events import (
    DOUBTFUL,
    AthleteDescribed,
    Event,
    FoodEaten,
    ImportBegan,
    ImportUndone,
    NightSlept,
    StreamStarted,
    payload_fields,
)
from ..log.contract import EventStore
from ..log.import_marks import Import, effective, imports_of
from ..plan import Athlete, SleepHabit
from ..scenario.shapes import Number
from ..scenario.tables import ATHLETE
from ..versions import versions
from .build import Builder
from .conventions import Options
from .facts import Weighed
from .known import Fresh, day_0_of, leave_out_known
from .lifts import Lift
from .names import Names, shipped_names
from .reading import Refusals, Understood, understand
from .reserve import Reserve, reserves
from .roles import inferred_count, with_roles
from .source import Source
from .text import clean, shown
from .units import Sorted, Unit, sort_facts

LONG_GAP = timedelta(days=5 * 365)
MOST_TOLD = 3


LONGEST_NAME = 120


@attrs.frozen
class Unknown:
    """A name that is not known.

    Attributes:
        count: Rows that have it.
        suggested: Rows of the catalogue that it may mean, the nearest first.
        is_bout: Whether it has a length and no repetitions.
    """

    count: int
    suggested: tuple[str, ...]
    is_bout: bool


@attrs.frozen(kw_only=True)
class Draft:
    """What an import would do; nothing is written yet.

    Attributes:
        stream: Into which it goes.
        version: Of the stream, on which all this rests.
        file: Name of the file.
        format: What wrote it.
        place: What a row's number counts.
        row_count: Rows of the file: each is new, known or refused.
        new_count: Rows that would be imported.
        known_count: Rows that say what the log holds already.
        refusals: Rows that are not imported, with the reason of each.
        unknown: Names that are not known, the most frequent first.
        settled: What had to be decided to read the file, and why so.
        assumed: What the file does not say and is taken for granted.
        start: Date of day 0.
        events: What would be appended; empty if there is nothing new.
    """

    stream: str
    version: int
    file: str
    format: str
    place: str
    row_count: int
    new_count: int
    known_count: int
    refusals: Refusals
    unknown: dict[str, Unknown]
    settled: dict[str, str]
    assumed: dict[str, str]
    start: date | None
    events: tuple[Event, ...]

    @property
    def began(self) -> ImportBegan | None:
        """The marker of the import; ``None`` if there is nothing new."""
        return next((event for event in self.events if isinstance(event, ImportBegan)), None)

    @property
    def facts(self) -> tuple[Event, ...]:
        """The events that the import brings, without the markers before them."""
        return self.events[-self.began.event_count :] if self.began is not None else ()


def draft_import(
    file: Path,
    stream: str,
    log: Sequence[Event] = (),
    *,
    wanted: str = "",
    options: Options | None = None,
    names: Names | None = None,
    athlete: Mapping[str, str | float] | None = None,
) -> Draft:
    """Read a file and work out what importing it would do. Nothing is written.

    Args:
        file: What an app exported.
        stream: Into which the import goes.
        log: What that stream holds.
        wanted: Name of the format; empty detects it.
        options: What the user settles.
        names: What exercises are called; ``None`` takes those that ship.
        athlete: What is known of the athlete when a stream begins: fields of :class:`~sim.plan.Athlete`.

    Raises:
        InputError: The file cannot be read as what it should be, or something has to be settled first.
    """
    names = names or shipped_names()
    if log and not (isinstance(log[0], StreamStarted) and log[0].origin == "imported"):
        raise InputError(f"the run {stream!r} was simulated and not imported; give the athlete another name")
    source = Source(file)
    read = understand(source, wanted, options or Options())
    described, assumed, untold = _describe(log, read, athlete or {})
    refused = [line for line, _ in read.refusals]
    found = sort_facts(read.facts, names, _wake_hour(), float(described.body_mass_kg), refused)
    fresh = leave_out_known(found.units, log)
    read.refusals.add_all([*found.refused, *fresh.refused])
    day_0 = day_0_of(log) or _monday_before(fresh)
    events: tuple[Event, ...] = ()
    if fresh.units and day_0 is not None:
        brought = _build(found, fresh, day_0, described, assumed)
        assumed |= _stated(log, brought, read, fresh)
        began = _begin(source, read, brought, fresh, len(log), day_0, assumed, untold)
        events = (*(() if log else _preamble(source.name, began.sha256, described)), began, *brought)
    return Draft(
        stream=stream,
        version=len(log),
        file=source.name,
        format=read.detected.format.name,
        place=read.detected.format.place,
        row_count=read.row_count,
        new_count=sum(len(unit.lines) for unit in fresh.units),
        known_count=fresh.known_count,
        refusals=read.refusals,
        unknown={
            clean(name, LONGEST_NAME): Unknown(count, names.suggestions(name), is_bout=name in found.bouts)
            for name, count in found.unknown.most_common()
        },
        settled=read.conventions.why,
        assumed=assumed,
        start=day_0,
        events=events,
    )


def commit_import(draft: Draft, store: EventStore) -> str:
    """Write a draft: all of it or nothing.

    Returns:
        The import's id, by which it can be undone; empty if there was nothing new.

    Raises:
        ConflictError: The log has changed since the draft was made.
    """
    if draft.began is None:
        return ""
    try:
        store.append(draft.stream, draft.events, draft.version)
    except (ConflictError, PartialRetryError) as error:
        raise ConflictError(f"{draft.stream} has changed since the file was read: import it again") from error
    return draft.began.import_id


def undo_import(store: EventStore, stream: str, import_id: str) -> Import:
    """Undo exactly one import by an event that says so; the log only grows.

    Args:
        store: Holds the log.
        stream: Into which the import went.
        import_id: Its id, or enough of its beginning.

    Returns:
        What was undone.

    Raises:
        InputError: There is no such import, or it was undone before.
    """
    log = store.read(stream)
    imports = imports_of(log)
    chosen = [one for one in imports if import_id and one.began.import_id.startswith(import_id)]
    if len(chosen) != 1:
        told = ", ".join(f"{one.began.import_id} ({one.began.file})" for one in imports) or "none"
        raise InputError(f"{stream} has {len(chosen)} imports {clean(import_id)!r}, expected one of: {told}")
    if chosen[0].undone:
        raise InputError(f"import {chosen[0].began.import_id} of {stream} was undone before")
    last_days = max(event.time_days for event in log)
    undone = ImportUndone(time_days=last_days, import_id=chosen[0].began.import_id)
    store.append(stream, (undone,), len(log))
    return chosen[0]


def _wake_hour() -> float:
    habit = SleepHabit()
    return (habit.bedtime_hour + habit.hours) % 24.0


def _monday_before(fresh: Fresh) -> date | None:
    if not fresh.units:
        return None
    first = min(unit.start for unit in fresh.units).date()
    return first - timedelta(days=first.weekday())


def _describe(
    log: Sequence[Event], read: Understood, known: Mapping[str, str | float]
) -> tuple[AthleteDescribed, dict[str, str], tuple[str, ...]]:
    """Return who the athlete is, as the log has it or as far as it is known, and what of that nobody told."""
    there = next((event for event in log if isinstance(event, AthleteDescribed)), None)
    if there is not None:
        return there, {}, ()
    fields: dict[str, Any] = dict(known)
    weighed = [fact for fact in read.facts if isinstance(fact, Weighed)]
    if weighed:
        fields.setdefault("body_mass_kg", min(weighed, key=lambda fact: fact.start).body_mass_kg)
    _check_athlete(fields)
    typical = Athlete()
    missing = {name: getattr(typical, name) for name in payload_fields(AthleteDescribed) if name not in fields}
    told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in missing.items())
    described = AthleteDescribed(time_days=0.0, **fields, **missing)
    stated = {"athlete": f"{told}: the typical person, where nothing is told"} if missing else {}
    return described, stated, tuple(missing)


def _check_athlete(fields: Mapping[str, str | float]) -> None:
    """Refuse what a scenario would refuse, too.

    Raises:
        InputError: A number is out of range.
    """
    for field in ATHLETE.fields:
        value = fields.get(field.key)
        if isinstance(field.shape, Number) and value is not None:
            low, high = field.shape.low, field.shape.high
            if not low <= float(value) <= high:
                raise InputError(f"--{field.key.replace('_', '-')} must be between {low:g} and {high:g}, found {value}")


def _build(
    found: Sorted, fresh: Fresh, day_0: date, described: AthleteDescribed, assumed: dict[str, str]
) -> list[Event]:
    # Sets that the log holds already are no news, but they tell how strong the athlete was.
    sets = [unit for unit in found.units if unit.kind == "set" and unit.done is not None]
    body_mass_kg = float(described.body_mass_kg)
    lifts = with_roles([Lift(unit.done, unit.target) for unit in sets if unit.done is not None], body_mass_kg)
    assumed |= _stated_of_sets(lifts)
    left: dict[str, Reserve] = {
        unit.identity: one for unit, one in zip(sets, reserves(lifts, body_mass_kg), strict=True)
    }
    roles = {unit.identity: lift.role for unit, lift in zip(sets, lifts, strict=True)}
    builder = Builder(datetime.combine(day_0, datetime.min.time()), left, roles, assumed)
    return builder.events(fresh.units)


def _stated_of_sets(lifts: Sequence[Lift]) -> dict[str, str]:
    """Return what was told from loads alone."""
    stated = {}
    count = inferred_count(lifts)
    if count:
        stated["roles"] = f"{count} sets are warm-ups or back-off sets by their loads, where the file marks none"
    doubts = [lift.done for lift in lifts if lift.role == DOUBTFUL]
    if doubts:
        told = ", ".join(f"{done.load_kg:g} kg of {shown(done.name)} in row {done.line}" for done in doubts[:MOST_TOLD])
        more = f" and {len(doubts) - MOST_TOLD} more" if len(doubts) > MOST_TOLD else ""
        stated["doubtful_loads"] = (
            f"{told}{more}: far above the rest of that exercise, no evidence of strength; correct the file if mistyped"
        )
    return stated


def _stated(log: Sequence[Event], brought: Sequence[Event], read: Understood, fresh: Fresh) -> dict[str, str]:
    """Return what is assumed because neither the log nor the file says it."""
    everything = [*effective(log), *brought]
    stated = {}
    if not any(isinstance(event, NightSlept) for event in everything):
        stated["sleep"] = "no night is recorded: as much sleep as is needed"
    if not any(isinstance(event, FoodEaten) for event in everything):
        stated["food"] = "no food is recorded: usual protein, and as much energy as is spent"
    gap = _longest_gap(fresh)
    if gap is not None:
        stated["gap"] = gap
    if read.has_untimed and any(_needs_time(unit) for unit in fresh.units):
        stated["time_of_day"] = f"{read.conventions.options.at} where a date has no time"
    if any(unit.rest is not None and unit.rest.woke is None for unit in fresh.units):
        stated["waking"] = f"at {_wake_hour():g} h where a night has no times"
    return stated


def _longest_gap(fresh: Fresh) -> str | None:
    """Return the longest time without a fact, in words, if it is of years."""
    starts = sorted(unit.start for unit in fresh.units)
    before, after = max(pairwise(starts), key=lambda pair: pair[1] - pair[0], default=(None, None))
    if before is None or after is None or after - before < LONG_GAP:
        return None
    years = (after - before).days / 365.25
    return (
        f"nothing was recorded in the {years:.0f} years from {before:%Y-%m-%d} to {after:%Y-%m-%d}: is the date right?"
    )


def _needs_time(unit: Unit) -> bool:
    return unit.done is not None


def _begin(
    source: Source,
    read: Understood,
    brought: Sequence[Event],
    fresh: Fresh,
    version: int,
    day_0: date,
    assumed: dict[str, str],
    untold: tuple[str, ...],
) -> ImportBegan:
    digest = source.sha256()
    return ImportBegan(
        time_days=min(event.time_days for event in brought),
        import_id=sha256(f"{digest} {version}".encode()).hexdigest()[:8],
        file=source.name,
        sha256=digest,
        format=read.detected.format.name,
        start_date=day_0.isoformat(),
        event_count=len(brought),
        row_count=read.row_count,
        refused_count=len(read.refusals),
        settled=dict(read.conventions.why),
        assumed=dict(assumed),
        facts={unit.identity: unit.content for unit in fresh.units},
        untold=untold,
    )


def _preamble(file: str, digest: str, described: AthleteDescribed) -> tuple[Event, ...]:
    started = StreamStarted(
        time_days=0.0, origin="imported", scenario=file, scenario_sha256=digest, versions=versions()
    )
    return started, described
