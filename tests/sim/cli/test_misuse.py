"""Command lines that are wrong: one line that says so, and which help tells how it goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

MISUSES = {
    ("import", "a.csv", "b.csv"): "`regain import` takes nothing more, found 'b.csv'. Try `regain import --help`.",
    ("gallery", "here"): "`regain gallery` takes nothing more, found 'here'. Try `regain gallery --help`.",
    ("fork", "run"): "--at requires an argument. Try `regain fork --help`.",
    ("compare", "short.yaml", "--athletez", "3"): "Did you mean --athletes? Try `regain compare --help`.",
    ("compare", "short.yaml", "--athletes", "0"): "Must be >= 1. Try `regain compare --help`.",
    ("compere",): 'Did you mean "compare"? Available commands:',
}


@pytest.mark.parametrize("tokens", MISUSES, ids=" ".join)
def test_a_wrong_command_line_names_the_fault_and_the_help(
    regain: Callable[..., object], tmp_path: Path, tokens: tuple[str, ...]
) -> None:
    before = sorted(tmp_path.iterdir())
    done = regain(*tokens)
    assert done.status == 2
    assert done.out == ""
    assert done.err.startswith("regain: ")
    assert done.err.count("\n") == 1
    assert MISUSES[tokens] in done.err
    assert sorted(tmp_path.iterdir()) == before
