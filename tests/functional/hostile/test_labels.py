"""Titles, questions and labels of a scenario are words wherever they come out; its names are plain."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from sim.comparison.comparison import Comparison
from sim.report.files import write_tables
from sim.report.page import report_html
from sim.report.pictures.figures import pictures
from sim.report.pictures.waterfall import draw_waterfall
from sim.runs.explain import Contribution, Explanation
from sim.runs.explain.outcome import outcome_named
from tests import hostile
from tests.hostile import HOSTILE, accepted, quoted, scenario
from tests.sim.cli.conftest import Done

MOST_STRATEGIES = 41


def test_there_are_many_and_each_is_another() -> None:
    assert len(set(HOSTILE.values())) == len(HOSTILE) >= 60


@pytest.mark.parametrize(
    ("where", "text", "taken"),
    [
        ("label", lambda one: scenario([one]), 60),
        ("title", lambda one: scenario(["A"], title=one), 60),
        ("question", lambda one: scenario(["A"], question=one), 60),
        ("session", lambda one: scenario(["A"], name=one), 0),
        ("strategy", lambda one: scenario(["A"]).replace("  s0:", f"  {quoted(one)}:"), 0),
        ("plan", lambda one: scenario(["A"]).replace("library/two_leg_days", quoted(one)), 0),
    ],
)
def test_a_scenario_takes_words_as_words_and_names_only_if_they_are_plain(
    where: str, text: Callable[[str], str], taken: int
) -> None:
    found = list(accepted(text))
    assert len(found) >= taken, where
    assert taken or not found, where


def labelled(lived: Comparison, words: list[str]) -> Comparison:
    """Lend words to a comparison of as many strategies, all of which lived what the first did."""
    first = lived.arms[0]
    strategies = tuple(attrs.evolve(first.strategy, name=f"s{place}", label=one) for place, one in enumerate(words))
    told = " ".join(words)
    asked = attrs.evolve(lived.scenario, title=told, question=told, strategies=strategies, baseline="s0")
    return attrs.evolve(lived, scenario=asked, arms=tuple(attrs.evolve(first, strategy=one) for one in strategies))


@pytest.mark.parametrize("half", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_the_files_of_a_comparison_hold_words_and_nothing_else(
    lived: Comparison, tame: str, words: list[str], tmp_path: Path, half: int
) -> None:
    # Markup and formulas come first in the table.
    named = labelled(lived, words[half * MOST_STRATEGIES :][:MOST_STRATEGIES])
    assert len(named.arms) > 20
    write_tables(named, tmp_path)
    (tmp_path / "report.html").write_text(report_html(named, pictures(named)), encoding="utf-8")
    assert len(list(tmp_path.iterdir())) == 4
    assert not list(hostile.harms_of_files(tmp_path, tame))
    assert not list(hostile.harms_of_terminal(named.answer()))


def test_a_picture_of_two_runs_holds_words_and_nothing_else() -> None:
    found = Explanation(outcome_named("legs_size"), "mechanisms", 100.0, 101.0, 1, (Contribution("x", 1.0, "x"),), ())
    names = [*HOSTILE.values(), "tame"]
    for first, second in zip(names[::2], names[1::2], strict=True):
        assert not list(hostile.harms_of_svg(draw_waterfall(found, first, second).svg))


def test_what_a_run_says_of_its_label_prints_anywhere(
    regain: Callable[..., Done], words: list[str], tmp_path: Path
) -> None:
    (tmp_path / "s.yaml").write_text(scenario(words[:MOST_STRATEGIES]), encoding="utf-8")
    for place in range(0, MOST_STRATEGIES, 5):
        assert regain("run", "s.yaml", "--strategy", f"s{place}").status == 0
    assert regain("fork", "s/s0", "--at", "day:3", "--scenario", "s.yaml", "--strategy", "s10").status == 0


def compare_labelled_runs(regain: Callable[..., Done], folder: Path, tame: str, labels: list[str]) -> None:
    """Compare a run with its forks under strategies of these labels."""
    (folder / "s.yaml").write_text(scenario(labels, title=labels[0], question=labels[-1]), encoding="utf-8")
    assert regain("run", "s.yaml", "--strategy", "s0").status == 0
    others = [f"s{place}" for place in range(1, len(labels))]
    for one in others:
        assert regain("fork", "s/s0/", "--at", "day:3", "--scenario", "s.yaml", "--strategy", one).status == 0
    done = regain("compare", "s/s0/", *(f"s/{one}/" for one in others), "--athletes", "2")
    assert done.status == 0, done.err
    assert regain("explain", "s/s0/", "s/s1/", "--out", "outputs").status == 0
    assert not list(hostile.harms_of_files(folder / "outputs", tame))


def test_recorded_runs_of_any_label_are_compared_without_harm(
    regain: Callable[..., Done], tmp_path: Path, tame: str
) -> None:
    compare_labelled_runs(regain, tmp_path, tame, [HOSTILE["title that closes"], HOSTILE["formula"]])


@pytest.mark.slow
@pytest.mark.parametrize("place", range(7))
def test_recorded_runs_of_every_label_are_compared_without_harm(
    regain: Callable[..., Done], words: list[str], tmp_path: Path, tame: str, place: int
) -> None:
    compare_labelled_runs(regain, tmp_path, tame, words[place::7])
