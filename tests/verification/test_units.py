"""Units balance: a life told in other units is the same life.

Every number carries the unit that its name or its row declares: parameters, facts, catalogues, states, readings. When
a unit is exchanged (days for hours, kilograms for grams), each number changes by what its own unit says, and the body
must afterwards be the one from before in the new units, to rounding. An equation that adds what has different units,
or a parameter that declares a wrong one, breaks this. So does a unit that no equation needs: each parameter in turn
loses its unit, or is given one, and that must be noticed.

What the equations count one by one has no other unit to be told in: a maximum is lifted for one repetition, and
glycogen is spent by the sets done. Where repetitions are compared with each other alone, they are looked at apart.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest

from models import fatigue, jumps, nutrition, observables, running, session, stimulus
from models.activities import RecoveryMethod, RunStyle
from models.exercises import Catalogue, catalogue
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
    RecoveryDone,
    RunCompleted,
    SessionPerformed,
    SetPerformed,
    StressFelt,
    UnloadingBegan,
    UnloadingEnded,
    type_of_event,
)
from sim.fold import land, start, until

MODELS = Path(__file__).resolve().parents[2] / "models"
LANES = 3

EXCHANGES: Mapping[str, Mapping[str, float]] = {
    "hours for days": {"day": 24.0},
    "minutes for hours, seconds for minutes": {"h": 60.0, "min": 60.0},
    "milliseconds for seconds": {"s": 1000.0},
    "decades for years": {"year": 0.1},
    "grams for kilograms": {"kg": 1000.0, "l": 1000.0},
    "milligrams for grams": {"g": 1000.0},
    "kilojoules for kilocalories": {"kcal": 4.184},
    "metres for kilometres": {"km": 1000.0},
    "pairs for sets": {"set": 0.5},
    "other units of load": {"load": 3.0},
    "other units of oxygen": {"ml": 3.0},
    "metres for centimetres": {"cm": 0.01},
}
"""How many of the new unit one of the old is. A litre of water is taken for a kilogram, an hour has sixty minutes."""

UNIT_OF_FACT = {
    "time_days": "day",
    "span_days": "day",
    "hours": "h",
    "minutes": "min",
    "rest_min": "min",
    "tempo_s": "s",
    "load_kg": "kg",
    "body_mass_kg": "kg",
    "reps": "rep",
    "reps_in_reserve": "rep",
    "distance_km": "km",
    "energy_kcal": "kcal",
    "meal_protein_g": "g",
    "carbohydrate_g": "g",
    "water_l": "l",
    "age_years": "year",
    "stature_cm": "cm",
    "body_fat_fraction": "1",
    "severity": "1",
    "level": "1",
    "light": "1",
}
UNIT_OF_STATE = {
    "signal": "set",
    "recent_sets": "set",
    "sleep_debt_hours": "h",
    "protein_g_per_kg": "g/(kg day)",
    "energy_balance_kcal": "kcal/day",
    "exercise_kcal": "kcal",
    "aerobic_fitness": "load",
    "aerobic_fatigue": "load",
    "fat_mass_kg": "kg",
    "lean_mass_kg": "kg",
    "start_mass_kg": "kg",
    "age_years": "year",
    "stature_cm": "cm",
}
"""All others are fractions, ratios and levels."""
UNIT_OF_READING = {
    "leg_lean_mass_kg": "kg",
    "body_mass_kg": "kg",
    "maintenance_kcal": "kcal/day",
    "one_rm_kg": "kg",
    "load_for": "kg",
    "repetitions_possible": "rep",
    "aerobic_capacity_ml_per_kg_min": "ml/(kg min)",
    "hazard": "1/1000 h",
}
UNIT_OF_ROW = {
    "sprint_sets_per_min": "set/min",
    "aerobic_load_per_min": "load/min",
    "glycogen_fraction_per_km": "1/km",
    "typical_minutes": "min",
}
COUNTED_AS_DONE = {"glycogen_used_per_set"}
"""Per set done, which stays one whatever sets of stimulus are counted in."""

READ_IN_MODELS = sorted(
    {
        node.attr
        for path in MODELS.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "p"
    }
)


def factor(unit: str, exchange: Mapping[str, float]) -> float:
    """Return by what a number in this unit is multiplied: ``ml/(kg min)`` by that of ml over those of kg and min."""
    above, _, below = unit.partition("/")
    parts = [(name, 1.0) for name in re.findall(r"[a-z]+", above)]
    parts += [(name, -1.0) for name in re.findall(r"[a-z]+", below)]
    return float(np.prod([exchange.get(name, 1.0) ** power for name, power in parts]))


def told_anew(fact: Any, exchange: Mapping[str, float]) -> Any:
    """Tell an event, or a set of one, in the new units."""
    changes: dict[str, Any] = {}
    for field in attrs.fields(type(fact)):
        value = getattr(fact, field.name)
        if field.name == "sets":
            changes["sets"] = tuple(told_anew(one, exchange) for one in value)
        elif isinstance(value, tuple):
            changes[field.name] = tuple(one * factor(UNIT_OF_FACT[field.name], exchange) for one in value)
        elif isinstance(value, float | np.ndarray) and field.name != "mask":
            changes[field.name] = value * factor(UNIT_OF_FACT[field.name], exchange)
    return attrs.evolve(fact, **changes)


def values_in(exchange: Mapping[str, float], wrong: Mapping[str, str]) -> Values:
    """Return the shipped parameters in the new units, some of them by a wrong unit."""
    counted = {name: size for name, size in exchange.items() if name != "set"}
    shipped = default_parameters().values_of()
    return Values(
        {
            name: getattr(shipped, name)
            * factor(wrong.get(name, one.unit), counted if name in COUNTED_AS_DONE else exchange)
            for name, one in default_parameters().items()
        }
    )


@contextmanager
def catalogues_in(exchange: Mapping[str, float]) -> Iterator[None]:
    """Tell the catalogues' rows, and the half hour that runs are told in, in the new units."""

    def told(row: RunStyle | RecoveryMethod) -> Any:
        named = {name: unit for name, unit in UNIT_OF_ROW.items() if hasattr(row, name)}
        return Told(row, {name: getattr(row, name) * factor(unit, exchange) for name, unit in named.items()})

    run_style, recovery_method = jumps.run_style, jumps.recovery_method
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "HALF_HOUR_MIN", running.HALF_HOUR_MIN * factor("min", exchange))
        patch.setattr(jumps, "run_style", lambda name: told(run_style(name)))
        patch.setattr(jumps, "recovery_method", lambda name: told(recovery_method(name)))
        patch.setattr(session, "catalogue", lambda: ToldCatalogue(catalogue(), factor("set", exchange)))
        yield


@attrs.frozen
class Told:
    """A row of a catalogue, some of its numbers in other units."""

    row: Any
    numbers: Mapping[str, float]

    def __getattr__(self, name: str) -> Any:
        return self.numbers[name] if name in self.numbers else getattr(self.row, name)


@attrs.frozen
class ToldCatalogue:
    """The exercises, what a set is worth told in other units of sets."""

    known: Catalogue
    sets: float

    def contribution(self, name: str) -> Array:
        return self.known.contribution(name) * self.sets


def sets_of(exercise: str, **how: float | Array) -> tuple[SetPerformed, ...]:
    usual = {"load_kg": 60.0, "reps": 8.0, "reps_in_reserve": 1.0, "rest_min": 2.0, "tempo_s": 3.0}
    return (SetPerformed(exercise=exercise, **(usual | how)),) * 3


def a_full_life() -> list[Event]:
    """Live so that every number of the body matters to somebody: a lean man, an old woman, a heavy one."""
    meals: dict[str, Any] = {"carbohydrate_g": 150.0, "water_l": 0.2}
    events: list[Event] = [
        AthleteDescribed(
            time_days=0.0,
            sex="female",
            age_years=np.array([28.0, 82.0, 45.0]),
            body_mass_kg=np.array([60.0, 70.0, 110.0]),
            body_fat_fraction=np.array([0.031, 0.3, 0.45]),
            stature_cm=170.0,
        ),
        StressFelt(time_days=0.0, level=0.8),
    ]
    squats = sets_of("back_squat") + sets_of("back_squat", reps=3.0, reps_in_reserve=6.0, tempo_s=9.0)
    light = sets_of("standing_calf_raise", reps=40.0, reps_in_reserve=5.0, tempo_s=12.0)
    for week in range(6):
        events += [
            SessionPerformed(time_days=7.0 * week + 0.75, session="legs", sets=squats + light),
            SessionPerformed(time_days=7.0 * week + 0.80, session="more", sets=sets_of("leg_press")),
            SessionPerformed(time_days=7.0 * week + 3.75, session="legs", sets=squats + light),
        ]
    events += [
        RunCompleted(time_days=38.9, style="hard", minutes=60.0, distance_km=14.0),
        RunCompleted(time_days=38.95, style="sprint", minutes=15.0, distance_km=2.0),
        RecoveryDone(time_days=39.0, method="walking", minutes=12.0),
        RecoveryDone(time_days=39.0, method="massage", minutes=12.0),
        FellIll(time_days=39.0, severity=0.4),
        GotInjured(time_days=39.0, muscle="quadriceps", severity=0.3, cause="training"),
        NightSlept(time_days=39.2, hours=4.0),
        NapTaken(time_days=39.4, hours=1.0),
        FoodEaten(time_days=39.5, energy_kcal=1500.0, meal_protein_g=(30.0, 20.0), span_days=2.0, **meals),
        FoodEaten(time_days=40.0, energy_kcal=4500.0, meal_protein_g=(15.0, 60.0), **(meals | {"water_l": 1.5})),
        NightSlept(time_days=40.2, hours=5.0),
        UnloadingBegan(time_days=40.3, manner="bed_rest"),
        UnloadingEnded(time_days=40.9),
        UnloadingBegan(time_days=40.9, manner="limb_suspension"),
        UnloadingBegan(time_days=41.3, manner="cast"),
        *(NightSlept(time_days=41.3 + 0.1 * night, hours=0.0) for night in range(4)),
        FoodEaten(time_days=42.0, energy_kcal=300.0, meal_protein_g=(10.0,), **(meals | {"water_l": 0.0})),
        FoodEaten(time_days=43.0, energy_kcal=300.0, meal_protein_g=(10.0,), **(meals | {"water_l": 0.0})),
        *(NightSlept(time_days=43.0 + 0.1 * night, hours=10.0) for night in range(3)),
        FoodEaten(time_days=43.45, energy_kcal=3000.0, meal_protein_g=(200.0,) * 4, **meals),
        SessionPerformed(time_days=43.5, session="legs", sets=squats),
        NightSlept(time_days=43.6, hours=8.0),
    ]
    return sorted(events, key=lambda event: event.time_days)


def readings(p: Values, body: Body, exchange: Mapping[str, float]) -> dict[str, Array]:
    """Read off everything that could be measured, in the old units."""
    squat = catalogue()["back_squat"]
    ones, minute, second = np.ones(LANES), factor("min", exchange), factor("s", exchange)
    tired = session.perform(p, session.begin(body), squat, 8.0 * ones, ones, 2.0 * minute * ones, 3.0 * second * ones)
    found = {
        name: getattr(observables, name)(p, body)
        for name in (
            "aerobic_capacity_ml_per_kg_min",
            "body_mass_kg",
            "cross_sectional_area",
            "fibre_area",
            "thickness",
            "leg_lean_mass_kg",
            "maintenance_kcal",
            "readiness",
            "rested_strength",
            "rested_torque",
            "shown_strength",
            "soreness",
        )
    }
    found["one_rm_kg"] = observables.one_rm_kg(p, body, squat)
    found["hazard"] = observables.injury_hazard_per_1000_h(p, body, factor("1/1000 h", exchange) * ones)
    load_kg = 20.0 * factor("kg", exchange) * ones
    found["repetitions_possible"] = session.repetitions_possible(p, body, tired, squat, load_kg, 4.0 * second * ones)
    found["load_for"] = session.load_for(p, body, tired, squat, 5.0 * ones, 4.0 * second * ones)
    return {name: one / factor(UNIT_OF_READING.get(name, "1"), exchange) for name, one in found.items()}


def moments(exchange: Mapping[str, float], wrong: Mapping[str, str]) -> Iterator[Array]:
    """Live in the new units and yield every state and reading at moments along the way, in the old ones.

    Args:
        exchange: The new units.
        wrong: Units that parameters are wrongly said to have.
    """
    p, body = values_in(exchange, wrong), start(LANES)
    fields = [field.name for field in attrs.fields(Body) if field.name != "time_days"]
    for event in a_full_life():
        if event.time_days > 38.0:
            body = until(p, body, event.time_days * factor("day", exchange))
            seen = [getattr(body, name) / factor(UNIT_OF_STATE.get(name, "1"), exchange) for name in fields]
            yield np.concatenate([np.ravel(one) for one in (*seen, *readings(p, body, exchange).values())])
        body = land(p, body, told_anew(event, exchange))


def lived() -> list[Array]:
    """Live in the old units."""
    with np.errstate(all="ignore"):
        return list(moments({}, {}))


as_told = cache(lived)


def agrees(right: Sequence[Array], exchange: Mapping[str, float], **wrong: str) -> bool:
    """Tell whether the life in the new units is the same; the first moment at which it is not settles it."""
    with catalogues_in(exchange), np.errstate(all="ignore"):
        pairs = zip(moments(exchange, wrong), right, strict=True)
        return all(np.allclose(found, one, rtol=1e-9, atol=1e-12) for found, one in pairs)


def exchange_of(unit: str) -> Mapping[str, float]:
    """Return an exchange that a number in this unit cannot pass unchanged."""
    return next(one for one in EXCHANGES.values() if factor(unit, one) != 1.0)


@pytest.mark.parametrize("exchange", EXCHANGES)
def test_a_life_told_in_other_units_is_the_same_life(exchange: str) -> None:
    assert agrees(as_told(), EXCHANGES[exchange])


def test_every_unit_that_a_parameter_declares_is_exchanged_or_a_count() -> None:
    declared = {name for one in default_parameters().values() for name in re.findall(r"[a-z]+", one.unit)}
    assert declared <= {name for exchange in EXCHANGES.values() for name in exchange} | {"rep"}


def test_every_number_of_an_event_has_a_unit() -> None:
    numbers = {
        field.name
        for kind in (*type_of_event.values(), SetPerformed)
        for field in attrs.fields(kind)
        if str(field.type) in {"float", "Quantity", "tuple[Quantity, ...]"}
    }
    assert numbers - {"history_days"} == set(UNIT_OF_FACT)


WITH_UNIT = [
    name
    for name in READ_IN_MODELS
    if default_parameters()[name].unit not in {"1", "rep"} and name not in COUNTED_AS_DONE
]


@pytest.mark.parametrize("name", WITH_UNIT)
def test_a_parameter_without_its_unit_is_noticed(name: str) -> None:
    assert not agrees(as_told(), exchange_of(default_parameters()[name].unit), **{name: "1"})


@pytest.mark.parametrize("name", [name for name in READ_IN_MODELS if default_parameters()[name].unit == "1"])
def test_a_plain_number_with_a_unit_is_noticed(name: str) -> None:
    assert not agrees(as_told(), EXCHANGES["metres for centimetres"], **{name: "cm"})


def test_an_equation_that_mixes_units_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = nutrition.water_missing_fraction
    monkeypatch.setattr(nutrition, "water_missing_fraction", lambda p, litres, kg, _: missing(p, litres, kg, 1.0))
    assert not agrees(lived(), EXCHANGES["hours for days"])


COUNTS_OF_REPETITIONS: dict[str, Callable[[Values, float], Array]] = {
    "effort": lambda p, rep: stimulus.effort(p, np.array([4.0]) * rep),
    "cost of a set": lambda p, rep: fatigue.set_cost(p, np.array([3.0]) * rep, np.array([1.0]) * rep),
    "sprints": lambda p, _: running.sprint_sets(p, jumps.run_style("sprint"), np.ones(1), np.full((1, 4), 1.2)),
}


@pytest.mark.parametrize("name", COUNTS_OF_REPETITIONS)
def test_what_counts_repetitions_may_count_them_in_halves(name: str) -> None:
    count = COUNTS_OF_REPETITIONS[name]
    np.testing.assert_allclose(count(values_in({"rep": 2.0}, {}), 2.0), count(values_in({}, {}), 1.0), rtol=1e-12)
