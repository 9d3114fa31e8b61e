from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import attrs
import pytest

from sim.importers import Draft, Options, draft_import
from sim.log.contract import EventStore
from sim.log.opening import open_store

SAMPLES = Path(__file__).parent / "samples"
STREAM = "imported/ada"
MONTHS_FR = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."]


@attrs.frozen(kw_only=True)
class Locale:
    """How somebody's phone writes."""

    order: str
    decimal: str
    grouping: str
    delimiter: str
    moment: Callable[[datetime], str]
    day: Callable[[datetime], str]
    clock: Callable[[datetime], str]
    encode: Callable[[str], bytes]

    def number(self, value: float, digits: int = 2) -> str:
        text = f"{value:,.{digits}f}".replace(",", "\0").replace(".", self.decimal)
        return text.replace("\0", self.grouping)


def twelve(moment: datetime) -> str:
    return f"{moment.hour % 12 or 12}:{moment.minute:02d} {'PM' if moment.hour >= 12 else 'AM'}"


LOCALES = {
    "american": Locale(
        order="mdy",
        decimal=".",
        grouping=",",
        delimiter=",",
        moment=lambda when: f"{when:%m/%d/%Y} {twelve(when)}",
        day=lambda when: f"{when:%m/%d/%Y}",
        clock=twelve,
        encode=lambda text: text.encode(),
    ),
    "british": Locale(
        order="dmy",
        decimal=".",
        grouping="",
        delimiter="\t",
        moment=lambda when: f"{when:%d/%m/%Y %H:%M}",
        day=lambda when: f"{when:%d/%m/%Y}",
        clock=lambda when: f"{when:%H:%M}",
        encode=lambda text: text.replace("\n", "\r\n").encode("utf-16"),
    ),
    "german": Locale(
        order="dmy",
        decimal=",",
        grouping=".",
        delimiter=";",
        moment=lambda when: f"{when:%d.%m.%Y, %H:%M}",
        day=lambda when: f"{when:%d.%m.%Y}",
        clock=lambda when: f"{when:%H:%M}",
        encode=lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
    ),
    "french": Locale(
        order="by name",
        decimal=",",
        grouping="\u202f",
        delimiter=";",
        moment=lambda when: f"{when.day} {MONTHS_FR[when.month - 1]} {when.year} à {when:%H:%M}",
        day=lambda when: f"{when.day} {MONTHS_FR[when.month - 1]} {when.year}",
        clock=lambda when: f"{when:%H:%M}",
        encode=lambda text: text.encode(),
    ),
}


@pytest.fixture(params=LOCALES.values(), ids=list(LOCALES))
def locale(request: pytest.FixtureRequest) -> Locale:
    return request.param


@pytest.fixture
def samples() -> Path:
    return SAMPLES


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EventStore]:
    with open_store(tmp_path / "log.db") as opened:
        yield opened


@pytest.fixture
def draft_of(tmp_path: Path) -> Callable[..., Draft]:
    """Draft the import of a text: ``draft_of(text, log, unit="kg")``."""

    def draft(
        content: str | bytes, log: Any = (), *, name: str = "file.csv", wanted: str = "", **options: str
    ) -> Draft:
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return draft_import(file, STREAM, log, wanted=wanted, options=Options(**options))

    return draft
