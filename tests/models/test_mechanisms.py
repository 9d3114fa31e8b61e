"""Every mechanism earns its place: switched off by its parameters, a small scenario comes out differently."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import numpy as np
import pytest

from models import observables, session
from models.exercises import catalogue
from models.parameters import Values, default_parameters
from models.state import Body
from sim.events import (
    Event,
    FellIll,
    GotInjured,
    NapTaken,
    NightSlept,
    RecoveryDone,
    RunCompleted,
    SessionPerformed,
    SetPerformed,
    UnloadingBegan,
)

SQUAT = catalogue()["back_squat"]
GOOD_NIGHT, NO_NIGHT = NightSlept(time_days=0.0, hours=8.0), NightSlept(time_days=0.0, hours=0.0)
HARD_RUN = RunCompleted(time_days=0.0, style="hard", minutes=45.0, distance_km=10.0)
SPRINTS = RunCompleted(time_days=0.0, style="sprint", minutes=20.0, distance_km=2.5)
WALK = RecoveryDone(time_days=0.0, method="walking", minutes=60.0)

Measure = Callable[[Any, Values], float]


def read(body: Body, name: str) -> float:
    """Read a state of the quadriceps or of the whole body."""
    return float(getattr(body, name).ravel()[0])


def somebody(lab: Any, p: Values, given: dict[str, Any]) -> Body:
    """Describe a person, and put some of their states where the scenario wants them."""
    who = {name: value for name, value in given.items() if name in {"sex", "age_years", "body_mass_kg"}}
    body: Body = lab.people(p, **who)
    states = {name: value for name, value in given.items() if name not in who}
    return body.changed({name: np.full_like(getattr(body, name), value) for name, value in states.items()})


def after(name: str, *events: Event, wait_days: float = 0.0, **given: Any) -> Measure:
    """Measure a state after some events and some days."""

    def measured(lab: Any, p: Values) -> float:
        return read(lab.later(p, lab.now(p, somebody(lab, p, given), *events), wait_days), name)

    return measured


def shown(observable: Callable[[Values, Body], Any], *events: Event, **given: Any) -> Measure:
    """Measure what an instrument shows after some events."""

    def measured(lab: Any, p: Values) -> float:
        return float(np.ravel(observable(p, lab.now(p, somebody(lab, p, given), *events)))[0])

    return measured


def trained(name: str, weeks: int = 30, rest_days: float = 0.0) -> Measure:
    """Measure a state after weeks of training and a layoff."""

    def measured(lab: Any, p: Values) -> float:
        return read(lab.later(p, lab.live(p, lab.people(p), lab.weeks(weeks)), rest_days), name)

    return measured


def worked(name: str, wait_days: float = 0.0, **how: Any) -> Measure:
    """Measure a state after a session; what is no part of a set describes the person."""
    sets = {key: how.pop(key) for key in ("sets", "reps", "reps_in_reserve", "tempo_s") if key in how}

    def measured(lab: Any, p: Values) -> float:
        return after(name, lab.session(**sets), wait_days=wait_days, **how)(lab, p)

    return measured


def built_by(exercise: str, muscle: str) -> Measure:
    """Measure the signal of a muscle after a session of one exercise."""
    place = catalogue().muscles.index(muscle)

    def measured(lab: Any, p: Values) -> float:
        return float(lab.now(p, lab.people(p), lab.session(exercise=exercise)).signal[0, place])

    return measured


def twice(name: str, apart_days: float, wait_days: float = 0.0) -> Measure:
    """Measure a state after two equal sessions."""

    def measured(lab: Any, p: Values) -> float:
        rested = lab.later(p, lab.now(p, lab.people(p), lab.session(sets=6)), apart_days)
        return read(lab.later(p, lab.now(p, rested, lab.session(sets=6)), wait_days), name)

    return measured


def fed(name: str, age_years: float = 30.0, days: int = 14, **food: Any) -> Measure:
    """Measure a state after equal days of eating."""

    def measured(lab: Any, p: Values) -> float:
        return read(lab.now(p, lab.people(p, age_years=age_years), *[lab.food(**food)] * days), name)

    return measured


def in_the_calves(event: Event, wait_days: float) -> Measure:
    """Measure the size of the calves some days after an event."""

    def measured(lab: Any, p: Values) -> float:
        return float(lab.later(p, lab.now(p, lab.people(p), event), wait_days).size[0, -1])

    return measured


def after_a_run(lab: Any, p: Values) -> float:
    return read(lab.now(p, lab.people(p), lab.session(), HARD_RUN), "signal")


def practised_after_runs(lab: Any, p: Values) -> float:
    return read(lab.now(p, lab.people(p), *[HARD_RUN] * 3, lab.session()), "skill")


def repetitions(sets_before: int = 0, rest_min: float = 3.0, tempo_s: float = 3.0) -> Measure:
    """Measure the repetitions possible with 60 kg after sets of ten to failure."""

    def measured(lab: Any, p: Values) -> float:
        body, one = lab.people(p), np.ones(1)
        now = session.begin(body)
        for _ in range(sets_before):
            now = session.perform(p, now, SQUAT, 10.0 * one, 0.0 * one, rest_min * one, 3.0 * one)
        return float(session.repetitions_possible(p, body, now, SQUAT, 60.0 * one, tempo_s * one)[0])

    return measured


def squat_kg(p: Values, body: Body) -> Any:
    return observables.one_rm_kg(p, body, SQUAT)


def hazard(p: Values, body: Body) -> Any:
    return observables.injury_hazard_per_1000_h(p, body, np.ones(1))


VO2, STRENGTH = observables.aerobic_capacity_ml_per_kg_min, observables.shown_strength
SORENESS, AREA, RESTED = observables.soreness, observables.cross_sectional_area, observables.rested_strength
TORQUE = observables.rested_torque
MAINTENANCE, LEGS_KG = observables.maintenance_kcal, observables.leg_lean_mass_kg
HURT = GotInjured(time_days=0.0, muscle="quadriceps", severity=0.7, cause="training")
ILL, NAP = FellIll(time_days=0.0, severity=0.6), NapTaken(time_days=0.0, hours=1.5)
WORK = SessionPerformed(
    time_days=0.0,
    session="legs",
    sets=(SetPerformed(exercise="leg_press", load_kg=90.0, reps=8.0, reps_in_reserve=1.0),) * 4,
)
CAST, SUSPENSION, BED = (
    UnloadingBegan(time_days=0.0, manner=manner) for manner in ("cast", "limb_suspension", "bed_rest")
)


@attrs.frozen
class Mechanism:
    """What it does, how to switch it off, where that shows, and the least difference it must make, with its sign."""

    what: str
    off: dict[str, float]
    measure: Measure
    least: float


GROWTH = (
    Mechanism("signal builds size", {"growth_per_set_day": 0.0002}, trained("size", 10), 0.015),
    Mechanism("signal lasts for days", {"tau_signal_days": 0.3}, trained("size", 10), 0.01),
    Mechanism("size is lost in weeks", {"tau_size_days": 150.0}, trained("size", 10, 40.0), -0.01),
    Mechanism("what stays becomes slow", {"tau_consolidation_days": 3000.0}, trained("slow"), 0.01),
    Mechanism("so that size grows on", {"tau_consolidation_days": 3000.0}, trained("size", 100), 0.02),
    Mechanism("and some is kept", {"tau_consolidation_days": 3000.0}, trained("size", 60, 400.0), 0.02),
    Mechanism("slow size goes too", {"tau_slow_days": 9000.0}, trained("slow", 60, 400.0), -0.01),
    Mechanism("a session saturates", {"dose_scale_sets": 200.0}, worked("signal", sets=12), -0.5),
    Mechanism("recent sets count", {"tau_recent_sets_days": 0.02}, twice("signal", 1.0 / 24.0), -0.25),
    Mechanism("too much takes away", {"strain_limit": 20.0}, worked("signal", fatigue=1.0), -0.5),
    Mechanism("the old respond less", {"response_loss_per_year": 0.0}, worked("signal", age_years=65.0), -0.01),
    Mechanism("not all respond", {"responder": 2.0}, worked("signal"), -0.05),
    Mechanism("quadriceps respond", {"quadriceps_response": 2.0}, built_by("back_squat", "quadriceps"), -0.05),
    Mechanism("hamstrings respond", {"hamstrings_response": 3.0}, built_by("seated_leg_curl", "hamstrings"), -0.05),
    Mechanism("glutes respond", {"glutes_response": 2.5}, built_by("hip_thrust", "glutes"), -0.05),
    Mechanism("calves respond", {"calves_response": 2.0}, built_by("standing_calf_raise", "calves"), -0.05),
)
SETS = (
    Mechanism("effort counts", {"effort_half_reps": 40.0}, worked("signal", reps_in_reserve=7.0), -0.5),
    Mechanism("few repetitions count less", {"full_reps": 1.0}, worked("signal", reps=2.0), -0.05),
    Mechanism("very light loads count less", {"light_load_fraction": 0.05}, worked("signal", reps=100.0), -0.05),
    Mechanism("very slow repetitions count less", {"slow_tempo_s": 40.0}, worked("signal", tempo_s=16.0), -0.05),
    Mechanism("sets tire", {"fatigue_per_set": 0.002}, worked("fatigue"), 0.05),
    Mechanism("failure tires more", {"failure_cost": 0.0}, worked("fatigue", reps_in_reserve=0.0), 0.025),
    Mechanism("sets tire for minutes", {"quick_fatigue_per_set": 0.0}, repetitions(2, rest_min=1.0), -1.0),
    Mechanism("rest takes that away", {"tau_quick_fatigue_min": 10.0}, repetitions(2), 0.5),
    Mechanism("slow repetitions are fewer", {"tempo_exponent": 0.0}, repetitions(tempo_s=6.0), -1.0),
    Mechanism("sets use glycogen", {"glycogen_used_per_set": 0.0}, worked("glycogen_fraction", sets=8), -0.05),
)
DAMAGE = (
    Mechanism("work damages", {"damage_per_set": 0.001}, worked("damage", 1.5), 0.025),
    Mechanism("a first bout protects", {"protection_limit": 0.0}, twice("inflammation", 14.0), -0.02),
    Mechanism("each set protects", {"protection_per_set": 0.0}, twice("inflammation", 14.0), -0.02),
    Mechanism("protection fades", {"tau_protection_days": 200.0}, twice("inflammation", 63.0), 0.01),
    Mechanism("soreness is felt", {"soreness_per_damage": 0.3}, shown(SORENESS, damage=0.4), 1.0),
    Mechanism("damage swells", {"swelling_per_damage": 0.0}, shown(AREA, damage=0.4), 0.01),
    Mechanism("thickness changes more", {"thickness_ratio": 1.0}, shown(observables.thickness, fast=0.2), 0.02),
    Mechanism("fibres change more", {"fibre_ratio": 1.0}, shown(observables.fibre_area, fast=0.2), 0.1),
    Mechanism("damage weakens", {"strength_damage_weight": 0.0}, shown(STRENGTH, damage=0.4), -0.025),
    Mechanism(
        "damage slows recovery", {"recovery_damage_weight": 0.0}, after("recovery_rate", GOOD_NIGHT, damage=0.5), -0.025
    ),
)
STRENGTHS = (
    Mechanism("strength follows size", {"strength_size_exponent": 0.3}, shown(RESTED, fast=0.2), 0.05),
    Mechanism("heavy sets teach", {"skill_per_set": 0.0}, worked("skill", reps=3.0), 0.005),
    Mechanism("light ones less", {"heavy_load_fraction": 0.3}, worked("skill", reps=25.0), -0.005),
    Mechanism("but something", {"light_practice_fraction": 0.0}, worked("skill", reps=60.0), 0.005),
    Mechanism("one set is most of it", {"practice_scale_sets": 20.0}, worked("skill", sets=6), -0.1),
    Mechanism("ever slower", {"skill_scale_fraction": 2.0}, trained("skill", 100), -0.1),
    Mechanism("a dynamometer sees less", {"dynamometer_practice_fraction": 1.0}, shown(TORQUE, skill=0.3), -0.1),
    Mechanism("skill is lost", {"tau_skill_days": 2000.0}, trained("skill", 10, 200.0), -0.02),
    Mechanism("thirst", {"strength_loss_per_dehydration": 0.0}, shown(STRENGTH, dehydration_fraction=0.03), -0.01),
    Mechanism("emptiness", {"strength_glycogen_loss_fraction": 0.0}, shown(STRENGTH, glycogen_fraction=0.1), -0.015),
    Mechanism("only below a limit", {"low_glycogen_fraction": 0.9}, shown(STRENGTH, glycogen_fraction=0.5), 0.01),
    Mechanism("sleep debt", {"strength_sleep_loss_fraction": 0.0}, shown(STRENGTH, sleep_debt_hours=8.0), -0.01),
    Mechanism("illness", {"strength_illness_weight": 0.0}, shown(STRENGTH, ILL), -0.05),
    Mechanism("injury", {"strength_injury_weight": 0.0}, shown(STRENGTH, HURT), -0.1),
    Mechanism("small bodies are weaker", {"strength_mass_exponent": 0.0}, shown(squat_kg, body_mass_kg=60.0), -5.0),
    Mechanism("women are weaker", {"female_strength_loss_fraction": 0.0}, shown(squat_kg, sex="female"), -5.0),
    Mechanism("the old are weaker", {"strength_loss_per_year": 0.0}, shown(squat_kg, age_years=65.0), -5.0),
    Mechanism("tired legs are hurt", {"injury_fatigue_weight": 0.0}, shown(hazard, fatigue=0.5), 0.05),
)
DISUSE = (
    Mechanism("a cast shrinks", {"floor_cast_fraction": 1.0}, after("size", CAST, wait_days=14.0), -0.03),
    Mechanism(
        "so does suspension", {"floor_limb_suspension_fraction": 1.0}, after("size", SUSPENSION, wait_days=14.0), -0.015
    ),
    Mechanism("so does bed", {"floor_bed_rest_fraction": 1.0}, after("size", BED, wait_days=14.0), -0.015),
    Mechanism("calves lose more", {"calves_disuse_ratio": 1.0}, in_the_calves(BED, 14.0), -0.01),
    Mechanism("work spares", {"sparing_per_set": 0.0}, after("lost", BED, WORK, wait_days=7.0), -0.005),
    Mechanism("for days", {"tau_sparing_days": 0.5}, after("lost", BED, WORK, wait_days=7.0), -0.005),
    Mechanism("a cast inhibits", {"inhibition_cast": 0.0}, after("inhibition", CAST, wait_days=14.0), 0.05),
    Mechanism(
        "suspension inhibits",
        {"inhibition_limb_suspension": 0.0},
        after("inhibition", SUSPENSION, wait_days=14.0),
        0.025,
    ),
    Mechanism("bed inhibits", {"inhibition_bed_rest": 0.0}, after("inhibition", BED, wait_days=14.0), 0.025),
)
REST = (
    Mechanism("debt costs growth", {"sleep_synthesis_loss_per_hour": 0.0}, after("efficiency", NO_NIGHT), -0.05),
    Mechanism("debt slows recovery", {"recovery_sleep_debt_hours": 200.0}, after("recovery_rate", NO_NIGHT), -0.05),
    Mechanism("debt fades", {"tau_sleep_debt_days": 20.0}, after("sleep_debt_hours", NO_NIGHT, wait_days=4.0), -1.0),
    Mechanism("debt has a limit", {"sleep_debt_limit_hours": 72.0}, after("sleep_debt_hours", *[NO_NIGHT] * 6), -5.0),
    Mechanism("naps help", {"nap_value_fraction": 0.0}, after("sleep_debt_hours", NO_NIGHT, NAP), -0.25),
    Mechanism(
        "stress costs growth", {"stress_synthesis_loss": 0.0}, after("efficiency", GOOD_NIGHT, stress=0.9), -0.025
    ),
    Mechanism("stress slows", {"recovery_stress_loss": 0.0}, after("recovery_rate", GOOD_NIGHT, stress=0.9), -0.1),
    Mechanism("age slows", {"recovery_loss_per_year": 0.0}, after("recovery_rate", age_years=65.0), -0.025),
    Mechanism("illness costs growth", {"illness_synthesis_loss": 0.0}, after("efficiency", ILL), -0.1),
    Mechanism("illness slows", {"recovery_illness_loss": 0.0}, after("recovery_rate", ILL), -0.1),
)
FOOD = (
    Mechanism("protein", {"protein_breakpoint_g_per_kg": 0.8}, fed("efficiency", meal_protein_g=(20.0,) * 3), -0.05),
    Mechanism(
        "a meal has a plateau", {"meal_plateau_g_per_kg": 1.5}, fed("protein_g_per_kg", meal_protein_g=(120.0,)), -0.1
    ),
    Mechanism(
        "beyond it less", {"meal_excess_used_fraction": 1.0}, fed("protein_g_per_kg", meal_protein_g=(120.0,)), -0.1
    ),
    Mechanism(
        "it rises with age, so that a meal does less",
        {"meal_plateau_rise_per_year": 0.0},
        fed("protein_g_per_kg", age_years=70.0, meal_protein_g=(120.0,)),
        -0.01,
    ),
    Mechanism("a deficit costs", {"deficit_wasting": 0.0}, fed("wasting_level", energy_kcal=2400.0), 0.03),
    Mechanism("the lean burn less fat", {"forbes_fat_mass_kg": 2.0}, fed("fat_mass_kg", energy_kcal=1500.0), 0.2),
    Mechanism("some fat stays", {"essential_fat_fraction": 0.12}, fed("fat_mass_kg", days=200, energy_kcal=0.0), -1.0),
    Mechanism(
        "carbohydrate fills",
        {"glycogen_full_carbohydrate_g_per_kg": 2.0},
        fed("glycogen_level_fraction", carbohydrate_g=150.0),
        -0.1,
    ),
    Mechanism("water is needed", {"water_need_kg_per_kg": 0.01}, fed("dehydration_fraction", water_l=1.0), 0.01),
    Mechanism(
        "thirst has a limit", {"dehydration_limit_fraction": 0.12}, fed("dehydration_fraction", water_l=0.0), -0.02
    ),
    Mechanism("women need less", {"female_energy_loss_fraction": 0.0}, shown(MAINTENANCE, sex="female"), -50),
    Mechanism("bigger legs weigh more", {"leg_muscle_fraction": 0.3}, shown(LEGS_KG, fast=0.2), 0.5),
)
RUNS = (
    Mechanism("a run spends signal", {"interference_per_half_hour": 0.0}, after_a_run, -0.01),
    Mechanism("endurance work hinders practice", {"practice_loss_per_load": 0.0}, practised_after_runs, -0.0025),
    Mechanism("running burns", {"running_kcal_per_kg_km": 0.7}, after("exercise_kcal", HARD_RUN), 50),
    Mechanism("walking burns", {"kcal_per_met_kg_hour": 0.8}, after("exercise_kcal", WALK), 10),
    Mechanism("the weak grow by sprinting", {"sprint_reserve_reps": 8.0}, after("signal", SPRINTS), 0.01),
    Mechanism(
        "the strong do not", {"sprint_reserve_reps_per_strength": 0.0}, after("signal", SPRINTS, skill=0.5), -0.01
    ),
    Mechanism("fitness is gained", {"aerobic_gain_limit_fraction": 0.05}, shown(VO2, aerobic_fitness=900.0), 2.0),
    Mechanism("fatigue hides it", {"aerobic_fatigue_weight": 0.0}, shown(VO2, aerobic_fatigue=500.0), -1.0),
    Mechanism("women have less", {"female_aerobic_loss_fraction": 0.0}, shown(VO2, sex="female"), -2.0),
    Mechanism("the old have less", {"aerobic_loss_per_year": 0.0}, shown(VO2, age_years=65.0), -2.0),
)
MECHANISMS = (*GROWTH, *SETS, *DAMAGE, *STRENGTHS, *DISUSE, *REST, *FOOD, *RUNS)

# The rest cannot be switched off: it sets a scale, a pace or a width, or it acts in the world and not in the body.
SCALES = {
    "ageing_from_years",
    "aerobic_base_ml_per_kg_min",
    "aerobic_gain_load",
    "fat_energy_kcal_per_kg",
    "leg_lean_fraction",
    "maintenance_kcal_per_kg",
    "meal_plateau_ageing_years",
    "reference_mass_kg",
    "reps_curve_reps",
    "sleep_need_hours",
    "soreness_scale",
    "strength_level",
    "strength_sleep_debt_hours",
    "usual_protein_g_per_kg",
    "usual_stress_fraction",
    "usual_tempo_s",
}
PACES = {
    "tau_aerobic_fatigue_days",
    "tau_aerobic_fitness_days",
    "tau_damage_days",
    "tau_energy_days",
    "tau_fatigue_days",
    "tau_glycogen_days",
    "tau_illness_days",
    "tau_inhibition_days",
    "tau_injury_days",
    "tau_protein_days",
    "tau_stress_days",
    "tau_water_days",
}
WIDTHS = {
    "failure_width_reps",
    "heavy_load_width_fraction",
    "light_load_width_fraction",
    "slow_tempo_width_s",
}
WORLD = {
    "change_exercise_min",
    "day_form_sd",
    "illness_severity",
    "injury_severity",
    "lifting_injuries_per_1000_h",
    "load_trusted_days",
    "running_injuries_per_1000_h",
    "severity_range_fraction",
    "training_injury_limit",
    "warm_up_min",
}


@pytest.mark.parametrize("one", MECHANISMS, ids=lambda one: f"{one.what} ({', '.join(one.off)})")
def test_a_mechanism_makes_a_difference(lab: Any, one: Mechanism) -> None:
    difference = one.measure(lab, lab.values()) - one.measure(lab, lab.values(**one.off))
    assert difference * np.sign(one.least) >= abs(one.least)


def test_every_parameter_with_an_effect_of_its_own_is_switched() -> None:
    switched = {name for one in MECHANISMS for name in one.off}
    assert set(default_parameters()) - switched == SCALES | PACES | WIDTHS | WORLD


def fingerprint(lab: Any, p: Values) -> list[float]:
    """Read everything off somebody of eighty in the middle of a busy week."""
    meals = lab.food(energy_kcal=2000.0, meal_protein_g=(90.0, 60.0), water_l=1.0)
    light = lab.session(reps=25.0, reps_in_reserve=2.0, tempo_s=10.0)
    before = somebody(lab, p, {"age_years": 80.0, "stress": 0.8})
    body = lab.later(p, lab.now(p, before, light, HARD_RUN, ILL, HURT, meals, NO_NIGHT, BED), 2.0)
    states = [read(body, field.name) for field in lab.fields()]
    observed = [observable(p, body) for observable in (squat_kg, STRENGTH, SORENESS, VO2, LEGS_KG)]
    return [*states, *[float(np.ravel(one)[0]) for one in observed], repetitions(2, tempo_s=4.0)(lab, p)]


@pytest.mark.parametrize("name", sorted(SCALES | PACES | WIDTHS))
def test_every_scale_pace_and_width_is_felt(lab: Any, name: str) -> None:
    p = lab.values()
    other = lab.swapped(p, **{name: 1.1 * getattr(p, name)})
    assert not np.allclose(fingerprint(lab, other), fingerprint(lab, p), rtol=1e-5, atol=0.0)
