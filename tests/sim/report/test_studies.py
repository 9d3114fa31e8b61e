"""The tables, the document and the forest of studies say what their intervals are."""

from __future__ import annotations

import json
from typing import Any

import attrs
import numpy as np
import pytest

from sim.numbers import number, signed
from sim.report.studies import ROW_HEADS, StudiesReport, pictures, row_cells, studies_html
from sim.studies import Predictions, load_study, predict
from sim.studies.doubt import Doubt, holds
from sim.studies.individuals import Individuals
from sim.studies.scores import rows, summarise


@pytest.fixture(scope="module")
def found() -> Predictions:
    return predict(load_study("de_boer_2007"), people=8)


@pytest.fixture(scope="module")
def report(found: Predictions) -> StudiesReport:
    people = Individuals(tuple("abcdef"), np.arange(6.0), np.array([1.0, 0.0, 2.0, 3.0, 5.0, 4.0]))
    return StudiesReport((found,), (), people, "default", 8)


def _with(found: Predictions, **doubt: Any) -> Predictions:
    changed = [attrs.evolve(one, doubt=Doubt(one.mean, **doubt)) for one in found.predictions]
    return attrs.evolve(found, predictions=tuple(changed))


def test_a_row_tells_its_interval_and_whether_the_study_was_inside(found: Predictions) -> None:
    (row, *_) = rows((found,))
    cells = dict(zip(ROW_HEADS, row_cells(row), strict=True))
    interval = found.predictions[0].predictive
    assert interval is not None
    assert cells["Predicted (90 %)"] == f"{signed(row.predicted)} ({number(interval[0])} to {number(interval[1])})"
    assert cells["Inside"] == ("yes" if holds(interval, found.predictions[0].observation.observed) else "no")


def test_what_the_column_means_is_said_with_the_shares(report: StudiesReport) -> None:
    told = report.inside_in_words
    assert "doubt about parameters, spread between studies, and chance" in told
    inside = sum(one.inside is True for one in report.found[0].predictions)
    assert f"Inside are {inside} of 4 held-out points" in told
    assert "did not see" not in told


def test_less_is_known_of_what_the_calibration_did_not_see(report: StudiesReport, found: Predictions) -> None:
    other = _with(found, between_studies=1.0, known_from="group"), _with(found)
    told = attrs.evolve(report, found=other).inside_in_words
    assert "4 with the doubt usual of what was measured and 4 with chance alone" in told


def test_the_document_holds_rows_scores_and_people(report: StudiesReport) -> None:
    document = json.loads(json.dumps(report.document()))
    assert document["rows"] == [attrs.asdict(row) for row in rows(report.found)]
    assert document["scores"] == [attrs.asdict(score) for score in summarise(report.found)]
    assert document["individuals"]["correlation"] == pytest.approx(0.886, abs=1e-3)
    assert document["individuals"]["people"][5] == {"name": "f", "observed_percent": 5.0, "predicted_percent": 4.0}
    without = attrs.evolve(report, individuals="There is none.").document()
    assert (without["individuals"], without["individuals_in_words"]) == (None, "There is none.")


def test_the_page_says_what_the_interval_is(report: StudiesReport) -> None:
    page = studies_html(report, ())
    assert "spread between studies, and chance" in page
    assert "held-out points" in page


def test_the_thin_line_of_a_forest_is_the_predictive_interval(found: Predictions) -> None:
    (forest, *_) = pictures((found,))
    drawn = [tuple(line.get_xdata()) for line in forest.figure.axes[0].lines]
    sizes = [one for one in found.predictions if one.observation.is_size]
    assert sizes
    for one in sizes:
        assert one.predictive in drawn
        assert (one.mean_low, one.mean_high) in drawn
    inside = sum(one.inside is True for one in sizes)
    assert f"{inside} of {len(sizes)} observations lie within the 90 % interval" in forest.title
