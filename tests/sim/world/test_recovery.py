from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from sim.events import RecoveryDone
from sim.plan import Habits, Plan, PlanItem, Recovery

WALK = Plan(name="walks", items=(PlanItem(offset_days=3.5, activity=Recovery(method="walking", minutes=30.0)),))


def test_recovery_methods_are_done_when_planned(diary: Callable[..., Any]) -> None:
    done = diary(WALK, weeks=3).of(RecoveryDone)
    assert [(one.time_days, one.method, one.minutes) for one in done] == [
        (day, "walking", 30.0) for day in (3.5, 10.5, 17.5)
    ]


def test_who_keeps_to_nothing_does_no_recovery(diary: Callable[..., Any], calm: Habits) -> None:
    assert not diary(WALK, habits=attrs.evolve(calm, adherence=0.0)).of(RecoveryDone)


def test_adherence_is_the_share_of_recovery_done(diary: Callable[..., Any], calm: Habits) -> None:
    lived = [
        len(diary(WALK, weeks=50, lane=lane, habits=attrs.evolve(calm, adherence=0.6)).of(RecoveryDone))
        for lane in (1, 2)
    ]
    # Binomial(100, 0.6): four standard deviations are 20.
    assert abs(sum(lived) - 60) <= 20
