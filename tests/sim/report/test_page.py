from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import attrs
import pytest

from sim.comparison.comparison import DrawnParameters
from sim.report.page import NO_ADVICE, inline_svg, report_html, reproduce, write_everything
from sim.report.pictures.figures import pictures

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sim.comparison.comparison import Comparison

SOURCES = (("tau_signal_days", 1.5, "d", "calibrated", "Somebody <b>2016</b>"), ("ratio", "0.1", "", "assumed", ""))


class Reader(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture(scope="module")
def hostile_page(hostile: Comparison) -> Reader:
    return Reader(report_html(hostile, pictures(hostile), sources=SOURCES))


@pytest.fixture(scope="module")
def page(after_layoff: Comparison) -> str:
    return report_html(after_layoff, pictures(after_layoff), sources=SOURCES, versions={"regain": "1.2.3"})


def test_hostile_labels_become_text_and_nothing_else(hostile_page: Reader) -> None:
    assert not {"script", "iframe", "object", "embed", "img", "link", "form"} & set(hostile_page.tags)
    assert not [name for name, _ in hostile_page.attributes if name.startswith("on")]
    assert "<script>alert(1)</script>" in "".join(hostile_page.text)
    assert not any("javascript:" in value for _, value in hostile_page.attributes)


def test_the_page_asks_nothing_of_the_network(hostile_page: Reader) -> None:
    links = [value for name, value in hostile_page.attributes if name in {"src", "href", "xlink:href"}]
    assert all(value.startswith("#") for value in links)
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in hostile_page.attributes


def test_ids_are_unique_and_every_reference_finds_its_own(page: str) -> None:
    found = re.findall(r'\bid="([^"]+)"', page)
    assert len(found) == len(set(found))
    used = set(re.findall(r"url\(#([^)]+)\)", page)) | set(re.findall(r'href="#([^"]+)"', page))
    assert used <= set(found)


def test_the_page_has_all_its_parts(page: str, after_layoff: Comparison) -> None:
    text = "".join(Reader(page).text)
    for part in (
        after_layoff.scenario.title,
        after_layoff.answer().split(".")[0],
        "What was compared",
        "Before week 0, for every strategy",
        "What was assumed",
        "Parameters and their sources",
        "Somebody <b>2016</b>",
        "What the model cannot say",
        "ab" * 32,
        "demo/s0/reference",
        "1.2.3",
        "regain compare scenarios/demo.yaml --athletes 40 --seed 1",
    ):
        assert part in text
    assert text.count(NO_ADVICE) == 1


def test_every_picture_is_followed_by_its_table(page: str, after_layoff: Comparison) -> None:
    assert page.count("<svg") == len(pictures(after_layoff))
    assert page.count("The picture above in numbers</caption>") == page.count("<svg")
    assert re.findall(r"<(figure|table)\b", page)[:4] == ["figure", "table", "figure", "table"]


def test_the_page_is_made_for_phone_and_paper(page: str) -> None:
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in page
    assert "@media print" in page
    assert not re.search(r"<svg[^>]* (width|height)=", page)
    assert page.count("viewBox=") >= page.count("<svg")


def test_sections_that_have_nothing_to_say_are_left_out(made_up: Callable[..., Comparison]) -> None:
    page = report_html(made_up(("A",), lanes=8), ())
    assert "Parameters and their sources" not in page
    assert "Before week 0" not in page
    assert "What does not apply" not in page


def test_a_picture_keeps_its_words_when_it_moves_into_the_page() -> None:
    svg = '<?xml version="1.0"?>\n<svg height="2pt" viewBox="0 0 1 1" width="1pt"><text id="t">a id="x" b</text></svg>'
    inside = inline_svg(svg, "p1")
    assert 'id="p1-t"' in inside
    assert 'a id="x" b' in inside
    assert inside.startswith('<svg role="img"')


@pytest.mark.parametrize(
    ("path", "command"),
    [
        ("scenarios/demo.yaml", "regain compare scenarios/demo.yaml --athletes 40 --seed 1"),
        ("/somebody/home/demo.yaml", "regain compare demo.yaml --athletes 40 --seed 1"),
        ("my file; rm.yaml", "regain compare 'my file; rm.yaml' --athletes 40 --seed 1"),
        ("", "regain compare demo.yaml --athletes 40 --seed 1"),
    ],
)
def test_the_command_repeats_the_run_and_keeps_folders_to_itself(two: Comparison, path: str, command: str) -> None:
    assert reproduce(attrs.evolve(two, scenario=attrs.evolve(two.scenario, path=path))) == command


def test_the_command_and_the_page_say_that_parameters_were_drawn(
    two: Comparison, drawn_for: Callable[[Comparison], Comparison]
) -> None:
    assert reproduce(drawn_for(two)).endswith(" --parameters posterior")
    assert "--parameters" not in reproduce(attrs.evolve(two, drawn=DrawnParameters("own draws", 3)))
    page = report_html(drawn_for(two), ())
    assert "posterior, 20 draws" in page
    assert "cd" * 32 in page


def test_everything_is_written_at_once_and_whole(two: Comparison, tmp_path: Path) -> None:
    path = write_everything(two, tmp_path / "demo")
    assert path == tmp_path / "demo" / "report.html"
    assert path.read_text(encoding="utf-8").rstrip().endswith("</html>")
    names = {path.name for path in path.parent.iterdir()}
    assert {
        "summary.csv",
        "curves.csv",
        "manifest.json",
        "regain_curves.svg",
        "regain_curves.png",
        "report.html",
    } <= names
    assert not [name for name in names if name.endswith(".tmp")]


def test_the_same_comparison_gives_the_same_page(made_up: Callable[..., Comparison]) -> None:
    one, other = (made_up(("A", "B"), lanes=8, horizon=4.0) for _ in range(2))
    assert report_html(one, pictures(one)) == report_html(other, pictures(other))
