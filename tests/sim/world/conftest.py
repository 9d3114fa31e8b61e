"""People whose life holds no surprises, so that a test sees only what it plants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from models.parameters import default_parameters
from sim.comparison.experiment import Run, run
from sim.events import Event, SessionPerformed, SetPerformed
from sim.plan import (
    Athlete,
    FoodHabit,
    Habits,
    Phase,
    Plan,
    PlanItem,
    Prescription,
    Scenario,
    Session,
    SleepHabit,
    Strategy,
)

CALM = Habits(
    sleep=SleepHabit(hours=8.0, sd_hours=0.0, spread_hours=0.0),
    food=FoodHabit(sd_kcal=0.0, spread_g_per_kg=0.0),
    stress_spread=0.0,
    adherence=1.0,
    illnesses_per_year=0.0,
    injuries=False,
)


@pytest.fixture
def calm() -> Habits:
    return CALM


def squat_plan(*offsets_days: float, sets: int = 3, reps: tuple[int, int] = (6, 10), **rules: Any) -> Plan:
    squat = Prescription(exercise="back_squat", sets_low=sets, sets_high=sets, reps_low=reps[0], reps_high=reps[1])
    session = Session(name="legs", exercises=(squat,))
    return Plan(
        name="squats", items=tuple(PlanItem(offset_days=day, activity=session) for day in offsets_days), **rules
    )


@pytest.fixture
def squats() -> Callable[..., Plan]:
    return squat_plan


def live_one(
    *phases: Phase | Plan,
    weeks: float = 4.0,
    habits: Habits = CALM,
    lane: int = 0,
    history: tuple[Phase, ...] = (),
    parameters: dict[str, float] | None = None,
) -> Run:
    lived = tuple(
        one if isinstance(one, Phase) else Phase(length_days=7.0 * weeks, plan=one, habits=habits) for one in phases
    )
    strategy = Strategy(name="s", label="S", athlete=Athlete(), history=history, phases=lived)
    scenario = Scenario(
        name="one",
        title="One",
        question="",
        horizon_weeks=sum(phase.length_days for phase in lived) / 7.0,
        strategies=(strategy,),
        baseline="s",
    )
    return run(scenario, "s", lane=lane, parameters=default_parameters().replace(parameters or {}))


@pytest.fixture
def live() -> Callable[..., Run]:
    return live_one


@attrs.frozen
class Diary:
    """What one athlete's log says."""

    log: tuple[Event, ...]

    def of(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.log if isinstance(event, kind)]

    @property
    def sessions(self) -> list[SessionPerformed]:
        return self.of(SessionPerformed)

    @property
    def first_sets(self) -> list[SetPerformed]:
        return [session.sets[0] for session in self.sessions]

    @property
    def loads(self) -> list[float]:
        return [float(one.load_kg) for one in self.first_sets]


@pytest.fixture
def diary(live: Callable[..., Run]) -> Callable[..., Diary]:
    return lambda *phases, **options: Diary(live(*phases, **options).log)
