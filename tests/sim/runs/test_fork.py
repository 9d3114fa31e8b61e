from __future__ import annotations

from collections.abc import Sequence

import attrs
import pytest

from sim.comparison.experiment import Run, run
from sim.errors import InputError
from sim.events import (
    AthleteDescribed,
    Event,
    ImportBegan,
    NightSlept,
    NoteMade,
    PhaseEnded,
    SessionMissed,
    SessionPerformed,
    StreamStarted,
)
from sim.log.codec import encode, to_json_line
from sim.log.origin import origin_of
from sim.plan import NO_PLAN, Habits, Phase
from sim.runs.fork import fitted, fork
from sim.runs.replay import replay
from sim.scenario.reader import read_scenario

SCENARIO = read_scenario(
    """
schema: 1
title: A life that branches
horizon_weeks: 5
habits: {adherence: 0.7}
history: [{weeks: 2, plan: library/two_leg_days}]
strategies:
  two: {label: Two, plan: library/two_leg_days}
  three: {label: Three, plan: library/three_leg_days}
  mixed: {label: Mixed, phases: [{weeks: 2, plan: library/two_leg_days}, {plan: library/three_leg_days}]}
""",
    "branching",
)
AT_DAYS = 28.0


@pytest.fixture(scope="module")
def parent() -> Run:
    return run(SCENARIO, "two", lane=2)


def branch(parent: Run, strategy: str, at_days: float = AT_DAYS, **options: float) -> Run:
    return fork(parent.log, at_days=at_days, scenario=SCENARIO, strategy_name=strategy, parent="the parent", **options)


def later(log: Sequence[Event], *kinds: type[Event]) -> list[Event]:
    return [event for event in log if event.time_days >= AT_DAYS and isinstance(event, kinds)]


def attendance(log: Sequence[Event]) -> list[tuple[float, bool]]:
    found = later(log, SessionPerformed, SessionMissed)
    return [(event.time_days, isinstance(event, SessionPerformed)) for event in found]


@pytest.mark.parametrize("at_days", [3.5, 14.0, 28.0, 30.9])
def test_a_fork_under_the_same_strategy_ends_like_the_parent(parent: Run, at_days: float) -> None:
    child = branch(parent, "two", at_days)
    assert child.body.size == pytest.approx(parent.body.size, rel=1e-9)
    assert child.body.slow == pytest.approx(parent.body.slow, rel=1e-9)


def test_a_fork_under_another_strategy_ends_elsewhere(parent: Run) -> None:
    assert abs(branch(parent, "three").body.size - parent.body.size).max() > 1e-3


def test_the_shared_past_is_byte_identical(parent: Run) -> None:
    child = branch(parent, "three")
    shared = origin_of(child.log).parent_events
    assert shared == sum(event.time_days < AT_DAYS for event in parent.log)
    for kept, lived in zip(child.log[1:shared], parent.log[1:shared], strict=True):
        assert to_json_line(encode(kept)) == to_json_line(encode(lived))
    assert child.log[shared].time_days == AT_DAYS


def test_the_child_names_its_parent_and_what_it_lives(parent: Run) -> None:
    first, second = origin_of(branch(parent, "three").log), origin_of(parent.log)
    assert (first.parent, first.strategy, first.athlete) == ("the parent", "three", 2)
    assert (first.parameters, first.seed, first.history_days) == (
        second.parameters,
        second.seed,
        second.history_days,
    )


def test_the_same_nights_meet_every_branch(parent: Run) -> None:
    nights = later(parent.log, NightSlept)
    assert len(nights) > 15
    assert later(branch(parent, "three").log, NightSlept) == nights
    assert later(branch(parent, "two").log, NightSlept) == nights


def test_the_same_attendance_meets_a_branch_with_the_same_calendar(parent: Run) -> None:
    lived = attendance(parent.log)
    assert {came for _, came in lived} == {True, False}
    assert attendance(branch(parent, "two").log) == lived


def test_a_replay_of_a_branch_is_bit_equal(parent: Run) -> None:
    child = branch(parent, "three")
    assert replay(child.log).body.digest() == child.body.digest()


def test_a_branch_of_a_branch_names_its_own_parent(parent: Run) -> None:
    child = branch(parent, "three")
    grandchild = branch(child, "two", 35.0)
    assert origin_of(grandchild.log).parent_events > origin_of(child.log).parent_events
    assert replay(grandchild.log).body.digest() == grandchild.body.digest()


def test_a_branch_may_end_later_than_its_parent(parent: Run) -> None:
    child = branch(parent, "two", end_days=63.0)
    assert (child.end_days, child.log[-1]) == (63.0, PhaseEnded(time_days=63.0))


@pytest.mark.parametrize("at_days", [-1.0, 0.0, 49.0, 60.0])
def test_moments_outside_of_the_life_are_refused(parent: Run, at_days: float) -> None:
    with pytest.raises(InputError, match=f"found week {(at_days - 14.0) / 7.0:g}"):
        branch(parent, "two", at_days)


def test_an_unknown_strategy_is_refused_with_those_that_exist(parent: Run) -> None:
    with pytest.raises(InputError, match="'four', expected one of: two, three, mixed"):
        branch(parent, "four")


@pytest.mark.parametrize(
    ("length_days", "expected"),
    [(5.0, [5.0]), (14.0, [14.0]), (20.0, [14.0, 6.0]), (35.0, [14.0, 21.0]), (50.0, [14.0, 36.0])],
)
def test_phases_are_cut_or_the_last_is_lengthened(length_days: float, expected: list[float]) -> None:
    phase = Phase(length_days=14.0, plan=NO_PLAN, habits=Habits())
    phases = (phase, attrs.evolve(phase, length_days=21.0))
    assert [one.length_days for one in fitted(phases, length_days)] == expected


def test_what_happened_at_the_moment_itself_belongs_to_the_branch_no_more(parent: Run) -> None:
    at_days = later(parent.log, SessionPerformed)[0].time_days
    first = origin_of(branch(parent, "three", at_days).log)
    assert first.parent_events == sum(event.time_days < at_days for event in parent.log)
    assert parent.log[first.parent_events].time_days == at_days


def test_a_branch_counts_its_weeks_as_its_parent_does(parent: Run) -> None:
    only = attrs.evolve(SCENARIO.strategies[1], history=(Phase(length_days=700.0, plan=NO_PLAN, habits=Habits()),))
    other = attrs.evolve(SCENARIO, strategies=(only,), baseline=only.name)
    child = fork(parent.log, at_days=AT_DAYS, scenario=other, strategy_name=only.name)
    assert child.trajectory().start_days == parent.trajectory().start_days == 14.0
    assert child.trajectory().weeks[-1] == 5.0


def imported() -> tuple[Event, ...]:
    """Two imports of two nights each, the second reaching back between those of the first."""
    counts = {"row_count": 2, "event_count": 2, "refused_count": 0}
    told = {"sha256": "", "format": "plain", "start_date": "2026-01-05", "settled": {}, "assumed": {}, "facts": {}}
    who = AthleteDescribed(
        time_days=0.0, sex="female", age_years=30.0, body_mass_kg=60.0, body_fat_fraction=0.25, stature_cm=165.0
    )
    nights = [NightSlept(time_days=day, hours=7.0) for day in (1.3, 5.3, 3.3, 9.3)]
    one, two = (ImportBegan(time_days=0.0, import_id=name, file=f"{name}.csv", **told, **counts) for name in ("a", "b"))
    return (StreamStarted(time_days=0.0, origin="imported"), who, one, *nights[:2], two, *nights[2:])


@pytest.mark.parametrize("at_days", [2.0, 4.0, 7.0])
def test_a_branch_of_an_imported_log_reads_back_and_replays(at_days: float) -> None:
    child = fork(imported(), at_days=at_days, scenario=SCENARIO, strategy_name="two", end_days=20.0)
    assert replay(child.log).body.digest() == child.body.digest()
    shared = origin_of(child.log).parent_events
    slept = [event.time_days for event in child.log[:shared] if isinstance(event, NightSlept)]
    assert slept == [day for day in (1.3, 3.3, 5.3) if day < at_days]
    assert child.log[shared].time_days == at_days
    assert {event.text for event in child.log if isinstance(event, NoteMade)} == {
        "imported from a.csv (a)",
        "imported from b.csv (b)",
    }


def test_a_strategy_that_sets_parameters_is_refused(parent: Run) -> None:
    other = attrs.evolve(SCENARIO.strategies[0], parameters={"practice_scale_sets": 0.5})
    scenario = attrs.evolve(SCENARIO, strategies=(other,), baseline=other.name)
    with pytest.raises(InputError, match="a branch keeps its person's parameters"):
        fork(parent.log, at_days=AT_DAYS, scenario=scenario, strategy_name=other.name)
