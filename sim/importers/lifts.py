"""Sets of the catalogue's exercises, and the maximum that each implies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

import attrs
import numpy as np
from numpy.typing import NDArray

from models.exercises import catalogue
from models.parameters import Values, default_parameters
from models.stimulus import relative_load

from ..events import WORKING, SetPerformed
from ..plan import Prescription
from .facts import Done

WINDOW = timedelta(days=42)

ASSUMED = Prescription(exercise="", sets_low=1, sets_high=1, reps_low=1, reps_high=1).reps_in_reserve
"""In reserve in the hardest set of an exercise that was never rated: what a plan prescribes that says nothing else."""

TEMPO_S = float(SetPerformed("", load_kg=0.0, reps=1.0, reps_in_reserve=0.0).tempo_s)

FAR_ABOVE = 1.5
"""A maximum so many times that of the other sessions of the time is a slip of the finger and no strength."""
FAR_ABOVE_FEW = 3.0
"""And of one other session, which may have been light, or of the other sets of a lone one, among them warm-ups."""


@attrs.frozen
class Lift:
    """A set of an exercise of the catalogue, and what it was for."""

    done: Done
    exercise: str
    role: str = WORKING

    def moved_kg(self, body_mass_kg: float) -> float:
        """Return the load together with the share of the body that is moved along."""
        return self.done.load_kg + catalogue()[self.exercise].body_mass_share * body_mass_kg


def days_of(moment: datetime) -> float:
    """Return a moment as a number of days, to compare it with others."""
    return moment.timestamp() / 86400.0


@cache
def usual_values() -> Values:
    """Return the parameters of the typical person."""
    return default_parameters().values_of()


def is_rated(done: Done) -> bool:
    """Tell whether the file says how many repetitions were left."""
    return done.reps_in_reserve is not None or done.manner == "failure"


def implied_one_rm_kg(lifts: Sequence[Lift], body_mass_kg: float) -> NDArray[np.float64]:
    """Return the maximum that each set implies; an unrated one is taken to have left what a plan prescribes."""
    reps = np.array([lift.done.reps for lift in lifts])
    left = [(lift.done.reps_in_reserve or 0.0) if is_rated(lift.done) else ASSUMED for lift in lifts]
    moved_kg = np.array([lift.moved_kg(body_mass_kg) for lift in lifts])
    relative = relative_load(usual_values(), reps + np.array(left), np.asarray(TEMPO_S))
    return np.asarray(moved_kg / relative)


def far_above(starts_days: Sequence[float], one_rm_kg: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which sets of one exercise imply a maximum far above that of its other sessions within six weeks.

    Where there are none, all other sessions are asked; in a lone session, its other sets.

    Args:
        starts_days: When the session of each set began.
        one_rm_kg: What each set implies, shape ``(sets,)``.
    """
    far = np.zeros(one_rm_kg.shape, dtype=bool)
    times = np.array(starts_days)
    best = {time: float(one_rm_kg[times == time].max()) for time in np.unique(times).tolist()} if times.size else {}
    moments, bests = np.array(list(best)), np.array(list(best.values()))
    for number, time in enumerate(moments.tolist()):
        own = np.flatnonzero(times == time)
        others = np.arange(len(moments)) != number
        near = others & (np.abs(moments - time) <= WINDOW.days)
        if others.any():
            asked = bests[near if near.any() else others]
            usual_kg = np.percentile(asked, 75.0, method="higher")
            far[own] = one_rm_kg[own] > (FAR_ABOVE if asked.size > 1 else FAR_ABOVE_FEW) * usual_kg
        elif own.size > 1:
            usual_kg = np.sort(one_rm_kg[own])[-2]
            far[own] = one_rm_kg[own] > FAR_ABOVE_FEW * usual_kg
    return far
