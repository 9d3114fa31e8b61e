"""The command and its picture."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sim.cli.fitload import fit_load as command
from sim.cli.fitload import parse_bounds
from sim.comparison.experiment import run as live
from sim.errors import InputError
from sim.fitload import LoadFit, LoadTable, fit_load
from sim.fitload.observe import volume_kg
from sim.log.opening import open_store
from sim.report.pictures.fitload import draw_fit, interval_in_words
from sim.runs.record import record_run
from sim.scenario.reader import load_scenario

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def table_file(tmp_path: Path, season: Callable[..., LoadTable]) -> Path:
    """Return a file with a season."""
    table = season(noise=2.0)
    measured = dict(zip(table.tests.tolist(), table.performance.tolist(), strict=True))
    lines = [f"{day},{load!r},{measured.get(day, '')}" for day, load in enumerate(table.load.tolist())]
    path = tmp_path / "my season.csv"
    path.write_text("\n".join(["day,tss,performance", *lines]), encoding="utf-8-sig")
    return path


def test_text_tells_parameters_baselines_and_the_verdict(
    table_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(table_file, load="tss", shuffles=9, out=tmp_path) == 0
    told = capsys.readouterr()
    for words in ("Fatigue time constant", "95 % interval", "Straight line over days", "t_n", "[morton_1990, read]"):
        assert words in told.out
    assert "fit_banister.svg" in told.err
    folder = tmp_path / "fit-load" / "my season"
    assert {path.name for path in folder.iterdir()} == {"fit_banister.svg", "fit_banister.png", "daily_banister.csv"}
    with (folder / "daily_banister.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 150
    assert {"day", "load", "performance", "predicted", "fitness_part", "fatigue_part", "balance"} <= set(rows[0])


@pytest.mark.parametrize("form", ["json", "csv"])
def test_json_and_csv_hold_the_same_rows(
    table_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    command(table_file, load="tss", model="fitness_only", shuffles=9, out=tmp_path, format=form, quiet=True)
    told = capsys.readouterr()
    rows = json.loads(told.out) if form == "json" else list(csv.DictReader(io.StringIO(told.out)))
    items = [row["item"] for row in rows]
    assert items[:3] == ["estimate"] * 3
    assert {
        "sse",
        "aicc",
        "leave_one_out_rmse",
        "blocked_rmse",
        "shuffled_as_good_fraction",
        "verdict",
        "source",
    } <= set(items)
    assert float(rows[0]["value"]) > 0.0
    assert told.err == ""


def test_bounds_are_written_as_a_range_or_a_value() -> None:
    assert parse_bounds(("fitness_days=10:80", "fatigue_days=7")) == {
        "fitness_days": (10.0, 80.0),
        "fatigue_days": (7.0, 7.0),
    }


@pytest.mark.parametrize("setting", ["fitness_days", "fitness_days=", "fitness_days=a:b", "fitness_days=1:2:3"])
def test_bounds_of_another_form_are_refused(setting: str) -> None:
    with pytest.raises(InputError, match="--bounds must be NAME=LOW:HIGH or NAME=VALUE, found"):
        parse_bounds((setting,))


@pytest.mark.parametrize(
    ("model", "how"),
    [
        ("fitness_only", {"noise": 2.0}),
        ("banister", {"noise": 2.0, "shuffles": 9}),
        ("hill", {"noise": 60.0, "every": 8}),
    ],
)
def test_the_picture_shows_tests_loads_and_a_profile_of_every_constant(
    fitted: Callable[..., LoadFit], model: str, how: dict[str, Any]
) -> None:
    fit = fitted(model, **how)
    picture = draw_fit(fit)
    assert len(picture.figure.axes) == 2 + len(fit.constants)
    assert picture.svg.startswith("<?xml")
    assert len(picture.rows) == len(fit.estimates)
    assert fit.headline in picture.title


def test_a_picture_is_drawn_where_every_constant_is_fixed(season: Callable[..., LoadTable]) -> None:
    fit = fit_load(season("fitness_only", noise=2.0), "fitness_only", bounds={"fitness_days": (40.0, 40.0)}, shuffles=0)
    picture = draw_fit(fit)
    assert len(picture.figure.axes) == 2
    assert picture.rows[0] == ("Fitness time constant", "40", "fixed", "d")


def test_open_ends_of_intervals_are_put_into_words() -> None:
    assert [interval_in_words(*ends) for ends in ((1.0, 2.0), (None, 2.0), (1.0, None), (None, None), (2.0, 2.0))] == [
        "1 to 2",
        "at most 2",
        "at least 1",
        "not identified",
        "fixed",
    ]


def test_loads_are_taken_from_a_recorded_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store, tests = str(tmp_path / "log.db"), tmp_path / "tests.csv"
    life = live(load_scenario("sample_leg_workout"), "three_times")
    with open_store(store) as kept:
        record_run(kept, life)
    tests.write_text("day,performance\n" + "".join(f"{day},{100 + day}\n" for day in range(0, 50, 4)), encoding="utf-8")
    command(
        tests,
        run="sample_leg_workout",
        measure="volume_kg",
        store=store,
        model="fitness_only",
        shuffles=0,
        out=tmp_path,
    )
    assert "13 tests" in capsys.readouterr().out
    with (tmp_path / "fit-load" / "tests" / "daily_fitness_only.csv").open() as file:
        found = {int(row["day"]): float(row["load"]) for row in csv.DictReader(file)}
    lifted: dict[int, float] = {}
    for event in life.log:
        day = math.floor(event.time_days) - round(life.start_days)
        lifted[day] = lifted.get(day, 0.0) + volume_kg(event)
    assert {day: load for day, load in found.items() if load} == pytest.approx(
        {day: load for day, load in lifted.items() if load}
    )


def test_a_measure_without_a_run_is_refused(table_file: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--measure sets says what of a run counts as load; name the run with --run"):
        command(table_file, load="tss", measure="sets", out=tmp_path)


def test_the_example_of_the_guide_runs_as_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    guide = (Path(__file__).parents[3] / "docs" / "importing.md").read_text(encoding="utf-8")
    example = guide.partition("## Load and performance")[2].partition("```python\n")[2].partition("```")[0]
    exec(compile(example, "docs/importing.md", "exec"), {})  # noqa: S102 - our own example
    assert float(capsys.readouterr().out.split()[-1]) > 100.0
