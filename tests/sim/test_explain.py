from __future__ import annotations

import pytest

from models import observables
from models.parameters import default_parameters
from sim.errors import InputError
from sim.events import ImportBegan, ImportUndone, NightSlept, SessionPerformed
from sim.experiment import Run, run
from sim.explain import KIND_OF, Explanation, explain
from sim.forking import fork
from sim.project import fold, until
from sim.scenario import read_scenario

TEXT = """
schema: 1
title: Two weeks
horizon_weeks: 2
strategies:
  two: {label: Two, plan: library/two_leg_days}
  three: {label: Three, plan: library/three_leg_days, habits: {sleep: {hours: 5.5}, food: {protein_g_per_kg: 0.7}}}
"""
SCENARIO = read_scenario(TEXT, "short")


@pytest.fixture(scope="module")
def two() -> Run:
    return run(SCENARIO, "two", lane=1)


@pytest.fixture(scope="module")
def three() -> Run:
    return run(SCENARIO, "three", lane=1)


@pytest.fixture(scope="module")
def found(two: Run, three: Run) -> Explanation:
    return explain(two.log, three.log)


def legs_percent(one: Run) -> float:
    return 100.0 * float(observables.legs_size(one.body)[0])


def test_the_ends_are_those_that_were_lived(found: Explanation, two: Run, three: Run) -> None:
    assert found.first_percent == pytest.approx(legs_percent(two), abs=1e-9)
    assert found.second_percent == pytest.approx(legs_percent(three), abs=1e-9)


def test_the_parts_add_up_to_the_difference(found: Explanation) -> None:
    assert len(found.parts) >= 3
    assert abs(found.difference_points) > 0.01
    assert sum(part.points for part in found.parts) == pytest.approx(found.difference_points, abs=1e-9)


def test_the_largest_part_is_told_first(found: Explanation) -> None:
    sizes = [abs(part.points) for part in found.parts]
    assert sizes == sorted(sizes, reverse=True)


def test_explaining_the_other_way_round_turns_every_sign(found: Explanation, two: Run, three: Run) -> None:
    back = {part.kind: part.points for part in explain(three.log, two.log).parts}
    assert back == pytest.approx({part.kind: -part.points for part in found.parts}, abs=1e-9)


def test_one_differing_kind_has_the_whole_difference(two: Run) -> None:
    without = tuple(event for event in two.log if not isinstance(event, SessionPerformed))
    found = explain(two.log, without)
    assert [part.kind for part in found.parts] == ["training"]
    assert found.parts[0].points == pytest.approx(found.difference_points, abs=1e-9)


def test_identical_runs_leave_nothing_to_explain(two: Run) -> None:
    found = explain(two.log, two.log)
    assert (found.parts, found.dropped, found.difference_points) == ((), (), 0.0)
    assert found.shared_events == len(two.log)


def test_what_a_branch_shares_is_counted(two: Run) -> None:
    child = fork(two.log, at_days=7.0, scenario=SCENARIO, strategy_name="three")
    assert explain(two.log, child.log).shared_events == sum(event.time_days < 7.0 for event in two.log)


def test_dropping_a_session_matches_a_direct_fold(found: Explanation, two: Run) -> None:
    sessions = [event for event in two.log if isinstance(event, SessionPerformed)]
    dropped = {one.time_days: one.points for one in found.dropped if one.log == "first"}
    assert sorted(dropped) == [event.time_days for event in sessions]
    for session in sessions:
        rest = [event for event in two.log if event is not session]
        body = until(two.values, fold(two.values, rest), two.end_days)
        points = 100.0 * float(observables.legs_size(body)[0]) - legs_percent(two)
        assert dropped[session.time_days] == pytest.approx(points, abs=1e-9)
        assert abs(points) > 1e-4


def test_other_people_are_refused(two: Run) -> None:
    with pytest.raises(InputError, match="only runs"):
        explain(two.log, run(SCENARIO, "two", lane=2).log)


def test_other_parameters_are_refused(two: Run) -> None:
    other = default_parameters().replace({"tau_signal_days": 3.0})
    with pytest.raises(InputError, match="same parameters"):
        explain(two.log, run(SCENARIO, "two", lane=1, parameters=other).log)


def test_another_length_is_refused(two: Run) -> None:
    longer = run(read_scenario(TEXT.replace("horizon_weeks: 2", "horizon_weeks: 3"), "long"), "two", lane=1)
    with pytest.raises(InputError, match="found 14 and 21 days"):
        explain(two.log, longer.log)


def test_every_kind_that_moves_the_body_has_a_part() -> None:
    from sim.events import type_of_event

    markers = {"stream_started", "athlete_described", "phase_began", "phase_ended", "session_missed", "note_made"}
    assert set(type_of_event) - markers - {"import_began", "import_undone"} == set(KIND_OF)


def test_what_was_imported_and_undone_explains_nothing(two: Run) -> None:
    began = ImportBegan(
        time_days=14.0,
        import_id="a",
        file="nights.csv",
        sha256="",
        format="",
        start_date="2024-01-01",
        event_count=1,
        row_count=1,
        refused_count=0,
        settled={},
        assumed={},
        facts={},
    )
    undone = ImportUndone(time_days=14.0, import_id="a")
    found = explain(two.log, (*two.log, began, NightSlept(time_days=3.0, hours=2.0), undone))
    assert (found.parts, found.difference_points) == ((), 0.0)
