from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections import namedtuple
from typing import TYPE_CHECKING

import pytest

import sim.log.doctor
from sim.cli.doctor import doctor
from sim.log.doctor import FINE, NOTE, SERIOUS, Examined, examine, file_system_of, judge, numbers_of
from sim.log.opening import open_store

if TYPE_CHECKING:
    from pathlib import Path

HEALTHY_SQLITE = {"engine": "SQLite", "version": "3.51.3", "schema": "1", "journal_mode": "wal", "synchronous": "full"}
HEALTHY_POSTGRES = {
    "engine": "PostgreSQL",
    "version": "16.4 (Debian 16.4-1)",
    "schema": "1",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "remote_apply",
    "data_checksums": "on",
    "server_encoding": "UTF8",
    "transaction_read_only": "off",
}


def found(findings: tuple[Examined, ...], topic: str) -> list[Examined]:
    return [one for one in findings if one.topic == topic]


def weights(findings: tuple[Examined, ...]) -> set[str]:
    return {one.weight for one in findings}


@pytest.mark.parametrize("facts", [HEALTHY_SQLITE, HEALTHY_POSTGRES])
def test_a_healthy_store_has_no_hazard(facts: dict[str, str]) -> None:
    assert weights(tuple(judge(facts))) == {FINE}


@pytest.mark.parametrize(
    ("facts", "changed", "weight", "advice"),
    [
        (HEALTHY_SQLITE, {"version": "3.36.0"}, SERIOUS, "update to 3.37"),
        (HEALTHY_SQLITE, {"version": "3.40.1"}, NOTE, "update to 3.51.3"),
        (HEALTHY_SQLITE, {"version": "3.51.2"}, NOTE, "update to 3.51.3"),
        (HEALTHY_SQLITE, {"version": "3.50.6"}, NOTE, "update to 3.51.3"),
        (HEALTHY_SQLITE, {"journal_mode": "delete"}, NOTE, "copy the streams"),
        (HEALTHY_SQLITE, {"synchronous": "normal"}, SERIOUS, "when the power fails"),
        (HEALTHY_POSTGRES, {"fsync": "off"}, SERIOUS, "turn it on"),
        (HEALTHY_POSTGRES, {"full_page_writes": "off"}, SERIOUS, "turn it on"),
        (HEALTHY_POSTGRES, {"synchronous_commit": "off"}, SERIOUS, "turn it on"),
        (HEALTHY_POSTGRES, {"data_checksums": "off"}, NOTE, "pg_checksums"),
        (HEALTHY_POSTGRES, {"server_encoding": "LATIN1"}, NOTE, "UTF8"),
        (HEALTHY_POSTGRES, {"transaction_read_only": "on"}, SERIOUS, "primary"),
        (HEALTHY_POSTGRES, {"version": "11.22"}, NOTE, "update the server"),
    ],
)
def test_a_hazard_is_told_with_what_to_do(
    facts: dict[str, str], changed: dict[str, str], weight: str, advice: str
) -> None:
    (hazard,) = (one for one in judge(facts | changed) if one.weight != FINE)
    assert hazard.weight == weight
    assert advice in hazard.advice


@pytest.mark.parametrize("version", ["3.44.6", "3.50.7", "3.51.3", "3.52.0", "4.0.0"])
def test_sqlite_with_the_mended_write_ahead_log_is_fine(version: str) -> None:
    assert weights(tuple(judge(HEALTHY_SQLITE | {"version": version}))) == {FINE}


def test_a_store_on_a_local_disk_is_described(tmp_path: Path) -> None:
    open_store(tmp_path / "log.db").close()
    findings = examine(str(tmp_path / "log.db"))
    assert found(findings, "store")[0].found == str(tmp_path / "log.db")
    assert found(findings, "SQLite")[0].found == sqlite3.sqlite_version
    assert found(findings, "journal")[0].found == "write-ahead log"
    assert found(findings, "synchronous")[0].found == "full"
    assert found(findings, "streams")[0].found == "0"
    assert found(findings, "schema")[0].found == "1"
    assert {"python", "regain", "body", "world", "numpy", "simpy", "psycopg"} <= {one.topic for one in findings}


def test_looking_makes_nothing(tmp_path: Path) -> None:
    findings = examine(str(tmp_path / "below" / "log.db"))
    assert found(findings, "store")[-1].found == "none yet: the first run makes it"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"date,hours\n" * 99, b""])
def test_a_store_that_cannot_be_opened_is_serious(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "log.db").write_bytes(content)
    assert doctor(store=str(tmp_path / "log.db")) == 1
    assert found(examine(str(tmp_path / "log.db")), "store")[-1].weight == SERIOUS


@pytest.mark.parametrize(
    ("kind", "weight"), [("nfs4", SERIOUS), ("cifs", SERIOUS), ("fuse.sshfs", SERIOUS), ("tmpfs", NOTE), ("ext4", FINE)]
)
def test_the_file_system_is_weighed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, weight: str) -> None:
    (tmp_path / "mounts").write_text(f"disk / ext4 rw 0 0\nother {tmp_path} {kind} rw 0 0\n")
    monkeypatch.setattr(sim.log.doctor, "MOUNTS", tmp_path / "mounts")
    (finding,) = found(examine(str(tmp_path / "below" / "log.db")), "file system")
    assert (finding.found, finding.weight) == (kind, weight)


def test_the_innermost_and_latest_mount_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spaced = tmp_path / "a b"
    spaced.mkdir()
    escaped = str(spaced).replace(" ", "\\040")
    (tmp_path / "mounts").write_text(
        f"a {escaped} ext4 rw 0 0\nb {escaped} nfs rw 0 0\nc / xfs rw 0 0\nd {tmp_path}/a tmpfs rw 0 0\n"
    )
    monkeypatch.setattr(sim.log.doctor, "MOUNTS", tmp_path / "mounts")
    assert file_system_of(spaced) == "nfs"
    assert file_system_of(tmp_path) == "xfs"
    monkeypatch.setattr(sim.log.doctor, "MOUNTS", tmp_path / "none")
    assert file_system_of(spaced) == ""


def test_a_disk_that_is_nearly_full_is_serious(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")  # noqa: PYI024 - as the standard library has it
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**12, 10**12, 10**7))
    (finding,) = found(examine(str(tmp_path / "log.db")), "free disk")
    assert (finding.found, finding.weight) == ("0.0 GB", SERIOUS)


def test_a_place_that_cannot_be_written_is_serious(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    (finding,) = found(examine(str(tmp_path / "log.db")), "writable")
    assert (finding.found, finding.weight) == ("no", SERIOUS)


def test_a_write_ahead_log_that_has_grown_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "log.db-wal").write_bytes(b"x" * 100)
    monkeypatch.setattr(sim.log.doctor, "LARGEST_WAL_BYTES", 99)
    (finding,) = found(examine(str(tmp_path / "log.db")), "write-ahead log")
    assert finding.weight == NOTE


def test_the_command_prints_a_table_and_says_how_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_store(tmp_path / "log.db").close()
    expected = 1 if SERIOUS in weights(examine(str(tmp_path / "log.db"))) else 0
    assert doctor(store=str(tmp_path / "log.db")) == expected
    assert "write-ahead log" in capsys.readouterr().out
    assert doctor(store=str(tmp_path / "log.db"), format="json") == expected
    rows = json.loads(capsys.readouterr().out)
    assert {"topic": "journal", "found": "write-ahead log", "weight": "fine", "advice": ""} in rows


def test_a_password_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("psycopg")
    assert doctor(store="postgresql://ada:hunter2@127.0.0.1:1/runs") == 1
    assert "hunter2" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("3.51.3", (3, 51, 3)), ("16.4 (Debian 16.4-1.pgdg120+2)", (16, 4)), ("17beta1", (17,)), ("", ())],
)
def test_a_version_is_read(version: str, numbers: tuple[int, ...]) -> None:
    assert numbers_of(version) == numbers
