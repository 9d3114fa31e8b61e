"""What a strategy leaves to look at: trajectories, and outcomes lane by lane."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs
import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray
from models.words import unknown

from ..errors import UnknownNameError
from ..events import Event
from ..plan import DAYS_PER_WEEK, Strategy
from ..results import Cell, Result
from .arrays import WEEK, dataset, described

if TYPE_CHECKING:
    import xarray


@attrs.frozen(eq=False, repr=False)
class Trajectory(Result):
    """Observables over time.

    Attributes:
        times_days: Sample times since the run's start, shape ``(times,)``.
        start_days: When the strategies begin: week 0.
        muscles: Names along the muscle axis.
        per_muscle: Variable name to array of shape ``(lanes, times, muscles)``.
        whole: Variable name to array of shape ``(lanes, times)``.
    """

    times_days: FloatArray
    start_days: float
    muscles: tuple[str, ...]
    per_muscle: dict[str, FloatArray]
    whole: dict[str, FloatArray]

    @property
    def weeks(self) -> FloatArray:
        """Sample times in weeks from the start of the strategies; history is negative."""
        return (self.times_days - self.start_days) / DAYS_PER_WEEK

    @property
    def from_start(self) -> NDArray[np.bool_]:
        """Mark the samples that belong to the strategy and not to its history."""
        return self.times_days >= self.start_days

    def in_words(self) -> tuple[str, ...]:
        """Return how much was observed, and of what."""
        lanes = len(next(iter(self.whole.values()), ()))
        first, last = (float(self.weeks[place]) for place in (0, -1))
        who = f"{lanes} {'athlete' if lanes == 1 else 'athletes'}"
        return (
            f"Trajectory of {who}, week {first:.4g} to {last:.4g}, {len(self.times_days)} moments",
            f"of each muscle: {', '.join(self.per_muscle)}",
            f"of the body: {', '.join(self.whole)}",
        )

    def rows(self) -> tuple[dict[str, Cell], ...]:
        """Return the first athlete's readings, one moment a row."""
        columns = {name: values[0] for name, values in self.whole.items()} | {
            f"{muscle}_{name}": values[0, :, place]
            for name, values in self.per_muscle.items()
            for place, muscle in enumerate(self.muscles)
        }
        moments = enumerate(self.weeks.tolist())
        return tuple({"week": week, **{name: float(one[k]) for name, one in columns.items()}} for k, week in moments)

    def to_xarray(self) -> xarray.Dataset:
        """Return everything with dimensions ``athlete``, ``week`` and ``muscle``; every variable has its unit.

        Raises:
            MissingExtraError: xarray is not installed.
        """
        per_muscle = {
            name: described(name, ("athlete", "week", "muscle"), values) for name, values in self.per_muscle.items()
        }
        names = {name: name if name not in self.per_muscle else f"body_{name}" for name in self.whole}
        whole = {own: described(own, ("athlete", "week"), self.whole[name]) for name, own in names.items()}
        coordinates = {"week": ("week", self.weeks, WEEK), "muscle": list(self.muscles)}
        return dataset(per_muscle | whole, coordinates, {})

    def variable(self, name: str, muscle: str | None = None) -> FloatArray:
        """Return one variable, shape ``(lanes, times)``; ``muscle`` for those that have one.

        Raises:
            UnknownNameError: There is no such variable or muscle.
        """
        known = self.whole if muscle is None else self.per_muscle
        if name not in known:
            raise UnknownNameError(unknown("variable", name, known))
        if muscle is None:
            return self.whole[name]
        if muscle not in self.muscles:
            raise UnknownNameError(unknown("muscle", muscle, self.muscles))
        return self.per_muscle[name][:, :, self.muscles.index(muscle)]


def joined(stretches: Sequence[Trajectory]) -> Trajectory:
    """Return what was seen in one stretch after the other; week 0 is that of the last."""

    def end_to_end(variables: str) -> dict[str, FloatArray]:
        each = [getattr(stretch, variables) for stretch in stretches]
        return {name: np.concatenate([one[name] for one in each], axis=1) for name in each[-1]}

    return attrs.evolve(
        stretches[-1],
        times_days=np.concatenate([stretch.times_days for stretch in stretches]),
        per_muscle=end_to_end("per_muscle"),
        whole=end_to_end("whole"),
    )


@attrs.frozen(eq=False)
class Outcome:
    """One thing that people ask about, for every lane of a cohort.

    Attributes:
        name: Stable name, unit last (``legs_size_change_percent``).
        label: Words for tables and pictures.
        unit: Unit as printed.
        more_is_better: ``None`` where neither direction is better.
        muscle: Name of the muscle, or ``legs`` or ``body``.
        values: One number a lane, shape ``(lanes,)``; ``nan`` where it does not apply, ``inf`` where it was not
            reached.
        exposure: For rare events, what they are counted against, shape ``(lanes,)``: the summary then pools people
            into one rate with an 80 % Poisson interval instead of percentiles over people.
    """

    name: str
    label: str
    unit: str
    more_is_better: bool | None
    muscle: str
    values: FloatArray
    exposure: FloatArray | None = None


@attrs.frozen(eq=False)
class Arm:
    """One strategy as the cohort lived it.

    Attributes:
        strategy: What was prescribed.
        trajectory: Daily from week 0, weekly before; lanes are the people of the cohort.
        outcomes: What came of it.
        reference_log: The reference athlete's own events (typical habits, nominal parameters).
        reference: The reference athlete's trajectory, four samples a day from week 0.
        stream: Name of the reference athlete's stream in the store; empty if none was written.
        head_hash: Hash of the last event of that stream, which speaks for all before it.
        people_logs: The logs of the people of the cohort, where they were asked for.
        recorded: Where a run is the arm, what came of it as it was recorded: lanes are one. The reference log and
            trajectory then are the run's.
        uncertainty: The typical person under each draw of the posterior, where parameters were drawn: lanes are draws.
            Sampled when the people are.
        uncertain_outcomes: What came of the strategy for the typical person under each draw.
    """

    strategy: Strategy
    trajectory: Trajectory
    outcomes: tuple[Outcome, ...]
    reference_log: tuple[Event, ...]
    reference: Trajectory
    stream: str = ""
    head_hash: str = ""
    people_logs: tuple[tuple[Event, ...], ...] = ()
    recorded: tuple[Outcome, ...] = ()
    uncertainty: Trajectory | None = None
    uncertain_outcomes: tuple[Outcome, ...] = ()

    @property
    def name(self) -> str:
        """Name of the strategy."""
        return self.strategy.name

    @property
    def label(self) -> str:
        """Words for the strategy."""
        return self.strategy.label

    def outcome(self, name: str, muscle: str) -> Outcome:
        """Return one outcome.

        Raises:
            UnknownNameError: There is no such outcome.
        """
        for outcome in self.outcomes:
            if (outcome.name, outcome.muscle) == (name, muscle):
                return outcome
        known = [f"{outcome.name} of {outcome.muscle}" for outcome in self.outcomes]
        raise UnknownNameError(unknown("outcome", f"{name} of {muscle}", known))
