from __future__ import annotations

import attrs
import numpy as np
import pytest

from sim.comparison.arms import Arm, Trajectory
from sim.comparison.comparison import Comparison
from sim.comparison.experiment import compare, run, trajectory_of
from sim.events import Event, SessionPerformed, StreamStarted
from sim.fold import fold
from sim.log.codec import encode, to_json_line
from sim.log.origin import origin_of
from sim.plan import Scenario
from sim.scenario.reader import read_scenario

TEXT = """
schema: 1
title: A small comparison
horizon_weeks: 5
athlete: {body_mass_sd_kg: 8, age_sd_years: 6}
history:
  - {weeks: 5, plan: one}
  - {weeks: 3, plan: none}
habits: {illnesses_per_year: 12, adherence: 0.8}
plans:
  one:
    week:
      - day: [tue, fri]
        at: "18:00"
        session:
          - {exercise: back_squat, sets: 3-4, reps: 6-10, rir: 2}
          - {exercise: leg_curl, sets: 2, reps: 10-15, rir: 1}
    progression: {kind: double}
    skip: {soreness_above: 5, illness_above: 0.3}
    deload: {readiness_below: 0.85}
    gradual_return: {after_days: 14}
  two:
    extends: one
    week:
      - {day: tue, at: "18:00", name: legs, session: [{exercise: back_squat, sets: 8, reps: 6-10, rir: 0}]}
      - {after: legs, hours: 1, run: {style: hard, minutes: 30}}
strategies:
  one: {label: One, plan: one}
  two: {label: Two, plan: two}
  young: {label: Young, plan: one, athlete: {age_years: 20}}
  plain: {label: Plain, plan: one, parameters: {practice_scale_sets: 0.5}}
compare: {baseline: one, athletes: 5, seed: 3}
"""


@pytest.fixture(scope="module")
def question() -> Scenario:
    text = TEXT.replace("leg_curl", "lying_leg_curl")
    return read_scenario(text, "small")


@pytest.fixture(scope="module")
def five(question: Scenario) -> Comparison:
    return compare(question, keep_all_logs=True)


@attrs.frozen
class Watched:
    """A comparison of one person, how many pasts were lived for it, and what it told meanwhile."""

    comparison: Comparison
    histories: int
    told: list[tuple[str, float]]


@pytest.fixture(scope="module")
def watched(question: Scenario) -> Watched:
    from sim.comparison import experiment

    lived: list[int] = []
    told: list[tuple[str, float]] = []
    real = experiment._live_history
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(experiment, "_live_history", lambda *given: lived.append(1) or real(*given))
        comparison = compare(question, athletes=1, progress=lambda text, share: told.append((text, share)))
    return Watched(comparison, len(lived), told)


def first_of(five: Comparison, strategies: int) -> Scenario:
    """Ask about the first strategies only."""
    return attrs.evolve(five.scenario, strategies=five.scenario.strategies[:strategies])


def apart(one: Trajectory, lane: int, other: Trajectory) -> float:
    """Largest relative difference between one lane and a trajectory of one athlete, where both were sampled."""
    shared = np.isin(one.times_days, other.times_days)
    theirs = np.isin(other.times_days, one.times_days)
    assert shared.sum() > 30
    worst = 0.0
    for group in ("per_muscle", "whole"):
        for name, values in getattr(one, group).items():
            mine, alone = values[lane][shared], getattr(other, group)[name][0][theirs]
            worst = max(worst, float(np.max(np.abs(mine - alone) / np.maximum(1.0, np.abs(alone)))))
    return worst


@pytest.mark.parametrize("name", ["one", "two", "young", "plain"])
@pytest.mark.parametrize("lane", [0, 1, 5])
def test_a_lane_of_a_cohort_is_the_same_athlete_alone(five: Comparison, name: str, lane: int) -> None:
    alone = run(five.scenario, name, lane=lane)
    arm = five.arm(name)
    log = arm.people_logs[lane - 1] if lane else arm.reference_log
    assert [to_json_line(encode(event)) for event in log] == [to_json_line(encode(event)) for event in alone.log]
    trajectory = alone.trajectory()
    if lane:
        assert apart(arm.trajectory, lane - 1, trajectory) < 1e-12
    else:
        assert apart(arm.reference, 0, trajectory) < 1e-12


def test_a_larger_cohort_holds_the_same_people(five: Comparison) -> None:
    nine = compare(first_of(five, 2), athletes=9, keep_all_logs=True)
    for few, many in zip(five.arms[:2], nine.arms, strict=True):
        assert many.people_logs[:5] == few.people_logs
        assert many.reference_log == few.reference_log
        assert np.max(np.abs(many.trajectory.whole["legs_size"][:5] / few.trajectory.whole["legs_size"] - 1.0)) < 1e-12
        for mine, theirs in zip(few.outcomes, many.outcomes, strict=True):
            assert np.allclose(mine.values, theirs.values[:5], rtol=1e-9, atol=1e-9, equal_nan=True), mine.name


def test_the_same_seed_gives_the_same_logs_whatever_other_strategies_there_are(five: Comparison) -> None:
    (alone,) = compare(first_of(five, 1), keep_all_logs=True).arms
    assert alone.people_logs == five.arm("one").people_logs
    assert alone.reference_log == five.arm("one").reference_log


def test_another_seed_gives_other_logs(five: Comparison) -> None:
    (other,) = compare(first_of(five, 1), keep_all_logs=True, seed=4).arms
    assert len(other.people_logs) == 5
    assert not any(one == two for one, two in zip(other.people_logs, five.arm("one").people_logs, strict=True))


def before_week_0(arm: Arm, log: tuple[Event, ...]) -> list[Event]:
    return [event for event in log[1:] if event.time_days < arm.strategy.history_days]


def test_strategies_of_one_origin_share_one_past(five: Comparison) -> None:
    one, two, young = five.arm("one"), five.arm("two"), five.arm("young")
    for mine, theirs in zip(one.people_logs, two.people_logs, strict=True):
        assert before_week_0(one, mine) == before_week_0(two, theirs)
        assert mine != theirs
    assert before_week_0(one, one.reference_log) != before_week_0(young, young.reference_log)
    past = ~one.trajectory.from_start
    for name, values in one.trajectory.whole.items():
        assert np.array_equal(values[:, past], two.trajectory.whole[name][:, past]), name


def test_week_0_is_the_same_body_under_every_plan(five: Comparison) -> None:
    start = int(np.argmax(five.arm("one").trajectory.from_start))
    sizes = [five.arm(name).trajectory.whole["legs_size"][:, start] for name in ("one", "two")]
    assert np.array_equal(*sizes)


def test_a_shared_past_is_lived_once(watched: Watched) -> None:
    assert watched.histories == 3  # one and two share theirs


def test_a_run_ends_in_the_state_that_its_log_folds_to(question: Scenario) -> None:
    lived = run(question, "two", lane=2)
    assert fold(lived.values, lived.log).digest() == lived.body.digest()
    assert lived.body.time_days == lived.end_days == 13 * 7.0


def test_the_first_event_tells_where_a_stream_comes_from(five: Comparison) -> None:
    origin = five.arm("two").people_logs[2][0]
    assert isinstance(origin, StreamStarted)
    assert (origin.strategy, origin.athlete, origin.seed, origin.history_days) == ("two", 3, 3, 56.0)
    assert (origin.scenario, origin.scenario_text) == ("small", five.scenario.text)
    assert origin.versions["numpy"] == np.__version__


def test_a_strategy_may_change_parameters_for_itself_alone(five: Comparison) -> None:
    kept = {arm.name: origin_of(arm.reference_log).parameters["practice_scale_sets"] for arm in five.arms}
    assert kept["plain"] == 0.5
    assert kept["one"] == kept["two"] == kept["young"] < 0.5


def test_only_the_reference_athlete_is_logged_unless_asked(watched: Watched) -> None:
    arms = watched.comparison.arms
    assert len(arms) == 4
    assert all(arm.people_logs == () and arm.reference_log for arm in arms)


def test_percentiles_are_over_people_without_the_reference(five: Comparison) -> None:
    arm = five.arm("one")
    assert arm.trajectory.whole["legs_size"].shape[0] == five.athletes == 5
    assert all(len(outcome.values) == 5 for outcome in arm.outcomes)
    assert arm.reference.whole["legs_size"].shape[0] == 1


def test_samples_are_daily_from_week_0_and_weekly_before(five: Comparison) -> None:
    times = five.arm("one").trajectory.times_days
    assert times.tolist() == [*np.arange(0.0, 56.0, 7.0), *np.arange(56.0, 91.5)]
    closely = five.arm("one").reference.times_days
    assert closely.tolist() == np.arange(56.0, 91.1, 0.25).tolist()


def test_counts_begin_at_week_0(five: Comparison) -> None:
    arm = five.arm("one")
    minutes = [
        sum(float(event.minutes) for event in log if isinstance(event, SessionPerformed) and event.time_days >= 56.0)
        for log in arm.people_logs
    ]
    hours_per_week = [one / 60.0 / 5.0 for one in minutes]
    assert arm.outcome("gym_hours_per_week", "body").values.tolist() == pytest.approx(hours_per_week)


def test_progress_rises_from_nothing_to_everything(watched: Watched) -> None:
    shares = [share for _, share in watched.told]
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert shares[-1] == pytest.approx(1.0, abs=0.02)
    assert "living One" in {text for text, _ in watched.told}


def test_observing_a_log_more_often_gives_the_same_readings(question: Scenario) -> None:
    lived = run(question, "two", lane=1)
    whole = lived.trajectory()
    for end in (60.0, 75.5, 91.0):
        part = trajectory_of(lived.log, lived.values, 56.0, end)
        kept = len(part.times_days)
        assert np.array_equal(part.whole["soreness"], whole.whole["soreness"][:, :kept])


def test_there_must_be_such_a_strategy(question: Scenario) -> None:
    with pytest.raises(KeyError, match="three"):
        run(question, "three")


def test_a_horizon_may_end_within_a_day(question: Scenario) -> None:
    short = attrs.evolve(question, horizon_weeks=4.5, strategies=question.strategies[:1])
    first = short.strategies[0]
    short = attrs.evolve(
        short,
        strategies=(attrs.evolve(first, phases=(attrs.evolve(first.phases[0], length_days=31.5),)),),
    )
    arm = compare(short, athletes=2).arms[0]
    assert arm.trajectory.times_days[-1] == 56.0 + 31.5
