"""The fold: who takes part is changed, nobody else; and a lane of a cohort is the same person alone."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest

from models import observables
from models.body import MUSCLE_FIELDS, absorb, unborn
from models.exercises import catalogue
from models.jumps import JUMPS, SETTLING, UNFELT
from models.parameters import Array, Values, default_parameters
from models.state import Body
from sim.events import (
    AthleteDescribed,
    Event,
    FellIll,
    FoodEaten,
    GotInjured,
    NapTaken,
    NightSlept,
    NoteMade,
    RecoveryDone,
    RunCompleted,
    SessionMissed,
    SessionPerformed,
    SetPerformed,
    StressFelt,
    UnloadingBegan,
    UnloadingEnded,
    type_of_event,
)
from sim.fold import fold, start, until

LANES = 3
"""Neither one nor the number of muscles, so that an axis taken for another shows."""


def _sets(rng: np.random.Generator) -> tuple[SetPerformed, ...]:
    names = (
        "back_squat",
        "romanian_deadlift",
        "leg_extension",
        "standing_calf_raise",
        "bodyweight_squat",
        "back_squat",
    )
    return tuple(
        SetPerformed(
            exercise=name,
            load_kg=rng.uniform(0.0, 120.0, LANES),
            reps=rng.integers(0, 13, LANES).astype(float),
            reps_in_reserve=rng.uniform(0.0, 6.0, LANES),
            rest_min=rng.uniform(0.5, 5.0, LANES) if number % 2 else 2.0,
            tempo_s=rng.uniform(1.0, 10.0, LANES) if number % 2 else 3.0,
        )
        for number, name in enumerate(names)
    )


def a_mixed_life(seed: int = 4) -> list[Event]:
    """Let everything happen that a body can feel, twice, to changing company, with numbers shared and not."""
    rng = np.random.default_rng(seed)
    events: list[Event] = [
        AthleteDescribed(
            time_days=0.0,
            sex="female",
            age_years=np.array([24.0, 41.0, 68.0]),
            body_mass_kg=np.array([58.0, 80.0, 97.0]),
            body_fat_fraction=np.array([0.2, 0.28, 0.35]),
            stature_cm=np.array([160.0, 170.0, 180.0]),
        )
    ]
    some = (None, np.array([True, False, True]), np.array([False, True, True]))
    for turn in range(2):
        happenings: list[tuple[type[Event], dict[str, Any]]] = [
            (StressFelt, {"level": rng.uniform(0.0, 1.0, LANES)}),
            (SessionPerformed, {"session": "legs", "sets": _sets(rng), "minutes": rng.uniform(30.0, 90.0, LANES)}),
            (FoodEaten, _food(rng)),
            (NightSlept, {"hours": rng.uniform(3.0, 10.0, LANES)}),
            (RunCompleted, {"style": "hard", "minutes": rng.uniform(10.0, 90.0, LANES), "distance_km": 8.0}),
            (RunCompleted, {"style": "sprint", "minutes": 20.0, "distance_km": rng.uniform(2.0, 4.0, LANES)}),
            (NapTaken, {"hours": rng.uniform(0.2, 2.0, LANES)}),
            (RecoveryDone, {"method": "foam_rolling", "minutes": rng.uniform(2.0, 30.0, LANES)}),
            (RecoveryDone, {"method": "cold_immersion", "minutes": 10.0}),
            (RecoveryDone, {"method": "relaxation", "minutes": rng.uniform(2.0, 30.0, LANES)}),
            (SessionMissed, {"session": "legs", "reason": "away"}),
            (FellIll, {"severity": rng.uniform(0.1, 0.9, LANES)}),
            (GotInjured, {"muscle": "glutes", "severity": rng.uniform(0.1, 0.9, LANES), "cause": "training"}),
            (UnloadingBegan, {"manner": ("cast", "bed_rest")[turn]}),
            (UnloadingEnded, {}),
            (UnloadingBegan, {"manner": "limb_suspension"}),
            (NoteMade, {"text": "a remark"}),
        ]
        for number, (kind, payload) in enumerate(happenings):
            time_days = events[-1].time_days + float(rng.uniform(0.01, 4.0))
            events.append(kind(time_days=time_days, mask=some[(number + turn) % 3], **payload))
    return events


def _food(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "energy_kcal": rng.uniform(1200.0, 4000.0, LANES),
        "meal_protein_g": (rng.uniform(0.0, 70.0, LANES), 25.0, rng.uniform(0.0, 70.0, LANES)),
        "carbohydrate_g": rng.uniform(50.0, 500.0, LANES),
        "water_l": rng.uniform(0.5, 3.0, LANES),
    }


LIFE = a_mixed_life()
END_DAYS = LIFE[-1].time_days + 2.0


def everything(lab: Any, p: Values, body: Body) -> dict[str, Array]:
    """Return the state and all that could be measured, each with its lanes first."""
    squat = catalogue()["back_squat"]
    measured: dict[str, Array] = {
        name: getattr(observables, name)(p, body)
        for name in (
            "cross_sectional_area",
            "leg_lean_mass_kg",
            "maintenance_kcal",
            "rested_strength",
            "shown_strength",
            "soreness",
            "readiness",
            "aerobic_capacity_ml_per_kg_min",
        )
    }
    measured["one_rm_kg"] = observables.one_rm_kg(p, body, squat)
    measured["injury_hazard"] = observables.injury_hazard_per_1000_h(p, body, p.running_injuries_per_1000_h)
    return measured | {field.name: getattr(body, field.name) for field in lab.fields()}


def largest_difference(lab: Any, p: Values) -> tuple[float, str]:
    """Fold everybody together and each alone, under their own parameters; compare relative to the cohort's largest."""
    together = everything(lab, p, until(p, fold(p, LIFE, start(LANES)), END_DAYS))
    found = []
    for lane in range(LANES):
        own = default_parameters().replace(p.lane(lane)).values_of()
        events = [event.lane(lane) for event in LIFE if event.concerns(lane)]
        for name, alone in everything(lab, own, until(own, fold(own, events), END_DAYS)).items():
            assert np.all(np.isfinite(together[name])), name
            scale = max(float(np.max(np.abs(together[name]))), 1e-9)
            found.append((float(np.max(np.abs(together[name][lane] - alone[0]))) / scale, name))
    return max(found)


def test_the_mixed_life_holds_everything_that_can_be_felt() -> None:
    assert {event.kind for event in LIFE} >= JUMPS.keys()


def test_every_kind_of_event_is_known_to_the_body_as_felt_or_unfelt() -> None:
    assert JUMPS.keys() | UNFELT == type_of_event.keys()
    assert not JUMPS.keys() & UNFELT
    assert JUMPS.keys() >= SETTLING


@pytest.mark.parametrize("seed", range(5))
def test_a_lane_of_a_cohort_is_the_same_person_alone(lab: Any, seed: int) -> None:
    gap, where = largest_difference(lab, lab.crowd(LANES, seed=seed))
    assert gap <= 1e-12, where


@pytest.mark.parametrize("name", default_parameters().names)
def test_any_single_parameter_may_differ_between_lanes_up_to_its_bounds(lab: Any, name: str) -> None:
    one = default_parameters()[name]
    spread = np.array([one.lower, one.value, one.upper])
    gap, where = largest_difference(lab, default_parameters().values_of({name: spread}))
    assert gap <= 1e-12, where


@pytest.mark.parametrize("event", LIFE, ids=lambda event: f"{event.kind}-{event.time_days:.0f}")
def test_who_does_not_take_part_is_not_changed_by_one_bit(lab: Any, event: Event) -> None:
    rng = np.random.default_rng(8)
    p, body = lab.crowd(LANES), lab.random_body(rng, LANES)
    with_mask = attrs.evolve(event, mask=np.array([False, True, False]))
    after = absorb(p, body, with_mask)
    assert after.lane(0).digest() == body.lane(0).digest()
    assert after.lane(2).digest() == body.lane(2).digest()
    everybody = absorb(p, body, attrs.evolve(event, mask=None))
    assert after.lane(1).digest() == everybody.lane(1).digest()


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_lanes_does_not_matter(lab: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    p, body, event = lab.values(), lab.random_body(rng, LANES), lab.session(sets=3)
    turned = body.changed({field.name: getattr(body, field.name)[::-1] for field in lab.fields()})
    for field in lab.fields():
        forth, back = getattr(absorb(p, body, event), field.name), getattr(absorb(p, turned, event), field.name)
        assert np.array_equal(forth, back[::-1]), field.name


def test_an_unknown_kind_of_event_is_refused_by_name(lab: Any, p: Values) -> None:
    class Levitated(Event):
        kind = "levitated"

    type_of_event.pop("levitated")
    with pytest.raises(ValueError, match="does not know events of kind 'levitated'"):
        absorb(p, lab.people(p), Levitated(time_days=0.0))


def test_before_the_first_event_nobody_was_ever_trained() -> None:
    body = unborn(2, 4)
    assert np.all(body.size == 1.0)
    assert not np.any(body.slow)
    assert np.all(body.floor == 1.0)
    assert np.all(body.glycogen_fraction == 1.0)
    for name in ("signal", "fatigue", "inflammation", "damage", "protection", "skill", "sleep_debt_hours", "illness"):
        assert not np.any(getattr(body, name)), name


def test_muscles_have_their_axis_and_whole_bodies_do_not(lab: Any) -> None:
    body = unborn(2, 5)
    for field in lab.fields():
        assert getattr(body, field.name).shape == ((2, 5) if field.name in MUSCLE_FIELDS else (2,)), field.name


def test_folding_changes_no_earlier_body(lab: Any, p: Values) -> None:
    before: Body = lab.random_body(np.random.default_rng(1), 1)
    digest = before.digest()
    for event in LIFE:
        absorb(p, before, event.lane(0))
    assert before.digest() == digest


def test_a_prefix_folded_and_then_the_rest_is_the_whole_to_the_bit(p: Values) -> None:
    own = [event.lane(2) for event in LIFE if event.concerns(2)]
    whole = fold(p, own)
    for cut in range(1, len(own), 5):
        assert fold(p, own[cut:], fold(p, own[:cut])).digest() == whole.digest()


def test_growth_and_recovery_change_their_pace_only_where_people_settle(lab: Any, p: Values) -> None:
    body: Body = lab.people(p, LANES)
    for event in LIFE[1:]:
        after = absorb(p, body, event)
        if event.kind not in SETTLING:
            assert after.efficiency is body.efficiency, event.kind
            assert after.recovery_rate is body.recovery_rate, event.kind
        body = after
