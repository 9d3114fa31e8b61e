"""How records of old versions are read for ever: functions that take a payload from version n to n + 1.

When the payload of an event type changes, raise its ``version`` and register here what an old payload becomes::

    @upcaster("night_slept", 1)
    def hours_were_minutes(payload: Payload) -> Payload:
        return {"hours": payload["minutes"] / 60}

An upcaster gets a copy that it may change, and never changes meaning later: logs in the world rely on it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import LogError

Payload = dict[str, Any]
Upcaster = Callable[[Payload], Payload]

upcasters: dict[tuple[str, int], Upcaster] = {}


def upcaster(kind: str, version: int) -> Callable[[Upcaster], Upcaster]:
    """Register the function that takes a payload of type ``kind`` from ``version`` to the next.

    Raises:
        ValueError: There is one already.
    """
    if (kind, version) in upcasters:
        raise ValueError(f"{kind} version {version} has an upcaster already")

    def register(function: Upcaster) -> Upcaster:
        upcasters[kind, version] = function
        return function

    return register


def upcast(kind: str, version: int, payload: Payload, target: int) -> Payload:
    """Return the payload as version ``target`` has it; ``payload`` itself stays as it is.

    Raises:
        LogError: A step is not registered, or the payload is not what its version promises.
    """
    payload = dict(payload)
    for step in range(version, target):
        function = upcasters.get((kind, step))
        if function is None:
            raise LogError(f"{kind}: no way is known from version {step} to {step + 1}; versions up to {target} exist")
        try:
            payload = function(payload)
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise LogError(f"{kind}: not a payload of version {step} ({type(error).__name__}: {error})") from error
    return payload


@upcaster("session_performed", 1)
def _every_set_was_work(payload: Payload) -> Payload:
    """Sets had no role, and a note beside the session named the reserves that were estimated."""
    sets = payload["sets"]
    if not isinstance(sets, list):
        raise TypeError(f"sets must be a list of sets, found {type(sets).__name__}")
    return {**payload, "sets": [[*row, "working", False] for row in sets]}


@upcaster("import_began", 1)
def _what_nobody_told_was_a_sentence(payload: Payload) -> Payload:
    """The fields of the athlete that were taken for granted stood in words, each before its value."""
    said = payload["assumed"].get("athlete", "")
    fields = ("sex", "age_years", "body_mass_kg", "body_fat_fraction", "stature_cm")
    return {**payload, "untold": [name for name in fields if f"{name.replace('_', ' ')} " in said]}
