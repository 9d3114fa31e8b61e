"""``regain fit`` and ``regain forecast``: what they print, write and refuse."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sim.person
from sim.errors import InputError

QUESTION = """
schema: 1
title: On or off?
horizon_weeks: 2
history: [{weeks: 2, plan: library/two_leg_days}]
strategies:
  on: {label: On, plan: library/two_leg_days}
  off: {label: Off, plan: none}
compare: {athletes: 4}
"""
LOG = "date,session,exercise,load_kg,reps,rpe\n" + "".join(
    f"2026-03-{day:02d} 18:00,Legs,{name},{load + day / 2},{reps},8\n"
    for day in (3, 6, 10, 13, 17, 20)
    for name, load, reps in (("back squat", 100, 6), ("leg press", 180, 10))
)


@pytest.fixture
def imported(regain: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    (tmp_path / "me.csv").write_text(LOG, encoding="utf-8")
    (tmp_path / "on_or_off.yaml").write_text(QUESTION, encoding="utf-8")
    assert regain("import", "me.csv", "--yes", "--body-mass-kg", "80").status == 0
    return regain


def test_fit_tells_estimates_sets_and_assumptions(imported: Callable[..., Any], files: Callable[[], set[str]]) -> None:
    before = files()
    done = imported("fit", "imported/me")
    assert done.status == 0
    assert "Responder" in done.out
    assert "Of 12 sets 12 are used" in done.out
    assert "sleep: 7.5 h on 19 of 19 days" in done.out
    assert "training before the log: none" in done.out
    assert "not identified" in done.out
    assert files() == before


def test_fit_writes_a_record_and_a_picture_where_asked(imported: Callable[..., Any]) -> None:
    done = imported("fit", "imported/me", "--scenario", "on_or_off.yaml", "--out", "pictures", "--quiet")
    assert (done.status, done.err) == (0, "")
    assert {path.name for path in Path("pictures").iterdir()} == {"fit.json", "fit.svg", "fit.png"}
    found = json.loads(Path("pictures/fit.json").read_text(encoding="utf-8"))
    assert {row["item"] for row in found["findings"]} == {"estimate", "used_sets", "residual", "assumed", "verdict"}
    assert found["curves"][0]["exercise"] in {"back_squat", "leg_press"}


def test_fit_as_csv_has_the_same_columns_in_every_row(imported: Callable[..., Any]) -> None:
    rows = list(csv.DictReader(io.StringIO(imported("fit", "me", "--format", "csv").out)))
    estimate = next(row for row in rows if row["name"] == "responder")
    assert float(estimate["p5"]) < float(estimate["value"]) < float(estimate["p95"])


def test_the_state_of_an_imported_log_is_told_at_its_end_and_before(imported: Callable[..., Any]) -> None:
    early, late = (imported("state", "me", "--at", at) for at in ("day:5", "end"))
    assert (early.status, late.status) == (0, 0), early.err
    assert early.out.splitlines()[1:] != late.out.splitlines()[1:]


@pytest.mark.slow
def test_forecast_answers_and_writes_everything(imported: Callable[..., Any]) -> None:
    done = imported("forecast", "imported/me", "--scenario", "on_or_off.yaml")
    assert done.status == 0
    assert "possible futures of one person" in done.out
    assert "Assumed of the past: training before the log: 2 weeks of library/two_leg_days" in done.out
    folder = Path("outputs/on_or_off-imported_me")
    assert {"report.html", "summary.csv", "forecast.svg", "fit.svg", "manifest.json"} <= {
        path.name for path in folder.iterdir()
    }
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["assumed"]
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "regain forecast imported/me --scenario on_or_off.yaml" in page
    assert imported("verify").status == 0
    assert imported("replay", "on_or_off/on/").status == 0


@pytest.mark.slow
def test_forecast_as_json_lists_lifts_and_assumptions(imported: Callable[..., Any]) -> None:
    words = ("forecast", "me", "--scenario", "on_or_off.yaml", "--format", "json", "--athletes", "2")
    once, again = (imported(*words).out for _ in range(2))
    rows = json.loads(once)
    assert {row["outcome_label"] for row in rows if row["outcome"] == "rested_one_rm_kg"} == {"back_squat", "leg_press"}
    assert "sleep" in {row["outcome_label"] for row in rows if row["outcome"] == "assumed"}
    assert once == again


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("fit", "nobody"), "there is no run 'nobody'"),
        (("forecast", "me", "--scenario", "on_or_off.yaml", "--at", "week:50"), "today must lie within the log"),
        (("forecast", "me", "--scenario", "on_or_off.yaml", "--at", "tomorrow"), "--at must be week:N"),
        (("forecast", "me", "--scenario", "missing.yaml"), "missing.yaml"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    imported: Callable[..., Any], words: tuple[str, ...], told: str
) -> None:
    done = imported(*words)
    assert done.status == 2
    assert told in done.err
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize("words", [("fit", "me"), ("forecast", "me", "--scenario", "on_or_off.yaml")])
def test_a_folder_that_cannot_be_made_is_told_before_anything_is_lived_or_recorded(
    imported: Callable[..., Any], files: Callable[[], set[str]], words: tuple[str, ...]
) -> None:
    Path("taken").write_text("mine", encoding="utf-8")
    before, runs = files(), imported("runs", "--format", "csv").out
    done = imported(*words, "--out", "taken")
    assert (done.status, done.out, len(done.err.splitlines())) == (74, "", 1)
    assert "taken is no folder" in done.err
    assert (files(), imported("runs", "--format", "csv").out) == (before, runs)


@pytest.mark.parametrize(("at", "days"), [("week:1", 28.0), ("start", 21.0), ("day:-7", 14.0)])
def test_a_forecast_of_a_simulated_run_counts_weeks_as_other_commands_do(
    regain: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, at: str, days: float
) -> None:
    def told(*_: object, at_days: float, **__: object) -> None:
        raise InputError(f"today is day {at_days}")

    monkeypatch.setattr(sim.person, "forecast", told)
    words = ("forecast", trained(regain), "--scenario", "short.yaml")
    assert f"today is day {days}" in regain(*words, "--at", at).err


def test_the_weeks_of_a_simulated_run_are_told_as_they_are_counted(regain: Callable[..., Any]) -> None:
    done = regain("forecast", trained(regain), "--scenario", "short.yaml", "--at", "week:5")
    assert done.status == 2
    assert "from week -2 to week 2.0, found week 5.0; week 0 is where its strategies begin" in done.err


def trained(regain: Callable[..., Any]) -> str:
    """Record two weeks of a strategy after three of history."""
    scenario = Path("short.yaml").read_text(encoding="utf-8").replace("weeks: 1,", "weeks: 3,")
    Path("trained.yaml").write_text(scenario, encoding="utf-8")
    assert regain("run", "trained.yaml", "--quiet").status == 0
    return "trained/two"


def test_today_is_counted_from_the_first_day_of_an_imported_log(imported: Callable[..., Any]) -> None:
    done = imported("forecast", "me", "--scenario", "on_or_off.yaml", "--at", "week:50")
    assert "from week 1 to week 2.7, found week 50.0; week 0 is where it begins" in done.err


@pytest.mark.slow
def test_runs_of_a_forecast_share_the_log_that_it_names(imported: Callable[..., Any]) -> None:
    assert imported("forecast", "me", "--scenario", "on_or_off.yaml").status == 0
    runs = {run["stream"]: run for run in csv.DictReader(io.StringIO(imported("runs", "--format", "csv").out))}
    told = json.loads(Path("outputs/on_or_off-imported_me/manifest.json").read_text(encoding="utf-8"))
    assert told["past"] == {"stream": "imported/me", "head_hash": runs["imported/me"]["head_hash"]}
    done = imported("compare", "on_or_off/on/", "on_or_off/off/", "--athletes", "4")
    assert done.status == 0, done.err
    (path,) = Path("outputs").glob("on_or_off-runs-*/manifest.json")
    shared_days = json.loads(path.read_text(encoding="utf-8"))["shared_past_days"]
    assert shared_days == told["shared_past_days"] > 14.0
