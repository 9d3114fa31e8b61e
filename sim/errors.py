"""What can go wrong, told in one line: where, what was expected, what was found, what to do."""

from __future__ import annotations

from operator import index
from typing import ClassVar

MOST_PEOPLE = 100_000
MAX_SEED = 2**63 - 1


class RegainError(Exception):
    """Base of every error that a user can cause and mend; the command line prints it without a traceback."""

    exit_status: ClassVar[int] = 2


class InputError(RegainError):
    """A file, option or argument is not what was expected."""


class UnknownNameError(InputError, KeyError):
    """Something is asked for by a name that nothing has."""

    __str__ = Exception.__str__  # a KeyError would put its message in quotation marks


class ScenarioError(InputError):
    """One or more problems in a scenario file, each already told as ``file:line:col: what is wrong``."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class LogError(RegainError):
    """The log holds something that cannot be read, or refuses what was asked of it."""


class ConflictError(LogError):
    """Another writer has appended to the stream since it was read."""


class PartialRetryError(LogError):
    """Some but not all of the events to append are in the stream already."""


class DamagedLogError(LogError):
    """A stored event does not match its hash, or the sequence has a gap.

    Attributes:
        position: Of the first damaged event, where it is known.
    """

    exit_status = 1

    def __init__(self, message: str, position: int | None = None) -> None:
        super().__init__(message)
        self.position = position


class MissingExtraError(RegainError):
    """An optional library is needed and not installed."""

    exit_status = 3

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(f"{library} is needed for this and not installed: pip install 'regain-sim[{extra}]'")


class UnknownStoreError(MissingExtraError):
    """No store that is installed speaks the scheme of a URL."""

    def __init__(self, scheme: str) -> None:
        RegainError.__init__(
            self, f"no store speaks {scheme}://, expected sqlite:///PATH or a plain path: only SQLite is built in"
        )


class CannotWriteError(RegainError):
    """The disk or the store refused a write."""

    exit_status = 74


def whole(name: str, value: object, least: int, most: int) -> int:
    """Return a count that is a whole number between two, both included.

    Raises:
        InputError: It is none: 1.5 people are refused and not rounded, and so are none at all.
    """
    try:
        number = index(value)  # type: ignore[arg-type]
    except TypeError:
        raise InputError(f"{name} must be a whole number, found {str(value)[:60]!r}") from None
    if isinstance(value, bool) or not least <= number <= most:
        raise InputError(f"{name} must be between {least} and {most}, found {value}")
    return number
