from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np
import pytest

from sim.report.files import manifest
from sim.report.page import report_html
from sim.report.pictures.figures import pictures
from sim.report.pictures.futures import Futures, Points, draw_futures, draw_panels, finding, one_past
from sim.report.pictures.style import PAST, STROKES, Picture
from sim.report.words.picked import outcomes, primary

if TYPE_CHECKING:
    from sim.comparison.comparison import Comparison


def shown(comparison: Comparison) -> Futures:
    return one_past(comparison, primary(outcomes(comparison.summary()), "legs_size"))


def drawn(comparison: Comparison) -> Picture:
    return draw_futures(shown(comparison))


def test_the_picture_of_one_past_stands_first_and_replaces_the_curves_of_size(futures: Comparison) -> None:
    names = [picture.name for picture in pictures(futures)]
    assert names[0] == "futures"
    assert "regain_curves" not in names


def test_people_have_no_such_picture(two: Comparison) -> None:
    assert "futures" not in [picture.name for picture in pictures(two)]


def test_a_wild_measurement_leaves_the_bands_their_room(futures: Comparison) -> None:
    (panel, _) = shown(futures).panels
    values = np.full(300, panel.drawn.curves["s0"].median[-1])
    values[0] = 1e4
    wild = attrs.evolve(panel, read=Points(np.linspace(-20.0, 0.0, 300), values))
    (axes,) = draw_panels([wild], "Title", "Note", "Weeks").axes
    assert axes.get_ylim()[1] < 200.0


def test_size_and_strength_have_a_panel_each(futures: Comparison) -> None:
    labels = [axes.get_ylabel() for axes in drawn(futures).figure.axes]
    assert sorted(labels) == ["Leg size (% of never trained)", "Leg strength (% of untrained)"]


def test_the_note_says_what_lines_and_bands_are(futures: Comparison, of_runs: Comparison) -> None:
    assert "line: median; band and brackets: 10–90 % of 40 possible futures of one person" in drawn(futures).note
    assert "thick: the run as it was recorded, thin: median" in drawn(of_runs).note


def test_the_title_says_where_the_past_leads(futures: Comparison) -> None:
    title = finding(shown(futures))
    assert title.startswith("One past, leg size 1")
    assert "10 weeks later" in title
    assert "with Go on" in title
    assert "with Two weeks off" in title


def test_the_past_ends_in_a_marker_where_the_arms_part(futures: Comparison) -> None:
    for axes in drawn(futures).figure.axes:
        markers = [line for line in axes.lines if line.get_marker() == "o" and len(line.get_xdata()) == 1]
        assert 0.0 in {float(line.get_xdata()[0]) for line in markers}


def test_the_past_has_a_colour_that_no_arm_has(futures: Comparison, of_runs: Comparison) -> None:
    for axes in (axes for comparison in (futures, of_runs) for axes in drawn(comparison).figure.axes):
        past = {line.get_color() for line in axes.lines if np.min(line.get_xdata()) < 0.0}
        assert past == {PAST}
        assert PAST not in {stroke.colour for stroke in STROKES}
    assert drawn(futures).note.startswith("Grey: the past that all share.")


def test_bands_begin_at_week_0(futures: Comparison) -> None:
    for axes in drawn(futures).figure.axes:
        lefts = [float(band.get_paths()[0].vertices[:, 0].min()) for band in axes.collections]
        assert sorted(round(left, 6) for left in lefts)[-2:] == [0.0, 0.0]


def test_what_was_recorded_is_a_line_of_its_own_and_a_column(futures: Comparison, of_runs: Comparison) -> None:
    lines = [len(drawn(one).figure.axes[0].lines) for one in (futures, of_runs)]
    assert lines[1] > lines[0]
    assert any("recorded" in head for head in drawn(of_runs).headers)
    assert not any("recorded" in head for head in drawn(futures).headers)
    assert all(len(row) == len(drawn(of_runs).headers) for row in drawn(of_runs).rows)


def test_more_arms_than_an_eye_can_follow_are_counted(hostile_futures: Comparison) -> None:
    assert f"Not drawn: {len(hostile_futures.arms) - len(STROKES)} more" in drawn(hostile_futures).note


def test_a_single_future_is_drawn(futures: Comparison) -> None:
    alone = attrs.evolve(
        futures, arms=futures.arms[:1], scenario=attrs.evolve(futures.scenario, strategies=(futures.arms[0].strategy,))
    )
    assert finding(shown(alone)).count(" with ") == 1
    assert drawn(alone).png()


@pytest.mark.parametrize("case", ["futures", "of_runs"])
def test_the_page_speaks_of_futures_and_not_of_people(case: str, request: pytest.FixtureRequest) -> None:
    comparison: Comparison = request.getfixturevalue(case)
    page = report_html(comparison, pictures(comparison))
    assert "taken future by\nfuture" in page
    assert "<dt>Futures</dt><dd>40</dd>" in page
    assert "until day 210 of the run" in page
    for words in ("simulated people", "of people", "between people", "person by", "reference athlete"):
        assert words not in page, words


def test_the_page_of_runs_tells_how_to_compute_it_again(of_runs: Comparison) -> None:
    assert "regain compare a b --athletes 40" in report_html(of_runs, ())


def test_the_manifest_tells_until_when_the_past_is_shared(futures: Comparison, two: Comparison) -> None:
    assert manifest(futures)["shared_past_days"] == 210.0
    assert "shared_past_days" not in manifest(two)
