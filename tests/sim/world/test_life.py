from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import numpy as np
import pytest

from models.parameters import default_parameters
from sim.events import Event, FellIll, GotInjured, StressFelt, UnloadingBegan, UnloadingEnded
from sim.plan import NO_PLAN, Athlete, Habits, Illness, Phase
from sim.world.cohort import gather
from sim.world.engine import be_born
from sim.world.life import risk_injury
from sim.world.world import World


def phases(calm: Habits, *manners: str | None, days: float = 10.0) -> list[Phase]:
    return [Phase(length_days=days, plan=NO_PLAN, habits=calm, unloading=manner) for manner in manners]


def test_a_cast_is_put_on_and_taken_off(diary: Callable[..., Any], calm: Habits) -> None:
    lived = diary(*phases(calm, None, "cast", None, None))
    assert [(event.time_days, event.manner) for event in lived.of(UnloadingBegan)] == [(10.0, "cast")]
    assert [event.time_days for event in lived.of(UnloadingEnded)] == [20.0]


def test_one_manner_may_follow_another(diary: Callable[..., Any], calm: Habits) -> None:
    lived = diary(*phases(calm, "bed_rest", "limb_suspension", None))
    assert [(event.time_days, event.manner) for event in lived.of(UnloadingBegan)] == [
        (0.0, "bed_rest"),
        (10.0, "limb_suspension"),
    ]
    assert [event.time_days for event in lived.of(UnloadingEnded)] == [20.0]


def test_a_leg_in_use_is_never_taken_back_into_use(diary: Callable[..., Any], calm: Habits) -> None:
    assert not diary(*phases(calm, None, None)).of(UnloadingEnded)


def test_illness_comes_on_its_day_of_the_phase(diary: Callable[..., Any], calm: Habits) -> None:
    ill = Phase(length_days=10.0, plan=NO_PLAN, habits=calm, illnesses=(Illness(day=2.5, severity=0.6),))
    lived = diary(*phases(calm, None), ill)
    assert [(event.time_days, event.severity) for event in lived.of(FellIll)] == [(12.5, 0.6)]


def test_an_illness_after_the_phase_never_comes(diary: Callable[..., Any], calm: Habits) -> None:
    ill = Phase(length_days=10.0, plan=NO_PLAN, habits=calm, illnesses=(Illness(day=10.0, severity=0.6),))
    assert not diary(ill, *phases(calm, None)).of(FellIll)


def test_people_fall_ill_as_often_as_their_habits_say(diary: Callable[..., Any], calm: Habits) -> None:
    often = attrs.evolve(calm, illnesses_per_year=6.0)
    illnesses = [
        event for lane in range(1, 6) for event in diary(NO_PLAN, weeks=52, lane=lane, habits=often).of(FellIll)
    ]
    weekly_risk = 1.0 - np.exp(-6.0 * 7.0 / 365.25)
    expected = 260 * weekly_risk
    # Binomial: four standard deviations.
    assert abs(len(illnesses) - expected) < 4 * np.sqrt(expected * (1 - weekly_risk))
    assert all(0.0 < event.severity <= 1.0 for event in illnesses)
    assert len({event.severity for event in illnesses}) > 1


def test_the_reference_athlete_is_never_ill_by_chance(diary: Callable[..., Any], calm: Habits) -> None:
    assert not diary(NO_PLAN, weeks=52, habits=attrs.evolve(calm, illnesses_per_year=6.0)).of(FellIll)


def test_stress_is_told_at_the_beginning_of_each_phase(diary: Callable[..., Any], calm: Habits) -> None:
    first, second = phases(calm, None, None)
    second = attrs.evolve(second, habits=attrs.evolve(calm, stress=0.8))
    told = diary(first, second).of(StressFelt)
    assert [(event.time_days, event.level) for event in told] == [(0.0, 0.3), (10.0, 0.8)]


def test_stress_stays_between_nothing_and_everything(diary: Callable[..., Any], calm: Habits) -> None:
    wild = attrs.evolve(calm, stress=0.5, stress_spread=5.0)
    levels = [diary(NO_PLAN, weeks=1, lane=lane, habits=wild).of(StressFelt)[0].level for lane in range(12)]
    assert (min(levels), max(levels), levels[0]) == (0.0, 1.0, 0.5)


def exposed_world(people: int, per_1000_h: float, hours: np.ndarray, exposed: np.ndarray) -> list[Event]:
    cohort = gather(np.arange(1, people + 1), 1, default_parameters(), {})
    world = World(cohort, be_born(cohort, Athlete(), people), (), lambda _: None)
    risk_injury(world, 3.0, hours, np.array([per_1000_h]), "training", exposed)
    return [event for log in world.logs for event in log if isinstance(event, GotInjured)]


def test_injuries_are_as_frequent_as_the_hazard() -> None:
    people = 4000
    hurt = exposed_world(people, 100.0, np.full(people, 2.0), np.ones(people, dtype=bool))
    # Binomial(4000, 1 - exp(-0.2)) within four standard deviations; muscles share the hazard.
    risk = 4 * (1.0 - np.exp(-0.05))
    assert abs(len(hurt) - people * risk) < 4 * np.sqrt(people * risk * (1 - risk))
    assert len({event.muscle for event in hurt}) == 4
    assert {event.cause for event in hurt} == {"training"}


def test_illnesses_and_injuries_are_lighter_or_worse_than_usual_by_as_much_as_the_range(
    diary: Callable[..., Any], calm: Habits
) -> None:
    usual, reach = (default_parameters()[name].value for name in ("injury_severity", "severity_range_fraction"))
    hurt = exposed_world(4000, 100.0, np.full(4000, 2.0), np.ones(4000, dtype=bool))
    severities = [event.severity for event in hurt]
    assert min(severities) == pytest.approx(usual * (1.0 - reach), abs=0.01)
    assert max(severities) == pytest.approx(min(1.0, usual * (1.0 + reach)), abs=0.01)
    often, alike = attrs.evolve(calm, illnesses_per_year=20.0), {"severity_range_fraction": 0.0}
    ill = diary(NO_PLAN, weeks=30, lane=1, habits=often, parameters=alike).of(FellIll)
    assert {event.severity for event in ill} == {default_parameters()["illness_severity"].value}


@pytest.mark.parametrize(("hours", "took_part"), [(2.0, False), (0.0, True)])
def test_only_the_exposed_get_hurt(hours: float, took_part: bool) -> None:  # noqa: FBT001 - a column of the table
    assert not exposed_world(500, 1000.0, np.full(500, hours), np.full(500, took_part))


def test_one_exposure_hurts_one_muscle_at_most() -> None:
    cohort = gather(np.arange(1, 301), 1, default_parameters(), {})
    world = World(cohort, be_born(cohort, Athlete(), 300), (), lambda _: None)
    risk_injury(world, 3.0, np.full(300, 0.5), np.array([1000.0]), "training", np.ones(300, dtype=bool))
    hurt = [sum(isinstance(event, GotInjured) for event in log) for log in world.logs]
    assert set(hurt) == {0, 1}


def test_without_risk_in_the_habits_or_without_training_nobody_gets_hurt(
    diary: Callable[..., Any], squats: Any, calm: Habits
) -> None:
    often = {"lifting_injuries_per_1000_h": 20.0}
    plan = squats(*(day + 0.75 for day in range(7)), sets=20)
    risky = attrs.evolve(calm, injuries=True)
    assert diary(plan, weeks=4, lane=2, parameters=often, habits=risky).of(GotInjured)
    assert not diary(plan, weeks=4, lane=2, parameters=often, habits=calm).of(GotInjured)
    assert not diary(NO_PLAN, weeks=4, lane=2, parameters=often, habits=risky).of(GotInjured)
