"""One log folded under many parameters, and what its lifts and rested legs look like under each.

There is no second path: the fold is the engine's, and before every set the engine is asked what the lifter can move.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import attrs
import numpy as np

from models import observables, session, stimulus
from models.arrays import FloatArray
from models.exercises import catalogue
from models.parameters import Values
from models.state import Body

from ..events import Event, SessionPerformed
from ..fold import land, start, until
from .lifts import Lift


@attrs.frozen(eq=False)
class Predicted:
    """What a log looks like under many parameters; logs are natural.

    Attributes:
        gaps: Log of the maximum that each lift implies, over that predicted before the set, shape ``(lifts, lanes)``.
        times_days: Moments of ``rested``, shape ``(times,)``.
        rested: Log of the predicted rested maximum (kg) of each exercise, shape ``(exercises, times, lanes)``.
    """

    gaps: FloatArray
    times_days: FloatArray
    rested: FloatArray


def predict(
    p: Values,
    lanes: int,
    events: Sequence[Event],
    lifts: Sequence[Lift],
    exercises: Sequence[str],
    times_days: FloatArray,
    progress: Callable[[float], None] = lambda _: None,
) -> Predicted:
    """Fold a log under every lane's parameters.

    Args:
        p: Parameters.
        lanes: How many sets of them.
        events: The log.
        lifts: Which of its sets are asked.
        exercises: Whose rested maxima are wanted.
        times_days: Ascending moments for these.
        progress: Told the share that is done.
    """
    asked: dict[int, dict[int, int]] = defaultdict(dict)
    for place, lift in enumerate(lifts):
        asked[lift.session][lift.number] = place
    gaps = np.empty((len(lifts), lanes))
    rested = np.empty((len(exercises), len(times_days), lanes))
    body, sampled = start(lanes), 0
    for position, event in enumerate(events):
        while sampled < len(times_days) and times_days[sampled] < event.time_days:
            _sample(p, until(p, body, float(times_days[sampled])), exercises, rested[:, sampled])
            sampled += 1
        if position in asked and isinstance(event, SessionPerformed):
            body = until(p, body, event.time_days)
            _ask(p, body, event, asked[position], gaps)
            progress(event.time_days / events[-1].time_days)
        body = land(p, body, event)
    for later in range(sampled, len(times_days)):
        _sample(p, until(p, body, float(times_days[later])), exercises, rested[:, later])
    return Predicted(gaps, times_days, rested)


def _sample(p: Values, body: Body, exercises: Sequence[str], rested: FloatArray) -> None:
    for place, name in enumerate(exercises):
        rested[place] = np.log(observables.rested_one_rm_kg(p, body, catalogue()[name]))


def _ask(p: Values, body: Body, event: SessionPerformed, wanted: dict[int, int], gaps: FloatArray) -> None:
    within = session.begin(body)
    spread = np.ones(body.lanes)
    for number, done in enumerate(event.sets[: max(wanted) + 1]):
        exercise = catalogue()[done.exercise]
        if number in wanted:
            able_kg = session.momentary_one_rm_kg(p, body, within, exercise)
            moved_kg = done.load_kg + exercise.body_mass_share * observables.body_mass_kg(p, body)
            told = stimulus.relative_load(p, done.reps + done.reps_in_reserve * spread, done.tempo_s * spread)
            gaps[wanted[number]] = np.log(moved_kg / told / able_kg)
        within = session.perform(
            p,
            body,
            within,
            exercise,
            done.reps * spread,
            done.reps_in_reserve * spread,
            done.rest_min * spread,
            done.tempo_s * spread,
        )
