"""How far off levels are: the fitted model and what needs no model, as fitted, left out in turn and never seen."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray

from ..chance import Streams
from ..studies import Study
from ..studies.baselines import STRONG, baselines, left_out_in_turn
from ..studies.scores import Foretold
from .calibration import Calibration
from .left_out import LeftOut
from .likelihood import Row

FITTED, LEFT_OUT, HELD_OUT = "fitted", "left out in turn", "held out"
MODEL = "the model"
FEWEST = 4
"""Fewer rows of a kind say nothing."""
RESAMPLED = 2000
"""How often cohorts are drawn again to see how sure an advantage is."""
SIZE, STRENGTH = "size, %", "strength, %"


@attrs.frozen
class LevelScore:
    """Absolute errors over rows of a kind.

    Attributes:
        name: Who foretells.
        kind: What was measured, and in which unit.
        how: Whether the rows were ``fitted``, foretold by a fit without their cohort, or ``held out`` for good.
        points: Number of rows.
        median: Median absolute error.
        mean: Mean absolute error.
    """

    name: str
    kind: str
    how: str
    points: int
    median: float
    mean: float


@attrs.frozen
class Advantage:
    """By how much the model is nearer than the strong baseline on rows that neither had seen; above 0 is nearer.

    Attributes:
        kind: What was measured, and in which unit.
        how: ``left out in turn`` or ``held out``.
        median: Of the baseline's median absolute error over the model's.
        median_low: Lower end of the 90 % interval over cohorts drawn again.
        median_high: Its upper end.
        mean: The same of mean absolute errors.
        mean_low: Lower end.
        mean_high: Upper end.
    """

    kind: str
    how: str
    median: float
    median_low: float
    median_high: float
    mean: float
    mean_low: float
    mean_high: float


@attrs.frozen(eq=False)
class Levels:
    """How far off levels are.

    Attributes:
        scores: The model and every baseline, by what was measured.
        advantages: Of the model over the strong baseline.
        inside: Share of the model's rows within their 90 % predictive intervals, by kind and how they were foretold.
    """

    scores: tuple[LevelScore, ...]
    advantages: tuple[Advantage, ...]
    inside: dict[str, dict[str, float]]


def score_levels(studies: Sequence[Study], found: Calibration, left_out: LeftOut) -> Levels:
    """Return the errors of the fitted model and of the baselines.

    Args:
        studies: The studies of the calibration.
        found: The fit.
        left_out: Every row as it is predicted without its cohort.
    """
    observed = np.array([row.observation.observed for row in found.rows])
    fitted = found.fitted_numbers
    errors = {MODEL: {FITTED: fitted - observed, LEFT_OUT: left_out.numbers - observed}}
    for name, plain in baselines(studies).items():
        turned = left_out_in_turn(studies, lambda some, name=name: baselines(some)[name])  # type: ignore[misc]
        errors[name] = {FITTED: _errors(studies, found.rows, plain), LEFT_OUT: _errors(studies, found.rows, turned)}
    kinds = np.array([row.kind for row in found.rows])
    scores = tuple(
        score
        for name, by in errors.items()
        for kind in (SIZE, STRENGTH, *(other for other in dict.fromkeys(kinds) if other not in {SIZE, STRENGTH}))
        if name == MODEL or kind in {SIZE, STRENGTH}
        for score in level_scores(name, str(kind), by, found.trained, kinds == kind)
    )
    advantages = tuple(
        _advantage(kind, how, errors, found.rows, (kinds == kind) & (found.trained != (how == HELD_OUT)))
        for kind in (SIZE, STRENGTH)
        for how in (LEFT_OUT, HELD_OUT)
        if np.sum((kinds == kind) & (found.trained != (how == HELD_OUT))) >= FEWEST
    )
    return Levels(scores, advantages, _inside(found, left_out, kinds))


def level_scores(
    name: str, kind: str, errors: dict[str, FloatArray], trained: NDArray[np.bool_], mine: NDArray[np.bool_]
) -> list[LevelScore]:
    """Return the scores of rows of one kind.

    Args:
        name: Who foretells.
        kind: What was measured.
        errors: Errors of all rows as fitted and, where known, as left out in turn.
        trained: Which rows were fitted.
        mine: Which rows are of the kind.
    """
    chosen = {how: error[mine & trained] for how, error in errors.items()}
    chosen[HELD_OUT] = errors[FITTED][mine & ~trained]
    return [
        LevelScore(name, kind, how, len(one), float(np.median(np.abs(one))), float(np.mean(np.abs(one))))
        for how, one in chosen.items()
        if len(one) >= FEWEST
    ]


def _errors(studies: Sequence[Study], rows: Sequence[Row], foretold: Foretold) -> FloatArray:
    by_name = {study.name: study for study in studies}
    return np.array([foretold(by_name[row.study], row.observation) - row.observation.observed for row in rows])


def _inside(found: Calibration, left_out: LeftOut, kinds: NDArray[np.str_]) -> dict[str, dict[str, float]]:
    inside = np.array(
        [
            low <= row.observation.observed <= high
            for row, (low, high) in zip(found.rows, map(left_out.interval, range(len(found.rows))), strict=True)
        ]
    )
    told: dict[str, dict[str, float]] = {}
    for kind in dict.fromkeys(kinds):
        for how, used in ((LEFT_OUT, found.trained), (HELD_OUT, ~found.trained)):
            if np.sum(mine := (kinds == kind) & used) >= FEWEST:
                told.setdefault(str(kind), {})[how] = float(np.mean(inside[mine]))
    return told


def _advantage(
    kind: str, how: str, errors: dict[str, dict[str, FloatArray]], rows: Sequence[Row], mine: NDArray[np.bool_]
) -> Advantage:
    by = LEFT_OUT if how == LEFT_OUT else FITTED
    model, strong = (np.abs(errors[name][by][mine]) for name in (MODEL, STRONG))
    names = [row.cohort for row, chosen in zip(rows, mine, strict=True) if chosen]
    cohorts = [np.flatnonzero([name == one for name in names]) for one in dict.fromkeys(names)]
    streams = Streams(1, np.arange(1, RESAMPLED + 1))
    uniform = np.stack([streams.uniform("advantage", number) for number in range(len(cohorts))], axis=1)
    drawn = [np.concatenate([cohorts[one] for one in row]) for row in (uniform * len(cohorts)).astype(int)]
    told: list[float] = []
    for average in (np.median, np.mean):
        again = [float(average(strong[some]) - average(model[some])) for some in drawn]
        low, high = np.percentile(again, (5.0, 95.0))
        told += [float(average(strong) - average(model)), float(low), float(high)]
    return Advantage(kind, how, *told)
