"""Files that are there whole or not at all: written beside their place, synced, and then put there.

What a kill leaves beside is thrown away by the next who writes the same file: whoever still writes holds a lock on it.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BufferedRandom, BufferedReader
from pathlib import Path

from .errors import CannotWriteError

ONLY_MINE = 0o600
"""Mode of a file that only its owner may read."""
FOLDER_OF_MINE = 0o700

Named = Callable[[BufferedRandom], str]
"""Names a file after what is in it."""


def refuse_unwritable(folder: Path) -> None:
    """Refuse a folder that cannot be made or written before anything is computed for it. Makes nothing itself.

    Raises:
        CannotWriteError: Something else has its name or stands in its way, or it may not be written.
    """
    whole = folder.absolute()
    nearest = next(place for place in (whole, *whole.parents) if os.path.lexists(place))
    if not nearest.is_dir():
        found = f"{nearest} is no folder"
    elif not os.access(nearest, os.W_OK | os.X_OK):
        found = f"{nearest} may not be written"
    else:
        return
    message = f"{folder}: expected a folder that can be made and written, found: {found}; choose another with --out"
    raise CannotWriteError(message)


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner may enter, whatever the umask; one that is there stays as it is."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            folder.mkdir(mode=FOLDER_OF_MINE)
            folder.chmod(FOLDER_OF_MINE)


def write_whole(path: Path, content: bytes, *, private: bool = False) -> Path:
    """Write beside ``path`` and then put the result in its place: an interruption leaves the older file whole.

    Args:
        path: What is there afterwards; its folder is made.
        content: All of it.
        private: Nobody else may read it, nor enter the folder if it is made here.

    Raises:
        CannotWriteError: The disk refused the write.
    """
    try:
        with replacing(path, private=private) as file:
            file.write(content)
    except OSError as error:
        reason = error.strerror or str(error)
        advice = "free the disk, or choose another folder with --out"
        raise CannotWriteError(f"{path}: expected to write {len(content)} bytes, found: {reason}; {advice}") from error
    return path


@contextmanager
def replacing(path: Path, *, private: bool = False, named: Named | None = None) -> Iterator[BufferedRandom]:
    """Give a file to write, and put it in the place of ``path`` once it is written and on the disk.

    Args:
        path: What is there afterwards; its folder is made.
        private: Nobody else may read it, nor enter the folder if it is made here.
        named: Returns another name for it, once all of it is written.

    Raises:
        OSError: The disk refused.
    """
    if private:
        make_private_folder(path.parent)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
    _throw_away_left_over(path)
    beside, file = _begun_beside(path)
    try:
        with file:
            if private:
                os.fchmod(file.fileno(), ONLY_MINE)
            yield file
            file.flush()
            os.fsync(file.fileno())
            file.seek(0)
            beside.replace(path.with_name(named(file)) if named else path)
    except BaseException:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise


def _begun_beside(path: Path) -> tuple[Path, BufferedRandom]:
    """Open a new hidden file beside ``path``, locked as long as it is open."""
    while True:
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
        file = beside.open("x+b")
        if _is_mine_alone(file):
            with suppress(OSError):
                # Between its making and its lock another may have taken it for left over.
                if os.path.samestat(beside.stat(), os.fstat(file.fileno())):
                    return beside, file
        file.close()


def _throw_away_left_over(path: Path) -> None:
    """Throw away what writers of ``path`` that are dead have left beside it."""
    start, end = f".{path.name}.", ".tmp"
    with suppress(OSError):
        for left in path.parent.iterdir():
            if left.name.startswith(start) and left.name.endswith(end) and len(left.name) == len(start) + 8 + len(end):
                with suppress(OSError), left.open("rb") as file:
                    if _is_mine_alone(file):
                        left.unlink()


def _is_mine_alone(file: BufferedRandom | BufferedReader) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        # A file system without locks: nothing is known to be left over, and what is new is ours.
        return file.writable()
    return True
