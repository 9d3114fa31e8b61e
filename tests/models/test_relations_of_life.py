"""Food, sleep, runs, disuse, illness: what must follow from what, for everybody whom the priors allow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from models import nutrition, observables, running
from models.activities import run_style
from models.parameters import Array, Values
from models.state import Body
from sim.events import (
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

QUADRICEPS, GLUTES = 0, 2
FLOORS = ("floor_cast_fraction", "floor_limb_suspension_fraction", "floor_bed_rest_fraction")


def run(minutes: float, style: str = "moderate", time_days: float = 0.0) -> RunCompleted:
    return RunCompleted(time_days=time_days, style=style, minutes=minutes, distance_km=minutes / 6.0)


def outcomes(lab: Any, p: Values, event: Event, name: str, inputs: Sequence[float]) -> dict[str, Array]:
    """Let one event land with each of the inputs; rows are inputs, columns people."""
    body = lab.people(p)
    after = [lab.now(p, body, type(event)(time_days=0.0, **{name: value})) for value in inputs]
    return {
        field: np.array([getattr(one, field).reshape(len(body.size), -1)[:, 0] for one in after])
        for field in ("efficiency", "recovery_rate", "sleep_debt_hours")
    }


def test_protein_below_the_breakpoint_never_hurts_and_above_it_never_helps(crowd: Values) -> None:
    """min(x, x_b)/min(x_usual, x_b)."""
    eaten = np.linspace(0.0, 4.0, 201)[:, None]
    change = np.diff(nutrition.protein_factor(crowd, eaten), axis=0)
    assert np.all(change >= 0.0)
    assert np.all(change[eaten[:-1] >= np.broadcast_to(crowd.protein_breakpoint_g_per_kg, (200, 60))] == 0.0)


def test_a_days_protein_in_more_meals_never_counts_for_less(crowd: Values) -> None:
    """min(x, plateau) + c max(0, x - plateau) is concave in the meal."""
    for age_years in (25.0, 70.0):
        counted = [
            meals * nutrition.usable_protein(crowd, np.array(1.6 / meals), np.array(age_years)) for meals in (1, 2, 4)
        ]
        assert np.all(np.diff(counted, axis=0) >= -1e-12)


def test_meals_count_fully_up_to_a_larger_size_in_the_old(crowd: Values) -> None:
    """plateau = p0 (1 + r years over onset): relative to the first gram, a further gram is worth no less when older."""
    ages, grams = np.array([20.0, 45.0, 70.0])[:, None, None], np.linspace(0.0, 1.0, 51)[:, None]
    worth = np.diff(nutrition.usable_protein(crowd, grams, ages), axis=1)
    assert np.all(np.diff(worth / worth[:, :1], axis=0) >= -1e-9)
    assert np.all(worth[:, -1] <= worth[:, 0] + 1e-12)


def test_the_deeper_the_deficit_the_more_muscle_goes_and_a_surplus_brings_none(lab: Any, crowd: Values) -> None:
    """w' = (1 - exp(-eta max(0, -B)) - w)/tau_f: down with the deficit, and back when it ends."""
    level = nutrition.wasting_level(crowd, np.linspace(-1500.0, 1500.0, 61)[:, None])
    assert np.all(np.diff(level[:31], axis=0) < 0.0)
    assert not np.any(level[30:])
    starved = lab.live(crowd, lab.people(crowd), [lab.food(day, energy_kcal=2000.0) for day in range(60)], 60.0)
    fed = lab.live(crowd, starved, [lab.food(60.0 + day, energy_kcal=3000.0) for day in range(60)], 120.0)
    assert np.all(starved.size < 1.0)
    assert np.all(fed.size > starved.size)


def test_a_surplus_adds_fat_and_a_deficit_burns_it_down_to_what_is_essential(lab: Any, crowd: Values) -> None:
    """dF = B F/(F + F_half)/9440, not below the essential fat."""
    body = lab.people(crowd)
    rich, poor = (lab.now(crowd, body, lab.food(energy_kcal=kcal)) for kcal in (7000.0, 500.0))
    assert np.all(rich.fat_mass_kg > body.fat_mass_kg)
    assert np.all(poor.fat_mass_kg < body.fat_mass_kg)
    starved = body
    for _ in range(300):
        starved = lab.now(crowd, starved, lab.food(energy_kcal=0.0))
    np.testing.assert_allclose(starved.fat_mass_kg, crowd.essential_fat_fraction * body.start_mass_kg * np.ones(60))


def test_shorter_nights_mean_more_debt_less_growth_and_slower_recovery(lab: Any, crowd: Values) -> None:
    """debt += need - hours; efficiency holds exp(-c debt), recovery 1/(1 + debt/h)."""
    found = outcomes(lab, crowd, NightSlept(time_days=0.0, hours=8.0), "hours", (9.0, 7.0, 5.0, 3.0, 0.0))
    assert np.all(np.diff(found["sleep_debt_hours"], axis=0) >= 0.0)
    assert np.all(np.diff(found["efficiency"], axis=0) <= 0.0)
    assert np.all(np.diff(found["recovery_rate"], axis=0) <= 0.0)
    assert np.all(found["efficiency"][-1] < found["efficiency"][0])


def test_sleep_debt_stays_between_nothing_and_its_limit(lab: Any, crowd: Values) -> None:
    """0 <= debt <= limit: no credit is built up."""
    body = lab.people(crowd)
    for hours in (24.0, 24.0, *[0.0] * 20):
        body = lab.now(crowd, body, NightSlept(time_days=0.0, hours=hours))
        assert np.all((body.sleep_debt_hours >= 0.0) & (body.sleep_debt_hours <= crowd.sleep_debt_limit_hours))
    assert np.all(body.sleep_debt_hours == crowd.sleep_debt_limit_hours)


def test_a_nap_pays_debt_back(lab: Any, crowd: Values) -> None:
    """debt -= v hours, not below nothing."""
    tired = lab.now(crowd, lab.people(crowd), NightSlept(time_days=0.0, hours=0.0))
    napped = lab.now(crowd, tired, NapTaken(time_days=0.0, hours=1.0))
    assert np.all(napped.sleep_debt_hours < tired.sleep_debt_hours)
    assert np.all(napped.efficiency > tired.efficiency)


def test_stress_costs_growth_and_recovery(lab: Any, crowd: Values) -> None:
    """exp(-c (stress - usual)) in the efficiency and in the speed of recovery."""
    body, night, after = lab.people(crowd), NightSlept(time_days=0.0, hours=8.0), []
    for level in (0.0, 0.3, 0.6, 1.0):
        felt = lab.later(crowd, lab.now(crowd, body, StressFelt(time_days=0.0, level=level)), 20.0)
        after.append(lab.now(crowd, felt, night))
    assert np.all(np.diff([one.efficiency for one in after], axis=0) < 0.0)
    assert np.all(np.diff([one.recovery_rate[:, 0] for one in after], axis=0) < 0.0)


def test_from_seven_to_five_hours_costs_at_least_what_from_nine_to_seven_does(lab: Any) -> None:
    """exp(-c debt), with a debt that is nothing at nine hours and rises with each that is missing."""
    crowd, after = lab.crowd(hold=("sleep_need_hours", "sleep_debt_limit_hours")), []
    for hours in (9.0, 7.0, 5.0):
        nights = [NightSlept(time_days=float(day), hours=hours) for day in range(60)]
        after.append(lab.live(crowd, lab.people(crowd), nights).efficiency)
    assert np.all(after[1] - after[2] >= 0.999 * (after[0] - after[1]))


def test_endurance_work_hinders_practice_and_not_growth(lab: Any, crowd: Values) -> None:
    """kappa P/(1 + omega A); the signal of the session itself is whole."""
    body = lab.people(crowd).changed({"aerobic_fatigue": np.full(60, 120.0)})
    still, running_too = (lab.now(crowd, one, lab.session()) for one in (lab.people(crowd), body))
    assert np.all(running_too.skill[:, QUADRICEPS] < still.skill[:, QUADRICEPS])
    assert np.array_equal(running_too.signal, still.signal)


def test_a_run_costs_less_signal_the_longer_after_the_session_it_comes(lab: Any, crowd: Values) -> None:
    """g *= exp(-iota (t/30) I w): a share of what is left of g = g0 exp(-h/tau)."""
    trained, spent = lab.now(crowd, lab.people(crowd), lab.session()), []
    for hours in (0.0, 3.0, 6.0, 24.0, 48.0, 96.0):
        before = lab.later(crowd, trained, hours / 24.0)
        spent.append((before.signal - lab.now(crowd, before, run(40.0)).signal)[:, QUADRICEPS])
    assert np.all(np.diff(spent, axis=0) < 0.0)
    assert np.all(spent[-1] > 0.0)


def test_a_run_twice_as_long_spends_as_much_as_two(lab: Any, crowd: Values) -> None:
    """exp(-2x) = exp(-x)^2 < exp(-x)."""
    once, twice = (running.signal_kept(crowd, run_style("hard"), np.array([minutes])) for minutes in (30.0, 60.0))
    np.testing.assert_allclose(twice, once**2, rtol=1e-13)
    assert np.all(twice <= once)


def test_sprints_are_a_stimulus_and_easy_runs_are_none(lab: Any, crowd: Values) -> None:
    """E > 0 only for a style that is worth sets a minute."""
    body = lab.people(crowd)
    assert np.all(lab.now(crowd, body, run(20.0, "sprint")).signal[:, GLUTES] > 0.0)
    for style in ("easy", "moderate", "hard"):
        assert not np.any(lab.now(crowd, body, run(40.0, style)).signal), style


def test_sprints_are_worth_less_to_the_strong(crowd: Values) -> None:
    """effort(RIR0 + c (S - 1)) falls with strength S: body weight stays the same."""
    strength = np.linspace(1.0, 2.0, 21)[:, None, None]
    worth = running.sprint_sets(crowd, run_style("sprint"), np.array([20.0]), strength)
    assert np.all(np.diff(worth, axis=0) <= 0.0)
    assert np.all(worth[-1] < worth[0])


def test_endurance_training_raises_aerobic_capacity_less_and_less(crowd: Values) -> None:
    """V = V0 (1 + G (1 - exp(-w/W))) exp(-c fatigue)."""
    fitness, nothing = np.linspace(0.0, 5000.0, 51)[:, None], np.zeros(1)
    capacity = running.aerobic_capacity(crowd, fitness, nothing, nothing, np.array([30.0]))
    assert np.all(np.diff(capacity, axis=0) >= 0.0)
    assert np.all(np.diff(capacity, n=2, axis=0) <= 1e-9)
    assert np.all(running.aerobic_capacity(crowd, fitness, nothing + 300.0, nothing, np.array([30.0])) < capacity)


def test_massage_relieves_soreness_and_stretching_does_nothing(lab: Any, crowd: Values) -> None:
    """d *= 1 - relief min(1, minutes/typical)."""
    sore = lab.later(crowd, lab.now(crowd, lab.people(crowd), lab.session(sets=8)), 1.0)
    massaged, stretched = (
        lab.now(crowd, sore, RecoveryDone(time_days=0.0, method=method, minutes=30.0))
        for method in ("massage", "stretching")
    )
    assert np.all(massaged.damage[:, QUADRICEPS] < sore.damage[:, QUADRICEPS])
    for name in ("damage", "inflammation", "fatigue", "signal", "stress"):
        assert np.array_equal(getattr(stretched, name), getattr(sore, name)), name


def test_cold_immersion_costs_signal(lab: Any, crowd: Values) -> None:
    """g *= 1 - loss."""
    trained = lab.now(crowd, lab.people(crowd), lab.session())
    cooled = lab.now(crowd, trained, RecoveryDone(time_days=0.0, method="cold_immersion", minutes=12.0))
    assert np.all(cooled.signal[:, QUADRICEPS] < trained.signal[:, QUADRICEPS])


def unloaded(lab: Any, p: Values, manner: str, days: float = 14.0) -> Body:
    return lab.later(p, lab.now(p, lab.people(p), UnloadingBegan(time_days=0.0, manner=manner)), days)


def test_a_cast_costs_more_than_bed_and_suspension_and_these_more_than_a_layoff(lab: Any) -> None:
    """1 - l with l -> L: that of a cast is the largest, that of a layoff is none."""
    p = lab.crowd(hold=FLOORS)
    cast, suspended, bed = (unloaded(lab, p, manner).size for manner in ("cast", "limb_suspension", "bed_rest"))
    layoff = lab.later(p, lab.people(p), 14.0).size
    for size in (suspended, bed):
        assert np.all(cast < size)
        assert np.all(size < layoff)


def test_strength_falls_faster_than_size_in_a_cast(lab: Any) -> None:
    """S = s exp(-u) with inhibition u climbing within days."""
    p = lab.crowd(hold=(*FLOORS, "strength_size_exponent"))
    for days in (3.0, 14.0, 28.0):
        after = unloaded(lab, p, "cast", days)
        assert np.all(1.0 - observables.rested_strength(p, after) > 1.0 - after.size)


def test_a_leg_that_bears_weight_again_recovers_both(lab: Any) -> None:
    """s -> 1 and u -> 0."""
    p = lab.crowd(hold=FLOORS)
    freed = lab.now(p, unloaded(lab, p, "cast"), UnloadingEnded(time_days=0.0))
    later = lab.later(p, freed, 30.0)
    assert np.all(later.size > freed.size)
    assert np.all(later.inhibition < freed.inhibition)
    assert not np.any(observables.out_of_use(freed))


def test_women_and_men_grow_alike_relative_to_where_they_started(lab: Any, crowd: Values) -> None:
    """No factor of sex in g or s: equal relative growth, unequal kilograms."""
    men, women = (lab.live(crowd, lab.people(crowd, sex=sex), lab.weeks(8), 56.0) for sex in ("male", "female"))
    assert np.array_equal(women.size, men.size)
    assert np.all(women.is_female != men.is_female)


def test_older_people_respond_less_from_a_certain_age(lab: Any) -> None:
    """exp(-r max(0, age - onset))."""
    p = lab.crowd(hold=("ageing_from_years",))
    ages = (20.0, 30.0, 50.0, 70.0)
    signal = [lab.now(p, lab.people(p, age_years=age), lab.session()).signal[:, QUADRICEPS] for age in ages]
    assert np.array_equal(signal[0], signal[1])
    assert np.all(np.diff(signal[1:], axis=0) < 0.0)


@pytest.mark.parametrize(
    ("what", "worse"),
    [("dehydration_fraction", 0.03), ("glycogen_fraction", 0.02), ("sleep_debt_hours", 10.0), ("illness", 0.6)],
)
def test_an_empty_tank_a_short_night_and_an_illness_weaken(lab: Any, crowd: Values, what: str, worse: float) -> None:
    """S holds (1 - c water)(1 - c empty)(1 - c (1 - exp(-debt/h))) exp(-c illness)."""
    body = lab.people(crowd)
    weak = body.changed({what: np.full(60, worse)})
    assert np.all(observables.shown_strength(crowd, weak) < observables.shown_strength(crowd, body))
    assert np.array_equal(observables.rested_strength(crowd, weak), observables.rested_strength(crowd, body))


def test_an_illness_slows_growth_and_recovery(lab: Any, crowd: Values) -> None:
    """exp(-c illness) in the efficiency and in the speed of recovery."""
    found = outcomes(lab, crowd, FellIll(time_days=0.0, severity=0.0), "severity", (0.0, 0.3, 0.6, 1.0))
    assert np.all(np.diff(found["efficiency"], axis=0) < 0.0)
    assert np.all(np.diff(found["recovery_rate"], axis=0) < 0.0)


def test_an_injury_weakens_its_muscle_and_no_other(lab: Any, crowd: Values) -> None:
    """S_m holds exp(-c injury_m)."""
    body = lab.people(crowd)
    hurt = lab.now(crowd, body, GotInjured(time_days=0.0, muscle="glutes", severity=0.7, cause="training"))
    change = observables.shown_strength(crowd, hurt) - observables.shown_strength(crowd, body)
    assert np.all(change[:, GLUTES] < 0.0)
    assert not np.any(np.delete(change, GLUTES, axis=1))


def test_tired_legs_are_hurt_more_often(lab: Any, crowd: Values) -> None:
    """hazard = base exp(c f)."""
    body = lab.people(crowd)
    tired = lab.now(crowd, body, lab.session(sets=8))
    before, after = (observables.injury_hazard_per_1000_h(crowd, one, np.ones(60)) for one in (body, tired))
    np.testing.assert_allclose(before.sum(axis=1), 1.0)
    assert np.all(after[:, QUADRICEPS] > before[:, QUADRICEPS])


def test_a_scan_soon_after_hard_work_reads_swelling(lab: Any, crowd: Values) -> None:
    """csa = s (1 + c (i + d)), back at s when damage has gone."""
    worked = lab.now(crowd, lab.people(crowd), lab.session(sets=8))
    assert np.all(observables.cross_sectional_area(crowd, worked)[:, QUADRICEPS] > worked.size[:, QUADRICEPS])
    healed = lab.later(crowd, worked, 120.0)
    np.testing.assert_allclose(observables.cross_sectional_area(crowd, healed), healed.size, rtol=1e-9)


def test_a_short_night_slows_the_return_of_strength(lab: Any, crowd: Values) -> None:
    """f' = -rho f/tau_f: a lower rho leaves more fatigue a day later."""
    tired = lab.now(crowd, lab.people(crowd), lab.session(sets=6), NightSlept(time_days=0.0, hours=9.0))
    rested = lab.later(crowd, tired, 1.0).fatigue[:, QUADRICEPS]
    short = lab.now(crowd, tired, NightSlept(time_days=0.0, hours=2.0))
    assert np.all(lab.later(crowd, short, 1.0).fatigue[:, QUADRICEPS] > rested)
