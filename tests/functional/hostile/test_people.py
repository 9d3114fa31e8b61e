"""A person, an exercise, a note and a log of any name are kept, fitted and told without harm, or refused."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from sim.errors import RegainError
from sim.events import NoteMade, StreamStarted
from sim.log.opening import open_store
from tests import hostile
from tests.hostile import HOSTILE, scenario
from tests.sim.cli.conftest import Done

SETS = "date,session,exercise,load_kg,reps,rpe\n" + "".join(
    f"2026-03-{day:02d} 18:00,Legs,{name},{load + day / 2},6,8\n"
    for day in (3, 6, 10, 13, 17, 20)
    for name, load in (("back squat", 100), ("leg press", 180))
)


def streams_of_one_person(regain: Callable[..., Done], folder: Path, names: list[str]) -> list[str]:
    """Record one person's log under every name that a store takes, and return these."""
    (folder / "sets.csv").write_text(SETS, encoding="utf-8")
    assert regain("import", "sets.csv", "--yes", "--body-mass-kg", "80").status == 0
    taken = []
    with open_store(str(folder / "outputs" / "regain.db")) as kept:
        log = kept.read("imported/me")
        for one in names:
            with suppress(RegainError):
                kept.append(one, log, expected_version=0)
                taken.append(one)
    return taken


def ask_of_a_person(regain: Callable[..., Done], folder: Path, tame: str, names: list[str], labels: list[str]) -> int:
    """Fit and forecast from a log of every name, two labels each time; return how many names were taken."""
    taken = streams_of_one_person(regain, folder, names)
    for place, one in enumerate(taken):
        pair = [labels[(2 * place + side) % len(labels)] for side in (0, 1)]
        (folder / "s.yaml").write_text(scenario(pair, title=pair[0], question=pair[1]), encoding="utf-8")
        # What begins like an option is one: the user has to say that it is a name.
        name = ("--", one) if one.startswith("-") else (one,)
        form = ("text", "json", "csv")[place % 3]
        assert regain("fit", "--out", "fits", "--format", form, *name).status == 0, one
        assert not list(hostile.harms_of_files(folder / "fits")), one
        asked = ("forecast", "--scenario", "s.yaml", "--athletes", "1", "--at", "day:14", "--format", form)
        assert regain(*asked, *name).status == 0, one
    assert {path.name for path in folder.iterdir()} == {"s.yaml", "sets.csv", "outputs", "fits"}
    assert not list(hostile.harms_of_files(folder / "outputs", tame))
    return len(taken)


def test_a_person_of_any_name_is_fitted_and_forecast_without_harm(
    regain: Callable[..., Done], tmp_path: Path, tame: str
) -> None:
    labels = [HOSTILE["script"], HOSTILE["formula"]]
    assert ask_of_a_person(regain, tmp_path, tame, [HOSTILE["way up"]], labels) == 1


@pytest.mark.slow
def test_a_third_of_all_names_of_a_person_are_fitted_and_forecast_without_harm(
    regain: Callable[..., Done], words: list[str], tmp_path: Path, tame: str
) -> None:
    assert ask_of_a_person(regain, tmp_path, tame, list(HOSTILE.values())[::3], words) > 15


def write_sets(file: Path, names: list[tuple[str, str]]) -> None:
    """Write a table of a set for each session and exercise."""
    with file.open("w", encoding="utf-8", errors="replace", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["date", "session", "exercise", "load_kg", "reps", "reps_in_reserve"])
        for session, exercise in names:
            writer.writerow(["2026-03-02", session.replace("\x00", ""), exercise.replace("\x00", ""), "60", "5", "2"])


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_an_import_tells_of_names_without_harm(regain: Callable[..., Done], tmp_path: Path, form: str) -> None:
    write_sets(tmp_path / "a.csv", [(one, other) for one in HOSTILE.values() for other in (one, "back squat")])
    done = regain("import", "a.csv", "--unit", "kg", "--yes", "--format", form)
    assert done.status == 0, done.err
    if form != "text":
        assert not list((hostile.harms_of_json if form == "json" else hostile.harms_of_csv)(done.out))
    for words in (("log", "imported/me"), ("log", "imported/me", "--format", "jsonl"), ("runs",), ("tree",)):
        assert regain(*words).status == 0
    assert regain("runs", "--format", "csv").status == 0


def test_exercises_to_be_pasted_are_read_as_what_they_are(regain: Callable[..., Done], tmp_path: Path) -> None:
    write_sets(tmp_path / "a.csv", [("legs", one) for one in HOSTILE.values()])
    told = regain("import", "a.csv", "--unit", "kg").out
    pasted = told[told.index("[exercises]") :].partition("\n\n")[0]
    assert tomllib.loads(pasted)["exercises"] == {}
    completed = "\n".join(line.removeprefix("# ") for line in pasted.splitlines())
    assert len(tomllib.loads(completed)["exercises"]) > 60


def test_a_log_that_somebody_else_wrote_prints_anywhere(regain: Callable[..., Done], tmp_path: Path) -> None:
    words = [one for one in HOSTILE.values() if one not in hostile.BROKEN.values()]
    start = StreamStarted(time_days=0.0, origin="imported")
    notes = [NoteMade(time_days=1.0, text=one) for one in words]
    with open_store(str(tmp_path / "notes.db")) as kept:
        kept.append("theirs", [start, *notes], expected_version=0)
    told = regain("log", "theirs", "--store", "notes.db")
    assert told.status == 0
    assert len(told.out.splitlines()) == 1 + len(notes)
    lines = regain("log", "theirs", "--store", "notes.db", "--format", "jsonl").out.splitlines()
    assert [json.loads(line)["payload"]["text"] for line in lines[1:]] == words


def test_a_stream_of_any_name_is_refused_or_listed_without_harm(regain: Callable[..., Done], tmp_path: Path) -> None:
    refused = 0
    with open_store(str(tmp_path / "log.db")) as kept:
        for one in HOSTILE.values():
            try:
                kept.append(one, [StreamStarted(time_days=0.0, origin="imported")], expected_version=0)
            except RegainError as error:
                refused += 1
                assert not list(hostile.harms_of_terminal(str(error)))  # noqa: PT017 - most are not refused
    assert 0 < refused < len(HOSTILE)
    for command in ("runs", "tree", "verify"):
        regain(command, "--store", "log.db")
    for command in ("runs", "tree"):
        assert not list(hostile.harms_of_csv(regain(command, "--store", "log.db", "--format", "csv").out))
