"""A toy trial that the fits of this folder share: growth in proportion to one parameter, saturating with another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace

import attrs
import numpy as np
import pytest

from models.parameters import PRIOR, ParameterSet, default_parameters
from sim.scenario.reader import read_scenario
from sim.studies import Observation, Study
from sim.studies.spreads import RESIDUALS
from sim.tune.likelihood import Likelihood

NOMINAL = attrs.evolve(
    default_parameters(),
    parameters={
        name: attrs.evolve(one, drawn_from="") if one.drawn_from == PRIOR else one
        for name, one in default_parameters().items()
    },
)
"""The toys know of nothing that no study tells."""
TRUTH = {"growth_per_set_day": 0.00407, "tau_size_days": 25.0}
PROTOCOL = """
schema: 1
title: A small trial
horizon_weeks: 3
habits: {adherence: 1, illnesses_per_year: 0, injuries: false}
strategies:
  trained: {label: Trained, plan: library/two_leg_days}
  lesser: {label: Lesser, plan: library/two_leg_days}
"""


def seen(row: int, week: float, observed: float, used_for: str = "train") -> Observation:
    return Observation(
        row=row,
        arm="trained",
        muscle="quadriceps",
        measure="csa",
        instrument="mri",
        week=week,
        kind="percent_change_from_baseline",
        observed=observed,
        sem=0.2,
        people=9,
        topic="growth",
        source="wall_2014",
        flag="read",
        used_for=used_for,
    )


def seen_in_pair(row: int, week: float, share: float, topic: str, used_for: str = "train") -> tuple[Observation, ...]:
    """Return two levels, the second of an arm that grows by a share of the first."""
    full = toy({key: np.array([value]) for key, value in TRUTH.items()}, NOMINAL, [week])[0, 0]
    first = attrs.evolve(seen(row, week, float(full), used_for), versus="lesser", topic=topic)
    second = attrs.evolve(first, row=row + 1, arm="lesser", versus="", observed=float(share * full))
    return first, second


def study(name: str, *observations: Observation) -> Study:
    return Study(read_scenario(PROTOCOL, name), observations)


def toy(lanes: Mapping[str, np.ndarray], nominal: ParameterSet, weeks: list[float]) -> np.ndarray:
    """Grow in proportion to one parameter and saturate with another, shape ``(lanes, weeks)``."""
    many = len(next(iter(lanes.values())))
    growth, tau = (
        np.broadcast_to(lanes.get(name, nominal[name].value), (many,))[:, None]
        for name in ("growth_per_set_day", "tau_size_days")
    )
    return 3685.0 * growth * -np.expm1(-7.0 * np.array(weeks) / tau)


def toy_study(name: str, uses: Mapping[float, str]) -> Study:
    exact = toy({key: np.array([value]) for key, value in TRUTH.items()}, NOMINAL, list(uses))[0]
    numbered = enumerate(zip(uses.items(), exact, strict=True))
    return study(name, *(seen(row, week, float(value), use) for row, ((week, use), value) in numbered))


STUDIES = (
    toy_study("one", {1.0: "train", 2.0: "train", 3.0: "held_out"}),
    toy_study("two", {0.5: "train", 3.0: "train"}),
)
COMPARED = (
    study("food_one", *seen_in_pair(0, 2.0, 0.5, "food")),
    study("food_two", *seen_in_pair(0, 3.0, 0.5, "food")),
    study("food_three", *seen_in_pair(0, 2.5, 0.5, "food", "held_out")),
    study("sleepy", *seen_in_pair(0, 3.0, 0.5, "sleep")),
)
"""Trials whose lesser arm grows by half as much, because of protein."""
LESSER = "protein_breakpoint_g_per_kg"


def predict(studies: Sequence[Study], lanes: Mapping[str, np.ndarray], nominal: ParameterSet) -> dict[str, np.ndarray]:
    """Predict by the toy; protein that is never enough, as when it is shipped, halves the lesser arm."""
    found = {}
    for one in studies:
        full = toy(lanes, nominal, [seen.week for seen in one.observations])
        breakpoint_g = np.broadcast_to(lanes.get(LESSER, nominal[LESSER].value), (len(full),))
        halves = breakpoint_g[:, None] > nominal[LESSER].lower
        lesser = np.array([seen.arm == "lesser" for seen in one.observations])
        found[one.name] = np.where(lesser & halves, 0.5, 1.0) * full
    return found


def plain(
    observed: np.ndarray, error: float | np.ndarray, freedom: float = np.inf, cohorts: Sequence[int] | None = None
) -> Likelihood:
    """Return rows that scatter by their standard errors alone, each a cohort of its own if nothing else is said."""
    many = observed.shape[-1]
    belongs = np.arange(many) if cohorts is None else np.array(cohorts)
    members = (belongs[:, None] == np.unique(belongs)[None, :]).astype(float)
    return Likelihood(
        observed=observed,
        error=np.broadcast_to(np.asarray(error, dtype=float), (many,)),
        effect=np.zeros(many),
        residual=np.zeros(many, dtype=np.intp),
        residual_unit=np.zeros(many),
        cohorts=members,
        kept=np.ones((1, members.shape[1])),
        freedom=freedom,
    )


NO_SPREADS = np.zeros((1, 1 + len(RESIDUALS)))


@pytest.fixture(scope="session")
def trial() -> SimpleNamespace:
    """Return the toy studies, what predicts them, and what makes more of them."""
    return SimpleNamespace(
        seen=seen, study=study, studies=STUDIES, compared=COMPARED, predict=predict, nominal=NOMINAL, truth=TRUTH
    )
