"""Stretches of sleep, joined into nights and naps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import attrs

from .facts import Asleep

EVENING_HOUR = 20
NAP_FROM_HOUR = 9
NAP_UNTIL_HOUR = 20
SHORTEST_HOURS = 0.05
LONGEST_HOURS = 24.0
ROUNDING_HOURS = 0.05


@attrs.frozen
class Rest:
    """A night or a nap.

    Attributes:
        day: Day on which it ended.
        woke: When it ended; ``None`` where only the day is known.
        lines: Where its stretches stand.
    """

    day: date
    hours: float
    woke: datetime | None
    lines: tuple[int, ...]
    is_nap: bool


@attrs.define
class Sleep:
    """What the stretches add up to, and which of them cannot be."""

    rests: list[Rest] = attrs.field(factory=list)
    refused: list[tuple[int, str]] = attrs.field(factory=list)


def join(stretches: Iterable[Asleep]) -> Sleep:
    """Join stretches into nights and naps.

    Stretches that were all sleep may overlap, as two devices in one bed do, and count once. Of records that sum up a
    night, the first counts. What begins by day and ends the same day is a nap.
    """
    sleep = Sleep()
    by_rest: dict[tuple[date, datetime | None], list[Asleep]] = defaultdict(list)
    for one in stretches:
        problem = _impossible(one)
        if problem:
            sleep.refused.append((one.line, problem))
        elif _is_nap(one):
            by_rest[one.day, one.start].append(one)
        else:
            by_rest[_night_of(one), None].append(one)
    for (day, nap_start), parts in sorted(by_rest.items(), key=lambda item: (item[0][0], item[0][1] or datetime.min)):  # noqa: DTZ901
        _add(sleep, day, parts, is_nap=nap_start is not None)
    return sleep


def _impossible(one: Asleep) -> str:
    if not SHORTEST_HOURS <= one.hours <= LONGEST_HOURS and not one.exact:
        return f"{one.hours:.2f} hours of sleep cannot be"
    if one.start is None or one.end is None:
        return ""
    between = (one.end - one.start).total_seconds() / 3600.0
    if not 0.0 <= between <= LONGEST_HOURS:
        return f"it ends {between:.1f} hours after it starts"
    # The night on which clocks go forward shows an hour less on the wall.
    if one.hours > between + 1.0 + ROUNDING_HOURS:
        return f"{one.hours * 60.0:.0f} minutes of sleep do not fit in {between * 60.0:.0f} from start to end"
    return ""


def _is_nap(one: Asleep) -> bool:
    if one.start is None or one.end is None or one.start.date() != one.end.date():
        return False
    return one.start.hour >= NAP_FROM_HOUR and one.end.hour < NAP_UNTIL_HOUR


def _night_of(one: Asleep) -> date:
    """Return the day on which the night ends: what ends in the evening belongs to the next."""
    if one.end is None:
        return one.day
    return (one.end + timedelta(hours=24 - EVENING_HOUR)).date()


def _add(sleep: Sleep, day: date, parts: list[Asleep], *, is_nap: bool) -> None:
    hours, lines = 0.0, []
    covered: datetime | None = None
    counted: list[Asleep] = []
    for one in sorted(parts, key=lambda part: (part.start or datetime.min, part.line)):  # noqa: DTZ901 - only to sort
        if one.start is None or one.end is None or not one.exact:
            if counted and (one.start is None or covered is None or one.start < covered):
                sleep.refused.append((one.line, "another record of the same night came before it"))
                continue
            hours += one.hours
        else:
            begins = max(one.start, covered) if covered else one.start
            hours += max(0.0, (one.end - begins).total_seconds() / 3600.0)
        if one.end is not None:
            covered = max(covered, one.end) if covered else one.end
        counted.append(one)
        lines.append(one.line)
    if hours > LONGEST_HOURS or hours < SHORTEST_HOURS:
        sleep.refused += [(line, f"{hours:.2f} hours of sleep in one night cannot be") for line in lines]
        return
    sleep.rests.append(Rest(day, round(hours, 4), covered, tuple(lines), is_nap))
