from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sim.errors import CannotWriteError, ConflictError, InputError, LogError, MissingExtraError, UnknownStoreError
from sim.events import Event, NightSlept, NoteMade, StreamStarted
from sim.log.chain import verify_recorded
from sim.log.codec import Record, encode, to_json_line
from sim.log.contract import EventStore
from sim.log.json_lines import export_json_lines, import_json_lines
from sim.log.opening import open_store
from sim.log.upcasters import upcasters

if TYPE_CHECKING:
    from collections.abc import Iterator

GOLDEN = Path(__file__).parent / "golden" / "log_v1.jsonl"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EventStore]:
    with open_store(tmp_path / "log.db") as opened:
        yield opened


def a_log() -> list[Event]:
    return [
        StreamStarted(time_days=0.0, origin="imported", scenario="diary.csv", seed=5),
        NightSlept(time_days=0.3, hours=0.1 + 0.2),
        NoteMade(time_days=0.4, text="line\nline\r\n\u2028\x85 ü"),
    ]


@pytest.mark.parametrize("write", [str, Path, lambda path: f"sqlite:///{path}"])
def test_a_store_opens_by_path_or_url(tmp_path: Path, write: type) -> None:
    path = tmp_path / "a folder" / "of mine %41?#" / "log.db"
    with open_store(write(path)) as store:
        store.append("ada", a_log(), 0)
    assert path.is_file()
    with open_store(write(path), create=False) as store:
        assert store.version("ada") == 3


def test_a_url_with_three_slashes_is_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    open_store("sqlite:///here/log.db").close()
    assert (tmp_path / "here" / "log.db").is_file()


def test_a_scheme_that_no_store_speaks_is_told_as_something_missing() -> None:
    with pytest.raises(UnknownStoreError, match="no store speaks mysql://, expected sqlite:///PATH") as caught:
        open_store("mysql://somewhere/regain")
    assert isinstance(caught.value, MissingExtraError)
    assert caught.value.exit_status == 3


@pytest.mark.parametrize("url", ["", "sqlite://", "sqlite:///", "sqlite://log.db", "sqlite:///a\0b", "a\0b"])
def test_a_url_that_names_no_file_is_refused(url: str) -> None:
    with pytest.raises(InputError, match="names no file"):
        open_store(url)


def test_opening_to_read_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="no store here"):
        open_store(tmp_path / "folder" / "log.db", create=False)
    assert list(tmp_path.iterdir()) == []


def test_an_exported_log_imports_as_the_same_stream(store: EventStore, tmp_path: Path) -> None:
    store.append("ada", a_log(), 0)
    export_json_lines(store, "ada", tmp_path / "new" / "ada.jsonl")
    assert import_json_lines(tmp_path / "new" / "ada.jsonl", store, "again") == 3
    assert store.records("again") == store.records("ada")
    assert store.head_hash("again") == store.head_hash("ada")
    assert store.info("again").scenario == "diary.csv"
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["ada.jsonl"]


def test_an_export_has_one_record_a_line(store: EventStore, tmp_path: Path) -> None:
    store.append("ada", a_log(), 0)
    export_json_lines(store, "ada", tmp_path / "ada.jsonl")
    assert (tmp_path / "ada.jsonl").read_bytes() == b"".join(to_json_line(encode(event)) + b"\n" for event in a_log())


def test_the_golden_log_goes_through_a_store_byte_for_byte(store: EventStore, tmp_path: Path) -> None:
    import_json_lines(GOLDEN, store, "golden")
    export_json_lines(store, "golden", tmp_path / "golden.jsonl")
    assert (tmp_path / "golden.jsonl").read_bytes() == GOLDEN.read_bytes()


def test_a_record_of_an_old_version_keeps_its_bytes(
    store: EventStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = b'{"type":"night_slept","version":1,"time_days":0.5,"payload":{"minutes":450}}'
    monkeypatch.setattr(NightSlept, "version", 2)
    monkeypatch.setitem(upcasters, ("night_slept", 1), lambda old: {"hours": old["minutes"] / 60})
    (tmp_path / "old.jsonl").write_bytes(line + b"\n")
    import_json_lines(tmp_path / "old.jsonl", store, "old")
    assert store.read("old") == (NightSlept(time_days=0.5, hours=7.5),)
    export_json_lines(store, "old", tmp_path / "out.jsonl")
    assert (tmp_path / "out.jsonl").read_bytes() == line + b"\n"


def test_importing_twice_changes_nothing(store: EventStore) -> None:
    assert import_json_lines(GOLDEN, store, "golden") == import_json_lines(GOLDEN, store, "golden")
    assert store.version("golden") == len(GOLDEN.read_bytes().splitlines())


def test_line_ends_that_a_mail_program_changed_do_not_matter(store: EventStore, tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_bytes(GOLDEN.read_bytes().replace(b"\n", b"\r\n"))
    import_json_lines(GOLDEN, store, "golden")
    import_json_lines(tmp_path / "log.jsonl", store, "mailed")
    assert store.head_hash("mailed") == store.head_hash("golden")


def test_importing_into_another_stream_is_refused(store: EventStore) -> None:
    store.append("ada", [NightSlept(time_days=0.0, hours=6.0)], 0)
    with pytest.raises(ConflictError):
        import_json_lines(GOLDEN, store, "ada")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"{", "log.jsonl:2: not a record"),
        (b"", "log.jsonl:2: not a record"),
        (to_json_line(Record("moon_walked", 1, 0.0, {})), "log.jsonl:2: unknown type of event"),
        (to_json_line(Record("night_slept", 1, 0.0, {"hours": "7"})), "log.jsonl:2: night_slept at 0.0 d: hours must"),
        (b'{"type":"night_slept", "version":1,"time_days":0.0,"payload":{"hours":7.0}}', "log.jsonl:2: not as an exp"),
        (b'{"type":"night_slept","version":1,"time_days":0.0,"payload":{"hours":7.0,"hours":8.0}}', ":2: not as an"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_nothing_is_imported(
    store: EventStore, tmp_path: Path, line: bytes, told: str
) -> None:
    good = to_json_line(encode(NightSlept(time_days=0.0, hours=7.0)))
    (tmp_path / "log.jsonl").write_bytes(good + b"\n" + line + b"\n" + good + b"\n")
    with pytest.raises(InputError, match=told):
        import_json_lines(tmp_path / "log.jsonl", store, "ada")
    assert store.streams() == ()


def test_a_file_that_is_not_there_or_empty_is_told(store: EventStore, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.jsonl: cannot be read \(No such file"):
        import_json_lines(tmp_path / "none.jsonl", store, "ada")
    (tmp_path / "empty.jsonl").touch()
    with pytest.raises(InputError, match="found an empty file"):
        import_json_lines(tmp_path / "empty.jsonl", store, "ada")


def test_an_export_that_cannot_be_written_leaves_no_trace(store: EventStore, tmp_path: Path) -> None:
    store.append("ada", a_log(), 0)
    (tmp_path / "taken.jsonl").mkdir()
    before = sorted(tmp_path.iterdir())
    with pytest.raises(CannotWriteError, match=r"taken\.jsonl: expected to write"):
        export_json_lines(store, "ada", tmp_path / "taken.jsonl")
    with pytest.raises(CannotWriteError, match="expected to write"):
        export_json_lines(store, "ada", tmp_path / "log.db" / "ada.jsonl")
    assert sorted(tmp_path.iterdir()) == before


def test_exporting_nobody_touches_no_file(store: EventStore, tmp_path: Path) -> None:
    (tmp_path / "kept.jsonl").write_text("kept")
    with pytest.raises(LogError, match="no stream 'nobody'"):
        export_json_lines(store, "nobody", tmp_path / "kept.jsonl")
    assert (tmp_path / "kept.jsonl").read_text() == "kept"


def test_a_stream_that_still_begins_as_recorded_is_whole_even_when_it_has_grown(store: EventStore) -> None:
    store.append("ada", a_log(), 0)
    head = store.head_hash("ada")
    assert verify_recorded(store, "ada", 3, head).ok
    store.append("ada", [NoteMade(time_days=1.0, text="more")], 3)
    assert verify_recorded(store, "ada", 3, head).ok


def test_a_tail_that_was_cut_with_its_head_is_seen_from_what_was_recorded(store: EventStore) -> None:
    store.append("whole", a_log(), 0)
    store.append("ada", a_log()[:2], 0)
    assert store.verify("ada").ok
    found = verify_recorded(store, "ada", 3, store.head_hash("whole"))
    assert (found.ok, found.position) == (False, 2)
    assert "stream 'ada', event 2: missing, 3 were recorded" in found.problem


def test_a_stream_that_was_written_anew_is_seen_from_what_was_recorded(store: EventStore) -> None:
    store.append("whole", a_log(), 0)
    store.append("ada", [*a_log()[:2], NoteMade(time_days=0.4, text="forged")], 0)
    found = verify_recorded(store, "ada", 3, store.head_hash("whole"))
    assert (found.ok, found.position) == (False, None)
    assert "the first 3 events are not those that were recorded" in found.problem


def test_damage_comes_before_what_was_recorded(tmp_path: Path) -> None:
    with open_store(tmp_path / "log.db") as store:
        store.append("ada", a_log(), 0)
        head = store.head_hash("ada")
        connection = sqlite3.connect(tmp_path / "log.db")
        connection.execute("DROP TRIGGER events_never_go")
        connection.execute("DELETE FROM events WHERE position = 1")
        connection.commit()
        connection.close()
        assert verify_recorded(store, "ada", 3, head).position == 1
