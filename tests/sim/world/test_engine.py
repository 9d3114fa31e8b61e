from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import numpy as np
import pytest

from models.parameters import default_parameters
from models.state import Body
from sim.comparison.experiment import run
from sim.events import Event, NightSlept, PhaseBegan, PhaseEnded
from sim.plan import NO_PLAN, Athlete, Habits, Phase
from sim.scenario.reader import load_scenario, read_scenario
from sim.world import engine
from sim.world.cohort import Cohort, gather
from sim.world.engine import be_born, live, relive
from sim.world.world import Past, World


def cohort_of(lanes: int = 3) -> Cohort:
    return gather(np.arange(lanes), 1, default_parameters(), {})


def born(cohort: Cohort, logged: int = 1) -> Past:
    return be_born(cohort, Athlete(), logged)


def phase(plan: Any, habits: Habits, days: float = 14.0) -> Phase:
    return Phase(length_days=days, plan=plan, habits=habits)


def test_observing_changes_no_event_and_no_bit_of_the_state(squats: Any) -> None:
    cohort, plan = cohort_of(), phase(squats(1.75, 4.75), Habits(), 42.0)
    unseen = live(cohort, born(cohort), (plan,))
    for samples in ([0.0], np.arange(0.0, 42.5, 0.5).tolist(), np.linspace(0.0, 42.0, 1001).tolist()):
        seen: list[Body] = []
        watched = live(cohort, born(cohort), (plan,), samples, seen.append)
        assert watched.logs == unseen.logs
        assert watched.body.digest() == unseen.body.digest()
        assert [body.time_days for body in seen] == samples


def test_a_moment_is_observed_after_its_events(calm: Habits) -> None:
    cohort = cohort_of(1)
    nights = phase(NO_PLAN, attrs.evolve(calm, sleep=attrs.evolve(calm.sleep, hours=4.0, bedtime_hour=2.0)), 3.0)
    debts: list[float] = []
    live(cohort, born(cohort), (nights,), [0.2499, 0.25], lambda body: debts.append(float(body.sleep_debt_hours[0])))
    assert debts[0] == 0.0
    assert debts[1] == pytest.approx(4.0)


def test_phases_follow_each_other_without_a_gap(squats: Any, calm: Habits) -> None:
    cohort = cohort_of(1)
    log = live(cohort, born(cohort), (phase(squats(1.75), calm, 10.0), phase(NO_PLAN, calm, 4.5))).logs[0]
    assert [(event.time_days, event.plan) for event in log if isinstance(event, PhaseBegan)] == [
        (0.0, "squats"),
        (10.0, "none"),
    ]
    assert [event.time_days for event in log if isinstance(event, PhaseEnded)] == [10.0, 14.5]


def test_a_phase_cut_in_two_has_the_same_nights(calm: Habits) -> None:
    def nights(*days: float) -> list[Event]:
        cohort = cohort_of(2)
        log = live(cohort, born(cohort, 2), [phase(NO_PLAN, habits, one) for one in days]).logs[1]
        return [event for event in log if isinstance(event, NightSlept)]

    habits = attrs.evolve(calm, sleep=attrs.evolve(calm.sleep, sd_hours=1.0))
    assert nights(20.0) == nights(3.3, 16.7) == nights(7.0, 6.5, 6.5)


def test_living_in_two_stretches_is_living_in_one(squats: Any) -> None:
    cohort, plan = cohort_of(), squats(1.75)
    phases = (phase(plan, Habits(), 21.0), phase(NO_PLAN, Habits(), 14.0))
    at_once = live(cohort, born(cohort), phases)
    first = live(cohort, born(cohort), phases[:1])
    apart = live(cohort, first, phases[1:])
    assert apart.logs == at_once.logs
    assert apart.body.digest() == at_once.body.digest()


def test_a_past_is_not_changed_by_what_branches_from_it(squats: Any, calm: Habits) -> None:
    cohort = cohort_of()
    past = live(cohort, born(cohort), (phase(squats(1.75), calm),))
    digest, log, notes = past.body.digest(), past.logs[0], past.logbook.session_days.copy()
    one = live(cohort, past, (phase(squats(1.75), calm),))
    other = live(cohort, past, (phase(NO_PLAN, calm),))
    assert (past.body.digest(), past.logs[0]) == (digest, log)
    assert np.array_equal(past.logbook.session_days, notes)
    assert one.logs[0][: len(log)] == other.logs[0][: len(log)] == log
    assert one.body.digest() != other.body.digest()


def test_one_more_process_changes_nobody_elses_events(monkeypatch: pytest.MonkeyPatch, squats: Any) -> None:
    def extra(world: World, _phase: Phase, start_days: float, end_days: float) -> Any:
        for day in np.arange(start_days, end_days, 0.7).tolist():
            yield world.wait_until(day)
            world.streams.normal("extra", int(day))

    def lived() -> Past:
        cohort = cohort_of(4)
        return live(cohort, born(cohort, 4), (phase(squats(1.75, 4.75), Habits(illnesses_per_year=9.0), 56.0),))

    before = lived()
    for order in ((extra, *engine.PROCESSES), (*engine.PROCESSES, extra)):
        monkeypatch.setattr(engine, "PROCESSES", order)
        after = lived()
        assert after.logs == before.logs
        assert after.body.digest() == before.body.digest()


def test_only_as_many_logs_are_kept_as_asked_for(calm: Habits) -> None:
    cohort = cohort_of(4)
    assert len(live(cohort, born(cohort, 2), (phase(NO_PLAN, calm),)).logs) == 2


def test_events_of_a_log_never_go_back_in_time() -> None:
    log = run(load_scenario("running_after_leg_day"), "hard_after_48_h", lane=2).log
    times = [event.time_days for event in log]
    assert times == sorted(times)


def test_what_was_due_before_now_is_due_now() -> None:
    world = World(cohort_of(1), born(cohort_of(1)), (), lambda _: None)
    world.environment.run(until=2.0)
    world.environment.run(until=world.wait_until(1.0))
    assert world.environment.now == 2.0


@pytest.mark.parametrize("clock", ["14:00", "06:30", "21:00", "00:00", "17:17"])
def test_everything_may_fall_on_one_moment(clock: str) -> None:
    text = f"""
schema: 1
title: All at once
horizon_weeks: 4
habits: {{sleep: {{nap_hours: 0.5, hours: 7.5, bedtime: "{clock}"}}}}
plans:
  p:
    week:
      - {{day: [mon, thu], at: "{clock}", session: [{{exercise: back_squat, sets: 2, reps: 6-10, rir: 2}}]}}
      - {{after: leg_day, hours: 24, run: {{style: easy, minutes: 20}}}}
      - {{day: [tue, fri], at: "{clock}", recovery: {{method: walking, minutes: 20}}}}
strategies: {{only: {{plan: p}}}}
"""
    times = [event.time_days for event in run(read_scenario(text, "together"), "only", lane=1).log]
    assert times == sorted(times)


def test_what_falls_on_one_moment_happens_in_the_order_of_the_processes(calm: Habits) -> None:
    text = """
schema: 1
title: Runs on some of the days of sessions
horizon_weeks: 3
plans:
  p:
    week:
      - {day: [mon, thu], at: "18:00", session: [{exercise: back_squat, sets: 2, reps: 6-10, rir: 2}]}
      - {day: thu, at: "18:00", run: {style: easy, minutes: 20}}
strategies: {only: {plan: p}}
habits: {adherence: 1, illnesses_per_year: 0, injuries: false}
"""
    log = run(read_scenario(text, "together"), "only", lane=1).log
    thursdays = [event.kind for event in log if event.time_days % 7.0 == 3.75]
    assert thursdays == ["session_performed", "run_completed"] * 3


def test_a_past_that_happens_again_is_the_past_that_was_lived(squats: Any) -> None:
    cohort = cohort_of(1)
    lived = live(cohort, born(cohort), (phase(squats(1.75, 4.75), Habits(), 30.0),))
    again = relive(cohort, lived.logs[0], 30.0)
    assert again.body.digest() == lived.body.digest()
    assert again.logs == lived.logs
    assert again.logbook.session_days.tolist() == lived.logbook.session_days.tolist()
    assert again.tally.sessions.tolist() == [0.0]


def test_a_past_is_observed_where_it_is_asked_for(squats: Any) -> None:
    cohort, days = cohort_of(1), [0.0, 7.0, 14.0, 29.5]
    watched: list[Body] = []
    first = live(cohort, born(cohort), (phase(squats(1.75, 4.75), Habits(), 30.0),), days, watched.append)
    seen: list[Body] = []
    relive(cohort, first.logs[0], 30.0, days, seen.append)
    assert [body.digest() for body in seen] == [body.digest() for body in watched]


def test_the_past_of_one_may_be_carried_on_by_many(squats: Any) -> None:
    alone = cohort_of(1)
    lived = live(alone, born(alone), (phase(squats(1.75), Habits(), 20.0),))
    many = relive(cohort_of(4), lived.logs[0], 21.0)
    assert many.body.size.shape[0] == 4
    assert np.ptp(many.logbook.session_days) == 0.0
    assert many.body.time_days == 21.0


def test_a_phase_taken_up_in_its_middle_does_not_begin_again(squats: Any) -> None:
    cohort = cohort_of(1)
    whole = phase(squats(1.75), Habits(), 28.0)
    half = live(cohort, born(cohort), (attrs.evolve(whole, length_days=14.0),))
    rest = attrs.evolve(whole, length_days=14.0, began_days=0.0)
    log = live(cohort, half, (rest,)).logs[0]
    assert [event.time_days for event in log if isinstance(event, PhaseBegan)] == [0.0]
    assert log[-1].time_days == 28.0


def test_the_engine_lives_any_number_of_phases(live: Callable[..., Any], calm: Habits) -> None:
    lived = live(*(phase(NO_PLAN, calm, 0.5) for _ in range(9)))
    assert lived.end_days == 4.5
