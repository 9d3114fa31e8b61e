from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from sim.comparison.experiment import run
from sim.events import GotInjured, RunCompleted, SessionPerformed
from sim.plan import EnduranceRun, Habits, Illness, Phase, Plan, PlanItem, SkipRule
from sim.scenario.reader import read_scenario

ANCHORED = """
schema: 1
title: A run after leg day
horizon_weeks: 3
habits: {{adherence: 1, injuries: false, illnesses_per_year: 0}}
plans:
  p:
    week:
      - {{day: [tue, sat], at: "17:30", name: legs, session: [{{exercise: back_squat, sets: 1, reps: 6-10, rir: 2}}]}}
      - {{after: legs, hours: {hours}, run: {{style: easy, minutes: 30}}}}
strategies: {{only: {{label: Only, plan: p}}}}
"""


def running(style: str = "easy", minutes: float = 40.0, **rules: Any) -> Plan:
    return Plan(
        name="r", items=(PlanItem(offset_days=2.25, activity=EnduranceRun(style=style, minutes=minutes)),), **rules
    )


@pytest.mark.parametrize("hours", [0, 1, 14, 48, 100])
def test_a_run_lands_that_many_hours_after_leg_day(hours: int) -> None:
    log = run(read_scenario(ANCHORED.format(hours=hours), "anchored"), "only").log
    legs = [event.time_days for event in log if isinstance(event, SessionPerformed)]
    runs = [event.time_days for event in log if isinstance(event, RunCompleted)]
    assert len(legs) == 6
    since = {round((one - leg) * 24.0, 6) for one in runs for leg in legs}
    assert all(
        any(abs((one - leg) * 24.0 - hours) < 1e-6 for leg in [*legs, *(leg - 7 for leg in legs)]) for one in runs
    )
    assert hours in since
    # In the first days a run may follow a leg day that was never lived; in the last one it falls out.
    assert len(runs) == 6


def test_distance_is_speed_times_time(diary: Callable[..., Any]) -> None:
    (one,) = diary(running("easy", 40.0), weeks=1).of(RunCompleted)
    assert (one.style, one.minutes) == ("easy", 40.0)
    assert one.distance_km == pytest.approx(6.0)


def test_nobody_runs_when_ill(diary: Callable[..., Any], calm: Habits) -> None:
    for limit, runs in ((0.3, 0), (None, 1)):
        plan = running(skip=SkipRule(illness_above=limit))
        phase = Phase(length_days=7.0, plan=plan, habits=calm, illnesses=(Illness(day=2.0, severity=0.9),))
        assert len(diary(phase).of(RunCompleted)) == runs


def test_who_never_goes_never_runs(diary: Callable[..., Any], calm: Habits) -> None:
    assert not diary(running(), habits=attrs.evolve(calm, adherence=0.0)).of(RunCompleted)


def test_hurt_legs_stay_at_home(diary: Callable[..., Any], calm: Habits) -> None:
    plan = Plan(
        name="daily",
        items=tuple(
            PlanItem(offset_days=day + 0.25, activity=EnduranceRun(style="easy", minutes=600.0)) for day in range(7)
        ),
    )
    often = {"running_injuries_per_1000_h": 50.0, "tau_injury_days": 30.0}
    lived = [
        diary(plan, weeks=2, lane=lane, habits=attrs.evolve(calm, injuries=True), parameters=often)
        for lane in range(1, 5)
    ]
    injuries = [(one, injury) for one in lived for injury in one.of(GotInjured)]
    assert {injury.cause for _, injury in injuries} == {"running"}
    severe = [(one, injury.time_days) for one, injury in injuries if injury.severity > 0.33]
    assert severe
    assert not diary(plan, weeks=2, lane=1, habits=calm, parameters=often).of(GotInjured)
    for one, hurt_days in severe:
        assert not [run for run in one.of(RunCompleted) if hurt_days < run.time_days < hurt_days + 3.0]
