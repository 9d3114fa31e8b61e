"""Numbers, dates, durations and headings, and what is evidence for how to read them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.importers import Options
from sim.importers.conventions import Cell, UnsettledError, decide_dates, decide_decimal
from sim.importers.dates import parse_clock, parse_moment, readings
from sim.importers.text import clean, decode, parse_duration_min, parse_number, split_heading

at = datetime.fromisoformat


def column(*texts: str) -> list[Cell]:
    return [Cell(line, text) for line, text in enumerate(texts, 2)]


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("102.5", ".", 102.5),
        ("102,5", ",", 102.5),
        ("1,005", ".", 1005.0),
        ("1,005", ",", 1.005),
        ("1.234.567,8", ",", 1234567.8),
        ("1 234,5", ",", 1234.5),
        ("1\u202f234,5", ",", 1234.5),
        ("1'234.5", ".", 1234.5),
        ("-21", ".", -21.0),
        ("−21,5", ",", -21.5),
    ],
)
def test_a_number_is_read_with_its_mark(text: str, decimal: str, number: float) -> None:
    assert parse_number(text, decimal) == number


@pytest.mark.parametrize(
    "text", ["", "1e5", "inf", "NaN", "0x10", "1,5", "12,34,567", "1 234,567.8", "٣", "5 kg", "9" * 60]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a number"):
        parse_number(text, ".")


@given(st.decimals(min_value=0, max_value=99999, places=2), st.sampled_from([".", ","]))
def test_what_a_locale_writes_reads_back(value: float, decimal: str) -> None:
    grouping = "," if decimal == "." else "."
    text = f"{value:,.2f}".replace(",", "\0").replace(".", decimal).replace("\0", grouping)
    assert parse_number(text, decimal) == float(value)


@pytest.mark.parametrize(
    ("text", "order", "moment"),
    [
        ("2026-03-02T18:05:00+01:00", "ymd", "2026-03-02 18:05"),
        ("2026-03-02 18:05:00 +0100", "dmy", "2026-03-02 18:05"),
        ("2026-03-01T10:00:00.000Z", "ymd", "2026-03-01 10:00"),
        ("2 Mar 2026, 18:05", "ymd", "2026-03-02 18:05"),
        ("Mar 2, 2026, 6:05 PM", "ymd", "2026-03-02 18:05"),
        ("Mar 2, 2026, 6:05\u202fp.\u00a0m.", "ymd", "2026-03-02 18:05"),
        ("2. März 2026 um 18:05", "ymd", "2026-03-02 18:05"),
        ("2 mars 2026 à 18:05", "ymd", "2026-03-02 18:05"),
        ("2 de mar. de 2026, 18:05", "ymd", "2026-03-02 18:05"),
        ("2 août 2026, 18h05", "ymd", "2026-08-02 18:05"),
        ("2. maaliskuuta 2026 18.05", "ymd", "2026-03-02 18:05"),
        ("2 мар. 2026 \N{CYRILLIC SMALL LETTER GHE}., 18:05", "ymd", "2026-03-02 18:05"),
        ("2026年3月2日 18:05", "ymd", "2026-03-02 18:05"),
        ("03/02/2026 12:05 AM", "mdy", "2026-03-02 00:05"),
        ("02.03.26 12:05", "dmy", "2026-03-02 12:05"),
        ("2026-03-02 11:05PM", "ymd", "2026-03-02 23:05"),
    ],
)
def test_a_moment_is_read_as_it_was_written(text: str, order: str, moment: str) -> None:
    assert parse_moment(text, order).wall == at(moment)


@pytest.mark.parametrize(
    "text",
    [
        "", "2026-02-30", "2026-13-01", "31/31/2026", "2026-03-02 25:00", "2026-03-02 13:05 PM", "2026-03-02 0:05 AM",
        "2 Foo 2026", "2 Mar Apr 2026", "yesterday", "9999-01-01", "2026-03-02 18:05 and more", "3" * 100,
    ],
)  # fmt: skip
def test_what_is_no_moment_is_refused(text: str) -> None:
    assert not readings(text)


def test_a_value_that_only_one_mark_explains_settles_the_file() -> None:
    assert decide_decimal(column("1,005", "90,5"), [], "")[0] == ","
    assert decide_decimal(column("1.005", "2"), column("10", "1.000,0"), "")[0] == ","
    assert decide_decimal(column("100", "20"), [], "") == (".", "")


def test_a_count_is_whole_and_so_tells_the_mark() -> None:
    assert decide_decimal([], column("410", "1,005"), "")[0] == "."
    assert decide_decimal([], column("1.005"), "")[0] == ","


@pytest.mark.parametrize("texts", [("1,005",), ("1.005",), ("90,5", "90.5")])
def test_a_mark_that_is_open_or_contradicted_is_asked_for(texts: tuple[str, ...]) -> None:
    with pytest.raises(UnsettledError):
        decide_decimal(column(*texts), [], "")
    assert decide_decimal(column(*texts), [], ",")[0] == ","


def test_a_day_above_twelve_settles_the_order_of_all() -> None:
    assert decide_dates(column("03/04/2026", "13/04/2026"), "")[0] == "dmy"
    assert decide_dates(column("03/04/2026", "04/13/2026"), "")[0] == "mdy"
    assert decide_dates(column("2026-03-04"), "")[0] == "ymd"
    assert decide_dates(column("03/03/2026"), "")[0] in {"dmy", "mdy"}


@pytest.mark.parametrize("texts", [("03/04/2026",), ("26/03/04",), ("13/04/2026", "04/13/2026"), ("03.04.2026",)])
def test_an_order_that_is_open_or_contradicted_is_asked_for(texts: tuple[str, ...]) -> None:
    with pytest.raises(UnsettledError):
        decide_dates(column(*texts), "")


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("1h 5m", 65.0), ("45m", 45.0), ("7h 37min", 457.0), ("90s", 1.5), ("01:05:00", 65.0), ("30:05", 30 + 5 / 60)],
)
def test_a_duration_is_read_as_minutes(text: str, minutes: float) -> None:
    assert parse_duration_min(text) == pytest.approx(minutes)


@pytest.mark.parametrize(
    ("heading", "split"),
    [
        ("Weight (kgs)", ("weight", "kg")),
        ("Weight(kg)", ("weight", "kg")),
        ("weight_lbs", ("weight", "lb")),
        ("distance_miles", ("distance", "mi")),
        ("Duration (sec)", ("duration", "s")),
        ("start_time", ("start time", "")),
        ("Is Warmup Set?", ("is warmup set?", "")),
        ("Seconds", ("seconds", "")),
    ],
)
def test_a_heading_is_split_into_name_and_unit(heading: str, split: tuple[str, str]) -> None:
    assert split_heading(heading) == split


def test_clocks_of_twelve_and_twenty_four_hours_agree() -> None:
    assert parse_clock("10:40 PM") == parse_clock("22:40") == timedelta(hours=22, minutes=40)
    with pytest.raises(ValueError, match="expected a time of day"):
        parse_clock("24:40")


def test_bytes_that_are_no_text_are_refused() -> None:
    assert decode("Kniebeuge für".encode("cp1252")) == ("Kniebeuge für", "windows-1252")
    for content in (b"\xff\xfe\x00", b"a\0b", b"\x89PNG\0"):
        with pytest.raises(InputError, match="not a text file"):
            decode(content)


def test_words_are_cleaned_of_what_does_not_print() -> None:
    assert clean("a\x1b[31m\r\nb\u202ec\0 " + "x" * 500) == ("a [31m b c " + "x" * 500)[:200]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"unit": "st"}, "--unit must be one of kg lb, found 'st'"),
        ({"timezone": "Mars/Olympus"}, "--timezone must be a name such as Europe/Paris"),
        ({"timezone": "../../etc/passwd"}, "--timezone must be a name such as Europe/Paris"),
        ({"at": "noon"}, "--at: expected a time of day"),
    ],
)
def test_an_option_that_settles_nothing_is_refused(options: dict[str, str], told: str) -> None:
    with pytest.raises(InputError, match=told):
        Options(**options)
