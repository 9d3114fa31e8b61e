"""What a simulation leaves to look at: trajectories, outcomes, and the comparison that pairs them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import numpy as np
from numpy.typing import NDArray

from .events import Event
from .plan import DAYS_PER_WEEK, Scenario, Strategy

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
        doubt: The typical person under each draw of the posterior, where parameters were drawn: lanes are draws.
            Sampled when the people are.
        doubtful_outcomes: What came of the strategy for the typical person under each draw.
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
    doubt: Trajectory | None = None
    doubtful_outcomes: tuple[Outcome, ...] = ()

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
    """One strategy, outcome and muscle: spread between lanes, and the paired difference with the baseline.

    Percentiles are over the lanes: people, or futures of one. Differences are this strategy minus the baseline, lane
    by lane; they are ``None`` for the baseline itself. ``not_reached_fraction`` is the share of lanes in which a
    ``weeks to ...`` never came.
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
    recorded: float | None = None
    """Where runs are compared: what was recorded, beside what may have followed."""
    parameters_difference_p10: float | None = None
    """Where parameters were drawn: the difference of the typical person over the draws alone, 10th percentile."""
    parameters_difference_p90: float | None = None
    """The same, 90th percentile."""


@attrs.frozen
class CurveRow:
    """One point of one curve: percentiles over people.

    Where parameters were drawn, those percentiles hold the spread between people and the doubt about parameters
    together; ``parameters_p10`` and ``parameters_p90`` are the typical person's over the draws alone. They are ``None``
    otherwise.
    """

    strategy: str
    week: float
    muscle: str
    variable: str
    median: float
    p10: float
    p25: float
    p75: float
    p90: float
    parameters_p10: float | None = None
    parameters_p90: float | None = None


@attrs.frozen(kw_only=True)
class Band:
    """What the lanes of a comparison are, and so what its bands say.

    Attributes:
        who: One word for the lanes, plural.
        one: The same, singular.
        described: The plural for captions, after their number.
        alike: What a difference between strategies is taken in.
        caution: What the bands hold and what they do not.
        reference: What the single course beside the bands is.
    """

    who: str
    one: str
    described: str
    alike: str
    caution: str
    reference: str


PEOPLE = Band(
    who="people",
    one="person",
    described="simulated people",
    alike="in the same person",
    caution="Bands are between simulated people under one set of parameters, many of them assumed; the model's own "
    "uncertainty comes on top, and nothing here predicts an individual.",
    reference="The reference athlete: typical habits, nominal parameters, one course of chance.",
)
PEOPLE_AND_PARAMETERS = attrs.evolve(
    PEOPLE,
    described="simulated people, parameters drawn from the posterior",
    caution="Bands hold the spread between people and the doubt about the fitted parameters together; whether the "
    "model has the right shape comes on top, and nothing here predicts an individual.",
)
FUTURES = Band(
    who="futures",
    one="future",
    described="possible futures of one person",
    alike="under the same chance",
    caution="Bands are between courses of chance of one person under one set of parameters; the doubt about parameters "
    "and model comes on top: this is what may follow from the past that was recorded, not what will.",
    reference="An undisturbed course (no illness, nothing missed).",
)
FUTURES_AND_PARAMETERS = attrs.evolve(
    FUTURES,
    described="possible futures of one person, parameters drawn too",
    caution="Bands hold the courses of chance of one person and the doubt about this person's parameters together; "
    "whether the model has the right shape comes on top: this is what may follow from the past that was recorded, not "
    "what will.",
)
FUTURES_OF_RUNS = attrs.evolve(FUTURES, reference="What was recorded: one course of chance.")


@attrs.frozen
class RecordedPast:
    """The stream that a comparison of futures goes on from.

    Attributes:
        stream: Its name.
        head_hash: Of its last event.
    """

    stream: str
    head_hash: str


@attrs.frozen
class Drawn:
    """Where the parameters of the people were drawn from.

    Attributes:
        source: ``posterior`` for the one that ships, ``own draws`` for others.
        draws: How many there were to draw from.
        sha256: Of the file of the posterior that ships; empty for others.
    """

    source: str
    draws: int
    sha256: str = ""


@attrs.frozen(eq=False)
class Comparison:
    """Strategies lived by the same people under the same chance.

    Attributes:
        assumed: What is taken for granted of a recorded past because the record lacks it, one sentence each; every
            result states it.
        remarks: What is to be read beside the answer, one sentence each.
        command: The command line that computes this again; empty stands for that of a comparison of its scenario.
        past: The log that futures were forecast from.
        drawn: Where the people's parameters were drawn from; ``None`` where all had the nominal ones.
    """

    scenario: Scenario
    athletes: int
    seed: int
    parameter_set: str
    arms: tuple[Arm, ...]
    band: Band = PEOPLE
    assumed: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    command: str = ""
    past: RecordedPast | None = None
    drawn: Drawn | None = None

    @property
    def lanes_in_words(self) -> str:
        """How many lanes there are, and of what."""
        band = self.band
        described = band.described.replace(band.who, band.one, 1) if self.athletes == 1 else band.described
        return f"{self.athletes} {described}"

    @property
    def of_futures(self) -> bool:
        """Whether lanes are possible futures of one person, whose past all arms share."""
        return self.band.who == FUTURES.who

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
