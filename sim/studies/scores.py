"""How well the studies are predicted: error, bias and coverage, by what was measured and by use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from .observation import RANGES, USES, Observation
from .predict import Prediction, Predictions
from .study import Study

Foretold = Callable[[Study, Observation], float]
"""Anything that makes a number of an observation without having seen it: a baseline, or another model."""


@attrs.frozen
class Row:
    """One observation and its prediction, as tables show them.

    Errors and intervals are in ``unit``. ``observed_low`` and ``observed_high`` are the study's 95 % interval,
    ``predicted_low`` and ``predicted_high`` 10 to 90 % of simulated samples of its size, ``people_low`` and
    ``people_high`` of simulated people. ``predictive_low`` and ``predictive_high`` are the 90 % interval of a study
    like this one, and ``inside`` tells whether it was. What is uncertain besides chance is ``known_from`` the ``row``,
    its ``group``, or not at all (``chance``). ``None`` where something is not known.
    """

    study: str
    arm: str
    against: str
    muscle: str
    measure: str
    instrument: str
    week: float
    from_week: float
    kind: str
    unit: str
    observed: float | None
    observed_low: float | None
    observed_high: float | None
    predicted: float
    predicted_low: float
    predicted_high: float
    predictive_low: float | None
    predictive_high: float | None
    inside: bool | None
    known_from: str
    people_low: float | None
    people_high: float | None
    error: float
    people: int | None
    used_for: str
    flag: str
    source: str
    note: str


@attrs.frozen
class Score:
    """Errors over a group of points.

    Attributes:
        used_for: ``train`` or ``held_out``.
        group: What was measured.
        unit: Unit of the errors.
        studies: Number of studies.
        points: Number of observations.
        mean_absolute_error: Mean of the absolute errors.
        median_absolute_error: Their median.
        bias: Mean error: above 0 where the model promises too much.
        inside_fraction: Share of points within their 90 % predictive intervals: uncertain parameters, studies that
            differ, and chance.
    """

    used_for: str
    group: str
    unit: str
    studies: int
    points: int
    mean_absolute_error: float
    median_absolute_error: float
    bias: float
    inside_fraction: float


def rows(found: Iterable[Predictions]) -> tuple[Row, ...]:
    """Return the table of observed and predicted."""
    return tuple(_row(study.study, one) for study in found for one in study.predictions)


def _row(study: Study, prediction: Prediction) -> Row:
    one = prediction.observation
    low, high = one.interval or (None, None)
    predictive_low, predictive_high = prediction.predictive or (None, None)
    return Row(
        study=study.name,
        arm=one.arm,
        against=one.against,
        muscle=one.muscle,
        measure=one.measure,
        instrument=one.instrument,
        week=one.week,
        from_week=one.from_week,
        kind=one.kind,
        unit=one.unit,
        observed=_number(one.observed),
        observed_low=low,
        observed_high=high,
        predicted=prediction.mean,
        predicted_low=prediction.mean_low,
        predicted_high=prediction.mean_high,
        predictive_low=predictive_low,
        predictive_high=predictive_high,
        inside=prediction.inside,
        known_from=prediction.uncertainty.known_from,
        people_low=_number(prediction.low),
        people_high=_number(prediction.high),
        error=prediction.error,
        people=one.people,
        used_for=one.used_for,
        flag=one.flag,
        source=one.source,
        note=one.note,
    )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else value


def summarise(found: Sequence[Predictions]) -> tuple[Score, ...]:
    """Return the scores of training and held-out points by what was measured."""
    groups: dict[tuple[str, str, str], list[tuple[str, Prediction]]] = {}
    for study in found:
        for one in study.predictions:
            about = one.observation
            if about.kind not in RANGES:
                key = about.used_for, about.measured.group, about.unit
                groups.setdefault(key, []).append((study.study.name, one))
    order = sorted(groups, key=lambda key: (USES.index(key[0]), -len(groups[key]), key))
    return tuple(_score(key, groups[key]) for key in order if key[0] != "shown")


def _score(key: tuple[str, str, str], scored: list[tuple[str, Prediction]]) -> Score:
    errors = np.array([one.error for _, one in scored])
    return Score(
        *key,
        studies=len({name for name, _ in scored}),
        points=len(scored),
        mean_absolute_error=float(np.mean(np.abs(errors))),
        median_absolute_error=float(np.median(np.abs(errors))),
        bias=float(np.mean(errors)),
        inside_fraction=float(np.mean([one.inside for _, one in scored])),
    )


def size_errors(studies: Iterable[Study], foretold: Foretold, used_for: str) -> NDArray[np.float64]:
    """Return the errors of anything that foretells size points, in percent points, shape ``(points,)``."""
    return np.array(
        [
            foretold(study, one) - one.observed
            for study in studies
            for one in study.observations
            if one.used_for == used_for and one.is_size and one.kind not in RANGES
        ]
    )
