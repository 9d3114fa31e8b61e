"""What each mechanism earns: the same fit without it, beside what needs no model at all."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from models.parameters import ParameterSet

from ..studies import Study
from ..studies.baselines import mean_change, no_change, saturating
from ..studies.scores import size_errors
from .calibration import Calibration, Predict, Tell, data_of, model_of, standard_error
from .fit import least_squares
from .transform import Space

FloatArray = NDArray[np.float64]

ABLATIONS: dict[str, dict[str, float]] = {
    "no memory": {"kept_by_nuclei_fraction": 0.0, "nuclei_per_set": 0.0},
    "no fatigue": {"fatigue_per_set": 0.002, "quick_fatigue_per_set": 0.0, "freshness_fatigue_weight": 0.0},
    "no damage": {"damage_per_set": 0.001, "swelling_per_damage": 0.0, "repair_claim": 0.0},
    "no nutrition": {"protein_breakpoint_g_per_kg": 0.8, "energy_half_deficit_kcal": 1000.0, "energy_width_kcal": 20.0},
}
"""Mechanisms switched off, each by the parameters that carry it, as far as their bounds allow."""

REFIT_PASSES = 3


@attrs.frozen
class Contender:
    """Something that foretells the size points of the studies, and how far it was off, percent points.

    Attributes:
        name: What it is.
        train_median: Median absolute error of the training points.
        train_mean: Mean absolute error of the training points.
        held_out_median: The same of the points that were left out.
        held_out_mean: The same.
    """

    name: str
    train_median: float
    train_mean: float
    held_out_median: float
    held_out_mean: float


def contenders(
    studies: Sequence[Study],
    calibration: Calibration,
    predict: Predict,
    tell: Tell = lambda _text, _share: None,
) -> tuple[Contender, ...]:
    """Return the fitted model, the plain baselines and the model without each mechanism, fitted again.

    Args:
        studies: The studies of the calibration.
        calibration: The fit.
        predict: Predicts all of the studies under many parameter vectors.
        tell: Told what is being done and its share of the whole.
    """
    run = model_of(studies, calibration.rows, calibration.space, calibration.nominal, predict)
    fitted = np.asarray(run(calibration.fit.z[None, :])[0])
    found = [_contender("the model", calibration, fitted)]
    for name, foretold in (
        ("no change", no_change),
        ("mean change of the training studies", mean_change(studies)),
        ("saturating exponential", saturating(studies)),
    ):
        train, held_out = (size_errors(studies, foretold, use) for use in ("train", "held_out"))
        found.append(_from_errors(name, train, held_out))
    for number, (name, switched_off) in enumerate(ABLATIONS.items()):
        tell(f"fitting again with {name}", number / len(ABLATIONS))
        found.append(
            _contender(f"the model, {name}", calibration, _without(studies, calibration, predict, switched_off))
        )
    return tuple(found)


def _without(
    studies: Sequence[Study], calibration: Calibration, predict: Predict, switched_off: dict[str, float]
) -> FloatArray:
    """Return the predictions after a fit in which a mechanism is off and everything identified may make up for it."""
    names = tuple(name for name in calibration.identified if name not in switched_off)
    values = calibration.values | switched_off
    nominal: ParameterSet = calibration.nominal.replace(values)
    space = Space.of(nominal, names)
    run = model_of(studies, calibration.rows, space, nominal, predict)
    data = data_of(calibration.rows, calibration.trained, calibration.between)
    start = space.z_of({name: values[name] for name in names})
    fit = least_squares(lambda z: run(z)[:, calibration.trained], data, start[None, :], REFIT_PASSES)
    return np.asarray(run(fit.z[None, :])[0])


def _contender(name: str, calibration: Calibration, predicted: FloatArray) -> Contender:
    observed = np.array([row.observation.observed for row in calibration.rows])
    size = np.array([row.observation.is_size for row in calibration.rows])
    errors = predicted - observed
    return _from_errors(name, errors[size & calibration.trained], errors[size & ~calibration.trained])


def _from_errors(name: str, train: FloatArray, held_out: FloatArray) -> Contender:
    return Contender(
        name,
        float(np.median(np.abs(train))),
        float(np.mean(np.abs(train))),
        float(np.median(np.abs(held_out))),
        float(np.mean(np.abs(held_out))),
    )


def coverage(calibration: Calibration, *, held_out: bool) -> float:
    """Return the share of size points inside the 90 % predictive interval of posterior, studies and chance."""
    inside = []
    for position, row in enumerate(calibration.rows):
        if row.observation.is_size and calibration.trained[position] != held_out:
            inside.append(_covers(calibration, position))
    return float(np.mean(inside))


NINETY_PERCENT = 1.6448536269514722
"""Half the width of a normal 90 % interval in standard deviations."""


def _covers(calibration: Calibration, position: int) -> bool:
    row = calibration.rows[position]
    predicted = calibration.posterior.predicted[:, position]
    variance = np.var(predicted) + calibration.between[position] ** 2 + standard_error(row) ** 2
    away = abs(row.observation.observed - float(np.mean(predicted)))
    return bool(away <= NINETY_PERCENT * np.sqrt(variance))
