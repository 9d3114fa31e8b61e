"""Uses of one log: the same state again, the state at a moment, and what other parameters would have made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import attrs
import numpy as np

from models.parameters import ParameterSet, Values, default_parameters
from models.state import Body

from ..comparison.arms import Trajectory
from ..comparison.experiment import trajectory_of
from ..comparison.readings import body_in_words, readings_of
from ..errors import InputError
from ..events import Event, StreamStarted
from ..fold import fold, until
from ..log.import_marks import effective
from ..log.origin import origin_of
from ..plan import DAYS_PER_WEEK
from ..results import Cell, Result

if TYPE_CHECKING:
    import xarray

MOST_TOLD = 3


@attrs.frozen(eq=False, repr=False)
class Replay(Result):
    """A stream folded again.

    Attributes:
        origin: The stream's first event.
        parameters: The set it was folded under.
        body: State after the last event.
    """

    origin: StreamStarted
    parameters: ParameterSet
    body: Body
    log: Sequence[Event]

    def in_words(self) -> tuple[str, ...]:
        """Return what was folded, and the state it gave."""
        origin, week = self.origin, (self.body.time_days - self.origin.history_days) / DAYS_PER_WEEK
        whose = f"{origin.scenario} ({origin.strategy or origin.origin}), athlete {origin.athlete}"
        return (
            f"Replay of {whose}, {self.parameters.name} parameters",
            f"{len(self.log)} events, state at week {week:.4g}: {body_in_words(self.values, self.body)}",
            f"digest {self.body.digest()}",
        )

    def rows(self) -> tuple[dict[str, Cell], ...]:
        """Return every reading of the body."""
        return readings_of(self.values, self.body)

    def to_xarray(self) -> xarray.Dataset:
        """Return the trajectory as labelled arrays."""
        return self.trajectory().to_xarray()

    @property
    def values(self) -> Values:
        """The numbers of ``parameters``."""
        return self.parameters.values_of()

    def trajectory(self) -> Trajectory:
        """Return everything observable, weekly before week 0 and four times a day from there."""
        return trajectory_of(self.log, self.values, self.origin.history_days, self.body.time_days)


def replay(log: Sequence[Event], changes: Mapping[str, float] | None = None) -> Replay:
    """Fold a stream again, under its own parameters or with some of them changed.

    No generator and no clock is needed: chance is in the log. With no changes the state is bit-equal to the one that
    was lived.

    Args:
        log: A whole stream.
        changes: Parameter values to replace.

    Raises:
        InputError: The log has no first event that tells its parameters, or a changed parameter is not known or out
            of bounds.
    """
    return _folded(effective(log), changes)


def _folded(log: Sequence[Event], changes: Mapping[str, float] | None = None) -> Replay:
    """Fold effective events, all of a stream or its beginning."""
    origin = origin_of(log)
    parameters = recorded_parameters(origin, changes)
    return Replay(origin, parameters, fold(parameters.values_of(), log), log)


def recorded_parameters(origin: StreamStarted, changes: Mapping[str, float] | None = None) -> ParameterSet:
    """Return a person's own parameters, perhaps with some of them changed.

    Raises:
        InputError: A parameter is not known or out of bounds.
    """
    try:
        parameters = default_parameters().replace(origin.parameters, name="recorded")
        return parameters.replace(changes, name="changed") if changes else parameters
    except (KeyError, ValueError) as error:
        raise InputError(str(error.args[0])) from error


def state_at(log: Sequence[Event], time_days: float) -> Replay:
    """Fold a stream up to a moment, the events of that moment included.

    Raises:
        InputError: The moment lies outside the stream.
    """
    log = effective(log)
    if not 0.0 <= time_days <= log[-1].time_days:
        origin = origin_of(log)
        last_week = (log[-1].time_days - origin.history_days) / DAYS_PER_WEEK
        first_week = -origin.history_days / DAYS_PER_WEEK
        message = f"the run spans week {first_week:g} to week {last_week:g}, found day {time_days:g} of the run"
        raise InputError(message)
    times = np.array([event.time_days for event in log])
    again = _folded(log[: int(np.searchsorted(times, time_days, side="right"))])
    return attrs.evolve(again, body=until(again.values, again.body, time_days))


def told_apart(one: Mapping[str, object], other: Mapping[str, object]) -> str:
    """Return the first few entries in which two mappings differ, each with both values; empty where none do."""
    apart = [
        f"{name} {one.get(name)} and {other.get(name)}" for name in {**one, **other} if one.get(name) != other.get(name)
    ]
    more = f" and {len(apart) - MOST_TOLD} more" if len(apart) > MOST_TOLD else ""
    return ", ".join(apart[:MOST_TOLD]) + more
