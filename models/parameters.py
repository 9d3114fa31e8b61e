"""Every constant of physiology, with its unit, bounds, prior and source; the numbers are in ``parameters.toml``."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from .words import unknown

Array = NDArray[np.float64]

STATUSES = ("measured", "calibrated", "assumed")
SCOPES = ("muscle", "body")
PRIORS = ("lognormal", "normal", "uniform", "logitnormal")


@attrs.frozen
class Prior:
    """What is believed about a parameter before any fit.

    ``lognormal`` and ``logitnormal`` have ``centre`` as median and ``width`` as standard deviation on their own scale;
    ``normal`` has mean and standard deviation; ``uniform`` spans the bounds.
    """

    kind: str = attrs.field(validator=attrs.validators.in_(PRIORS))
    centre: float = 0.0
    width: float = 1.0


@attrs.frozen
class Parameter:
    """A constant of the model.

    Attributes:
        scope: ``muscle`` where it acts on arrays ``(lanes, muscles)``, ``body`` where on ``(lanes,)``.
        spread: Standard deviation between people on the log scale; 0 where everyone is taken to be the same.
        interval: The 90 % interval of a calibrated value; empty where it was not fitted.
        sources: Keys of ``references.toml``; empty only where the status is ``assumed``.
    """

    name: str
    value: float
    unit: str
    lower: float
    upper: float
    prior: Prior
    status: str = attrs.field(validator=attrs.validators.in_(STATUSES))
    scope: str = attrs.field(validator=attrs.validators.in_(SCOPES))
    meaning: str
    sources: tuple[str, ...] = ()
    spread: float = 0.0
    interval: tuple[float, ...] = ()
    note: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse a value outside its bounds and a number whose origin is not told."""
        self.check(self.value)
        if not self.sources and self.status != "assumed":
            message = f"parameter {self.name}: status {self.status!r} needs a source, found none"
            raise ValueError(message)
        if (self.status == "calibrated") != bool(self.interval):
            message = f"parameter {self.name}: a calibrated value, and no other, has an interval; found {self.interval}"
            raise ValueError(message)

    def check(self, value: float) -> None:
        """Raise ``ValueError`` unless ``value`` lies within the bounds."""
        if not self.lower <= value <= self.upper:
            message = f"{self.name} must be between {self.lower:g} and {self.upper:g} {self.unit}, found {value:g}"
            raise ValueError(message)


class Values:
    """The numbers of a parameter set, ready for arithmetic: one attribute a parameter.

    Each is an array that broadcasts with what it acts on: ``(lanes, 1)`` or ``(1, 1)`` for muscles, ``(lanes,)`` or
    ``(1,)`` for the whole body.
    """

    __slots__ = ("__dict__", "_arrays")

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._arrays = dict(arrays)
        self.__dict__.update(self._arrays)

    def __getattr__(self, name: str) -> Array:
        raise AttributeError(unknown("parameter", name, self._arrays))

    def lane(self, index: int) -> dict[str, float]:
        """Return one athlete's numbers by name."""
        return {name: float(array.reshape(-1)[index if array.size > 1 else 0]) for name, array in self._arrays.items()}


@attrs.frozen
class ParameterSet(Mapping[str, Parameter]):
    """Named parameters, immutable; ``replace`` gives another set."""

    name: str
    parameters: dict[str, Parameter] = attrs.field(repr=False)

    def __getitem__(self, name: str) -> Parameter:
        """Return one parameter.

        Raises:
            KeyError: There is no such parameter; the message names the nearest.
        """
        try:
            return self.parameters[name]
        except KeyError:
            raise KeyError(unknown("parameter", name, self.parameters)) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self.parameters)

    def __len__(self) -> int:
        return len(self.parameters)

    @property
    def names(self) -> tuple[str, ...]:
        """Names in the order of the file."""
        return tuple(self.parameters)

    @property
    def digest(self) -> str:
        """Hash of all values: equal exactly when two sets compute the same."""
        values = {name: parameter.value for name, parameter in self.parameters.items()}
        return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()

    def replace(self, changes: Mapping[str, float], name: str = "") -> ParameterSet:
        """Return a set with other values.

        Raises:
            KeyError: A name is not known.
            ValueError: A value is outside its parameter's bounds.
        """
        changed = dict(self.parameters)
        for key, value in changes.items():
            changed[key] = attrs.evolve(self[key], value=float(value))
        return ParameterSet(name or self.name, changed)

    def values_of(self, lanes: Mapping[str, Array] | None = None) -> Values:
        """Return arrays for arithmetic.

        Args:
            lanes: Values that differ between lanes, each of shape ``(lanes,)``. They are clipped to the bounds.
        """
        arrays = {}
        for name, parameter in self.parameters.items():
            flat = np.atleast_1d(np.asarray((lanes or {}).get(name, parameter.value), dtype=float))
            flat = np.clip(flat, parameter.lower, parameter.upper)
            arrays[name] = flat[:, None] if parameter.scope == "muscle" else flat
        return Values(arrays)


def parse_parameters(text: str, name: str) -> ParameterSet:
    """Read a parameter set from TOML: one table a parameter.

    Raises:
        ValueError: A parameter lacks something or is out of bounds; the message names it.
    """
    parameters = {}
    for key, row in tomllib.loads(text).items():
        fields: dict[str, Any] = dict(row)
        try:
            lower, upper = fields.pop("bounds")
            prior = Prior(**fields.pop("prior"))
            sources = tuple(fields.pop("source", ()))
            fields["interval"] = tuple(fields.get("interval", ()))
            parameters[key] = Parameter(
                name=key, lower=lower, upper=upper, prior=prior, sources=sources, **{"scope": "body", **fields}
            )
        except (KeyError, TypeError) as error:
            message = f"parameter {key}: {error}"
            raise ValueError(message) from error
    return ParameterSet(name, parameters)


def _posterior_file() -> bytes:
    return resources.files("models").joinpath("posterior.csv").read_bytes()


@cache
def posterior_digest() -> str:
    """Return the SHA-256 of the file of posterior draws that ships with Regain."""
    return hashlib.sha256(_posterior_file()).hexdigest()


@cache
def posterior_draws() -> dict[str, Array]:
    """Return the draws from the posterior of the calibrated parameters that ship with Regain, each ``(draws,)``."""
    text = _posterior_file().decode()
    names, *rows = (line.split(",") for line in text.splitlines())
    return {name: np.array(column, dtype=float) for name, column in zip(names, zip(*rows, strict=True), strict=True)}


@cache
def default_parameters() -> ParameterSet:
    """Return the parameters that ship with Regain."""
    text = resources.files("models").joinpath("parameters.toml").read_text(encoding="utf-8")
    return parse_parameters(text, "default")
