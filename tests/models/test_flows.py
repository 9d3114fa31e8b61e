"""Time passing: exact, whatever the way in which it is cut, and the solution of the equations that the model states."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from models import hypertrophy
from models.body import absorb, advance
from models.jumps import UNFELT
from models.parameters import Array, Values
from models.state import Body
from sim.events import Event, type_of_event

seeds = st.integers(0, 2**32 - 1)
days = st.floats(np.log(0.001), np.log(400.0)).map(np.exp)
LANES = 3


def unfelt(kind: str) -> Event:
    """Make an event of a kind that no body feels; it says of everything the same."""
    said = {"str": "cast", "int": 1, "float": 1.0}
    fields = [field for field in attrs.fields(type_of_event[kind]) if field.default is attrs.NOTHING]
    return type_of_event[kind](**{field.name: said.get(str(field.type), {}) for field in fields})


def differences(lab: Any, before: Body, one: Body, other: Body) -> dict[str, float]:
    """Compare two states, relative to where each lane stood at the start or stands now, whichever is larger."""
    found = {}
    for field in lab.fields():
        start, left, right = (getattr(body, field.name) for body in (before, one, other))
        scale = np.maximum(np.maximum(np.abs(start), np.abs(right)), np.finfo(float).tiny)
        if field.name == "damage":
            scale = np.maximum(scale, before.inflammation)
        found[field.name] = float(np.max(np.abs(left - right) / scale))
    return found


def cut(p: Values, body: Body, elapsed_days: float, fractions: list[float]) -> Body:
    """Let the same time pass in pieces."""
    marks = [0.0, *sorted(fraction * elapsed_days for fraction in fractions), elapsed_days]
    for begin, end in pairwise(marks):
        body = advance(p, body, end - begin)
    return body


@given(seeds, days, st.lists(st.floats(0.0, 1.0), min_size=1, max_size=4))
def test_cutting_time_differently_changes_no_state(
    lab: Any, seed: int, elapsed_days: float, fractions: list[float]
) -> None:
    rng = np.random.default_rng(seed)
    p, body = lab.within_bounds(rng, LANES), lab.random_body(rng, LANES)
    found = differences(lab, body, cut(p, body, elapsed_days, fractions), advance(p, body, elapsed_days))
    assert max(found.values()) <= 1e-13, max(found, key=lambda name: found[name])


def test_a_thousand_short_steps_equal_a_long_one(lab: Any) -> None:
    rng = np.random.default_rng(5)
    p, body = lab.within_bounds(rng, LANES), lab.random_body(rng, LANES)
    in_steps = cut(p, body, 10.0, (np.arange(1, 1000) / 1000).tolist())
    assert max(differences(lab, body, in_steps, advance(p, body, 10.0)).values()) <= 1e-12


@pytest.mark.parametrize("mask", [None, np.array([True, False, True])], ids=["everybody", "some"])
@pytest.mark.parametrize("kind", sorted(UNFELT))
@given(seed=seeds)
@settings(max_examples=10)
def test_an_event_that_is_not_felt_changes_not_one_bit(lab: Any, kind: str, mask: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    body = lab.random_body(rng, LANES)
    event = attrs.evolve(unfelt(kind), mask=mask)
    assert absorb(lab.within_bounds(rng, LANES), body, event).digest() == body.digest()


def test_no_time_passing_changes_not_one_bit(lab: Any, p: Values) -> None:
    body = lab.random_body(np.random.default_rng(2), LANES)
    assert advance(p, body, 0.0).digest() == body.digest()


@pytest.mark.parametrize("backwards", [-1e-9, -3.0, float("nan")])
def test_time_does_not_run_backwards(lab: Any, p: Values, backwards: float) -> None:
    with pytest.raises(ValueError, match="elapsed_days must not be negative"):
        advance(p, lab.people(p), backwards)


STATES = (
    "signal",
    "fast",
    "slow",
    "lost",
    "spared",
    "wasted",
    "fatigue",
    "inflammation",
    "damage",
    "protection",
    "skill",
)
STATES += ("recent_sets",)
STATES += ("injury", "sleep_debt_hours", "dehydration_fraction", "illness", "aerobic_fitness", "aerobic_fatigue")
STATES += ("glycogen_fraction", "stress", "inhibition")
DECAYS = {
    "spared": "tau_sparing_days",
    "protection": "tau_protection_days",
    "skill": "tau_skill_days",
    "recent_sets": "tau_recent_sets_days",
    "injury": "tau_injury_days",
    "sleep_debt_hours": "tau_sleep_debt_days",
    "dehydration_fraction": "tau_water_days",
    "illness": "tau_illness_days",
    "aerobic_fitness": "tau_aerobic_fitness_days",
    "aerobic_fatigue": "tau_aerobic_fatigue_days",
}
TOWARDS = {
    "glycogen_fraction": ("glycogen_level_fraction", "tau_glycogen_days"),
    "stress": ("stress_level", "tau_stress_days"),
    "inhibition": ("inhibition_level", "tau_inhibition_days"),
    "wasted": ("wasting_level", "tau_size_days"),
}


def slopes(p: Values, held: Body, x: dict[str, Array]) -> dict[str, Array]:
    """Evaluate the table of flows as the model states it, a row at a time, per day."""
    built = p.growth_per_set_day * held.efficiency[:, None] * x["signal"]
    kept = x["fast"] / p.tau_consolidation_days
    taken = (1.0 - held.floor) * (1.0 - x["spared"])
    return {
        "signal": -x["signal"] / p.tau_signal_days,
        "fast": built - x["fast"] / p.tau_size_days - kept,
        "slow": kept - x["slow"] / p.tau_slow_days,
        "lost": (taken - x["lost"]) / p.tau_size_days,
        "fatigue": -held.recovery_rate * x["fatigue"] / p.tau_fatigue_days,
        "inflammation": -x["inflammation"] / p.tau_damage_days,
        "damage": (x["inflammation"] - x["damage"]) / p.tau_damage_days,
        **{name: -x[name] / getattr(p, tau) for name, tau in DECAYS.items()},
        **{
            name: (getattr(held, level) - x[name]) / np.ravel(getattr(p, tau)) for name, (level, tau) in TOWARDS.items()
        },
    }


def integrated(p: Values, body: Body, elapsed_days: Array) -> dict[str, Array]:
    """Solve the flows numerically, all lanes at once, each over its own time: one unit is a lane's whole stretch."""
    shapes = [getattr(body, name).shape for name in STATES]
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1]

    def unpacked(packed: Array) -> dict[str, Array]:
        parts = np.split(packed, ends)
        return {name: part.reshape(shape) for name, part, shape in zip(STATES, parts, shapes, strict=True)}

    def slope(_: float, packed: Array) -> Array:
        per_day = slopes(p, body, unpacked(packed))
        return np.concatenate([(per_day[name].T * elapsed_days).T.ravel() for name in STATES])

    first = np.concatenate([getattr(body, name).ravel() for name in STATES])
    found = solve_ivp(slope, (0.0, 1.0), first, method="DOP853", rtol=1e-13, atol=1e-15, t_eval=[1.0])
    return unpacked(found.y[:, -1])


def hard_cases(lab: Any, rng: np.random.Generator, lanes: int) -> Values:
    """Draw parameters and make the cases special in which a careless solution would divide by zero."""
    p = lab.within_bounds(rng, lanes)
    signal_days, slow_days, sparing_days = (
        getattr(p, name).copy() for name in ("tau_signal_days", "tau_slow_days", "tau_sparing_days")
    )
    fast_days = 1.0 / hypertrophy.fast_loss_per_day(p)
    signal_days[:100] = fast_days[:100]
    slow_days[100:300] = fast_days[100:300]
    signal_days[200:300] = slow_days[200:300]
    signal_days[300:400] = fast_days[300:400] * (1.0 + 1e-9)
    slow_days[350:450] = fast_days[350:450] * (1.0 - 1e-7)
    slow_days[450:500] = np.inf
    sparing_days[:200] = p.tau_size_days[:200]
    # Faster decays are the same formula and only make the reference slow.
    slow_enough = {name: np.maximum(getattr(p, name), 0.5) for name in (*DECAYS.values(), "tau_glycogen_days")}
    special = {"tau_signal_days": signal_days, "tau_slow_days": slow_days, "tau_sparing_days": sparing_days}
    return lab.swapped(p, **(slow_enough | special))


def test_a_thousand_random_bodies_move_as_the_equations_say(lab: Any) -> None:
    rng, lanes = np.random.default_rng(11), 1000
    p, body = hard_cases(lab, rng, lanes), lab.random_body(rng, lanes, muscles=1)
    elapsed_days = np.exp(rng.uniform(np.log(0.001), np.log(400.0), lanes))
    expected = integrated(p, body, elapsed_days)
    for lane, stretch in enumerate(elapsed_days.tolist()):
        alone = lab.lane_of(p, lane)
        moved = advance(alone, body.lane(lane), stretch)
        for name in STATES:
            start, found, right = getattr(body, name)[lane], getattr(moved, name)[0], expected[name][lane]
            scale = max(float(np.max(np.abs(start))), float(np.max(np.abs(right))), 1e-3)
            assert np.max(np.abs(found - right)) <= 1e-10 * scale, (name, lane, stretch)
