"""The arms of a comparison as one set of labelled arrays, for those who analyse them further."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..errors import UnknownNameError
from .arms import Arm
from .arrays import WEEK, Variable, dataset, described

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
    first = arms[0].trajectory
    dims = ("strategy", "athlete", "week")
    since = [arm.trajectory.from_start for arm in arms]
    variables: dict[str, Variable] = {}
    for name in first.per_muscle:
        stacked = [arm.trajectory.per_muscle[name][:, kept] for arm, kept in zip(arms, since, strict=True)]
        variables[name] = described(name, (*dims, "muscle"), np.stack(stacked))
    for name in first.whole:
        stacked = [arm.trajectory.whole[name][:, kept] for arm, kept in zip(arms, since, strict=True)]
        # Soreness exists for each muscle and for the person; the latter is the whole body's.
        own = name if name not in variables else f"body_{name}"
        variables[own] = described(own, dims, np.stack(stacked))
    coordinates = {
        "strategy": [arm.name for arm in arms],
        "athlete": np.arange(1, len(next(iter(first.whole.values()))) + 1),
        "week": ("week", first.weeks[first.from_start], WEEK),
        "muscle": list(first.muscles),
    }
    return dataset(variables | _outcomes(arms), coordinates, about)


def _outcomes(arms: Sequence[Arm]) -> dict[str, Variable]:
    """Return the outcomes that every arm has; the legs' comes before those of single muscles."""
    found: dict[str, Variable] = {}
    for outcome in arms[0].outcomes:
        name = f"outcome_{outcome.name}"
        if name in found:
            continue
        try:
            values = [arm.outcome(outcome.name, outcome.muscle).values for arm in arms]
        except UnknownNameError:
            continue
        told = {"long_name": f"{outcome.label} of the {outcome.muscle}", "units": outcome.unit}
        found[name] = (("strategy", "athlete"), np.stack(values), told)
    return found
