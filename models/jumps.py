"""What each kind of event does to a body: the fields that change, with their new values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from . import disuse, hypertrophy, nutrition, overload, recovery, running, stimulus, strength
from . import session as within_session
from .activities import recovery_method, run_style
from .exercises import catalogue
from .observables import body_mass_kg, maintenance_kcal
from .parameters import Array, Values
from .state import Body

Changes = dict[str, Array]


def describe(p: Values, body: Body, event: Any) -> Changes:
    """Who this is: the masses that everything is measured against, and usual food until some is recorded."""
    mass_kg = _lanes(body, event.body_mass_kg)
    fat_kg = mass_kg * _lanes(body, event.body_fat_fraction)
    return {
        "is_female": _lanes(body, float(event.sex == "female")),
        "age_years": _lanes(body, event.age_years),
        "stature_cm": _lanes(body, event.stature_cm),
        "start_mass_kg": mass_kg,
        "fat_mass_kg": fat_kg,
        "lean_mass_kg": mass_kg - fat_kg,
        "protein_g_per_kg": _lanes(body, p.usual_protein_g_per_kg),
        "stress": _lanes(body, p.usual_stress_fraction),
        "stress_level": _lanes(body, p.usual_stress_fraction),
    }


def train(p: Values, body: Body, event: Any) -> Changes:
    """A strength session: stimulus and its cost."""
    within = within_session.begin(body)
    for done in event.sets:
        within = within_session.perform(
            p,
            within,
            catalogue()[done.exercise],
            _lanes(body, done.reps),
            _lanes(body, done.reps_in_reserve),
            _lanes(body, done.rest_min),
            _lanes(body, done.tempo_s),
        )
    changes = _stimulate(p, body, within.sets)
    changes |= _damage(p, body, within.eccentric_sets)
    changes["fatigue"] = body.fatigue + within.fatigue
    changes["skill"] = strength.practised(p, _practice(p, body, within.sets, within.heavy_sets), body.skill)
    changes["glycogen_fraction"] = body.glycogen_fraction * np.exp(-p.glycogen_used_per_set * within.work_sets)
    return changes


def run(p: Values, body: Body, event: Any) -> Changes:
    """A run: it spends pending signal, tires and (downhill, sprinting) damages, and builds aerobic fitness."""
    style = run_style(event.style)
    minutes, distance_km = _lanes(body, event.minutes), _lanes(body, event.distance_km)
    half_hours = minutes[:, None] / running.HALF_HOUR_MIN
    rested = strength.muscle_strength(p, body.size, body.skill)
    signal = body.signal * running.signal_kept(p, style, minutes)
    # The sprint's own stimulus comes after its interference: a run does not spend what it has only just built.
    changes = _stimulate(p, body, running.sprint_sets(p, style, minutes, rested), signal)
    changes |= _damage(p, body, half_hours * style.damage * style.muscle_weights / p.damage_per_set)
    changes["fatigue"] = body.fatigue + half_hours * style.fatigue * style.muscle_weights
    changes["glycogen_fraction"] = body.glycogen_fraction * np.exp(-style.glycogen_fraction_per_km * distance_km)
    changes["exercise_kcal"] = body.exercise_kcal + running.energy_spent_kcal(p, distance_km, body_mass_kg(p, body))
    return changes | _endure(p, body, style.aerobic_load_per_min * minutes)


def recover(p: Values, body: Body, event: Any) -> Changes:
    """A recovery method: relief of soreness, fatigue and stress as far as the evidence shows any."""
    method = recovery_method(event.method)
    minutes = _lanes(body, event.minutes)
    dose = np.minimum(1.0, minutes / method.typical_minutes)
    sore = 1.0 - method.soreness_relief.value * dose[:, None]
    spent_kcal = p.kcal_per_met_kg_hour * (method.met - 1.0) * body_mass_kg(p, body) * minutes / 60.0
    return {
        "inflammation": body.inflammation * sore,
        "damage": body.damage * sore,
        "fatigue": body.fatigue * (1.0 - method.fatigue_relief.value * dose[:, None]),
        "stress": body.stress * (1.0 - method.stress_relief.value * dose),
        "signal": body.signal * (1.0 - method.signal_loss.value * dose[:, None]),
        "exercise_kcal": body.exercise_kcal + spent_kcal,
    } | _endure(p, body, method.aerobic_load_per_min * minutes)


def sleep(p: Values, body: Body, event: Any) -> Changes:
    """A night."""
    debt = recovery.sleep_debt_after_night(p, body.sleep_debt_hours, _lanes(body, event.hours))
    return {"sleep_debt_hours": debt}


def nap(p: Values, body: Body, event: Any) -> Changes:
    """A nap."""
    debt = recovery.sleep_debt_after_nap(p, body.sleep_debt_hours, _lanes(body, event.hours))
    return {"sleep_debt_hours": debt}


def eat(p: Values, body: Body, event: Any) -> Changes:
    """A day's food: running means of protein and energy, glycogen's level, water, fat."""
    mass_kg, span_days = body_mass_kg(p, body), event.span_days
    protein = np.zeros(body.lanes)
    for meal_g in event.meal_protein_g:
        meal = _lanes(body, meal_g) / mass_kg / span_days
        protein = protein + nutrition.usable_protein(p, meal, body.age_years)
    spent_kcal = maintenance_kcal(p, body) * span_days + body.exercise_kcal
    balance_kcal = _lanes(body, event.energy_kcal) - spent_kcal
    carbohydrate = _lanes(body, event.carbohydrate_g) / mass_kg / span_days
    lacking = nutrition.water_missing_fraction(p, _lanes(body, event.water_l), mass_kg, span_days)
    return {
        "protein_g_per_kg": nutrition.running_mean(body.protein_g_per_kg, protein, span_days, p.tau_protein_days),
        "energy_balance_kcal": nutrition.running_mean(
            body.energy_balance_kcal, balance_kcal / span_days, span_days, p.tau_energy_days
        ),
        "exercise_kcal": np.zeros(body.lanes),
        "fat_mass_kg": np.maximum(
            p.essential_fat_fraction * body.start_mass_kg,
            body.fat_mass_kg + nutrition.fat_gained_kg(p, balance_kcal, body.fat_mass_kg),
        ),
        "glycogen_level_fraction": nutrition.glycogen_level(p, carbohydrate),
        "dehydration_fraction": np.minimum(p.dehydration_limit_fraction, body.dehydration_fraction + lacking),
    }


def feel_stress(p: Values, body: Body, event: Any) -> Changes:
    """Life is this stressful from now on."""
    del p
    return {"stress_level": _lanes(body, event.level)}


def fall_ill(p: Values, body: Body, event: Any) -> Changes:
    """An illness; a second one on top does not add beyond 1."""
    del p
    return {"illness": np.maximum(body.illness, _lanes(body, event.severity))}


def get_injured(p: Values, body: Body, event: Any) -> Changes:
    """A muscle is injured."""
    del p
    here = np.array([name == event.muscle for name in catalogue().muscles])
    severity = _lanes(body, event.severity)[:, None]
    return {"injury": np.where(here, np.maximum(body.injury, severity), body.injury)}


def unload(p: Values, body: Body, event: Any) -> Changes:
    """The leg is taken out of use."""
    return {
        "floor": np.broadcast_to(disuse.floor_without_load(p, event.manner, catalogue().muscles), body.floor.shape),
        "inhibition_level": _lanes(body, disuse.inhibition_without_load(p, event.manner)),
    }


def load_again(p: Values, body: Body, event: Any) -> Changes:
    """The leg bears weight again."""
    del p, event
    return {"floor": np.ones_like(body.floor), "inhibition_level": np.zeros(body.lanes)}


def _lanes(body: Body, value: float | Array) -> Array:
    """Spread what everyone shares over the lanes."""
    if isinstance(value, np.ndarray):
        return np.broadcast_to(value, (body.lanes,))
    # Much quicker than broadcasting, and a session spreads four numbers a set.
    return np.full(body.lanes, value, dtype=float)


def _stimulate(p: Values, body: Body, sets: Array, signal: Array | None = None) -> Changes:
    dose = stimulus.session_dose(p, sets, body.recent_sets) * _worth(p, body)
    age = hypertrophy.response_at_age(p, body.age_years)[:, None]
    response = hypertrophy.response_of_muscles(p, catalogue().muscles)
    pending = body.signal if signal is None else signal
    return {
        "recent_sets": body.recent_sets + sets,
        "signal": pending + hypertrophy.signal_gained(p, dose, age, response),
        "spared": disuse.spared_by(p, sets, body.spared),
    }


def _practice(p: Values, body: Body, sets: Array, heavy_sets: Array) -> Array:
    kept = running.practice_kept(p, body.aerobic_fatigue)[:, None]
    return stimulus.practice_dose(p, sets, heavy_sets) * kept * _worth(p, body)


def _worth(p: Values, body: Body) -> Array:
    return overload.session_worth(p, overload.strain(p, body.fatigue, body.damage))


def _damage(p: Values, body: Body, eccentric_sets: Array) -> Changes:
    return {
        "inflammation": body.inflammation + recovery.damage_done(p, eccentric_sets, body.protection),
        "protection": body.protection + recovery.protection_gained(p, eccentric_sets, body.protection),
    }


def _endure(p: Values, body: Body, load: Array) -> Changes:
    del p
    return {"aerobic_fitness": body.aerobic_fitness + load, "aerobic_fatigue": body.aerobic_fatigue + load}


JUMPS: dict[str, Callable[[Values, Body, Any], Changes]] = {
    "athlete_described": describe,
    "session_performed": train,
    "run_completed": run,
    "recovery_done": recover,
    "night_slept": sleep,
    "nap_taken": nap,
    "food_eaten": eat,
    "stress_felt": feel_stress,
    "fell_ill": fall_ill,
    "got_injured": get_injured,
    "unloading_began": unload,
    "unloading_ended": load_again,
}

SETTLING = frozenset({"athlete_described", "night_slept", "nap_taken", "food_eaten", "fell_ill"})
"""Events after which the efficiency of growth and the speed of recovery are set anew."""

UNFELT = frozenset(
    {
        "stream_started",
        "phase_began",
        "phase_ended",
        "session_missed",
        "note_made",
        "import_began",
        "import_undone",
    }
)
"""Events that change no body."""
