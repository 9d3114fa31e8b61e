from __future__ import annotations

import json
import math
from typing import Any

import pytest

from sim.cli.support import console, parse_changes, parse_moment, print_table, progress_bar, say, write_rows
from sim.errors import InputError


@pytest.mark.parametrize(
    ("text", "days"),
    [("start", 70.0), ("end", 182.0), ("week:0", 70.0), ("week:8", 126.0), ("week:-2.5", 52.5), ("day:3", 73.0)],
)
def test_a_moment_counts_from_week_0(text: str, days: float) -> None:
    assert parse_moment(text, 70.0, 182.0) == days


@pytest.mark.parametrize("text", ["week:", "week:8 ", "8", "Week:8", "week:+8", "week:8.", "week:1x"])
def test_a_moment_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="--at must be week:N, day:N, start or end, found"):
        parse_moment(text, 0.0, 1.0)


def test_changes_are_names_and_numbers() -> None:
    assert parse_changes(("a=1", " b = 2.5e-1 ")) == {"a": 1.0, "b": 0.25}
    assert parse_changes(()) == {}


@pytest.mark.parametrize("text", ["a", "a=", "a=b", "a=nan", "a=1=2"])
def test_a_change_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="--set must be NAME=NUMBER, found"):
        parse_changes((text,))


def test_what_json_cannot_hold_becomes_null(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"a": math.nan, "b": math.inf, "c": -math.inf, "d": 1.5, "e": ("x", None)}]
    write_rows(rows, "json")
    assert json.loads(capsys.readouterr().out) == [{"a": None, "b": None, "c": None, "d": 1.5, "e": ["x", None]}]


def test_csv_quotes_what_it_must(capsys: pytest.CaptureFixture[str]) -> None:
    write_rows([{"label": 'One, "two"', "value": 1.5}], "csv")
    assert capsys.readouterr().out == 'label,value\n"One, ""two""",1.5\n'


def test_no_rows_are_no_lines_but_the_names(capsys: pytest.CaptureFixture[str]) -> None:
    write_rows([], "csv", columns=("a", "b"))
    assert capsys.readouterr().out == "a,b\n"


def test_text_from_files_is_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    print_table("[red]title", ("[b]one",), [("[link=x]cell",)])
    out = capsys.readouterr().out
    assert "[red]title" in out
    assert "[b]one" in out
    assert "[link=x]cell" in out


def test_a_pipe_gets_whole_lines_without_colours(capsys: pytest.CaptureFixture[str]) -> None:
    console().print("[bold]word[/bold] " * 30)
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert "\x1b" not in out


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    say("here")
    say("not here", quiet=True)
    assert capsys.readouterr() == ("", "here\n")


class Terminal:
    """Standard error as a terminal."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("quiet", "drawn"), [(False, True), (True, False)])
def test_progress_is_drawn_on_a_terminal_unless_quiet(
    monkeypatch: pytest.MonkeyPatch,
    quiet: bool,  # noqa: FBT001
    drawn: bool,  # noqa: FBT001
) -> None:
    import sys

    terminal: Any = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with progress_bar(quiet=quiet) as progress:
        progress("living One", 0.5)
    assert ("living One" in terminal.text) == drawn
