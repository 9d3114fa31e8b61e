"""What each kind of event changes, how much, and what it leaves alone."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from models import observables
from models.activities import recovery_methods, run_style
from models.exercises import catalogue
from models.jumps import JUMPS
from models.parameters import Values
from models.state import Body
from sim.events import (
    AthleteDescribed,
    Event,
    FellIll,
    GotInjured,
    NapTaken,
    NightSlept,
    RecoveryDone,
    RunCompleted,
    StressFelt,
    UnloadingBegan,
    UnloadingEnded,
)

PACE = {"efficiency", "recovery_rate", "wasting_level"}
AEROBIC = {"aerobic_fitness", "aerobic_fatigue"}
TRAINED = {"signal", "recent_sets", "spared", "fatigue", "inflammation", "protection", "skill", "glycogen_fraction"}
FOOD = {"protein_g_per_kg", "energy_balance_kcal", "exercise_kcal", "fat_mass_kg", "glycogen_level_fraction"}
WHO = {"is_female", "age_years", "stature_cm", "start_mass_kg", "fat_mass_kg", "lean_mass_kg", "protein_g_per_kg"}
RUN_CHANGES = (TRAINED - {"skill"}) | {"exercise_kcal"} | AEROBIC
METHOD_CHANGES = {"inflammation", "damage", "fatigue", "stress", "signal", "exercise_kcal"} | AEROBIC


def changed(lab: Any, before: Body, after: Body) -> set[str]:
    return {
        field.name
        for field in lab.fields()
        if not np.array_equal(getattr(before, field.name), getattr(after, field.name))
    }


def events(lab: Any) -> dict[str, tuple[Event, set[str]]]:
    """Return one event of each kind with the fields that it may change."""
    described = AthleteDescribed(
        time_days=0.0, sex="male", age_years=44.0, body_mass_kg=70.0, body_fat_fraction=0.2, stature_cm=170.0
    )
    return {
        "athlete_described": (described, WHO | {"stress", "stress_level"} | PACE),
        "session_performed": (lab.session(), TRAINED),
        "run_completed": (RunCompleted(time_days=0.0, style="hard", minutes=40.0, distance_km=8.0), RUN_CHANGES),
        "recovery_done": (RecoveryDone(time_days=0.0, method="massage", minutes=30.0), METHOD_CHANGES),
        "night_slept": (NightSlept(time_days=0.0, hours=5.0), {"sleep_debt_hours"} | PACE),
        "nap_taken": (NapTaken(time_days=0.0, hours=1.0), {"sleep_debt_hours"} | PACE),
        "food_eaten": (lab.food(), FOOD | {"dehydration_fraction"} | PACE),
        "stress_felt": (StressFelt(time_days=0.0, level=0.91), {"stress_level"}),
        "fell_ill": (FellIll(time_days=0.0, severity=1.0), {"illness"} | PACE),
        "got_injured": (GotInjured(time_days=0.0, muscle="calves", severity=1.0, cause="running"), {"injury"}),
        "unloading_began": (UnloadingBegan(time_days=0.0, manner="cast"), {"floor", "inhibition_level"}),
        "unloading_ended": (UnloadingEnded(time_days=0.0), {"floor", "inhibition_level"}),
    }


@pytest.mark.parametrize("kind", JUMPS)
def test_an_event_changes_what_it_should_and_nothing_else(lab: Any, p: Values, kind: str) -> None:
    event, may_change = events(lab)[kind]
    before = lab.random_body(np.random.default_rng(9), 2)
    found = changed(lab, before, lab.now(p, before, event))
    assert found
    assert found <= may_change


@pytest.mark.parametrize("kind", JUMPS)
def test_an_event_never_makes_a_state_negative_or_infinite(lab: Any, kind: str) -> None:
    rng = np.random.default_rng(9)
    p = lab.within_bounds(rng, 200)
    after = lab.now(p, lab.random_body(rng, 200), events(lab)[kind][0])
    for field in lab.fields():
        state = getattr(after, field.name)
        assert np.all(np.isfinite(state)), field.name
        # Too much training takes away: what it leaves is a signal to shrink.
        assert field.name in {"energy_balance_kcal", "signal"} or np.all(state >= 0.0), field.name


def test_masses_are_split_into_fat_and_lean(lab: Any, p: Values) -> None:
    body = lab.people(p, body_mass_kg=75.0, body_fat_fraction=0.2)
    assert float(body.fat_mass_kg[0]) == pytest.approx(15.0)
    assert float(body.lean_mass_kg[0]) == pytest.approx(60.0)
    assert float(body.start_mass_kg[0]) == 75.0


def test_two_sessions_in_a_row_tire_as_much_as_one(lab: Any, p: Values) -> None:
    body = lab.people(p)
    twice = lab.now(p, body, lab.session(sets=2), lab.session(sets=2))
    once = lab.now(p, body, lab.session(sets=4))
    np.testing.assert_allclose(twice.fatigue, once.fatigue, rtol=1e-13)
    np.testing.assert_allclose(twice.glycogen_fraction, once.glycogen_fraction, rtol=1e-13)


def test_recent_sets_add_up_over_sessions(lab: Any, p: Values) -> None:
    body = lab.people(p).changed({"recent_sets": np.full((1, 4), 2.0)})
    added = lab.now(p, lab.people(p), lab.session()).recent_sets
    np.testing.assert_allclose(lab.now(p, body, lab.session()).recent_sets, 2.0 + added, rtol=1e-13)


def test_a_session_damages_by_what_its_sets_cost_and_how_eccentric_they_are(lab: Any) -> None:
    p = lab.values(damage_per_set=0.05, failure_cost=1.0, failure_width_reps=1.5)
    deadlift = catalogue()["romanian_deadlift"]
    after = lab.now(p, lab.people(p), lab.session(exercise=deadlift.name, sets=3, reps_in_reserve=1.5))
    sets = 3.0 * (1.0 + math.exp(-1.0)) * deadlift.eccentric
    np.testing.assert_allclose(after.inflammation[0], 0.05 * sets * catalogue().contribution(deadlift.name), rtol=1e-12)


def test_a_session_stimulates_only_the_muscles_it_uses(lab: Any, p: Values) -> None:
    after = lab.now(p, lab.people(p), lab.session(exercise="leg_extension"))
    used = catalogue().contribution("leg_extension") > 0.0
    assert np.array_equal(after.signal[0] > 0.0, used)
    assert np.array_equal(after.fatigue[0] > 0.0, used)


def test_a_run_spends_what_was_pending_and_not_what_it_built_itself(lab: Any, p: Values) -> None:
    body = lab.people(p)
    sprints = RunCompleted(time_days=0.0, style="sprint", minutes=20.0, distance_km=2.0)
    built, style = lab.now(p, body, sprints).signal, run_style("sprint")
    pending = body.changed({"signal": np.full((1, 4), 1.0)})
    kept = np.exp(-p.interference_per_half_hour * (20.0 / 30.0) * style.intensity * style.muscle_weights)
    np.testing.assert_allclose(lab.now(p, pending, sprints).signal, built + kept, rtol=1e-12)


def test_running_damage_is_that_of_its_style_and_protected_like_any_other(lab: Any, p: Values) -> None:
    style, body = run_style("downhill"), lab.people(p)
    downhill = RunCompleted(time_days=0.0, style="downhill", minutes=45.0, distance_km=8.0)
    fresh = lab.now(p, body, downhill)
    np.testing.assert_allclose(fresh.inflammation[0], 1.5 * style.damage * style.muscle_weights, rtol=1e-12)
    protected = lab.now(p, body.changed({"protection": np.ones((1, 4))}), downhill)
    np.testing.assert_allclose(protected.inflammation, fresh.inflammation / 2.0, rtol=1e-12)


def test_a_run_counts_its_distance_as_energy_and_glycogen(lab: Any) -> None:
    p = lab.values(running_kcal_per_kg_km=1.0)
    after = lab.now(p, lab.people(p), RunCompleted(time_days=0.0, style="easy", minutes=60.0, distance_km=9.0))
    assert float(after.exercise_kcal[0]) == pytest.approx(720.0)
    used = run_style("easy").glycogen_fraction_per_km
    assert float(after.glycogen_fraction[0]) == pytest.approx(math.exp(-9.0 * used))
    assert float(after.aerobic_fitness[0]) == pytest.approx(60.0 * run_style("easy").aerobic_load_per_min)


@pytest.mark.parametrize("name", recovery_methods())
def test_a_recovery_method_gives_its_typical_dose_and_no_more(lab: Any, p: Values, name: str) -> None:
    method, body = recovery_methods()[name], lab.random_body(np.random.default_rng(2), 1)
    half, whole, double = (
        lab.now(p, body, RecoveryDone(time_days=0.0, method=name, minutes=share * method.typical_minutes))
        for share in (0.5, 1.0, 2.0)
    )
    effects = {"damage": method.soreness_relief, "fatigue": method.fatigue_relief, "signal": method.signal_loss}
    for state, effect in effects.items():
        np.testing.assert_allclose(getattr(half, state), getattr(body, state) * (1.0 - 0.5 * effect.value), rtol=1e-13)
        np.testing.assert_allclose(getattr(whole, state), getattr(body, state) * (1.0 - effect.value), rtol=1e-13)
        assert np.array_equal(getattr(double, state), getattr(whole, state))


def test_food_settles_the_energy_of_the_days_runs(lab: Any, p: Values) -> None:
    body = lab.people(p)
    kcal = float(observables.maintenance_kcal(p, body)[0])
    ran = lab.now(p, body, RunCompleted(time_days=0.0, style="easy", minutes=60.0, distance_km=10.0))
    fed = lab.now(p, ran, lab.food(energy_kcal=kcal + float(ran.exercise_kcal[0])))
    assert float(fed.energy_balance_kcal[0]) == pytest.approx(0.0, abs=1e-9)
    assert float(fed.fat_mass_kg[0]) == pytest.approx(float(body.fat_mass_kg[0]), rel=1e-12)
    assert float(fed.exercise_kcal[0]) == 0.0


def test_a_record_of_three_days_is_three_equal_days_but_for_the_mass_gained_meanwhile(lab: Any, p: Values) -> None:
    days = {"energy_kcal": 2900.0, "carbohydrate_g": 300.0, "water_l": 2.0}
    one_record = lab.now(
        p,
        lab.people(p),
        lab.food(**{key: 3.0 * value for key, value in days.items()}, meal_protein_g=(90.0, 60.0), span_days=3.0),
    )
    three = lab.now(p, lab.people(p), *[lab.food(**days, meal_protein_g=(30.0, 20.0))] * 3)
    for name in ("protein_g_per_kg", "energy_balance_kcal", "glycogen_level_fraction", "efficiency"):
        np.testing.assert_allclose(getattr(one_record, name), getattr(three, name), rtol=1e-2, err_msg=name)


def test_a_second_illness_or_injury_on_top_counts_as_the_worse_one(lab: Any, p: Values) -> None:
    body = lab.now(p, lab.people(p), FellIll(time_days=0.0, severity=0.6), FellIll(time_days=0.0, severity=0.4))
    assert float(body.illness[0]) == 0.6
    hurts = [GotInjured(time_days=0.0, muscle="glutes", severity=one, cause="training") for one in (0.3, 0.8, 0.5)]
    assert lab.now(p, body, *hurts).injury.tolist() == [[0.0, 0.0, 0.8, 0.0]]


def test_stress_moves_its_level_at_once_and_itself_within_days(lab: Any) -> None:
    p = lab.values(tau_stress_days=2.0, usual_stress_fraction=0.3)
    felt = lab.now(p, lab.people(p), StressFelt(time_days=0.0, level=0.9))
    assert float(felt.stress[0]) == 0.3
    assert float(lab.later(p, felt, 2.0).stress[0]) == pytest.approx(0.9 - 0.6 / math.e)


def test_a_leg_that_bears_weight_again_has_the_floor_of_a_free_one(lab: Any, p: Values) -> None:
    body = lab.now(p, lab.people(p), UnloadingBegan(time_days=0.0, manner="cast"))
    assert float(body.floor[0, 0]) == float(p.floor_cast_fraction[0, 0])
    freed = lab.now(p, body, UnloadingEnded(time_days=0.0))
    assert np.all(freed.floor == 1.0)
    assert float(freed.inhibition_level[0]) == 0.0
