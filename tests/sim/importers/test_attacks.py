"""Files that attack or are packed: small ones that would stall, exhaust or steer what reads them."""

from __future__ import annotations

import gzip
import io
import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cyclopts import App

from sim.cli.imports import import_
from sim.errors import InputError
from sim.events import RunCompleted
from sim.importers import Draft, Options, draft_import

WORKOUT = (
    '<Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="30" durationUnit="min"'
    ' startDate="2024-01-02 18:00:00 +0100" endDate="2024-01-02 18:30:00 +0100" totalDistance="5"'
    ' totalDistanceUnit="km"/>'
)
BODY = f"<HealthData>\n{WORKOUT}\n</HealthData>"
TYPE = "<!DOCTYPE HealthData [\n<!-- Export's Version: 12 -->\n<!ELEMENT HealthData (Workout*)>\n{}]>\n"


def minutes(draft: Draft) -> list[float]:
    return [event.minutes for event in draft.facts if isinstance(event, RunCompleted)]


@pytest.mark.parametrize(
    "text",
    [
        TYPE.format("<!ATTLIST HealthData\n  locale CDATA #REQUIRED\n>\n") + BODY,
        TYPE.format("<!ATTLIST HealthData\n  locale CDATA #REQUIRED\n<!ELEMENT RightEye EMPTY>\n") + BODY,
        "\n\n <?xml version='1.0' encoding='UTF-8'?>\n" + TYPE.format("") + BODY,
        BODY.replace("<HealthData>", "<HealthData>\x0b\x01"),
    ],
    ids=["genuine type", "broken type", "leading space", "control characters"],
)
def test_apple_exports_are_read_whatever_their_document_type(draft_of: Callable[..., Draft], text: str) -> None:
    assert minutes(draft_of(text, name="export.xml")) == [30.0]


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ('<!ATTLIST Workout a CDATA "x">', "gives attributes default values"),
        ("<!ATTLIST Workout a CDATA #FIXED 'x'>", "gives attributes default values"),
        ('<!ENTITY a "b">', "declares entities"),
        ("<!ELEMENT a ANY>" * 3000, "at most 2000 declarations"),
        ("<!ELEMENT a ANY>" * 20_000, "not those of any format"),
    ],
)
def test_a_document_type_that_would_exhaust_the_memory_is_refused(
    draft_of: Callable[..., Draft], declared: str, told: str
) -> None:
    with pytest.raises(InputError, match=f"^export.xml: .*{told}"):
        draft_of(TYPE.format(declared) + BODY, name="export.xml")


def test_a_default_that_would_fill_eight_gigabytes_costs_nothing(draft_of: Callable[..., Draft]) -> None:
    text = TYPE.format(f'<!ATTLIST a x CDATA "{"y" * 60_000}">') + "<HealthData>" + "<a/>" * 100_000 + "</HealthData>"
    began = time.process_time()
    with pytest.raises(InputError):
        draft_of(text, name="export.xml")
    assert time.process_time() - began < 2.0


@pytest.mark.parametrize(
    "element", ["<a " + " ".join(f'a{n}=""' for n in range(5000)) + "/>", f"<{'n' * 500}/>"], ids=["attributes", "name"]
)
def test_an_element_of_thousands_of_attributes_or_letters_is_refused(
    draft_of: Callable[..., Draft], element: str
) -> None:
    with pytest.raises(InputError, match="line 2: expected at most 200 attributes and a name of 200 letters"):
        draft_of(f"<HealthData>\n{element}</HealthData>", name="export.xml")


def test_what_the_app_wrote_wrongly_is_told_with_its_line(draft_of: Callable[..., Draft]) -> None:
    with pytest.raises(InputError, match=r"line 2, column .*exporting again will not help"):
        draft_of(BODY.replace("duration=", "Health App="), name="export.xml")
    with pytest.raises(InputError, match=r"ends too early .*export it again"):
        draft_of(BODY[:-20], name="export.xml")


def zipped(**members: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return packed.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(BODY.encode()),
        zipped(export=BODY),
        zipped(
            apple_health_export__export=BODY, apple_health_export__export_cda="<x/>", apple_health_export__r__a="<x/>"
        ),
    ],
    ids=["gzip", "zip", "export of Apple"],
)
def test_a_compressed_file_is_unpacked(draft_of: Callable[..., Draft], content: bytes) -> None:
    assert minutes(draft_of(content, name="export.bin")) == [30.0]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (zipped(a="<x/>", b="<x/>"), "expected one file in it, found 2"),
        (gzip.compress(BODY.encode())[:-20], "cannot be unpacked"),
        (b"PK\x03\x04 and nothing more", "cannot be unpacked"),
        (gzip.compress(b"date,note\n" + b" " * (80 << 20)), "found more|unpacks to more"),
    ],
    ids=["two members", "cut short", "no archive", "bomb"],
)
def test_what_cannot_or_must_not_be_unpacked_is_refused(
    draft_of: Callable[..., Draft], content: bytes, told: str
) -> None:
    with pytest.raises(InputError, match=told):
        draft_of(content, name="export.bin")


def test_pipes_devices_and_folders_are_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path, found in ((pipe, "a pipe"), (Path("/dev/zero"), "a device"), (Path(), "a folder")):
        with pytest.raises(InputError, match=f"expected a regular file, found {found}"):
            draft_import(path, "imported/ada", options=Options())


def test_two_hundred_thousand_headings_are_refused_at_once(draft_of: Callable[..., Draft]) -> None:
    began = time.process_time()
    with pytest.raises(InputError, match="at most 1000 headings"):
        draft_of(f"title,start_time,exercise_title,set_index,set_type,reps,{','.join(map(str, range(200_000)))}\\n")
    assert time.process_time() - began < 2.0


def test_what_steers_a_terminal_is_printed_by_no_part_of_a_dry_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    app = App(result_action="return_value")
    app.command(import_)
    heading = "Title\x1b[2J\x0e (kg)"
    Path("a.csv").write_text(
        f'title,start_time,exercise_title,set_index,set_type,weight_kg,reps,"{heading}"\n'
        'L\x1b[31m\x7f,2026-03-02 12:00,"Sq\x0eu\x7fat\x1b[0m",0,normal,1,5,2\n'
    )
    app(["import", "a.csv"], exit_on_error=False)
    assert not set(capsys.readouterr().out) & set("\x1b\x0e\x7f\x07")
