"""A toy trial that the fits of this folder share: growth in proportion to one parameter, saturating with another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace

import numpy as np
import pytest

from models.parameters import ParameterSet, default_parameters
from sim.scenario.reader import read_scenario
from sim.studies import Observation, Study

NOMINAL = default_parameters()
TRUTH = {"growth_per_set_day": 0.05, "tau_size_days": 25.0}
PROTOCOL = """
schema: 1
title: A small trial
horizon_weeks: 3
habits: {adherence: 1, illnesses_per_year: 0, injuries: false}
strategies: {trained: {label: Trained, plan: library/two_leg_days}}
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


def study(name: str, *observations: Observation) -> Study:
    return Study(read_scenario(PROTOCOL, name), observations)


def toy(lanes: Mapping[str, np.ndarray], nominal: ParameterSet, weeks: list[float]) -> np.ndarray:
    """Grow in proportion to one parameter and saturate with another, shape ``(lanes, weeks)``."""
    many = len(next(iter(lanes.values())))
    growth, tau = (
        np.broadcast_to(lanes.get(name, nominal[name].value), (many,))[:, None]
        for name in ("growth_per_set_day", "tau_size_days")
    )
    return 300.0 * growth * -np.expm1(-7.0 * np.array(weeks) / tau)


def toy_study(name: str, uses: Mapping[float, str]) -> Study:
    exact = toy({key: np.array([value]) for key, value in TRUTH.items()}, NOMINAL, list(uses))[0]
    numbered = enumerate(zip(uses.items(), exact, strict=True))
    return study(name, *(seen(row, week, float(value), use) for row, ((week, use), value) in numbered))


STUDIES = (
    toy_study("one", {1.0: "train", 2.0: "train", 3.0: "held_out"}),
    toy_study("two", {0.5: "train", 3.0: "train"}),
)


def predict(studies: Sequence[Study], lanes: Mapping[str, np.ndarray], nominal: ParameterSet) -> dict[str, np.ndarray]:
    return {one.name: toy(lanes, nominal, [seen.week for seen in one.observations]) for one in studies}


@pytest.fixture(scope="session")
def trial() -> SimpleNamespace:
    """Return the toy studies, what predicts them, and what makes more of them."""
    return SimpleNamespace(seen=seen, study=study, studies=STUDIES, predict=predict, nominal=NOMINAL, truth=TRUTH)
