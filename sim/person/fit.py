"""A person's own responder and strength level from their lifts, shrunk towards the population."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import attrs
import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray
from models.parameters import ParameterSet, default_parameters, posterior_draws

from ..chance import Streams
from ..errors import InputError
from ..events import Event
from ..plan import DAYS_PER_WEEK, Scenario
from ..tune.transform import Space
from ..world.cohort import gather
from .errors import errors
from .lifts import Lifts, lifts_of
from .past import LivedPast, past_of
from .posterior import WIDEST, PersonalPosterior, PersonalPrior, posterior
from .predicting import Predicted, predict

RESPONDER, LEVEL = "responder", "strength_level"
OWN = (RESPONDER, LEVEL)
OTHERS = 24
"""Draws of everything else that a person may have."""
NODES = 11
"""Responders at which the log is folded, spread evenly over all that the posterior's grid spans."""


@attrs.frozen(eq=False)
class PersonFit:
    """What a log tells of its person.

    Attributes:
        past: What was folded, assumptions included.
        lifts: What the sets tell.
        prior: The population.
        posterior: What is left of it.
        predicted: The log under every node and draw; lanes are nodes times draws.
        nodes: Log responders, ``(nodes,)``.
        space: The other parameters.
        others: Their draws, ``(draws, parameters)``.
        nominal: Values of all parameters that nothing is known of beyond the shipped ones.
    """

    past: LivedPast
    lifts: Lifts
    prior: PersonalPrior
    posterior: PersonalPosterior
    predicted: Predicted
    nodes: FloatArray
    space: Space
    others: FloatArray
    nominal: ParameterSet

    @property
    def exercises(self) -> tuple[str, ...]:
        """Exercises with lifts, in the order of :attr:`Lifts.exercises`."""
        return self.lifts.exercises

    def drawn(self, lanes: FloatArray | Sequence[int], seed: int) -> Drawn:
        """Return draws from the posterior, those of a lane the same whatever other lanes there are.

        Args:
            lanes: Their numbers; lane 0 is the middle of the posterior.
            seed: Of the draws.
        """
        streams = Streams(seed, np.asarray(lanes, dtype=np.int64))
        count = self.posterior.means.shape[1]
        normal = np.stack([streams.normal(f"fit/{number}", 0) for number in range(count)], axis=1)
        responder, coefficients = self.posterior.draw(streams.uniform("fit/responder", 0), normal)
        return Drawn(self, responder, coefficients)


@attrs.frozen(eq=False)
class Drawn:
    """Draws from a person's posterior.

    Attributes:
        responder: Natural logarithm, ``(draws,)``.
        coefficients: Of the other parameters, the level and the exercises, ``(draws, coefficients)``.
    """

    fit: PersonFit
    responder: FloatArray
    coefficients: FloatArray

    @cached_property
    def level(self) -> FloatArray:
        """Log strength level, ``(draws,)``."""
        place = len(self.fit.others)
        return np.asarray(self.coefficients[:, place] * self.fit.posterior.scales[place])

    @cached_property
    def offsets(self) -> FloatArray:
        """Log of how far each exercise's maximum is from the catalogue's, ``(draws, exercises)``."""
        first = len(self.fit.others) + 1
        return self.coefficients[:, first:] * self.fit.posterior.scales[first:]

    def values(self) -> dict[str, FloatArray]:
        """Return the parameters by name, each ``(draws,)``; those that are the same for all are left out."""
        others = self.fit.others
        centre = others.mean(axis=0)
        deviations = (others - centre) / np.sqrt(len(others) - 1.0)
        z = centre + self.coefficients[:, : len(others)] @ deviations
        return {
            **self.fit.space.values_of(z),
            RESPONDER: self.fit.nominal[RESPONDER].value * np.exp(self.responder),
            LEVEL: self.fit.nominal[LEVEL].value * np.exp(self.level),
        }

    def rested(self) -> FloatArray:
        """Return the log of the rested maximum (kg, moved body mass included), ``(exercises, times, draws)``."""
        levels = (self.level[:, None] + self.offsets).T
        return self._along(self.fit.predicted.rested) + levels[:, None, :]

    def gaps(self) -> FloatArray:
        """Return what each lift's implied maximum lies above the fit (log), ``(lifts, draws)``."""
        place = {name: number for number, name in enumerate(self.fit.exercises)}
        which = [place[lift.exercise] for lift in self.fit.lifts.kept]
        return self._along(self.fit.predicted.gaps) - self.level - self.offsets[:, which].T

    def _along(self, predictions: FloatArray) -> FloatArray:
        """Interpolate predictions, lanes last, at each draw's responder and other parameters."""
        nodes, others = self.fit.nodes, len(self.fit.others)
        lanes = predictions.reshape(*predictions.shape[:-1], len(nodes), others)
        centre = lanes.mean(axis=-1)
        deviations = (lanes - centre[..., None]) / np.sqrt(others - 1.0)
        places = np.interp(self.responder, nodes, np.arange(len(nodes)))
        low = np.minimum(places.astype(int), len(nodes) - 2)
        share = places - low
        weights = self.coefficients[:, :others]

        def at(node: NDArray[np.int64]) -> FloatArray:
            moved = np.einsum("...dk,dk->...d", deviations[..., node, :], weights)
            return np.asarray(centre[..., node] + moved)

        return np.asarray((1.0 - share) * at(low) + share * at(low + 1))


def fit(
    log: Sequence[Event],
    *,
    scenario: Scenario | None = None,
    at_days: float | None = None,
    parameters: ParameterSet | None = None,
    draws: Mapping[str, FloatArray] | None = None,
    others: int = OTHERS,
    seed: int = 1,
    progress: Callable[[str, float], None] = lambda _text, _share: None,
) -> PersonFit:
    """Fit a person's responder and strength level to the lifts of their log.

    The equations stand in :mod:`sim.person.posterior`, what a lift tells in :mod:`sim.person.lifts`, and what is
    assumed of the past in :mod:`sim.person.past`.

    Args:
        log: A whole stream.
        scenario: Whose athlete, history and habits stand for what the log lacks.
        at_days: Until when the log is read, days since its first day; default: all of it.
        parameters: The population's typical values; default: those that ship.
        draws: Posterior draws of the shared parameters; default: those that ship.
        others: How many draws of all other parameters the log is folded under.
        seed: Of these draws.
        progress: Told how far the job is.

    Raises:
        InputError: No set of the log tells a maximum, or its past cannot be told (:func:`sim.person.past.past_of`).
    """
    past = past_of(log, scenario, at_days)
    lifts = lifts_of(past.events, past.log_days)
    if not lifts.kept:
        raise InputError(f"the log has no set that tells a maximum: {_sets_in_words(lifts)}; import sets with loads")
    nominal = parameters or default_parameters()
    spread = {} if scenario is None else dict(scenario.spread)
    prior = PersonalPrior(_spread_of(nominal, RESPONDER, spread), _spread_of(nominal, LEVEL, spread))
    space, z, own = _others(nominal, spread, posterior_draws() if draws is None else draws, others, seed)
    nodes = np.linspace(-WIDEST, WIDEST, NODES) * prior.responder_sd
    lanes = {name: np.tile(values, NODES) for name, values in own.items()}
    lanes[RESPONDER] = np.repeat(nominal[RESPONDER].value * np.exp(nodes), others)
    predicted = predict(
        nominal.values_of(lanes),
        NODES * others,
        past.events,
        lifts.kept,
        lifts.exercises,
        np.arange(past.log_days, past.today_days + 0.5 * DAYS_PER_WEEK, DAYS_PER_WEEK),
        lambda share: progress("folding the log", share),
    )
    gaps = predicted.gaps.reshape(-1, NODES, others)
    found = posterior(gaps, nodes, lifts.kept, lifts.exercises, errors(), prior)
    return PersonFit(past, lifts, prior, found, predicted, nodes, space, z, nominal)


def _sets_in_words(lifts: Lifts) -> str:
    reasons = "; ".join(f"{count} with {reason}" for reason, count in lifts.set_aside.items())
    return f"{lifts.set_count} sets found{f', {reasons}' if reasons else ''}"


def _spread_of(parameters: ParameterSet, name: str, spread: Mapping[str, float]) -> float:
    """Return the spread between people together with the doubt about the typical one."""
    return float(np.hypot(spread.get(name, parameters[name].spread), parameters[name].prior.width))


def _others(
    nominal: ParameterSet, spread: Mapping[str, float], draws: Mapping[str, FloatArray], count: int, seed: int
) -> tuple[Space, FloatArray, dict[str, FloatArray]]:
    """Draw people who differ in everything but what is fitted."""
    same = dict.fromkeys(OWN, 0.0)
    people = gather(np.arange(1, count + 1), seed, nominal, {**spread, **same}, draws)
    names = [name for name in nominal.names if getattr(people.values, name).size > 1]
    own = {name: getattr(people.values, name).reshape(-1) for name in names}
    space = Space.of(nominal, names)
    z = np.stack([space.z_of({name: values[draw] for name, values in own.items()}) for draw in range(count)])
    return space, z, own
