"""Sources: every one once, in ``references.toml``, and how well each is known."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import attrs

from .parameters import STATUSES
from .rows import build, shipped_text, tables, text, word
from .words import unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

EVIDENCE = ("read", "second-hand", "recalled")
ASSUMED = "assumed"
"""Stands in place of a source where there is none."""


@attrs.frozen
class Reference:
    """A source.

    Attributes:
        key: First author and year, as parameters and catalogues name it.
        citation: What to look for.
        doi: Digital object identifier, where one is known.
        evidence: ``read`` (the paper or its abstract), ``second-hand`` (another text quotes it) or ``recalled`` (from
            memory, to be checked before it is quoted).
    """

    key: str = attrs.field(validator=text)
    citation: str = attrs.field(validator=text)
    evidence: str = attrs.field(validator=word(*EVIDENCE))
    doi: str | None = attrs.field(default=None, validator=attrs.validators.optional(text))

    @doi.validator
    def _doi_starts_with_its_prefix(self, _: attrs.Attribute[str | None], value: str | None) -> None:
        if value is not None and not value.startswith("10."):
            raise ValueError(f"doi must start with 10., found {value!r}; leave out the address before it")

    @property
    def in_words(self) -> str:
        """The source as a line: citation, identifier, key and how well it is known."""
        doi = f" doi:{self.doi}" if self.doi else ""
        return f"{self.citation}{doi}  [{self.key}, {self.evidence}]"


def parse_references(content: str, filename: str = "references.toml") -> Mapping[str, Reference]:
    """Read sources from TOML: one table a source.

    Raises:
        ValueError: A source lacks something, or two have the same identifier; the message names it.
    """
    found = {
        key: build(Reference, f"{filename}: {key}", row, key=key) for key, row in tables(content, filename).items()
    }
    first_with: dict[str, str] = {}
    for key, source in found.items():
        if source.doi is not None and first_with.setdefault(source.doi.lower(), key) != key:
            raise ValueError(f"{filename}: {key}: doi {source.doi} is that of {first_with[source.doi.lower()]} already")
    return MappingProxyType(found)


@cache
def references() -> Mapping[str, Reference]:
    """Return all sources by key, in the order of the file."""
    return parse_references(shipped_text("references.toml"))


def reference(key: str) -> Reference:
    """Return one source.

    Raises:
        KeyError: There is no such source; the message names the nearest.
    """
    try:
        return references()[key]
    except KeyError:
        raise KeyError(unknown("source", key, references())) from None


def known_source(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """Validate the key of a source, or ``assumed``."""
    if not isinstance(value, str) or (value != ASSUMED and value not in references()):
        hint = unknown(attribute.name, str(value), references())
        raise ValueError(f"{hint}; add it to references.toml or write {ASSUMED!r}")


@attrs.frozen(kw_only=True)
class Sourced:
    """A row of a catalogue that tells where its numbers come from.

    Attributes:
        source: Key of the main source, or ``assumed``.
        status: ``measured`` (read off a published effect), ``calibrated`` (fitted by a command) or ``assumed``
            (plausible, not identified by the source named).
        note: Why these numbers.
    """

    source: str = attrs.field(validator=known_source)
    status: str = attrs.field(validator=word(*STATUSES))
    note: str = attrs.field(validator=text)

    def __attrs_post_init__(self) -> None:
        """Refuse numbers whose origin is not told."""
        if self.source == ASSUMED and self.status != ASSUMED:
            raise ValueError(f"status {self.status!r} needs a source, found {ASSUMED!r}")
