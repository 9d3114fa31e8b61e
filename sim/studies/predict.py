"""Predictions with their spread: between people, and between samples of as many people as the study had."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache

import attrs
import numpy as np

from models.arrays import FloatArray
from models.parameters import ParameterSet, default_parameters

from ..chance import Streams
from ..world.cohort import Cohort, gather
from .curves import Curve, curves_of, readings_of_curves
from .living import Lives, Reading, measured, wanted_of
from .observation import PERCENT, RANGES, Observation
from .study import Study
from .uncertainty import Uncertainties, Uncertainty, holds, shipped_uncertainties, standard_error

PEOPLE = 100
"""How many people are simulated for a study, whatever its size."""
SAMPLES = 400
"""How many samples of the study's size are drawn from them."""
SEED = 1
BAND = (10.0, 90.0)

Told = Callable[[str, float], None]


@attrs.frozen
class Prediction:
    """One observation beside what the model makes of it.

    Attributes:
        observation: What was observed.
        typical: Prediction for the typical person.
        mean: Prediction for the mean of all simulated people.
        mean_low: 10 % of the means of samples as large as the study's, measurement error included.
        mean_high: 90 % of them.
        low: 10 % of people; ``nan`` where the number is no person's own.
        high: 90 % of people.
        uncertainty: What is uncertain besides chance.
    """

    observation: Observation
    typical: float
    mean: float
    mean_low: float
    mean_high: float
    low: float
    high: float
    uncertainty: Uncertainty

    @property
    def error(self) -> float:
        """Predicted mean minus observed, in the observation's unit; for a range the distance to it."""
        one = self.observation
        if not math.isnan(one.observed):
            return self.mean - one.observed
        low, high = one.interval or (self.mean, self.mean)
        return self.mean - min(max(self.mean, low), high)

    @property
    def predictive(self) -> tuple[float, float] | None:
        """The interval that holds 90 % of studies like this one, if the model is right; ``None`` for a range."""
        one = self.observation
        return None if one.kind in RANGES else self.uncertainty.interval(standard_error(one))

    @property
    def inside(self) -> bool | None:
        """Whether the observed number lies in that interval; ``None`` for a range."""
        return None if self.predictive is None else holds(self.predictive, self.observation.observed)


@attrs.frozen(eq=False)
class Predictions:
    """All predictions of one study.

    Attributes:
        study: The study.
        predictions: One an observation, in their order.
        curves: Time courses of what was observed as a change with time.
    """

    study: Study
    predictions: tuple[Prediction, ...]
    curves: tuple[Curve, ...]


def predict(
    study: Study, parameters: ParameterSet | None = None, *, people: int = PEOPLE, seed: int = SEED
) -> Predictions:
    """Predict a study with a cohort drawn like its sample.

    Args:
        study: The study.
        parameters: Parameter set; default: the one that ships.
        people: How many people to simulate.
        seed: Seed of all chance.
    """
    return predict_all((study,), parameters, people=people, seed=seed)[0]


def predict_all(
    studies: Sequence[Study],
    parameters: ParameterSet | None = None,
    *,
    people: int = PEOPLE,
    seed: int = SEED,
    told: Told = lambda _text, _share: None,
) -> tuple[Predictions, ...]:
    """Predict many studies; pasts that they share are lived once.

    Args:
        studies: The studies, all with one spread between people.
        parameters: Parameter set; default: the one that ships. Of another, only chance is known.
        people: How many people to simulate.
        seed: Seed of all chance.
        told: Told which study is being lived, and the share of all that is done.
    """
    nominal = parameters or default_parameters()
    uncertainties = shipped_uncertainties() if parameters is None else Uncertainties()
    lanes = np.arange(people + 1, dtype=np.int64)
    lives: dict[tuple[tuple[str, float], ...], Lives] = {}
    found = []
    for place, study in enumerate(studies):
        told(f"living {study.name}", place / len(studies))
        spread = study.scenario.spread

        def draw(settings: Mapping[str, float], spread: dict[str, float] = spread) -> Cohort:
            return gather(lanes, seed, nominal.replace(settings), spread)

        life = lives.setdefault(tuple(sorted(spread.items())), Lives(draw))
        wanted = dict.fromkeys((*wanted_of(study.observations), *readings_of_curves(study)))
        readings = life.readings(study, tuple(wanted))
        known = uncertainties if study.is_shipped else uncertainties.of_groups()
        predictions = tuple(_prediction(study.name, one, readings, seed, known) for one in study.observations)
        found.append(Predictions(study, predictions, curves_of(study, readings)))
    return tuple(found)


def _prediction(
    study: str, one: Observation, readings: Mapping[Reading, FloatArray], seed: int, uncertainties: Uncertainties
) -> Prediction:
    here, there = measured(one, readings)
    mine = one.how.of_person(*here)
    other = None if there is None else one.how.of_person(*there)
    means = _sample_means(one, mine[1:], None if other is None else other[1:], here[1][1:].mean(), seed)
    everyone = one.of_means(mine, other)[1:]
    band = np.percentile(everyone, BAND) if one.how.unit == "%" else (math.nan, math.nan)
    mean = float(one.of_means(_mean(mine[1:]), None if other is None else _mean(other[1:]))[0])
    return Prediction(
        observation=one,
        typical=float(one.of_means(mine[:1], None if other is None else other[:1])[0]),
        mean=mean,
        mean_low=float(np.percentile(means, BAND[0])),
        mean_high=float(np.percentile(means, BAND[1])),
        low=float(band[0]),
        high=float(band[1]),
        uncertainty=uncertainties.of(study, one, mean),
    )


def _mean(values: FloatArray) -> FloatArray:
    return np.asarray(np.mean(values, keepdims=True))


def _sample_means(one: Observation, mine: FloatArray, other: FloatArray | None, level: float, seed: int) -> FloatArray:
    """Draw samples of the study's size and measure their means with its instrument, shape ``(SAMPLES,)``."""
    size = min(one.people or len(mine), len(mine))
    # A change is the difference of two measurements. Its error is in percent where the change is.
    error = math.sqrt(2.0 / size) * one.with_instrument.error_fraction * (PERCENT if one.how.relative else abs(level))

    def arm(values: FloatArray, sample: str, mistake: str) -> FloatArray:
        chosen = (len(values) * _draws(seed, sample, size)).astype(int)
        return np.asarray(values[chosen].mean(axis=0) + error * _mistakes(seed, mistake))

    if other is None:
        return np.asarray(one.of_means(arm(mine, "sample", "here"), None))
    # Where the same people lived both arms, chance chose them once; it mismeasured each arm by itself.
    others = arm(other, "sample" if one.paired else "other sample", "there")
    return np.asarray(one.of_means(arm(mine, "sample", "here"), others))


@cache
def _draws(seed: int, name: str, size: int) -> FloatArray:
    """Return the uniform numbers that choose samples, shape ``(size, SAMPLES)``."""
    streams = Streams(seed, np.arange(1, SAMPLES + 1, dtype=np.int64))
    return np.stack([streams.uniform(f"studies/{name}", number) for number in range(size)])


@cache
def _mistakes(seed: int, name: str) -> FloatArray:
    """Return standard normal errors of measured means, shape ``(SAMPLES,)``."""
    return Streams(seed, np.arange(1, SAMPLES + 1, dtype=np.int64)).normal(f"studies/error/{name}", 0)
