"""Verification as a command, and stores that were begun and not made."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from sim.comparison.experiment import compare
from sim.log.opening import open_store
from sim.report.files import write_tables
from sim.runs.record import record_comparison
from sim.scenario.reader import load_scenario
from tests.sim.cli.test_logs import tamper

Regain = Callable[..., Any]

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def ran(regain: Regain) -> Regain:
    assert regain("run", "short.yaml", "--lane", "1").status == 0
    return regain


def test_a_run_is_recorded_again_and_verified_on_a_processor_without_some_features(ran: Regain, tmp_path: Path) -> None:
    elsewhere = os.environ | {"NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR"}
    for words in (["verify"], ["run", "short.yaml", "--lane", "1"]):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "sim", *words],
            env=elsewhere | {"PYTHONPATH": str(ROOT)},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert ran("verify").out.count("whole, replay") == 1


def test_verify_goes_on_after_a_stream_that_cannot_be_read(ran: Regain, tmp_path: Path) -> None:
    assert ran("run", "short.yaml", "--strategy", "three").status == 0
    tamper(tmp_path / "outputs" / "regain.db", "UPDATE runs SET seed = seed + 1 WHERE stream_id = 1")
    tamper(tmp_path / "outputs" / "regain.db", "UPDATE endings SET state = 'torn' WHERE stream_id = 2")
    done = ran("verify")
    assert done.status == 1
    told = [line.partition(": ")[2][:20] for line in done.out.splitlines()]
    assert told == ["stream 'short/two/1-", "the state at the end"]


def test_verify_compares_with_a_manifest(ran: Regain, tmp_path: Path) -> None:
    with open_store(tmp_path / "outputs" / "regain.db") as store:
        comparison = record_comparison(store, compare(load_scenario("short.yaml")))
    write_tables(comparison, tmp_path)
    manifest = "manifest.json"
    done = ran("verify", "--manifest", manifest)
    assert (done.status, done.out.count("whole")) == (0, 2)
    written_anew(tmp_path / "outputs" / "regain.db")
    assert ran("verify").status == 0, "with all hashes computed again the store alone tells nothing"
    done = ran("verify", "--manifest", manifest)
    assert done.status == 1
    assert "are not those that were recorded" in done.out


def written_anew(path: Path) -> None:
    """Change a night of every stream without a state, and compute all hashes behind it again."""
    store = sqlite3.connect(path)
    for (trigger,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        store.execute(f"DROP TRIGGER {trigger}")
    for (stream,) in store.execute("SELECT stream_id FROM runs WHERE digest = ''").fetchall():
        last = bytes(32)
        rows = store.execute("SELECT position, record FROM events WHERE stream_id = ? ORDER BY position", (stream,))
        for position, record in rows.fetchall():
            changed = record.replace(b'"hours":7.', b'"hours":8.')
            last = sha256(last + changed).digest()
            told = (changed, last, stream, position)
            store.execute("UPDATE events SET record = ?, hash = ? WHERE stream_id = ? AND position = ?", told)
        store.execute("UPDATE runs SET head_hash = ? WHERE stream_id = ?", (last, stream))
    store.commit()
    store.close()


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"strategies": []}', '{"strategies": [{"stream": ""}]}', "["])
def test_what_is_no_manifest_is_told_in_one_line(ran: Regain, tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
    done = ran("verify", "--manifest", "manifest.json")
    assert (done.status, done.err.count("\n")) == (2, 1)
    assert "expected a manifest.json" in done.err


@pytest.mark.parametrize("words", [("runs",), ("verify",), ("tree",), ("doctor",), ("run", "short.yaml")])
def test_an_empty_file_is_a_new_store_for_every_command(regain: Regain, tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "log.db").touch()
    done = regain(*words, "--store", "log.db")
    assert done.status == 0, done.err
    assert "empty file" in done.err + done.out


def test_a_first_import_that_was_killed_is_repeated(regain: Regain, tmp_path: Path) -> None:
    (tmp_path / "log.db").touch()
    sample = str(ROOT / "tests" / "sim" / "importers" / "samples" / "hevy_kg_en.csv")
    assert regain("import", sample, "--store", "log.db").status == 0
    assert (tmp_path / "log.db").stat().st_size == 0
    done = regain("import", sample, "--store", "log.db", "--yes")
    assert done.status == 0, done.err
    assert "taken as a new store" in done.err
    assert regain("verify", "--store", "log.db").status == 0


def test_the_store_can_be_named_without_being_seen_among_the_words(
    regain: Regain, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REGAIN_STORE", "mine.db")
    assert regain("run", "short.yaml").status == 0
    assert (tmp_path / "mine.db").exists()
    assert not (tmp_path / "outputs").exists()
