"""Files as they come: regular ones only, and what was packed by gzip or zip unpacked within limits."""

from __future__ import annotations

import gzip
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from ..errors import InputError
from .text import shown

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
UNPACKED_BYTES = 64 * 1024 * 1024
MOST_TIMES = 100
"""Exports of text shrink to a tenth or so; what shrinks to less than a hundredth was made to fill a memory."""
MOST_MEMBERS = 100_000
MOST_TOLD = 3
KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
}


class Bytes(Protocol):
    """What can be read piece by piece."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes; none at the end."""
        ...


def refuse_irregular(path: Path, name: str, largest_bytes: int) -> None:
    """Refuse what could be read for ever, and what is too large, without opening it.

    Raises:
        InputError: It is no regular file, or too large.
        OSError: It is not there.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        kind = KINDS.get(stat.S_IFMT(found.st_mode), "something else")
        raise InputError(f"{name}: cannot be read, expected a regular file, found {kind}; save what it holds in a file")
    if found.st_size > largest_bytes:
        limit = f"{largest_bytes >> 30} GB" if largest_bytes >> 30 else f"{largest_bytes >> 20} MB"
        raise InputError(f"{name}: expected at most {limit}, found {found.st_size >> 20} MB; split it")


@contextmanager
def opened(path: Path, name: str, largest_bytes: int) -> Iterator[Bytes]:
    """Open a file for reading, unpacked if it was packed.

    Args:
        path: Where it is.
        name: As messages call it.
        largest_bytes: Of the file, and of what it unpacks to.

    Raises:
        InputError: It is no regular file, too large, or cannot be unpacked.
        OSError: It cannot be read.
    """
    refuse_irregular(path, name, largest_bytes)
    with path.open("rb") as file:
        start = file.read(len(ZIP))
        file.seek(0)
        limit = min(largest_bytes, max(UNPACKED_BYTES, MOST_TIMES * path.stat().st_size))
        try:
            if start.startswith(GZIP):
                with gzip.open(file) as unpacked:
                    yield _Limited(unpacked, limit, name)
            elif start == ZIP:
                with zipfile.ZipFile(file) as archive, archive.open(_member(archive, name)) as unpacked:
                    yield _Limited(unpacked, limit, name)
            else:
                yield file
        except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            if not start.startswith((GZIP, ZIP)):
                raise
            raise InputError(f"{name}: compressed, and cannot be unpacked ({error}); unpack it first") from error


def _member(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    """Return the only file of an archive, or the export of Apple Health among what lies beside it.

    Raises:
        InputError: It holds several files, or one that cannot be unpacked.
    """
    members = [one for one in archive.infolist()[:MOST_MEMBERS] if not one.is_dir() and "__MACOSX" not in one.filename]
    exports = [
        one
        for one in members
        if one.filename.startswith("apple_health_export/")
        and one.filename.count("/") == 1
        and one.filename.endswith(".xml")
        and "_cda" not in one.filename
    ]
    chosen = exports if len(exports) == 1 else members
    if len(chosen) != 1:
        told = ", ".join(shown(one.filename) for one in chosen[:MOST_TOLD]) or "none"
        raise InputError(f"{name}: compressed, expected one file in it, found {len(chosen)} ({told}); unpack it first")
    if chosen[0].flag_bits & 1 or chosen[0].compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise InputError(f"{name}: compressed with a password or in an unusual way; unpack it first")
    return chosen[0]


class _Limited:
    """A stream that ends with an error where it grows beyond what its packed size lets expect."""

    def __init__(self, file: Bytes, limit: int, name: str) -> None:
        self._file, self._limit, self._name, self._read = file, limit, name, 0

    def read(self, size: int, /) -> bytes:
        """Read some bytes.

        Raises:
            InputError: There are more than expected.
        """
        chunk = self._file.read(size)
        self._read += len(chunk)
        if self._read > self._limit:
            raise InputError(f"{self._name}: unpacks to more than {self._limit >> 20} MB; unpack it first")
        return chunk
