"""What the lifting apps have in common."""

from __future__ import annotations


def with_assistance(name: str, load_kg: float) -> float:
    """Return a load, negative where the exercise's name says that it assists."""
    return -abs(load_kg) if "assisted" in name.casefold() else load_kg
