"""Strict YAML 1.2 as a tree in which every value remembers its file, line and column.

The tree is composed from the parser's events: depth, aliases and size are bounded before anything is expanded, and
scalars are understood as the core schema of YAML 1.2 has them (``on`` and ``no`` are words, ``017`` is seventeen).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from ..errors import InputError, ScenarioError
from .problems import Place, Problems

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 1_000_000
MOST_LINES = 20_000
MOST_DEPTH = 50
MOST_ALIASES = 20
MOST_NODES = 10_000

# Of each pair only one can be meant: what overrides with one of them takes the other away.
RIVALS = {
    "plan": "phases",
    "phases": "plan",
    "meals": "meal_shares",
    "meal_shares": "meals",
    "energy_balance_kcal": "energy_kcal_per_kg",
    "energy_kcal_per_kg": "energy_balance_kcal",
}

_WORDS = {
    **dict.fromkeys(("~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_WHOLE = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# No tag is taken anyway, and the parser takes its time for a long one.
_LONG_TAG = re.compile(r"!(?=\S{1000})")
_TAB_INDENT = re.compile(r"^ *\t", re.MULTILINE)


@attrs.frozen(eq=False)
class Node:
    """A value and its place.

    Attributes:
        value: A plain scalar, a tuple of nodes, or a mapping from key to node.
        key_places: Where the keys of a mapping stand.
        usable: ``False`` where a problem has been told already, so that no second one is made of it.
    """

    value: bool | int | float | str | tuple[Node, ...] | dict[str, Node] | None
    place: Place
    key_places: dict[str, Place] = attrs.field(factory=dict, repr=False)
    usable: bool = True

    @property
    def entries(self) -> dict[str, Node]:
        """The entries of a mapping; nothing for any other value."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> tuple[Node, ...]:
        """The items of a sequence; nothing for any other value."""
        return self.value if isinstance(self.value, tuple) else ()

    @property
    def text(self) -> str | None:
        """The text of a text; ``None`` for any other value."""
        return self.value if isinstance(self.value, str) else None

    def get(self, key: str) -> Node | None:
        """Return the entry of a mapping, if there is one."""
        return self.entries.get(key)

    def without(self, *keys: str) -> Node:
        """Return a mapping that lacks these keys."""
        return attrs.evolve(self, value={key: node for key, node in self.entries.items() if key not in keys})

    def with_entry(self, key: str, node: Node) -> Node:
        """Return a mapping in which ``key`` holds ``node``."""
        return attrs.evolve(self, value={**self.entries, key: node}, key_places={key: node.place, **self.key_places})

    def plain(self) -> Any:  # noqa: ANN401 - whatever JSON can hold
        """Return the value without its places."""
        if isinstance(self.value, tuple):
            return [node.plain() for node in self.value]
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        return self.value

    def size(self, limit: int) -> int:
        """Count the nodes, shared ones each time they appear, up to ``limit``."""
        count, waiting = 0, [self]
        while waiting and count < limit:
            node = waiting.pop()
            count += 1
            waiting.extend(node.items or node.entries.values())
        return count


def merge(base: Node, over: Node) -> Node:
    """Let ``over`` override ``base``: mappings key by key, anything else as a whole."""
    if not isinstance(base.value, dict) or not isinstance(over.value, dict):
        return over
    rivals = {RIVALS[key] for key in over.value if key in RIVALS} - over.value.keys()
    merged = {key: node for key, node in base.value.items() if key not in rivals}
    for key, node in over.value.items():
        merged[key] = merge(merged[key], node) if key in merged else node
    return Node(merged, over.place, {**base.key_places, **over.key_places})


def tree_of_plain(value: object, place: Place) -> Node:
    """Return the tree of a plain value; everything in it stands at ``place``."""
    if isinstance(value, Mapping):
        return Node({str(key): tree_of_plain(item, place) for key, item in value.items()}, place)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return Node(tuple(tree_of_plain(item, place) for item in value), place)
    if isinstance(value, float) and not math.isfinite(value):
        raise ScenarioError((f"{place}: a number must be finite, found {value}",))
    if value is None or isinstance(value, (bool, int, float, str)):
        return Node(value, place)
    raise ScenarioError((f"{place}: expected what JSON can hold, found {type(value).__name__}",))


def read_bytes(path: Path, shown: str) -> bytes:
    """Return the content of a scenario file.

    Raises:
        InputError: There is no such file, it cannot be read, or it is no file.
    """
    try:
        if path.is_dir():
            raise InputError(f"{shown}: expected a scenario file, found a folder; name a file in it")
        if path.exists() and not path.is_file():
            raise InputError(f"{shown}: expected a regular file, found a device or pipe; save it as a file first")
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise InputError(f"{shown}: expected a scenario file, found none there; check the path") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{shown}: cannot be read ({reason}); check the path and its permissions") from None


def decode(data: bytes, file: str, problems: Problems) -> str | None:
    """Return the text of a file, or note why it is none."""
    if len(data) > MOST_BYTES:
        problems.add(Place(file), f"a scenario file may hold {MOST_BYTES} bytes, found more; is this the right file?")
        return None
    if data.count(b"\n") > MOST_LINES:
        problems.add(Place(file, MOST_LINES + 1), f"a scenario file may hold {MOST_LINES} lines, found more")
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        place = Place(file, before.count(b"\n") + 1, column)
        found = data[error.start]
        problems.add(place, f"expected text in UTF-8, found byte 0x{found:02x}; save the file as UTF-8")
        return None


def read_tree(text: str, file: str, problems: Problems) -> Node | None:
    """Compose the tree of one document.

    Args:
        text: The file's content.
        file: Name under which places are told.
        problems: Takes what is wrong.

    Returns:
        The tree, or ``None`` where the text cannot be understood at all.
    """
    for pattern, message in (
        (_UNREADABLE, "expected readable text, found character {!a}; remove it"),
        (_LONG_TAG, "expected plain values, found a tag of a thousand letters or more after {!a}; remove it"),
        (_TAB_INDENT, "expected spaces before the first word of a line, found a tab; indent with spaces"),
    ):
        if flaw := pattern.search(text):
            before = text[: flaw.end() - 1]
            place = Place(file, before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)
            problems.add(place, message.format(flaw.group()[-1]))
            return None
    reader = YAML(typ="safe", pure=True)
    try:
        return _Composer(reader.parse(text), file, problems).document()
    except _GivenUpError:
        return None
    except YAMLError as error:
        problems.add(_place_of_error(error, file), f"not valid YAML: {_reason(error)}")
        return None
    except (ValueError, OverflowError, AssertionError, IndexError, NotImplementedError) as error:
        # The parser lets these through for some escapes and directives that mean nothing.
        problems.add(Place(file), f"not valid YAML: {type(error).__name__} ({str(error)[:60]})")
        return None


def _place_of_error(error: YAMLError, file: str) -> Place:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)


def _reason(error: YAMLError) -> str:
    context, problem = getattr(error, "context", None), getattr(error, "problem", None)
    told = ", ".join(part for part in (context, problem) if part) or "cannot be parsed"
    return " ".join(told.split())[:200]


class _GivenUpError(Exception):
    """The document cannot be read on; the problem has been noted."""


class _Composer:
    """Builds the tree of one document from the parser's events."""

    def __init__(self, events: Iterator[Any], file: str, problems: Problems) -> None:
        self.events = events
        self.file = file
        self.problems = problems
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.nodes = 0
        self.aliases = 0

    def document(self) -> Node | None:
        """Return the only document."""
        root = None
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                if root is not None:
                    self.give_up(event, "expected one document, found a second one; put each in a file of its own")
                if event.version not in (None, (1, 2)) or event.tags:
                    self.give_up(event, "expected plain YAML 1.2, found a directive; remove the line")
                root = self.node(next(self.events), 1)
            elif isinstance(event, StreamEndEvent) and root is None:
                self.problems.add(Place(self.file), "expected a mapping, found an empty file; start with `schema: 1`")
        return root

    def place(self, event: Any) -> Place:  # noqa: ANN401 - the library's events
        return Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def note(self, event: Any, message: str) -> None:  # noqa: ANN401
        self.problems.add(self.place(event), message)

    def give_up(self, event: Any, message: str) -> None:  # noqa: ANN401
        self.note(event, message)
        raise _GivenUpError

    def node(self, event: Any, depth: int) -> Node:  # noqa: ANN401
        """Return the node that starts with ``event``."""
        if isinstance(event, AliasEvent):
            return self.aliased(event)
        self.count(event, 1)
        if depth > MOST_DEPTH:
            self.give_up(event, f"nesting may be {MOST_DEPTH} deep, found more; flatten it")
        if event.anchor in self.anchors:
            self.note(event, f"the anchor &{event.anchor:.40} is set a second time; give it another name")
        if event.tag is not None:
            self.note(event, f"expected plain values, found the tag {str(event.tag)!r:.60}; remove it")
        before = self.nodes
        if isinstance(event, ScalarEvent):
            node = self.scalar(event)
        elif isinstance(event, SequenceStartEvent):
            node = Node(tuple(self.sequence(depth)), self.place(event))
        else:
            node = self.mapping(event, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = node, self.nodes - before + 1
        return node

    def aliased(self, event: AliasEvent) -> Node:
        """Return the node that an alias stands for."""
        self.aliases += 1
        if self.aliases > MOST_ALIASES:
            self.give_up(event, f"a file may hold {MOST_ALIASES} aliases, found more; use `extends` or plans by name")
        if event.anchor not in self.anchors:
            self.give_up(event, f"the alias *{event.anchor:.40} has no anchor before it; write the value out")
        node, size = self.anchors[event.anchor]
        self.count(event, size)
        return node

    def count(self, event: Any, size: int) -> None:  # noqa: ANN401
        self.nodes += size
        if self.nodes > MOST_NODES:
            self.give_up(event, f"a file may hold {MOST_NODES} values, aliases written out; found more")

    def sequence(self, depth: int) -> Iterator[Node]:
        for event in self.events:
            if isinstance(event, SequenceEndEvent):
                return
            yield self.node(event, depth + 1)

    def mapping(self, start: MappingStartEvent, depth: int) -> Node:
        entries: dict[str, Node] = {}
        places: dict[str, Place] = {}
        for event in self.events:
            if isinstance(event, MappingEndEvent):
                break
            key_node = self.node(event, depth + 1)
            key = event.value if isinstance(event, ScalarEvent) else key_node.text
            node = self.value(next(self.events), self.place(event), depth)
            if key is None:
                self.note(event, "expected a word as key, found something else; write `key: value`")
            elif key == "<<":
                self.note(event, "expected a key, found the merge key <<; use `extends` or write the values out")
            elif key in entries:
                self.note(event, f"the key {key!r:.60} stands here twice, first in line {places[key].line}; keep one")
            else:
                places[key] = self.place(event)
                entries[key] = node
        return Node(entries, self.place(start), places)

    def value(self, event: Any, key_place: Place, depth: int) -> Node:  # noqa: ANN401
        """Return the value of a key; the parser places an absent one on a later line, so it is told at its key."""
        if isinstance(event, ScalarEvent) and event.style is None and not event.value and event.tag is None:
            self.problems.add(key_place, "a value is missing here; write one or leave the key out")
            return Node(None, key_place, usable=False)
        return self.node(event, depth + 1)

    def scalar(self, event: ScalarEvent) -> Node:
        """Return a scalar as the core schema of YAML 1.2 understands it."""
        text, place = event.value, self.place(event)
        if event.style is not None:
            return self.text(event)
        if not text:
            self.note(event, "a value is missing here; write one or leave it out")
            return Node(None, place, usable=False)
        if text in _WORDS:
            return Node(_WORDS[text], place)
        if _DECIMAL.fullmatch(text) or _NOT_FINITE.fullmatch(text):
            return self.number(event)
        return self.text(event)

    def number(self, event: ScalarEvent) -> Node:
        place = self.place(event)
        number = float("inf" if _NOT_FINITE.fullmatch(event.value) else event.value)
        if math.isfinite(number):
            return Node(int(event.value) if _WHOLE.fullmatch(event.value) else number, place)
        self.note(event, f"a number must be finite, found {event.value:.40}")
        return Node(None, place, usable=False)

    def text(self, event: ScalarEvent) -> Node:
        flaw = _UNREADABLE.search(event.value)
        if flaw:
            self.note(event, f"expected readable text, found the escaped character {flaw.group()!a}; remove it")
        return Node(event.value, self.place(event), usable=flaw is None)
