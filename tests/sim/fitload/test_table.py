"""Reading a load-and-performance table: tolerant in form, strict in content."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.errors import InputError
from sim.fitload import LoadTable, read_table

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a table and return its path."""
    path = folder / "season.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_plain_table_is_read(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "day,load,performance\n1,50,\n2,0,250.5\n3,70,251\n"))
    assert table.load.tolist() == [50.0, 0.0, 70.0]
    assert table.days.tolist() == [1, 2, 3]
    assert (table.tests.tolist(), table.performance.tolist()) == ([1, 2], [250.5, 251.0])
    assert table.filled_days == 0


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffday,load,performance\r\n1,50,\r\n2,70,251\r\n",
        "day;load;performance\n1;50;\n2;70;251\n",
        "Performance\tDAY\tLoad\n\t1\t50\n251\t2\t70\n",
        'day,load,performance,note\n1,50,,"hard, long"\n\n2,70,251,\n',
        "day,load,performance\n2,70,251\n1,50,\n",
    ],
    ids=["byte-order mark", "semicolons", "other order", "a column more", "days out of order"],
)
def test_form_does_not_matter(tmp_path: Path, text: str) -> None:
    table = read_table(written(tmp_path, text))
    assert (table.load.tolist(), table.tests.tolist(), table.performance.tolist()) == ([50.0, 70.0], [1], [251.0])


def test_columns_may_have_other_heads(tmp_path: Path) -> None:
    path = written(tmp_path, "Datum,TSS,FTP\n2026-02-27,50,\n2026-03-02,,251\n")
    table = read_table(path, day="datum", load="tss", performance="ftp")
    assert table.load.tolist() == [50.0, 0.0, 0.0, 0.0]
    assert table.tests.tolist() == [3]
    assert table.filled_days == 2


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("x,50,", "season.csv:3: day must be a whole number or a date such as 2026-03-31, found 'x'; mend it"),
        ("2.5,50,", "season.csv:3: day must be a whole number"),
        ("2,-5,", "season.csv:3: load must be a number of 0 or more, found '-5'; mend it or leave it empty"),
        ("2,nan,", "season.csv:3: load must be a number of 0 or more, found 'nan'"),
        ("2,1e999,", "season.csv:3: load must be a number"),
        ("2,5,fast", "season.csv:3: performance must be a number, found 'fast'"),
        ("2,5", "season.csv:3: expected 3 cells as in the header, found 2; mend the row"),
        ("1,5,", r"season.csv:3: expected each day once, found 1 again after .*season.csv:2; add up its loads"),
        ("2026-01-02,5,", "season.csv:3: expected all days as numbers or all as dates, found 2026-01-02"),
    ],
)
def test_a_bad_row_is_told_in_one_line_with_its_place(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as raised:
        read_table(written(tmp_path, f"day,load,performance\n1,50,\n{row}\n3,50,\n"))
    assert "\n" not in str(raised.value)


def test_all_bad_rows_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        read_table(written(tmp_path, "day,load,performance\n1,x,\n2,5,\n3,5,y\n"))
    lines = str(raised.value).splitlines()
    assert lines[0].endswith("2 rows cannot be used")
    assert [line.split(": ")[0].rpartition(":")[2] for line in lines[1:]] == ["2", "4"]


def test_many_bad_rows_do_not_flood_the_screen(tmp_path: Path) -> None:
    rows = "".join(f"{day},x,\n" for day in range(500))
    with pytest.raises(InputError, match="and 480 rows more"):
        read_table(written(tmp_path, f"day,load,performance\n{rows}"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "day,laod,performance\n",
            "season.csv:1: expected a column 'load', found day, laod, performance; did you mean",
        ),
        ("day,load,Load,performance\n", "expected one column 'load', found 2; rename one"),
        ("day,load,performance\n", "expected at least one day with a load, found none"),
        ("", "expected a column 'day', found nothing; name yours with --day"),
        ("day,load,performance\n1,5,\n99999999,5,\n", "expected at most 36525 days"),
    ],
)
def test_a_table_that_is_none_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_table(written(tmp_path, text))


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected a readable CSV file, found: No such file"):
        read_table(tmp_path / "none.csv")
    with pytest.raises(InputError, match="expected UTF-8 text"):
        read_table(written(tmp_path, "day,load,performance\n1,5,é\n", "latin-1"))


def test_a_day_with_a_test_and_no_load_is_rest() -> None:
    table = LoadTable.of("x", {0: 10.0, 1: 20.0}, {3: 5.0})
    assert (table.load.tolist(), table.tests.tolist(), table.filled_days) == ([10.0, 20.0, 0.0, 0.0], [3], 1)


def test_tests_alone_need_no_column_of_loads(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "day,performance\n2026-02-27,250\n2026-03-01,\n2026-03-02,251\n"), load=None)
    assert table.dated
    assert table.load.tolist() == [0.0] * 4
    assert (table.tests.tolist(), table.performance.tolist()) == ([0, 3], [250.0, 251.0])
