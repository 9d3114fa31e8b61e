"""What needs no model: no change, the mean of what was seen, and a curve that saturates.

Each is a function of a study and one of its observations that knows the calendar of the protocol and nothing of its
sets. A model must beat them to be worth its parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from ..plan import DAYS_PER_WEEK, Phase, Session
from .observation import KINDS, RANGES, Observation
from .predict import Predictions
from .scores import Foretold, size_errors
from .study import Study

FloatArray = NDArray[np.float64]

Apart = Callable[[Study, str, float], str]
"""Tells situations apart: a study, its arm and the week to a word."""

SHORTEST_WEEKS, LONGEST_WEEKS, TRIED = 0.3, 60.0, 200


@attrs.frozen
class SizeScore:
    """Errors over size points of whoever foretells them, in percent points.

    Attributes:
        used_for: ``train`` or ``held_out``.
        name: Who foretells.
        points: Number of points.
        mean_absolute_error: Mean of the absolute errors.
        median_absolute_error: Their median.
    """

    used_for: str
    name: str
    points: int
    mean_absolute_error: float
    median_absolute_error: float


def size_scores(found: Sequence[Predictions], training: Sequence[Study]) -> tuple[SizeScore, ...]:
    """Return the errors of the model and of each baseline over the size points that were predicted.

    Args:
        found: Predictions of the model.
        training: Studies whose training points the baselines may see.
    """
    model = {(study.study.name, one.observation.row): one.mean for study in found for one in study.predictions}
    foretellers: dict[str, Foretold] = {
        "model": lambda study, one: model[study.name, one.row],
    } | baselines(training)
    studies = [one.study for one in found]
    return tuple(
        SizeScore(used_for, name, len(misses), float(np.mean(misses)), float(np.median(misses)))
        for used_for in ("train", "held_out")
        for name, foretold in foretellers.items()
        if len(misses := np.abs(size_errors(studies, foretold, used_for)))
    )


def baselines(training: Sequence[Study]) -> dict[str, Foretold]:
    """Return everything that foretells without a model, by name.

    The plain ones know how long a study lasted; those told apart also know whether people trained, rested or lay still.

    Args:
        training: Studies whose training points they may see.
    """
    return {
        "no change": no_change,
        "mean change": mean_change(training),
        "saturating exponential": saturating(training),
        "mean change, training, rest and disuse told apart": mean_change(training, situation),
        "saturating exponential, training, rest and disuse told apart": saturating(training, situation),
    }


def alike(study: Study, arm: str, week: float) -> str:
    """Tell no situation from another."""
    del study, arm, week
    return ""


def situation(study: Study, arm: str, week: float) -> str:
    """Tell what an arm is doing just before a week: training, rest or disuse."""
    end_weeks = 0.0
    phases = study.scenario.strategy(arm).phases
    for phase in phases:
        end_weeks += phase.length_days / DAYS_PER_WEEK
        if week <= end_weeks:
            return _of_phase(phase)
    return _of_phase(phases[-1])


def _of_phase(phase: Phase) -> str:
    if phase.unloading is not None:
        return "disuse"
    return "training" if any(isinstance(item.activity, Session) for item in phase.plan.items) else "rest"


def no_change(study: Study, one: Observation) -> float:
    """Foretell that nothing changes and arms do not differ."""
    del study
    return 1.0 if one.how.unit == "ratio" else 0.0


@attrs.frozen
class Course:
    """A change that saturates: ``gain * (1 - exp(-weeks / time_constant_weeks))``; no time constant is one of zero."""

    gain: float
    time_constant_weeks: float = 0.0

    def after(self, weeks: float) -> float:
        """Return the change after some weeks."""
        if self.time_constant_weeks == 0.0:
            return self.gain if weeks > 0.0 else 0.0
        return self.gain * -float(np.expm1(-weeks / self.time_constant_weeks))


def mean_change(studies: Iterable[Study], apart: Apart = alike) -> Foretold:
    """Foretell the mean change of the training points that were measured alike, by what tells situations apart."""
    seen = _seen(studies, apart)
    return _foreteller({key: Course(float(np.mean(changes))) for key, (_, changes) in seen.items()}, apart)


def saturating(studies: Iterable[Study], apart: Apart = alike) -> Foretold:
    """Foretell a saturating exponential in time, fitted to those points by least squares."""
    seen = _seen(studies, apart)
    return _foreteller({key: _fitted(weeks, changes) for key, (weeks, changes) in seen.items()}, apart)


def _fitted(weeks: FloatArray, changes: FloatArray) -> Course:
    tried = []
    for time_constant in np.geomspace(SHORTEST_WEEKS, LONGEST_WEEKS, TRIED):
        rise = -np.expm1(-weeks / time_constant)
        gain = float(rise @ changes / (rise @ rise))
        tried.append((float(np.sum((gain * rise - changes) ** 2)), Course(gain, float(time_constant))))
    return min(tried, key=lambda one: one[0])[1]


def _seen(studies: Iterable[Study], apart: Apart) -> dict[tuple[str, str], tuple[FloatArray, FloatArray]]:
    """Return durations and changes of the training points by what was measured and what tells them apart."""
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for study, one in _training_points(studies):
        key = one.measured.group, apart(study, one.arm, one.week)
        found.setdefault(key, []).append((one.week - one.from_week, one.observed))
    return {key: (np.array(pairs)[:, 0], np.array(pairs)[:, 1]) for key, pairs in found.items()}


def _training_points(studies: Iterable[Study]) -> Iterator[tuple[Study, Observation]]:
    for study in studies:
        for one in study.observations:
            if one.used_for == "train" and one.how is KINDS["percent_change_from_baseline"] and one.kind not in RANGES:
                yield study, one


def _foreteller(courses: dict[tuple[str, str], Course], apart: Apart) -> Foretold:
    def foretell(study: Study, one: Observation) -> float:
        def change(arm: str) -> NDArray[np.float64]:
            course = courses.get((one.measured.group, apart(study, arm, one.week)), Course(0.0))
            return np.array([course.after(one.week - one.from_week)])

        if not one.how.relative:
            return no_change(study, one)
        if one.how.unit == "ratio":
            # Nothing but the calendar is known, and the arms share it.
            return 1.0
        return float(one.of_means(change(one.arm), change(one.against) if one.against else None)[0])

    return foretell
