"""What a calibration leaves behind says of every row how far off its prediction may be, and the files agree."""

from __future__ import annotations

import json
from importlib import resources
from types import SimpleNamespace

import numpy as np
import pytest

from sim.studies.doubt import Doubt, read, standard_error
from sim.tune.ablations import coverage
from sim.tune.calibration import Calibration, Effort, calibrate
from sim.tune.results import Report


@pytest.fixture(scope="module")
def found(trial: SimpleNamespace) -> Calibration:
    return calibrate(trial.studies, trial.nominal, trial.predict, Effort(tuple(trial.truth), starts=0, passes=4))


@pytest.fixture(scope="module")
def files(found: Calibration) -> dict[str, str]:
    text = resources.files("models").joinpath("parameters.toml").read_text(encoding="utf-8")
    return Report(found, (), ()).files(text)


def test_the_doubt_of_every_row_is_written(found: Calibration, files: dict[str, str]) -> None:
    doubts = read(files["doubt.csv"])
    assert len(doubts.rows) == len(found.rows)
    for place, row in enumerate(found.rows):
        doubt = doubts.of(row.study, row.observation, 0.0)
        assert doubt.known_from == "row"
        assert doubt.middle == pytest.approx(np.mean(found.predicted[:, place]), rel=1e-4)
        assert doubt.between_studies == pytest.approx(found.between[place], rel=1e-4)
        assert doubt.parameters_sd == pytest.approx(np.std(found.predicted[:, place]), rel=1e-4)


def test_the_findings_tell_each_row_s_interval_and_whether_it_held(found: Calibration, files: dict[str, str]) -> None:
    told = json.loads(files["calibration.json"])["rows"]
    for place, (row, one) in enumerate(zip(found.rows, told, strict=True)):
        mean = float(np.mean(found.predicted[:, place]))
        doubt = Doubt(mean, one["between_studies"], one["parameters_sd"])
        assert (one["p5"], one["p95"]) == doubt.interval(standard_error(row.observation))
        assert one["inside"] == (one["p5"] <= one["observed"] <= one["p95"])
    fitted = [one["inside"] for one in told if one["used_for"] == "train"]
    assert np.mean(fitted) == coverage(found, held_out=False)
