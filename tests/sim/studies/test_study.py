"""Tables of observations are read strictly, every fault with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.errors import InputError
from sim.studies import Study, load_study

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_a_row_is_read_with_its_numbers(make_study: Callable[..., Study]) -> None:
    (one,) = make_study({"sd": "3.0"}).observations
    assert (one.arm, one.week, one.observed, one.people, one.from_week) == ("trained", 3.0, 4.0, 9, 0.0)
    assert one.standard_error == pytest.approx(1.0)
    assert one.row == 2


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"arm": "traind"}, "unknown arm 'traind'; did you mean"),
        ({"muscle": "biceps"}, "muscle must be one of"),
        ({"measure": "girth"}, "measure must be one of"),
        ({"instrument": "tape"}, "instrument must be one of"),
        ({"kind": "change"}, "kind must be one of"),
        ({"week": "4"}, "within the horizon of 3 weeks, found 4"),
        ({"from_week": "3.5"}, "from_week must be between 0 and week 3"),
        ({"week": "soon"}, "could not convert"),
        ({"observed": "inf"}, "observed must be a number, found inf"),
        ({"observed": ""}, "observed must be a number unless kind is a range"),
        ({"source": "nobody_1900"}, "unknown source 'nobody_1900'"),
        ({"flag": ""}, "flag is missing"),
        ({"used_for": "fit"}, "used_for must be one of"),
        ({"paired": "no"}, "paired must be yes or empty"),
        ({"against": "resting"}, "against must be empty"),
        ({"kind": "points_against_arm"}, "against must name the other arm"),
        ({"kind": "range", "observed": ""}, "a range needs ci_low and ci_high"),
        ({"ci_low": "1"}, "ci_low and ci_high come together"),
        ({"muscle": "leg_extension"}, "muscle must be one of"),
    ],
)
def test_a_fault_is_told_with_its_place(make_study: Callable[..., Study], row: dict[str, str], told: str) -> None:
    with pytest.raises(InputError) as caught:
        make_study({}, row)
    (line,) = str(caught.value).splitlines()
    assert "small.csv:3: " in line
    assert told in line


def test_all_faults_are_told_at_once(make_study: Callable[..., Study]) -> None:
    with pytest.raises(InputError) as caught:
        make_study({"week": "9"}, {}, {"arm": "nobody"})
    assert [line.split(".csv:")[1][0] for line in str(caught.value).splitlines()] == ["2", "4"]


def test_a_line_with_too_few_or_too_many_cells_is_refused(make_study: Callable[..., Study], tmp_path: Path) -> None:
    make_study({})
    table = tmp_path / "small.csv"
    table.write_text(table.read_text(encoding="utf-8") + "trained,quadriceps\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"small\.csv:3: expected 19 cells"):
        load_study(tmp_path / "small.yaml")


def test_other_columns_are_refused(make_study: Callable[..., Study], tmp_path: Path) -> None:
    make_study({})
    (tmp_path / "small.csv").write_text("arm,muscle\ntrained,quadriceps\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"small\.csv:1: expected the columns arm,muscle,measure"):
        load_study(tmp_path / "small.yaml")


def test_a_table_without_rows_is_refused(make_study: Callable[..., Study]) -> None:
    with pytest.raises(InputError, match="at least one observation, found none"):
        make_study()


def test_a_scenario_without_a_table_is_no_study(make_study: Callable[..., Study], tmp_path: Path) -> None:
    make_study({})
    (tmp_path / "small.csv").unlink()
    with pytest.raises(InputError, match="expected the study's table of observations"):
        load_study(tmp_path / "small.yaml")


def test_an_unknown_study_is_told_with_the_nearest() -> None:
    with pytest.raises(
        InputError, match="'wall_2015': expected a study, found none of this name; did you mean 'wall_2014'"
    ):
        load_study("wall_2015")


def test_only_arms_that_are_needed_are_lived(make_study: Callable[..., Study]) -> None:
    study = make_study({"used_for": "shown", "arm": "cast"}, {"kind": "points_against_arm", "against": "resting"})
    assert study.arms == ("trained", "resting", "cast")
    assert study.used_for("train").arms == ("trained", "resting")
    assert len(study.used_for("train", "shown").observations) == 2
