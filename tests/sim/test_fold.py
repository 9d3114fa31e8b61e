from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.parameters import default_parameters
from models.state import Body
from sim.events import AthleteDescribed, Event, NightSlept, NoteMade, PhaseBegan, SessionPerformed, SetPerformed
from sim.fold import fold, land, start, states_at, until

P = default_parameters().values_of()


def a_life(days: int = 12) -> list[Event]:
    events: list[Event] = [
        AthleteDescribed(
            time_days=0.0, sex="female", age_years=40.0, body_mass_kg=65.0, body_fat_fraction=0.25, stature_cm=168.0
        )
    ]
    for day in range(days):
        events.append(NightSlept(time_days=day + 0.29, hours=6.0 + day % 3))
        if day % 3 == 1:
            done = SetPerformed("back_squat", 60.0, 8, 1.5)
            events.append(SessionPerformed(time_days=day + 0.75, session="legs", sets=(done,) * 4))
    return events


def differences(one: Body, other: Body) -> float:
    import attrs

    apart = [0.0]
    for field in attrs.fields(Body):
        a, b = np.asarray(getattr(one, field.name)), np.asarray(getattr(other, field.name))
        apart.append(float(np.max(np.abs(a - b) / np.maximum(1.0, np.abs(b)))))
    return max(apart)


def test_a_fold_is_its_events_landing_one_by_one() -> None:
    body = start()
    for event in a_life():
        body = land(P, body, event)
    assert body.digest() == fold(P, a_life()).digest()


@given(cut=st.integers(0, len(a_life())))
def test_a_prefix_and_then_the_rest_is_the_whole(cut: int) -> None:
    events = a_life()
    assert fold(P, events[cut:], fold(P, events[:cut])).digest() == fold(P, events).digest()


@given(moments=st.lists(st.floats(0.0, 12.0), min_size=1, max_size=12))
def test_looking_at_moments_in_between_changes_nothing(moments: list[float]) -> None:
    looked = list(states_at(P, a_life(), [*sorted(moments), 12.0]))
    (last,) = states_at(P, a_life(), [12.0])
    assert differences(looked[-1], last) < 1e-12


def test_a_moment_is_seen_after_its_events() -> None:
    before, at = states_at(P, a_life(), [0.28999, 0.29])
    assert before.sleep_debt_hours[0] == 0.0
    assert at.sleep_debt_hours[0] > 0.0


def test_the_moment_reached_is_the_moment_asked_for() -> None:
    body = fold(P, a_life())
    for moment in (12.1, 12.3, 20.0 / 3.0 + 10.0):
        assert until(P, body, moment).time_days == moment


def test_an_event_that_says_nothing_of_the_body_changes_nothing() -> None:
    body = fold(P, a_life())
    plain = until(P, body, 13.0)
    for event in (NoteMade(time_days=13.0, text="rain"), PhaseBegan(time_days=13.0, phase="x")):
        assert land(P, body, event).digest() == plain.digest()


def test_the_past_cannot_change() -> None:
    body = fold(P, a_life())
    with pytest.raises(ValueError, match="must not be negative"):
        land(P, body, NightSlept(time_days=3.0, hours=8.0))
    with pytest.raises(ValueError, match="must not be negative"):
        until(P, body, 3.0)


def test_an_event_that_no_body_knows_is_refused() -> None:
    class Sneezed(Event):
        pass

    with pytest.raises(ValueError, match="does not know events of kind"):
        land(P, start(), Sneezed(time_days=0.0))


def test_one_log_folds_under_many_parameters_at_once() -> None:
    taus = np.array([1.0, 1.5, 2.5])
    many = default_parameters().values_of({"tau_signal_days": taus})
    together = fold(many, a_life(), start(3))
    for lane, tau in enumerate(taus):
        alone = fold(default_parameters().replace({"tau_signal_days": float(tau)}).values_of(), a_life())
        assert differences(together.lane(lane), alone) < 1e-12


def test_a_fold_leaves_its_starting_body_alone() -> None:
    body: Any = start()
    digest = body.digest()
    fold(P, a_life(), body)
    assert body.digest() == digest
