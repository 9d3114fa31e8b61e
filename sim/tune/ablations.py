"""What each mechanism earns: the same fit without it, beside what needs no model at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from models.mechanisms import MECHANISMS
from models.parameters import ParameterSet, default_parameters

from ..studies import Study
from ..studies.baselines import baselines
from ..studies.doubt import ROW, Doubt, holds, standard_error
from ..studies.scores import size_errors
from .calibration import Calibration, Predict, Tell, model_of, trained_of
from .fit import descend
from .transform import Space

FloatArray = NDArray[np.float64]


def _ablations(parameters: ParameterSet) -> dict[str, dict[str, float]]:
    def off(*names: str) -> dict[str, float]:
        return {key: value for name in names for key, value in MECHANISMS[name].within_bounds(parameters).items()}

    # Its effects held off alone would leave the damage to be fitted to soreness: its source goes too.
    undamaged = {"damage_per_set": parameters["damage_per_set"].lower}
    return {
        "no memory": off("memory"),
        "no fatigue": off("fatigue"),
        "no damage": undamaged | off("soreness"),
        "no nutrition": off("protein", "energy"),
    }


ABLATIONS = _ablations(default_parameters())
"""Mechanisms switched off, each by the parameters that carry it, as far as their bounds allow."""

REFIT_PASSES = 3
FEWEST = 4
"""Fewer rows of a kind say nothing of a mechanism."""


@attrs.frozen
class Contender:
    """Something that foretells the size points of the studies, and how far it was off, percent points.

    Attributes:
        name: What it is.
        train_median: Median absolute error of the training points.
        train_mean: Mean absolute error of the training points.
        held_out_median: The same of the points that were left out.
        held_out_mean: The same.
        unseen_median: The same of those among them whose source no prior names.
        others: Mean absolute error of everything else that was fitted or left out, by what was measured, in its unit.
    """

    name: str
    train_median: float
    train_mean: float
    held_out_median: float
    held_out_mean: float
    unseen_median: float | None = None
    others: dict[str, float] = attrs.field(factory=dict)


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
    fitted = np.asarray(run(calibration.point[None, :])[0])
    found = [_contender("the model", calibration, fitted)]
    for name, foretold in baselines(studies).items():
        train, held_out = (size_errors(studies, foretold, use) for use in ("train", "held_out"))
        found.append(_from_errors(name, train, held_out))
    tell("fitting again without each mechanism", 0.1)
    for name, predicted in zip(ABLATIONS, _without_each(studies, calibration, predict), strict=True):
        found.append(_contender(f"the model, {name}", calibration, predicted))
    return tuple(found)


def _without_each(studies: Sequence[Study], calibration: Calibration, predict: Predict) -> FloatArray:
    """Fit without each mechanism, everything identified free to make up for it, all of them in one set of lanes.

    Returns:
        Predictions of every row, shape ``(ablations, rows)``.
    """
    names, values = calibration.identified, calibration.values
    space, off = Space.of(calibration.nominal, names), tuple(ABLATIONS.values())

    def predict_without(
        some: Sequence[Study], lanes: Mapping[str, FloatArray], nominal: ParameterSet
    ) -> dict[str, FloatArray]:
        many = len(next(iter(lanes.values())))
        which = np.repeat(np.arange(len(off)), many // len(off))
        switched = dict(lanes)
        for name in dict.fromkeys(name for one in off for name in one):
            present = switched.get(name, np.full(many, nominal[name].value))
            neutral = np.array([one.get(name, np.nan) for one in off])[which]
            switched[name] = np.where(np.isnan(neutral), present, neutral)
        return predict(some, switched, nominal)

    nominal = calibration.nominal.replace(values)
    everything = model_of(studies, calibration.rows, space, nominal, predict_without)
    fitted = model_of(studies, trained_of(calibration.rows), space, nominal, predict_without)
    start = np.tile(space.z_of({name: values[name] for name in names}), (len(off), 1))
    return everything(descend(fitted, calibration.data, start, REFIT_PASSES).z)


def _contender(name: str, calibration: Calibration, predicted: FloatArray) -> Contender:
    observed = np.array([row.observation.observed for row in calibration.rows])
    size = np.array([row.observation.is_size for row in calibration.rows])
    errors = predicted - observed
    found = _from_errors(name, errors[size & calibration.trained], errors[size & ~calibration.trained])
    kinds = np.array([row.kind for row in calibration.rows])
    others = {
        str(kind): float(np.mean(np.abs(errors[mine])))
        for kind in dict.fromkeys(kinds[~size])
        if np.sum(mine := ~size & (kinds == kind)) >= FEWEST
    }
    unseen = np.abs(errors[size & calibration.unseen])
    return attrs.evolve(found, unseen_median=float(np.median(unseen)) if unseen.size else None, others=others)


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
    inside = [
        holds(interval_of(calibration, position), row.observation.observed)
        for position, row in enumerate(calibration.rows)
        if row.observation.is_size and calibration.trained[position] != held_out
    ]
    return float(np.mean(inside))


def doubt_of(calibration: Calibration, position: int) -> Doubt:
    """Return what is in doubt of a row besides chance."""
    predicted = calibration.predicted[:, position]
    return Doubt(float(np.mean(predicted)), float(calibration.between[position]), float(np.std(predicted)), ROW)


def interval_of(calibration: Calibration, position: int) -> tuple[float, float]:
    """Return the 90 % predictive interval of a row."""
    return doubt_of(calibration, position).interval(standard_error(calibration.rows[position].observation))
