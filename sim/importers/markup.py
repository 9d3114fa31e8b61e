"""XML, walked through as it is read: no entities, no outside files, no more memory than one element needs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.parsers import expat

import attrs

from ..errors import InputError
from .source import Source

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

    from .packed import Bytes

CHUNK_BYTES = 256 * 1024
LONGEST_TOKEN_BYTES = 4 * 1024 * 1024
DEEPEST = 60
LONGEST_TEXT = 1000
LONGEST_NAME = 200
MOST_ATTRIBUTES = 200
LONGEST_TYPE_BYTES = 128 * 1024
MOST_DECLARATIONS = 2000
SPACE = b" \r\n\t"
CONTROLS = bytes(set(range(32)) - set(SPACE))
UTF8_MARK, WIDE_MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
DOCTYPE = re.compile(
    rb"<!DOCTYPE\s+[\w:.-]{1,100}(?:\s+(?:SYSTEM|PUBLIC)(?:\s+(?:\"[^\"]*\"|'[^']*')){1,2})?\s*([\[>])"
)
COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
CUT_SHORT = {
    expat.errors.codes[word] for word in (expat.errors.XML_ERROR_NO_ELEMENTS, expat.errors.XML_ERROR_UNCLOSED_TOKEN)
}


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
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def refuse(self, *_: object) -> None:
        raise InputError(f"{self.source.name}: its document type does not stand at its beginning; it is not read")

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.path) >= DEEPEST:
            raise InputError(f"{self.source.name}: nested deeper than {DEEPEST} elements, which no export is")
        if len(attributes) > MOST_ATTRIBUTES or len(name) > LONGEST_NAME:
            told = f"expected at most {MOST_ATTRIBUTES} attributes and a name of {LONGEST_NAME} letters in an element"
            raise InputError(f"{self.source.name}: line {self.parser.CurrentLineNumber}: {told}, found more")
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
        with source.opened() as file:
            for chunk in _chunks(file, source.name):
                walk.parser.Parse(chunk, False)  # noqa: FBT003 - the parser knows no keywords
                fed += len(chunk)
                if fed - max(0, walk.parser.CurrentByteIndex) > LONGEST_TOKEN_BYTES:
                    raise InputError(f"{source.name}: one element is larger than {LONGEST_TOKEN_BYTES >> 20} MB")
                yield from walk.tags
                walk.tags.clear()
            walk.parser.Parse(b"", True)  # noqa: FBT003 - the parser knows no keywords
            yield from walk.tags
    except expat.ExpatError as error:
        place = f"{source.name}: line {error.lineno}, column {error.offset + 1}: not well-formed XML"
        said = expat.ErrorString(error.code)
        if error.code in CUT_SHORT:
            raise InputError(f"{place}, it ends too early ({said}): copy or export it again") from error
        advice = "the app wrote it so, and exporting again will not help: correct that line in an editor"
        raise InputError(f"{place} ({said}): {advice}") from error
    except (LookupError, ValueError) as error:
        raise InputError(f"{source.name}: its encoding is not known ({error}); save it as UTF-8") from error


def _chunks(file: Bytes, name: str) -> Iterator[bytes]:
    """Yield a file without its document type, leading space and control characters, its lines where they were.

    Raises:
        InputError: The document type does what that of no export does.
    """
    first = file.read(CHUNK_BYTES)
    wide = first.startswith(WIDE_MARKS) or b"\0" in first[:4]
    yield first if wide else _without_type(first.removeprefix(UTF8_MARK).translate(None, CONTROLS), name)
    while chunk := file.read(CHUNK_BYTES):
        yield chunk if wide else chunk.translate(None, CONTROLS)


def _without_type(first: bytes, name: str) -> bytes:
    """Return the first bytes without the document type: what it declares is of no use, and some are broken.

    Raises:
        InputError: It declares entities or defaults, or is longer than that of any export.
    """
    begins = first.lstrip(SPACE)
    # A declaration of the encoding must come first; the lines that stood before it are put behind it.
    before = b"\n" * first[: len(first) - len(begins)].count(b"\n")
    declaration = re.match(rb"<\?xml[^>]{0,200}\?>", begins)
    cut = declaration.end() if declaration else 0
    head, rest = begins[:cut], before + begins[cut:]
    found = DOCTYPE.search(rest[:LONGEST_TYPE_BYTES])
    if not found:
        return head + rest
    start, inside = found.start(), rest[found.end() : found.end() + LONGEST_TYPE_BYTES]
    if b"<!ENTITY" in inside.split(b"]>")[0] or b"<!ENTITY" in inside.partition(b"\n]")[0]:
        raise InputError(f"{name}: declares entities, which no export does; it is not read")
    plain = COMMENT.sub(lambda comment: b" " * len(comment[0]), inside)
    ends = re.search(rb"\]\s*>", plain) if found[1] == b"[" else re.match(rb"", plain)
    if ends is None:
        raise InputError(
            f"{name}: expected a document type of at most {LONGEST_TYPE_BYTES >> 10} KB, found a longer one"
        )
    declared = plain[: ends.start()]
    if re.search(rb"[\"']", declared):
        raise InputError(f"{name}: gives attributes default values, which no export does; it is not read")
    if declared.count(b"<!") > MOST_DECLARATIONS:
        raise InputError(f"{name}: expected at most {MOST_DECLARATIONS} declarations, found more; it is not read")
    lines = b"\n" * rest[start : found.end() + ends.end()].count(b"\n")
    return head + rest[:start] + lines + rest[found.end() + ends.end() :]


def begins_with_element(head: bytes, name: bytes) -> bool:
    """Tell whether the first bytes of a file look like XML with an element of this name."""
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") and b"<" + name in head
