"""Who takes part: the same people for every strategy, drawn once from the seed."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray
from models.parameters import ParameterSet, Values

from ..chance import REFERENCE_LANE, Streams
from ..events import AthleteDescribed
from ..plan import YOUNGEST_YEARS, Athlete


@attrs.frozen(eq=False)
class Cohort:
    """People as lanes.

    Attributes:
        streams: Their chance.
        parameters: The nominal parameter set.
        values: Each person's own parameters.
    """

    streams: Streams
    parameters: ParameterSet
    values: Values

    @property
    def lanes(self) -> int:
        """Number of people."""
        return len(self.streams.lane_numbers)


def typical(
    lanes: int,
    parameters: ParameterSet,
    own: Mapping[str, FloatArray] | None = None,
    chance: type[Streams] = Streams,
) -> Cohort:
    """Return a cohort in which everyone is the reference athlete: typical habits, no luck. Only parameters differ.

    Args:
        lanes: How many.
        parameters: Nominal parameters.
        own: Values that differ by lane, by name, each of shape ``(lanes,)``.
        chance: What gives the medians.
    """
    streams = chance(0, np.full(lanes, REFERENCE_LANE, dtype=np.int64))
    return Cohort(streams, parameters, parameters.values_of(own))


def gather(
    lane_numbers: NDArray[np.int64],
    seed: int,
    parameters: ParameterSet,
    spread: Mapping[str, float],
    draws: Mapping[str, FloatArray] | None = None,
) -> Cohort:
    """Draw the people of a cohort.

    Args:
        lane_numbers: Which people; 0 is the reference athlete.
        seed: Seed of the run.
        parameters: Nominal parameters.
        spread: Standard deviation between people on the log scale, where it differs from the parameter's own.
        draws: Posterior draws by name, each of shape ``(draws,)``: person ``i`` lives under draw ``i - 1``, from the
            first again where there are more people, and the reference athlete under the nominal values.
    """
    streams = Streams(seed, lane_numbers)
    own: dict[str, FloatArray] = {}
    for name, parameter in parameters.items():
        typical = np.full(len(lane_numbers), parameter.value)
        if draws is not None and name in draws:
            drawn = draws[name][(lane_numbers - 1) % len(draws[name])]
            typical = np.where(lane_numbers == REFERENCE_LANE, parameter.value, drawn)
            own[name] = typical
        width = spread.get(name, parameter.spread)
        if width > 0.0:
            own[name] = typical * np.exp(width * streams.normal(f"person/{name}", 0))
    return Cohort(streams, parameters, parameters.values_of(own))


def describe(cohort: Cohort, athlete: Athlete) -> AthleteDescribed:
    """Tell who the people are: the typical athlete with the spread that the scenario gives."""
    draw = cohort.streams.normal
    fat = athlete.body_fat_fraction + athlete.body_fat_sd_fraction * draw("person/body_fat", 0)
    mass_kg = athlete.body_mass_kg + athlete.body_mass_sd_kg * draw("person/body_mass", 0)
    return AthleteDescribed(
        time_days=0.0,
        sex=athlete.sex,
        age_years=np.maximum(YOUNGEST_YEARS, athlete.age_years + athlete.age_sd_years * draw("person/age", 0)),
        body_mass_kg=np.maximum(0.5 * athlete.body_mass_kg, mass_kg),
        body_fat_fraction=np.maximum(cohort.values.essential_fat_fraction, fat),
        stature_cm=athlete.stature_cm,
    )
