from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from sim.report.pictures.figures import draw_figures, pictures
from sim.report.pictures.style import drawing
from sim.report.pictures.thumbnail import draw_thumbnail
from tests.labels import touching

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sim.comparison.comparison import Comparison

CASES = ("two", "twelve", "after_layoff", "by_hour", "hostile", "futures", "of_runs", "hostile_futures")


@pytest.fixture(params=CASES)
def comparison(request: pytest.FixtureRequest) -> Comparison:
    found: Comparison = request.getfixturevalue(request.param)
    return found


def test_every_picture_is_written_as_svg_and_png(two: Comparison, tmp_path: Path) -> None:
    paths = draw_figures(two, tmp_path)
    names = {path.name for path in paths}
    assert {"regain_curves.svg", "paired_differences.png", "one_athlete.svg", "muscle_curves.png"} <= names
    assert all(path.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n" for path in paths if path.suffix == ".png")
    assert {path.name for path in tmp_path.iterdir()} == names


def test_every_picture_has_a_title_with_a_number_and_axes_with_units(comparison: Comparison) -> None:
    for picture in pictures(comparison):
        assert any(letter.isdigit() for letter in picture.title), picture.name
        across = [*(axes.get_xlabel() for axes in picture.figure.axes), picture.figure.get_supxlabel()]
        upward = [*(axes.get_ylabel() for axes in picture.figure.axes), picture.figure.get_supylabel()]
        assert any("Weeks" in text or text.endswith(")") for text in across), picture.name
        if picture.name != "paired_differences":
            assert any("(" in text and text.endswith(")") for text in upward), picture.name


@pytest.mark.parametrize("case", ["two", "twelve", "after_layoff", "by_hour", "futures", "of_runs"])
def test_no_two_labels_of_a_picture_touch(case: str, request: pytest.FixtureRequest) -> None:
    for picture in pictures(request.getfixturevalue(case)):
        assert touching(picture) == [], picture.name


@pytest.mark.parametrize("horizon", [1.0, 3.0])
def test_no_two_labels_touch_where_little_changes_in_a_short_time(
    made_up: Callable[..., Comparison], horizon: float
) -> None:
    for layoff in ({}, {"trained_weeks": 104, "layoff_weeks": 26}):
        for picture in pictures(made_up(horizon=horizon, **layoff)):
            assert touching(picture) == [], picture.name


def test_every_picture_has_a_table_that_fits_its_head(comparison: Comparison) -> None:
    for picture in pictures(comparison):
        assert picture.rows
        assert {len(row) for row in picture.rows} == {len(picture.headers)}


def test_svg_is_well_formed_and_its_text_is_text(comparison: Comparison) -> None:
    for picture in pictures(comparison):
        root = ET.fromstring(picture.svg)  # noqa: S314 - our own drawing
        words = " ".join(node.text or "" for node in root.iter("{http://www.w3.org/2000/svg}text"))
        assert picture.title[:12] in words
        assert not list(root.iter("{http://www.w3.org/2000/svg}script"))


def test_the_same_comparison_gives_the_same_bytes(made_up: Callable[..., Comparison]) -> None:
    one, other = (pictures(made_up(("A", "B"), lanes=12, horizon=6.0)) for _ in range(2))
    assert [picture.svg for picture in one] == [picture.svg for picture in other]
    assert one[0].png() == other[0].png()
    assert not any("<dc:date>" in picture.svg for picture in one)


def test_a_single_strategy_has_no_differences_to_show(made_up: Callable[..., Comparison]) -> None:
    names = [picture.name for picture in pictures(made_up(("Alone",), lanes=8))]
    assert names == ["regain_curves", "muscle_curves", "one_athlete"]


def test_strength_has_its_own_curves_where_the_question_is_about_strength(made_up: Callable[..., Comparison]) -> None:
    drawn = pictures(made_up(("A", "B"), lanes=8, primary_outcome="leg_strength"))
    assert "strength_curves" in [picture.name for picture in drawn]


def test_the_picture_by_hour_is_drawn_only_where_it_is_asked_for(two: Comparison, by_hour: Comparison) -> None:
    assert "gain_by_hour" not in [picture.name for picture in pictures(two)]
    assert "gain_by_hour" in [picture.name for picture in pictures(by_hour)]


def test_an_outcome_that_nobody_reaches_is_said_in_words(made_up: Callable[..., Comparison]) -> None:
    drawn = {picture.name: picture for picture in pictures(made_up(lanes=20, primary_outcome="weeks_to_regain_100"))}
    assert "nobody" not in drawn["paired_differences"].title
    assert "not reached" in drawn["paired_differences"].svg


def test_no_text_leaves_the_picture(hostile: Comparison) -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    for picture in pictures(hostile):
        canvas = FigureCanvasAgg(picture.figure)
        with drawing():
            canvas.draw()
        box = picture.figure.bbox
        for text in picture.figure.texts:
            extent = text.get_window_extent()
            assert extent.x0 >= -1
            assert extent.x1 <= box.x1 * 1.04, (picture.name, text.get_text())


def test_a_thumbnail_is_small_and_of_the_size_a_gallery_expects(after_layoff: Comparison, tmp_path: Path) -> None:
    path = draw_thumbnail(after_layoff, tmp_path / "deep" / "thumb.png")
    content = path.read_bytes()
    assert int.from_bytes(content[16:20], "big") == 480
    assert int.from_bytes(content[20:24], "big") == 330
    assert len(content) < 100_000
