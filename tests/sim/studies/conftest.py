"""Studies small enough to live in a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.studies import Study, load_study
from sim.studies.study import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCENARIO = """
schema: 1
title: A small trial
horizon_weeks: 3
habits: {adherence: 1, illnesses_per_year: 0, injuries: false}
plans:
  training:
    week:
      - day: [mon, thu]
        at: "17:00"
        session: [{exercise: leg_extension, sets: 4, reps: 8-12, rir: 0}]
strategies:
  trained: {label: Trained, plan: training}
  resting: {label: Resting, plan: none}
  cast: {label: Cast, phases: [{weeks: 1, plan: none, unloading: cast}, {plan: none}]}
  stopped: {label: Stopped, phases: [{weeks: 1, plan: training}, {plan: none}]}
"""

ROW = {
    "arm": "trained",
    "muscle": "quadriceps",
    "measure": "csa",
    "instrument": "mri",
    "week": "3",
    "kind": "percent_change_from_baseline",
    "observed": "4.0",
    "people": "9",
    "topic": "growth",
    "source": "wall_2014",
    "flag": "read",
    "used_for": "train",
}

SMD_ROW = {"kind": "smd_from_baseline", "standardiser": "baseline", "standardiser_sd_percent": "17"}


def csv_text(*rows: dict[str, str]) -> str:
    lines = [",".join(COLUMNS)]
    lines += [",".join({**ROW, **row}.get(column, "") for column in COLUMNS) for row in rows]
    return "\n".join(lines) + "\n"


@pytest.fixture
def make_study(tmp_path: Path) -> Callable[..., Study]:
    """Return a function from rows (what differs from a usual one) to a study."""

    def make(*rows: dict[str, str], scenario: str = SCENARIO) -> Study:
        (tmp_path / "small.yaml").write_text(scenario, encoding="utf-8")
        (tmp_path / "small.csv").write_text(csv_text(*rows), encoding="utf-8")
        return load_study(tmp_path / "small.yaml")

    return make
