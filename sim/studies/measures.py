"""What studies measure, with what, and how it is read off a body."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

import attrs
import numpy as np

from models import observables
from models.arrays import FloatArray
from models.exercises import catalogue
from models.parameters import Values
from models.references import Sourced
from models.rows import build, number, tables, text, word
from models.state import Body

THIGH = "thigh"
"""Stands for the muscles that a slice through the middle of the thigh shows."""
IN_THE_THIGH = ("quadriceps", "hamstrings")
LEGS = "legs"
"""Stands for the whole leg, or the whole person where there is no finer part."""

MOST_SD_PERCENT = 200.0


@attrs.frozen(kw_only=True)
class Measure(Sourced):
    """A row of ``measures.toml``.

    Attributes:
        name: As tables of observations call it.
        group: What it is scored with.
        reading: How it is read off a body.
        unit: Unit of its value.
        sd_percent: Standard deviation between people of a change from baseline, percent.
        between_people_fraction: Standard deviation between people of the value over its mean.
    """

    name: str
    label: str = attrs.field(validator=text)
    group: str = attrs.field(validator=text)
    reading: str = attrs.field()
    unit: str = attrs.field(validator=text)
    sd_percent: float = attrs.field(validator=number(0.0, MOST_SD_PERCENT))
    between_people_fraction: float = attrs.field(validator=number(0.01, 2.0))

    @reading.validator
    def _reading_is_known(self, attribute: attrs.Attribute[str], value: object) -> None:
        word(*READINGS)(self, attribute, value)


@attrs.frozen(kw_only=True)
class Instrument(Sourced):
    """A row of ``instruments.toml``; ``error_fraction`` is the standard deviation of one measurement over its mean."""

    name: str
    label: str = attrs.field(validator=text)
    error_fraction: float = attrs.field(validator=number(0.0, 1.0))


def _text(filename: str) -> str:
    return resources.files(__package__).joinpath(filename).read_text(encoding="utf-8")


@cache
def measures() -> Mapping[str, Measure]:
    """Return what can be measured, by name."""
    rows = tables(_text("measures.toml"), "measures.toml")
    return MappingProxyType(
        {name: build(Measure, f"measures.toml: {name}", row, name=name) for name, row in rows.items()}
    )


@cache
def instruments() -> Mapping[str, Instrument]:
    """Return what it can be measured with, by name."""
    rows = tables(_text("instruments.toml"), "instruments.toml")
    return MappingProxyType(
        {name: build(Instrument, f"instruments.toml: {name}", row, name=name) for name, row in rows.items()}
    )


def read(p: Values, body: Body, measure: Measure, target: str) -> FloatArray:
    """Take a measurement of a cohort, without the instrument's error.

    Args:
        p: Parameters.
        body: State at the moment of the measurement.
        measure: What is measured.
        target: Of what; one of :func:`targets`.

    Returns:
        Shape ``(lanes,)``, in the measure's unit.
    """
    return READINGS[measure.reading].take(p, body, target)


def targets(measure: Measure) -> tuple[str, ...]:
    """Return what a measure can be taken of: muscles and groups of them, exercises, or the legs as a whole."""
    return READINGS[measure.reading].targets()


@attrs.frozen
class _Reading:
    """How one kind of measurement is taken of a target, and what its targets are."""

    take: Callable[[Values, Body, str], FloatArray]
    targets: Callable[[], tuple[str, ...]]


def _of_muscles(observe: Callable[[Values, Body], FloatArray]) -> _Reading:
    def take(p: Values, body: Body, target: str) -> FloatArray:
        muscles, seen = catalogue().muscles, observe(p, body)
        if target in muscles:
            return seen[:, muscles.index(target)]
        shown = np.array([target == LEGS or muscle in IN_THE_THIGH for muscle in muscles])
        weights = np.where(shown, catalogue().mass_fractions, 0.0)
        return np.asarray((seen * (weights / weights.sum())).sum(axis=1))

    return _Reading(take, lambda: (*catalogue().muscles, THIGH, LEGS))


def _of_the_legs(observe: Callable[[Values, Body], FloatArray]) -> _Reading:
    return _Reading(lambda p, body, _target: observe(p, body), lambda: (LEGS,))


def _one_rm_kg(p: Values, body: Body, target: str) -> FloatArray:
    """External load moved once after a rest: what is written down in a gym."""
    exercise = catalogue()[target]
    moved_kg = observables.rested_one_rm_kg(p, body, exercise)
    return moved_kg - exercise.body_mass_share * observables.body_mass_kg(p, body)


READINGS = {
    "area": _of_muscles(observables.cross_sectional_area),
    "thickness": _of_muscles(observables.thickness),
    "fibre_area": _of_muscles(observables.fibre_area),
    "torque": _of_muscles(observables.rested_torque),
    "force": _of_muscles(observables.shown_torque),
    "soreness": _of_muscles(observables.soreness),
    "synthesis": _of_muscles(lambda _p, body: np.broadcast_to(body.efficiency[:, None], body.size.shape)),
    "leg_lean_mass": _of_the_legs(observables.leg_lean_mass_kg),
    "body_lean_mass": _of_the_legs(observables.body_lean_mass_kg),
    "one_rm": _Reading(_one_rm_kg, lambda: catalogue().names),
}
