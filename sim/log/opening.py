"""Opening a store: the only place that knows which there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .address import check_postgres, is_postgres, path_of
from .contract import EventStore

if TYPE_CHECKING:
    from pathlib import Path


def open_store(url: str | Path, *, create: bool = True) -> EventStore:
    """Open a store.

    Args:
        url: A plain path, ``sqlite:///PATH`` or ``postgresql://USER@HOST/DATABASE``.
        create: Make the store if there is none; otherwise that is an error, and nothing is made.

    Raises:
        UnknownStoreError: The URL has another scheme.
        MissingExtraError: The library that the store needs is not installed.
        InputError: The URL names no store.
        LogError: There is no store, or it is none that this version can read.
        CannotWriteError: The store cannot be made or reached.
    """
    if is_postgres(str(url)):
        check_postgres(str(url))
        from .postgres import PostgresStore

        return PostgresStore(str(url), create=create)
    path = path_of(url)
    from .sqlite import SqliteStore

    return SqliteStore(path, create=create)
