from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
import pytest

from models import EDITION, FIRST_EDITION
from models.parameters import default_parameters
from sim.comparison.experiment import Run, run
from sim.errors import InputError
from sim.events import Event, NightSlept, SessionPerformed, StreamStarted
from sim.fold import fold, until
from sim.log.origin import origin_of
from sim.runs.replay import edition_of, replay, state_at
from sim.scenario.reader import read_scenario

TEXT = """
schema: 1
title: A short life
horizon_weeks: 4
history: [{weeks: 3, plan: library/two_leg_days}]
strategies: {only: {plan: library/two_leg_days}}
"""


@pytest.fixture(scope="module")
def lived() -> Run:
    return run(read_scenario(TEXT, "short"), "only", lane=2)


def test_a_replay_is_bit_equal_to_the_life(lived: Run) -> None:
    assert replay(lived.log).body.digest() == lived.body.digest()


def test_a_replay_may_begin_from_an_iterable_of_any_kind(lived: Run) -> None:
    as_list: Sequence[Event] = list(lived.log)
    assert replay(as_list).body.digest() == lived.body.digest()


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("tau_signal_days", 3.0, "signal"),
        ("tau_size_days", 60.0, "size"),
        ("fatigue_per_set", 0.05, "fatigue"),
        ("sleep_need_hours", 9.0, "sleep_debt_hours"),
    ],
)
def test_other_parameters_make_another_body_of_the_same_events(lived: Run, name: str, value: float, field: str) -> None:
    before = tuple(lived.log)
    changed = replay(lived.log, {name: value})
    assert changed.parameters[name].value == value
    assert not np.array_equal(getattr(changed.body, field), getattr(lived.body, field))
    assert changed.log is lived.log
    assert tuple(lived.log) == before


def test_a_change_leaves_what_it_does_not_touch(lived: Run) -> None:
    changed = replay(lived.log, {"tau_size_days": 60.0})
    for field in ("signal", "fatigue", "sleep_debt_hours", "damage"):
        same = np.asarray(getattr(changed.body, field)), np.asarray(getattr(lived.body, field))
        assert np.array_equal(*same), field


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tau_signal": 2.0}, "unknown parameter 'tau_signal'; did you mean 'tau_signal_days'"),
        ({"tau_signal_days": -1.0}, "tau_signal_days must be between .* found -1"),
        ({"tau_signal_days": float("inf")}, "tau_signal_days must be between .* found inf"),
    ],
)
def test_a_change_that_cannot_be_is_refused(lived: Run, changes: dict[str, float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        replay(lived.log, changes)


@pytest.mark.parametrize("log", [(), (NightSlept(time_days=0.3, hours=8.0),)])
def test_a_stream_must_say_where_it_comes_from(log: tuple[Event, ...]) -> None:
    with pytest.raises(InputError, match=r"must begin with stream_started, found (no event|night_slept)"):
        origin_of(log)


def test_a_recorded_parameter_that_is_known_no_more_is_told(lived: Run) -> None:
    origin = lived.log[0]
    assert isinstance(origin, StreamStarted)
    other = attrs.evolve(origin, parameters={**origin.parameters, "tau_forgotten_days": 1.0})
    with pytest.raises(InputError, match="tau_forgotten_days"):
        replay((other, *lived.log[1:]))


def test_a_parameter_younger_than_the_log_takes_its_default(lived: Run) -> None:
    recorded = dict(lived.log[0].parameters)  # type: ignore[attr-defined]
    del recorded["warm_up_min"]
    again = replay((attrs.evolve(lived.log[0], parameters=recorded), *lived.log[1:]))
    assert again.parameters["warm_up_min"] == default_parameters()["warm_up_min"]
    assert again.body.digest() == lived.body.digest()


def test_the_state_at_the_end_is_the_state_lived(lived: Run) -> None:
    assert state_at(lived.log, lived.end_days).body.digest() == lived.body.digest()


@pytest.mark.parametrize("day", [0.0, 0.001, 7.0, 21.0, 33.3, 48.9999])
def test_the_state_at_a_moment_is_the_fold_of_what_was_before(lived: Run, day: float) -> None:
    before = [event for event in lived.log if event.time_days <= day]
    again = until(lived.values, fold(lived.values, before), day)
    assert state_at(lived.log, day).body.digest() == again.digest()


def test_the_events_of_a_moment_belong_to_it(lived: Run) -> None:
    session = next(event for event in lived.log if isinstance(event, SessionPerformed))
    just_before = state_at(lived.log, np.nextafter(session.time_days, 0.0)).body
    assert (state_at(lived.log, session.time_days).body.signal > just_before.signal).any()


@pytest.mark.parametrize("day", [-0.1, 49.1, float("nan")])
def test_there_is_no_state_outside_a_life(lived: Run, day: float) -> None:
    with pytest.raises(InputError, match="the run spans week -3 to week 4"):
        state_at(lived.log, day)


def test_a_replayed_trajectory_is_the_one_of_the_run(lived: Run) -> None:
    one, other = lived.trajectory(), replay(lived.log).trajectory()
    assert np.array_equal(one.times_days, other.times_days)
    assert all(np.array_equal(values, other.per_muscle[name]) for name, values in one.per_muscle.items())
    assert all(np.array_equal(values, other.whole[name]) for name, values in one.whole.items())


def written_by_the_first_edition(log: Sequence[Event]) -> list[Event]:
    """Return a log as the first edition wrote it: with parameters that are gone, and without its name."""
    origin = origin_of(log)
    parameters = {name: value for name, value in origin.parameters.items() if name != "tau_consolidation_days"}
    parameters |= {"kept_by_nuclei_fraction": 0.26, "growth_per_set_day": 0.027, "responder": 1.3}
    versions = {name: value for name, value in origin.versions.items() if name != "edition"}
    return [attrs.evolve(origin, parameters=parameters, versions=versions), *log[1:]]


def test_a_log_names_the_edition_that_wrote_it(lived: Run) -> None:
    assert edition_of(origin_of(lived.log)) == EDITION
    assert edition_of(origin_of(written_by_the_first_edition(lived.log))) == FIRST_EDITION


def test_a_log_of_the_first_edition_opens_and_keeps_only_what_tells_people_apart(lived: Run) -> None:
    again = replay(written_by_the_first_edition(lived.log))
    assert again.parameters["responder"].value == 1.3
    assert again.parameters["growth_per_set_day"].value == default_parameters()["growth_per_set_day"].value
    assert again.body.time_days == lived.body.time_days
    assert 1.0 < float(again.body.size[0, 0]) < 1.5


def test_what_this_edition_wrote_must_know_all_of_its_parameters(lived: Run) -> None:
    origin = origin_of(lived.log)
    strange = attrs.evolve(origin, parameters={**origin.parameters, "kept_by_nuclei_fraction": 0.26})
    with pytest.raises(InputError, match="kept_by_nuclei_fraction"):
        replay([strange, *lived.log[1:]])
