"""Results with labelled dimensions, for those who analyse them further."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..errors import MissingExtraError
from .arms import Arm

if TYPE_CHECKING:
    import xarray


def arms_to_xarray(arms: Sequence[Arm], about: Mapping[str, str | int]) -> xarray.Dataset:
    """Return everything from week 0 with dimensions ``strategy``, ``athlete``, ``week`` and ``muscle``.

    Outcomes become variables too, ``outcome_<name>``, with dimensions ``strategy`` and ``athlete``: that of the legs
    where there is one for each muscle.

    Args:
        arms: What came of the strategies.
        about: What the whole is told to be of, as attributes.

    Raises:
        MissingExtraError: xarray is not installed.
    """
    try:
        import xarray
    except ImportError as error:
        raise MissingExtraError("xarray", "xarray") from error

    first = arms[0].trajectory
    dims = ("strategy", "athlete", "week")
    since = [arm.trajectory.from_start for arm in arms]
    variables: dict[str, object] = {}
    for name in first.per_muscle:
        stacked = [arm.trajectory.per_muscle[name][:, kept] for arm, kept in zip(arms, since, strict=True)]
        variables[name] = ((*dims, "muscle"), np.stack(stacked))
    for name in first.whole:
        stacked = [arm.trajectory.whole[name][:, kept] for arm, kept in zip(arms, since, strict=True)]
        # Soreness and the like exist for each muscle and for the person; the latter is the whole body's.
        variables[name if name not in variables else f"body_{name}"] = (dims, np.stack(stacked))
    for name, parts in _outcomes(arms).items():
        variables[f"outcome_{name}"] = parts
    return xarray.Dataset(
        variables,
        coords={
            "strategy": [arm.name for arm in arms],
            "athlete": np.arange(1, len(first.whole["legs_size"]) + 1),
            "week": first.weeks[first.from_start],
            "muscle": list(first.muscles),
        },
        attrs=dict(about),
    )


def _outcomes(arms: Sequence[Arm]) -> dict[str, object]:
    """Return the outcomes that every arm has; the legs' comes before those of single muscles."""
    found: dict[str, object] = {}
    for outcome in arms[0].outcomes:
        if outcome.name in found:
            continue
        try:
            values = [arm.outcome(outcome.name, outcome.muscle).values for arm in arms]
        except KeyError:
            continue
        found[outcome.name] = (("strategy", "athlete"), np.stack(values), {"unit": outcome.unit, "of": outcome.muscle})
    return found
