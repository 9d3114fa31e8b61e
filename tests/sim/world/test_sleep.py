from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import numpy as np
import pytest

from sim.events import NapTaken, NightSlept
from sim.plan import NO_PLAN, Habits, SleepHabit


def sleeping(calm: Habits, **habit: float) -> Habits:
    return attrs.evolve(calm, sleep=attrs.evolve(calm.sleep, **habit))


def test_every_morning_tells_of_a_night_of_the_habit(diary: Callable[..., Any], calm: Habits) -> None:
    nights = diary(NO_PLAN, weeks=2, habits=sleeping(calm, hours=7.5, bedtime_hour=23.0)).of(NightSlept)
    assert [night.hours for night in nights] == [7.5] * 14
    assert [night.time_days for night in nights] == pytest.approx([day + 6.5 / 24.0 for day in range(14)])


def test_who_goes_to_bed_after_midnight_wakes_on_the_same_day(diary: Callable[..., Any], calm: Habits) -> None:
    nights = diary(NO_PLAN, weeks=1, habits=sleeping(calm, hours=6.0, bedtime_hour=1.0)).of(NightSlept)
    assert [night.time_days % 1.0 for night in nights] == pytest.approx([7.0 / 24.0] * 7)


def test_nights_vary_as_much_as_the_habit_says(diary: Callable[..., Any], calm: Habits) -> None:
    nights = diary(NO_PLAN, weeks=30, lane=4, habits=sleeping(calm, hours=7.0, sd_hours=0.8)).of(NightSlept)
    hours = np.array([night.hours for night in nights])
    # Four standard errors over 210 nights.
    assert hours.mean() == pytest.approx(7.0, abs=4 * 0.8 / np.sqrt(210))
    assert hours.std() == pytest.approx(0.8, abs=4 * 0.8 / np.sqrt(420))


def test_the_spread_is_between_people_and_not_between_nights(diary: Callable[..., Any], calm: Habits) -> None:
    habits = sleeping(calm, hours=7.0, spread_hours=0.5)
    usual = [{night.hours for night in diary(NO_PLAN, weeks=1, lane=n, habits=habits).of(NightSlept)} for n in range(5)]
    assert all(len(hours) == 1 for hours in usual)
    assert usual[0] == {7.0}
    assert len(set().union(*usual)) == 5


def test_no_night_is_shorter_than_nothing(diary: Callable[..., Any], calm: Habits) -> None:
    nights = diary(NO_PLAN, weeks=8, lane=2, habits=sleeping(calm, hours=1.0, sd_hours=3.0)).of(NightSlept)
    assert min(night.hours for night in nights) == 0.0


def test_a_nap_is_taken_every_afternoon_and_only_by_habit(diary: Callable[..., Any], calm: Habits) -> None:
    naps = diary(NO_PLAN, weeks=1, habits=sleeping(calm, nap_hours=0.5)).of(NapTaken)
    assert [(round(nap.time_days % 1.0 * 24.0, 6), nap.hours) for nap in naps] == [(14.0, 0.5)] * 7
    assert not diary(NO_PLAN, weeks=1).of(NapTaken)


def test_a_sleep_habit_of_a_week_is_slept_from_its_first_night(diary: Callable[..., Any], calm: Habits) -> None:
    assert SleepHabit().nap_hours == 0.0
    nights = diary(NO_PLAN, weeks=1, habits=sleeping(calm, hours=24.0, bedtime_hour=0.0)).of(NightSlept)
    assert len(nights) == 7
