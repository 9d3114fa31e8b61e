from __future__ import annotations

from typing import Any

import numpy as np

from sim.events import GotInjured, NightSlept, RunCompleted, SessionMissed, SessionPerformed, SetPerformed
from sim.world.tally import Tally, count, nothing

HERE = np.array([True, False])


def counted(*events: Any, lanes: int = 2) -> Tally:
    tally = nothing(lanes)
    for event in events:
        tally = count(tally, event)
    return tally


def test_nothing_is_nothing() -> None:
    assert nothing(3).sessions.tolist() == [0.0, 0.0, 0.0]


def test_a_session_counts_its_sets_and_minutes_for_those_who_came() -> None:
    sets = (SetPerformed("back_squat", 80.0, np.array([8.0, 8.0]), 2.0), SetPerformed("back_squat", 80.0, 0.0, 0.0))
    tally = counted(
        SessionPerformed(time_days=1.0, session="legs", sets=sets, minutes=np.array([50.0, 60.0]), mask=HERE)
    )
    assert tally.sessions.tolist() == [1.0, 0.0]
    assert tally.sets.tolist() == [1.0, 0.0]
    assert tally.gym_minutes.tolist() == [50.0, 0.0]


def test_sets_are_counted_for_each_who_did_them() -> None:
    done = SetPerformed("back_squat", 80.0, np.array([8.0, 0.0]), 2.0)
    assert counted(SessionPerformed(time_days=1.0, session="legs", sets=(done,) * 3)).sets.tolist() == [3.0, 0.0]


def test_runs_misses_and_injuries_are_counted() -> None:
    tally = counted(
        RunCompleted(time_days=1.0, style="easy", minutes=30.0, distance_km=5.0),
        RunCompleted(time_days=2.0, style="easy", minutes=20.0, distance_km=3.0, mask=HERE),
        SessionMissed(time_days=3.0, session="legs", reason="ill", mask=~HERE),
        GotInjured(time_days=4.0, muscle="calves", severity=0.5, cause="running", mask=HERE),
    )
    assert (tally.runs.tolist(), tally.run_minutes.tolist()) == ([2.0, 1.0], [50.0, 30.0])
    assert (tally.sessions_missed.tolist(), tally.injuries.tolist()) == ([0.0, 1.0], [1.0, 0.0])


def test_other_events_cost_nothing() -> None:
    before = nothing(1)
    assert count(before, NightSlept(time_days=1.0, hours=8.0)) is before


def test_a_tally_is_not_changed_by_counting_on() -> None:
    before = nothing(2)
    count(before, SessionMissed(time_days=3.0, session="legs", reason="ill"))
    assert before.sessions_missed.tolist() == [0.0, 0.0]
