from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.events import SessionPerformed, StreamStarted
from sim.log.codec import decode, from_json_line

Regain = Callable[..., Any]


@pytest.fixture
def ran(regain: Regain) -> Regain:
    assert regain("run", "short.yaml", "--lane", "1").status == 0
    return regain


def rows_of(out: str, form: str) -> list[dict[str, Any]]:
    return json.loads(out) if form == "json" else list(csv.DictReader(io.StringIO(out)))


def readings(out: str) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["reading"], row["muscle"]): row for row in json.loads(out)}


@pytest.mark.parametrize("form", ["json", "csv"])
def test_runs_lists_what_is_kept(ran: Regain, form: str) -> None:
    (row,) = rows_of(ran("runs", "--format", form).out, form)
    assert row["stream"].startswith("short/two/1-")
    assert int(row["lane"]) == 1
    assert len(row["head_hash"]) == 64
    assert row["stream"] in ran("runs").out


def test_one_run_is_not_counted_in_the_plural(ran: Regain) -> None:
    assert ran("runs").out.startswith("1 run in ")
    assert ran("tree").out.startswith("1 run in ")


def test_an_empty_store_lists_no_runs(ran: Regain, tmp_path: Path) -> None:
    from sim.log.opening import open_store

    open_store(tmp_path / "empty.db").close()
    assert ran("runs", "--store", "empty.db", "--format", "json").out == "[]\n"
    assert ran("runs", "--store", "empty.db", "--format", "csv").out.startswith("stream,scenario,")
    assert ran("runs", "--store", "empty.db").status == 0


def test_log_prints_one_event_a_line(ran: Regain) -> None:
    lines = ran("log", "short").out.splitlines()
    assert "stream_started" in lines[0]
    assert any("session_performed" in line and " kg x 8 (" in line for line in lines)


def test_the_log_as_records_decodes_to_events(ran: Regain) -> None:
    lines = ran("log", "short", "--format", "jsonl").out.splitlines()
    events = [decode(from_json_line(line.encode())) for line in lines]
    assert isinstance(events[0], StreamStarted)
    assert [event.time_days for event in events] == sorted(event.time_days for event in events)


def test_a_log_can_be_narrowed(ran: Regain) -> None:
    whole = ran("log", "short", "--format", "jsonl").out.splitlines()
    assert ran("log", "short", "--format", "jsonl", "--first", "5", "--limit", "3").out.splitlines() == whole[5:8]
    sessions = ran("log", "short", "--format", "jsonl", "--kind", "session_performed").out.splitlines()
    assert sessions
    assert all(isinstance(decode(from_json_line(line.encode())), SessionPerformed) for line in sessions)
    assert ran("log", "short", "--limit", "0").out == ""


@pytest.mark.parametrize("option", ["--limit", "--first"])
def test_a_negative_number_of_events_is_refused(ran: Regain, option: str) -> None:
    done = ran("log", "short", option, "-1")
    assert (done.status, done.out) == (2, "")


@pytest.mark.parametrize("form", ["json", "csv"])
def test_state_reads_the_body_at_a_moment(ran: Regain, form: str) -> None:
    rows = rows_of(ran("state", "short", "--at", "week:1", "--format", form).out, form)
    assert {"reading", "muscle", "value"} == set(rows[0])
    found = {(row["reading"], row["muscle"]): float(row["value"]) for row in rows}
    assert found["size", "quadriceps"] > 1.0
    assert 0.0 < found["readiness", ""] <= 1.0


def test_the_end_is_the_default_moment_and_has_a_week(ran: Regain) -> None:
    end = ran("state", "short", "--format", "json").out
    assert ran("state", "short", "--at", "week:2", "--format", "json").out == end
    assert ran("state", "short", "--at", "day:14", "--format", "json").out == end
    start = ran("state", "short", "--at", "start", "--format", "json").out
    assert ran("state", "short", "--at", "week:0", "--format", "json").out == start != end
    assert ran("state", "short", "--at", "day:-3.5").status == 0


@pytest.mark.parametrize("moment", ["week:3", "week:-2", "day:1000", "week", "8", "week:x", "week:1e1", "month:1", ""])
def test_a_moment_that_is_none_is_refused(ran: Regain, moment: str) -> None:
    done = ran("state", "short", "--at", moment)
    assert (done.status, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1


def test_replay_is_bit_equal_and_says_so(ran: Regain) -> None:
    done = ran("replay", "short", "--format", "json")
    assert done.status == 0
    assert "bit-equal to the state that was lived" in done.err
    assert done.out == ran("state", "short", "--format", "json").out


def test_a_replay_under_other_parameters_tells_what_changed(ran: Regain) -> None:
    rows = readings(ran("replay", "short", "--set", "tau_size_days=90", "--format", "json").out)
    size = rows["size", "quadriceps"]
    assert size["replayed"] > size["value"]
    assert size["difference"] == pytest.approx(size["replayed"] - size["value"])
    assert rows["sleep_debt_hours", ""]["difference"] == 0.0
    text = ran("replay", "short", "--set", "tau_size_days=90", "--set", "response_loss_per_year=0").out
    assert "under the change" in text


def test_replaying_under_other_parameters_changes_no_event(ran: Regain) -> None:
    before = ran("log", "short", "--format", "jsonl").out
    ran("replay", "short", "--set", "tau_size_days=90")
    assert ran("log", "short", "--format", "jsonl").out == before
    assert "bit-equal" in ran("replay", "short").err


@pytest.mark.parametrize(
    "setting",
    [
        "tau_size_days",
        "tau_size_days=",
        "=3",
        "tau_size_days=long",
        "tau_size_days=nan",
        "tau_size=3",
        "tau_size_days=-5",
        "tau_size_days=inf",
    ],
)
def test_a_setting_that_is_none_is_refused(ran: Regain, setting: str) -> None:
    done = ran("replay", "short", "--set", setting)
    assert (done.status, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize("command", ["log", "state", "replay", "verify"])
def test_an_unknown_run_or_store_is_one_line(ran: Regain, command: str, tmp_path: Path) -> None:
    for words in (("nothing",), ("short", "--store", "no.db")):
        done = ran(command, *words)
        assert (done.status, done.out) == (2, "")
        assert len(done.err.splitlines()) == 1
    assert not (tmp_path / "no.db").exists()


def test_a_run_of_a_cohort_has_no_state_to_compare_with(regain: Regain) -> None:
    regain("compare", "short.yaml")
    done = regain("replay", "two")
    assert done.status == 0
    assert "no state of its own was kept" in done.err


def test_verify_finds_everything_whole(ran: Regain) -> None:
    done = ran("verify")
    assert done.status == 0
    assert "events, whole, replay bit-equal" in done.out
    assert ran("verify", "short").out == done.out


def test_verify_fails_on_a_damaged_event(ran: Regain, tmp_path: Path) -> None:
    other = b'{"type":"note_made","version":1,"time_days":0.0,"payload":{"text":"x"}}'
    tamper(tmp_path / "outputs" / "regain.db", "UPDATE events SET record = ? WHERE position = 9", (other,))
    done = ran("verify")
    assert done.status == 1
    assert "does not match its hash" in done.out
    assert ran("log", "short").status == 1


def tamper(path: Path, statement: str, values: tuple[Any, ...] = ()) -> None:
    """Do to a store what only someone with an editor could."""
    store = sqlite3.connect(path)
    for (trigger,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        store.execute(f"DROP TRIGGER {trigger}")
    assert store.execute(statement, values).rowcount == 1
    store.commit()
    store.close()


def test_a_replay_that_differs_fails(ran: Regain, tmp_path: Path) -> None:
    tamper(tmp_path / "outputs" / "regain.db", "UPDATE runs SET digest = ?", ("0" * 64,))
    assert ran("verify").status == 1
    done = ran("replay", "short")
    assert done.status == 1
    assert "NOT equal" in done.err
