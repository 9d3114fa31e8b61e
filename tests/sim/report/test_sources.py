from __future__ import annotations

from models.exercises import catalogue
from models.parameters import default_parameters
from models.references import references
from sim.plan import Scenario
from sim.report.sources import parameter_rows, report_sources, sources_of
from sim.scenario.reader import load_scenario, read_scenario


def short(plan: str) -> Scenario:
    text = f"""
schema: 1
title: Short
horizon_weeks: 2
plans: {{p: {{week: [{plan}]}}}}
strategies: {{only: {{plan: p}}}}
"""
    return read_scenario(text, "short")


def test_every_parameter_is_a_row_of_text() -> None:
    rows = parameter_rows(default_parameters())
    assert [row["name"] for row in rows] == list(default_parameters().names)
    assert all(isinstance(value, str) for row in rows for value in row.values())
    assert all(row["unit"] and row["bounds"] and row["prior"] and row["status"] and row["meaning"] for row in rows)
    assert all(row["source"] or row["status"] == "assumed" for row in rows)


def test_a_row_tells_the_number_as_it_is() -> None:
    row = next(row for row in parameter_rows(default_parameters()) if row["name"] == "protein_breakpoint_g_per_kg")
    assert float(row["value"]) == default_parameters()["protein_breakpoint_g_per_kg"].value


def test_the_sources_of_a_scenario_are_those_of_what_it_uses() -> None:
    squat = catalogue()["back_squat"].source
    with_squat = short('{day: tue, at: "18:00", session: [{exercise: back_squat, sets: 1, reps: 5, rir: 2}]}')
    parameters = {key for one in default_parameters().values() for key in one.sources}
    keys = {one.key for one in sources_of(with_squat)}
    assert parameters & set(references()) <= keys
    assert (squat in keys) == (squat in references())


def test_runs_and_recovery_methods_bring_their_sources() -> None:
    from models.activities import recovery_method, run_style

    found = short('{day: tue, at: "18:00", run: {style: hard, minutes: 10}}')
    assert run_style("hard").source in {one.key for one in sources_of(found)}
    found = short('{day: tue, at: "18:00", recovery: {method: cold_immersion, minutes: 10}}')
    source = recovery_method("cold_immersion").source
    assert (source in {one.key for one in sources_of(found)}) == (source in references())


def test_each_source_is_told_once_in_order() -> None:
    keys = [one.key for one in sources_of(load_scenario("running_after_leg_day"))]
    assert keys == sorted(set(keys))


def test_a_report_lists_parameters_and_then_the_catalogue() -> None:
    rows = report_sources(load_scenario("split_vs_single_leg_day"))
    count = len(default_parameters())
    assert [row[0] for row in rows[:count]] == list(default_parameters().names)
    assert {row[3] for row in rows[count:]} == {"catalogue"}
    assert all(row[4] for row in rows[count:])
