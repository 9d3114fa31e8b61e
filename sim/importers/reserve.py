"""Repetitions in reserve for sets that were not rated: from the loads lifted in the weeks before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import attrs
import numpy as np
from numpy.typing import NDArray

from models.stimulus import repetitions_to_failure

from ..events import DOUBTFUL, DROP, WARM_UP
from .lifts import ASSUMED, TEMPO_S, Lift, implied_one_rm_kg, is_rated, usual_values

WINDOW = timedelta(days=42)
MOST = 10.0
STEP = 0.5


@attrs.frozen
class Reserve:
    """Repetitions in reserve, and whether they were estimated."""

    reps: float
    estimated: bool


def reserves(lifts: Sequence[Lift], body_mass_kg: float) -> list[Reserve]:
    """Return the repetitions in reserve of every set.

    As rated, where it was rated; none left where the set went to failure; that of the set before for a drop set.
    Otherwise what the reps-load curve leaves at this load, given the strongest set of the exercise in the six weeks
    before: a rated one, or if none was rated, any, taken to have left what a plan prescribes.

    Args:
        lifts: All sets of a file, those of a session in their order.
        body_mass_kg: Moved along in some exercises.
    """
    places = defaultdict(list)
    for place, lift in enumerate(lifts):
        places[lift.exercise].append(place)
    estimates: dict[int, float] = {}
    for own in places.values():
        estimates |= _estimate(own, lifts, body_mass_kg)
    found: list[Reserve] = []
    for place, lift in enumerate(lifts):
        follows = place > 0 and _follows(lifts[place - 1], lift)
        found.append(_reserve(lift, found[-1] if follows else None, estimates[place]))
    return found


def _follows(before: Lift, lift: Lift) -> bool:
    return before.exercise == lift.exercise and before.done.start == lift.done.start


def _reserve(lift: Lift, before: Reserve | None, estimate: float) -> Reserve:
    done = lift.done
    if done.reps_in_reserve is not None:
        return Reserve(done.reps_in_reserve, estimated=False)
    if done.manner == "failure":
        return Reserve(0.0, estimated=False)
    if lift.role in {DROP, DOUBTFUL}:
        return Reserve(ASSUMED if before is None else before.reps, estimated=True)
    return Reserve(estimate, estimated=True)


def _estimate(places: list[int], lifts: Sequence[Lift], body_mass_kg: float) -> Mapping[int, float]:
    p = usual_values()
    own = [lifts[place] for place in places]
    sets = [lift.done for lift in own]
    moved_kg = np.array([lift.moved_kg(body_mass_kg) for lift in own])
    reps = np.array([done.reps for done in sets])
    rated = np.array([is_rated(done) for done in sets])
    one_rm_kg = implied_one_rm_kg(own, body_mass_kg)
    # A drop set starts tired, a warm-up is far from all that was possible, a slip of the finger is no load.
    tells = np.array([lift.role not in {DOUBTFUL, DROP, WARM_UP} for lift in own]) & (moved_kg > 0.0)
    strongest = _strongest_before([done.start for done in sets], one_rm_kg, rated & tells)
    any_kg = _strongest_before([done.start for done in sets], one_rm_kg, tells)
    base_kg = np.where(np.isfinite(strongest), strongest, any_kg)
    known = np.isfinite(base_kg) & (moved_kg > 0.0)
    relative = np.where(known, moved_kg, 1.0) / np.where(known, base_kg, 1.0)
    spare = repetitions_to_failure(p, relative, np.asarray(TEMPO_S)) - reps
    estimate = np.where(known, np.clip(np.round(spare / STEP) * STEP, 0.0, MOST), ASSUMED)
    return dict(zip(places, estimate.tolist(), strict=True))


def _strongest_before(
    starts: list[datetime], one_rm_kg: NDArray[np.float64], counts: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the largest value of the window up to and with each session; not finite where there is none."""
    by_session: dict[datetime, float] = {}
    for start, value, counted in zip(starts, one_rm_kg.tolist(), counts.tolist(), strict=True):
        if counted:
            by_session[start] = max(value, by_session.get(start, -np.inf))
    moments = sorted(by_session)
    times = np.array([moment.timestamp() for moment in moments])
    best = np.array([by_session[moment] for moment in moments])
    strongest: dict[datetime, float] = {}
    for start in set(starts):
        first = int(np.searchsorted(times, (start - WINDOW).timestamp(), side="left"))
        last = int(np.searchsorted(times, start.timestamp(), side="right"))
        strongest[start] = float(best[first:last].max()) if last > first else -np.inf
    return np.array([strongest[start] for start in starts])
