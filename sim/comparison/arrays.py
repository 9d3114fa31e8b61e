"""Arrays with labelled dimensions, every variable with its unit and a name in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import MissingExtraError

if TYPE_CHECKING:
    import xarray

VARIABLES: dict[str, tuple[str, str]] = {
    "size": ("Muscle size over that of the never-trained muscle", "1"),
    "csa": ("Cross-sectional area over that of the never-trained muscle, swelling included", "1"),
    "signal": ("Pending growth signal", "sets"),
    "fatigue": ("Fatigue, logarithm of the loss of strength", "1"),
    "soreness": ("Soreness", "0 to 10"),
    "slow_size": ("Slow part of size: what years have left, over the never-trained muscle", "1"),
    "strength": ("Rested strength over that of the never-trained muscle", "1"),
    "legs_size": ("Size of the legs' muscles over that of never-trained ones", "1"),
    "leg_lean_mass_kg": ("Lean mass of the legs", "kg"),
    "leg_strength": ("Rested strength of the legs over that of never-trained ones", "1"),
    "squat_one_rm_kg": ("Rested one-repetition maximum of the back squat", "kg"),
    "body_mass_kg": ("Body mass", "kg"),
    "fat_mass_kg": ("Fat mass", "kg"),
    "sleep_debt_hours": ("Sleep debt", "hour"),
    "body_soreness": ("Soreness of the sorest muscle", "0 to 10"),
    "readiness": ("Readiness to train", "0 to 1"),
    "aerobic_capacity_ml_per_kg_min": ("Maximal oxygen uptake", "ml/kg/min"),
    "stress": ("Stress of life", "0 to 1"),
}
"""What each variable of a trajectory is, and its unit."""

WEEK = {"units": "week", "long_name": "Weeks since the strategies began"}

Variable = tuple[Sequence[str], Any, Mapping[str, str]]
"""Dimensions, values and attributes."""


def described(name: str, dims: Sequence[str], values: object) -> Variable:
    """Return a variable of a trajectory with its unit and its name in words."""
    long_name, units = VARIABLES[name]
    return dims, values, {"long_name": long_name, "units": units}


def dataset(
    variables: Mapping[str, Variable], coordinates: Mapping[str, object], about: Mapping[str, str | int]
) -> xarray.Dataset:
    """Return labelled arrays.

    Args:
        variables: By name.
        coordinates: Labels along each dimension.
        about: What the whole is of, as attributes.

    Raises:
        MissingExtraError: xarray is not installed.
    """
    try:
        import xarray
    except ImportError as error:
        raise MissingExtraError("xarray", "xarray") from error
    return xarray.Dataset(dict(variables), coords=dict(coordinates), attrs=dict(about))
