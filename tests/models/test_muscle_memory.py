"""Memory: fast size that stays becomes slow, and slow size goes over years."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad

from models import hypertrophy, muscle_memory
from models.parameters import Array


def one(value: float) -> Array:
    return np.array([[value]])


def test_what_stays_becomes_slow_in_its_time(lab: Any) -> None:
    """s = f0 tau/tau_c (1 - exp(-t/tau)) where slow size is never lost."""
    p = lab.swapped(lab.values(tau_size_days=40.0, tau_consolidation_days=160.0), tau_slow_days=one(np.inf))
    slow = muscle_memory.consolidate(p, 64.0, one(0.0), one(0.1), one(0.0), one(1.0))
    assert float(slow[0, 0]) == pytest.approx(0.1 * 0.2 * (1.0 - math.exp(-2.0)), rel=1e-13)


def test_slow_size_halves_in_its_own_half_life(lab: Any) -> None:
    p = lab.values(tau_slow_days=700.0)
    slow = muscle_memory.consolidate(p, 700.0 * math.log(2.0), one(0.2), one(0.0), one(0.0), one(1.0))
    assert float(slow[0, 0]) == pytest.approx(0.1, rel=1e-13)


def test_a_signal_feeds_it_through_fast_size(lab: Any) -> None:
    p = lab.values()
    fed, _ = quad(
        lambda day: float(
            hypertrophy.grow(p, day, one(0.0), one(3.0), one(1.2))[0, 0]
            * np.exp(-(90.0 - day) / p.tau_slow_days[0, 0])
            / p.tau_consolidation_days[0, 0]
        ),
        0.0,
        90.0,
        epsrel=1e-11,
    )
    slow = muscle_memory.consolidate(p, 90.0, one(0.0), one(0.0), one(3.0), one(1.2))
    assert float(slow[0, 0]) == pytest.approx(fed, rel=1e-9)


def test_without_consolidation_nothing_is_ever_slow(lab: Any) -> None:
    p = lab.swapped(lab.values(), tau_consolidation_days=one(np.inf))
    assert not np.any(lab.live(p, lab.people(p), lab.weeks(40)).slow)


def kept(lab: Any, weeks: int) -> float:
    """Return the share of the gained size that is left after half a year off."""
    p = lab.values()
    trained = lab.live(p, lab.people(p), lab.weeks(weeks), 7.0 * weeks)
    return float((lab.later(p, trained, 182.0).size[0, 0] - 1.0) / (trained.size[0, 0] - 1.0))


def test_the_longer_one_trained_the_more_of_it_stays(lab: Any) -> None:
    shares = [kept(lab, weeks) for weeks in (10, 26, 52, 104)]
    assert np.all(np.diff(shares) > 0.0)
    assert shares[0] < 0.3


def weeks_until(lab: Any, body: Any, level: float) -> int:
    """Return how many weeks of the usual training bring the quadriceps to a level."""
    p = lab.values()
    for week in range(1, 300):
        body = lab.live(p, body, lab.weeks(1, start_days=body.time_days), body.time_days + 7.0)
        if body.size[0, 0] >= level:
            return week
    raise AssertionError(f"never reached {level}")


@pytest.mark.parametrize(("history", "low", "high"), [(10, 0.4, 1.0), (104, 0.05, 0.5)])
def test_the_way_back_is_shorter_than_the_first_the_more_so_the_longer_that_was(
    lab: Any, history: int, low: float, high: float
) -> None:
    p = lab.values()
    novice = lab.people(p)
    trained = lab.live(p, novice, lab.weeks(history), 7.0 * history)
    rested = lab.later(p, trained, 182.0)
    level = float(rested.size[0, 0] + 0.95 * (trained.size[0, 0] - rested.size[0, 0]))
    assert low <= weeks_until(lab, rested, level) / weeks_until(lab, novice, level) <= high
