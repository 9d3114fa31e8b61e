"""What the lifting apps have in common."""

from __future__ import annotations

from ...scenario.shapes import Number
from ...scenario.tables import ATHLETE
from ..rows import RefusedError


def with_assistance(name: str, load_kg: float) -> float:
    """Return a load, negative where the exercise's name says that it assists."""
    return -abs(load_kg) if "assisted" in name.casefold() else load_kg


def possible_mass(mass_kg: float | None) -> float:
    """Return a body mass as far as a scenario would take it.

    Raises:
        RefusedError: Nobody weighs that.
    """
    shape = next(field.shape for field in ATHLETE.fields if field.key == "body_mass_kg")
    assert isinstance(shape, Number)  # noqa: S101 - a mass is a number
    if mass_kg is None or not shape.low <= mass_kg <= shape.high:
        found = "nothing" if mass_kg is None else f"{mass_kg:g}"
        raise RefusedError(f"expected a body mass of {shape.low:g} to {shape.high:g} kg, found {found}")
    return mass_kg
