from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

Regain = Callable[..., Any]


@pytest.fixture
def branched(regain: Regain) -> Regain:
    assert regain("run", "short.yaml", "--lane", "1").status == 0
    assert regain("fork", "short", "--at", "week:1", "--scenario", "short.yaml", "--strategy", "three").status == 0
    return regain


def family(regain: Regain) -> dict[str, dict[str, Any]]:
    rows = json.loads(regain("tree", "--format", "json").out)
    return {row["strategy"]: row for row in rows}


def test_a_fork_is_kept_beside_its_parent(branched: Regain) -> None:
    found = family(branched)
    assert set(found) == {"two", "three"}
    assert (found["two"]["parent"], found["two"]["shared_events"]) == ("", 0)
    assert found["three"]["parent"] == found["two"]["run"]
    assert found["three"]["shared_events"] > 10


def test_the_tree_shows_the_child_under_its_parent(branched: Regain) -> None:
    found = family(branched)
    lines = branched("tree").out.splitlines()
    (parent,) = (number for number, line in enumerate(lines) if line.rstrip().endswith(found["two"]["run"]))
    assert f"{found['three']['run']}  after {found['three']['shared_events']} events" in lines[parent + 1]


def test_a_fork_replays_bit_equal(branched: Regain) -> None:
    assert branched("replay", family(branched)["three"]["run"]).status == 0


def test_a_fork_tells_its_outcomes(regain: Regain) -> None:
    regain("run", "short.yaml")
    done = regain("fork", "short", "--at", "start", "--scenario", "short.yaml", "--format", "json")
    assert done.status == 0
    assert {"outcome", "muscle", "value", "unit"} == set(json.loads(done.out)[0])


@pytest.mark.parametrize(
    ("at", "strategy", "told"),
    [
        ("week:9", "two", "found week 9"),
        ("week:-1", "two", "found week -1"),
        ("end", "two", "found week 2"),
        ("monday", "two", "--at must be"),
        ("week:1", "four", "has no strategy 'four'"),
    ],
)
def test_what_cannot_be_forked_is_one_line_of_error(regain: Regain, at: str, strategy: str, told: str) -> None:
    regain("run", "short.yaml")
    done = regain("fork", "short", "--at", at, "--scenario", "short.yaml", "--strategy", strategy)
    assert done.status == 2
    assert told in done.err
    assert "Traceback" not in done.err
    assert set(family(regain)) == {"two"}
