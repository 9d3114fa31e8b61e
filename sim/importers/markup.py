"""XML, walked through as it is read: no entities, no outside files, no more memory than one element needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.parsers import expat

import attrs

from ..errors import InputError
from .source import Source

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

CHUNK_BYTES = 256 * 1024
LONGEST_TOKEN_BYTES = 4 * 1024 * 1024
DEEPEST = 60
LONGEST_TEXT = 1000


@attrs.frozen
class Tag:
    """An element that begins or ends.

    Attributes:
        path: Names from the root, without namespaces.
        ends: Whether it ends; ``text`` is known only then.
    """

    path: tuple[str, ...]
    line: int
    attributes: dict[str, str]
    ends: bool = False
    text: str = ""

    @property
    def name(self) -> str:
        """Name of the element."""
        return self.path[-1]


class _Walk:
    """What the parser calls; it keeps the tags of the chunk that is being read."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.tags: list[Tag] = []
        self.path: tuple[str, ...] = ()
        self.text = ""
        self.parser: XMLParserType = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.begin
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.say
        self.parser.EntityDeclHandler = self.refuse
        self.parser.ExternalEntityRefHandler = self.refuse
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def refuse(self, *_: object) -> int:
        raise InputError(f"{self.source.name}: declares entities, which no export does; it is not read")

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.path) >= DEEPEST:
            raise InputError(f"{self.source.name}: nested deeper than {DEEPEST} elements, which no export is")
        self.path = (*self.path, name.rpartition(":")[2])
        self.text = ""
        self.tags.append(Tag(self.path, self.parser.CurrentLineNumber, attributes))

    def end(self, _: str) -> None:
        self.tags.append(Tag(self.path, self.parser.CurrentLineNumber, {}, ends=True, text=self.text.strip()))
        self.path, self.text = self.path[:-1], ""

    def say(self, text: str) -> None:
        self.text = (self.text + text)[:LONGEST_TEXT]


def tags(source: Source) -> Iterator[Tag]:
    """Yield the elements of a file as they begin and end.

    Raises:
        InputError: The file cannot be read, is not well-formed, or does what no export does.
    """
    walk = _Walk(source)
    fed = 0
    try:
        with source.path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                walk.parser.Parse(chunk, False)  # noqa: FBT003 - the parser knows no keywords
                fed += len(chunk)
                if fed - max(0, walk.parser.CurrentByteIndex) > LONGEST_TOKEN_BYTES:
                    raise InputError(f"{source.name}: one element is larger than {LONGEST_TOKEN_BYTES >> 20} MB")
                yield from walk.tags
                walk.tags.clear()
            walk.parser.Parse(b"", True)  # noqa: FBT003 - the parser knows no keywords
            yield from walk.tags
    except expat.ExpatError as error:
        raise InputError(f"{source.name}: not well-formed XML ({error}); export it again") from error
    except (LookupError, ValueError) as error:
        raise InputError(f"{source.name}: its encoding is not known ({error}); export it again") from error
    except OSError as error:
        raise InputError(f"{source.name}: cannot be read ({error.strerror})") from error


def begins_with_element(head: bytes, name: bytes) -> bool:
    """Tell whether the first bytes of a file look like XML with an element of this name."""
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") and b"<" + name in head
