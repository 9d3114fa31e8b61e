"""Shapes that a value in a scenario can have.

Each shape reads a node strictly and describes itself as JSON Schema, so that the two cannot drift apart.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Literal

import attrs

from models.words import hint

from .problems import Problems
from .vocabulary import Vocabulary, shown
from .yaml_tree import Node

if TYPE_CHECKING:
    from collections.abc import Callable

Words = Literal["exercises", "run_styles", "methods", "outcomes"]
Json = dict[str, Any]

NAME_PATTERN = "[a-z][a-z0-9_]{0,59}"
HOURS_PER_DAY = 24.0
MINUTES_PER_HOUR = 60.0


@attrs.frozen
class Reading:
    """What a reading needs: the words that are known, and a place for problems."""

    vocabulary: Vocabulary
    problems: Problems


class Shape(ABC):
    """What a value may be."""

    @abstractmethod
    def read(self, node: Node, label: str, reading: Reading) -> Any:  # noqa: ANN401 - each shape has its own type
        """Return the value, or ``None`` after noting a problem.

        Args:
            node: Where the value stands.
            label: What it is called in messages.
            reading: Words and problems.
        """

    @abstractmethod
    def schema(self, vocabulary: Vocabulary) -> Json:
        """Return the JSON Schema."""

    def told(self, value: Any) -> Any:  # noqa: ANN401
        """Return a default as a file would write it; ``None`` where it cannot."""
        return list(value) if isinstance(value, tuple) else value

    def refuse(self, node: Node, label: str, expected: str, reading: Reading, more: str = "") -> None:
        """Note that a value is not what was expected."""
        if node.usable:
            reading.problems.add(node.place, f"{label} must be {expected}, found {_found(node)}{more}")


def _found(node: Node) -> str:
    if isinstance(node.value, dict):
        return "a mapping"
    if isinstance(node.value, tuple):
        return "a list"
    return shown(node.value)


@attrs.frozen
class Number(Shape):
    """A finite number between bounds; ``open_low`` excludes the lower one, ``whole`` admits no decimals."""

    low: float
    high: float
    open_low: bool = False
    whole: bool = False

    def read(self, node: Node, label: str, reading: Reading) -> float | None:
        """Read a number."""
        kinds = (int,) if self.whole else (int, float)
        value = node.value
        if isinstance(value, bool) or not isinstance(value, kinds):
            self.refuse(node, label, self.expected, reading)
            return None
        if not self.low <= value <= self.high or (self.open_low and value == self.low):
            self.refuse(node, label, self.expected, reading)
            return None
        return value if self.whole else float(value)

    @property
    def expected(self) -> str:
        """What messages ask for."""
        kind = "a whole number" if self.whole else "a number"
        if self.open_low:
            return f"{kind} above {self.low:g} and up to {self.high:g}"
        low, high = (f"{bound}" if self.whole else f"{bound:g}" for bound in (self.low, self.high))
        return f"{kind} between {low} and {high}"

    def schema(self, vocabulary: Vocabulary) -> Json:  # noqa: ARG002
        """Describe the number."""
        lower = "exclusiveMinimum" if self.open_low else "minimum"
        return {"type": "integer" if self.whole else "number", lower: self.low, "maximum": self.high}


@attrs.frozen
class Flag(Shape):
    """``true`` or ``false``."""

    def read(self, node: Node, label: str, reading: Reading) -> bool | None:
        """Read a flag."""
        if isinstance(node.value, bool):
            return node.value
        self.refuse(node, label, "true or false", reading)
        return None

    def schema(self, vocabulary: Vocabulary) -> Json:  # noqa: ARG002
        """Describe the flag."""
        return {"type": "boolean"}


@attrs.frozen
class Text(Shape):
    """Words for people, up to a length."""

    longest: int

    def read(self, node: Node, label: str, reading: Reading) -> str | None:
        """Read a text, its outer white space taken off."""
        text = (node.text or "").strip()
        if 1 <= len(text) <= self.longest:
            return text
        expected = f"a text of 1 to {self.longest} characters"
        if node.text is None or not text:
            self.refuse(node, label, expected, reading)
            return None
        if node.usable:
            reading.problems.add(node.place, f"{label} must be {expected}, found {len(text)}")
        return None

    def schema(self, vocabulary: Vocabulary) -> Json:  # noqa: ARG002
        """Describe the text; its outer white space does not count."""
        return {"type": "string", "pattern": rf"^\s*\S(?:[\s\S]{{0,{self.longest - 2}}}\S)?\s*$"}


@attrs.frozen
class Name(Shape):
    """A name for something in the file; ``prefix`` is a pattern that may stand before it."""

    prefix: str = ""

    def read(self, node: Node, label: str, reading: Reading) -> str | None:
        """Read a name."""
        if node.text is not None and re.fullmatch(self.pattern, node.text):
            return node.text
        self.refuse(node, label, "a name of small letters, digits and _ that starts with a letter, at most 60", reading)
        return None

    @property
    def pattern(self) -> str:
        """What the whole name matches."""
        return f"(?:{self.prefix})?{NAME_PATTERN}" if self.prefix else NAME_PATTERN

    def schema(self, vocabulary: Vocabulary) -> Json:  # noqa: ARG002
        """Describe the name."""
        return {"type": "string", "pattern": f"^{self.pattern}$"}


@attrs.frozen
class Word(Shape):
    """One of a few words."""

    choices: tuple[str, ...]

    def read(self, node: Node, label: str, reading: Reading) -> str | None:
        """Read a word."""
        if node.text in self.choices:
            return node.text
        more = hint(node.text, self.choices) if node.text and len(self.choices) > 1 else ""
        if "did you mean" not in more:
            more = ""
        expected = self.choices[0] if len(self.choices) == 1 else f"one of {', '.join(self.choices)}"
        self.refuse(node, label, expected, reading, more)
        return None

    def schema(self, vocabulary: Vocabulary) -> Json:  # noqa: ARG002
        """Describe the word."""
        return {"enum": list(self.choices)}


@attrs.frozen
class Known(Shape):
    """A word of the vocabulary."""

    words: Words
    what: str

    def read(self, node: Node, label: str, reading: Reading) -> str | None:
        """Read a known word."""
        known: tuple[str, ...] = getattr(reading.vocabulary, self.words)
        if node.text in known:
            return node.text
        more = hint(node.text, known) if node.text else ""
        self.refuse(node, label, self.what, reading, more)
        return None

    def schema(self, vocabulary: Vocabulary) -> Json:
        """Describe the words."""
        return {"enum": list(getattr(vocabulary, self.words))}


@attrs.frozen
class Exactly(Shape):
    """One whole number and no other."""

    value: int

    def read(self, node: Node, label: str, reading: Reading) -> int | None:
        """Read the number."""
        if node.value == self.value and type(node.value) is int:
            return self.value
        self.refuse(node, label, str(self.value), reading)
        return None

    def schema(self, vocabulary: Vocabulary) -> Json:  # noqa: ARG002
        """Describe the number."""
        return {"const": self.value}


@attrs.frozen
class Range(Shape):
    """A whole number, or two written ``low-high``."""

    low: int
    high: int

    def read(self, node: Node, label: str, reading: Reading) -> tuple[int, int] | None:
        """Read the lower and the higher number."""
        value = node.value
        if type(value) is int:
            pair = value, value
        elif node.text and (parts := re.fullmatch(r"([0-9]{1,4})-([0-9]{1,4})", node.text)):
            pair = int(parts[1]), int(parts[2])
        else:
            self.refuse(node, label, self.expected, reading)
            return None
        if not self.low <= min(pair) <= max(pair) <= self.high:
            self.refuse(node, label, self.expected, reading)
            return None
        if pair[0] > pair[1]:
            self.refuse(node, label, "a range from low to high", reading, f"; write {pair[1]}-{pair[0]}")
            return None
        return pair

    @property
    def expected(self) -> str:
        """What messages ask for."""
        return f"a whole number or a range low-high between {self.low} and {self.high}"

    def schema(self, vocabulary: Vocabulary) -> Json:  # noqa: ARG002
        """Describe both ways of writing."""
        one = {"type": "integer", "minimum": self.low, "maximum": self.high}
        return {"anyOf": [one, {"type": "string", "pattern": "^[0-9]{1,4}-[0-9]{1,4}$"}]}


@attrs.frozen
class Clock(Shape):
    """A time of day, read as hours since midnight."""

    def read(self, node: Node, label: str, reading: Reading) -> float | None:
        """Read a time of day."""
        parts = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", node.text or "")
        if parts:
            return int(parts[1]) + int(parts[2]) / MINUTES_PER_HOUR
        self.refuse(node, label, 'a time from "00:00" to "23:59", quoted', reading)
        return None

    def schema(self, vocabulary: Vocabulary) -> Json:  # noqa: ARG002
        """Describe the time."""
        return {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}

    def told(self, value: float) -> str:
        """Return hours as a clock shows them."""
        hour, minute = divmod(round(value * MINUTES_PER_HOUR), round(MINUTES_PER_HOUR))
        return f"{hour:02}:{minute:02}"


@attrs.frozen
class Many(Shape):
    """A list of one shape; with ``or_one`` a single value stands for a list of one."""

    item: Shape
    least: int = 0
    most: int = 100
    or_one: bool = False
    distinct: bool = False
    check: Callable[[tuple[Any, ...]], str] | None = None
    """Returns what is wrong with the list as a whole, or nothing."""

    def read(self, node: Node, label: str, reading: Reading) -> tuple[Any, ...] | None:
        """Read every item."""
        if self.or_one and not isinstance(node.value, tuple):
            return (self.item.read(node, label, reading),)
        if not isinstance(node.value, tuple):
            self.refuse(node, label, "a list", reading)
            return None
        if not self.least <= len(node.items) <= self.most:
            message = f"{label} must hold {self.least} to {self.most} items, found {len(node.items)}"
            reading.problems.add(node.place, message)
            return None
        values = tuple(self.item.read(item, label, reading) for item in node.items)
        if None in values:
            return None
        twice = [value for value in values if self.distinct and values.count(value) > 1]
        wrong = f"{label} must not repeat, found {shown(twice[0])} twice; keep one" if twice else ""
        wrong = wrong or (self.check(values) if self.check else "")
        if wrong:
            reading.problems.add(node.place, wrong)
        return values

    def schema(self, vocabulary: Vocabulary) -> Json:
        """Describe the list."""
        item = self.item.schema(vocabulary)
        many: Json = {"type": "array", "items": item, "minItems": self.least, "maxItems": self.most}
        if self.distinct:
            many["uniqueItems"] = True
        return {"anyOf": [item, many]} if self.or_one else many


@attrs.frozen
class Named(Shape):
    """A mapping from names to values of one shape."""

    item: Shape
    name: Name = Name()
    least: int = 0
    most: int = 100

    def read(self, node: Node, label: str, reading: Reading) -> dict[str, Any] | None:
        """Read every entry."""
        if not isinstance(node.value, dict):
            self.refuse(node, label, "a mapping of names", reading)
            return None
        if not self.least <= len(node.entries) <= self.most:
            message = f"{label} must hold {self.least} to {self.most} entries, found {len(node.entries)}"
            reading.problems.add(node.place, message)
            return None
        for key in node.entries:
            self.name.read(Node(key, node.key_places.get(key, node.place)), f"a name under {label}", reading)
        return {key: self.item.read(entry, key, reading) for key, entry in node.entries.items()}

    def schema(self, vocabulary: Vocabulary) -> Json:
        """Describe the mapping."""
        return {
            "type": "object",
            "propertyNames": {"pattern": f"^{self.name.pattern}$"},
            "additionalProperties": self.item.schema(vocabulary),
            "minProperties": self.least,
            "maxProperties": self.most,
        }


@attrs.frozen
class ByParameter(Shape):
    """A mapping from parameters to numbers: within each parameter's bounds, or within ``bounds`` for all."""

    bounds: tuple[float, float] | None = None

    def read(self, node: Node, label: str, reading: Reading) -> dict[str, float] | None:
        """Read every number."""
        if not isinstance(node.value, dict):
            self.refuse(node, label, "a mapping from parameters to numbers", reading)
            return None
        known = reading.vocabulary.parameters
        for key in node.entries.keys() - known.keys():
            place = node.key_places.get(key, node.place)
            reading.problems.add(place, f"{label}: unknown parameter {shown(key)}{hint(key, known)}")
        return {
            key: Number(*(self.bounds or known[key])).read(entry, f"{label}: {key}", reading)  # type: ignore[misc]
            for key, entry in node.entries.items()
            if key in known
        }

    def schema(self, vocabulary: Vocabulary) -> Json:
        """Describe every parameter."""
        numbers = {
            name: Number(*(self.bounds or bounds)).schema(vocabulary) for name, bounds in vocabulary.parameters.items()
        }
        return {"type": "object", "properties": numbers, "additionalProperties": False}
