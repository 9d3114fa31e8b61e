"""A disk that fills up at any write: one clear line, status 74, and the same bytes once there is room again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import sim.comparison.experiment
from sim.cli.app import main
from sim.log.names import stream_name
from sim.log.opening import open_store
from sim.runs.record import record_run
from tests.durability.comparer import SCENARIO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.comparison.experiment import Run

PAGE_BYTES = 4096
DISK_PAGES = 4096
SHORT, LONG = "rep_ranges", "split_vs_single_leg_day"


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Mount a file system of a few megabytes, where that is allowed."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root may mount the small disk that is filled up")
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_PAGES * PAGE_BYTES}", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here to be filled up")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def leave_free(disk: Path, pages: int) -> Path:
    """Fill a disk but for some pages."""
    filler = disk / "filler"
    filler.unlink(missing_ok=True)
    space = os.statvfs(disk)
    with filler.open("wb") as file:
        for _ in range(space.f_bfree * space.f_frsize // PAGE_BYTES - pages):
            file.write(bytes(PAGE_BYTES))
    return filler


def empty(disk: Path) -> None:
    for path in disk.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


@cache
def life(shipped: str) -> Run:
    """Live the first strategy of a scenario, once for all tests."""
    from sim.scenario.reader import load_scenario

    question = load_scenario(shipped)
    return sim.comparison.experiment.run(question, question.strategies[0].name)


@pytest.mark.parametrize(
    ("shipped", "pages", "step"), [(SHORT, 100, 40), pytest.param(LONG, 200, 1, marks=pytest.mark.slow)]
)
def test_a_run_on_a_full_disk_is_told_in_one_line_and_finished_when_there_is_room(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    shipped: str,
    pages: int,
    step: int,
) -> None:
    lived = life(shipped)
    monkeypatch.setattr(sim.comparison.experiment, "run", lambda *_, **__: lived)
    name = stream_name(lived.log)
    with open_store(tmp_path / "reference.db") as store:
        record_run(store, lived)
        expected = store.head_hash(name)
    disk = tmp_path / "disk"
    disk.mkdir()
    failures = 0
    with small_disk(disk):
        for free in range(0, pages, step):
            filler = leave_free(disk, free)
            command = ["run", shipped, "--store", str(disk / "log.db"), "--quiet"]
            status = main(command)
            told = capsys.readouterr().err
            filler.unlink()
            if status:
                failures += 1
                assert status == 74, f"{free} pages: {told}"
                assert told.count("\n") == 1, told
                assert "the disk is full" in told
            assert main(command) == 0
            capsys.readouterr()
            with open_store(disk / "log.db", create=False) as store:
                assert store.head_hash(name) == expected
                assert store.verify(name).ok
            empty(disk)
    assert failures >= (pages - 10) // step, "the disk must have been too small at nearly every step"


def test_an_export_to_a_full_disk_is_told_in_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    from sim.errors import CannotWriteError
    from sim.log.json_lines import export_json_lines

    disk = tmp_path / "disk"
    disk.mkdir()
    with open_store(tmp_path / "log.db") as store, small_disk(disk):
        name = record_run(store, life(SHORT))
        filler = leave_free(disk, 3)
        with pytest.raises(CannotWriteError, match="No space left on device"):
            export_json_lines(store, name, disk / "log.jsonl")
        assert list(disk.iterdir()) == [filler]


@pytest.mark.slow
@pytest.mark.parametrize("free", [0, 12, 40, 160, 400])
def test_a_comparison_on_a_full_disk_is_told_in_one_line_and_finished_when_there_is_room(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], free: int
) -> None:
    (tmp_path / "killed.yaml").write_text(SCENARIO)
    disk, reference = tmp_path / "disk", tmp_path / "reference"
    disk.mkdir()

    def compare_into(folder: Path) -> int:
        places = ("--out", str(folder / "out"), "--store", str(folder / "log.db"))
        return main(["compare", str(tmp_path / "killed.yaml"), "--logs", "all", "--quiet", *places])

    assert compare_into(reference) == 0
    capsys.readouterr()
    with small_disk(disk):
        filler = leave_free(disk, free)
        assert compare_into(disk) == 74
        told = capsys.readouterr().err
        assert told.count("\n") == 1, told
        filler.unlink()
        assert compare_into(disk) == 0
        names = sorted(path.relative_to(reference) for path in (reference / "out").rglob("*") if path.is_file())
        assert names
        assert names == sorted(path.relative_to(disk) for path in (disk / "out").rglob("*") if path.is_file())
        for name in names:
            assert (disk / name).read_bytes() == (reference / name).read_bytes(), name
        with open_store(disk / "log.db") as store, open_store(reference / "log.db") as expected:
            heads = [[(one.stream, one.head_hash) for one in kept.streams()] for kept in (store, expected)]
            assert heads[0] == heads[1]
