"""wger: a page of its workout log, which names exercises by number."""

from __future__ import annotations

from collections.abc import Iterator

from ..documents import json_of, objects_of
from ..facts import Done, Fact
from ..rows import Reading, Refusal, RefusedError, Row
from ..source import Format, Source, cells

LOAD_UNITS = {"1": "kg", "2": "lb"}
REPETITIONS, UNTIL_FAILURE = "1", "2"


def _fact(row: Reading) -> Fact:
    counted = row.text("repetitions unit")
    if counted not in {REPETITIONS, UNTIL_FAILURE}:
        raise RefusedError("counted in something other than repetitions")
    rest_min = row.minutes("rest")
    return Done(
        line=row.line,
        start=row.moment("date"),
        name=f"wger {row.text('exercise')}",
        load_kg=row.load_kg(),
        reps=row.number("repetitions", most=1000.0) or 0.0,
        reps_in_reserve=row.number("rir", most=10.0),
        manner="failure" if counted == UNTIL_FAILURE else "",
        rest_min=rest_min or None,
    )


def _rows(source: Source) -> Iterator[Row | Refusal]:
    for number, log in enumerate(objects_of(source, json_of(source), "results"), 1):
        unit = LOAD_UNITS.get(str(log.get("weight_unit")))
        if log.get("weight") and unit is None:
            yield Refusal(number, "the load is in neither kg nor lb")
            continue
        row = cells(
            date=log.get("date"),
            exercise=log.get("exercise"),
            repetitions=log.get("repetitions"),
            repetitions_unit=log.get("repetitions_unit"),
            weight=log.get("weight"),
            weight_unit=unit,
            rir=log.get("rir"),
            rest_seconds=log.get("rest"),
        )
        yield Row(number, row)


WGER = Format(
    name="wger",
    fact=_fact,
    rows=_rows,
    recognises=lambda head: (
        head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") and b'"results"' in head and b'"repetitions"' in head
    ),
    utc=True,
    place="record",
)
