"""The pages of the documentation do what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages import printed

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / "docs" / "python.md"


def test_every_line_of_the_python_page_runs_and_prints_what_stands_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = printed(PYTHON.read_text(encoding="utf-8"), "docs/python.md")
    assert len(found) >= 10
    assert all(text for text, _ in found)
    for text, now in found:
        assert now == text, "run `make docs` where the numbers may change, and say so under Results changed"


def test_a_page_that_prints_something_else_is_seen() -> None:
    page = "```python\nprint(1 + 1)\n```\n\n```text\n3\n```\n"
    assert printed(page, "page") == [("3\n", "2\n")]
