"""Sources: complete, unambiguous, and the only ones that the rest of the models names."""

from __future__ import annotations

import re
import unicodedata
from importlib import resources

import pytest

from models.activities import recovery_methods, run_styles
from models.exercises import catalogue
from models.parameters import default_parameters
from models.references import ASSUMED, reference, references

CITED = re.compile(r"\[([a-z][a-z0-9_]*)\]_")
KEY = re.compile(r"\b([a-z][a-z_]*_(?:19|20)\d\d[a-z]?)\b")


def test_every_key_is_lower_case_ascii() -> None:
    assert [key for key in references() if not re.fullmatch(r"[a-z][a-z0-9_]*", key)] == []


def test_a_key_with_a_year_repeats_the_year_of_its_citation() -> None:
    dated = {key: match[1] for key in references() if (match := re.search(r"_((?:19|20)\d\d)[a-z]?$", key))}
    assert len(dated) > 150
    assert [key for key, year in dated.items() if year not in references()[key].citation] == []


def test_a_key_begins_with_the_first_author_of_its_citation() -> None:
    named = {
        key: source for key, source in references().items() if " et al." in source.citation or "&" in source.citation
    }
    assert len(named) > 140
    for key, source in named.items():
        plain = unicodedata.normalize("NFKD", source.citation).encode("ascii", "ignore").decode().lower()
        assert re.sub(r"[^a-z]", "_", plain).startswith(key.split("_", 1)[0]), key


def test_no_two_sources_have_the_same_citation() -> None:
    citations = [source.citation for source in references().values()]
    assert len(set(citations)) == len(citations)


@pytest.mark.parametrize("evidence", ["read", "second-hand", "recalled"])
def test_each_kind_of_evidence_occurs(evidence: str) -> None:
    assert any(source.evidence == evidence for source in references().values())


def test_a_source_is_found_by_its_key() -> None:
    found = reference("maeo_2021")
    assert (found.key, found.doi, found.evidence) == ("maeo_2021", "10.1249/MSS.0000000000002523", "read")


def test_an_unknown_source_names_the_nearest() -> None:
    with pytest.raises(KeyError, match="unknown source 'kubo_209'; did you mean 'kubo_2019'"):
        reference("kubo_209")


def test_sources_cannot_be_changed() -> None:
    with pytest.raises(TypeError, match="does not support item assignment"):
        references()["maeo_2021"] = reference("maeo_2024")  # type: ignore[index]


def test_every_source_of_a_parameter_is_known() -> None:
    named = {key for parameter in default_parameters().values() for key in parameter.sources}
    assert len(named) > 40
    assert sorted(named - set(references())) == []


def test_every_source_cited_in_a_docstring_is_known() -> None:
    files = [file for file in resources.files("models").iterdir() if file.name.endswith(".py")]
    cited = {key for file in files for key in CITED.findall(file.read_text(encoding="utf-8"))}
    assert len(cited) > 20
    assert sorted(cited - set(references())) == []


def test_every_source_named_in_a_note_of_a_catalogue_is_known() -> None:
    exercises = [catalogue()[name] for name in catalogue().names]
    muscles = [catalogue().muscle(name) for name in catalogue().muscles]
    rows = [*exercises, *muscles, *run_styles().values(), *recovery_methods().values()]
    named = {key for row in rows for key in KEY.findall(row.note)} | {row.source for row in rows}
    assert len(named) > 20
    assert sorted(named - set(references()) - {ASSUMED}) == []
