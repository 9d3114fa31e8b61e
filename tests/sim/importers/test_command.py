"""The commands: what they print, write and leave alone."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from cyclopts import App

from sim.cli.imports import import_, undo_import
from sim.errors import InputError
from sim.importers import effective
from sim.log.opening import open_store


@pytest.fixture
def regain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> App:
    monkeypatch.chdir(tmp_path)
    app = App(result_action="return_value")
    app.command(import_)
    app.command(undo_import)
    return app


def call(app: App, *tokens: object) -> int:
    return app([str(token) for token in tokens], exit_on_error=False)


def test_a_dry_run_tells_everything_and_makes_no_store(
    regain: App, samples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(regain, "import", samples / "hevy_kg_en.csv") == 0
    told = capsys.readouterr()
    assert "hevy, 6 rows: 6 new, 0 already in the log, 0 refused" in told.out
    assert "1 session performed, 1 note made, 1 run completed" in told.out
    assert "sleep: no night is recorded" in told.out
    assert "add --yes to import" in told.err
    assert not Path("outputs").exists()


def test_yes_writes_and_undo_takes_back(regain: App, samples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call(regain, "import", samples / "hevy_kg_en.csv", "--yes", "--athlete", "ada")
    import_id = capsys.readouterr().err.split("Imported as ")[1].split()[0]
    call(regain, "import", samples / "hevy_kg_en.csv", "--yes", "--athlete", "ada")
    told = capsys.readouterr()
    assert "0 new, 6 already in the log" in told.out
    assert "nothing new" in told.err
    assert call(regain, "undo-import", import_id, "--athlete", "ada") == 0
    assert f"Undone: import {import_id} of hevy_kg_en.csv" in capsys.readouterr().err
    with open_store("outputs/regain.db", create=False) as store:
        assert [event.kind for event in effective(store.read("imported/ada"))] == [
            "stream_started",
            "athlete_described",
        ]


def test_options_settle_what_a_file_leaves_open(regain: App, samples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = samples / "strong_ios_v5_kg.csv"
    with pytest.raises(InputError, match="add --unit kg or --unit lb"):
        call(regain, "import", file, "--from", "strong")
    assert call(regain, "import", file, "--unit", "lb", "--distance", "mi") == 0
    assert "back_squat 45.359 kg x 5" in capsys.readouterr().out


def test_every_refused_row_is_listed_as_csv(regain: App, samples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call(regain, "import", samples / "fitbit_sleep_section.csv", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert rows == [{"row": "4", "reason": "1005 minutes of sleep do not fit in 465 from start to end"}]


def test_names_that_are_not_known_come_ready_to_be_pasted(
    regain: App, samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = samples / "wger_workoutlog_page.json"
    call(regain, "import", file)
    assert '[exercises]\n# "wger 1805" = ""  # 1 row' in capsys.readouterr().out
    names = tmp_path / "names.toml"
    names.write_text('[exercises]\n"wger 1805" = "back_squat"\n')
    call(regain, "import", file, "--names", names)
    assert "back_squat 100 kg x 5 (2 left)" in capsys.readouterr().out


@pytest.mark.parametrize("athlete", ["", "../etc", "a b", "a" * 61, "x\x1b[2J", "<b>"])
def test_a_hostile_name_of_an_athlete_is_refused(regain: App, samples: Path, athlete: str) -> None:
    with pytest.raises(InputError, match="--athlete must be a name"):
        call(regain, "import", samples / "oura_trends.csv", f"--athlete={athlete}")


def test_markup_in_names_is_printed_as_it_is(regain: App, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.csv"
    file.write_text("date,exercise,load_kg,reps,note\n2026-03-02,,,,[red]x[/red]\n2026-03-02,[b]\x1b[1mq,1,5,\n")
    call(regain, "import", file)
    told = capsys.readouterr().out
    assert "text [red]x[/red]" in told
    assert "\x1b" not in told


def test_a_file_of_which_every_row_is_refused_fails(regain: App, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"2026-03-0{day} 18:00,Legs,back squat,heavy,6,8\n" for day in (2, 5))
    Path("bad.csv").write_text(f"date,session,exercise,load_kg,reps,rpe\n{rows}", encoding="utf-8")
    assert call(regain, "import", "bad.csv", "--yes") == 1
    told = capsys.readouterr().err
    assert "All 2 rows were refused" in told
    assert "nothing new" not in told
    assert not Path("outputs").exists()
