"""Does a fit predict what it has not seen, and does it need the loads to come in the order they came in?"""

from __future__ import annotations

import math
from collections.abc import Callable

import attrs
import numpy as np

from models.arrays import FloatArray

from ..chance import Streams
from .problem import Problem
from .search import COARSE, Found, search

MOST_BLOCKS = 5
TESTS_PER_BLOCK = 3
STREAM = "shuffled_load"


@attrs.frozen(eq=False)
class PredictionScore:
    """How well a model fits and predicts; an alternative that knows no load is scored alike.

    Attributes:
        parameters: Number of free parameters.
        sse: Sum of squares of the residuals.
        aicc: Corrected Akaike information criterion, smaller is better; ``nan`` where the tests are too few for it.
        left_out: Prediction of every test by the fit to all others, shape ``(tests,)``; ``nan`` if tests are too few.
        leave_one_out_rmse: Root mean square of their errors.
        blocked_rmse: The same where whole stretches of tests are left out.
    """

    name: str
    label: str
    parameters: int
    sse: float
    aicc: float
    left_out: FloatArray = attrs.field(repr=False)
    leave_one_out_rmse: float
    blocked_rmse: float


@attrs.frozen(eq=False)
class ShuffledLoads:
    """The same loads on other days, fitted as the true ones were.

    Attributes:
        sse: Of every shuffle, shape ``(shuffles,)``.
        as_good_fraction: Share of the shuffles, the true order among them, that fit at least as well.
    """

    sse: FloatArray
    as_good_fraction: float


def score_model(problem: Problem, best: Found) -> PredictionScore:
    """Score a classic model by fitting it again to every part of the tests, each part a lane."""
    model = problem.model

    def predict(counts: FloatArray) -> FloatArray:
        lanes = attrs.evolve(problem.repeated(len(counts)), counts=counts)
        found = search(lanes, near=best.unit[0], cells=COARSE)
        return lanes.predict(found.unit, found.weighed)

    return _score(model.name, model.label, problem.parameter_count, float(best.sse[0]), problem.performance, predict)


def score_line(problem: Problem, degree: int) -> PredictionScore:
    """Score the mean (degree 0) or the straight line over days (degree 1), which know nothing of load."""
    performance = problem.performance
    offsets = (problem.tests - problem.tests.mean()) / (np.ptp(problem.tests) or 1.0)
    design = offsets[:, None] ** np.arange(degree + 1)

    def predict(counts: FloatArray) -> FloatArray:
        parts = [np.linalg.lstsq(design * row[:, None], performance * row, rcond=None)[0] for row in counts]
        return np.stack([design @ part for part in parts])

    residuals = performance - predict(np.ones((1, len(offsets))))[0]
    name, label = (("mean", "Mean of the tests"), ("line", "Straight line over days"))[degree]
    return _score(name, label, degree + 1, float(residuals @ residuals), performance, predict)


def shuffled_loads(problem: Problem, shuffles: int, seed: int) -> ShuffledLoads:
    """Fit the loads in random order of days, and in the true one with the same effort.

    Args:
        problem: A single lane.
        shuffles: How many orders to try.
        seed: Of the orders.
    """
    days = len(problem.load)
    streams = Streams(seed, np.arange(1, days + 1, dtype=np.int64))
    orders = [np.arange(days), *(np.argsort(streams.uniform(STREAM, one)) for one in range(shuffles))]
    lanes = attrs.evolve(problem.repeated(len(orders)), load=problem.load[np.stack(orders)])
    sse = search(lanes, starts=2, cells=COARSE).sse
    # Rounding alone must not decide between loads that are all alike.
    as_good = sse <= sse[0] * (1.0 + 1e-9)
    return ShuffledLoads(sse[1:], float(as_good.mean()))


def _score(
    name: str,
    label: str,
    parameters: int,
    sse: float,
    performance: FloatArray,
    predict: Callable[[FloatArray], FloatArray],
) -> PredictionScore:
    tests = len(performance)
    blocks = min(MOST_BLOCKS, max(2, tests // TESTS_PER_BLOCK))
    alone = _left_out(np.arange(tests), parameters, predict)
    stretches = _left_out(np.arange(tests) * blocks // tests, parameters, predict)
    return PredictionScore(
        name,
        label,
        parameters,
        sse,
        aicc(sse, tests, parameters),
        alone,
        _rmse(alone - performance),
        _rmse(stretches - performance),
    )


def aicc(sse: float, tests: int, parameters: int) -> float:
    """Return the corrected Akaike information criterion of a least-squares fit; the error's variance is one more."""
    count = parameters + 1
    if tests - count - 1 <= 0:
        return math.nan
    return tests * math.log(max(sse, 1e-300) / tests) + 2.0 * count * tests / (tests - count - 1.0)


def _left_out(
    group: np.ndarray[tuple[int], np.dtype[np.int64]], parameters: int, predict: Callable[[FloatArray], FloatArray]
) -> FloatArray:
    """Predict every test by the fit to all other groups, ``nan`` where these have no more tests than parameters."""
    counts = (group != np.unique(group)[:, None]).astype(float)
    if counts.sum(axis=1).min() <= parameters:
        return np.full(len(group), np.nan)
    return np.asarray(predict(counts)[group, np.arange(len(group))])


def _rmse(errors: FloatArray) -> float:
    return float(np.sqrt(np.mean(errors**2)))
