"""Which format a file has, told by its first bytes or by its headings."""

from __future__ import annotations

from itertools import islice

import attrs

from ..errors import InputError
from .formats.apple_health import APPLE_HEALTH
from .formats.cronometer import CRONOMETER_DAYS, CRONOMETER_SERVINGS
from .formats.fit import FIT
from .formats.fitbit import FITBIT
from .formats.fitbod import FITBOD
from .formats.fitnotes import FITNOTES
from .formats.garmin import GARMIN_ACTIVITIES, GARMIN_SLEEP
from .formats.hevy import HEVY, HEVY_API
from .formats.liftosaur import LIFTOSAUR
from .formats.myfitnesspal import MYFITNESSPAL
from .formats.oura import OURA
from .formats.plain import PLAIN
from .formats.strong import STRONG
from .formats.tracks import GPX, TCX
from .formats.wger import WGER
from .rows import headings_of, table_lines
from .source import Format, Source
from .text import shown

FORMATS = (
    STRONG,
    HEVY,
    HEVY_API,
    FITNOTES,
    LIFTOSAUR,
    FITBOD,
    WGER,
    GARMIN_ACTIVITIES,
    GARMIN_SLEEP,
    OURA,
    FITBIT,
    APPLE_HEALTH,
    MYFITNESSPAL,
    CRONOMETER_SERVINGS,
    CRONOMETER_DAYS,
    FIT,
    TCX,
    GPX,
    PLAIN,
)
"""In the order in which they are tried: what any table with a date could be comes last."""

FORMAT_NAMES = tuple(sorted({one.name for one in FORMATS}))
DELIMITERS = (",", ";", "\t", "|")
HEADINGS_WITHIN_LINES = 20
HEADINGS_WITHIN = 64 * 1024
MOST_TOLD = 5
AVERAGES = frozenset({"avg duration", "avg bedtime"})


@attrs.frozen
class Detected:
    """A format, and for a table the delimiter and the headings that gave it away."""

    format: Format
    delimiter: str = ""
    columns: frozenset[str] = frozenset()


def detect(source: Source, wanted: str = "") -> Detected:
    """Return the format of a file.

    Args:
        source: The file.
        wanted: Name of the only format to consider; empty considers all.

    Raises:
        InputError: It has none of them.
    """
    if wanted and wanted not in FORMAT_NAMES:
        raise InputError(f"--from must be one of {' '.join(FORMAT_NAMES)}, found {wanted!r}")
    possible = [one for one in FORMATS if not wanted or one.name == wanted]
    if not source.head.strip():
        raise InputError(f"{source.name}: the file is empty")
    for one in possible:
        if one.recognises is not None and one.recognises(source.head):
            return Detected(one)
    if any(one.columns for one in possible):
        found = _table(source, possible)
        if found is not None:
            return found
    expected = f"what {wanted} exports" if wanted else f"one of {' '.join(FORMAT_NAMES)}"
    raise InputError(
        f"{source.name}: its headings are not those of any format, expected {expected}; see --from. "
        "If the app speaks another language, set it to English and export again"
    )


def _table(source: Source, possible: list[Format]) -> Detected | None:
    start = source.text[:HEADINGS_WITHIN]
    lines = []
    for delimiter in DELIMITERS:
        try:
            lines += [
                (line, delimiter, frozenset(name for name, _ in headings_of(cells)))
                for line, cells in islice(table_lines(start, delimiter), HEADINGS_WITHIN_LINES)
            ]
        except InputError:
            # The cut may end inside a quoted cell, or this is no table under this delimiter.
            continue
    if any(names >= AVERAGES for _, _, names in lines):
        raise InputError(f"{source.name}: holds averages of weeks, expected a row a night: export the daily report")
    for one in possible:
        for columns in one.columns:
            for _, delimiter, names in lines:
                if columns <= names:
                    _check_headings(source, one, names)
                    return Detected(one, delimiter, columns)
    return None


def _check_headings(source: Source, one: Format, names: frozenset[str]) -> None:
    unknown = sorted(name for name in names - one.only if name) if one.only else []
    if unknown:
        told = ", ".join(shown(name) for name in unknown[:MOST_TOLD])
        raise InputError(
            f"{source.name}: the headings {told} are neither another app's nor among {', '.join(sorted(one.only))};"
            " rename or remove them"
        )
