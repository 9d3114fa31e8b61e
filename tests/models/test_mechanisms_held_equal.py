"""Held equal, a mechanism does nothing: two pasts that differ in nothing else end alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import attrs
import numpy as np
import pytest

from models.mechanisms import MECHANISMS, Mechanism, held_equal
from models.parameters import Values, default_parameters
from models.state import Body
from sim.events import Event, FellIll, GotInjured, NightSlept, RunCompleted, StressFelt, UnloadingBegan

Past = Callable[[Any], list[Event]]
TIRING = ("fatigue", "soreness", "overload")


def in_two_lanes(p: Values, *names: str) -> Values:
    """Return parameters of two lanes: everything at work, and some mechanisms held equal."""
    at_work = np.ones((2, len(names)), dtype=bool)
    at_work[1] = False
    return held_equal(p, [MECHANISMS[name] for name in names], at_work)


def nights(hours: float, days: int = 6) -> list[Event]:
    return [NightSlept(time_days=day + 0.5, hours=hours) for day in range(days)]


def run(time_days: float, style: str) -> Event:
    return RunCompleted(time_days=time_days, style=style, minutes=45.0, distance_km=8.0)


def trained(lab: Any, **how: Any) -> list[Event]:
    return [lab.session(0.0, **how), lab.session(2.0, **how)]


def fed(lab: Any, **what: Any) -> list[Event]:
    return [lab.session(0.0), *(lab.food(day + 1.0, **what) for day in range(5))]


def retrained(lab: Any, before: Sequence[Event]) -> list[Event]:
    return [*before, *lab.weeks(8, start_days=2000.0)]


@attrs.frozen
class Case:
    """Two pasts that differ by one mechanism, or by those also held equal, which the same fact moves."""

    mechanism: str
    one: Past
    other: Past
    also: tuple[str, ...] = ()
    measure: str = "size"


CASES = (
    Case(
        "effort", lambda lab: trained(lab, reps_in_reserve=0.0), lambda lab: trained(lab, reps_in_reserve=6.0), TIRING
    ),
    Case("effort", lambda lab: trained(lab, reps=8.0), lambda lab: trained(lab, reps=2.0), TIRING),
    Case("effort", lambda lab: trained(lab, reps=8.0), lambda lab: trained(lab, reps=110.0), TIRING),
    Case("effort", lambda lab: trained(lab, tempo_s=2.0), lambda lab: trained(lab, tempo_s=16.0)),
    Case("fatigue", lambda lab: trained(lab, sets=2), lambda lab: trained(lab, sets=8), measure="fatigue"),
    Case(
        "soreness",
        lambda _lab: nights(8.0),
        lambda _lab: [run(0.0, "downhill"), *nights(8.0)],
        measure="recovery_rate",
    ),
    Case(
        "overload",
        lambda lab: [lab.session(0.5)],
        lambda lab: [run(0.25, "downhill"), lab.session(0.5)],
    ),
    Case("memory", lambda lab: retrained(lab, []), lambda lab: retrained(lab, lab.weeks(100)), TIRING),
    Case(
        "sleep",
        lambda lab: [*trained(lab)[:1], *nights(8.0, 2), *trained(lab)[1:], *nights(8.0)[2:]],
        lambda lab: [*trained(lab)[:1], *nights(4.0, 2), *trained(lab)[1:], *nights(4.0)[2:]],
    ),
    Case(
        "stress",
        lambda lab: [lab.session(0.0), *nights(8.0)],
        lambda lab: [StressFelt(time_days=0.0, level=0.9), lab.session(0.0), *nights(8.0)],
    ),
    Case(
        "illness",
        lambda lab: [lab.session(0.0)],
        lambda lab: [lab.session(0.0), FellIll(time_days=0.2, severity=0.8)],
    ),
    Case(
        "protein",
        lambda lab: fed(lab, meal_protein_g=(35.0,) * 4),
        lambda lab: fed(lab, meal_protein_g=(10.0,) * 3),
    ),
    Case(
        "energy",
        lambda lab: fed(lab, energy_kcal=2800.0),
        lambda lab: fed(lab, energy_kcal=1500.0),
        # Who burns fat weighs less, and the same meal is then more protein for each kg.
        ("protein",),
    ),
    Case(
        "interference",
        lambda lab: [lab.session(0.0)],
        lambda lab: [lab.session(0.0), run(0.1, "moderate")],
        TIRING,
    ),
    Case("disuse", trained, lambda lab: [*trained(lab), UnloadingBegan(time_days=3.0, manner="cast")]),
    Case(
        "disuse",
        trained,
        lambda lab: [*trained(lab), UnloadingBegan(time_days=3.0, manner="bed_rest")],
        measure="inhibition",
    ),
    Case("skill", lambda lab: trained(lab, reps=3.0), lambda lab: trained(lab, reps=25.0), measure="skill"),
)


def after(lab: Any, p: Values, events: Sequence[Event], end_days: float) -> Body:
    body: Body = lab.live(p, lab.people(p, 2), events, end_days)
    return body


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.mechanism)
def test_held_equal_it_makes_no_difference(lab: Any, case: Case) -> None:
    p = held_equal(lab.values(), [MECHANISMS[name] for name in case.also], np.zeros((2, len(case.also)), dtype=bool))
    p = in_two_lanes(p, case.mechanism)
    ends = [after(lab, p, past(lab), 2100.0 if case.mechanism == "memory" else 8.0) for past in (case.one, case.other)]
    at_work, held = np.abs(getattr(ends[1], case.measure) - getattr(ends[0], case.measure)).reshape(2, -1).max(axis=1)
    assert at_work > 1e-5
    assert held < 1e-12


def test_without_saturation_twice_the_sets_leave_twice_the_signal(lab: Any) -> None:
    p = in_two_lanes(lab.values(), "session_saturation")
    one, two = (lab.now(p, lab.people(p, 2), lab.session(sets=sets)).signal[:, 0] for sets in (6, 12))
    saturated, free = two / one
    assert saturated < 1.8
    assert free == pytest.approx(2.0, rel=1e-12)


def test_without_saturation_earlier_sets_of_the_day_take_nothing(lab: Any) -> None:
    p = in_two_lanes(lab.values(strain_limit=20.0, fatigue_per_set=0.002), "session_saturation")
    crowded = lab.now(p, lab.people(p, 2), lab.session(sets=8), lab.session(sets=8)).signal[:, 0]
    alone = lab.now(p, lab.people(p, 2), lab.session(sets=8)).signal[:, 0]
    assert (crowded / alone)[1] == pytest.approx(2.0, rel=1e-3)


@pytest.mark.parametrize("hurt", [FellIll, GotInjured])
def test_without_illness_and_injury_strength_is_shown(lab: Any, hurt: type[Event]) -> None:
    from models import observables

    payload = {"severity": 0.8} if hurt is FellIll else {"severity": 0.8, "muscle": "quadriceps", "cause": "training"}
    p = in_two_lanes(lab.values(), "illness")
    well, ill = (
        observables.shown_strength(p, lab.now(p, lab.people(p, 2), *events))[:, 0]
        for events in ((), (hurt(time_days=0.0, **payload),))
    )
    assert ill[0] < 0.9 * well[0]
    assert ill[1] == well[1]


def test_every_mechanism_is_tried() -> None:
    elsewhere = {"session_saturation", "recovery_methods"}
    assert {case.mechanism for case in CASES} | elsewhere == set(MECHANISMS)


def test_a_lane_with_everything_at_work_has_the_persons_own_parameters(lab: Any) -> None:
    p, lanes = lab.values(), in_two_lanes(lab.values(), *MECHANISMS)
    assert lanes.lane(0) == p.lane(0)
    changed = {name for name, value in lanes.lane(1).items() if value != p.lane(0)[name]}
    assert changed == {name for one in MECHANISMS.values() for name in one.neutral}


def test_shapes_stay_those_of_the_parameters_scope(lab: Any) -> None:
    lanes = in_two_lanes(lab.values(), "interference", "protein")
    assert lanes.interference_per_half_hour.shape == (2, 1)
    assert lanes.protein_breakpoint_g_per_kg.shape == (2,)


@pytest.mark.parametrize("one", MECHANISMS.values(), ids=lambda one: one.name)
def test_within_bounds_a_parameter_set_takes_it(one: Mechanism) -> None:
    assert default_parameters().replace(one.within_bounds(default_parameters())).names == default_parameters().names


@pytest.mark.parametrize("one", MECHANISMS.values(), ids=lambda one: one.name)
def test_it_is_told_in_words_and_carried_by_something(one: Mechanism) -> None:
    assert one.words
    assert one.held
    assert one.neutral or one.silenced
