"""Standard output that is closed, full, left early, or without our letters: what was computed is written and told."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli import main

ROOT = Path(__file__).resolve().parents[2]
SHORT = """
schema: 1
title: "Une question \u2013 \u4e00 court\u00e9, \u2018short\u2019"
horizon_weeks: 1
strategies:
  two: {label: "Deux \u2212 \u4e00", plan: library/two_leg_days}
  none: {label: "Rien \u2192 r", plan: none}
compare: {athletes: 2}
"""


@pytest.fixture(scope="session")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a scenario and two runs."""
    folder = tmp_path_factory.mktemp("streams")
    (folder / "short.yaml").write_text(SHORT, encoding="utf-8")
    for strategy in ("two", "none"):
        assert main(["run", str(folder / "short.yaml"), "--strategy", strategy, "--store", str(folder / "log.db")]) == 0
    return folder


def told(words: tuple[str, ...], encoding: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run a command whose streams have an encoding that lacks most letters, and return what it printed."""
    written = io.BytesIO()
    with monkeypatch.context() as patch:
        for name in ("stdout", "stderr"):
            patch.setattr(sys, name, io.TextIOWrapper(written, encoding=encoding, write_through=True))
        status = main(list(words))
        printed = written.getvalue().decode(encoding)
    assert status == 0
    return printed


QUIET_COMMANDS = [
    ("parameters",),
    ("exercises",),
    ("scenarios",),
    ("schema",),
    ("runs", "--store", "log.db"),
    ("log", "short/two", "--store", "log.db"),
    ("state", "short/two", "--store", "log.db"),
    ("tree", "--store", "log.db"),
    ("verify", "--store", "log.db"),
    ("doctor", "--store", "log.db"),
    ("validate", "short.yaml"),
    ("run", "short.yaml", "--store", "log.db"),
    ("explain", "short/two", "short/none", "--store", "log.db"),
    ("--help",),
]


@pytest.mark.parametrize("words", QUIET_COMMANDS, ids=lambda words: words[0])
def test_every_command_can_be_read_where_letters_are_few(
    ran: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(ran)
    assert told(words, "ascii", monkeypatch)


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [("iso-8859-1", "Deux - \\u4e00"), ("ascii", "Deux - \\u4e00"), ("cp1252", "Deux - \\u4e00")],
)
def test_a_letter_is_written_in_a_plainer_way_or_escaped(
    ran: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, expected: str
) -> None:
    monkeypatch.chdir(ran)
    words = ("run", "short.yaml", "--strategy", "two", "--store", "log.db")
    assert expected in told(words, encoding, monkeypatch)


def test_json_stays_json_and_says_the_same(ran: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ran)
    told_in_utf_8, told_in_ascii = (
        json.loads(told(("parameters", "--format", "json"), encoding, monkeypatch)) for encoding in ("utf-8", "ascii")
    )
    assert [one["value"] for one in told_in_ascii] == [one["value"] for one in told_in_utf_8]


def regain(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a line of a shell in which ``regain`` is the command."""
    begin = f'regain() {{ "{sys.executable}" -m sim "$@"; }}; '
    return subprocess.run(
        ["bash", "-c", begin + script],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("script", "status"),
    [
        ("regain runs --store log.db >&-", 74),
        ("regain runs --store log.db >&- 2>&-", 74),
        ("regain run short.yaml --store new.db >&-; test ! -e new.db", 0),
        ("regain runs --store log.db >/dev/full", 74),
        ("regain run short.yaml --store full.db >/dev/full; regain verify --store full.db", 0),
        ("regain log short/two --store log.db | true; exit ${PIPESTATUS[0]}", 141),
    ],
)
def test_nothing_goes_wrong_where_nobody_can_be_told(ran: Path, script: str, status: int) -> None:
    done = regain(script, ran)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.slow
def test_what_draws_in_a_notebook_draws_nothing_here(ran: Path) -> None:
    done = regain(
        "regain explain short/two short/none --store log.db --out . --quiet", ran, MPLBACKEND="module://inline"
    )
    assert done.returncode == 0, done.stderr
    assert (ran / "waterfall.svg").exists()
