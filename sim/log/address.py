"""Addresses of stores: which kind, and how to show one without the password that may be in it."""

from __future__ import annotations

import re
from pathlib import Path

from ..errors import InputError, UnknownStoreError

POSTGRES_SCHEMES = ("postgres", "postgresql")

# Stricter than libpq, which takes what follows a stray @, / or # of a password for host, port or database and then
# prints it when that does not work.
_POSTGRES_URL = re.compile(
    r"postgres(?:ql)?://(?:(?P<user>[^:@/?#\s]*)(?::[^@/?#\s]*)?@)?(?P<server>[^@/?#\s]*)(?:/(?P<database>[^@/?#\s]*))?"
    r"(?:\?[^@#\s]*)?"
)


_WORDS_OF_POSTGRES = re.compile(
    r"\s*(?:user|password|passfile|host|hostaddr|port|dbname|service|sslmode|options)\s*=", re.IGNORECASE
)
_ALMOST_POSTGRES = re.compile(r"\s*postgres(?:ql)?\s*(?:/{2,}|:)|.*//[^/]*@|[^/]+:[^/]*@", re.IGNORECASE | re.DOTALL)


def is_postgres(url: str) -> bool:
    """Tell whether an address, however misspelt, means a PostgreSQL server and so may hold a password."""
    return url.partition(":")[0].lower() in POSTGRES_SCHEMES and ":" in url


def _may_hold_a_password(text: str) -> bool:
    """Tell whether an address that is none of ours looks like one of a server."""
    return bool(_WORDS_OF_POSTGRES.search(text) or _ALMOST_POSTGRES.match(text))


def shown(url: str | Path) -> str:
    """Return an address as it may be printed: what could be a password, or hold one, is left out."""
    text = str(url)
    if is_postgres(text):
        found = _POSTGRES_URL.fullmatch(text)
        if found is None or not text.isprintable():
            return "postgresql://***"
        user = f"{found['user']}@" if found["user"] else ""
        return f"postgresql://{user}{found['server']}/{found['database'] or ''}"
    scheme, separator, _ = text.partition("://")
    if separator and scheme != "sqlite":
        return f"{scheme}://***" if scheme.isalnum() else "***"
    return "***" if _may_hold_a_password(text) else text


def check_postgres(url: str) -> None:
    """Raise ``InputError`` unless an address can be taken apart without doubt."""
    if _POSTGRES_URL.fullmatch(url) is None or not url.isprintable():
        raise InputError(
            "the store's address cannot be read, expected postgresql://USER:PASSWORD@HOST:PORT/DATABASE with % codes"
            " for @ : / ? # in a password (%40 for @); or leave the password to ~/.pgpass or PGPASSWORD"
        )


def path_of(url: str | Path) -> Path:
    """Return the file that an address names.

    Raises:
        UnknownStoreError: It has a scheme that no store speaks.
        InputError: It names no file.
    """
    text = str(url)
    scheme, separator, rest = text.partition("://")
    if separator and scheme != "sqlite" and scheme.isalnum():
        raise UnknownStoreError(scheme)
    if _may_hold_a_password(text):
        raise InputError(
            "the store's address looks like that of a server and is none that can be read, expected a path,"
            " sqlite:///PATH or postgresql://USER@HOST:PORT/DATABASE (leave the password to ~/.pgpass or PGPASSWORD)"
        )
    path = rest.removeprefix("/") if separator else text
    if path.startswith(":") or path.lower().startswith("file:"):
        raise InputError(
            f"the store {text!r} is a name of SQLite's own and no file, expected a path or sqlite:///PATH;"
            " a store in memory would be gone when the command ends"
        )
    if not path or "\0" in path or (separator and not rest.startswith("/")):
        raise InputError(f"the store {text!r} names no file, expected a path or sqlite:///PATH with three slashes")
    return Path(path)
