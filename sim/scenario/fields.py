"""Mappings with known keys: one table says key, shape, target, meaning, and what goes together."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

import attrs

from models.words import hint

from .shapes import Json, Reading, Shape
from .vocabulary import Vocabulary, shown
from .yaml_tree import Node

if TYPE_CHECKING:
    from collections.abc import Callable


@attrs.frozen
class Field:
    """A key of a mapping.

    Attributes:
        key: As the file writes it.
        shape: What its value may be.
        meaning: For the JSON Schema.
        into: Names that the value takes in the class being built; the key itself where empty. Two names take a pair.
        required: Whether it must be there.
        nullable: Whether ``null`` is a value: switched off.
        convert: Turns what was read into what the class takes.
    """

    key: str
    shape: Shape
    meaning: str
    into: tuple[str, ...] = ()
    required: bool = False
    nullable: bool = False
    convert: Callable[[Any], Any] | None = None

    @property
    def targets(self) -> tuple[str, ...]:
        """Names in the class being built."""
        return self.into or (self.key,)

    def read(self, node: Node, reading: Reading) -> dict[str, Any] | None:
        """Return keyword arguments for the class, or ``None`` after noting a problem."""
        if self.nullable and node.value is None and node.usable:
            return dict.fromkeys(self.targets)
        value = self.shape.read(node, self.key, reading)
        if value is None:
            return None
        if len(self.targets) > 1:
            return dict(zip(self.targets, value, strict=True))
        return {self.targets[0]: self.convert(value) if self.convert else value}

    def schema(self, vocabulary: Vocabulary, described: type | None) -> Json:
        """Describe the value, its meaning and the default that the class ``described`` has for it."""
        schema = self.shape.schema(vocabulary)
        if self.nullable:
            schema = {"anyOf": [schema, {"type": "null"}]}
        schema = {"description": self.meaning, **schema}
        attribute = attrs.fields_dict(described).get(self.targets[0]) if described else None
        default = attribute.default if attribute else attrs.NOTHING
        if isinstance(default, (bool, int, float, str, tuple)) and not self.convert and len(self.targets) == 1:
            schema["default"] = self.shape.told(default)
        return schema


class Rule(ABC):
    """What must hold between the keys of one mapping."""

    @abstractmethod
    def check(self, node: Node, label: str, reading: Reading) -> None:
        """Note where it does not hold."""

    @abstractmethod
    def schema(self) -> Json:
        """Return the rule as JSON Schema."""


@attrs.frozen
class AtMostOne(Rule):
    """Of these keys one may stand; ``exactly`` says that one must."""

    keys: tuple[str, ...]
    exactly: bool = False

    def check(self, node: Node, label: str, reading: Reading) -> None:
        """Note keys that exclude each other, or that all are missing."""
        present = [key for key in self.keys if key in node.entries]
        told = " or ".join(self.keys)
        if len(present) > 1:
            place = node.key_places.get(present[1], node.place)
            reading.problems.add(place, f"{label} takes {told}, found {' and '.join(present)}; keep one")
        if self.exactly and not present:
            reading.problems.add(node.place, f"{label} needs {told}, found none; add one")

    def schema(self) -> Json:
        """Describe the exclusion."""
        alone: list[Json] = [{"required": [key]} for key in self.keys]
        if self.exactly:
            return {"oneOf": alone}
        return {"oneOf": [*alone, {"not": {"anyOf": alone}}]}


@attrs.frozen
class Needs(Rule):
    """Where ``key`` stands, ``other`` must stand too."""

    key: str
    other: str

    def check(self, node: Node, label: str, reading: Reading) -> None:
        """Note a key without its companion."""
        if self.key in node.entries and self.other not in node.entries:
            place = node.key_places.get(self.key, node.place)
            told = f"{label}: {self.key} goes with {self.other}, found it alone"
            reading.problems.add(place, f"{told}; add {self.other} or take {self.key} out")

    def schema(self) -> Json:
        """Describe the dependence."""
        return {"dependentRequired": {self.key: [self.other]}}


@attrs.frozen
class Fields(Shape):
    """A mapping with known keys.

    Attributes:
        name: Name of its definition in the JSON Schema.
        fields: The keys.
        builds: The class that its values become; without one they stay a dictionary.
        rules: What must hold between the keys.
        inherits: Whether ``extends`` may stand for keys that are required.
        defaults_of: The class that defaults are told from, where none is built.
    """

    name: str
    fields: tuple[Field, ...]
    builds: type | None = None
    rules: tuple[Rule, ...] = ()
    inherits: bool = False
    defaults_of: type | None = None

    def read(self, node: Node, label: str, reading: Reading) -> Any:  # noqa: ANN401 - the class being built
        """Read every key and build the class."""
        if not isinstance(node.value, dict):
            self.refuse(node, label, "a mapping", reading)
            return None
        by_key = {field.key: field for field in self.fields}
        for key in node.value:
            if key not in by_key:
                place = node.key_places.get(key, node.place)
                reading.problems.add(place, f"unknown key {shown(key)} in {label}{hint(key, by_key)}")
        complete = not (self.inherits and "extends" in node.value)
        values: dict[str, Any] = {}
        sound = True
        for key, field in by_key.items():
            entry = node.get(key)
            if entry is None:
                if field.required and complete:
                    sound = False
                    reading.problems.add(node.place, f"{label} needs {key}, found none; add `{key}: ...`")
                continue
            read = field.read(entry, reading)
            sound = sound and read is not None
            values.update(read or {})
        for rule in self.rules:
            rule.check(node, label, reading)
        if self.builds is None:
            return values
        return self.builds(**values) if sound else None

    def schema(self, vocabulary: Vocabulary) -> Json:  # noqa: ARG002
        """Refer to the definition, which :meth:`definition` gives."""
        return {"$ref": f"#/$defs/{self.name}"}

    def definition(self, vocabulary: Vocabulary) -> Json:
        """Describe the mapping."""
        described = self.builds or self.defaults_of
        schema: Json = {
            "type": "object",
            "properties": {field.key: field.schema(vocabulary, described) for field in self.fields},
            "additionalProperties": False,
        }
        required = [field.key for field in self.fields if field.required]
        if required:
            complete: Json = {"required": required}
            schema |= {"anyOf": [{"required": ["extends"]}, complete]} if self.inherits else complete
        if self.rules:
            schema["allOf"] = [rule.schema() for rule in self.rules]
        return schema
