"""The pages of the documentation do what they say."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.cli import main
from sim.importers.names import parse_names
from sim.scenario.reader import read_scenario
from tests.pages import printed

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
SAMPLES = ROOT / "tests" / "sim" / "importers" / "samples"
ALTERNATIVES = ("extends: base_file.yaml", "used instead of the balance", "... or each meal's share")
"""Lines of the reference that stand beside what they would replace."""
QUICK = ("import", "undo-import")
"""What follows in the page fits and forecasts: it has tests of its own."""
FILES = {
    "strong.csv": "strong_ios_v5_kg.csv",
    "garmin_sleep.csv": "garmin_sleep_daily.csv",
}


def blocks(page: str, language: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def commands(page: str) -> Iterator[list[str]]:
    for block in blocks(page, "console"):
        for line in block.splitlines():
            words = shlex.split(line.partition(" #")[0])
            assert words[0] == "regain", line
            yield words[1:]


@pytest.mark.slow
def test_every_line_of_the_python_page_runs_and_prints_what_stands_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = printed((DOCS / "python.md").read_text(encoding="utf-8"), "docs/python.md")
    assert len(found) >= 10
    assert all(text for text, _ in found)
    for text, now in found:
        assert now == text, "run `make docs` where the numbers may change, and say so under Results changed"


def test_a_page_that_prints_something_else_is_seen() -> None:
    page = "```python\nprint(1 + 1)\n```\n\n```text\n3\n```\n"
    assert printed(page, "page") == [("3\n", "2\n")]


def test_the_reference_of_scenario_files_is_a_scenario() -> None:
    (reference,) = blocks("scenarios.md", "yaml")
    lines = [line for line in reference.splitlines() if not any(one in line for one in ALTERNATIVES)]
    scenario = read_scenario("\n".join(lines).replace("plan: two_days", "plan: library/two_leg_days"), "reference")
    assert [strategy.name for strategy in scenario.strategies] == ["single", "split", "cast"]


def test_the_names_of_the_page_on_importing_can_be_read() -> None:
    (names,) = blocks("importing.md", "toml")
    assert "hack_squat" in parse_names(names, "mine.toml").exercises.values()


def follow(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> int:
    """Follow the commands of the page on importing in one folder; what is the reader's own is put there."""
    monkeypatch.chdir(folder)
    for name, sample in FILES.items():
        shutil.copy(SAMPLES / sample, folder / name)
    known: dict[str, str] = {}
    count = 0
    for words in commands("importing.md"):
        if words[0] not in QUICK:
            continue
        status = main([known.get(word, word) for word in words])
        told = capsys.readouterr()
        assert status == 0, f"regain {shlex.join(words)}\n{told.err}"
        written = re.search(r"undo-import (\w+)", told.out + told.err)
        if written:
            known["3fa91c02"] = written[1]
        count += 1
    return count


def test_the_commands_of_the_page_on_importing_work_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert follow(tmp_path, monkeypatch, capsys) >= 4
