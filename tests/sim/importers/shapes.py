"""Generated exports: what an app writes in some locale, for the same life in every shape."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import attrs
import pytest

from sim.events import Event
from sim.importers import Draft

at = datetime.fromisoformat


@attrs.frozen(kw_only=True)
class Shape:
    """What an app writes: headings, and a line for each thing that was done."""

    headings: str
    line: Callable[..., Sequence[Any]]
    of: Sequence[Sequence[Any]]
    options: dict[str, str] = attrs.field(factory=dict)
    timed: bool = True
    rated: bool = True

    def file(self, locale: Any) -> bytes:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=locale.delimiter, lineterminator="\n")
        writer.writerow(self.headings.split("|"))
        writer.writerows(self.line(locale, *one) for one in self.of)
        return locale.encode(text.getvalue())


def shapes(of: dict[str, Shape]) -> Any:
    return pytest.mark.parametrize("shape", of.values(), ids=list(of))


def only(draft: Draft, kind: type[Event]) -> list[Any]:
    return [event for event in draft.facts if isinstance(event, kind)]


def days_of(moment: datetime) -> float:
    return (moment - at("2026-03-02")).total_seconds() / 86400
