"""A file, a column or an answer of any name is taken or refused in one clear line."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.cli.support import write_rows
from sim.errors import RegainError
from tests import hostile
from tests.hostile import HOSTILE, scenario
from tests.sim.cli.conftest import Done

ONE_SET = "date,session,exercise,load_kg,reps\n2026-03-02,legs,back squat,60,5\n"


def fails_clearly(done: Done, lines: int = 1) -> bool:
    """Tell whether a command refused its input, in as many lines at most."""
    return done.status == 2 and not done.out and 0 < len(done.err.strip().splitlines()) <= lines


def possible_file_names() -> list[str]:
    """Return the names that a file can have on this system."""
    return [
        one
        for one in HOSTILE.values()
        if not set("/\x00") & set(one) and one not in {".", ".."} and len(one.encode(errors="surrogatepass")) < 240
    ]


def named(folder: Path, name: str, content: str) -> Path | None:
    """Write a file of a hostile name, where the system takes it."""
    try:
        (folder / name).write_text(content, encoding="utf-8")
    except (OSError, UnicodeEncodeError):
        return None
    return folder / name


def test_a_file_of_any_name_is_imported_or_refused_in_one_line(regain: Callable[..., Done], tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    for place, name in enumerate(possible_file_names()):
        file = named(tmp_path / "files", name + ".csv", ONE_SET)
        if file is not None:
            done = regain("import", str(file), f"--athlete=a{place}", "--yes")
            assert done.status == 0 or fails_clearly(done), done
    listed = regain("runs", "--format", "csv").out
    assert len(listed.splitlines()) > 40
    assert not list(hostile.harms_of_csv(listed))
    assert {path.name for path in tmp_path.iterdir()} == {"files", "outputs"}


def test_a_scenario_file_of_any_name_is_read_or_refused_in_one_line(tmp_path: Path) -> None:
    from sim.scenario.reader import load_scenario

    taken, harms = [], []
    for name in ("legs", "my legs 2026", *possible_file_names()):
        file = named(tmp_path, name + ".yaml", scenario(["A"]))
        try:
            if file is not None:
                taken.append(load_scenario(file).name)
        except RegainError as error:
            harms += [*hostile.harms_of_terminal(str(error)), *str(error).splitlines()[1:]]
    assert not harms
    assert taken[:2] == ["legs", "my legs 2026"]
    for name in taken:
        assert not list(hostile.harms_of_path(tmp_path / "outputs" / name, tmp_path / "outputs"))


def test_a_load_table_of_any_name_leaves_its_files_in_a_folder_of_a_portable_name(tmp_path: Path) -> None:
    from sim.cli.fitload import folder_of

    for name in HOSTILE.values():
        folder = folder_of(tmp_path, Path(name.replace("/", "_") + ".csv"))
        assert folder.parent == tmp_path / "fit-load"
        assert not list(hostile.harms_of_path(folder, tmp_path))
    assert folder_of(tmp_path, Path("my season 2026.csv")) == tmp_path / "fit-load" / "my season 2026"


def test_columns_of_any_name_are_told_without_harm(regain: Callable[..., Done], tmp_path: Path) -> None:
    for one in HOSTILE.values():
        head = one.replace("\x00", "").encode(errors="replace").decode()
        with (tmp_path / "load.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["day", head, "performance"], ["1", head, head]])
        assert fails_clearly(regain("fit-load", "load.csv"))
        assert fails_clearly(regain("fit-load", "load.csv", f"--load={head}"), lines=4)


ASKED: tuple[Callable[[str], tuple[str, ...]], ...] = (
    lambda one: ("compare", one),
    lambda one: ("state", one),
    lambda one: ("state", "s/s0", f"--at={one}"),
    lambda one: ("replay", "s/s0", f"--set={one}"),
    lambda one: ("explain", "s/s0", "s/s1", f"--outcome={one}"),
)


def ask(regain: Callable[..., Done], folder: Path, every: int) -> None:
    """Ask for every name, each of the ways in its turn."""
    (folder / "s.yaml").write_text(scenario(["A", "B"]), encoding="utf-8")
    for strategy in ("s0", "s1"):
        assert regain("run", "s.yaml", "--strategy", strategy).status == 0
    for words in (("state", "s/s0", "--at=end"), ("explain", "s/s0", "s/s1", "--outcome=legs_size")):
        assert regain(*words).status == 0
    for number, one in enumerate(HOSTILE.values()):
        for words in ASKED[number % every :: every]:
            assert fails_clearly(regain(*words(one))), words(one)


def test_whatever_is_asked_for_is_refused_in_one_line(regain: Callable[..., Done], tmp_path: Path) -> None:
    ask(regain, tmp_path, every=3)


@pytest.mark.slow
def test_wherever_it_is_asked_for_it_is_refused_in_one_line(regain: Callable[..., Done], tmp_path: Path) -> None:
    ask(regain, tmp_path, every=1)


def test_an_athlete_of_any_name_is_taken_or_refused_in_one_line(regain: Callable[..., Done], tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(ONE_SET, encoding="utf-8")
    done = [regain("import", "x.csv", f"--athlete={one}") for one in HOSTILE.values()]
    assert {one.status for one in done} == {0, 2}
    assert all(one.status == 0 or fails_clearly(one) for one in done)


def test_no_study_has_a_hostile_name() -> None:
    from sim.studies import load_study

    for one in HOSTILE.values():
        with pytest.raises(RegainError) as caught:
            load_study(one)
        assert not list(hostile.harms_of_terminal(str(caught.value)))


def test_rows_on_standard_output_are_no_formulas(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"name": one, "points": -0.5, "few": "-3"} for one in HOSTILE.values()]
    write_rows(rows, "csv")
    assert not list(hostile.harms_of_csv(capsys.readouterr().out))
    write_rows(rows, "json")
    out = capsys.readouterr().out
    assert [row["points"] for row in json.loads(out)] == [-0.5] * len(rows)
    assert not list(hostile.harms_of_terminal(out))
