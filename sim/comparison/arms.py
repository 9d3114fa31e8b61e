"""What a strategy leaves to look at: trajectories, and outcomes lane by lane."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray

from ..events import Event
from ..plan import DAYS_PER_WEEK, Strategy


@attrs.frozen(eq=False)
class Trajectory:
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

    def variable(self, name: str, muscle: str | None = None) -> FloatArray:
        """Return one variable, shape ``(lanes, times)``; ``muscle`` for those that have one.

        Raises:
            KeyError: There is no such variable or muscle.
        """
        if muscle is None:
            return self.whole[name]
        if muscle not in self.muscles:
            raise KeyError(muscle)
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
            KeyError: There is no such outcome.
        """
        for outcome in self.outcomes:
            if (outcome.name, outcome.muscle) == (name, muscle):
                return outcome
        raise KeyError((name, muscle))
