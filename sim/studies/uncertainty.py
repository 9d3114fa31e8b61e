"""How far off a prediction may be, row by row: uncertain parameters, studies that differ, and chance in a sample.

A calibration finds the first two and writes them into one table, which ships; the third is known of each study.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from functools import cache, cached_property
from importlib import resources
from statistics import median

import attrs
import numpy as np

from models.parameters import ParameterSet

from .observation import RANGES, Observation
from .spreads import between_studies, compared, group_of, shipped_spreads

Key = tuple[str, str, str, str, str, str, str, float, float, str]
"""What was asked: study, arm, against, versus, muscle, measure, instrument, week, from_week and kind."""

COLUMNS = (
    "study",
    "arm",
    "against",
    "versus",
    "muscle",
    "measure",
    "instrument",
    "week",
    "from_week",
    "kind",
    "posterior_mean",
    "between_studies",
    "parameters_sd",
)
WORDS, NUMBERS = 7, 10
"""So many columns of words come first; from the second place on there are the numbers that were found."""
DIGITS = 5

FREEDOM = 4.0
"""Degrees of freedom of what studies and chance do: tails as heavy as samples and methods this unlike give."""

UPPER = 0.95
"""Upper end of a 90 % interval."""

USUAL_ERROR_FRACTION = 0.25
"""Standard error of a row whose study gives none and no number of people, as a fraction of the observed value."""

ROW, GROUP, CHANCE = "row", "group", "chance"


@attrs.frozen
class Uncertainty:
    """What makes a prediction uncertain besides chance, in the unit of its row.

    Attributes:
        middle: Mean prediction over the posterior of the parameters; the plain prediction where that is not known.
        between_studies: Spread between studies, beyond chance.
        parameters_sd: Standard deviation of the prediction over the posterior of the parameters.
        known_from: The ``row`` itself, which the calibration saw; its ``group``: what studies usually differ by, and
            the median over rows of what parameters do; or nothing: then ``chance`` is all.
    """

    middle: float
    between_studies: float = 0.0
    parameters_sd: float = 0.0
    known_from: str = CHANCE

    def interval(self, standard_error: float) -> tuple[float, float]:
        """Return the interval that holds 90 % of studies like this one, if the model is right.

        The uncertainty of parameters is normal, the rest Student's t.

        Args:
            standard_error: What chance does to the study's number.
        """
        normal, heavy = _quantiles()
        by_chance = heavy * math.hypot(self.between_studies, standard_error)
        half = math.hypot(normal * self.parameters_sd, by_chance)
        return self.middle - half, self.middle + half


@cache
def _quantiles() -> tuple[float, float]:
    from scipy.special import ndtri, stdtrit

    return float(ndtri(UPPER)), float(stdtrit(FREEDOM, UPPER))


def holds(interval: tuple[float, float], observed: float) -> bool:
    """Tell whether an observed number lies in an interval."""
    return interval[0] <= observed <= interval[1]


def standard_error(one: Observation) -> float:
    """Return what chance does to a row that has a number; a usual value where the study gives nothing to tell it from.

    Raises:
        ValueError: The row is a range.
    """
    if one.kind in RANGES:
        raise ValueError("a range has no number of its own and so no standard error")
    known = one.usual_standard_error
    return known if known is not None else USUAL_ERROR_FRACTION * abs(one.observed) + 1e-3


@attrs.frozen(eq=False)
class Uncertainties:
    """What a calibration found of many rows; nothing of any row where none are given."""

    rows: Mapping[Key, Uncertainty] = attrs.field(factory=dict)
    spreads: ParameterSet = attrs.field(factory=shipped_spreads)

    def of(self, study: str, one: Observation, predicted: float) -> Uncertainty:
        """Return the uncertainty of a row: its own, or around the plain prediction what is usual of its group."""
        known = self.rows.get(key_of(study, one))
        between = between_studies(self.spreads, (one, float(compared(one, np.array(predicted)))))
        # A spread of logarithms is one in shares of the ratio.
        return known or self._usual(one, predicted, between * (abs(predicted) if one.how.unit == "ratio" else 1.0))

    def of_pair(self, study: str, one: Observation, other: Observation, predicted: tuple[float, float]) -> Uncertainty:
        """Return the uncertainty of the difference of two levels, likewise.

        Args:
            study: Name of the study.
            one: A row.
            other: The row that is subtracted.
            predicted: What is predicted of both.
        """
        known = self.rows.get(key_of(study, one, other.arm))
        between = between_studies(self.spreads, (one, predicted[0]), (other, predicted[1]))
        return known or self._usual(one, predicted[0] - predicted[1], between)

    def of_groups(self) -> Uncertainties:
        """Return the same for studies that the calibration never saw, whatever they are called."""
        # No study has a slash in its name.
        return attrs.evolve(self, rows={(f"/{key[0]}", *key[1:]): one for key, one in self.rows.items()})

    def _usual(self, one: Observation, predicted: float, between: float) -> Uncertainty:
        parameters_sd = self._typical.get(group_of(one.measure, one.kind))
        return (
            Uncertainty(predicted) if parameters_sd is None else Uncertainty(predicted, between, parameters_sd, GROUP)
        )

    @cached_property
    def _typical(self) -> dict[str, float]:
        """Median of what uncertain parameters do, by group."""
        groups: dict[str, list[float]] = {}
        for key, one in self.rows.items():
            # Rows in units of their own are not alike.
            if (group := group_of(key[5], key[9])) != "own":
                groups.setdefault(group, []).append(one.parameters_sd)
        return {group: median(mine) for group, mine in groups.items()}


def key_of(study: str, one: Observation, versus: str = "") -> Key:
    """Return what a row, or its difference from that of another arm, asks of the model; who asks the same shares it."""
    return (
        study,
        one.arm,
        one.against,
        versus,
        one.muscle,
        one.measure,
        one.instrument,
        one.week,
        one.from_week,
        one.kind,
    )


def written(found: Mapping[Key, Uncertainty]) -> str:
    """Return uncertainties as CSV, a line for each thing that is asked of the model."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for key, one in found.items():
        numbers = one.middle, one.between_studies, one.parameters_sd
        writer.writerow((*key, *(f"{number:.{DIGITS}g}" for number in numbers)))
    return text.getvalue()


def read(text: str) -> Uncertainties:
    """Read uncertainties as they were written."""
    rows = {}
    for line in csv.DictReader(io.StringIO(text)):
        study, arm, against, versus, muscle, measure, instrument = (line[name] for name in COLUMNS[:WORDS])
        weeks = float(line["week"]), float(line["from_week"])
        key = (study, arm, against, versus, muscle, measure, instrument, *weeks, line["kind"])
        middle, between, parameters = (float(line[name]) for name in COLUMNS[NUMBERS:])
        rows[key] = Uncertainty(middle, between, parameters, ROW)
    return Uncertainties(rows)


@cache
def shipped_uncertainties() -> Uncertainties:
    """Return how uncertain the calibration of the shipped parameters left every row."""
    return read(resources.files("models").joinpath("uncertainty.csv").read_text(encoding="utf-8"))
