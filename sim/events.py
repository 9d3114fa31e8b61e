"""What happened in the world: frozen facts that know nothing of physiology.

An event of a cohort holds, for each field, a scalar (the same for everyone) or an array of shape ``(lanes,)``, and a
``mask`` of who took part. ``event.lane(i)`` is one athlete's own event with plain numbers; only those are recorded.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs
import numpy as np
from numpy.typing import NDArray

type_of_event: dict[str, type[Event]] = {}

Quantity = float | NDArray[np.float64]
Mask = NDArray[np.bool_]

WORKING, WARM_UP, DROP, BACK_OFF, DOUBTFUL = ROLES = ("working", "warm_up", "drop", "back_off", "doubtful")
"""What a set is for: at the working load; before it and lighter; at once after a set, lighter; later, lighter.

A doubtful set was done, but its load cannot be meant: it tells neither strength nor the next load.
"""


def _of_lane(value: Any, index: int) -> Any:  # noqa: ANN401 - payload fields are of any plain type
    """Return what a cohort's field holds for one athlete."""
    if isinstance(value, np.ndarray):
        return value[index].item()
    if isinstance(value, tuple):
        return tuple(_of_lane(item, index) for item in value)
    if isinstance(value, SetPerformed):
        return value.lane(index)
    return value


@attrs.frozen
class SetPerformed:
    """One set as it was done.

    Attributes:
        exercise: Name in the catalogue.
        load_kg: External load; 0 for bodyweight alone. Scalar or ``(lanes,)``.
        reps: Repetitions completed; 0 means that this athlete did not do the set.
        reps_in_reserve: Repetitions that were still possible.
        rest_min: Rest before the next set.
        tempo_s: Duration of one repetition.
        role: One of :data:`ROLES`. Only a working set tells with which load to go on; a warm-up is no work.
        reserve_estimated: Whether nobody rated the reserve, so that it was worked out from loads.
    """

    exercise: str
    load_kg: Quantity
    reps: Quantity
    reps_in_reserve: Quantity
    rest_min: Quantity = 2.0
    tempo_s: Quantity = 3.0
    role: str = WORKING
    reserve_estimated: bool = False

    def lane(self, index: int) -> SetPerformed:
        """Return the set as athlete ``index`` did it."""
        numbers = ("load_kg", "reps", "reps_in_reserve", "rest_min", "tempo_s")
        return attrs.evolve(self, **{name: _of_lane(getattr(self, name), index) for name in numbers})


@attrs.frozen(kw_only=True)
class Event:
    """A fact at a moment.

    Attributes:
        time_days: Days since the run's start.
        mask: Who took part, shape ``(lanes,)``; ``None`` means everyone. Never recorded.
    """

    kind: ClassVar[str] = ""
    version: ClassVar[int] = 1

    time_days: float
    mask: Mask | None = None

    def __init_subclass__(cls, **kwargs: object) -> None:
        """Register the stable type name, which logs use instead of an import path."""
        super().__init_subclass__(**kwargs)
        if "kind" in cls.__dict__:
            type_of_event[cls.kind] = cls

    def concerns(self, index: int) -> bool:
        """Tell whether athlete ``index`` took part."""
        return self.mask is None or bool(self.mask[index])

    def lane(self, index: int) -> Self:
        """Return this event as athlete ``index`` lived it: plain numbers, no mask."""
        fields = {name: _of_lane(getattr(self, name), index) for name in payload_fields(type(self))}
        return type(self)(time_days=self.time_days, **fields)


def payload_fields(event_type: type[Event]) -> tuple[str, ...]:
    """Name the fields that a record of this type carries besides its time."""
    return tuple(f.name for f in attrs.fields(event_type) if f.name not in {"time_days", "mask"})


@attrs.frozen(kw_only=True)
class StreamStarted(Event):
    """Where a stream comes from: enough to live it again, or the file that it was imported from."""

    kind = "stream_started"

    origin: str
    """``simulated`` or ``imported``."""
    scenario: str = ""
    """Name of the scenario, or of the imported file."""
    scenario_sha256: str = ""
    scenario_text: str = ""
    """The scenario as resolved (extends and library plans included), so that a lane can be lived again."""
    strategy: str = ""
    athlete: int = 0
    """Which person of the cohort; 0 is the reference athlete."""
    seed: int = 0
    history_days: float = 0.0
    """When the strategies begin: week 0 of every picture and table."""
    parameters: dict[str, Any] = attrs.field(factory=dict)
    """Value of every parameter for this athlete."""
    versions: dict[str, str] = attrs.field(factory=dict)
    parent: str = ""
    """Name of the stream that this one branched from."""
    parent_events: int = 0
    """How many of the parent's events are shared."""


@attrs.frozen(kw_only=True)
class AthleteDescribed(Event):
    """Who this is, at the start."""

    kind = "athlete_described"

    sex: str
    age_years: Quantity
    body_mass_kg: Quantity
    body_fat_fraction: Quantity
    stature_cm: Quantity


@attrs.frozen(kw_only=True)
class PhaseBegan(Event):
    """A phase of the plan began. A marker: it changes no body."""

    kind = "phase_began"

    phase: str
    plan: str = ""


@attrs.frozen(kw_only=True)
class PhaseEnded(Event):
    """A phase of the plan was lived to its end. A marker: it changes no body."""

    kind = "phase_ended"


@attrs.frozen(kw_only=True)
class SessionPerformed(Event):
    """A strength session with its sets, in the order in which they were done.

    Attributes:
        session: Name of the session in the plan.
        sets: What was done.
        minutes: How long it took; 0 where nobody knows.
        light: 1 where the session was meant to be light (a deload), so that its loads are no guide to the next.
    """

    kind = "session_performed"
    version = 2

    session: str
    sets: tuple[SetPerformed, ...]
    minutes: Quantity = 0.0
    light: Quantity = 0.0

    @property
    def work(self) -> tuple[SetPerformed, ...]:
        """The sets that are work: all but warm-ups."""
        return tuple(done for done in self.sets if done.role != WARM_UP)

    def lane(self, index: int) -> Self:
        """Return the session as athlete ``index`` did it: without the sets that only others did."""
        own = super().lane(index)
        return attrs.evolve(own, sets=tuple(done for done in own.sets if done.reps > 0.0))


@attrs.frozen(kw_only=True)
class SessionMissed(Event):
    """A planned session did not happen."""

    kind = "session_missed"

    session: str
    reason: str


@attrs.frozen(kw_only=True)
class RunCompleted(Event):
    """A run: its style (a row of the catalogue of activities), duration and distance."""

    kind = "run_completed"

    style: str
    minutes: Quantity
    distance_km: Quantity


@attrs.frozen(kw_only=True)
class RecoveryDone(Event):
    """A recovery method (a row of the catalogue of activities) was used."""

    kind = "recovery_done"

    method: str
    minutes: Quantity


@attrs.frozen(kw_only=True)
class NightSlept(Event):
    """A night ended."""

    kind = "night_slept"

    hours: Quantity


@attrs.frozen(kw_only=True)
class NapTaken(Event):
    """A nap ended."""

    kind = "nap_taken"

    hours: Quantity


@attrs.frozen(kw_only=True)
class FoodEaten(Event):
    """What one day's meals added up to, told at its end.

    Attributes:
        energy_kcal: Energy eaten.
        meal_protein_g: Protein of each meal.
        carbohydrate_g: Carbohydrate eaten.
        water_l: Water drunk, that of the food included.
        span_days: How many days the record covers.
    """

    kind = "food_eaten"

    energy_kcal: Quantity
    meal_protein_g: tuple[Quantity, ...]
    carbohydrate_g: Quantity
    water_l: Quantity
    span_days: float = 1.0


@attrs.frozen(kw_only=True)
class StressFelt(Event):
    """Life stress from now on, 0 (none) to 1 (extreme)."""

    kind = "stress_felt"

    level: Quantity


@attrs.frozen(kw_only=True)
class FellIll(Event):
    """An illness began; severity 0 to 1."""

    kind = "fell_ill"

    severity: Quantity


@attrs.frozen(kw_only=True)
class GotInjured(Event):
    """A muscle was injured; severity 0 to 1. ``cause`` is ``training`` or ``running``."""

    kind = "got_injured"

    muscle: str
    severity: Quantity
    cause: str


@attrs.frozen(kw_only=True)
class UnloadingBegan(Event):
    """The leg was taken out of use: ``bed_rest``, ``limb_suspension`` or ``cast``."""

    kind = "unloading_began"

    manner: str


@attrs.frozen(kw_only=True)
class UnloadingEnded(Event):
    """The leg bears weight again."""

    kind = "unloading_ended"


@attrs.frozen(kw_only=True)
class NoteMade(Event):
    """A remark. It changes no body."""

    kind = "note_made"

    text: str


@attrs.frozen(kw_only=True)
class ImportBegan(Event):
    """The next events of the stream, ``event_count`` of them, were read from a file. A marker: it changes no body.

    Attributes:
        import_id: By which the import can be undone.
        file: Name of the file, without its folder.
        sha256: Of the file's bytes.
        format: What wrote the file.
        start_date: Date of day 0 of the stream, ISO 8601.
        event_count: How many events follow.
        row_count: How many rows the file had.
        refused_count: How many of them were not imported.
        settled: What had to be decided to read the file, and why so.
        assumed: What the file does not say and was taken for granted.
        facts: Identity of everything that was imported, and what it said: so that nothing is imported twice.
        untold: Fields of :class:`AthleteDescribed` that nobody told, so that they are those of the typical person.
    """

    kind = "import_began"
    version = 2

    import_id: str
    file: str
    sha256: str
    format: str
    start_date: str
    event_count: int
    row_count: int
    refused_count: int
    settled: dict[str, str]
    assumed: dict[str, str]
    facts: dict[str, str]
    untold: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class ImportUndone(Event):
    """The events of one import are not true. A marker: it changes no body, and readers leave those events out."""

    kind = "import_undone"

    import_id: str
