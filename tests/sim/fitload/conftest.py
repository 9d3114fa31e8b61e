"""Made-up seasons: loads and tests of people whose true model is known."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from models.classic.catalogue import classic_model
from sim.fitload import LoadFit, LoadTable, fit_load

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TRUTHS: Mapping[str, tuple[dict[str, float], tuple[float, ...]]] = {
    "fitness_only": ({"fitness_days": 40.0}, (0.08,)),
    "banister": ({"fitness_days": 42.0, "fatigue_days": 9.0}, (0.1, 0.25)),
    "calvert": ({"fitness_days": 45.0, "fatigue_days": 10.0, "delay_days": 5.0}, (0.15, 0.1)),
    "busso": ({"fitness_days": 40.0, "fatigue_days": 9.0, "sensitising_days": 4.0}, (0.1, 0.001)),
    "hill": ({"fitness_days": 42.0, "fatigue_days": 9.0, "half_load": 60.0, "exponent": 2.0}, (8.0, 18.0)),
}
BASE = 250.0


def _season(
    model: str = "banister",
    noise: float = 0.0,
    *,
    seed: int = 1,
    days: int = 150,
    every: int = 4,
    same_day: str = "included",
) -> LoadTable:
    rng = np.random.default_rng(seed)
    load = np.where(rng.uniform(size=days) < 0.6, rng.uniform(20.0, 120.0, days), 0.0)
    # Blocks of weeks with more and with less: without them fitness and fatigue would rise side by side.
    load *= np.where(np.arange(days) // 21 % 2 == 0, 1.3, 0.4)
    constants, gains = TRUTHS[model]
    performance = classic_model(model).performance(load, constants, gains, BASE, same_day)
    tested = range(5, days, every)
    measured = {day: float(performance[day] + noise * rng.normal()) for day in tested}
    return LoadTable.of("season", dict(enumerate(load.tolist())), measured)


@pytest.fixture
def season() -> Callable[..., LoadTable]:
    """Return a maker of seasons by model, noise and seed."""
    return _season


@cache
def _fitted(model: str, shuffles: int, **how: Any) -> LoadFit:
    return fit_load(_season(model, **how), model, shuffles=shuffles)


@pytest.fixture
def fitted() -> Callable[..., LoadFit]:
    """Return a maker of fits to such seasons; each is made once for all tests."""
    return lambda model="banister", shuffles=0, **how: _fitted(model, shuffles, **how)


@pytest.fixture
def truths() -> Mapping[str, tuple[dict[str, float], tuple[float, ...]]]:
    """Return true constants and gains by model."""
    return TRUTHS
