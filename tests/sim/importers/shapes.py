"""Generated exports: what an app writes in some locale, for the same life in every shape."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import attrs
import pytest

from sim.events import Event
from sim.importers import Draft

at = datetime.fromisoformat


@attrs.frozen(kw_only=True)
class Shape:
    """What an app writes.

    Attributes:
        columns: The headings, each with its cell: the same in every row, or told by a function of the locale and of one
            thing that was done.
        of: What was done, a thing a row.
    """

    columns: Mapping[str, Any]
    of: Sequence[Sequence[Any]]
    options: dict[str, str] = attrs.field(factory=dict)
    rated: bool = True

    def file(self, locale: Any) -> bytes:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=locale.delimiter, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(
            [cell(locale, *one) if callable(cell) else cell for cell in self.columns.values()] for one in self.of
        )
        return locale.encode(text.getvalue())


def moment(locale: Any, when: datetime, *_: Any) -> str:
    return locale.moment(when)


def day(locale: Any, when: datetime, *_: Any) -> str:
    return locale.day(when)


def shapes(of: dict[str, Shape]) -> Any:
    return pytest.mark.parametrize("shape", of.values(), ids=list(of))


def only(draft: Draft, kind: type[Event]) -> list[Any]:
    return [event for event in draft.facts if isinstance(event, kind)]


def days_of(moment: datetime) -> float:
    return (moment - at("2026-03-02")).total_seconds() / 86400
