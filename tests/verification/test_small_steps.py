"""Three ways through the same life agree: the exact solution, an adaptive solver of order eight, and small plain steps.

The equations are written here a second time, as the rows of the table in ``docs/model.md``, and know nothing of
``models/linear.py``. Events land by ``absorb`` in all three.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import attrs
import numpy as np
import pytest
from scipy.integrate import solve_ivp

from models.body import absorb, advance
from models.parameters import Array, Values, default_parameters
from models.state import MUSCLE_FIELDS, Body
from sim.events import (
    AthleteDescribed,
    Event,
    FellIll,
    FoodEaten,
    GotInjured,
    NapTaken,
    NightSlept,
    RecoveryDone,
    RunCompleted,
    SessionPerformed,
    SetPerformed,
    StressFelt,
    UnloadingBegan,
    UnloadingEnded,
)
from sim.fold import start

ONE = "one"
"""A state that stays 1, so that a level to decay towards is a coefficient like any other."""
STEPS_PER_DAY = 40
"""All events lie on these, so that halving the step halves every step."""
DAYS = 12

Flow = Callable[[Values, Body, float], Body]


def row(state: str, rate_per_day: Array, level: Array | float = 0.0) -> dict[str, Array]:
    """Write down a decay towards a level."""
    return {state: -rate_per_day, ONE: rate_per_day * level}


def table(p: Values, body: Body) -> Mapping[str, Mapping[str, Array]]:
    """Write down each state's change a day as a sum of coefficients times states."""
    size_rate, passed_on = 1.0 / p.tau_size_days, 1.0 / p.tau_consolidation_days
    return {
        "signal": row("signal", 1.0 / p.tau_signal_days),
        "fast": {"signal": p.growth_per_set_day * body.efficiency[:, None], **row("fast", size_rate + passed_on)},
        "slow": {"fast": passed_on, **row("slow", 1.0 / p.tau_slow_days)},
        "lost": {"spared": -size_rate * (1.0 - body.floor), **row("lost", size_rate, 1.0 - body.floor)},
        "spared": row("spared", 1.0 / p.tau_sparing_days),
        "wasted": row("wasted", size_rate[:, 0], body.wasting_level),
        "fatigue": row("fatigue", body.recovery_rate / p.tau_fatigue_days),
        "inflammation": row("inflammation", 1.0 / p.tau_damage_days),
        "damage": {"inflammation": 1.0 / p.tau_damage_days, **row("damage", 1.0 / p.tau_damage_days)},
        "protection": row("protection", 1.0 / p.tau_protection_days),
        "skill": row("skill", 1.0 / p.tau_skill_days),
        "recent_sets": row("recent_sets", 1.0 / p.tau_recent_sets_days),
        "injury": row("injury", 1.0 / p.tau_injury_days),
        "sleep_debt_hours": row("sleep_debt_hours", 1.0 / p.tau_sleep_debt_days),
        "glycogen_fraction": row("glycogen_fraction", 1.0 / p.tau_glycogen_days, body.glycogen_level_fraction),
        "dehydration_fraction": row("dehydration_fraction", 1.0 / p.tau_water_days),
        "stress": row("stress", 1.0 / p.tau_stress_days, body.stress_level),
        "illness": row("illness", 1.0 / p.tau_illness_days),
        "inhibition": row("inhibition", 1.0 / p.tau_inhibition_days, body.inhibition_level),
        "aerobic_fitness": row("aerobic_fitness", 1.0 / p.tau_aerobic_fitness_days),
        "aerobic_fatigue": row("aerobic_fatigue", 1.0 / p.tau_aerobic_fatigue_days),
    }


def system(p: Values, body: Body) -> tuple[list[str], Array, Array]:
    """Return the moving states, the matrix of each muscle ``(muscles, states, states)``, and where they stand."""
    rows = table(p, body)
    names, muscles = [*rows, ONE], body.size.shape[1]
    matrix, values = np.zeros((muscles, len(names), len(names))), np.ones((muscles, len(names), 1))
    for place, name in enumerate(rows):
        values[:, place, 0] = getattr(body, name)
        for other, coefficient in rows[name].items():
            matrix[:, place, names.index(other)] = np.ravel(coefficient)
    return names, matrix, values


def moved(body: Body, names: Sequence[str], values: Array, elapsed_days: float) -> Body:
    """Put the states back where they belong; what concerns the whole body is the same in every muscle."""
    changed = {
        name: values[:, place, 0][None, :] if name in MUSCLE_FIELDS else values[:1, place, 0]
        for place, name in enumerate(names)
        if name != ONE
    }
    return attrs.evolve(body, time_days=body.time_days + elapsed_days, **changed)


def by_small_steps(per_day: int) -> Flow:
    """Return the plainest integrator there is: one step forward along the slope, and again."""

    def flow(p: Values, body: Body, elapsed_days: float) -> Body:
        names, matrix, values = system(p, body)
        step = np.eye(len(names)) + matrix / per_day
        for _ in range(round(elapsed_days * per_day)):
            values = step @ values
        return moved(body, names, values, elapsed_days)

    return flow


def by_adaptive_steps(p: Values, body: Body, elapsed_days: float) -> Body:
    """Solve the same system with an explicit Runge-Kutta method of order eight."""
    names, matrix, values = system(p, body)

    def slope(_: float, packed: Array) -> Array:
        return np.ravel(matrix @ packed.reshape(values.shape))

    found = solve_ivp(slope, (0.0, elapsed_days), values.ravel(), method="DOP853", rtol=1e-13, atol=1e-15)
    return moved(body, names, found.y[:, -1].reshape(values.shape), elapsed_days)


def a_busy_life() -> list[Event]:
    """Let everything happen that a body can feel."""
    hard = SetPerformed(exercise="back_squat", load_kg=80.0, reps=8.0, reps_in_reserve=1.0)
    curls = SetPerformed(exercise="lying_leg_curl", load_kg=40.0, reps=12.0, reps_in_reserve=0.0)
    events: list[Event] = [
        AthleteDescribed(
            time_days=0.0, sex="male", age_years=34.0, body_mass_kg=80.0, body_fat_fraction=0.2, stature_cm=178.0
        ),
        StressFelt(time_days=0.0, level=0.7),
        UnloadingBegan(time_days=9.0, manner="cast"),
        UnloadingEnded(time_days=11.0),
        FellIll(time_days=7.5, severity=0.6),
        GotInjured(time_days=8.5, muscle="calves", severity=0.5, cause="running"),
    ]
    for day in range(DAYS):
        meals = {"meal_protein_g": (30.0, 40.0), "carbohydrate_g": 250.0 + 20.0 * day, "water_l": 1.0 + 0.2 * day}
        events.append(NightSlept(time_days=day + 0.3, hours=5.0 + day % 4))
        events.append(FoodEaten(time_days=day + 0.9, energy_kcal=2200.0 + 100.0 * day, **meals))
        if day in {0, 2, 5, 10}:
            events.append(SessionPerformed(time_days=day + 0.75, session="legs", sets=(hard,) * 5 + (curls,) * 3))
    events += [
        RunCompleted(time_days=1.5, style="hard", minutes=50.0, distance_km=10.0),
        RunCompleted(time_days=5.8, style="sprint", minutes=20.0, distance_km=3.0),
        NapTaken(time_days=3.6, hours=1.0),
        RecoveryDone(time_days=3.5, method="massage", minutes=20.0),
    ]
    return sorted(events, key=lambda event: event.time_days)


def lived(flow: Flow) -> list[Body]:
    """Live that life with one way of letting time pass; return the bodies before each event and at the end."""
    p, body, bodies = default_parameters().values_of(), start(), []
    marks = [round(event.time_days * STEPS_PER_DAY) for event in a_busy_life()]
    for event, mark in zip(a_busy_life(), marks, strict=True):
        assert mark / STEPS_PER_DAY == pytest.approx(event.time_days, abs=1e-12)
        stretch_days = mark / STEPS_PER_DAY - body.time_days
        body = flow(p, body, stretch_days) if stretch_days > 1e-9 else body
        bodies.append(body)
        body = absorb(p, body, event)
    return [*bodies, flow(p, body, DAYS - body.time_days)]


def errors(found: Sequence[Body], exact: Sequence[Body]) -> dict[str, float]:
    """Return how far each state ever is off, relative to the most that it ever is."""
    worst = {}
    for name in table(default_parameters().values_of(), exact[0]):
        right = np.concatenate([getattr(body, name) for body in exact])
        off = np.concatenate([getattr(body, name) for body in found]) - right
        worst[name] = float(np.max(np.abs(off)) / np.max(np.abs(right)))
    return worst


@pytest.fixture(scope="module")
def exact() -> list[Body]:
    return lived(advance)


def test_everything_that_moves_between_events_is_in_the_table(exact: list[Body]) -> None:
    p = default_parameters().values_of()
    later = advance(p, exact[-1], 1.0)
    fields = [field.name for field in attrs.fields(Body) if field.name != "time_days"]
    moving = {name for name in fields if not np.array_equal(getattr(later, name), getattr(exact[-1], name))}
    assert moving == set(table(p, exact[-1]))


def test_an_adaptive_solver_finds_the_exact_solution(exact: list[Body]) -> None:
    worst = errors(lived(by_adaptive_steps), exact)
    assert max(worst.values()) <= 1e-10, worst


def test_small_steps_come_within_a_ten_thousandth(exact: list[Body]) -> None:
    worst = errors(lived(by_small_steps(400 * STEPS_PER_DAY)), exact)
    assert max(worst.values()) <= 1e-4, worst


def test_half_the_step_leaves_half_the_error(exact: list[Body]) -> None:
    found = [errors(lived(by_small_steps(fold * STEPS_PER_DAY)), exact) for fold in (8, 16, 32)]
    for name in found[0]:
        orders = -np.diff(np.log2([one[name] for one in found]))
        assert np.all((orders > 0.9) & (orders < 1.1)), (name, orders)
