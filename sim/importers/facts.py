"""What a row of a file says, whatever the file was: plain facts with the line that they stand in."""

from __future__ import annotations

from datetime import date, datetime

import attrs


@attrs.frozen(kw_only=True)
class Done:
    """One set, or one bout of something else.

    Attributes:
        line: Where it stands in the file.
        start: When the session began, as a clock on the wall showed it.
        name: Exercise or activity, as the file has it.
        session: The session that it belongs to; empty where the file knows no sessions.
        session_min: How long that session took; 0 if unknown.
        load_kg: External load, negative where it assists.
        reps_in_reserve: As reported; ``None`` if it was not.
        manner: ``warm_up``, ``drop``, ``back_off``, ``working``, ``failure`` or empty.
        rest_min: Rest after the set; ``None`` if unknown.
        category: Body part, where the app says one.
    """

    line: int
    start: datetime
    name: str
    session: str = ""
    session_min: float = 0.0
    load_kg: float = 0.0
    reps: float = 0.0
    reps_in_reserve: float | None = None
    manner: str = ""
    minutes: float = 0.0
    distance_km: float = 0.0
    rest_min: float | None = None
    category: str = ""


@attrs.frozen(kw_only=True)
class Rested:
    """Rest after the set before.

    Attributes:
        start: When its session began; ``None`` where the row does not say.
    """

    line: int
    minutes: float
    start: datetime | None = None


@attrs.frozen(kw_only=True)
class Asleep:
    """A stretch of sleep.

    Attributes:
        day: Day on which it ended.
        start: When it began; ``None`` where only the day is known.
        exact: Whether all of the time between start and end was sleep, so that overlapping stretches may be joined.
    """

    line: int
    day: date
    hours: float
    start: datetime | None = None
    end: datetime | None = None
    exact: bool = False


@attrs.frozen(kw_only=True)
class Ate:
    """A meal or a whole day of eating.

    Attributes:
        meal: Name of the meal; empty for the whole day.
        water_l: ``None`` if it was not recorded.
        blank: Nutrients that the file leaves blank and that count as 0.
        complete: Whether the athlete marked the day as complete; ``None`` where the app knows no mark.
    """

    line: int
    day: date
    meal: str = ""
    energy_kcal: float
    protein_g: float
    carbohydrate_g: float
    water_l: float | None = None
    blank: tuple[str, ...] = ()
    complete: bool | None = None


@attrs.frozen(kw_only=True)
class Spoilt:
    """A row about a day's food that was refused: what is left of that day is no day."""

    line: int
    day: date


@attrs.frozen(kw_only=True)
class Weighed:
    """Body mass on a scale."""

    line: int
    start: datetime
    body_mass_kg: float


@attrs.frozen(kw_only=True)
class Remarked:
    """Words about a day."""

    line: int
    start: datetime
    text: str


Fact = Done | Rested | Asleep | Ate | Spoilt | Weighed | Remarked


def day_of(fact: Fact) -> date | None:
    """Return the day of a fact, ``None`` where it does not say."""
    if isinstance(fact, Asleep | Ate | Spoilt):
        return fact.day
    return fact.start.date() if fact.start is not None else None
