"""The headline of memory: how long the way back is against the first, by length of the history and of the break.

Everything is lived by the typical person under every draw of the posterior, so the answer comes with its interval.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs
import numpy as np

from models import observables
from models.arrays import FloatArray
from models.parameters import ParameterSet

from ..plan import DAYS_PER_WEEK, NO_PLAN, Athlete, Habits, Phase, Plan
from ..world.cohort import Cohort, typical
from ..world.engine import be_born, live
from ..world.world import Past

HISTORIES_WEEKS = (10, 26, 52, 104)
BREAKS_WEEKS = (8, 26, 52)
DRAWN_BREAK_WEEKS = 26
BACK_FRACTION = 0.95
"""Who is back has this share of what the break took, above what it left."""
LAST_TRAINED_WEEKS = 4
"""The size before the break is the mean over these."""
LONGEST_BACK_WEEKS = 156
LOOKED_WEEKS = 12
"""The return is lived by so many weeks at a time, until everybody is back."""
REGAIN_WEEKS = 6
"""Growth is compared over the first weeks of training, as trials do."""
INTERVAL = (5.0, 50.0, 95.0)


@attrs.frozen
class Spread:
    """The median over the draws of the posterior and the ends of the 90 % interval."""

    p5: float
    median: float
    p95: float

    @classmethod
    def of(cls, values: FloatArray) -> Spread:
        """Return the spread of values, one a draw."""
        return cls(*(float(one) for one in np.percentile(values, INTERVAL)))


@attrs.frozen
class WayBack:
    """How long lost size takes to come back, after a history and a break.

    Attributes:
        history_weeks: Weeks of training before the break.
        break_weeks: Weeks without training.
        kept: Share of the gained size that the break left.
        first_weeks: Weeks that the history took to the size that counts as back.
        back_weeks: Weeks that the return takes to it.
        ratio: The latter over the former.
        speed_up: Growth in the first weeks back over a novice's in as many; 1 is no faster.
        level: Size that counts as back, median over the draws.
        first_course: Size after each week of the history, the first before it; median over the draws.
        back_course: The same of the return.
    """

    history_weeks: int
    break_weeks: int
    kept: Spread
    first_weeks: Spread
    back_weeks: Spread
    ratio: Spread
    speed_up: Spread
    level: float
    first_course: tuple[float, ...]
    back_course: tuple[float, ...]


def ways_back(
    parameters: ParameterSet,
    draws: Mapping[str, FloatArray],
    plan: Plan,
    histories_weeks: Sequence[int] = HISTORIES_WEEKS,
    breaks_weeks: Sequence[int] = BREAKS_WEEKS,
) -> tuple[WayBack, ...]:
    """Return how long the way back is, by length of the training history and of the break.

    Args:
        parameters: Nominal values.
        draws: Posterior draws by name, each of shape ``(draws,)``.
        plan: What is trained before and after the break.
        histories_weeks: Weeks of training before it, ascending.
        breaks_weeks: Weeks without training.
    """
    cohort = typical(len(next(iter(draws.values()))), parameters, draws)
    found = []
    for history_weeks, first, past in _histories(cohort, plan, histories_weeks):
        for break_weeks in breaks_weeks:
            rested, _ = _weekly(cohort, past, NO_PLAN, break_weeks)
            found.append(_way_back(history_weeks, break_weeks, first, _return(cohort, rested, plan, first)))
    return tuple(found)


def _histories(cohort: Cohort, plan: Plan, weeks: Sequence[int]) -> Iterator[tuple[int, FloatArray, Past]]:
    """Train on from one length of history to the next; yield each with its weekly sizes and where it ends."""
    past, sizes = be_born(cohort, Athlete(), 0), np.ones((cohort.lanes, 1))
    for before, until in zip((0, *weeks), weeks, strict=False):
        past, more = _weekly(cohort, past, plan, until - before)
        sizes = np.concatenate([sizes, more[:, 1:]], axis=1)
        yield until, sizes, past


def _weekly(cohort: Cohort, past: Past, plan: Plan, weeks: int) -> tuple[Past, FloatArray]:
    """Live some weeks; return where they end and the size at their start and after each, ``(draws, weeks + 1)``."""
    start_days, sizes = past.body.time_days, [observables.legs_size(past.body)]
    moments = [start_days + DAYS_PER_WEEK * week for week in range(1, weeks + 1)]
    phase = Phase(length_days=weeks * DAYS_PER_WEEK, plan=plan, habits=Habits())
    past = live(cohort, past, (phase,), moments, lambda body: sizes.append(observables.legs_size(body)))
    return past, np.stack(sizes, axis=1)


def _return(cohort: Cohort, past: Past, plan: Plan, first: FloatArray) -> FloatArray:
    """Train again until everybody is back; return the weekly sizes, from that at the end of the break."""
    sizes = observables.legs_size(past.body)[:, None]
    level = _level(first, sizes[:, 0])
    while sizes.shape[1] <= LONGEST_BACK_WEEKS and np.any(sizes.max(axis=1) < level):
        past, more = _weekly(cohort, past, plan, LOOKED_WEEKS)
        sizes = np.concatenate([sizes, more[:, 1:]], axis=1)
    return sizes


def _before(first: FloatArray) -> FloatArray:
    return np.asarray(first[:, -LAST_TRAINED_WEEKS:].mean(axis=1))


def _level(first: FloatArray, left: FloatArray) -> FloatArray:
    """Size that counts as back, between what the break left and what was there before it."""
    return left + BACK_FRACTION * (_before(first) - left)


def _way_back(history_weeks: int, break_weeks: int, first: FloatArray, back: FloatArray) -> WayBack:
    before, left = _before(first), back[:, 0]
    level = _level(first, left)
    first_weeks, back_weeks = weeks_until(first, level), weeks_until(back, level)
    novice = min(REGAIN_WEEKS, first.shape[1] - 1)
    return WayBack(
        history_weeks,
        break_weeks,
        kept=Spread.of((left - 1.0) / (before - 1.0)),
        first_weeks=Spread.of(first_weeks),
        back_weeks=Spread.of(back_weeks),
        ratio=Spread.of(back_weeks / first_weeks),
        speed_up=Spread.of((back[:, novice] - left) / (first[:, novice] - 1.0)),
        level=float(np.median(level)),
        first_course=tuple(np.median(first, axis=0).tolist()),
        back_course=tuple(np.median(back, axis=0).tolist()),
    )


def weeks_until(sizes: FloatArray, level: FloatArray) -> FloatArray:
    """Return when weekly sizes first reach a level, between weeks in proportion; the last week where they never do.

    Args:
        sizes: Shape ``(lanes, weeks + 1)``, from week 0.
        level: Shape ``(lanes,)``.
    """
    there = sizes >= level[:, None]
    there[:, -1] = True
    week = np.maximum(1, np.argmax(there, axis=1))
    lanes = np.arange(len(sizes))
    before, after = sizes[lanes, week - 1], sizes[lanes, week]
    rise = np.where(after > before, after - before, 1.0)
    return np.asarray(week - 1 + np.clip((level - before) / rise, 0.0, 1.0))
