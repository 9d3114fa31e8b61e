"""Truths drawn from the prior are found again by the fit of the whole model, as often as its intervals say.

``recovery.csv`` is what this prints where predictions are those of the linear neighbourhood of the fit::

    regain identify --repeats 200 --format csv
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from models.parameters import POSTERIOR, default_parameters
from sim.cli import main
from sim.tune.calibration import WEAK

TABLE = Path(__file__).with_name("recovery.csv")


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def check(rows: list[dict[str, str]], lowest: float, highest: float) -> None:
    assert {row["name"] for row in rows} == set(default_parameters().drawn_from(POSTERIOR))
    for row in rows:
        assert (row["identified"] == "True") == (max(float(row["width"]), float(row["error"])) <= WEAK), row
        if row["identified"] == "True":
            assert lowest <= float(row["coverage_95"]) <= highest, row


def test_the_committed_table_covers_what_it_calls_identified() -> None:
    rows = rows_of(TABLE.read_text(encoding="utf-8"))
    check(rows, 0.90, 0.99)
    assert sum(row["identified"] == "True" for row in rows) >= 10


@pytest.mark.slow
def test_the_whole_model_recovers_its_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["identify", "--repeats", "40", "--seed", "2", "--format", "csv", "--quiet"]) == 0
    # Of 40 intervals of 95 %, fewer than 32 hold the truth once in ten thousand times; there are about ten of them.
    check(rows_of(capsys.readouterr().out), 0.80, 1.0)
