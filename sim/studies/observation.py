"""What a study observed: one row of the table beside its protocol."""

from __future__ import annotations

import math
from collections.abc import Callable

import attrs
import numpy as np

from models.arrays import FloatArray
from models.references import known_source
from models.rows import word

from .measures import Instrument, Measure, instruments, measures, targets

FLAGS = ("read", "second-hand", "derived", "recalled")
USES = ("train", "held_out", "shown")
TOPICS = (
    "growth",
    "volume",
    "frequency",
    "effort",
    "load",
    "rest",
    "length",
    "exercise",
    "layoff",
    "history",
    "disuse",
    "age",
    "sex",
    "concurrent",
    "food",
    "sleep",
    "recovery",
    "soreness",
    "running",
)
"""What rows ask. ``length`` is that of the muscle, ``running`` what a run costs, ``growth`` what a programme gives."""
STANDARDISERS = ("", "change", "baseline", "post")
DESIGNS = ("", "review", "cross_section")
PERCENT = 100.0
INTERVAL_HALF_WIDTH = 1.959963984540054
"""Half the width of a 95 % interval in standard errors: intervals of studies are taken to be such."""


@attrs.frozen
class Kind:
    """How a row's number comes from measurements.

    Attributes:
        of_person: From a person's value at the earlier and the later moment.
        of_arms: From the means of this arm and of the one it is compared with; ``None`` where there is no other.
        unit: Unit of the number: ``%``, ``SD`` (the spread between people), ``ratio``, or ``own`` for the measure's.
    """

    of_person: Callable[[FloatArray, FloatArray], FloatArray]
    of_arms: Callable[[FloatArray, FloatArray], FloatArray] | None
    unit: str

    @property
    def relative(self) -> bool:
        """Whether what a person shows is a change in percent of the earlier value."""
        return self.of_person is _percent_change


def _percent_change(before: FloatArray, after: FloatArray) -> FloatArray:
    return PERCENT * (after / before - 1.0)


def _change(before: FloatArray, after: FloatArray) -> FloatArray:
    return after - before


def _after(_before: FloatArray, after: FloatArray) -> FloatArray:
    return after


def _percent_more(here: FloatArray, there: FloatArray) -> FloatArray:
    return PERCENT * (here / there - 1.0)


KINDS = {
    "percent_change_from_baseline": Kind(_percent_change, None, "%"),
    "change_from_baseline": Kind(_change, None, "own"),
    "value": Kind(_after, None, "own"),
    "smd_from_baseline": Kind(_percent_change, None, "SD"),
    "points_against_arm": Kind(_percent_change, np.subtract, "%"),
    "change_against_arm": Kind(_change, np.subtract, "own"),
    "percent_against_arm": Kind(_after, _percent_more, "%"),
    "ratio_to_arm": Kind(_percent_change, np.divide, "ratio"),
    "smd_against_arm": Kind(_percent_change, np.subtract, "SD"),
    "range": Kind(_percent_change, None, "%"),
    "range_against_arm": Kind(_percent_change, np.subtract, "%"),
}
"""Kinds of rows. The two ranges have no number: what was told in words lies between their bounds."""

RANGES = frozenset({"range", "range_against_arm"})

LARGEST = {"%": 1000.0, "SD": 20.0, "ratio": 100.0, "own": 1000.0}
"""By unit, the largest size of a number that can be meant; beyond it is a slip of the pen."""
MOST_PEOPLE = 1_000_000
MOST_STANDARDISER_PERCENT = 200.0


@attrs.frozen(kw_only=True)
class Observation:
    """One observed number.

    Attributes:
        arm: Strategy of the study's scenario.
        muscle: A muscle, ``thigh``, ``legs``, or the exercise whose maximum was tested.
        measure: Row of ``measures.toml``.
        instrument: Row of ``instruments.toml``.
        week: When, from week 0 of the scenario.
        from_week: The earlier moment that a change counts from.
        kind: How the number comes from measurements.
        against: The other arm, where the kind compares two.
        versus: The arm whose row of the same muscle, moments and kind makes a pair with this one, to be subtracted.
        paired: Whether the same people lived both arms, one leg each.
        observed: The number; ``nan`` for a range.
        sd: Standard deviation between people, in the number's unit.
        sem: Standard error.
        ci_low: Lower end of its 95 % interval, or of the range.
        ci_high: Upper end.
        standardiser: Whose standard deviation a standardised difference was divided by; empty where it is not known.
        standardiser_sd_percent: That standard deviation, percent of the mean at baseline.
        people: Number of people of the arm.
        topic: What the row asks.
        cohort: Who was measured; the same word means the same people, in other studies too.
        design: Empty for one trial, ``review`` for a mean over trials, ``cross_section`` for unassigned groups.
        source: Key of the reference.
        flag: How well the number is known.
        used_for: ``train``, ``held_out`` (predicted, never fitted) or ``shown`` (neither fitted nor scored).
        note: What a reader must know.
        row: Where it stands in its file.
    """

    arm: str
    muscle: str
    measure: str = attrs.field(validator=word(*measures()))
    instrument: str = attrs.field(validator=word(*instruments()))
    week: float
    from_week: float = 0.0
    kind: str = attrs.field(validator=word(*KINDS))
    against: str = ""
    versus: str = ""
    paired: bool = False
    observed: float = math.nan
    sd: float | None = None
    sem: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    standardiser: str = attrs.field(default="", validator=word(*STANDARDISERS))
    standardiser_sd_percent: float | None = None
    people: int | None = None
    topic: str = attrs.field(validator=word(*TOPICS))
    cohort: str = ""
    design: str = attrs.field(default="", validator=word(*DESIGNS))
    source: str = attrs.field(validator=known_source)
    flag: str = attrs.field(validator=word(*FLAGS))
    used_for: str = attrs.field(validator=word(*USES))
    note: str = ""
    row: int = 0

    def __attrs_post_init__(self) -> None:
        """Refuse what does not fit together."""
        word(*targets(self.measured))(self, attrs.fields(Observation).muscle, self.muscle)
        if (KINDS[self.kind].of_arms is not None) != bool(self.against):
            needed = "must name the other arm" if not self.against else "must be empty"
            raise ValueError(f"against {needed} where kind is {self.kind}, found {self.against!r}; mend one of them")
        if self.versus and (self.against or self.versus == self.arm or self.kind in RANGES):
            raise ValueError(
                f"versus names the other arm of a pair of levels, found {self.versus!r} in a row of {self.arm} "
                f"whose kind is {self.kind}; empty it or mend it"
            )
        self._check_weeks()
        if math.isnan(self.observed) != (self.kind in RANGES):
            found = "none" if math.isnan(self.observed) else f"{self.observed:g}"
            raise ValueError(
                f"observed must be a number unless kind is a range, found {found} and {self.kind}; mend one"
            )
        if self.kind in RANGES and (self.ci_low is None or self.ci_high is None or self.used_for != "shown"):
            raise ValueError(f"a range needs ci_low and ci_high, and is used_for shown, found {self.used_for}; mend it")
        self._check_numbers()
        self._check_spread()
        self._check_standardiser()

    def _check_weeks(self) -> None:
        if self.week < 0.0:
            raise ValueError(f"week must be at least 0, found {self.week:g}; weeks count from week 0 of the scenario")
        if self.how.of_person is _after:
            if self.from_week != 0.0:
                raise ValueError(
                    f"from_week must be empty where kind is {self.kind}, found {self.from_week:g}; empty it"
                )
        elif not 0.0 <= self.from_week < self.week:
            raise ValueError(
                f"from_week must be at least 0 (as when empty) and before week {self.week:g}, "
                f"found {self.from_week:g}; a change needs an earlier and a later moment"
            )

    def _check_numbers(self) -> None:
        largest = LARGEST[self.how.unit]
        # Nothing can lose more than all of it; a difference of two changes can be lower.
        lowest = -PERCENT if self.kind in {"percent_change_from_baseline", "percent_against_arm"} else -largest
        unit = f" {self.unit}" if self.unit != "1" else ""
        for column in ("observed", "ci_low", "ci_high"):
            value = getattr(self, column)
            least = lowest if column == "observed" else -largest
            if value is not None and not math.isnan(value) and not least <= value <= largest:
                raise ValueError(f"{column} must be between {least:g} and {largest:g}{unit}, found {value:g}; mend it")
        for column in ("sd", "sem"):
            value = getattr(self, column)
            if value is not None and not 0.0 < value <= largest:
                raise ValueError(
                    f"{column} must be above 0 and at most {largest:g}{unit}, found {value:g}; "
                    "leave it empty where it is not known"
                )
        if self.people is not None and not 1 <= self.people <= MOST_PEOPLE:
            raise ValueError(
                f"people must be between 1 and {MOST_PEOPLE}, found {self.people}; leave it empty where it is not known"
            )

    def _check_standardiser(self) -> None:
        if bool(self.standardiser) != (self.standardiser_sd_percent is not None):
            raise ValueError(
                "standardiser and standardiser_sd_percent come together, found one alone; fill in both or empty both"
            )
        standardised = self.how.unit == "SD"
        if self.standardiser and not standardised:
            raise ValueError(
                f"standardiser must be empty where kind is {self.kind}, found {self.standardiser}; empty it"
            )
        if standardised and not self.standardiser and self.used_for != "shown":
            raise ValueError(
                f"a standardised difference without standardiser is used_for shown, found {self.used_for}; "
                "say which standard deviation it was divided by, or mend used_for"
            )
        divisor = self.standardiser_sd_percent
        if divisor is not None and not 0.0 < divisor <= MOST_STANDARDISER_PERCENT:
            raise ValueError(
                f"standardiser_sd_percent must be above 0 and at most {MOST_STANDARDISER_PERCENT:g}, "
                f"found {divisor:g}; mend it"
            )

    def _check_spread(self) -> None:
        if self.ci_low is None or self.ci_high is None:
            if self.ci_low is not self.ci_high:
                there, other = ("ci_low", "ci_high") if self.ci_high is None else ("ci_high", "ci_low")
                raise ValueError(
                    f"ci_low and ci_high come together, found {there} alone; fill in {other} or empty both"
                )
            return
        if not self.ci_low < self.ci_high:
            raise ValueError(
                f"ci_low must be below ci_high, found {self.ci_low:g} and {self.ci_high:g}; swap or mend them"
            )
        if not math.isnan(self.observed) and not self.ci_low <= self.observed <= self.ci_high:
            raise ValueError(
                f"observed must lie within its interval of {self.ci_low:g} to {self.ci_high:g}, "
                f"found {self.observed:g}; mend one of them"
            )

    @property
    def measured(self) -> Measure:
        """What was measured."""
        return measures()[self.measure]

    @property
    def with_instrument(self) -> Instrument:
        """What it was measured with."""
        return instruments()[self.instrument]

    @property
    def how(self) -> Kind:
        """How the number comes from measurements."""
        return KINDS[self.kind]

    @property
    def unit(self) -> str:
        """Unit of the number, as printed."""
        return self.measured.unit if self.how.unit == "own" else self.how.unit

    @property
    def is_contrast(self) -> bool:
        """Whether it compares arms, as a told difference or as the first of a pair of levels."""
        return self.how.of_arms is not None or bool(self.versus)

    def pairs_with(self, other: Observation) -> bool:
        """Whether the other row is of the arm that this one is paired with, and of the same thing and moments."""
        return self.versus == other.arm and _cell(self) == _cell(other)

    @property
    def is_size(self) -> bool:
        """Whether this is a point of muscle size in percent, the headline of every score."""
        return self.measured.group == "size" and self.how.unit == "%"

    @property
    def standard_error(self) -> float | None:
        """Standard error as the study gives it: stated, or from its deviation or interval; else ``None``."""
        if self.sem is not None:
            return self.sem
        if self.sd is not None and self.people:
            return self.sd / math.sqrt(self.people)
        if self.kind not in RANGES and self.ci_low is not None and self.ci_high is not None:
            return (self.ci_high - self.ci_low) / (2.0 * INTERVAL_HALF_WIDTH)
        return None

    @property
    def usual_standard_error(self) -> float | None:
        """The study's standard error, or what so many people usually have; ``None`` where neither is known."""
        if self.standard_error is not None or not self.people or self.kind in RANGES:
            return self.standard_error
        if self.how.unit not in {"%", "SD"}:
            return None
        arms = 1.0 if self.how.of_arms is None else math.sqrt(2.0)
        return arms * self.measured.sd_percent / self._percent_per_unit / math.sqrt(self.people)

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the number as the study gives it, or the range; ``None`` where neither is known."""
        if self.ci_low is not None and self.ci_high is not None:
            return self.ci_low, self.ci_high
        if self.standard_error is None:
            return None
        half = INTERVAL_HALF_WIDTH * self.standard_error
        return self.observed - half, self.observed + half

    def number(self, here: tuple[FloatArray, FloatArray], there: tuple[FloatArray, FloatArray] | None) -> FloatArray:
        """Compute the row's number from measurements, lane by lane or sample by sample.

        Args:
            here: This arm's values at the earlier and the later moment.
            there: The other arm's, where there is one.
        """
        return self.of_means(self.how.of_person(*here), None if there is None else self.how.of_person(*there))

    def of_means(self, mine: FloatArray, other: FloatArray | None) -> FloatArray:
        """Compute the row's number from the arms' means of what each person showed."""
        compared = mine if self.how.of_arms is None or other is None else self.how.of_arms(mine, other)
        return compared / self._percent_per_unit

    @property
    def _percent_per_unit(self) -> float:
        if self.how.unit != "SD":
            return 1.0
        return self.standardiser_sd_percent or PERCENT * self.measured.between_people_fraction


def _cell(one: Observation) -> tuple[str | float, ...]:
    """What two levels must share to be subtracted."""
    return one.muscle, one.measure, one.instrument, one.week, one.from_week, one.kind
