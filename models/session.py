"""What a session does to a body while it lasts, set by set.

The world asks it how many repetitions are possible; the fold sums the recorded sets with it. Both call ``perform``.
"""

from __future__ import annotations

import attrs
import numpy as np

from . import fatigue, stimulus
from .exercises import Exercise, catalogue
from .observables import body_mass_kg, exercise_strength, shown_strength
from .parameters import Array, Values
from .state import Body


@attrs.frozen(eq=False)
class WithinSession:
    """Sums over the sets done so far, each of shape ``(lanes, muscles)``.

    Attributes:
        quick_fatigue: Fatigue that comes back within minutes.
        fatigue: Fatigue added, that stays for days.
        sets: Worth of the sets as stimulus.
        eccentric_sets: Worth of the sets as damage.
        heavy_sets: Worth of the sets as practice with heavy loads.
        work_sets: Sets done, shape ``(lanes,)``.
    """

    quick_fatigue: Array
    fatigue: Array
    sets: Array
    eccentric_sets: Array
    heavy_sets: Array
    work_sets: Array


def begin(body: Body) -> WithinSession:
    """Return the sums before the first set."""
    none = np.zeros_like(body.size)
    return WithinSession(none, none, none, none, none, np.zeros(body.lanes))


def perform(
    p: Values,
    within: WithinSession,
    exercise: Exercise,
    reps: Array,
    reps_in_reserve: Array,
    rest_min: Array,
    tempo_s: Array,
) -> WithinSession:
    """Do one set and rest.

    Args:
        p: Parameters.
        within: Sums so far.
        exercise: Row of the catalogue.
        reps: Repetitions done, 0 for no set, shape ``(lanes,)``.
        reps_in_reserve: Repetitions left undone, shape ``(lanes,)``.
        rest_min: Rest after the set, minute, shape ``(lanes,)``.
        tempo_s: Duration of a repetition, second, shape ``(lanes,)``.

    Returns:
        Sums after the set and the rest.
    """
    share = catalogue().contribution(exercise.name)
    worth = stimulus.set_worth(p, reps, reps_in_reserve, tempo_s)[:, None] * share
    cost = fatigue.set_cost(p, reps, reps_in_reserve)[:, None] * share
    heavy = stimulus.heaviness(p, reps, reps_in_reserve, tempo_s)[:, None]
    spent = within.quick_fatigue + p.quick_fatigue_per_set * cost
    return WithinSession(
        quick_fatigue=fatigue.quick_fatigue_after_rest(p, spent, rest_min[:, None]),
        fatigue=within.fatigue + p.fatigue_per_set * cost,
        sets=within.sets + worth,
        eccentric_sets=within.eccentric_sets + cost * exercise.eccentric,
        heavy_sets=within.heavy_sets + worth * heavy,
        work_sets=within.work_sets + (reps > 0.0),
    )


def momentary_one_rm_kg(p: Values, body: Body, within: WithinSession, exercise: Exercise) -> Array:
    """Load that could be moved once right now, moved body mass included, kg, shape ``(lanes,)``."""
    tired = np.exp(-within.fatigue - within.quick_fatigue)
    return exercise_strength(p, body, exercise, shown_strength(p, body, exercise.practice) * tired)


def repetitions_possible(
    p: Values, body: Body, within: WithinSession, exercise: Exercise, load_kg: Array, tempo_s: Array
) -> Array:
    """Repetitions to failure with an external load right now, shape ``(lanes,)``."""
    moved_kg = load_kg + exercise.body_mass_share * body_mass_kg(p, body)
    relative = moved_kg / momentary_one_rm_kg(p, body, within, exercise)
    return stimulus.repetitions_to_failure(p, relative, tempo_s)


def load_for(
    p: Values, body: Body, within: WithinSession, exercise: Exercise, reps_to_failure: Array, tempo_s: Array
) -> Array:
    """External load with which failure comes after this many repetitions, kg, shape ``(lanes,)``; not below 0."""
    relative = stimulus.relative_load(p, reps_to_failure, tempo_s)
    moved_kg = relative * momentary_one_rm_kg(p, body, within, exercise)
    return np.maximum(0.0, moved_kg - exercise.body_mass_share * body_mass_kg(p, body))
