"""A real past, then the strategies of a scenario from today: what may become of one person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import attrs
import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray
from models.exercises import catalogue
from models.observables import exercise_strength
from models.parameters import Values

from ..comparison.arms import Arm
from ..comparison.comparison import Comparison
from ..events import Event
from ..fold import fold, start
from ..log.origin import description_in
from ..plan import DAYS_PER_WEEK, Scenario
from ..results import Cell, Result
from ..runs.fork import refuse_parameters
from ..runs.futures import futures as several_futures
from .fit import OTHERS, Drawn, PersonFit, fit
from .later import NO_LIFTS, LaterLifts, later_lifts, range_of_lifts
from .lifts import whole_errors
from .telling import BAND, EXPECTED_INSIDE, Told, WeeklyCurve, on_the_bar, tell

if TYPE_CHECKING:
    import xarray


@attrs.frozen(eq=False)
class ExerciseForecast:
    """What a person may lift in one exercise, kg on the bar, rested.

    Attributes:
        exercise: Name in the catalogue.
        lift_weeks: When lifts were done, from today and so negative, ``(lifts,)``.
        lifted: The rested maximum that each implied, ``(lifts,)``.
        weeks: From today; the past is negative and begins with the log, ``(weeks,)``.
        bands: 10 %, median and 90 % of the past and the futures of every strategy, each ``(3, weeks)``.
        ranges: 10 % and 90 % of where a lift should lie under every strategy: futures and errors of lifts together,
            each ``(2, weeks)``; empty where nothing was lifted after today.
        later_weeks: When lifts were done after today, which the forecast has not read, ``(later,)``.
        later: The rested maximum that each implied, ``(later,)``.
        inside: Which of them lie within that range under a strategy, ``(later,)``; empty likewise.
    """

    exercise: str
    lift_weeks: FloatArray
    lifted: FloatArray
    weeks: FloatArray
    bands: dict[str, FloatArray]
    ranges: dict[str, FloatArray]
    later_weeks: FloatArray
    later: FloatArray
    inside: dict[str, NDArray[np.bool_]]

    def end(self, strategy: str) -> tuple[float, float, float]:
        """Return 10 %, median and 90 % at the end of a strategy."""
        low, median, high = self.bands[strategy][:, -1].tolist()
        return low, median, high


@attrs.frozen(eq=False, repr=False)
class Forecast(Result):
    """What may follow from a past.

    Attributes:
        told: The fit of the person, with what is assumed of their past.
        comparison: The strategies, lanes being possible futures.
        exercises: What may be lifted, the main exercise first.
    """

    told: Told
    comparison: Comparison
    exercises: tuple[ExerciseForecast, ...]

    def in_words(self) -> tuple[str, ...]:
        """Return what the comparison of the strategies says; what is assumed of the past is part of it."""
        return tuple(self.comparison.in_words())

    def rows(self) -> tuple[dict[str, Cell], ...]:
        """Return the table of outcomes."""
        return self.comparison.rows()

    def to_xarray(self) -> xarray.Dataset:
        """Return the futures as labelled arrays."""
        return self.comparison.to_xarray()

    @property
    def assumed(self) -> dict[str, str]:
        """What is assumed of the past, by what it is about."""
        return self.told.fit.past.assumed

    def answer(self) -> str:
        """Return the answer in plain words, with its uncertainty and what it rests on."""
        return self.comparison.answer()

    @property
    def later_count(self) -> int:
        """How many lifts of the log came after today."""
        return sum(len(one.later) for one in self.exercises)

    def inside_count(self, strategy: str) -> int:
        """Return how many of these lie within the 80 % range of a strategy."""
        return sum(int(one.inside[strategy].sum()) for one in self.exercises)


def forecast(
    log: Sequence[Event],
    scenario: Scenario,
    *,
    futures: int | None = None,
    seed: int | None = None,
    at_days: float | None = None,
    others: int = OTHERS,
    parent: str = "",
    progress: Callable[[str, float], None] = lambda _text, _share: None,
) -> Forecast:
    """Fold a person's past and live the strategies of a scenario from today.

    The person's parameters are drawn from the fit to their own lifts, one draw a future, so that a band holds chance
    and doubt together.

    Args:
        log: A whole stream.
        scenario: The strategies; its athlete, history and habits stand for what the log lacks.
        futures: How many; default: the scenario's number of athletes.
        seed: Of all chance; default: the scenario's.
        at_days: Today, days since day 0 of the log; default: the midnight after its last event.
        others: How many draws of everything else that a person may have the fit takes.
        parent: Name of the log's stream. The streams of the futures tell it where they hold the log's own events; to
            an imported log assumed events are added, so that no number of shared events would be true.
        progress: Told how far the job is.

    Raises:
        InputError: A strategy sets parameters, today lies outside the log, or no set tells a maximum.
    """
    for strategy in scenario.strategies:
        refuse_parameters(strategy, "a forecast")
    lanes, seed = futures or scenario.athletes, scenario.seed if seed is None else seed
    found = fit(log, scenario=scenario, at_days=at_days, others=others, progress=progress)
    drawn = found.drawn(range(lanes + 1), seed)
    values = found.nominal.values_of(drawn.values())
    lived = several_futures(
        found.past.events,
        at_days=found.past.today_days,
        scenario=scenario,
        lanes=lanes,
        seed=seed,
        values=values,
        parent=parent if found.past.as_recorded else "",
        progress=progress,
    )
    assumed = tuple(f"{what}: {how}" for what, how in found.past.assumed.items())
    comparison = attrs.evolve(lived, parameter_set="fitted to the person", assumed=assumed)
    told = tell(found)
    typical = found.nominal.values_of(found.drawn([0], seed).values())
    later = later_lifts(log, scenario, found, typical, scenario.horizon_weeks * DAYS_PER_WEEK)
    exercises = tuple(_exercise(curve, told, drawn, values, comparison, later) for curve in told.curves)
    made = Forecast(told, comparison, exercises)
    return attrs.evolve(made, comparison=attrs.evolve(comparison, remarks=(*told.verdict, *_checked(made))))


def _exercise(
    curve: WeeklyCurve,
    told: Told,
    drawn: Drawn,
    values: Values,
    comparison: Comparison,
    later: Mapping[str, LaterLifts],
) -> ExerciseForecast:
    first = comparison.arms[0].trajectory
    log_week = (told.fit.past.log_days - first.start_days) / DAYS_PER_WEEK
    recorded = first.weeks >= log_week
    weeks = first.weeks[recorded]
    unit_kg = _unit_kg(curve.exercise, told.fit, drawn, values)
    moved = {arm.name: _log_moved(arm, recorded, unit_kg, curve.exercise) for arm in comparison.arms}
    mine = later.get(curve.exercise, NO_LIFTS)
    lifted = on_the_bar(told.fit, curve.exercise, mine.log_moved)
    ranges = {}
    if later:
        errors = _errors(curve, told, mine, log_week, weeks)
        ranges = {
            name: on_the_bar(told.fit, curve.exercise, range_of_lifts(one, errors)) for name, one in moved.items()
        }
    return ExerciseForecast(
        exercise=curve.exercise,
        lift_weeks=curve.lift_weeks + log_week,
        lifted=curve.lifted,
        weeks=weeks,
        bands={
            name: on_the_bar(told.fit, curve.exercise, np.asarray(np.percentile(one, BAND, axis=0)))
            for name, one in moved.items()
        },
        ranges=ranges,
        later_weeks=mine.weeks,
        later=lifted,
        inside={name: _inside(mine.weeks, lifted, weeks, one) for name, one in ranges.items()},
    )


def _unit_kg(exercise: str, fit: PersonFit, drawn: Drawn, values: Values) -> FloatArray:
    """Return what each person moves at a strength of 1: that is theirs and does not change, kg, ``(draws, 1)``."""
    person = fold(values, [description_in(fit.past.events)], start(len(drawn.responder)))
    strength = exercise_strength(values, person, catalogue()[exercise], np.ones_like(person.size))
    return np.asarray((strength * np.exp(drawn.offsets[:, fit.exercises.index(exercise)]))[:, None])


def _log_moved(arm: Arm, recorded: NDArray[np.bool_], unit_kg: FloatArray, exercise: str) -> FloatArray:
    """Return the log of the rested maximum in every future, kg, moved body mass included, ``(futures, weeks)``."""
    share = catalogue().contribution(exercise)
    seen = arm.trajectory.per_muscle["strength"][:, recorded]
    return np.asarray(np.log(unit_kg[1:] * (seen @ (share / share.sum()))))


def _errors(curve: WeeklyCurve, told: Told, later: LaterLifts, log_week: float, weeks: FloatArray) -> FloatArray:
    """Return how far a lift of each week may be off: straight between the lifts that were done, read and unread."""
    done = [lift for lift in told.fit.lifts.kept if lift.exercise == curve.exercise]
    moments = np.concatenate([curve.lift_weeks + log_week, later.weeks])
    return np.asarray(np.interp(weeks, moments, np.concatenate([whole_errors(done), later.errors])))


def _inside(later: FloatArray, lifted: FloatArray, weeks: FloatArray, edges: FloatArray) -> NDArray[np.bool_]:
    low, high = (np.interp(later, weeks, edge) for edge in edges)
    return np.asarray((low <= lifted) & (lifted <= high))


def _checked(made: Forecast) -> tuple[str, ...]:
    """Tell how many lifts after today lie where the forecast said."""
    if not made.later_count:
        return ()
    inside = ", ".join(f"{made.inside_count(arm.name)} with {arm.label}" for arm in made.comparison.arms)
    expected = EXPECTED_INSIDE * made.later_count
    told = (
        f"Of {made.later_count} lifts after today, which nothing here has read, within the 80 % range of futures and "
        f"errors of lifts: {inside}. About {expected:.0f} should be, with the strategy that was followed."
    )
    return (told,)
