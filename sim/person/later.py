"""Lifts after the day of a forecast: it never read them, and so they show how good it was."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from models.arrays import FloatArray
from models.parameters import Values

from ..events import Event
from ..plan import DAYS_PER_WEEK, Scenario
from .fit import PersonFit
from .lifts import lifts_of, whole_errors
from .past import past_of
from .predicting import predict

RANGE = (0.1, 0.9)
"""The quantiles between which four fifths of the lifts should lie."""
FARTHEST = 4.0
"""A quantile of the range lies within so many errors of a lift of some future."""
HALVINGS = 20


@attrs.frozen(eq=False)
class LaterLifts:
    """Lifts of one exercise after today.

    Attributes:
        weeks: From today, ``(lifts,)``.
        log_moved: Log of the rested maximum that each implied, kg, moved body mass included, ``(lifts,)``.
        errors: Standard deviation of each, ``(lifts,)``.
    """

    weeks: FloatArray
    log_moved: FloatArray
    errors: FloatArray


NO_LIFTS = LaterLifts(np.empty(0), np.empty(0), np.empty(0))


def later_lifts(
    log: Sequence[Event], scenario: Scenario | None, fit: PersonFit, values: Values, length_days: float
) -> dict[str, LaterLifts]:
    """Return the lifts that a log holds after a fit's today, by exercise.

    How tired each was done is taken from the sessions that were really done since, folded under the person's typical
    parameters. Of exercises that were not done before nothing was forecast, and they are left out.

    Args:
        log: A whole stream.
        scenario: The one of the fit.
        fit: The fit to what came before.
        values: Parameters of one lane.
        length_days: Until how long after today.
    """
    today_days = fit.past.today_days
    events = [event for event in past_of(log, scenario).events if event.time_days < today_days + length_days]
    kept = [lift for lift in lifts_of(events, today_days).kept if lift.exercise in fit.exercises]
    if not kept:
        return {}
    times_days = np.arange(today_days, today_days + length_days + DAYS_PER_WEEK, DAYS_PER_WEEK)
    predicted = predict(values, 1, events, kept, fit.exercises, times_days)
    moments, sizes = np.array([lift.time_days for lift in kept]), whole_errors(kept)
    found = {}
    for place, exercise in enumerate(fit.exercises):
        mine = np.array([lift.exercise == exercise for lift in kept], dtype=bool)
        fitted = np.interp(moments[mine], times_days, predicted.rested[place, :, 0])
        weeks = (moments[mine] - today_days) / DAYS_PER_WEEK
        found[exercise] = LaterLifts(weeks, fitted + predicted.gaps[mine, 0], sizes[mine])
    return found


def range_of_lifts(log_moved: FloatArray, errors: FloatArray) -> FloatArray:
    r"""Return where four fifths of the lifts should lie: futures and errors of lifts together.

    The edges are the 10 % and 90 % quantiles :math:`y` of :math:`\frac1n \sum_j \Phi((y - f_j) / \sigma)` over the
    :math:`n` futures :math:`f_j` under the error :math:`\sigma` of a lift of that week, found by halving.

    Args:
        log_moved: Log of the rested maximum that each future lets expect, ``(futures, weeks)``.
        errors: Standard deviation of the log of the maximum that a lift implies, ``(weeks,)``.

    Returns:
        Lower and upper edge, logs, ``(2, weeks)``.
    """
    from scipy.special import ndtr

    wanted = np.array(RANGE)[:, None]
    low = np.tile(log_moved.min(axis=0) - FARTHEST * errors, (2, 1))
    high = np.tile(log_moved.max(axis=0) + FARTHEST * errors, (2, 1))
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        below = np.stack([ndtr((edge - log_moved) / errors).mean(axis=0) for edge in middle])
        low, high = np.where(below < wanted, middle, low), np.where(below < wanted, high, middle)
    return np.asarray(0.5 * (low + high))
