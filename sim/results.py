"""What every result can do: say itself in a few lines, show itself in a notebook, and leave as JSON, table or arrays.

A result says two things of itself, :meth:`Result.in_words` and :meth:`Result.rows`; everything else follows from them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from .errors import MissingExtraError
from .text import json_text, plain

if TYPE_CHECKING:
    import pandas as pd

Cell = str | float | bool | None

MOST_LINES = 10
MOST_LETTERS = 118
MOST_ROWS = 30
"""Of the table in a notebook; all of them are in :meth:`Result.to_dataframe`."""

Draw = Callable[["Result"], str]
_drawn_by: list[Draw] = []


def pictures_come_from(draw: Draw) -> None:
    """Name the function that draws a result as SVG for notebooks: results lie below pictures and cannot import them.

    Args:
        draw: Returns a picture, or an empty text where there is none of this kind of result.
    """
    _drawn_by[:] = [draw]


def plain_json(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Replace what JSON cannot hold: a number that is none becomes null."""
    if isinstance(value, Mapping):
        return {key: plain_json(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_json(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


class Result:
    """Base of everything that a function of ``sim`` returns to look at."""

    __slots__ = ()

    def in_words(self) -> Sequence[str]:
        """Return what this is and what it says, most important first, one sentence a line."""
        raise NotImplementedError

    def rows(self) -> Sequence[Mapping[str, Cell]]:
        """Return the numbers as a table: one mapping from column to value a row."""
        raise NotImplementedError

    def __repr__(self) -> str:
        lines = [plain(line) for line in self.in_words()]
        if len(lines) > MOST_LINES:
            lines = [*lines[: MOST_LINES - 1], f"… and {len(lines) - MOST_LINES + 1} lines more in .in_words()"]
        return "\n".join(line if len(line) <= MOST_LETTERS else f"{line[: MOST_LETTERS - 1]}…" for line in lines)

    def to_dict(self) -> dict[str, Any]:
        """Return kind, words and numbers as plain values; a number that is none is ``None``."""
        rows = [plain_json(dict(row)) for row in self.rows()]
        return {"kind": type(self).__name__, "words": [plain(line) for line in self.in_words()], "rows": rows}

    def to_json(self) -> str:
        """Return the same as JSON."""
        return json_text(json.dumps(self.to_dict(), indent=1, ensure_ascii=False, allow_nan=False))

    def to_dataframe(self) -> pd.DataFrame:
        """Return the numbers as a table of pandas.

        Raises:
            MissingExtraError: pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError as error:
            raise MissingExtraError("pandas", "xarray") from error
        return pd.DataFrame([dict(row) for row in self.rows()])

    def _repr_html_(self) -> str:
        """Return words and table as HTML, for notebooks."""
        words = "".join(f"<p>{escape(plain(line))}</p>" for line in self.in_words())
        rows = self.rows()
        if not rows:
            return words
        heads = "".join(f"<th>{escape(name)}</th>" for name in rows[0])
        lines = "".join(f"<tr>{''.join(_html_cell(value) for value in row.values())}</tr>" for row in rows[:MOST_ROWS])
        more = f"<p>{len(rows) - MOST_ROWS} rows more in .rows()</p>" if len(rows) > MOST_ROWS else ""
        return f"{words}<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>{more}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Return all that a notebook may show: text, words with table, and the picture inline."""
        del include, exclude
        html = self._repr_html_()
        picture = _drawn_by[0](self) if _drawn_by else ""
        return {"text/plain": repr(self), "text/html": f"{picture}{html}"}


def _html_cell(value: Cell) -> str:
    if value is None:
        return "<td></td>"
    return f"<td>{value:.4g}</td>" if isinstance(value, float) else f"<td>{escape(plain(str(value)))}</td>"
