"""Too much: what is missing of strength when a session begins decides what the session is worth."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from models import overload
from models.parameters import Array, Values
from sim.events import NightSlept


def one(value: float) -> Array:
    return np.array([[value]])


def test_strain_is_the_strength_that_fatigue_and_damage_take(lab: Any) -> None:
    p = lab.values(strength_damage_weight=0.3)
    assert float(overload.strain(p, one(0.2), one(0.5))[0, 0]) == pytest.approx(0.35, rel=1e-14)


@pytest.mark.parametrize(("missing", "worth"), [(0.0, 1.0), (0.6, 0.6), (1.2, 0.0), (2.4, -0.6), (1e9, -1.0)])
def test_a_session_is_worth_all_to_the_recovered_and_less_than_nothing_to_the_worn_out(
    lab: Any, missing: float, worth: float
) -> None:
    p = lab.values(strain_limit=1.2)
    assert float(overload.session_worth(p, one(missing))[0, 0]) == pytest.approx(worth, abs=1e-12)


def grown(lab: Any, p: Values, sets: int, days: tuple[float, ...], hours: float) -> float:
    """Return the size after eight weeks of so much training and so little sleep."""
    events = lab.weeks(8, days=days, sets=sets) + [NightSlept(time_days=day + 0.4, hours=hours) for day in range(56)]
    body = lab.live(p, lab.people(p), sorted(events, key=lambda event: event.time_days), 56.0)
    return float(body.size[0, 0])


def test_forty_five_sets_a_week_still_build_more_than_twenty_by_day_and_less_on_hardly_any_sleep(
    lab: Any, p: Values
) -> None:
    """Size still rises at 45 weekly sets in trials; nobody has tried it on four hours of sleep."""
    much, usual = (15, (0.0, 2.0, 4.0)), (10, (0.0, 3.0))
    assert grown(lab, p, *much, 8.0) >= grown(lab, p, *usual, 8.0)
    worn, rested = (grown(lab, p, *much, hours) - grown(lab, p, *usual, hours) for hours in (4.0, 8.0))
    assert worn < 0.6 * rested


def test_daily_sessions_on_legs_that_never_recover_take_size_and_skill(lab: Any) -> None:
    p = lab.values(fatigue_per_set=0.06, tau_fatigue_days=5.0)
    trained = lab.live(p, lab.people(p), lab.weeks(8), 56.0)
    ruined = lab.live(p, trained, lab.weeks(3, start_days=56.0, days=range(7), sets=20), 77.0)
    rested = lab.later(p, trained, 21.0)
    assert float(ruined.size[0, 0]) < float(rested.size[0, 0])
    assert float(ruined.skill[0, 0]) < float(rested.skill[0, 0])
