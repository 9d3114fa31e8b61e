"""What needs no model: no change, the mean of what was seen, and a curve that saturates.

Each is a function of a study and one of its observations that knows the calendar of the protocol and nothing of its
sets. A model must beat them to be worth its parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import attrs
import numpy as np

from models.arrays import FloatArray

from ..plan import DAYS_PER_WEEK, Phase, Session
from .observation import KINDS, RANGES, Observation
from .predict import Predictions
from .scores import Foretold, size_errors
from .study import Study

Apart = Callable[[Study, str, float], str]
"""Tells situations apart: a study, its arm and the week to a word."""

STRONG = "saturating exponential that knows rest, bed, cast, instrument and who had trained"
"""The bar for levels: everything about a protocol but its sets."""
FEWEST_TO_FIT = 4
"""Fewer points make no course of their own: they take that of people who had trained or not together."""
SHRINKING = 2.0
"""An instrument's factor is held at 1 as by so many points of a typical size."""

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
        STRONG: knowing(training),
    }


def alike(study: Study, arm: str, week: float) -> str:
    """Tell no situation from another."""
    del study, arm, week
    return ""


def situation(study: Study, arm: str, week: float) -> str:
    """Tell what an arm is doing just before a week: training, rest or disuse."""
    return _of_phase(_phase(study, arm, week))


def _phase(study: Study, arm: str, week: float) -> Phase:
    end_weeks = 0.0
    phases = study.scenario.strategy(arm).phases
    for phase in phases:
        end_weeks += phase.length_days / DAYS_PER_WEEK
        if week <= end_weeks:
            return phase
    return phases[-1]


def _of_phase(phase: Phase) -> str:
    if phase.unloading is not None:
        return "disuse"
    return "training" if any(isinstance(item.activity, Session) for item in phase.plan.items) else "rest"


def unloading(study: Study, arm: str, week: float) -> str:
    """Tell what an arm is doing just before a week, and how a leg out of use is unloaded."""
    phase = _phase(study, arm, week)
    return phase.unloading or _of_phase(phase)


def unloading_and_history(study: Study, arm: str, week: float) -> str:
    """Tell that and whether people had trained before the study."""
    trained = any(_of_phase(phase) == "training" for phase in study.scenario.strategy(arm).history)
    return f"{unloading(study, arm, week)}, {'trained' if trained else 'untrained'}"


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
    time_constants = np.geomspace(SHORTEST_WEEKS, LONGEST_WEEKS, TRIED)
    rises = -np.expm1(-weeks / time_constants[:, None])
    gains = rises @ changes / np.sum(rises**2, axis=1)
    best = int(np.argmin(np.sum((gains[:, None] * rises - changes) ** 2, axis=1)))
    return Course(float(gains[best]), float(time_constants[best]))


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


def knowing(studies: Iterable[Study]) -> Foretold:
    """Foretell saturating exponentials by all that is known of a protocol but its sets.

    Bed rest, suspension, cast, rest and training have courses of their own, and so have people who had trained before
    where enough points tell it; every instrument multiplies the course, shrunk towards 1.
    """
    studies = tuple(studies)
    fine = {key: _fitted(*seen) for key, seen in _seen(studies, unloading_and_history).items() if _enough(seen)}
    coarse = {key: _fitted(*seen) for key, seen in _seen(studies, unloading).items()}

    def course(study: Study, one: Observation, arm: str) -> Course:
        group, week = one.measured.group, one.week
        rough = coarse.get((group, unloading(study, arm, week)), Course(0.0))
        return fine.get((group, unloading_and_history(study, arm, week)), rough)

    seen: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for study, one in _training_points(studies):
        told = course(study, one, one.arm).after(one.week - one.from_week)
        seen.setdefault((one.measured.group, one.instrument), []).append((told, one.observed))
    typical = {group: np.mean(np.square(_pairs(seen, group)[:, 0])) for group, _ in seen}
    factors = {key: _factor(np.array(pairs), SHRINKING * float(typical[key[0]])) for key, pairs in seen.items()}

    def change(study: Study, one: Observation, arm: str) -> float:
        factor = factors.get((one.measured.group, one.instrument), 1.0)
        return factor * course(study, one, arm).after(one.week - one.from_week)

    return _from_changes(change)


def _enough(seen: tuple[FloatArray, FloatArray]) -> bool:
    return len(seen[0]) >= FEWEST_TO_FIT


def _pairs(seen: dict[tuple[str, str], list[tuple[float, float]]], group: str) -> FloatArray:
    return np.array([pair for key, pairs in seen.items() if key[0] == group for pair in pairs])


def _factor(pairs: FloatArray, held: float) -> float:
    """Fit observed changes in proportion to told ones, held at 1."""
    told, observed = pairs.T
    power = float(told @ told) + held
    return (float(told @ observed) + held) / power if power > 0.0 else 1.0


def left_out_in_turn(training: Sequence[Study], foretell: Callable[[Sequence[Study]], Foretold]) -> Foretold:
    """Foretell every row by what has not seen its cohort.

    Args:
        training: Studies whose training points may be seen.
        foretell: Makes something that foretells from studies.
    """
    known: dict[str, Foretold] = {}

    def of(study: Study, one: Observation) -> float:
        cohort = one.cohort or study.name
        if cohort not in known:
            known[cohort] = foretell([_without(other, cohort) for other in training])
        return known[cohort](study, one)

    return of


def _without(study: Study, cohort: str) -> Study:
    rows = tuple(one for one in study.observations if (one.cohort or study.name) != cohort)
    return attrs.evolve(study, observations=rows)


def _foreteller(courses: dict[tuple[str, str], Course], apart: Apart) -> Foretold:
    def change(study: Study, one: Observation, arm: str) -> float:
        course = courses.get((one.measured.group, apart(study, arm, one.week)), Course(0.0))
        return course.after(one.week - one.from_week)

    return _from_changes(change)


def _from_changes(change: Callable[[Study, Observation, str], float]) -> Foretold:
    """Foretell rows from the change of an arm between a row's moments."""

    def foretell(study: Study, one: Observation) -> float:
        if not one.how.relative:
            return no_change(study, one)
        if one.how.unit == "ratio":
            # Nothing but the calendar is known, and the arms share it.
            return 1.0
        here = np.array([change(study, one, one.arm)])
        there = np.array([change(study, one, one.against)]) if one.against else None
        return float(one.of_means(here, there)[0])

    return foretell
