"""What holds up a result here: which software, which store, and the known hazards that apply to them."""

from __future__ import annotations

import os
import platform
import re
import shutil
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

import attrs

from ..errors import RegainError
from ..versions import versions
from .address import is_postgres, path_of, shown
from .opening import open_store

FINE, NOTE, SERIOUS = "fine", "note", "serious"

LEAST_FREE_BYTES = 200_000_000
LARGEST_WAL_BYTES = 64_000_000
OLDEST_STRICT_TABLES = (3, 37, 0)
MENDED = ((3, 44, 6), (3, 50, 7), (3, 51, 3))
"""The SQLite releases that mended the WAL-reset bug."""
OLDEST_POSTGRES = (12, 0)
MOUNTS = Path("/proc/mounts")

# A write-ahead log lives on memory that its readers and writers share, and on locks that these often only pretend.
NETWORK_FILE_SYSTEMS = (
    "9p",
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "fuse.glusterfs",
    "fuse.rclone",
    "fuse.s3fs",
    "fuse.sshfs",
    "glusterfs",
    "gpfs",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs4",
    "smb3",
    "smbfs",
    "virtiofs",
)
PASSING_FILE_SYSTEMS = ("ramfs", "tmpfs")


@attrs.frozen
class Examined:
    """One thing that was looked at.

    Attributes:
        topic: What it is about.
        found: What was found.
        weight: ``fine``, ``note`` or ``serious``: something that can lose or damage a log.
        advice: What to do; empty where it is fine.
    """

    topic: str
    found: str
    weight: str = FINE
    advice: str = ""


def examine(url: str) -> tuple[Examined, ...]:
    """Look at the software, the store and its surroundings; nothing is made or changed."""
    return (*_software(), *_store(url))


def _software() -> Iterator[Examined]:
    for name, version in {"python": platform.python_version(), **versions()}.items():
        yield Examined(name, version)
    try:
        yield Examined("psycopg", metadata.version("psycopg"))
    except metadata.PackageNotFoundError:
        advice = "pip install 'regain-sim[postgres]' if you want a store on a PostgreSQL server"
        yield Examined("psycopg", "not installed", FINE, advice)


def _store(url: str) -> Iterator[Examined]:
    yield Examined("store", shown(url))
    if not is_postgres(url):
        path = path_of(url)
        yield from _surroundings(path)
        if not path.exists():
            yield Examined("store", "none yet: the first run makes it")
            return
    try:
        with open_store(url, create=False) as store:
            facts, streams = store.facts(), store.streams()
    except RegainError as error:
        yield Examined("store", str(error), SERIOUS, "mend this first, or name another store with --store")
        return
    yield Examined("streams", str(len(streams)))
    yield Examined("schema", facts["schema"])
    yield from judge(facts)


def judge(facts: Mapping[str, str]) -> Iterator[Examined]:
    """Weigh what a store says of itself (:meth:`sim.log.contract.EventStore.facts`)."""
    yield from _judge_sqlite(facts) if facts["engine"] == "SQLite" else _judge_postgres(facts)


def _judge_sqlite(facts: Mapping[str, str]) -> Iterator[Examined]:
    version = facts["version"]
    known = numbers_of(version)
    if known < OLDEST_STRICT_TABLES:
        yield Examined("SQLite", version, SERIOUS, "too old for the tables of a store; update to 3.37 or later")
    elif _may_reset_a_log_wrongly(known):
        advice = (
            "two programs that write at the same instant may, very rarely, damage the file: update to 3.51.3 or later"
        )
        yield Examined("SQLite", version, NOTE, advice)
    else:
        yield Examined("SQLite", version)
    if facts["journal_mode"] == "wal":
        yield Examined("journal", "write-ahead log")
    else:
        advice = "another program changed it: readers now wait for writers; copy the streams into a new store"
        yield Examined("journal", facts["journal_mode"], NOTE, advice)
    safe = facts["synchronous"] in {"full", "extra"}
    yield _weighed("synchronous", facts["synchronous"], safe, "what was acknowledged can be lost when the power fails")


def _judge_postgres(facts: Mapping[str, str]) -> Iterator[Examined]:
    new = numbers_of(facts["version"]) >= OLDEST_POSTGRES
    yield _weighed("PostgreSQL", facts["version"], new, "no longer looked after; update the server", NOTE)
    advice = "a crash can lose or damage what was acknowledged: turn it on in postgresql.conf"
    for name in ("fsync", "full_page_writes"):
        yield _weighed(name, facts[name], facts[name] == "on", advice)
    safe = facts["synchronous_commit"] != "off"
    yield _weighed("synchronous_commit", facts["synchronous_commit"], safe, advice)
    encoding = facts["server_encoding"]
    yield _weighed("encoding", encoding, encoding == "UTF8", "names of streams may not fit: use a UTF8 database", NOTE)
    summed = facts["data_checksums"] == "on"
    advice = "a failing disk is noticed later, by `regain verify`: see pg_checksums"
    yield _weighed("data_checksums", facts["data_checksums"], summed, advice, NOTE)
    writable = facts["transaction_read_only"] == "off"
    yield _weighed(
        "writable", "yes" if writable else "no", writable, "a standby cannot be written to: name its primary"
    )


def _weighed(topic: str, found: str, fine: bool, advice: str, weight: str = SERIOUS) -> Examined:  # noqa: FBT001
    return Examined(topic, found) if fine else Examined(topic, found, weight, advice)


def _may_reset_a_log_wrongly(version: tuple[int, ...]) -> bool:
    """Tell whether SQLite has the race that its authors call the WAL-reset bug."""
    return version < MENDED[-1] and not any(version[:2] == release[:2] and version >= release for release in MENDED)


def _surroundings(path: Path) -> Iterator[Examined]:
    folder = path.absolute().parent
    while not folder.exists():
        folder = folder.parent
    kind = file_system_of(folder)
    if kind in NETWORK_FILE_SYSTEMS:
        advice = "a network's file system can damage a store that two machines open: use a local disk or PostgreSQL"
        yield Examined("file system", kind, SERIOUS, advice)
    elif kind in PASSING_FILE_SYSTEMS:
        yield Examined("file system", kind, NOTE, "in memory: gone when the machine stops")
    else:
        yield Examined("file system", kind or "unknown")
    free = shutil.disk_usage(folder).free
    yield _weighed("free disk", f"{free / 1e9:.1f} GB", free >= LEAST_FREE_BYTES, "make room before a long run")
    writable = all(os.access(place, os.W_OK) for place in (folder, path) if place.exists())
    yield _weighed("writable", "yes" if writable else "no", writable, "results cannot be kept here: change permissions")
    log = path.with_name(f"{path.name}-wal")
    size = log.stat().st_size if log.exists() else 0
    if size > LARGEST_WAL_BYTES:
        advice = "a reader keeps it from being taken in: close other programs that have the store open"
        yield Examined("write-ahead log", f"{size / 1e6:.0f} MB", NOTE, advice)


def file_system_of(folder: Path) -> str:
    """Return the type of the file system that holds a folder; empty where the system does not tell."""
    try:
        mounts = [line.split() for line in MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()]
    except OSError:
        return ""
    here = folder.resolve()
    holding = [
        (place, kind)
        for _, escaped, kind, *_ in mounts
        if here.is_relative_to(place := Path(escaped.replace("\\040", " ")))
    ]
    # Of two mounts at one place the later hides the earlier.
    return max(enumerate(holding), key=lambda one: (len(one[1][0].parts), one[0]))[1][1] if holding else ""


def numbers_of(version: str) -> tuple[int, ...]:
    """Return the numbers of a version such as ``3.51.3`` or ``16.4 (Debian 16.4-1)``."""
    found = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(map(int, found[0].split("."))) if found else ()
