"""Tables of observations are read strictly, every fault with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.errors import InputError
from sim.studies import Study, load_studies, load_study, shipped_studies

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
        ({"week": "-1"}, "week must be at least 0, found -1"),
        ({"from_week": "3.5"}, "from_week must be at least 0 (as when empty) and before week 3, found 3.5"),
        ({"from_week": "3"}, "before week 3, found 3"),
        ({"from_week": "-1"}, "from_week must be at least 0 (as when empty) and before week 3, found -1"),
        ({"week": "0"}, "before week 0, found 0"),
        ({"kind": "value", "from_week": "1"}, "from_week must be empty where kind is value, found 1"),
        ({"week": "soon"}, "week must be a number, found 'soon'; mend it"),
        ({"week": "1_0"}, "week must be a number, found '1_0'"),
        ({"observed": "inf"}, "observed must be a number, found 'inf'"),
        ({"observed": "abc"}, "observed must be a number, found 'abc'; mend it, or leave it empty"),
        ({"observed": "1e999"}, "observed must be a number, found '1e999'"),
        ({"observed": "1e9"}, "observed must be between -100 and 1000 %, found 1e+09"),
        ({"observed": "-101"}, "observed must be between -100 and 1000 %, found -101"),
        ({"kind": "smd_from_baseline", "observed": "21"}, "observed must be between -20 and 20 SD, found 21"),
        ({"sd": "-3"}, "sd must be above 0 and at most 1000 %, found -3"),
        ({"sem": "0"}, "sem must be above 0 and at most 1000 %, found 0"),
        ({"people": "-3"}, "people must be between 1 and 1000000, found -3"),
        ({"people": "0"}, "people must be between 1 and 1000000, found 0"),
        ({"people": "ten"}, "people must be a whole number, found 'ten'"),
        ({"people": "9.5"}, "people must be a whole number, found '9.5'"),
        ({"ci_low": "8", "ci_high": "3"}, "ci_low must be below ci_high, found 8 and 3"),
        ({"ci_low": "5", "ci_high": "8"}, "observed must lie within its interval of 5 to 8, found 4"),
        ({"ci_low": "-2000", "ci_high": "8"}, "ci_low must be between -1000 and 1000 %, found -2000"),
        ({"ci_high": "8"}, "found ci_high alone; fill in ci_low or empty both"),
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
        ({"topic": ""}, "topic is missing"),
        ({"topic": "volumes"}, "topic must be one of"),
        ({"design": "survey"}, "design must be one of"),
        ({"standardiser": "pooled"}, "standardiser must be one of"),
        ({"standardiser": "change"}, "come together, found one alone"),
        ({"standardiser_sd_percent": "wide"}, "standardiser_sd_percent must be a number, found 'wide'"),
        (
            {"standardiser": "change", "standardiser_sd_percent": "6"},
            "standardiser must be empty where kind is percent",
        ),
        ({"kind": "smd_from_baseline"}, "without standardiser is used_for shown, found train"),
        (
            {"kind": "smd_from_baseline", "standardiser": "post", "standardiser_sd_percent": "900"},
            "standardiser_sd_percent must be above 0 and at most 200, found 900",
        ),
        ({"versus": "trained"}, "versus names the other arm of a pair of levels, found 'trained' in a row of trained"),
        ({"kind": "points_against_arm", "against": "cast", "versus": "cast"}, "whose kind is points_against_arm"),
        ({"versus": "restin"}, "versus names 'restin', which has no row of the same muscle"),
        ({"versus": "resting", "week": "2"}, "versus names 'resting', which has no row of the same muscle"),
    ],
)
def test_a_fault_is_told_with_its_place(make_study: Callable[..., Study], row: dict[str, str], told: str) -> None:
    with pytest.raises(InputError) as caught:
        make_study({}, row)
    (line,) = str(caught.value).splitlines()
    assert "small.csv:3: " in line
    assert told in line


def test_a_pair_is_named_once(make_study: Callable[..., Study]) -> None:
    with pytest.raises(
        InputError, match=r"small\.csv:2: versus pairs this row with line 3, whose versus names it back"
    ):
        make_study({"versus": "resting"}, {"arm": "resting", "versus": "trained"})


def test_a_study_tells_its_topic_its_cohorts_and_its_contrasts(make_study: Callable[..., Study]) -> None:
    study = make_study(
        {"versus": "resting", "topic": "history"},
        {"arm": "resting", "cohort": "neighbours"},
        {"kind": "points_against_arm", "against": "cast"},
    )
    level, partner, told = study.observations
    assert study.topic == "history"
    assert study.cohorts == {"small", "neighbours"}
    assert study.contrasts == ((level, partner), (told, None))


def test_all_faults_are_told_at_once(make_study: Callable[..., Study]) -> None:
    with pytest.raises(InputError) as caught:
        make_study({"week": "9"}, {}, {"arm": "nobody"})
    assert [line.split(".csv:")[1][0] for line in str(caught.value).splitlines()] == ["2", "4"]


def test_a_line_with_too_few_or_too_many_cells_is_refused(make_study: Callable[..., Study], tmp_path: Path) -> None:
    make_study({})
    table = tmp_path / "small.csv"
    table.write_text(table.read_text(encoding="utf-8") + "trained,quadriceps\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"small\.csv:3: expected 25 cells"):
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


def test_a_value_may_be_one_of_week_0(make_study: Callable[..., Study]) -> None:
    (one,) = make_study({"kind": "value", "week": "0", "observed": "1.0"}).observations
    assert one.week == 0.0


def test_a_study_named_twice_is_read_once(make_study: Callable[..., Study], tmp_path: Path) -> None:
    make_study({})
    own = tmp_path / "small.yaml"
    found = load_studies(["wall_2014", str(own), "wall_2014", own, shipped_studies()["wall_2014"]])
    assert [study.name for study in found] == ["wall_2014", "small"]


def test_two_files_of_one_name_are_refused(make_study: Callable[..., Study], tmp_path: Path) -> None:
    make_study({})
    own = tmp_path / "wall_2014.yaml"
    (tmp_path / "small.yaml").rename(own)
    (tmp_path / "small.csv").rename(tmp_path / "wall_2014.csv")
    assert [study.name for study in load_studies([own])] == ["wall_2014"]
    with pytest.raises(InputError, match=r"found wall_2014 also as .*wall_2014\.yaml; rename one of them") as caught:
        load_studies(["wall_2014", own])
    assert len(str(caught.value).splitlines()) == 1


def test_without_names_all_that_ship_are_read() -> None:
    assert [study.name for study in load_studies()] == list(shipped_studies())


def test_only_arms_that_are_needed_are_lived(make_study: Callable[..., Study]) -> None:
    study = make_study({"used_for": "shown", "arm": "cast"}, {"kind": "points_against_arm", "against": "resting"})
    assert study.arms == ("trained", "resting", "cast")
    assert study.used_for("train").arms == ("trained", "resting")
    assert len(study.used_for("train", "shown").observations) == 2
