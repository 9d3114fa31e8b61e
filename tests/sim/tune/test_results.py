"""What a calibration leaves behind says of every row how uncertain its prediction is, and the files agree."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest

from models.parameters import parse_parameters
from models.rows import shipped_text
from sim.studies.contrasts import contrasts_of, topic_scores
from sim.studies.spreads import between_studies
from sim.studies.uncertainty import Uncertainty, key_of, read, standard_error
from sim.tune.ablations import earned
from sim.tune.calibration import Effort, calibrate, model_of, trained_of
from sim.tune.contenders import score_levels
from sim.tune.left_out import leave_each_out
from sim.tune.results import Report


@pytest.fixture(scope="module")
def report(trial: SimpleNamespace) -> Report:
    studies = (*trial.studies, *trial.compared)
    found = calibrate(studies, trial.nominal, trial.predict, Effort(tuple(trial.truth), starts=0, passes=4))
    model = model_of(studies, trained_of(found.rows), found.space, found.nominal, trial.predict)
    left_out = leave_each_out(found, model)
    return Report(
        found,
        left_out,
        contrasts_of(studies),
        score_levels(studies, found, left_out),
        earned(studies, found, left_out, trial.predict),
        (),
    )


@pytest.fixture(scope="module")
def files(report: Report) -> dict[str, str]:
    return report.files(shipped_text("parameters.toml"), shipped_text("spreads.toml"))


def test_the_uncertainty_of_every_row_is_written(report: Report, files: dict[str, str]) -> None:
    found, written = report.calibration, read(files["uncertainty.csv"])
    for place, row in enumerate(found.rows):
        one = written.of(row.study, row.observation, 0.0)
        mean = float(np.mean(found.predicted[:, place]))
        assert one.known_from == "row"
        assert one.middle == pytest.approx(mean, rel=1e-4)
        assert one.between_studies == pytest.approx(
            between_studies(found.known_spreads, (row.observation, mean)), rel=1e-4
        )
        assert one.parameters_sd == pytest.approx(np.std(found.predicted[:, place]), rel=1e-4)


def test_the_uncertainty_of_every_pair_is_written_too(report: Report, files: dict[str, str]) -> None:
    written = read(files["uncertainty.csv"])
    pairs = [one for one in report.contrasts if one.other]
    assert len(pairs) == 4
    assert len(written.rows) == len(report.calibration.rows) + len(pairs)
    for contrast in pairs:
        one = written.rows[key_of(contrast.study, contrast.one, "lesser")]
        whole = written.rows[key_of(contrast.study, contrast.one)]
        assert one.middle == pytest.approx(0.5 * whole.middle, rel=1e-3)
        assert one.parameters_sd == pytest.approx(0.5 * whole.parameters_sd, rel=1e-3)


def test_spreads_and_parameters_are_read_again(report: Report, files: dict[str, str]) -> None:
    found = report.calibration
    spreads = parse_parameters(files["spreads.toml"], "spreads")
    parameters = parse_parameters(files["parameters.toml"], "fitted")
    for name, one in found.known_spreads.items():
        assert spreads[name].value == pytest.approx(one.value, rel=1e-4)
        assert spreads[name].status == "calibrated"
    for name in found.identified:
        assert parameters[name].value == pytest.approx(found.values[name], rel=1e-4)
    assert files["posterior.csv"].splitlines()[0].split(",") == list(found.draws)


def test_the_findings_tell_each_row_s_interval_and_whether_it_held(report: Report, files: dict[str, str]) -> None:
    found, told = report.calibration, json.loads(files["calibration.json"])["rows"]
    for place, (row, one) in enumerate(zip(found.rows, told, strict=True)):
        mean = float(np.mean(found.predicted[:, place]))
        uncertain = Uncertainty(mean, one["between_studies"], one["parameters_sd"])
        assert (one["p5"], one["p95"]) == uncertain.interval(standard_error(row.observation))
        assert one["inside"] == (one["p5"] <= one["observed"] <= one["p95"])
        assert (one["left_out_p5"], one["left_out_p95"]) == report.left_out.interval(place)


def test_topics_are_scored_with_every_cohort_left_out(report: Report, files: dict[str, str]) -> None:
    document = json.loads(files["calibration.json"])
    scores = topic_scores(report.left_out.contrast_rows(report.contrasts))
    assert [one["skill"] for one in document["topics"]] == [one.skill for one in scores]
    assert {one["topic"] for one in document["topics"]} == {"food", "sleep", "all"}
    assert all(one["skill"] > 0.8 for one in document["topics"])
    assert [one["predicted"] for one in document["contrasts"]] == [row.predicted for row in report.contrast_rows]
