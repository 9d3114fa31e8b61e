from __future__ import annotations

import csv
import io
import json
import os
from typing import TYPE_CHECKING

import attrs
import pytest

from sim.comparison.comparison import DrawnParameters, RecordedPast
from sim.errors import CannotWriteError
from sim.files import refuse_unwritable, write_whole
from sim.report.files import manifest, write_tables
from sim.text import cell

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sim.comparison.comparison import Comparison


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-1-1", "@SUM(A1)", "\t=1+1", "\x00=1", "\u202e=1", "＝1"])  # noqa: RUF001
def test_a_formula_is_defused_whatever_stands_before_it(text: str) -> None:
    assert cell(text).startswith("'")


def test_an_ordinary_label_is_left_alone() -> None:
    assert cell("Two half leg days, 1+1") == "Two half leg days, 1+1"


def test_tables_have_a_row_for_every_strategy_and_outcome(two: Comparison, tmp_path: Path) -> None:
    summary, curves, _ = write_tables(two, tmp_path)
    rows = _rows(summary)
    assert len(rows) == len(two.summary())
    assert rows[0]["strategy"] == "s0"
    assert rows[0]["difference_median"] == ""
    assert len(_rows(curves)) == len(two.curves())


def test_numbers_keep_six_digits_and_never_stays_infinite(two: Comparison, tmp_path: Path) -> None:
    rows = _rows(write_tables(two, tmp_path)[0])
    expected = two.summary()[0].median
    assert float(rows[0]["median"]) == pytest.approx(expected, rel=1e-5)
    assert len(rows[0]["median"].replace(".", "")) <= 7
    assert any(row["median"] == "inf" for row in rows)
    assert not any("nan" in row.values() for row in rows)


def test_hostile_labels_reach_no_spreadsheet_as_formulas(hostile: Comparison, tmp_path: Path) -> None:
    text = write_tables(hostile, tmp_path)[0].read_text(encoding="utf-8")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    numbers = [cell for cell in cells if cell.startswith("-")]
    assert "'=1+1" in cells
    assert all(float(cell) < 0 for cell in numbers)
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)
    assert not any(ord(letter) < 0x20 and letter != "\n" for letter in text)


def test_the_manifest_is_sorted_and_says_where_numbers_come_from(two: Comparison, tmp_path: Path) -> None:
    text = write_tables(two, tmp_path, versions={"numpy": "2", "regain": "1"})[2].read_text(encoding="utf-8")
    found = json.loads(text)
    assert list(found) == sorted(found)
    assert found["seed"] == 1
    assert found["scenario_sha256"] == "ab" * 32
    assert found["versions"] == {"numpy": "2", "regain": "1"}


def test_versions_are_read_from_the_stream_where_none_are_given(two: Comparison, tmp_path: Path) -> None:
    found = json.loads(write_tables(two, tmp_path)[2].read_text(encoding="utf-8"))
    assert found["versions"] == {"regain": "0.1.0"}


def test_an_interrupted_write_leaves_the_older_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_whole(tmp_path / "summary.csv", b"older")

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, b"newer")
    assert path.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [path]


def test_a_refused_write_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(CannotWriteError) as told:
        write_whole(tmp_path / "taken" / "summary.csv", b"x")
    assert "\n" not in str(told.value)
    assert "summary.csv" in str(told.value)
    assert told.value.exit_status == 74


def test_a_full_disk_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotWriteError, match="No space left on device; free the disk"):
        write_whole(tmp_path / "summary.csv", b"x")
    assert not list(tmp_path.iterdir())


def test_names_of_files_never_come_from_labels(hostile: Comparison, tmp_path: Path) -> None:
    made: Callable[..., tuple[Path, ...]] = write_tables
    assert {path.parent for path in made(hostile, tmp_path)} == {tmp_path}


def test_a_folder_that_can_be_made_is_not_refused_and_not_made(tmp_path: Path) -> None:
    refuse_unwritable(tmp_path)
    refuse_unwritable(tmp_path / "new" / "one")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("below", ["", "one", "one/two"])
def test_a_file_where_a_folder_should_be_is_refused(tmp_path: Path, below: str) -> None:
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    with pytest.raises(CannotWriteError, match=r"taken is no folder; choose another with --out"):
        refuse_unwritable(tmp_path / "taken" / below)


def test_a_folder_that_may_not_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_given: False)
    with pytest.raises(CannotWriteError, match="may not be written"):
        refuse_unwritable(tmp_path / "new")


def test_the_manifest_of_a_forecast_names_the_log_that_it_read(two: Comparison) -> None:
    assert "past" not in manifest(two)
    told = manifest(attrs.evolve(two, past=RecordedPast("imported/me", "ab12")))
    assert told["past"] == {"stream": "imported/me", "head_hash": "ab12"}


def test_the_manifest_and_the_tables_say_that_parameters_were_drawn(
    two: Comparison, drawn_for: Callable[[Comparison], Comparison], tmp_path: Path
) -> None:
    drawn = drawn_for(two)
    told = manifest(drawn)
    assert (told["parameters"], told["parameter_draws"], told["posterior_sha256"]) == ("posterior", 20, "cd" * 32)
    assert not {"parameters", "parameter_draws", "posterior_sha256"} & set(manifest(two))
    own = manifest(attrs.evolve(drawn, drawn=DrawnParameters("own draws", 3)))
    assert own["parameters"] == "own draws"
    assert "posterior_sha256" not in own
    without, beside = (_rows(write_tables(one, tmp_path)[1]) for one in (two, drawn))
    assert {row["parameters_p10"] for row in without} == {""}
    assert all(float(row["parameters_p10"]) <= float(row["parameters_p90"]) for row in beside)
