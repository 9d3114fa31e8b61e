"""Names of the apps, and what is proposed for those that nobody knows."""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest
from cyclopts import App

from sim.cli.imports import import_
from sim.errors import InputError
from sim.importers.names import key_of, load_names, shipped_names

LANGUAGES = {"en", "de", "fr", "es", "pt", "it", "ja", "ko", "zh"}


def table() -> list[dict[str, str]]:
    text = resources.files("sim.importers").joinpath("app_names.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def test_the_table_of_apps_holds_hundreds_of_names_in_nine_languages_and_says_where_they_come_from() -> None:
    rows = table()
    of_legs = {(row["app"], key_of(row["name"])) for row in rows if row["meaning"] != "noted"}
    others = {(row["app"], key_of(row["name"])) for row in rows if row["meaning"] == "noted"}
    assert len(of_legs) >= 600
    assert len(others) >= 600
    assert {row["language"] for row in rows} == LANGUAGES
    assert set(Counter(row["source"] for row in rows)) == {"read", "recalled"}


def test_every_name_of_the_table_is_known_as_the_table_says() -> None:
    names = shipped_names()
    for row in table():
        key = key_of(row["name"])
        if row["meaning"] == "noted":
            assert names.is_noted(row["name"]), row
        else:
            assert names.exercises[key] == row["meaning"], row


@pytest.mark.parametrize(
    ("name", "exercise"),
    [
        ("Seated Calf Raise (Plate Loaded)", "seated_calf_raise"),
        ("Stiff Leg Deadlift (Dumbbell)", "stiff_leg_deadlift"),
        ("Cadeira Extensora (Máquina)", "leg_extension"),
        ("Rumänisches Kreuzheben (Langhantel)", "romanian_deadlift"),
        ("Presse à Cuisses", "leg_press"),
        ("Sentadilla (Barra)", "back_squat"),
        ("Stacco Rumeno (Bilanciere)", "romanian_deadlift"),
        ("スクワット (バーベル)", "back_squat"),
        ("레그 프레스", "leg_press"),
        ("坐姿腿弯举", "seated_leg_curl"),
        ("barbell back squat", "back_squat"),
    ],
)
def test_leg_exercises_of_the_apps_are_known(name: str, exercise: str) -> None:
    assert shipped_names().exercises[key_of(name)] == exercise


@pytest.mark.parametrize(
    "name", ["Bench press Backup", "Mountain Biking", "Machine Something", "Route 6:30am", "Dumbbell"]
)
def test_nothing_is_proposed_without_a_movement_of_the_legs_in_the_name(name: str) -> None:
    assert shipped_names().suggestions(name) == ()


@pytest.mark.parametrize(("name", "first"), [("Paused squats with chains", "squat"), ("Reverse RDL combo", "deadlift")])
def test_a_shared_movement_proposes_an_exercise(name: str, first: str) -> None:
    assert shipped_names().suggestions(name)[0].endswith(first)


def test_what_is_proposed_can_be_pasted_and_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    app = App(result_action="return_value")
    app.command(import_)
    rows = ["Chained squat,100,5,", 'Bench "press" Backup,60,5,', "Evening Route,,,30"]
    text = "date,exercise,load_kg,reps,duration_min\n" + "".join(f"2026-03-02,{row}\n" for row in rows)
    Path("a.csv").write_text(text.replace('Bench "press" Backup', '"Bench ""press"" Backup"'))
    app(["import", "a.csv"], exit_on_error=False)
    told = capsys.readouterr().out
    block = told[told.index("[exercises]") :].split("\n\n")[0]
    proposed = tomllib.loads(block)
    assert list(proposed) == ["exercises", "activities"]
    assert list(proposed["exercises"]) == ["Chained squat"]
    assert '# "Evening Route" = "run"' in block
    Path("names.toml").write_bytes(b"\xef\xbb\xbf" + block.replace('# "Evening', '"Evening').encode())
    names = load_names(Path("names.toml"))
    assert names.exercises[key_of("Chained squat")] == proposed["exercises"]["Chained squat"]
    assert names.activities[key_of("Evening Route")] == "run"


def test_a_file_of_names_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(InputError, match="--names /dev/zero: cannot be read, expected a regular file, found a device"):
        load_names(Path("/dev/zero"))
