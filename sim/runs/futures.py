"""Several futures from one past: what was recorded is folded, and strategies are lived from there by many chances."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from models.arrays import FloatArray
from models.parameters import Values, default_parameters

from ..chance import Streams
from ..comparison.arms import Arm, Trajectory
from ..comparison.bands import FUTURES, FUTURES_AND_PARAMETERS
from ..comparison.comparison import Comparison
from ..comparison.experiment import Progress, arm_of, every_day, trajectory_of
from ..comparison.readings import Recorder
from ..errors import InputError
from ..events import Event
from ..log.origin import as_described
from ..plan import DAYS_PER_WEEK, Scenario, Strategy
from ..world.cohort import Cohort
from ..world.engine import live, relive
from ..world.world import Past
from .fork import Branching, branch_at, fitted, refuse_parameters

SHORT_PAST_WEEKS = 8.0
"""A past up to here is observed daily, a longer one weekly."""


def futures(  # noqa: PLR0913 - a past, a question, its lanes and its chance
    past: Sequence[Event],
    *,
    at_days: float,
    scenario: Scenario,
    lanes: int,
    seed: int,
    strategies: Sequence[Strategy] | None = None,
    length_days: float | None = None,
    values: Values | None = None,
    parent: str = "",
    progress: Progress = lambda _text, _share: None,
) -> Comparison:
    """Live every strategy from one past, for one person under many courses of chance.

    What makes the person is theirs in every lane; what happens to them is drawn anew in each, alike for every strategy.
    A lane is the same whatever other lanes there are.

    Args:
        past: A whole stream, simulated or imported; its events before ``at_days`` are the past.
        at_days: The moment from which the strategies are lived, days since the run's start: week 0 of the result.
        scenario: The question.
        lanes: Number of courses of chance. Lane 0, an undisturbed course (every draw its median, and so no illness
            and nothing missed), comes on top and gives the logs.
        seed: Seed of all chance to come.
        strategies: What is lived, each with the history that reports tell of; default: the scenario's, and of the past
            only who the person is.
        length_days: For how long; default: the scenario's horizon.
        values: Parameters of the lanes, ``lanes + 1`` of them where they differ, the typical ones first; default: those
            that the stream records.
        parent: Name of the stream of the past, which the logs will tell.
        progress: Told how far the job is.

    Returns:
        The comparison; its band says that lanes are futures.

    Raises:
        InputError: The past does not say who this is, a strategy sets parameters, or ``values`` are not as many as
            lanes.
    """
    here = branch_at(past, at_days)
    who = as_described(here.shared)
    own = here.parameters.values_of() if values is None else values
    varied = _counted(own, lanes)
    length_days = scenario.horizon_weeks * DAYS_PER_WEEK if length_days is None else length_days
    if strategies is None:
        strategies = [attrs.evolve(one, athlete=who, history=()) for one in scenario.strategies]
    lived = tuple(strategies)
    for strategy in lived:
        refuse_parameters(strategy, "a future")
    progress("folding the past", 0.0)
    start = _Start.of(here, Cohort(Streams.of_futures(seed, lanes, here.person), here.parameters, own), parent)
    arms = []
    for number, strategy in enumerate(lived):
        progress(f"living {strategy.label}", number / len(lived))
        arms.append(start.arm(scenario, strategy, at_days + length_days))
    names = [one.name for one in lived]
    asked = attrs.evolve(
        scenario,
        strategies=lived,
        baseline=scenario.baseline if scenario.baseline in names else names[0],
        horizon_weeks=length_days / DAYS_PER_WEEK,
    )
    band = FUTURES_AND_PARAMETERS if varied else FUTURES
    return Comparison(asked, lanes, seed, here.parameters.name, tuple(arms), band)


@attrs.frozen(eq=False)
class _Start:
    """Where every strategy begins: the past as it is in every lane, and what was seen of it."""

    here: Branching
    parent: str
    cohort: Cohort
    past: Past
    seen: tuple[Trajectory, ...]

    @classmethod
    def of(cls, here: Branching, cohort: Cohort, parent: str) -> _Start:
        recorder = Recorder(cohort.values, here.at_days)
        days = _past_days(here.at_days)
        past = relive(cohort, here.shared, here.at_days, days.tolist(), recorder.observe)
        return cls(here, parent, cohort, past, (recorder.trajectory(without_first=True),) if len(days) else ())

    def arm(self, scenario: Scenario, strategy: Strategy, end_days: float) -> Arm:
        """Live a strategy in every lane."""
        at_days, values = self.here.at_days, self.cohort.values
        recorder, days = Recorder(values, at_days), every_day(at_days, end_days)
        phases = fitted(strategy.phases, end_days - at_days)
        after = live(self.cohort, self.past, phases, days.tolist(), recorder.observe)
        typical = default_parameters().replace(values.lane(0))
        first = attrs.evolve(
            self.here.first_event(scenario, strategy),
            seed=self.cohort.streams.seed,
            history_days=at_days,
            parameters=values.lane(0),
            parent=self.parent,
            parent_events=1 + len(self.here.shared) if self.parent else 0,
        )
        rest = after.logs[0][len(self.here.shared) :]
        reference = trajectory_of(rest, typical.values_of(), at_days, end_days, self.past.body.lane(0))
        seen = (*self.seen, recorder.trajectory(without_first=True))
        return arm_of(strategy, seen, after, ((first, *after.logs[0]),), reference)


def _counted(values: Values, lanes: int) -> bool:
    """Tell whether parameters differ between lanes."""
    sizes = {array.size for array in vars(values).values() if isinstance(array, np.ndarray)} - {1}
    if sizes - {lanes + 1}:
        message = f"{lanes} futures need parameters of {lanes + 1} lanes, the typical ones first, found {max(sizes)}"
        raise InputError(message)
    return bool(sizes)


def _past_days(at_days: float) -> FloatArray:
    """Return the moments at which a past is observed: whole weeks before its end, or days of a short one."""
    step = DAYS_PER_WEEK if at_days > SHORT_PAST_WEEKS * DAYS_PER_WEEK else 1.0
    return np.arange(at_days % step, at_days, step)
