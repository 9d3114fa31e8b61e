"""Single people under their own work, food and body."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.errors import InputError
from sim.studies import individuals, load_study

if TYPE_CHECKING:
    from pathlib import Path

PLAN = (10, 15, 20, 24, 28, 32)


def person(name: str, **changes: object) -> dict[str, object]:
    row: dict[str, object] = {
        "PARTICIPANT": name,
        "AGE": 21,
        "HEIGHT": 180,
        "BODYMASS_T1": 80,
        "DXA_FM_T1": 12,
        "VL_T1": 3.0,
        "VL_T3": 3.15,
    }
    for week, sets in enumerate(PLAN, start=1):
        row |= {f"TOTAL_VOLUME_LOAD_WEEK_{week}": 1000 * sets}
        row |= {f"CALS_WEEK_{week}": 3000, f"PROTEIN_WEEK_{week}": 160, f"CHO_WEEK_{week}": 300}
    return row | changes


def written(folder: Path, people: list[dict[str, object]]) -> Path:
    path = folder / individuals.FILE
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(person("P1")))
        writer.writeheader()
        writer.writerows(people)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    people = [
        person("P1"),
        person("P2", PROTEIN_WEEK_2=20, CALS_WEEK_2=300, CHO_WEEK_2=10),
        person("P3", TOTAL_VOLUME_LOAD_WEEK_6=8000),
        person("P4", VL_T3="NA"),
        person("P5", DXA_FM_T1="", VL_T3=3.3),
        person("P6", **{f"CALS_WEEK_{week}": 1500 for week in range(1, 7)}),
    ]
    written(tmp_path, people)
    return tmp_path


def test_people_without_a_measurement_are_left_out_and_gaps_are_filled(folder: Path) -> None:
    people = individuals.read_people(folder / individuals.FILE)
    assert people.names == ("P1", "P2", "P3", "P5", "P6")
    np.testing.assert_allclose(people.observed_percent, [5.0, 5.0, 5.0, 10.0, 5.0])
    assert people.fat_fraction[3] == pytest.approx(0.15)
    assert people.protein_g[1, 1] == 160.0
    assert people.energy_kcal[1, 1] == 3000.0


def test_who_did_a_quarter_of_the_work_of_a_week_has_a_quarter_of_it(folder: Path) -> None:
    share = individuals.read_people(folder / individuals.FILE).work_fraction
    assert share[2, 5] == pytest.approx(0.25)
    others = np.delete(share.ravel(), 2 * 6 + 5)
    np.testing.assert_allclose(others, 1.0)


def test_less_work_foretells_less_growth_and_food_counts(folder: Path) -> None:
    found = individuals.predict_individuals(folder)
    usual, gap, lazy, _, hungry = found.predicted_percent
    assert gap == pytest.approx(usual)
    assert lazy < usual - 0.01
    assert abs(hungry - usual) > 0.1
    assert found.error_of_the_mean == pytest.approx(1.6)
    assert "5 trained men" in found.in_words


def test_a_folder_without_the_data_set_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REGAIN_DATA", str(tmp_path))
    assert individuals.data_folder() is None
    assert "REGAIN_DATA" in individuals.absent()


def test_the_named_folder_comes_first(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("REGAIN_DATA", str(folder))
    assert individuals.data_folder() == folder


def test_another_file_is_refused(folder: Path) -> None:
    (folder / individuals.FILE).write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="expected the data set hypertrophy"):
        individuals.read_people(folder / individuals.FILE)


@pytest.mark.parametrize("number", [0, 1, 3])
def test_too_few_participants_are_refused_in_one_sentence(tmp_path: Path, number: int) -> None:
    written(tmp_path, [person(f"P{place}", VL_T3=3.1 + 0.01 * place) for place in range(number)])
    with pytest.raises(InputError, match=f"expected at least 5 participants .* found {number}, too few") as caught:
        individuals.predict_individuals(tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"VL_T1": "thick"}, "VL_T1 of participant 1 is no number but 'thick'"),
        ({"AGE": -5}, "expected age_years between 10 and 100, found -5"),
        ({"HEIGHT": 1.8}, "expected stature_cm between 100 and 250, found 1.8"),
        ({"VL_T3": 3e9}, "expected observed_percent between -90 and 300"),
        ({"BODYMASS_T1": "inf"}, "expected body_mass_kg between 30 and 250, found none|expected fat_fraction"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, changes: dict[str, object], told: str) -> None:
    people = [person(f"P{place}", VL_T3=3.1 + 0.01 * place) for place in range(6)]
    path = written(tmp_path, [people[0] | changes, *people[1:]])
    with pytest.raises(InputError, match=told) as caught:
        individuals.read_people(path)
    assert "\n" not in str(caught.value)


def test_a_column_that_nobody_filled_in_is_refused_without_a_warning(tmp_path: Path) -> None:
    people = [person(f"P{place}", VL_T3=3.1 + 0.01 * place, PROTEIN_WEEK_2="", AGE="NA") for place in range(6)]
    with pytest.raises(InputError, match="expected age_years between 10 and 100, found none"):
        individuals.read_people(written(tmp_path, people))


def test_people_who_all_changed_alike_have_no_correlation(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"changed differently, found 5 % in each"):
        individuals.read_people(written(tmp_path, [person(f"P{place}") for place in range(6)]))


def test_a_line_that_ends_early_lacks_what_follows(folder: Path) -> None:
    path = folder / individuals.FILE
    path.write_text(path.read_text(encoding="utf-8") + "P7,21\n", encoding="utf-8")
    assert "P7" not in individuals.read_people(path).names


def test_a_perfect_correlation_has_an_interval() -> None:
    observed = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    found = individuals.Individuals(tuple("abcde"), observed, observed.copy())
    assert found.correlation_interval == pytest.approx((1.0, 1.0))


@pytest.mark.skipif(individuals.data_folder() is None, reason=individuals.absent())
def test_the_committed_group_figures_are_those_of_the_whole_data_set() -> None:
    folder = individuals.data_folder()
    assert folder is not None
    people = individuals.read_people(folder / individuals.FILE)
    found = next(
        one
        for one in load_study("haun_2018").observations
        if (one.arm, one.week, one.measure) == ("all", 6.0, "thickness")
    )
    assert found.observed == pytest.approx(people.observed_percent.mean(), abs=0.005)
    assert found.sd == pytest.approx(people.observed_percent.std(ddof=1), abs=0.005)
    assert found.people == len(people.names)
