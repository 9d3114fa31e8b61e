"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

from .errors import CannotWriteError

if TYPE_CHECKING:
    from pathlib import Path


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


def write_whole(path: Path, content: bytes) -> Path:
    """Write beside ``path`` and then put the result in its place: an interruption leaves the older file whole.

    Raises:
        CannotWriteError: The disk refused the write.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with beside.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = error.strerror or str(error)
        advice = "free the disk, or choose another folder with --out"
        raise CannotWriteError(f"{path}: expected to write {len(content)} bytes, found: {reason}; {advice}") from error
    return path
