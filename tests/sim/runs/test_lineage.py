from __future__ import annotations

from collections.abc import Sequence

import attrs
import pytest

from sim.comparison.experiment import Run, run
from sim.errors import InputError
from sim.events import Event, PhaseEnded, StreamStarted
from sim.runs.fork import branch_at, fork
from sim.runs.futures import futures
from sim.runs.lineage import Life, life_of, shared_moment
from sim.scenario.reader import read_scenario
from sim.world.cohort import Cohort
from sim.world.engine import live, relive

TEXT = """
schema: 1
title: Lives that hold everything
horizon_weeks: 8
habits: {adherence: 0.8, illnesses_per_year: 12, sleep: {nap_hours: 0.5}}
history: [{weeks: 3, plan: blocks}, {weeks: 2, plan: none}]
plans:
  blocks:
    week:
      - {day: [mon, thu], at: "14:00", name: legs, session: [{exercise: back_squat, sets: 3-5, reps: 6-10, rir: 2}]}
      - {day: [mon, sat], at: "14:00", run: {style: easy, minutes: 30}}
      - {day: [thu], at: "14:00", recovery: {method: walking, minutes: 20}}
    progression: {kind: sets, every_weeks: 2, step: 1, limit: 8}
    deload: {every_weeks: 3}
    gradual_return: {after_days: 14}
    blocks: [{weeks: 2, reps: 10-12}, {weeks: 1.5, reps: 4-6}]
  other: {extends: blocks, progression: {kind: double}}
strategies:
  one: {label: One, plan: blocks}
  two: {label: Two, phases: [{weeks: 2, plan: blocks, illness: [{day: 11, severity: 0.7}]}, {plan: other}]}
  cast: {label: Cast, phases: [{weeks: 2.3, plan: none, unloading: cast}, {plan: other}]}
"""
SCENARIO = read_scenario(TEXT, "everything")
START_DAYS = 35.0


@pytest.fixture(scope="module")
def lived() -> dict[str, Run]:
    return {one.name: run(SCENARIO, one.name, lane=2) for one in SCENARIO.strategies}


def branch(log: Sequence[Event], strategy: str, at_days: float, parent: str) -> Sequence[Event]:
    return fork(log, at_days=at_days, scenario=SCENARIO, strategy_name=strategy, parent=parent).log


def nobody(name: str) -> Sequence[Event]:
    raise AssertionError(name)


def again(life: Life, at_days: float) -> tuple[Event, ...]:
    """Live the rest of a run from a moment on, under the chance that it met."""
    here = branch_at(life.log, at_days)
    cohort = Cohort(here.person, here.parameters, here.parameters.values_of())
    past = relive(cohort, here.shared, at_days)
    return (life.log[0], *live(cohort, past, life.rest(at_days)).logs[0])


def facts(log: Sequence[Event]) -> list[Event]:
    """Leave out the marker of a phase's end: what happened at the branching itself belongs to the branch no more."""
    return [event for event in log if not isinstance(event, PhaseEnded)]


@pytest.mark.parametrize("name", ["one", "two", "cast"])
@pytest.mark.parametrize("at_days", [2.0, 10.4, 21.0, 35.0, 36.584, 44.1, 49.0, 51.1, 60.25, 88.9])
def test_a_run_relived_from_its_middle_under_its_own_chance_is_the_run(
    lived: dict[str, Run], name: str, at_days: float
) -> None:
    assert facts(again(life_of(name, lived[name].log, nobody), at_days)) == facts(lived[name].log)


def test_a_chain_of_forks_relived_from_its_middle_is_the_chain(lived: dict[str, Run]) -> None:
    logs = {"root": lived["one"].log}
    logs["child"] = branch(logs["root"], "two", 44.5, "root")
    logs["grandchild"] = branch(logs["child"], "cast", 60.2, "child")
    life = life_of("grandchild", logs["grandchild"], logs.__getitem__)
    for at_days in (20.0, 40.0, 44.5, 50.0, 58.6, 60.2, 70.0, 80.0):
        assert facts(again(life, at_days)) == facts(logs["grandchild"]), at_days
    assert life.label(40.0) == "One, then Two from week 0.643, then Cast from week 2.89"
    assert life.label(70.0) == "Cast"


def test_a_fork_from_before_its_parent_branched_goes_on_from_there(lived: dict[str, Run]) -> None:
    logs = {"root": lived["one"].log}
    logs["child"] = branch(logs["root"], "two", 60.0, "root")
    logs["early"] = branch(logs["child"], "cast", 40.0, "child")
    life = life_of("early", logs["early"], logs.__getitem__)
    assert life.label(START_DAYS) == "One, then Cast from week 0.714"
    assert facts(again(life, 37.0)) == facts(logs["early"])


def test_sisters_part_where_they_are_first_prescribed_something_else(lived: dict[str, Run]) -> None:
    lives = {name: life_of(name, one.log, nobody) for name, one in lived.items()}
    assert shared_moment([lives["one"], lives["cast"]]) == START_DAYS
    assert shared_moment([lives["one"], lives["cast"], lives["two"]]) == START_DAYS


def test_runs_that_are_prescribed_the_same_for_a_while_part_after_it(lived: dict[str, Run]) -> None:
    text = TEXT.replace(
        "  cast: {", "  alike: {label: Alike, phases: [{weeks: 2, plan: blocks}, {plan: none}]}\n  cast: {"
    )
    other = run(read_scenario(text, "everything"), "alike", lane=2)
    lives = [life_of("one", lived["one"].log, nobody), life_of("alike", other.log, nobody)]
    assert shared_moment(lives) == START_DAYS + 14.0


def test_a_run_and_its_fork_part_where_it_branched(lived: dict[str, Run]) -> None:
    logs = {"root": lived["one"].log}
    logs["same"] = branch(logs["root"], "one", 44.5, "root")
    logs["later"] = branch(logs["root"], "cast", 60.0, "root")
    lives = [life_of(name, log, logs.__getitem__) for name, log in logs.items()]
    assert shared_moment(lives[:2]) == 44.5
    assert shared_moment([lives[0], lives[2]]) == 60.0
    assert shared_moment(lives) == 44.5


def test_other_people_share_no_past(lived: dict[str, Run]) -> None:
    other = run(SCENARIO, "two", lane=3)
    with pytest.raises(InputError, match="one and two share no past: athlete 2 of seed 1 is somebody else"):
        shared_moment([life_of("one", lived["one"].log, nobody), life_of("two", other.log, nobody)])


def test_other_parameters_share_no_past_and_are_named(lived: dict[str, Run]) -> None:
    log = lived["two"].log
    first = log[0]
    assert isinstance(first, StreamStarted)
    changed = attrs.evolve(first, parameters={**first.parameters, "tau_signal_days": 2.0})
    with pytest.raises(InputError, match=r"other parameters \(tau_signal_days .+ and 2\.0\); compare a run with"):
        shared_moment([life_of("one", lived["one"].log, nobody), life_of("two", (changed, *log[1:]), nobody)])


def test_other_histories_share_no_past(lived: dict[str, Run]) -> None:
    other = run(read_scenario(TEXT.replace("{weeks: 3, plan: blocks}", "{weeks: 3, plan: other}"), "x"), "one", lane=2)
    with pytest.raises(InputError, match="different lives from the first day on"):
        shared_moment([life_of("one", lived["one"].log, nobody), life_of("other", other.log, nobody)])


def test_events_that_differ_before_the_parting_are_told_with_their_week(lived: dict[str, Run]) -> None:
    log = list(lived["cast"].log)
    place = next(place for place, event in enumerate(log) if event.time_days > 7.0 and hasattr(event, "hours"))
    log[place] = attrs.evolve(log[place], hours=1.0)
    with pytest.raises(InputError, match=r"their events differ from week -(4\.0|3\.9) on"):
        shared_moment([life_of("one", lived["one"].log, nobody), life_of("cast", log, nobody)])


def test_what_was_recorded_and_not_prescribed_has_no_other_futures(lived: dict[str, Run]) -> None:
    log = lived["one"].log
    first = attrs.evolve(log[0], origin="imported", scenario_text="", strategy="")
    life = life_of("me", (first, *log[1:]), nobody)
    assert life.before(40.0) == ()
    with pytest.raises(InputError, match="me: what followed week 1 was recorded and not prescribed"):
        life.rest(42.0)


def following(lived: dict[str, Run], parent: str = "") -> Sequence[Sequence[Event]]:
    """Return the logs of an undisturbed course of each strategy from the middle of a life."""
    made = futures(lived["one"].log, at_days=60.0, scenario=SCENARIO, lanes=1, seed=3, parent=parent)
    return [arm.reference_log for arm in made.arms]


def imported(log: Sequence[Event]) -> Sequence[Event]:
    assert isinstance(log[0], StreamStarted)
    return (attrs.evolve(log[0], origin="imported"), *log[1:])


def test_forecasts_from_one_imported_log_share_it_and_part_where_it_ends(lived: dict[str, Run]) -> None:
    lives = [life_of(str(place), imported(log), nobody) for place, log in enumerate(following(lived))]
    assert shared_moment(lives) == 60.0
    assert [life.label(60.0) for life in lives] == ["One", "Two", "Cast"]
    for life, strategy in zip(lives, SCENARIO.strategies, strict=True):
        assert [phase.plan for phase in life.rest(60.0)] == [phase.plan for phase in strategy.phases]
        assert life.before(60.0) == ()
        with pytest.raises(InputError, match="was recorded and not prescribed"):
            life.rest(59.0)


def test_a_forecast_from_a_lived_run_tells_it_and_was_prescribed_what_that_was(lived: dict[str, Run]) -> None:
    one, two, _ = following(lived, "root")
    first = one[0]
    assert isinstance(first, StreamStarted)
    assert first.parent == "root"
    assert one[1 : first.parent_events] == two[1 : first.parent_events] != ()
    assert facts(one[1 : first.parent_events]) == facts(
        [event for event in lived["one"].log[1:] if event.time_days < 60.0]
    )
    logs = {"root": lived["one"].log}
    lives = [life_of(str(place), log, logs.__getitem__) for place, log in enumerate((one, two))]
    assert shared_moment(lives) == 60.0
    assert lives[1].before(60.0) == life_of("root", logs["root"], nobody).before(60.0)
