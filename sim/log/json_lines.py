"""A stream as a file of JSON Lines, one record a line, byte for byte as it is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import InputError, LogError
from ..files import write_whole
from .codec import decode, from_json_line, to_json_line
from .contract import EventStore

if TYPE_CHECKING:
    from pathlib import Path


def export_json_lines(store: EventStore, stream: str, file: Path) -> None:
    """Write a stream to a file, one record a line, byte for byte as it is stored.

    Raises:
        LogError: There is no such stream, or it is damaged.
        CannotWriteError: The file cannot be written; what it held before is still there.
    """
    lines = [to_json_line(record) for record in store.records(stream)]
    write_whole(file, b"".join(line + b"\n" for line in lines), private=True)


def import_json_lines(file: Path, store: EventStore, stream: str) -> int:
    """Append the records of a file to a stream that is new or was imported from this file, and return its version.

    Every record is read as an event first, so nothing enters a store that could not be read again.

    Raises:
        InputError: The file cannot be read, or a line of it; nothing is appended.
        ConflictError: The stream has other events.
    """
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror}); expected a log, one record a line") from error
    if not lines:
        raise InputError(f"{file}: expected a log, one record a line, found an empty file")
    records = []
    for number, line in enumerate(lines, 1):
        try:
            record = from_json_line(line)
            decode(record)
        except LogError as error:
            raise InputError(f"{file}:{number}: {error}") from error
        if to_json_line(record) != line:
            raise InputError(f"{file}:{number}: not as an export writes it (spaces, order or spelling of numbers)")
        records.append(record)
    return store.append_records(stream, records, expected_version=0)
