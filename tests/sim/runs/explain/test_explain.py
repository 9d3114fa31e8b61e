from __future__ import annotations

from typing import Any

import pytest

from models import observables
from models.exercises import catalogue
from models.parameters import default_parameters
from sim.comparison.experiment import Run, run
from sim.errors import InputError
from sim.events import ImportBegan, ImportUndone, NightSlept
from sim.runs.explain import explain
from sim.runs.fork import fork
from sim.scenario.reader import read_scenario

BOTH = ("mechanisms", "events")


@pytest.mark.parametrize("by", BOTH)
def test_the_ends_are_those_that_were_lived(two: Run, three: Run, by: Any) -> None:
    found = explain(two.log, three.log, by=by)
    lived = [100.0 * float(observables.legs_size(one.body)[0]) for one in (two, three)]
    assert [found.first, found.second] == pytest.approx(lived, abs=1e-9)


def test_strength_is_that_of_a_rested_lifter(two: Run, three: Run) -> None:
    found = explain(two.log, three.log, outcome="back_squat")
    squat = catalogue()["back_squat"]
    assert found.first == pytest.approx(float(observables.rested_one_rm_kg(two.values, two.body, squat)[0]), abs=1e-9)
    assert (found.outcome.unit, found.outcome.words) == ("kg", "1RM of the back squat")


@pytest.mark.parametrize("by", BOTH)
def test_identical_runs_leave_nothing_to_explain(two: Run, by: Any) -> None:
    found = explain(two.log, two.log, by=by)
    assert (found.parts, found.dropped, found.difference) == ((), (), 0.0)
    assert found.shared_events == len(two.log)


@pytest.mark.parametrize("by", BOTH)
def test_runs_that_differ_in_nothing_felt_differ_by_nothing(hand: Any, by: Any) -> None:
    # The same nights told in another order of decimals would be another log; a note is another log, and no other life.
    from sim.events import NoteMade

    found = explain(hand.log(*hand.training()), hand.log(*hand.training(), NoteMade(time_days=2.0, text="hot")), by=by)
    assert found.difference == 0.0
    assert [part.points for part in found.parts] == pytest.approx([0.0] * len(found.parts), abs=1e-9)


def test_what_a_branch_shares_is_counted(two: Run, text: str) -> None:
    child = fork(two.log, at_days=7.0, scenario=read_scenario(text, "short"), strategy_name="three")
    found = explain(two.log, child.log)
    assert found.shared_events == sum(event.time_days < 7.0 for event in two.log)
    assert sum(part.points for part in found.parts) == pytest.approx(found.difference, abs=1e-9)


def test_other_people_are_refused(two: Run, text: str) -> None:
    with pytest.raises(InputError, match=r"same person under the same parameters.* found .* and \d+ more; fork one"):
        explain(two.log, run(read_scenario(text, "short"), "two", lane=2).log)


def test_other_parameters_are_refused_and_named(two: Run, text: str) -> None:
    other = default_parameters().replace({"tau_signal_days": 3.0})
    with pytest.raises(InputError, match=r"same parameters.*tau_signal_days .* and "):
        explain(two.log, run(read_scenario(text, "short"), "two", lane=1, parameters=other).log)


def test_another_body_is_refused_and_named(hand: Any) -> None:
    with pytest.raises(InputError, match=r"same person can be explained: found body_mass_kg 80\.0 and 75\.0"):
        explain(hand.log(), hand.log(mass_kg=75.0))


def test_another_length_is_refused(two: Run, text: str) -> None:
    longer = run(read_scenario(text.replace("horizon_weeks: 2", "horizon_weeks: 3"), "long"), "two", lane=1)
    with pytest.raises(InputError, match="found 14 and 21 days; make one as long"):
        explain(two.log, longer.log)


def test_a_stream_of_nothing_but_its_beginning_is_refused(hand: Any) -> None:
    with pytest.raises(InputError, match="must say who it is about, found no athlete_described"):
        explain(hand.log()[:1], hand.log())


@pytest.mark.parametrize(("name", "told"), [("legs_sise", "did you mean 'legs_size'"), ("back_squad", "'back_squat'")])
def test_an_outcome_that_is_none_is_refused(two: Run, three: Run, name: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        explain(two.log, three.log, outcome=name)


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
    assert (found.parts, found.difference) == ((), 0.0)


@pytest.mark.slow
def test_two_years_are_explained_within_ten_seconds(text: str) -> None:
    from time import process_time

    long = read_scenario(text.replace("horizon_weeks: 2", "horizon_weeks: 104"), "long")
    first, second = (run(long, name, lane=1).log for name in ("two", "three"))
    began = process_time()
    explain(first, second)
    assert process_time() - began < 10.0
