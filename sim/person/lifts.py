r"""What lifts tell: from load, repetitions and reserve to a maximum, and how far off that may be.

A set of :math:`r` repetitions with :math:`R` in reserve at a moved load :math:`L` implies a maximum
:math:`L / L_\text{rel}(r + R)` (:func:`models.stimulus.relative_load`). Its error on the log scale is

.. math:: \sigma^2 = (1 - \rho)\,\sigma_\text{day}^2 + \frac{\sigma_R(R)^2 + (c\,(r + R - 1))^2}{(C + r + R - 1)^2}

with :math:`C` the curvature of repetitions against load, :math:`\sigma_R` the error of the reserve, larger where it was
estimated and not rated, and :math:`c` that of the curve. Of the sets of an exercise in a session the one with the
smallest error counts, the first of equals: choosing the largest maximum would choose the luckiest error.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import attrs
import numpy as np

from models.arrays import FloatArray
from models.exercises import catalogue
from models.parameters import default_parameters
from models.stimulus import relative_load

from ..events import DOUBTFUL, DROP, WARM_UP, Event, SessionPerformed, SetPerformed
from ..importers.estimated import estimated_sets
from ..importers.lifts import ASSUMED, far_above
from ..plan import DAYS_PER_WEEK
from .errors import Errors, errors

MOST_LIFTS = 800
"""A longer log is thinned, evenly in time: what is shared between lifts is solved as a whole."""

OFTEN = 3
"""Done at least one time for so many of the most frequent exercise."""

EASY = "far from failure: a warm-up, or more in reserve than can be rated"
DROPPED = "a drop set: begun tired, so that it tells no maximum"
UNLIKELY = "a load far above the rest of that exercise: a slip of the finger"
LONG_SET = "too many repetitions to tell a maximum"
ASSISTED = "no load of its own: assisted or unloaded"
ECHO = "reserve estimated from heavier sets, so that it tells nothing of its own"
OTHER_SET = "another set of that exercise and day tells more"
OTHER_DAY = "the log is long: another day of about that time tells more"


@attrs.frozen
class Lift:
    """A set that tells a maximum.

    Attributes:
        session: Position of its session among the events.
        number: Position of the set in the session.
        time_days: When the session was.
        error: Standard deviation of the log of the maximum that it implies, without what a day's lifts share.
        estimated: Whether its reserve was estimated.
    """

    session: int
    number: int
    time_days: float
    done: SetPerformed
    error: float
    estimated: bool

    @property
    def exercise(self) -> str:
        """Name in the catalogue."""
        return self.done.exercise


@attrs.frozen
class Lifts:
    """What a log tells of strength.

    Attributes:
        kept: In the order in which they were done.
        set_aside: Reasons and how many sets each has taken.
        set_count: All sets.
    """

    kept: tuple[Lift, ...]
    set_aside: dict[str, int]
    set_count: int

    @property
    def exercises(self) -> tuple[str, ...]:
        """Exercises with lifts: of those that are done often the one that loads most muscle first, then the others."""
        counts = Counter(lift.exercise for lift in self.kept)
        most = max(counts.values(), default=0)

        def rank(name: str) -> tuple[bool, float]:
            loaded = float(catalogue().contribution(name) @ catalogue().mass_fractions)
            return OFTEN * counts[name] >= most, loaded

        return tuple(sorted(counts, key=rank, reverse=True))


def lifts_of(events: Sequence[Event], from_days: float = 0.0, most: int = MOST_LIFTS) -> Lifts:
    """Return what the sets of a log tell of strength.

    Args:
        events: In time order.
        from_days: Sessions before are not asked: they were assumed and not recorded.
        most: With more lifts than this the log is thinned.
    """
    candidates: dict[tuple[int, str], list[Lift]] = defaultdict(list)
    aside: Counter[str] = Counter()
    count = 0
    for lift in _all_sets(events, from_days):
        count += 1
        reason = _reason_against(lift)
        if reason:
            aside[reason] += 1
        else:
            candidates[lift.session, lift.exercise].append(lift)
    told = [lift for sets in candidates.values() for lift in sets]
    unlikely = _unlikely(told)
    aside[UNLIKELY] += len(unlikely)
    likely = [[lift for lift in sets if (lift.session, lift.number) not in unlikely] for sets in candidates.values()]
    kept = [min(sets, key=lambda one: one.error) for sets in likely if sets]
    aside[OTHER_SET] = sum(map(len, likely)) - len(kept)
    thinned = _thinned(kept, most)
    aside[OTHER_DAY] = len(kept) - len(thinned)
    kept = thinned
    kept.sort(key=lambda one: (one.session, one.number))
    return Lifts(tuple(kept), {reason: number for reason, number in aside.items() if number}, count)


def error_of(done: SetPerformed, sizes: Errors, *, estimated: bool) -> float:
    """Return the standard deviation of the log of the maximum that a set implies, without what a day's lifts share."""
    curvature = default_parameters()["reps_curve_reps"].value
    beyond_first = float(done.reps) + float(done.reps_in_reserve) - 1.0
    rated = sizes.reserve_error_reps + sizes.reserve_error_per_rep * float(done.reps_in_reserve)
    reserve = sizes.estimated_reserve_error_reps if estimated else rated
    reps_error = np.hypot(reserve, sizes.reps_curve_error_fraction * beyond_first)
    own_day = sizes.one_rm_day_error * np.sqrt(1.0 - sizes.one_rm_day_shared_fraction)
    return float(np.hypot(own_day, reps_error / (curvature + beyond_first)))


def whole_errors(lifts: Sequence[Lift]) -> FloatArray:
    """Return the standard deviation of the log of each lift's maximum, what days and weeks share included."""
    sizes = errors()
    shared = sizes.one_rm_day_shared_fraction * sizes.one_rm_day_error**2 + sizes.strength_drift_sd**2
    return np.sqrt(np.array([lift.error for lift in lifts]) ** 2 + shared)


def _all_sets(events: Sequence[Event], from_days: float) -> Iterator[Lift]:
    guessed = estimated_sets(events)
    for position, event in enumerate(events):
        if not isinstance(event, SessionPerformed) or event.time_days < from_days:
            continue
        for number, done in enumerate(event.sets):
            estimated = number in guessed.get(position, ())
            error = error_of(done, errors(), estimated=estimated)
            yield Lift(position, number, event.time_days, done, error, estimated)


def _reason_against(lift: Lift) -> str:
    done, sizes = lift.done, errors()
    if done.load_kg <= 0.0 and not (done.load_kg == 0.0 and catalogue()[done.exercise].body_mass_share):
        return ASSISTED
    if done.role == WARM_UP or done.reps_in_reserve > sizes.most_reserve_reps:
        return EASY
    if done.role == DOUBTFUL:
        return UNLIKELY
    if done.role == DROP:
        return DROPPED
    if lift.estimated and done.reps_in_reserve > ASSUMED:
        return ECHO
    return LONG_SET if done.reps + done.reps_in_reserve > sizes.most_possible_reps else ""


def _unlikely(lifts: Sequence[Lift]) -> set[tuple[int, int]]:
    """Return session and number of the sets whose load lies far above the rest of their exercise."""
    values, found = default_parameters().values_of(), set()
    by_exercise: dict[str, list[Lift]] = defaultdict(list)
    for lift in lifts:
        if lift.done.load_kg > 0.0:
            by_exercise[lift.exercise].append(lift)
    for own in by_exercise.values():
        possible = np.array([float(lift.done.reps) + float(lift.done.reps_in_reserve) for lift in own])
        tempo_s = np.array([float(lift.done.tempo_s) for lift in own])
        loads_kg = np.array([float(lift.done.load_kg) for lift in own])
        far = far_above([lift.time_days for lift in own], loads_kg / relative_load(values, possible, tempo_s))
        found |= {(lift.session, lift.number) for lift, is_far in zip(own, far.tolist(), strict=True) if is_far}
    return found


def _thinned(lifts: list[Lift], most: int) -> list[Lift]:
    """Keep one lift an exercise and week, or two weeks, or four: until there are few enough."""
    kept, span_days = lifts, DAYS_PER_WEEK
    while len(kept) > most and span_days < lifts[-1].time_days:
        chosen: dict[tuple[int, str], Lift] = {}
        for lift in lifts:
            key = int(lift.time_days // span_days), lift.exercise
            if key not in chosen or lift.error < chosen[key].error:
                chosen[key] = lift
        kept, span_days = list(chosen.values()), 2.0 * span_days
    return kept
