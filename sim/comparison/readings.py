"""Taking readings: bodies at sample times become a trajectory."""

from __future__ import annotations

import numpy as np

from models import observables
from models.arrays import FloatArray
from models.exercises import catalogue
from models.parameters import Values
from models.state import Body

from ..numbers import number
from ..results import Cell
from .arms import Trajectory

SQUAT = "back_squat"


def read_muscles(p: Values, body: Body) -> dict[str, FloatArray]:
    """Return what is observed of each muscle, shape ``(lanes, muscles)``."""
    return {
        "size": body.size,
        "csa": observables.cross_sectional_area(p, body),
        "signal": body.signal,
        "fatigue": body.fatigue,
        "soreness": observables.soreness(p, body),
        "nuclei": body.nuclei,
        "strength": observables.rested_strength(p, body),
    }


def read_body(p: Values, body: Body) -> dict[str, FloatArray]:
    """Return what is observed of the whole person, shape ``(lanes,)``."""
    return {
        "legs_size": observables.legs_size(body),
        "leg_lean_mass_kg": observables.leg_lean_mass_kg(p, body),
        "leg_strength": observables.leg_strength(p, body),
        "squat_one_rm_kg": observables.rested_one_rm_kg(p, body, catalogue()[SQUAT]),
        "body_mass_kg": observables.body_mass_kg(p, body),
        "fat_mass_kg": body.fat_mass_kg,
        "sleep_debt_hours": body.sleep_debt_hours,
        "soreness": np.max(observables.soreness(p, body), axis=1),
        "readiness": observables.readiness(p, body),
        "aerobic_capacity_ml_per_kg_min": observables.aerobic_capacity_ml_per_kg_min(p, body),
        "stress": body.stress,
    }


def readings_of(p: Values, body: Body) -> tuple[dict[str, Cell], ...]:
    """Return every reading of one athlete's body, one a row: reading, muscle (empty for the whole person), value."""
    rows: list[dict[str, Cell]] = []
    for name, values in read_muscles(p, body).items():
        pairs = zip(catalogue().muscles, values[0], strict=True)
        rows += [{"reading": name, "muscle": muscle, "value": float(value)} for muscle, value in pairs]
    for name, values in read_body(p, body).items():
        rows.append({"reading": name, "muscle": "", "value": float(values[0])})
    return tuple(rows)


def body_in_words(p: Values, body: Body) -> str:
    """Return what most ask about one athlete's body, in a line."""
    read = {name: float(values[0]) for name, values in read_body(p, body).items()}
    return (
        f"legs {number(100.0 * read['legs_size'])} % of never trained in size and "
        f"{number(100.0 * read['leg_strength'])} % in strength, back squat {number(read['squat_one_rm_kg'])} kg, "
        f"soreness {number(read['soreness'])} of 10, readiness {number(read['readiness'])}"
    )


class Recorder:
    """Collects readings of a cohort.

    Args:
        values: The cohort's parameters.
        start_days: Week 0 of the trajectory.
    """

    def __init__(self, values: Values, start_days: float) -> None:
        self._p = values
        self._start_days = start_days
        self._times: list[float] = []
        self._muscles: list[dict[str, FloatArray]] = []
        self._whole: list[dict[str, FloatArray]] = []

    def observe(self, body: Body) -> None:
        """Take the readings of one moment."""
        self._times.append(body.time_days)
        self._muscles.append(read_muscles(self._p, body))
        self._whole.append(read_body(self._p, body))

    def trajectory(self, *, without_first: bool = False) -> Trajectory:
        """Return the readings as arrays, lanes first; ``without_first`` leaves out the reference athlete."""
        first = 1 if without_first else 0
        return Trajectory(
            times_days=np.array(self._times),
            start_days=self._start_days,
            muscles=catalogue().muscles,
            per_muscle={
                name: np.stack([np.broadcast_to(one[name], one["size"].shape)[first:] for one in self._muscles], axis=1)
                for name in self._muscles[0]
            },
            whole={name: np.stack([one[name][first:] for one in self._whole], axis=1) for name in self._whole[0]},
        )
