from __future__ import annotations

import json
import math
import re
from typing import Any

import pytest

from sim.cli.support import console, counted, parse_changes, parse_moment, print_table, progress_bar, say, write_rows
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
    changes = parse_changes(("tau_signal_days=1", " responder = 7.5e-1 "))
    assert changes == {"tau_signal_days": 1.0, "responder": 0.75}
    assert parse_changes(()) == {}


@pytest.mark.parametrize("text", ["a", "a=", "a=b", "a=nan", "a=1=2"])
def test_a_change_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="--set must be NAME=NUMBER, found"):
        parse_changes((text,))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nope=2", "--set nope=2: unknown parameter 'nope'; `regain parameters` lists names and bounds"),
        ("tau_signal=2", "--set tau_signal=2: unknown parameter 'tau_signal'; did you mean 'tau_signal_days'? `regain"),
        ("tau_signal_days=2e6", "--set tau_signal_days=2e6: tau_signal_days must be between "),
    ],
)
def test_a_change_of_what_is_no_parameter_is_told_with_where_and_how_to_list_them(text: str, told: str) -> None:
    with pytest.raises(InputError, match=re.escape(told)):
        parse_changes(("responder=1", text))


@pytest.mark.parametrize(("count", "words"), [(0, "0 runs"), (1, "1 run"), (2, "2 runs"), (1234567, "1234567 runs")])
def test_one_is_not_counted_in_the_plural(count: int, words: str) -> None:
    assert counted(count, "run") == words


def test_a_plural_of_its_own_and_halves() -> None:
    assert counted(2, "strategy", "strategies") == "2 strategies"
    assert counted(1, "strategy", "strategies") == "1 strategy"
    assert counted(1.5, "week") == "1.5 weeks"


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
