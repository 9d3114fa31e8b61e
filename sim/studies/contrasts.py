r"""Arms compared with each other, topic by topic: what a model must tell that knows more than the calendar.

Within a topic every cohort has one vote, however many rows it fills. With :math:`d_i` the observed and
:math:`\hat d_i` the predicted difference, the skill is

.. math:: 1 - \sum w_i|\hat d_i - d_i| / \sum w_i|d_i|

1 tells all, 0 is as good as saying that arms never differ, and below it is worse. Arms differ where they do so by a
point and a standard error; where they do not, the prediction should stay within a standard error of what was seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray
from models.parameters import ParameterSet

from .observation import TOPICS, Observation
from .predict import Prediction, Predictions
from .spreads import between_studies, compared, compared_error
from .study import Study
from .uncertainty import Uncertainties, holds, shipped_uncertainties, standard_error

POINTS = "points"
LEAST_POINTS = 1.0
"""Arms that differ by less than this, percent points, are alike: nobody could notice or measure it."""
EVERYTHING = "all"


@attrs.frozen(eq=False)
class Contrast:
    """Two arms of a study compared.

    Attributes:
        study: Name of the study.
        one: The row that compares, or the first of two levels.
        other: The level that is subtracted; ``None`` where the difference itself was told.
    """

    study: str
    one: Observation
    other: Observation | None

    @property
    def cohort(self) -> str:
        """Who was measured."""
        return self.one.cohort or self.study

    @property
    def compared_with(self) -> str:
        """Name of the other arm."""
        return self.one.against or self.one.versus

    @property
    def unit(self) -> str:
        """Unit of the difference: percent points where there is a way to them."""
        if self.one.how.unit in {"%", "SD"}:
            return POINTS
        return "log ratio" if self.one.how.unit == "ratio" else self.one.unit

    @property
    def used_for(self) -> str:
        """Whether both rows were fitted; a pair of which one was left out is left out."""
        uses = {self.one.used_for} | ({self.other.used_for} if self.other else set())
        return next(use for use in ("shown", "held_out", "train") if use in uses)

    @property
    def observed(self) -> float:
        """The difference that was seen."""
        return float(self.between(self.one.observed, self.other.observed if self.other else 0.0))

    @property
    def standard_error(self) -> float:
        """What chance does to it."""
        errors = [compared_error(row, standard_error(row)) for row in (self.one, self.other) if row]
        return self.scale * float(np.sqrt(np.sum(np.square(errors))))

    def between(self, mine: FloatArray | float, others: FloatArray | float) -> FloatArray:
        """Return the difference, in its unit, of numbers of both rows; the second counts only if there is one."""
        difference = compared(self.one, np.asarray(mine, dtype=float))
        if self.other is not None:
            difference = difference - compared(self.other, np.asarray(others, dtype=float))
        return np.asarray(self.scale * difference)

    def spread(self, spreads: ParameterSet, mine: float, others: float) -> float:
        """Return the spread between studies of the difference, from predictions of both rows."""
        rows = [(self.one, float(compared(self.one, np.array(mine))))]
        if self.other is not None:
            rows.append((self.other, float(compared(self.other, np.array(others)))))
        return self.scale * between_studies(spreads, *rows)

    @property
    def scale(self) -> float:
        """What a difference in the rows' own unit is multiplied with."""
        return self.one.standardiser_sd_percent or 1.0


@attrs.frozen
class ContrastRow:
    """A contrast and its prediction, as tables show them; differences in ``unit``.

    ``predictive_low`` and ``predictive_high`` are the interval that holds 90 % of studies like this one if the model is
    right; ``differs`` tells whether the arms did so by a point and a standard error.
    """

    topic: str
    study: str
    cohort: str
    arm: str
    compared_with: str
    muscle: str
    measure: str
    group: str
    week: float
    unit: str
    observed: float
    standard_error: float
    predicted: float
    predictive_low: float
    predictive_high: float
    inside: bool
    differs: bool
    used_for: str
    source: str


@attrs.frozen
class TopicScore:
    """How well differences between arms are told in one topic; every cohort has one vote.

    Attributes:
        topic: What was asked; ``all`` for everything.
        group: What was measured.
        unit: Unit of the errors.
        cohorts: How many groups of people were measured.
        contrasts: How many differences.
        differing: In how many of them the arms differed by a point and a standard error.
        right_sign_fraction: Share of those in which the predicted difference has the observed sign.
        alike: In how many they did not.
        kept_alike_fraction: Share of those in which the prediction is within a standard error of what was seen.
        mean_absolute_error: Mean of the absolute errors.
        error_of_no_difference: The same of saying that arms never differ.
        skill: 1 minus the ratio of the two; ``None`` where nothing differed at all.
        slope: Of observed on predicted differences, through the origin: below 1 promises too much.
        inside_fraction: Share of the differences inside their 90 % predictive intervals.
    """

    topic: str
    group: str
    unit: str
    cohorts: int
    contrasts: int
    differing: int
    right_sign_fraction: float | None
    alike: int
    kept_alike_fraction: float | None
    mean_absolute_error: float
    error_of_no_difference: float
    skill: float | None
    slope: float | None
    inside_fraction: float


def contrasts_of(studies: Iterable[Study]) -> tuple[Contrast, ...]:
    """Return every contrast that is fitted or left out, study by study."""
    found = (Contrast(study.name, one, other) for study in studies for one, other in study.contrasts)
    return tuple(one for one in found if one.used_for != "shown" and not np.isnan(one.observed))


def contrast_row(contrast: Contrast, predicted: float, interval: tuple[float, float]) -> ContrastRow:
    """Return a line of the table.

    Args:
        contrast: What was compared.
        predicted: Difference that is predicted.
        interval: Its 90 % predictive interval.
    """
    one, error = contrast.one, contrast.standard_error
    least = max(error, LEAST_POINTS if contrast.unit == POINTS else 0.0)
    return ContrastRow(
        topic=one.topic,
        study=contrast.study,
        cohort=contrast.cohort,
        arm=one.arm,
        compared_with=contrast.compared_with,
        muscle=one.muscle,
        measure=one.measure,
        group=one.measured.group,
        week=one.week,
        unit=contrast.unit,
        observed=contrast.observed,
        standard_error=error,
        predicted=predicted,
        predictive_low=interval[0],
        predictive_high=interval[1],
        inside=holds(interval, contrast.observed),
        differs=abs(contrast.observed) >= least,
        used_for=contrast.used_for,
        source=one.source,
    )


def contrast_rows(found: Iterable[Predictions], uncertainties: Uncertainties | None = None) -> tuple[ContrastRow, ...]:
    """Return the contrasts of predicted studies.

    Args:
        found: The predictions.
        uncertainties: How uncertain they are; default: as the shipped calibration left them.
    """
    known = uncertainties or shipped_uncertainties()
    return tuple(
        row for study in found for row in _rows_of(study, known if study.study.is_shipped else known.of_groups())
    )


def _rows_of(found: Predictions, uncertainties: Uncertainties) -> Iterable[ContrastRow]:
    by_line = {one.observation.row: one for one in found.predictions}
    for contrast in contrasts_of((found.study,)):
        one = by_line[contrast.one.row]
        other = by_line[contrast.other.row] if contrast.other else None
        predicted = float(contrast.between(one.mean, other.mean if other else 0.0))
        yield contrast_row(contrast, predicted, _interval(contrast, one, other, uncertainties))


def _interval(
    contrast: Contrast, one: Prediction, other: Prediction | None, uncertainties: Uncertainties
) -> tuple[float, float]:
    if other is None or contrast.other is None:
        low, high = (float(contrast.between(end, 0.0)) for end in one.predictive or (one.mean, one.mean))
        return low, high
    means = one.mean, other.mean
    found = uncertainties.of_pair(contrast.study, contrast.one, contrast.other, means)
    return found.interval(contrast.standard_error)


def topic_scores(rows: Sequence[ContrastRow]) -> tuple[TopicScore, ...]:
    """Return the scores by topic, measured thing and unit, then by measured thing over all topics, then of all."""
    lines: dict[tuple[str, str, str], list[ContrastRow]] = {}
    for row in rows:
        for topic, group in ((row.topic, row.group), (EVERYTHING, row.group), (EVERYTHING, EVERYTHING)):
            # Over all that was measured only one unit can be added up.
            if group != EVERYTHING or row.unit == POINTS:
                lines.setdefault((topic, group, row.unit), []).append(row)
    topics, groups = (*TOPICS, EVERYTHING), {group for _, group, _ in lines}
    order = sorted(lines, key=lambda key: (topics.index(key[0]), key[1] == EVERYTHING, -len(lines[key]), key))
    single = len(groups) == 2  # noqa: PLR2004 - one thing was measured, and everything is the same again
    return tuple(_score(key, lines[key]) for key in order if not (single and key[1] == EVERYTHING))


def _score(key: tuple[str, str, str], rows: Sequence[ContrastRow]) -> TopicScore:
    observed, predicted, error = (
        np.array([getattr(row, name) for row in rows]) for name in ("observed", "predicted", "standard_error")
    )
    cohorts = [row.cohort for row in rows]
    votes = np.array([1.0 / cohorts.count(cohort) for cohort in cohorts])
    votes /= votes.sum()
    differs = np.array([row.differs for row in rows])
    missed, nothing = votes @ np.abs(predicted - observed), votes @ np.abs(observed)
    power = votes @ predicted**2
    return TopicScore(
        *key,
        cohorts=len(set(cohorts)),
        contrasts=len(rows),
        differing=int(differs.sum()),
        right_sign_fraction=_share(np.sign(predicted) == np.sign(observed), votes, differs),
        alike=int((~differs).sum()),
        kept_alike_fraction=_share(np.abs(predicted - observed) <= error, votes, ~differs),
        mean_absolute_error=float(missed),
        error_of_no_difference=float(nothing),
        skill=float(1.0 - missed / nothing) if nothing > 0.0 else None,
        slope=float(votes @ (predicted * observed) / power) if power > 0.0 else None,
        inside_fraction=min(1.0, float(votes @ np.array([row.inside for row in rows]))),
    )


def _share(right: NDArray[np.bool_], votes: FloatArray, among: NDArray[np.bool_]) -> float | None:
    return min(1.0, float(votes[among] @ right[among] / votes[among].sum())) if among.any() else None
