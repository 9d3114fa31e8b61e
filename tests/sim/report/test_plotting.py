from __future__ import annotations

from pathlib import Path

import pytest
from matplotlib.figure import Figure

from sim.comparison.experiment import compare, run
from sim.errors import InputError, UnknownNameError
from sim.report.plotting import plot
from sim.results import Result
from sim.runs.replay import replay
from sim.scenario.reader import read_scenario

TEXT = """
schema: 1
title: Two short plans
horizon_weeks: 2
strategies:
  some: {plan: library/two_leg_days}
  none: {plan: none}
compare: {athletes: 3, seed: 8}
"""
SCENARIO = read_scenario(TEXT, "two")


def test_a_comparison_is_drawn_on_an_axis_of_ones_own() -> None:
    ax = Figure().subplots()
    assert plot(compare(SCENARIO), ax=ax, variable="size", muscle="calves") is ax
    assert len(ax.lines) == 2
    assert "calves" in ax.get_ylabel()
    assert "10–90 %" in ax.get_legend().get_title().get_text()


def test_a_run_and_its_replay_are_drawn_alike() -> None:
    lived, ax = run(SCENARIO, "some"), Figure().subplots()
    plot(lived, ax=ax)
    plot(replay(lived.log), ax=ax)
    first, second = (line.get_ydata() for line in ax.lines)
    assert (first == second).all()


def test_without_an_axis_there_is_a_figure_and_with_a_folder_there_are_files(tmp_path: Path) -> None:
    compared = compare(SCENARIO)
    assert isinstance(plot(compared), Figure)
    assert isinstance(plot(run(SCENARIO, "some")), Figure)
    paths = plot(compared, tmp_path)
    assert isinstance(paths, tuple)
    assert all(path.stat().st_size for path in paths)


def test_what_cannot_be_drawn_is_told() -> None:
    ax = Figure().subplots()
    with pytest.raises(UnknownNameError, match="did you mean 'legs_size'"):
        plot(run(SCENARIO, "some"), ax=ax, variable="leg_size")
    with pytest.raises(InputError, match="no picture of a Result"):
        plot(Result(), ax=ax)
