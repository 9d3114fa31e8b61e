"""What a set was for: warm-ups, drop sets and back-off sets told apart from work, as marked or by their loads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

import attrs
import numpy as np

from models.stimulus import relative_load, repetitions_to_failure

from ..events import BACK_OFF, DOUBTFUL, DROP, WARM_UP, WORKING
from .facts import Done
from .lifts import ASSUMED, TEMPO_S, Lift, days_of, far_above, implied_one_rm_kg, is_rated, usual_values

SAME_SESSION = timedelta(hours=2)

LIGHT_FRACTION = 0.85
"""A set before the heaviest of its session is a warm-up only below this share of it."""
EASY_RESERVE = 5.0
"""And only with more in reserve than this: a lighter set of many repetitions is work."""
SAME_LOAD_FRACTION = 0.97
"""Loads that differ by less are one load, rounded to other plates."""

MARKED = {"warm_up": WARM_UP, "drop": DROP, "back_off": BACK_OFF, "failure": WORKING, "working": WORKING}


def with_roles(lifts: Sequence[Lift], body_mass_kg: float) -> list[Lift]:
    """Return the lifts with their roles.

    What the app marked stays as it is. Of the others, those before the heaviest set of their exercise and session are
    warm-ups where they are far lighter and leave much in reserve; those after it are back-off sets where they are
    lighter.

    Args:
        lifts: All sets of a file, those of a session in their order.
        body_mass_kg: Moved along in some exercises.
    """
    roles = [MARKED.get(lift.done.manner, "") for lift in lifts]
    for place in _doubtful(lifts, body_mass_kg):
        # A mark of the athlete is meant; only failure says nothing of the load.
        roles[place] = DOUBTFUL if lifts[place].done.manner in {"", "failure"} else roles[place]
    for places in _sessions(lifts):
        own = [place for place in places if roles[place] in {"", WORKING}]
        if own:
            top = max(own, key=lambda place: lifts[place].moved_kg(body_mass_kg))
            for place in own:
                roles[place] = roles[place] or _role(lifts, place, top, body_mass_kg)
    return [attrs.evolve(lift, role=role) for lift, role in zip(lifts, roles, strict=True)]


def inferred_count(lifts: Sequence[Lift]) -> int:
    """Count the warm-ups and back-off sets that were told from loads alone."""
    return sum(lift.role in {WARM_UP, BACK_OFF} and lift.done.manner not in MARKED for lift in lifts)


def _doubtful(lifts: Sequence[Lift], body_mass_kg: float) -> list[int]:
    """Return the places of sets whose load lies so far above the rest of their exercise that it cannot be meant."""
    found = []
    places: dict[str, list[int]] = defaultdict(list)
    for place, lift in enumerate(lifts):
        if lift.done.load_kg > 0.0:
            places[lift.exercise].append(place)
    for own in places.values():
        implied_kg = implied_one_rm_kg([lifts[place] for place in own], body_mass_kg)
        far = far_above([days_of(lifts[place].done.start) for place in own], implied_kg)
        found += [place for place, one in zip(own, far.tolist(), strict=True) if one]
    return sorted(found)


def _sessions(lifts: Sequence[Lift]) -> list[list[int]]:
    """Return the places of the sets of each exercise and session."""
    open_ones: dict[tuple[str, str], list[int]] = {}
    found: dict[int, list[int]] = defaultdict(list)
    latest: dict[tuple[str, str], datetime] = {}
    for place, lift in enumerate(lifts):
        key = lift.exercise, lift.done.session
        far = key in latest and abs(lift.done.start - latest[key]) > SAME_SESSION
        if key not in open_ones or far:
            open_ones[key] = found[place]
        open_ones[key].append(place)
        latest[key] = lift.done.start
    return list(found.values())


def _role(lifts: Sequence[Lift], place: int, top: int, body_mass_kg: float) -> str:
    moved_kg, top_kg = lifts[place].moved_kg(body_mass_kg), lifts[top].moved_kg(body_mass_kg)
    if moved_kg >= SAME_LOAD_FRACTION * top_kg or top_kg <= 0.0:
        return WORKING
    if place > top:
        return BACK_OFF
    if moved_kg > LIGHT_FRACTION * top_kg:
        return WORKING
    return WARM_UP if _left(lifts[place].done, moved_kg, lifts[top].done, top_kg) > EASY_RESERVE else WORKING


def _left(done: Done, moved_kg: float, hardest: Done, top_kg: float) -> float:
    """Return the repetitions in reserve, as rated or as the heaviest set of the session lets expect."""
    if done.reps_in_reserve is not None:
        return done.reps_in_reserve
    if moved_kg <= 0.0:
        return np.inf
    p, tempo_s = usual_values(), np.asarray(TEMPO_S)
    possible = hardest.reps + ((hardest.reps_in_reserve or 0.0) if is_rated(hardest) else ASSUMED)
    one_rm_kg = top_kg / relative_load(p, np.array([possible]), tempo_s)
    return float(repetitions_to_failure(p, moved_kg / one_rm_kg, tempo_s)[0]) - done.reps
