"""What a simulation leaves to look at: trajectories, outcomes, and the comparison that pairs them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import numpy as np
from numpy.typing import NDArray

from .events import Event
from .plan import Scenario, Strategy

if TYPE_CHECKING:
    import xarray

FloatArray = NDArray[np.float64]

BAND_PERCENTILES = (10.0, 25.0, 50.0, 75.0, 90.0)


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
        return (self.times_days - self.start_days) / 7.0

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
        doubt: The typical person under each draw of the posterior, where parameters were drawn: lanes are draws.
    """

    strategy: Strategy
    trajectory: Trajectory
    outcomes: tuple[Outcome, ...]
    reference_log: tuple[Event, ...]
    reference: Trajectory
    stream: str = ""
    head_hash: str = ""
    people_logs: tuple[tuple[Event, ...], ...] = ()
    doubt: Trajectory | None = None

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


@attrs.frozen
class SummaryRow:
    """One strategy, outcome and muscle: spread between people, and the paired difference with the baseline.

    Percentiles are over the people of the cohort. Differences are this strategy minus the baseline, person by person;
    they are
    ``None`` for the baseline itself. ``not_reached_fraction`` is the share of people in whom a ``weeks to ...`` never
    came.
    """

    strategy: str
    label: str
    outcome: str
    outcome_label: str
    unit: str
    muscle: str
    median: float
    p10: float
    p90: float
    difference_median: float | None
    difference_p10: float | None
    difference_p90: float | None
    better_off_fraction: float | None
    not_reached_fraction: float
    pooled: bool = False
    """Whether this is one rate pooled over people (median) with its 80 % Poisson interval (p10, p90)."""


@attrs.frozen
class CurveRow:
    """One point of one curve: percentiles over people."""

    strategy: str
    week: float
    muscle: str
    variable: str
    median: float
    p10: float
    p25: float
    p75: float
    p90: float


@attrs.frozen
class Band:
    """What the lanes of a comparison are, and so what its bands say.

    Attributes:
        who: One word for the lanes, plural.
        described: The same for captions, after their number.
        caution: What the bands hold and what they do not.
    """

    who: str
    described: str
    caution: str


PEOPLE = Band(
    "people",
    "simulated people",
    "Bands are between simulated people under one set of parameters, many of them assumed; the model's own uncertainty "
    "comes on top, and nothing here predicts an individual.",
)
PEOPLE_AND_PARAMETERS = Band(
    "people",
    "simulated people, parameters drawn from the posterior",
    "Bands hold the spread between people and the doubt about the fitted parameters together; whether the model has "
    "the right shape comes on top, and nothing here predicts an individual.",
)
FUTURES = Band(
    "futures",
    "possible futures of one person",
    "Bands are between courses of chance of one person under one set of parameters; the doubt about parameters and "
    "model comes on top: this is what may follow from the past that was recorded, not what will.",
)


@attrs.frozen(eq=False)
class Comparison:
    """Strategies lived by the same people under the same chance."""

    scenario: Scenario
    athletes: int
    seed: int
    parameter_set: str
    arms: tuple[Arm, ...]
    band: Band = PEOPLE

    @property
    def lanes_in_words(self) -> str:
        """How many lanes there are, and of what."""
        return f"{self.athletes} {self.band.described}"

    @property
    def baseline(self) -> Arm:
        """The strategy that the others are compared with."""
        return self.arm(self.scenario.baseline)

    def arm(self, name: str) -> Arm:
        """Return the arm of a strategy.

        Raises:
            KeyError: No strategy has this name.
        """
        for arm in self.arms:
            if arm.name == name:
                return arm
        raise KeyError(name)

    def summary(self) -> tuple[SummaryRow, ...]:
        """Return the table behind ``summary.csv``."""
        from .metrics import summarise

        return summarise(self)

    def curves(self) -> tuple[CurveRow, ...]:
        """Return the table behind ``curves.csv``."""
        from .metrics import tabulate_curves

        return tabulate_curves(self)

    def answer(self) -> str:
        """Return the answer in plain words, with its uncertainty."""
        from .answer import answer_in_words

        return answer_in_words(self)

    def plot(self, folder: Path | str) -> tuple[Path, ...]:
        """Draw every figure as SVG and PNG into ``folder`` and return their paths."""
        from .report.figures import draw_figures

        return draw_figures(self, Path(folder))

    def to_xarray(self) -> xarray.Dataset:
        """Return trajectories with labelled dimensions ``strategy``, ``athlete``, ``week`` and ``muscle``.

        Raises:
            MissingExtraError: xarray is not installed.
        """
        from .labelled import comparison_to_xarray

        return comparison_to_xarray(self)
