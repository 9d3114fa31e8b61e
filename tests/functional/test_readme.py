"""README as a stranger follows it: its commands in order, in one folder and one store."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sim.cli import main

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LOG = ROOT / "tests" / "sim" / "importers" / "samples" / "hevy_kg_en.csv"

LEFT_OUT = ("studies", "calibrate", "identify")
"""They take minutes, or hours, and have tests of their own."""
SLOW = ("explain", "forecast", "compare", "fit-load")

Follow = Callable[[str], None]


def blocks(language: str) -> list[str]:
    """Return the fenced blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def commands(block: str) -> Iterator[str]:
    """Yield the commands of Regain in a block, without their remarks."""
    for line in block.splitlines():
        command, _, _ = line.partition("#")
        program, _, words = command.strip().partition(" ")
        if program.endswith("regain") and words.split()[0] not in LEFT_OUT:
            yield words


@pytest.fixture
def follow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Follow:
    """Follow a command in a folder that fills: what README leaves open is filled by what came before."""
    monkeypatch.chdir(tmp_path)
    days = "".join(f"{day},{50 + day % 7},{100 + day if day % 5 == 0 else ''}\n" for day in range(60))
    Path("season.csv").write_text(f"day,load,performance\n{days}", encoding="utf-8")
    tests = "".join(f"{day},{100 + day / 10}\n" for day in range(5, 100, 5))
    Path("tests.csv").write_text(f"day,performance\n{tests}", encoding="utf-8")
    known = {"FILE": str(LOG), "FILE.csv": "season.csv", "TESTS.csv": "tests.csv", "NAME": "soreness_recovery"}

    def follow(words: str) -> None:
        status = main([known.get(word, word) for word in shlex.split(words)])
        told = capsys.readouterr()
        assert status == 0, f"regain {words}\n{told.err}"
        recorded = re.search(r"^Run: (\S+) in ", told.err, re.MULTILINE)
        if recorded:
            known["OTHER" if "RUN" in known else "RUN"] = recorded[1]

    return follow


def test_there_are_commands_to_follow() -> None:
    assert sum(len(list(commands(block))) for block in blocks("console")) > 15
    assert len(blocks("python")) == 2


def test_the_quick_commands_of_one_log_work_one_after_the_other(follow: Follow) -> None:
    (block,) = (block for block in blocks("console") if "regain import FILE" in block)
    for words in commands(block):
        if words.split()[0] not in SLOW:
            follow(words)
    assert Path("outputs/regain.db").exists()


@pytest.mark.slow
def test_all_commands_work_one_after_the_other_in_one_store(follow: Follow) -> None:
    for block in blocks("console"):
        for words in commands(block):
            follow(words)
    assert len(list(Path("outputs").glob("*/report.html"))) == 4
    assert Path("pictures/waterfall.svg").exists()


@pytest.mark.slow
def test_the_python_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), {})  # noqa: S102 - our own page
    assert "leg" in capsys.readouterr().out
    assert list(Path("pictures").glob("*.png"))
