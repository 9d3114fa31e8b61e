"""Every shipped study can be read and lived; the command prints, writes and says what it found."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest

from models.references import references
from sim.cli.studies import studies
from sim.errors import InputError
from sim.studies import Study, load_study, predict_lanes, shipped_studies
from sim.studies.study import studies_folder

LEAST_STUDIES, LEAST_POINTS = 110, 450
LEAST_CONTRASTS, LEAST_CONTRASTED = 60, 35
WELL_ASKED = ("volume", "load", "concurrent", "disuse", "exercise", "length", "food", "effort", "history", "age")
"""Topics of at least five contrasts from at least four studies."""


CATEGORIES, TOPICS = 11, 16

LEFT_OUT_BY_THE_SECOND_EDITION = [
    "barcelos_2015",
    "bemben_2000",
    "centner_2019",
    "colquhoun_2018",
    "de_souza_2018",
    "dolezal_1998",
    "farup_2014",
    "fonseca_2014",
    "girts_2024",
    "gonzalez_2016",
    "graves_1988",
    "halonen_2024",
    "kanegusuku_2015",
    "kraemer_2004",
    "kukuljan_2009",
    "lasevicius_2022",
    "lemmer_2000",
    "libardi_2011",
    "mcbride_2003",
    "mulder_2006",
    "ochi_2018",
    "olmedillas_2011",
    "pallares_2020",
    "panissa_2018",
    "reeves_2004",
    "schoenfeld_2015b",
    "schoenfeld_2020",
    "silva_2012",
    "trappe_2007",
    "trindade_2019",
    "vechin_2015",
    "vikmoen_2020",
    "young_1983",
]
"""Frozen before anything was fitted to the studies that came with it."""


def page() -> str:
    return (studies_folder() / "README.md").read_text(encoding="utf-8")


def chosen(text: str) -> list[tuple[list[str], list[str]]]:
    """Return what the page's tables say was chosen to be fitted to and to be held out: by category, then by topic."""
    lines = re.findall(r"^\| (?!category|topic)[a-z]+ \| ([a-z0-9_, ]+) \| ([a-z0-9_, ]+) \|$", text, re.MULTILINE)
    return [(fitted.split(", "), [] if held_out == "none" else held_out.split(", ")) for fitted, held_out in lines]


def uses_of(study: Study) -> set[str]:
    return {one.used_for for one in study.observations}


def misused(uses: dict[str, set[str]], text: str) -> list[str]:
    """Return the studies that are not used as the page records; one that it does not name must not be fitted to."""
    fitted = {name for names, _ in chosen(text) for name in names}
    held_out = {name for _, names in chosen(text) for name in names}
    table = text.partition("| taken out |")[2].partition("\n\n")[0]
    taken_out = set(re.findall(r"^\| ([a-z0-9_]+) \| [^|]+ \|$", table, re.MULTILINE))
    assert taken_out
    (later,) = re.findall(r"^Added later and fitted to: ([a-z0-9_, ]+)\.", text, re.MULTILINE)
    may_be_fitted = (fitted - taken_out) | set(later.split(", "))
    assert taken_out <= fitted | held_out
    held_out -= taken_out
    return sorted(
        name
        for name in uses.keys() | fitted | held_out
        if ("train" in uses.get(name, set())) != (name in may_be_fitted)
        or (name in held_out and "held_out" not in uses.get(name, set()))
        or (name in may_be_fitted | taken_out and "held_out" in uses.get(name, set()))
    )


@pytest.fixture(scope="module")
def shipped() -> dict[str, Study]:
    return {name: load_study(name) for name in shipped_studies()}


def test_all_shipped_studies_are_read(shipped: dict[str, Study]) -> None:
    assert len(shipped) >= LEAST_STUDIES
    assert sum(len(study.observations) for study in shipped.values()) >= LEAST_POINTS


def test_contrasts_between_arms_are_many_and_of_many_studies(shipped: dict[str, Study]) -> None:
    scored = [
        (one.topic, study.name) for study in shipped.values() for one, _ in study.contrasts if one.used_for != "shown"
    ]
    assert len(scored) >= LEAST_CONTRASTS
    assert len({name for _, name in scored}) >= LEAST_CONTRASTED
    for topic in WELL_ASKED:
        assert sum(asked == topic for asked, _ in scored) >= 5, topic
        assert len({name for asked, name in scored if asked == topic}) >= 4, topic


def test_no_study_is_partly_held_out(shipped: dict[str, Study]) -> None:
    for study in shipped.values():
        assert not {"train", "held_out"} <= {one.used_for for one in study.observations}


def test_what_was_chosen_to_be_held_out_followed_the_rule() -> None:
    categories = chosen(page())
    assert len(categories) == CATEGORIES + TOPICS
    for fitted, held_out in categories:
        told = sorted([*fitted, *held_out])
        assert [name for place, name in enumerate(told) if place % 3 == 1] == sorted(held_out)


def test_what_the_second_edition_left_out_stays_what_it_was(shipped: dict[str, Study]) -> None:
    assert sorted(name for _, names in chosen(page())[CATEGORIES:] for name in names) == LEFT_OUT_BY_THE_SECOND_EDITION
    topics = re.findall(r"^\| ([a-z]+) \| [a-z0-9_, ]+ \| [a-z0-9_, ]+ \|$", page(), re.MULTILINE)[-TOPICS:]
    for topic, (fitted, held_out) in zip(topics, chosen(page())[CATEGORIES:], strict=True):
        assert {shipped[name].topic for name in (*fitted, *held_out)} == {topic}


def test_the_same_people_are_never_fitted_and_held_out(shipped: dict[str, Study]) -> None:
    rows = [one for study in shipped.values() for one in study.observations]
    fitted, held_out = ({one.cohort for one in rows if one.used_for == use} for use in ("train", "held_out"))
    assert not fitted & held_out


def test_every_study_is_used_as_the_page_records(shipped: dict[str, Study]) -> None:
    assert not misused({name: uses_of(study) for name, study in shipped.items()}, page())


@pytest.mark.parametrize(
    ("name", "uses"),
    [
        ("zimmer_2030", {"held_out", "shown"}),
        ("aaron_2030", {"held_out"}),
        ("zimmer_2030", {"shown"}),
    ],
)
def test_a_study_that_is_added_shifts_no_other(shipped: dict[str, Study], name: str, uses: set[str]) -> None:
    assert not misused({name: uses_of(study) for name, study in shipped.items()} | {name: uses}, page())


@pytest.mark.parametrize(
    ("name", "uses"),
    [
        ("zimmer_2030", {"train"}),
        ("de_boer_2007", {"train"}),
        ("de_boer_2007", {"shown"}),
        ("wall_2014", {"held_out"}),
        ("wall_2014", {"shown"}),
        ("craven_2022", {"train"}),
        ("murphy_2022", {"held_out"}),
    ],
)
def test_what_is_used_otherwise_than_recorded_is_found(shipped: dict[str, Study], name: str, uses: set[str]) -> None:
    assert misused({name: uses_of(study) for name, study in shipped.items()} | {name: uses}, page()) == [name]


def test_a_study_added_later_may_be_fitted_to_where_the_page_says_so(shipped: dict[str, Study]) -> None:
    uses = {name: uses_of(study) for name, study in shipped.items()} | {"zimmer_2030": {"train"}}
    assert not misused(
        uses, page().replace("Added later and fitted to: none.", "Added later and fitted to: zimmer_2030.")
    )


def test_every_arm_of_a_protocol_is_observed_or_compared_with(shipped: dict[str, Study]) -> None:
    for study in shipped.values():
        assert study.arms == tuple(arm.name for arm in study.scenario.strategies), study.name


def test_every_digitised_series_is_there_in_percent(shipped: dict[str, Study]) -> None:
    weekly = [one.observed for one in shipped["defreitas_2011"].observations]
    assert weekly[0] == pytest.approx(100 * (150.0 / 145.0 - 1), abs=0.01)
    assert weekly[-1] == pytest.approx(100 * (158.9 / 145.0 - 1), abs=0.01)
    assert len(weekly) == 8
    assert [one.observed for one in shipped["damas_2016b"].observations] == [2.7, 10.4]
    digitised = [one.observed for one in shipped["seynnes_2007"].observations if one.source == "devold_2025"]
    assert digitised == pytest.approx([100 * (69.16 / 65.81 - 1), 100 * (70.65 / 65.81 - 1)], abs=0.01)


def test_recalled_numbers_are_never_fitted(shipped: dict[str, Study]) -> None:
    observed = [one for study in shipped.values() for one in study.observations]
    assert {one.used_for for one in observed if one.flag == "recalled"} == {"shown"}
    assert {one.source for one in observed} <= references().keys()


def test_the_command_prints_a_table_of_observed_and_predicted(capsys: pytest.CaptureFixture[str]) -> None:
    assert studies(only=("wall_2014",), people=8) == 0
    told = capsys.readouterr().out
    assert "Observed and predicted" in told
    assert re.search(r"wall_2014 +cast, quadriceps csa +2 +−8\.4 \(−13\.9 to −2\.9\)", told)
    assert "saturating exponential" in told


def test_the_command_gives_rows_to_other_programs(capsys: pytest.CaptureFixture[str]) -> None:
    studies(only=("kilroe_2020",), people=8, format="json", quiet=True)
    as_json = json.loads(capsys.readouterr().out)
    studies(only=("kilroe_2020",), people=8, format="csv", quiet=True)
    as_csv = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["observed"] for row in as_json["rows"]] == [-1.7, -6.7, -5.5]
    assert [float(row["predicted"]) for row in as_csv] == pytest.approx([row["predicted"] for row in as_json["rows"]])


def test_a_study_of_ones_own_is_lived_from_its_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for kind in ("yaml", "csv"):
        text = (studies_folder() / f"dirks_2016.{kind}").read_text(encoding="utf-8")
        (tmp_path / f"mine.{kind}").write_text(text, encoding="utf-8")
    (tmp_path / "base").mkdir()
    base = (studies_folder() / "base" / "untrained_men.yaml").read_text(encoding="utf-8")
    (tmp_path / "base" / "untrained_men.yaml").write_text(base, encoding="utf-8")
    studies(only=(str(tmp_path / "mine.yaml"),), people=8, format="csv")
    assert "\nmine,bed," in capsys.readouterr().out


def test_the_study_in_the_guide_for_contributors_is_read_and_lived(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for kind in ("yaml", "csv"):
        (text,) = re.findall(rf"^```{kind}\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
        (tmp_path / f"added.{kind}").write_text(text, encoding="utf-8")
    shutil.copytree(studies_folder() / "base", tmp_path / "base")
    study = load_study(tmp_path / "added.yaml")
    (one,) = study.observations
    assert (one.observed, one.sd, one.people, one.used_for) == (18.8, 7.2, 7, "held_out")
    assert predict_lanes(study, {})[0, 0] > 0.0


@pytest.mark.parametrize("name", ["maeo_2021", "kinoshita_2023"])
def test_mixed_samples_may_be_lived_as_men(tmp_path: Path, name: str) -> None:
    shutil.copytree(studies_folder() / "base", tmp_path / "base")
    shutil.copy(studies_folder() / f"{name}.csv", tmp_path)
    men = (studies_folder() / f"{name}.yaml").read_text(encoding="utf-8")
    women = men.replace("base/untrained_men.yaml", "base/untrained_women.yaml")
    (tmp_path / f"{name}.yaml").write_text(women, encoding="utf-8")
    as_men, as_women = (predict_lanes(load_study(one), {}) for one in (name, tmp_path / f"{name}.yaml"))
    assert as_men == pytest.approx(as_women, abs=0.3)
    assert (as_men != as_women).any()


def test_an_unknown_study_is_bad_input() -> None:
    with pytest.raises(InputError, match="did you mean"):
        studies(only=("walls_2014",))


def test_tables_pictures_and_page_are_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    studies(only=("de_boer_2007", "morton_2018"), people=8, out=tmp_path)
    assert "studies.html" in capsys.readouterr().err
    written = {path.name for path in tmp_path.iterdir()}
    assert {"studies.html", "studies.csv", "scores.csv", "sizes.csv", "study_de_boer_2007.svg"} <= written
    assert {"forest_size_held_out.png", "forest_strength.svg", "forest_effects.svg"} <= written
    page = (tmp_path / "studies.html").read_text(encoding="utf-8")
    assert page.count("<svg") == len([name for name in written if name.endswith(".svg")])
    assert "Three weeks of limb suspension" in page
    assert "−10.0" in page
    assert "<script" not in page
    rows = list(csv.DictReader(io.StringIO((tmp_path / "studies.csv").read_text(encoding="utf-8"))))
    assert len(rows) == 4 + 2


def test_a_study_without_a_course_in_time_has_rows_and_no_curve(tmp_path: Path) -> None:
    studies(only=("refalo_2023",), people=8, out=tmp_path, quiet=True)
    assert not (tmp_path / "study_refalo_2023.svg").exists()
    assert "refalo_2023" in (tmp_path / "studies.html").read_text(encoding="utf-8")
