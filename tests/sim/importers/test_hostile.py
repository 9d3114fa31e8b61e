"""Hostile files cost one of the project's own errors, little time and little memory."""

from __future__ import annotations

import random
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import InputError, RegainError
from sim.importers import Draft, Options, draft_import
from sim.importers.names import parse_names

NASTY = [
    *(bytes([one]) for one in b',;"\n\r\t-<>{.0\xff\0Z'),
    *(b"9" * 50, b"1e999", b"&x;", b"[" * 99, b"NaN", b"PM", b"\xef\xbb\xbf", b"2026-02-30", b"-5", b"1,005"),
    *(b'<!ENTITY a "b">', b"\xe2\x80\xae"),
]
OPTIONS = [
    Options(),
    Options(distance="km", timezone="Europe/Paris"),
    Options(unit="kg", distance="mi", timezone="Asia/Tokyo", dates="dmy", decimal=","),
]
SECONDS, MEGABYTES = 2.0, 150.0


def mutated(rng: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(rng.randint(1, 8)):
        place = rng.randrange(len(changed) + 1)
        kind = rng.random()
        if kind < 0.35:
            changed[place:place] = rng.choice(NASTY)
        elif kind < 0.5:
            del changed[place : place + rng.randint(1, 20)]
        elif kind < 0.7:
            changed[place : place + 1] = bytes([rng.randrange(256)])
        elif kind < 0.8:
            del changed[place:]
        else:
            start = rng.randrange(len(changed) + 1)
            changed[place:place] = changed[start : start + rng.randint(1, 200)]
    return bytes(changed)


def draft_or_error(file: Path, options: Options) -> tuple[Draft | None, str]:
    try:
        return draft_import(file, "imported/ada", options=options), ""
    except RegainError as error:
        return None, str(error)


def fuzz(samples: Path, folder: Path, seed: int, count: int) -> int:
    rng = random.Random(seed)
    files = sorted(samples.iterdir())
    imported = 0
    for _ in range(count):
        sample = rng.choice(files)
        file = folder / f"fuzzed{sample.suffix}"
        file.write_bytes(mutated(rng, sample.read_bytes()))
        began = time.process_time()
        draft, told = draft_or_error(file, rng.choice(OPTIONS))
        assert "\n" not in told
        if draft is not None:
            imported += 1
            assert draft.new_count + draft.known_count + len(draft.refusals) == draft.row_count
        assert time.process_time() - began < SECONDS
    return imported


@pytest.mark.parametrize("seed", range(4))
def test_two_thousand_damaged_files_are_imported_or_refused_row_by_row(
    samples: Path, tmp_path: Path, seed: int
) -> None:
    assert fuzz(samples, tmp_path, seed=seed, count=500) > 50


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 20))
def test_twenty_thousand_damaged_files_stay_within_their_memory(samples: Path, tmp_path: Path, seed: int) -> None:
    fuzz(samples, tmp_path, seed=1, count=50)  # what is imported when first needed is not the files' doing
    tracemalloc.start()
    try:
        fuzz(samples, tmp_path, seed=seed, count=2000)
        assert tracemalloc.get_traced_memory()[1] / 2**20 < MEGABYTES
    finally:
        tracemalloc.stop()


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            "a.xml",
            f'<!DOCTYPE HealthData [<!ENTITY a0 "ha">{LAUGHS}]><HealthData>&a11;</HealthData>',
            "declares entities",
        ),
        ("a.gpx", '<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]><gpx>&x;</gpx>', "declares entities"),
        ("a.gpx", "<gpx>" + "<a>" * 100, "nested deeper"),
        ("a.gpx", "<gpx><trk>", "not well-formed"),
        ("a.tcx", "<?xml version='1.0' encoding='klingon'?><TrainingCenterDatabase/>", "encoding|not well-formed"),
        ("a.json", '{"workouts":' + "[" * 100_000, "not JSON"),
        ("a.json", '{"workouts": 3}', "expected a list of objects under 'workouts', found int"),
        ("a.json", '{"workouts": [3]}', "expected a list of objects"),
        ("a.json", '{"results": [{"repetitions": NaN}]}', "not JSON"),
        ("a.csv", "", "the file is empty"),
        ("a.csv", "  \n\n", "the file is empty"),
        ("a.csv", "hello world", "not those of any format"),
        ("a.csv", "date,exercise,exercise,load_kg\n", "the heading 'exercise' stands there twice"),
        ("a.csv", 'date,exercise,load_kg\n"' + "x" * 200_000, "not a table"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\0\0\0", "not a text file"),
        ("a.fit", b"\x0e\x20\0\0\xff\xff\0\0.FIT\0\0garbage", "damaged FIT file"),
    ],
)
def test_a_hostile_file_is_refused_in_one_line(
    draft_of: Callable[..., Draft], name: str, content: str | bytes, told: str
) -> None:
    if name == "a.fit":
        pytest.importorskip("fitdecode")
    with pytest.raises(InputError, match=told) as caught:
        draft_of(content, name=name)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(name)


def test_one_endless_element_is_not_kept_in_memory(draft_of: Callable[..., Draft]) -> None:
    with pytest.raises(InputError, match="one element is larger than 4 MB"):
        draft_of('<gpx a="' + "x" * 6_000_000, name="a.gpx")


def test_a_name_with_line_ends_is_told_on_one_line(draft_of: Callable[..., Draft]) -> None:
    with pytest.raises(InputError, match=r"^a b\.csv: the file is empty"):
        draft_of("", name="a\n\x1bb.csv")


def test_a_file_that_is_not_there_or_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.csv"):
        with pytest.raises(InputError, match="cannot be read"):
            draft_import(path, "imported/ada")


def test_millions_of_records_that_are_not_used_are_counted_and_not_kept(draft_of: Callable[..., Draft]) -> None:
    record = '<Record type="HKQuantityTypeIdentifierHeartRate" value="60"/>\n'
    tracemalloc.start()
    try:
        draft = draft_of(f"<HealthData>{record * 20_000}</HealthData>", name="export.xml")
        assert tracemalloc.get_traced_memory()[1] / 2**20 < 20.0
    finally:
        tracemalloc.stop()
    assert (draft.row_count, len(draft.refusals), draft.events) == (20_000, 20_000, ())


def test_a_format_that_does_not_exist_is_told_with_those_that_do(draft_of: Callable[..., Draft]) -> None:
    with pytest.raises(InputError, match=r"--from must be one of apple-health .* wger, found 'excel'"):
        draft_of("date,exercise\n", wanted="excel")
    with pytest.raises(InputError, match="expected what hevy exports"):
        draft_of("date,exercise\n", wanted="hevy")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[exercises", "not TOML"),
        ("[lifts]\n", "expected the sections exercises, activities, noted"),
        ('[exercises]\n"squat" = "back_squats"', "did you mean 'back_squat'"),
        ('[activities]\n"sauna" = 3', "unknown"),
        ('[noted]\nnames = "squat"', "must be a list of texts"),
        ("exercises = 3", "expected the sections"),
    ],
)
def test_a_file_of_names_with_a_mistake_is_refused(content: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        parse_names(content, "names.toml")


def test_control_characters_in_words_come_out_harmless(draft_of: Callable[..., Draft]) -> None:
    draft = draft_of("date,note\n2026-03-02,\x1b[31mred\x07 =cmd()|<script>\n")
    (note,) = draft.facts
    assert note.text == "[31mred =cmd()|<script>"  # type: ignore[attr-defined]


def test_another_apps_headings_are_not_passed_over(draft_of: Callable[..., Draft]) -> None:
    with pytest.raises(InputError, match="the headings 'weight' are neither another app's nor among"):
        draft_of("Date,Exercise,Weight (kg),Reps\n2026-03-02,Squat,100,5\n")
