"""How far off a prediction may be, row by row: parameters in doubt, studies that differ, and chance in a sample.

A calibration finds the first two and writes them into one table, which ships; the third is known of each study.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from importlib import resources
from statistics import median

import attrs

from .measures import measures
from .observation import KINDS, RANGES, Observation

Key = tuple[str, str, str, str, str, str, float, float, str]
"""What was asked: study, arm, against, muscle, measure, instrument, week, from_week and kind."""

COLUMNS = (
    "study",
    "arm",
    "against",
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
DIGITS = 5

FREEDOM = 3.0
"""Degrees of freedom of the spread between studies: tails as heavy as samples and methods this unlike give."""

UPPER = 0.95
"""Upper end of a 90 % interval."""

USUAL_ERROR_FRACTION = 0.25
"""Standard error of a row whose study gives none and no number of people, as a fraction of the observed value."""

ROW, GROUP, CHANCE = "row", "group", "chance"


@attrs.frozen
class Doubt:
    """What makes a prediction doubtful besides chance, in the unit of its row.

    Attributes:
        middle: Mean prediction over the posterior of the parameters; the plain prediction where that is not known.
        between_studies: Spread between studies, beyond chance.
        parameters_sd: Standard deviation of the prediction over the posterior of the parameters.
        known_from: The ``row`` itself, which the calibration saw; the median of the rows of its ``group``; or nothing:
            then ``chance`` is all.
    """

    middle: float
    between_studies: float = 0.0
    parameters_sd: float = 0.0
    known_from: str = CHANCE

    def interval(self, standard_error: float) -> tuple[float, float]:
        """Return the interval that holds 90 % of studies like this one, if the model is right.

        The doubt about parameters is normal, the rest Student's t.

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


def group_of(measure: str, kind: str) -> str:
    """Return what rows share their spread between studies with: size and strength in percent, others by unit.

    Args:
        measure: Row of ``measures.toml``.
        kind: Kind of the row.
    """
    group, unit = measures()[measure].group, KINDS[kind].unit
    return group if unit == "%" and group in {"size", "strength"} else unit


@attrs.frozen(eq=False)
class Doubts:
    """What a calibration found of many rows; nothing of any row where none are given."""

    rows: Mapping[Key, Doubt] = attrs.field(factory=dict)

    def of(self, study: str, one: Observation, predicted: float) -> Doubt:
        """Return the doubt about a row: its own, or around the plain prediction what is typical of its group."""
        known = self.rows.get(key_of(study, one))
        if known is not None:
            return known
        typical = self._typical.get(group_of(one.measure, one.kind))
        return Doubt(predicted) if typical is None else Doubt(predicted, *typical, GROUP)

    def of_groups(self) -> Doubts:
        """Return the same for studies that the calibration never saw, whatever they are called."""
        # No study has a slash in its name.
        return Doubts({(f"/{key[0]}", *key[1:]): doubt for key, doubt in self.rows.items()})

    @cached_property
    def _typical(self) -> dict[str, tuple[float, float]]:
        """Medians of both spreads by group."""
        groups: dict[str, list[Doubt]] = {}
        for key, doubt in self.rows.items():
            # Rows in units of their own are not alike.
            if (group := group_of(key[4], key[8])) != "own":
                groups.setdefault(group, []).append(doubt)
        return {
            group: (median(one.between_studies for one in mine), median(one.parameters_sd for one in mine))
            for group, mine in groups.items()
        }


def key_of(study: str, one: Observation) -> Key:
    """Return what a row asks of the model; rows that ask the same share their doubt."""
    return study, one.arm, one.against, one.muscle, one.measure, one.instrument, one.week, one.from_week, one.kind


def written(found: Iterable[tuple[str, Observation, Doubt]]) -> str:
    """Return doubts as CSV, a line for each thing that is asked of the model.

    Args:
        found: Name of the study, row and doubt.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for key, doubt in {key_of(study, one): doubt for study, one, doubt in found}.items():
        numbers = doubt.middle, doubt.between_studies, doubt.parameters_sd
        writer.writerow((*key, *(f"{number:.{DIGITS}g}" for number in numbers)))
    return text.getvalue()


def read(text: str) -> Doubts:
    """Read doubts as they were written."""
    rows = {}
    for line in csv.DictReader(io.StringIO(text)):
        study, arm, against, muscle, measure, instrument = (line[name] for name in COLUMNS[:6])
        key = (
            study,
            arm,
            against,
            muscle,
            measure,
            instrument,
            float(line["week"]),
            float(line["from_week"]),
            line["kind"],
        )
        middle, between, parameters = (float(line[name]) for name in COLUMNS[9:])
        rows[key] = Doubt(middle, between, parameters, ROW)
    return Doubts(rows)


@cache
def shipped_doubts() -> Doubts:
    """Return what the calibration of the shipped parameters left in doubt."""
    return read(resources.files("models").joinpath("doubt.csv").read_text(encoding="utf-8"))
