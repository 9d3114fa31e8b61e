r"""How far a study's number lies from a prediction that is right, besides chance in its sample.

Whole studies respond more or less than others, and every row is off by something of its own:

.. math:: y_i = b_s\,\Delta_i + e_i, \qquad b_s \sim N(1, \sigma_b^2), \qquad
          e_i \sim N(0, \mathrm{SE}_i^2 + \sigma_r^2)

with :math:`\sigma_b` and a :math:`\sigma_r` for each sort of number in ``models/spreads.toml``. A review's row is a
mean over studies and a ratio of two changes loses what both share: these have no :math:`b_s`. Ratios are compared on
the log scale, everything else as it is told.
"""

from __future__ import annotations

import math
from functools import cache
from importlib import resources

import numpy as np

from models.arrays import FloatArray
from models.parameters import ParameterSet, parse_parameters

from .measures import measures
from .observation import KINDS, Observation

STUDY_EFFECT = "study_effect_fraction"
RESIDUALS = {
    "size": "residual_size_percent",
    "strength": "residual_strength_percent",
    "%": "residual_other_percent",
    "SD": "residual_standardised",
    "ratio": "residual_log_ratio",
    "own": "residual_own_fraction",
}
"""What is left between studies, by group of rows."""

LEAST_RATIO = 0.05
"""A smaller ratio of two changes, or one below nothing, counts as this one: its logarithm says no more."""
LEAST_OBSERVED = 1e-2
"""A smaller number in a unit of its own counts as this one where an error is a fraction of it."""


@cache
def shipped_spreads() -> ParameterSet:
    """Return the spreads that ship with Regain."""
    return parse_parameters(resources.files("models").joinpath("spreads.toml").read_text(encoding="utf-8"), "spreads")


def group_of(measure: str, kind: str) -> str:
    """Return what rows share their spread between studies with: size and strength in percent, others by unit.

    Args:
        measure: Row of ``measures.toml``.
        kind: Kind of the row.
    """
    group, unit = measures()[measure].group, KINDS[kind].unit
    return group if unit == "%" and group in RESIDUALS else unit


def shares_effect(one: Observation) -> bool:
    """Tell whether a row is multiplied by how strongly its study responds."""
    return one.how.unit != "ratio" and one.design != "review"


def residual_unit(one: Observation) -> float:
    """Return what the residual spread of a row's group is multiplied with."""
    return max(abs(one.observed), LEAST_OBSERVED) if one.how.unit == "own" else 1.0


def compared(one: Observation, values: FloatArray) -> FloatArray:
    """Return numbers of a row on the scale on which they are compared."""
    return np.log(np.maximum(values, LEAST_RATIO)) if one.how.unit == "ratio" else values


def told(one: Observation, values: FloatArray) -> FloatArray:
    """Return numbers of a row as it tells them, from the scale on which they are compared."""
    return np.exp(values) if one.how.unit == "ratio" else values


def compared_error(one: Observation, error: float) -> float:
    """Return a standard error on the scale on which a row is compared."""
    return error / max(abs(one.observed), LEAST_RATIO) if one.how.unit == "ratio" else error


def between_studies(spreads: ParameterSet, *rows: tuple[Observation, float]) -> float:
    """Return the spread between studies of a row, or of a row minus another that one study effect multiplies.

    Args:
        spreads: Study effect and residuals.
        rows: One or two rows of a kind, each with what is predicted of it, on the scale on which it is compared.
    """
    first, predicted = rows[0]
    residual = spreads[RESIDUALS[group_of(first.measure, first.kind)]].value
    apart = residual * math.hypot(*(residual_unit(one) for one, _ in rows))
    if not shares_effect(first):
        return apart
    return math.hypot(apart, spreads[STUDY_EFFECT].value * (predicted - sum(other for _, other in rows[1:])))
