"""What an instrument could read off a body; the only view of it that training decisions may use."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from . import running, strength
from .exercises import Exercise, catalogue
from .nutrition import maintenance_kcal as _maintenance_kcal
from .parameters import Array, Values
from .state import Body


def cross_sectional_area(p: Values, body: Body) -> Array:
    """Measured area relative to the never-trained muscle: size and, for days after hard work, swelling.

    Sources: [damas_2016b]_, [defreitas_2011]_.

    Returns:
        Ratio, shape ``(lanes, muscles)``.
    """
    return body.size * _swollen(p, body)


def thickness(p: Values, body: Body) -> Array:
    """Measured thickness relative to the never-trained muscle's: it changes more than the area of the whole.

    Sources: [franchi_2018]_.

    Returns:
        Ratio, shape ``(lanes, muscles)``.
    """
    return (1.0 + p.thickness_ratio * (body.size - 1.0)) * _swollen(p, body)


def fibre_area(p: Values, body: Body) -> Array:
    """Fibre area in a biopsy relative to the never-trained muscle's, without swelling, shape ``(lanes, muscles)``."""
    return 1.0 + p.fibre_ratio * (body.size - 1.0)


def legs_size(body: Body) -> Array:
    """Size of the leg muscles together, weighted by their mass, 1 = never trained, shape ``(lanes,)``."""
    return _over_muscles(body.size, catalogue().mass_fractions)


def leg_lean_mass_kg(p: Values, body: Body) -> Array:
    """Lean mass of both legs, kg, shape ``(lanes,)``."""
    untrained_kg = p.leg_lean_fraction * body.lean_mass_kg
    return untrained_kg * (1.0 + p.leg_muscle_fraction * (legs_size(body) - 1.0))


def body_lean_mass_kg(p: Values, body: Body) -> Array:
    """Lean mass of the whole body, kg, shape ``(lanes,)``; away from the legs nothing is trained."""
    elsewhere_kg = (1.0 - p.leg_lean_fraction) * body.lean_mass_kg
    return leg_lean_mass_kg(p, body) + elsewhere_kg * (1.0 - p.leg_muscle_fraction * body.wasted)


def body_mass_kg(p: Values, body: Body) -> Array:
    """Body mass, kg, shape ``(lanes,)``."""
    return body.fat_mass_kg + body_lean_mass_kg(p, body)


def maintenance_kcal(p: Values, body: Body) -> Array:
    """Energy that keeps the body mass on a day without runs, kcal, shape ``(lanes,)``."""
    return _maintenance_kcal(p, body_mass_kg(p, body), body.is_female)


def rested_strength(p: Values, body: Body, practice: float | Array = 1.0) -> Array:
    """Strength of each muscle when rested, relative to the never-trained one, shape ``(lanes, muscles)``.

    Args:
        p: Parameters.
        body: State.
        practice: What of the skill the test shows, 1 for a trained lift of many joints.
    """
    return strength.muscle_strength(p, body.size, body.skill, practice) * np.exp(-body.inhibition)[:, None]


def shown_strength(p: Values, body: Body, practice: float | Array = 1.0) -> Array:
    """Strength of each muscle today, relative to the never-trained one; like :func:`rested_strength`."""
    able = strength.capacity_left(p, body.fatigue, body.damage, body.inhibition[:, None], body.injury)
    return strength.muscle_strength(p, body.size, body.skill, practice) * able * _whole_body(p, body)[:, None]


def rested_torque(p: Values, body: Body) -> Array:
    """Rested strength of each muscle as a dynamometer shows it, shape ``(lanes, muscles)``."""
    return rested_strength(p, body, p.dynamometer_practice_fraction)


def shown_torque(p: Values, body: Body) -> Array:
    """Strength of each muscle today as a dynamometer shows it, shape ``(lanes, muscles)``."""
    return shown_strength(p, body, p.dynamometer_practice_fraction)


def exercise_strength(p: Values, body: Body, exercise: Exercise, of_muscles: Array) -> Array:
    """Maximum of an exercise from its muscles' strength, kg, moved body mass included, shape ``(lanes,)``."""
    share = catalogue().contribution(exercise.name)
    together = _over_muscles(of_muscles, share / share.sum())
    base_kg = strength.base_one_rm(p, exercise.one_rm_per_body_mass, body.start_mass_kg, body.is_female, body.age_years)
    return base_kg * together


def one_rm_kg(p: Values, body: Body, exercise: Exercise) -> Array:
    """One-repetition maximum tested today, moved body mass included, kg, shape ``(lanes,)``."""
    return exercise_strength(p, body, exercise, shown_strength(p, body, exercise.practice))


def rested_one_rm_kg(p: Values, body: Body, exercise: Exercise) -> Array:
    """One-repetition maximum tested after a rest, moved body mass included, kg, shape ``(lanes,)``."""
    return exercise_strength(p, body, exercise, rested_strength(p, body, exercise.practice))


def leg_strength(p: Values, body: Body) -> Array:
    """Rested strength of the legs, muscles weighted by their mass, 1 = never trained, shape ``(lanes,)``."""
    return _over_muscles(rested_strength(p, body), catalogue().mass_fractions)


def soreness(p: Values, body: Body) -> Array:
    """Soreness of each muscle on a scale of 0 to 10, shape ``(lanes, muscles)``."""
    return -p.soreness_scale * np.expm1(-p.soreness_per_damage * body.damage)


def readiness(p: Values, body: Body) -> Array:
    """Share of rested performance that a jump or a fast warm-up set would show, 0 to 1, shape ``(lanes,)``."""
    able = strength.capacity_left(p, body.fatigue, body.damage, np.zeros((1, 1)), body.injury)
    return _over_muscles(able, catalogue().mass_fractions) * _whole_body(p, body)


def out_of_use(body: Body) -> NDArray[np.bool_]:
    """Whether the leg is in a cast, suspended or in bed, shape ``(lanes,)``."""
    return np.asarray(np.any(body.floor < 1.0, axis=1) | (body.inhibition_level > 0.0))


def illness_felt(body: Body) -> Array:
    """Illness, 0 (well) to 1, shape ``(lanes,)``."""
    return body.illness


def injury_felt(body: Body) -> Array:
    """Injury of each muscle, 0 (none) to 1, shape ``(lanes, muscles)``."""
    return body.injury


def exercise_energy_kcal(body: Body) -> Array:
    """Energy of cardio since the last meal record, as a watch would show it, kcal, shape ``(lanes,)``."""
    return body.exercise_kcal


def aerobic_capacity_ml_per_kg_min(p: Values, body: Body) -> Array:
    """Maximal oxygen uptake, ml/kg/min, shape ``(lanes,)``."""
    return running.aerobic_capacity(p, body.aerobic_fitness, body.aerobic_fatigue, body.is_female, body.age_years)


def injury_hazard_per_1000_h(p: Values, body: Body, base_per_1000_h: Array) -> Array:
    """Injuries of each muscle per 1000 h of exposure: an activity's base, spread over muscles, rising with fatigue.

    Sources: [keogh_2017]_, [videbaek_2015]_ (base); that fatigue raises it is assumed, see [impellizzeri_2020]_.

    Args:
        p: Parameters.
        body: State.
        base_per_1000_h: Hazard of the activity in rested legs, shape ``(lanes,)`` or ``(1,)``.

    Returns:
        Hazard, shape ``(lanes, muscles)``.
    """
    share = base_per_1000_h[:, None] / len(catalogue().muscles)
    return share * np.exp(p.injury_fatigue_weight * body.fatigue)


def _over_muscles(values: Array, weights: Array) -> Array:
    """Weighted sum over muscles; not a matrix product, whose rounding depends on the number of lanes."""
    return np.asarray((values * weights).sum(axis=-1))


def _swollen(p: Values, body: Body) -> Array:
    return 1.0 + p.swelling_per_damage * (body.inflammation + body.damage)


def _whole_body(p: Values, body: Body) -> Array:
    return strength.body_readiness(
        p, body.dehydration_fraction, body.glycogen_fraction, body.sleep_debt_hours, body.illness
    )
