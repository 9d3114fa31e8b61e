from __future__ import annotations

import attrs
import numpy as np
import pytest

from models.parameters import default_parameters
from sim.chance import Streams
from sim.comparison.bands import FUTURES, FUTURES_AND_PARAMETERS, PEOPLE
from sim.comparison.comparison import Comparison
from sim.comparison.experiment import Run, run
from sim.errors import InputError
from sim.events import Event, FellIll, NightSlept, SessionMissed, StressFelt
from sim.log.codec import encode, to_json_line
from sim.plan import Scenario
from sim.runs.fork import branch_at, fork
from sim.runs.futures import futures
from sim.runs.replay import replay
from sim.scenario.reader import read_scenario
from sim.world.cohort import Cohort
from sim.world.engine import live, relive

SCENARIO = read_scenario(
    """
schema: 1
title: What may follow
horizon_weeks: 4
athlete: {body_mass_kg: 70, body_mass_sd_kg: 8, age_years: 40}
habits: {adherence: 0.7, sleep: {spread_hours: 1.0}, stress_spread: 0.2}
history: [{weeks: 3, plan: library/two_leg_days}]
strategies:
  two: {label: Two, plan: library/two_leg_days}
  three: {label: Three, plan: library/three_leg_days}
compare: {baseline: three, athletes: 9, seed: 4}
""",
    "following",
)
AT_DAYS, LANES = 28.0, 6


@pytest.fixture(scope="module")
def lived() -> Run:
    return run(SCENARIO, "two", lane=5)


def follow(lived: Run, lanes: int = LANES, seed: int = 8, **options: object) -> Comparison:
    given = {"at_days": AT_DAYS, "scenario": SCENARIO, "lanes": lanes, "seed": seed, **options}
    return futures(lived.log, **given)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def followed(lived: Run) -> Comparison:
    return follow(lived)


def logs_of_every_lane(lived: Run, strategy: str, lanes: int = LANES) -> tuple[tuple[Event, ...], ...]:
    """Live what ``futures`` lives, every lane logged."""
    here = branch_at(lived.log, AT_DAYS)
    cohort = Cohort(Streams.of_futures(8, lanes, here.person), here.parameters, here.parameters.values_of())
    past = attrs.evolve(relive(cohort, here.shared, AT_DAYS), logs=((),) * (lanes + 1))
    return live(cohort, past, SCENARIO.strategy(strategy).phases).logs


def of(log: tuple[Event, ...], *kinds: type[Event]) -> list[Event]:
    return [event for event in log if isinstance(event, kinds)]


def test_lanes_are_futures_and_the_result_says_so(followed: Comparison) -> None:
    assert followed.band is FUTURES
    assert followed.lanes_in_words == "6 possible futures of one person"
    assert attrs.evolve(followed, athletes=1).lanes_in_words == "1 possible future of one person"
    assert attrs.evolve(followed, athletes=1, band=PEOPLE).lanes_in_words == "1 simulated person"
    assert (followed.athletes, followed.seed, followed.baseline.name) == (LANES, 8, "three")
    assert all(len(outcome.values) == LANES for arm in followed.arms for outcome in arm.outcomes)
    assert "of futures" in followed.answer()
    assert "people" not in followed.answer()


def test_the_past_is_the_same_in_every_lane_and_the_futures_are_not(followed: Comparison) -> None:
    size = followed.arm("two").trajectory.whole["legs_size"]
    past = ~followed.arm("two").trajectory.from_start
    assert past.sum() == AT_DAYS
    assert np.ptp(size[:, past], axis=0).max() == 0.0
    assert np.ptp(size[:, -1]) > 0.0


def test_the_past_is_the_one_that_was_lived(lived: Run, followed: Comparison) -> None:
    known = lived.trajectory()
    trajectory = followed.arm("two").trajectory
    shared = np.isin(known.times_days, trajectory.times_days) & (known.times_days < AT_DAYS)
    mine = np.isin(trajectory.times_days, known.times_days[shared])
    assert shared.sum() > 5
    for name, values in known.whole.items():
        assert trajectory.whole[name][0, mine] == pytest.approx(values[0, shared], rel=1e-12, abs=1e-12), name


def test_a_future_is_the_same_whatever_others_there_are(lived: Run, followed: Comparison) -> None:
    more = follow(lived, 3 * LANES)
    for few, many in zip(followed.arms, more.arms, strict=True):
        assert many.reference_log == few.reference_log
        same = many.trajectory.whole["legs_size"][:LANES] / few.trajectory.whole["legs_size"] - 1.0
        assert np.max(np.abs(same)) < 1e-12


def test_one_more_strategy_changes_no_other(lived: Run, followed: Comparison) -> None:
    alone = follow(lived, strategies=[followed.arm("two").strategy])
    theirs = followed.arm("two").trajectory.whole["legs_size"]
    assert np.array_equal(alone.arms[0].trajectory.whole["legs_size"], theirs)
    assert alone.scenario.baseline == "two"


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(lived: Run, followed: Comparison) -> None:
    def sizes(comparison: Comparison) -> bytes:
        return b"".join(arm.trajectory.whole["legs_size"].tobytes() for arm in comparison.arms)

    assert sizes(follow(lived)) == sizes(followed)
    assert sizes(follow(lived, seed=9)) != sizes(followed)


def test_the_same_chance_meets_every_strategy(lived: Run) -> None:
    two, three = (logs_of_every_lane(lived, name) for name in ("two", "three"))
    for one, other in zip(two, three, strict=True):
        assert of(one, NightSlept) == of(other, NightSlept)
        assert len(of(one, NightSlept)) == 28


def test_chance_differs_from_future_to_future_and_the_typical_one_holds_no_luck(lived: Run) -> None:
    logs = logs_of_every_lane(lived, "two")
    nights = [tuple(night.hours for night in of(log, NightSlept)) for log in logs]  # type: ignore[attr-defined]
    assert len(set(nights)) == LANES + 1
    assert len(set(nights[0])) == 1
    assert not of(logs[0], SessionMissed)
    assert any(of(log, SessionMissed) for log in logs[1:])


def test_what_makes_the_person_is_their_own_in_every_future(lived: Run) -> None:
    logs = logs_of_every_lane(lived, "two", 200)
    own = of(lived.log, StressFelt)[0].level  # type: ignore[attr-defined]
    assert own != SCENARIO.strategies[0].phases[0].habits.stress
    assert {event.level for log in logs for event in of(log, StressFelt)} == {own}  # type: ignore[attr-defined]
    usual = np.mean([night.hours for night in of(logs[0], NightSlept)])  # type: ignore[attr-defined]
    slept = [night.hours for log in logs[1:] for night in of(log, NightSlept)]  # type: ignore[attr-defined]
    # Five standard errors of 5,600 nights that vary by 0.8 h around this person's usual ones.
    assert np.mean(slept) == pytest.approx(usual, abs=5.0 * 0.8 / np.sqrt(len(slept)))
    assert abs(usual - SCENARIO.strategies[0].phases[0].habits.sleep.hours) > 0.3


def test_a_future_with_the_number_of_the_athlete_and_their_seed_is_the_fork(lived: Run) -> None:
    comparison = follow(lived, 5, SCENARIO.seed, length_days=21.0)
    child = fork(lived.log, at_days=AT_DAYS, scenario=SCENARIO, strategy_name="three")
    assert comparison.arm("three").trajectory.whole["legs_size"][4, -1] == pytest.approx(
        child.trajectory().whole["legs_size"][0, -1], rel=1e-12
    )


def test_the_logs_are_those_of_the_typical_course_and_replay(followed: Comparison) -> None:
    for arm in followed.arms:
        again = replay(arm.reference_log)
        assert (again.origin.strategy, again.origin.history_days, again.origin.athlete) == (arm.name, AT_DAYS, 5)
        assert again.body.time_days == AT_DAYS + 28.0
        last = arm.reference.whole["legs_size"][0, -1]
        assert np.sum(again.trajectory().whole["legs_size"][0, -1]) == pytest.approx(last, rel=1e-12)


def test_the_shared_past_of_a_log_is_byte_identical(lived: Run, followed: Comparison) -> None:
    before = [to_json_line(encode(event)) for event in lived.log[1:] if event.time_days < AT_DAYS]
    for arm in followed.arms:
        assert [to_json_line(encode(event)) for event in arm.reference_log[1 : len(before) + 1]] == before


def test_reports_tell_of_the_person_and_not_of_the_scenarios_typical_one(lived: Run, followed: Comparison) -> None:
    assert followed.arms[0].strategy.athlete.body_mass_kg == lived.log[1].body_mass_kg  # type: ignore[attr-defined]
    assert followed.arms[0].strategy.athlete.body_mass_kg != 70
    assert followed.arms[0].strategy.history == ()


def test_parameters_may_differ_between_futures_and_then_so_does_the_past(lived: Run) -> None:
    own = replay(lived.log).parameters
    draws = {"responder": np.linspace(0.6, 1.4, LANES + 1)}
    comparison = follow(lived, values=own.values_of(draws))
    assert comparison.band is FUTURES_AND_PARAMETERS
    trajectory = comparison.arm("two").trajectory
    week_0 = trajectory.whole["legs_size"][:, int(np.argmax(trajectory.from_start))]
    assert np.all(np.diff(week_0) > 0.0)


def test_parameters_must_be_as_many_as_lanes(lived: Run) -> None:
    values = default_parameters().values_of({"responder": np.ones(4)})
    with pytest.raises(InputError, match="6 futures need parameters of 7 lanes, the typical ones first, found 4"):
        follow(lived, values=values)


def test_a_longer_past_is_observed_weekly(lived: Run) -> None:
    longer = run(with_history(12), "two", lane=5)
    trajectory = follow(longer, at_days=91.0).arms[0].trajectory
    assert trajectory.weeks[~trajectory.from_start].tolist() == list(range(-13, 0))


def with_history(weeks: float) -> Scenario:
    only = SCENARIO.strategies[0]
    before = attrs.evolve(only.history[0], length_days=7.0 * weeks)
    return attrs.evolve(SCENARIO, strategies=(attrs.evolve(only, history=(before,)),), baseline="two")


def test_there_may_be_no_past_but_who_someone_is(lived: Run) -> None:
    comparison = follow(lived, at_days=0.0)
    trajectory = comparison.arms[0].trajectory
    assert (trajectory.times_days[0], trajectory.times_days[-1]) == (0.0, 28.0)
    assert comparison.arms[0].reference_log[1] == lived.log[1]


def test_a_strategy_that_sets_parameters_is_refused(lived: Run) -> None:
    other = attrs.evolve(SCENARIO.strategies[0], parameters={"tau_signal_days": 2.0})
    with pytest.raises(InputError, match="sets tau_signal_days, and a future keeps its person's parameters"):
        follow(lived, strategies=[other])


def test_a_past_must_say_who_it_is(lived: Run) -> None:
    nobody = attrs.evolve(lived, log=(lived.log[0], *lived.log[2:]))
    with pytest.raises(InputError, match="found no athlete_described"):
        follow(nobody)


def test_progress_is_told(lived: Run) -> None:
    told: list[tuple[str, float]] = []
    follow(lived, 1, progress=lambda text, share: told.append((text, share)))
    assert [text for text, _ in told] == ["folding the past", "living Two", "living Three"]
    assert all(0.0 <= share < 1.0 for _, share in told)


def test_the_course_that_gives_the_logs_has_no_illness_and_misses_nothing(lived: Run) -> None:
    ill = attrs.evolve(
        SCENARIO,
        strategies=tuple(
            attrs.evolve(
                one,
                phases=tuple(
                    attrs.evolve(phase, habits=attrs.evolve(phase.habits, illnesses_per_year=20.0))
                    for phase in one.phases
                ),
            )
            for one in SCENARIO.strategies
        ),
    )
    made = follow(lived, scenario=ill)
    for arm in made.arms:
        ahead = [event for event in arm.reference_log if event.time_days >= AT_DAYS]
        assert not any(isinstance(event, SessionMissed | FellIll) for event in ahead)
    assert made.band.reference == "An undisturbed course (no illness, nothing missed)."
