"""The main job: the same people live every strategy, from one past, under one chance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import attrs
import numpy as np

from models.arrays import FloatArray
from models.parameters import ParameterSet, Values, default_parameters, posterior_digest, posterior_draws
from models.state import Body

from ..errors import MAX_SEED, MOST_PEOPLE, whole
from ..events import Event, StreamStarted
from ..fold import states_at
from ..numbers import weeks
from ..plan import DAYS_PER_WEEK, Athlete, Phase, Scenario, Strategy
from ..results import Cell, Result
from ..versions import versions
from ..world import tally
from ..world.cohort import Cohort, gather
from ..world.engine import be_born, live
from ..world.world import Past
from .arms import Arm, Trajectory, joined
from .bands import PEOPLE, PEOPLE_AND_PARAMETERS
from .checkpoints import Checkpoints, Job, Part
from .comparison import Comparison, DrawnParameters
from .outcomes import measure
from .readings import Recorder, body_in_words, readings_of

if TYPE_CHECKING:
    import xarray

Progress = Callable[[str, float], None]
"""Told what is being lived, and the share of the whole job that is done."""

SAMPLES_PER_DAY = 4


@attrs.frozen(eq=False, repr=False)
class Run(Result):
    """One athlete's life under one strategy.

    Attributes:
        log: Their events, complete: the first tells where they come from.
        body: The body at the end, as it was lived.
        values: Their parameters.
        end_days: The moment of ``body``.
    """

    scenario: Scenario
    strategy: Strategy
    log: tuple[Event, ...]
    body: Body
    values: Values
    end_days: float

    @property
    def start_days(self) -> float:
        """Week 0: that of the log, for a branch may live a strategy whose own history is another."""
        first = self.log[0]
        return first.history_days if isinstance(first, StreamStarted) else self.strategy.history_days

    def in_words(self) -> tuple[str, ...]:
        """Return what was lived, and what became of it."""
        origin = self.log[0]
        lane = origin.athlete if isinstance(origin, StreamStarted) else 0
        before, since = (weeks(days / DAYS_PER_WEEK) for days in (self.start_days, self.end_days - self.start_days))
        return (
            f"Run of {self.scenario.name}: {self.strategy.label} ({self.strategy.name}), athlete {lane}",
            f"{len(self.log)} events, {before} before week 0 and {since} from there",
            f"at the end: {body_in_words(self.values, self.body)}",
        )

    def rows(self) -> tuple[dict[str, Cell], ...]:
        """Return every reading of the body at the end."""
        return readings_of(self.values, self.body)

    def to_xarray(self) -> xarray.Dataset:
        """Return the trajectory as labelled arrays."""
        return self.trajectory().to_xarray()

    def trajectory(self) -> Trajectory:
        """Return everything observable, four times a day from week 0 and weekly before, folded from the log."""
        return trajectory_of(self.log, self.values, self.start_days, self.end_days)


def compare(
    scenario: Scenario,
    *,
    athletes: int | None = None,
    seed: int | None = None,
    parameters: ParameterSet | None = None,
    draws: Mapping[str, FloatArray] | None = None,
    keep_all_logs: bool = False,
    checkpoints: Checkpoints | None = None,
    progress: Progress = lambda _text, _share: None,
) -> Comparison:
    """Let a cohort live every strategy of a scenario.

    Args:
        scenario: The question.
        athletes: Number of people; default: the scenario's.
        seed: Seed of all chance; default: the scenario's.
        parameters: Parameter set; default: the one that ships.
        draws: Posterior draws by name, each of shape ``(draws,)``: every person lives under one of them.
        keep_all_logs: Keep everyone's log and not only the reference athlete's.
        checkpoints: Where every history and strategy is kept once it is lived, and taken from if it is there.
        progress: Told how far the job is.

    Raises:
        InputError: The number of people or the seed is no whole number in range.

    Returns:
        The comparison. Lane 0 is the reference athlete (typical habits, nominal parameters): it gives the logs and is
        not among the people that percentiles are taken over.
    """
    people = scenario.athletes if athletes is None else whole("athletes", athletes, 1, MOST_PEOPLE)
    seed = scenario.seed if seed is None else whole("seed", seed, 0, MAX_SEED)
    nominal = parameters or default_parameters()
    lanes = np.arange(people + 1, dtype=np.int64)
    logged = people + 1 if keep_all_logs else 1
    job = checkpoints.job(scenario, people, seed, nominal, draws or {}, logged) if checkpoints else Job()
    lived: dict[_SharedHistory, tuple[Cohort, Part]] = {}
    arms = []
    days_left = _Progress(scenario, progress)
    for number, strategy in enumerate(scenario.strategies):
        origin = _SharedHistory.of(strategy)
        if origin not in lived:
            own = nominal.replace(strategy.parameters)
            cohort = gather(lanes, seed, own, scenario.spread, unset(draws or {}, strategy))
            lived[origin] = (
                cohort,
                _live_history(cohort, strategy, logged, _Keeping(job, f"history-{number}", days_left)),
            )
        cohort, history = lived[origin]
        end_days = _end_days(scenario, strategy)
        days = every_day(strategy.history_days, end_days)
        days_left.begin(f"living {strategy.label}")
        keeping = _Keeping(job, f"strategy-{number}", days_left)
        after = keeping.live(cohort, history.past, strategy.phases, strategy.history_days, days)
        logs = [(provenance(scenario, strategy, cohort, seed, lane), *log) for lane, log in enumerate(after.past.logs)]
        reference = _reference(scenario, strategy, cohort, history.past, after.past)
        arms.append(arm_of(strategy, [*history.seen, *after.seen], after.past, logs, reference))
    band = PEOPLE_AND_PARAMETERS if draws else PEOPLE
    return Comparison(scenario, people, seed, nominal.name, tuple(arms), band, drawn=_drawn(draws))


def run(
    scenario: Scenario,
    strategy_name: str,
    *,
    lane: int = 0,
    seed: int | None = None,
    parameters: ParameterSet | None = None,
) -> Run:
    """Let one athlete live one strategy, with the whole log.

    Args:
        scenario: The question that holds the strategy.
        strategy_name: Its name.
        lane: Which person; 0 is the reference athlete.
        seed: Seed of all chance; default: the scenario's.
        parameters: Parameter set; default: the one that ships.

    Raises:
        UnknownNameError: There is no such strategy.
        InputError: The lane or the seed is no whole number in range.
    """
    strategy = scenario.strategy(strategy_name)
    lane = whole("lane", lane, 0, MOST_PEOPLE)
    seed = scenario.seed if seed is None else whole("seed", seed, 0, MAX_SEED)
    nominal = (parameters or default_parameters()).replace(strategy.parameters)
    cohort = gather(np.array([lane], dtype=np.int64), seed, nominal, scenario.spread)
    past = live(cohort, be_born(cohort, strategy.athlete), strategy.history)
    past = live(cohort, past, strategy.phases)
    log = (provenance(scenario, strategy, cohort, seed, lane), *past.logs[0])
    return Run(scenario, strategy, log, past.body, cohort.values, past.body.time_days)


def provenance(scenario: Scenario, strategy: Strategy, cohort: Cohort, seed: int, lane: int) -> StreamStarted:
    """Return the first event of a stream: all that is needed to live it again."""
    position = int(np.flatnonzero(cohort.streams.lane_numbers == lane)[0])
    return StreamStarted(
        time_days=0.0,
        origin="simulated",
        scenario=scenario.name,
        scenario_sha256=scenario.sha256,
        scenario_text=scenario.text,
        strategy=strategy.name,
        athlete=lane,
        seed=seed,
        history_days=strategy.history_days,
        parameters=cohort.values.lane(position),
        versions=versions(),
    )


def trajectory_of(
    log: Sequence[Event], values: Values, start_days: float, end_days: float, body: Body | None = None
) -> Trajectory:
    """Fold a stream and observe it: weekly before ``start_days``, four times a day from there.

    Args:
        log: The stream, or its rest after ``body``.
        values: Parameters; with several lanes the stream is observed under each.
        start_days: Week 0.
        end_days: The last moment.
        body: Where the fold starts; then only moments from there are observed.
    """
    before = np.arange(0.0, start_days, DAYS_PER_WEEK) if body is None else np.empty(0)
    after = np.arange(round(SAMPLES_PER_DAY * (end_days - start_days)) + 1) / SAMPLES_PER_DAY + start_days
    recorder = Recorder(values, start_days)
    for state in states_at(values, log, np.concatenate([before, after]).tolist(), body):
        recorder.observe(state)
    return recorder.trajectory()


def every_day(start_days: float, end_days: float) -> FloatArray:
    """Return the moments at which people are observed: daily, and the last one."""
    return np.append(np.arange(start_days, end_days), end_days)


def unset(draws: Mapping[str, FloatArray], strategy: Strategy) -> dict[str, FloatArray]:
    """Return the posterior draws of the parameters that a strategy does not set itself."""
    return {name: values for name, values in draws.items() if name not in strategy.parameters}


def _drawn(draws: Mapping[str, FloatArray] | None) -> DrawnParameters | None:
    if not draws:
        return None
    if draws is posterior_draws():
        return DrawnParameters("posterior", _count(draws), posterior_digest())
    return DrawnParameters("own draws", _count(draws))


def _count(draws: Mapping[str, FloatArray]) -> int:
    return len(next(iter(draws.values())))


def _end_days(scenario: Scenario, strategy: Strategy) -> float:
    return strategy.history_days + scenario.horizon_weeks * DAYS_PER_WEEK


@attrs.frozen
class _SharedHistory:
    """What decides a history: strategies that share it are lived from the same past."""

    athlete: Athlete
    history: tuple[Phase, ...]
    parameters: tuple[tuple[str, float], ...]

    @classmethod
    def of(cls, strategy: Strategy) -> _SharedHistory:
        """Return the origin of a strategy."""
        return cls(strategy.athlete, strategy.history, tuple(sorted(strategy.parameters.items())))


class _Progress:
    """Turns days lived into the share of the job."""

    def __init__(self, scenario: Scenario, tell: Progress) -> None:
        histories = {_SharedHistory.of(one): one.history_days for one in scenario.strategies}
        horizon_days = scenario.horizon_weeks * DAYS_PER_WEEK
        # History is observed weekly and the rest daily; a week of either costs about the same.
        self._all = sum(histories.values()) / DAYS_PER_WEEK + len(scenario.strategies) * horizon_days
        self._done, self._text, self._tell = 0.0, "", tell

    def begin(self, text: str) -> None:
        self._text = text
        self._tell(text, self._done / self._all)

    def passing(self, observe: Callable[[Body], None]) -> Callable[[Body], None]:
        def observe_and_tell(body: Body) -> None:
            observe(body)
            self._done += 1.0
            self._tell(self._text, min(1.0, self._done / self._all))

        return observe_and_tell

    def skip(self, samples: int) -> None:
        self._done += samples


@attrs.frozen
class _Keeping:
    """Lives one part of a job, or takes it from where the job was when it was killed."""

    job: Job
    name: str
    progress: _Progress

    def live(
        self, cohort: Cohort, past: Past, phases: Sequence[Phase], start_days: float, sample_days: FloatArray
    ) -> Part:
        part = self.job.read(self.name)
        if part is not None:
            self.progress.skip(len(sample_days))
            return part
        recorder = Recorder(cohort.values, start_days)
        after = live(cohort, past, phases, sample_days.tolist(), self.progress.passing(recorder.observe))
        part = Part(after, (recorder.trajectory(without_first=True),) if len(sample_days) else ())
        self.job.keep(self.name, part)
        return part


def _live_history(cohort: Cohort, strategy: Strategy, logged: int, keeping: _Keeping) -> Part:
    keeping.progress.begin("living the years before")
    weeks = np.arange(0.0, strategy.history_days, DAYS_PER_WEEK)
    born = be_born(cohort, strategy.athlete, logged)
    part = keeping.live(cohort, born, strategy.history, strategy.history_days, weeks)
    return attrs.evolve(part, past=attrs.evolve(part.past, tally=tally.nothing(cohort.lanes)))


def arm_of(
    strategy: Strategy,
    seen: Sequence[Trajectory],
    past: Past,
    logs: Sequence[tuple[Event, ...]],
    reference: Trajectory,
) -> Arm:
    """Return what came of a strategy.

    Args:
        strategy: What was prescribed.
        seen: What was observed, stretch after stretch, without lane 0.
        past: What was lived, its counts begun at week 0.
        logs: Whole streams, that of lane 0 first.
        reference: What was observed of lane 0 from week 0.
    """
    people = joined(seen)
    counted = tally.Tally(*(getattr(past.tally, field.name)[1:] for field in attrs.fields(tally.Tally)))
    return Arm(
        strategy=strategy,
        trajectory=people,
        outcomes=measure(people, counted),
        reference_log=logs[0],
        people_logs=tuple(logs[1:]),
        reference=reference,
    )


def _reference(scenario: Scenario, strategy: Strategy, cohort: Cohort, past: Past, after: Past) -> Trajectory:
    """Observe the reference athlete closely, from their own log since the strategies branched."""
    own = cohort.parameters.values_of()
    return trajectory_of(
        after.logs[0][len(past.logs[0]) :], own, strategy.history_days, _end_days(scenario, strategy), past.body.lane(0)
    )
