"""Runs the Python of a page, block after block, and holds what it prints against the text that stands below each.

``python -m tests.pages docs/python.md`` writes what is printed into the page.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

BLOCK = re.compile(
    r"^```python\n(?P<code>.*?)^```$(?P<between>\s*)(?:^```text\n(?P<text>.*?)^```$)?", re.DOTALL | re.MULTILINE
)


def printed(page: str, name: str) -> list[tuple[str, str]]:
    """Return, for each block of code that is followed by a text, that text and what the code printed."""
    known: dict[str, Any] = {"__name__": name}
    found = []
    for block in BLOCK.finditer(page):
        line = page[: block.start("code")].count("\n")
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile("\n" * line + block["code"], name, "exec"), known)  # noqa: S102 - our own page
        if block["text"] is not None:
            found.append((block["text"], out.getvalue()))
    return found


def rewritten(page: str, name: str) -> str:
    """Return the page with what its code prints."""
    outputs = iter([now for _, now in printed(page, name)])

    def put(block: re.Match[str]) -> str:
        if block["text"] is None:
            return block[0]
        return f"```python\n{block['code']}```{block['between']}```text\n{next(outputs)}```"

    return BLOCK.sub(put, page)


def main() -> None:
    """Write every page that is named anew."""
    for name in sys.argv[1:]:
        path = Path(name).resolve()
        here = Path.cwd()
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            try:
                text = rewritten(path.read_text(encoding="utf-8"), name)
            finally:
                os.chdir(here)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
