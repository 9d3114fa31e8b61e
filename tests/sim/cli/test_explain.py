from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Regain = Callable[..., Any]


@pytest.fixture
def branched(regain: Regain) -> Regain:
    assert regain("run", "short.yaml", "--lane", "1").status == 0
    assert regain("fork", "short", "--at", "week:1", "--scenario", "short.yaml", "--strategy", "three").status == 0
    return regain


@pytest.fixture
def names(branched: Regain) -> tuple[str, str]:
    rows = {row["strategy"]: row["run"] for row in json.loads(branched("tree", "--format", "json").out)}
    return rows["two"], rows["three"]


@pytest.mark.parametrize("by", ["mechanisms", "events"])
@pytest.mark.parametrize("outcome", ["legs_size", "back_squat"])
def test_the_rows_lead_from_one_end_to_the_other(
    branched: Regain, names: tuple[str, str], by: str, outcome: str
) -> None:
    done = branched("explain", *names, "--by", by, "--outcome", outcome, "--format", "json")
    rows = json.loads(done.out)
    amounts = {what: [row["amount"] for row in rows if row["row"] == what] for what in {row["row"] for row in rows}}
    (first,), (second,), (difference,) = (amounts[what] for what in ("first", "second", "difference"))
    assert first + sum(amounts["part"]) == pytest.approx(second, abs=1e-9)
    assert second - first == pytest.approx(difference, abs=1e-12)
    assert abs(difference) > 1e-3
    assert {row["unit"] for row in rows} == {"kg" if outcome == "back_squat" else "points"}
    assert "training" in {row["name"] for row in rows if row["row"] == "part"}


def test_single_events_are_rows_of_their_own_run(branched: Regain, names: tuple[str, str]) -> None:
    rows = list(csv.DictReader(io.StringIO(branched("explain", *names, "--format", "csv").out)))
    without = [row for row in rows if row["row"] == "without"]
    assert {row["run"] for row in without} == set(names)
    assert all(float(row["time_days"]) >= 14.0 for row in without)


def test_in_words_it_names_mechanisms_and_events(branched: Regain, names: tuple[str, str]) -> None:
    done = branched("explain", *names)
    assert done.status == 0
    for words in ("leg size", "training as done", "difference", "Without this event", "session", "night of"):
        assert words in done.out


def test_it_draws_where_it_is_asked_to(branched: Regain, names: tuple[str, str], tmp_path: Path) -> None:
    done = branched("explain", *names, "--out", "pictures")
    assert done.status == 0
    assert {path.name for path in (tmp_path / "pictures").iterdir()} == {"waterfall.svg", "waterfall.png"}
    assert "Three days ends" in (tmp_path / "pictures" / "waterfall.svg").read_text(encoding="utf-8")


def test_quiet_draws_without_a_word(branched: Regain, names: tuple[str, str], tmp_path: Path) -> None:
    done = branched("explain", *names, "--out", "pictures", "--quiet")
    assert (done.status, done.err) == (0, "")
    assert (tmp_path / "pictures" / "waterfall.png").exists()


def test_a_run_is_not_explained_against_itself(branched: Regain, names: tuple[str, str]) -> None:
    done = branched("explain", names[0], names[0])
    assert (done.status, done.out) == (2, "")
    assert f"found {names[0]} twice" in done.err


@pytest.mark.parametrize(
    ("words", "told"),
    [(("--by", "luck"), "by"), (("--outcome", "legs"), "did you mean 'legs_size'"), (("--outcome", "x"), "expected")],
)
def test_what_it_cannot_do_is_one_line(
    branched: Regain, names: tuple[str, str], words: tuple[str, ...], told: str
) -> None:
    done = branched("explain", *names, *words)
    assert (done.status, done.out) == (2, "")
    assert told in done.err
    assert "Traceback" not in done.err


def test_other_people_are_refused(branched: Regain, names: tuple[str, str], tmp_path: Path) -> None:
    branched("run", "short.yaml", "--lane", "2")
    done = branched("explain", names[1], "short/two/2", "--out", "pictures")
    assert done.status == 2
    assert "only runs" in done.err
    assert not (tmp_path / "pictures").exists()
