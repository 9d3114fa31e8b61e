"""The command that fits: what it prints and what it writes agree, on a handful of studies."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from models.parameters import default_parameters, parse_parameters
from sim import studies
from sim.cli import main

if TYPE_CHECKING:
    from pathlib import Path

FEW = ("wall_2014", "dirks_2016", "plotkin_2023", "kubo_2019")


def test_a_calibration_prints_its_tables_and_writes_what_can_be_adopted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    known = studies.shipped_studies()
    monkeypatch.setattr("sim.tune.results.shipped_studies", lambda: {name: known[name] for name in FEW})
    words = ["calibrate", "--starts", "0", "--draws", "20", "--steps", "8", "--out", str(tmp_path), "--quiet"]
    assert main(words) == 0
    printed = capsys.readouterr().out
    for title in (
        "Fitted parameters",
        "Spread between studies",
        "Differences between arms",
        "Absolute error of levels",
    ):
        assert title in printed
    assert "What each mechanism earns on its own topics" in printed
    document = json.loads((tmp_path / "calibration.json").read_text(encoding="utf-8"))
    assert set(document["fitted_to"]["studies"]) | set(document["fitted_to"]["left_out"]) == set(FEW)
    assert {one["topic"] for one in document["topics"]} >= {"all"}
    written = parse_parameters((tmp_path / "parameters.toml").read_text(encoding="utf-8"), "fitted")
    assert written.names == default_parameters().names
    assert {path.name for path in tmp_path.iterdir()} == {
        "parameters.toml",
        "spreads.toml",
        "posterior.csv",
        "uncertainty.csv",
        "calibration.json",
        "way_back.svg",
        "way_back.png",
    }
