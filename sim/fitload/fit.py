"""One call from a load-and-performance table to a fit with its verdict."""

from __future__ import annotations

import attrs
import numpy as np

from models.classic.catalogue import ClassicModel, classic_model
from models.classic.impulse import SameDay
from models.words import unknown

from ..errors import InputError
from .intervals import Estimate, estimate, markers, merged_fits, profile_all, threshold
from .problem import NEAREST_SHARE, Bounds, Problem, problem_of
from .result import LoadFit
from .search import Found, search
from .table import LoadTable
from .validation import PredictionScore, score_line, score_model, shuffled_loads
from .verdict import judge, merges

STARTS = 12
PLAINEST = "fitness_only"


def fit_load(
    table: LoadTable,
    model: str = "banister",
    *,
    same_day: SameDay = "included",
    bounds: Bounds | None = None,
    shuffles: int = 99,
    seed: int = 1,
) -> LoadFit:
    """Fit a classic model.

    Args:
        table: Load of every day and performance where it was measured.
        model: Name of a classic model.
        same_day: Whether a day's own load counts for the performance of that day.
        bounds: Lower and upper bound of constants with others than the catalogue's; equal ones fix it.
        shuffles: How many random orders of the loads serve as control; 0 for none.
        seed: Of these orders.

    Raises:
        InputError: A model or constant is not known, bounds contradict each other, or the table determines no fit.
    """
    chosen = _model(model)
    limits = bounds_of(chosen, table, bounds or {})
    problem = problem_of(table, chosen, limits, same_day)
    _check(table, problem)
    best = search(problem, STARTS)
    profiles = profile_all(problem, best)
    sse, degrees = float(best.sse[0]), len(table.tests) - problem.parameter_count
    fit = LoadFit(
        table=table,
        model=chosen,
        same_day=same_day,
        bounds=limits,
        constants={name: float(value[0]) for name, value in best.constants.items()},
        gains=dict(zip(chosen.gains, best.weighed.gains[0].tolist(), strict=True)),
        base=float(best.weighed.base[0]),
        sse=sse,
        degrees_of_freedom=degrees,
        limit=threshold(sse, degrees),
        estimates=(),
        profiles=profiles,
        merged=merged_fits(problem),
        scores=(score_model(problem, best), *_plainer(table, problem)),
        shuffled=shuffled_loads(problem, shuffles, seed) if shuffles else None,
    )
    fit = attrs.evolve(fit, estimates=_estimates(fit, best))
    return attrs.evolve(fit, findings=judge(fit))


def bounds_of(model: ClassicModel, table: LoadTable, changes: Bounds) -> dict[str, tuple[float, float]]:
    """Return the bounds of every constant, narrowed to what the order of the constants leaves.

    Raises:
        InputError: A constant is not known, or bounds are out of order or contradict each other.
    """
    names = {constant.name: constant for constant in model.constants}
    for name, (low, high) in changes.items():
        if name not in names:
            raise InputError(f"{unknown('constant', name, names)}; {model.label} has {', '.join(names)}")
        if not 0.0 < low <= high < float("inf"):
            raise InputError(
                f"bounds of {name} must be above 0 with the lower first, found {low:g} and {high:g}; mend them"
            )
    largest = float(table.load.max())
    found = {}
    for name, constant in names.items():
        scale = largest if constant.unit == "load" else 1.0
        found[name] = changes.get(name, (constant.lower * scale, constant.upper * scale))
    for name, constant in names.items():
        if constant.below in found:
            (low, high), (slow_low, slow_high) = found[name], found[constant.below]
            found[name] = (low, min(high, NEAREST_SHARE * slow_high))
            found[constant.below] = (max(slow_low, low / NEAREST_SHARE), slow_high)
            if low > NEAREST_SHARE * slow_high:
                raise InputError(
                    f"{name} must be below {constant.below}, found bounds that begin at {low:g} and end "
                    f"at {slow_high:g}; change one of them"
                )
    return found


def _model(name: str) -> ClassicModel:
    try:
        return classic_model(name)
    except KeyError as error:
        raise InputError(f"{error.args[0]}; see `regain fit-load --help`") from error


def _check(table: LoadTable, problem: Problem) -> None:
    tests, parameters = len(table.tests), problem.parameter_count
    if tests <= parameters:
        raise InputError(
            f"{table.name}: {problem.model.label} has {parameters} free parameters and needs at least {parameters + 1} "
            f"tests, found {tests}; choose a simpler model, or fix constants with bounds"
        )
    if not problem.load.any():
        raise InputError(
            f"{table.name}: expected a load above 0 before the last test, found none; check the column of loads"
        )
    if np.ptp(table.performance) == 0.0:
        raise InputError(
            f"{table.name}: expected performances that differ, found {table.performance[0]:g} in every test; "
            "check the column of the performance"
        )


def _plainer(table: LoadTable, problem: Problem) -> tuple[PredictionScore, ...]:
    """Score what a model with fatigue has to beat."""
    lines = (score_line(problem, 1), score_line(problem, 0))
    if problem.model.name == PLAINEST:
        return lines
    plain = classic_model(PLAINEST)
    alone = problem_of(table, plain, bounds_of(plain, table, {}), problem.same_day)
    return (score_model(alone, search(alone, STARTS)), *lines)


def _estimates(fit: LoadFit, best: Found) -> tuple[Estimate, ...]:
    values = {**fit.constants, **fit.gains, "base": fit.base}
    if fit.model.has_influence_curve:
        values |= markers(best)
    unbounded = {gain for name in merges(fit) for gain in fit.model.cancelling[name]}
    fixed = [name for name, (low, high) in fit.bounds.items() if low == high]
    found = [Estimate(name, values[name], values[name], values[name]) for name in fixed]
    for profile in fit.profiles:
        # A gain or a day ends at 0 by its nature; a constant that reaches a bound was only not looked for beyond it.
        ends_at = None if profile.name in fit.constants else 0.0
        one = estimate(profile, values[profile.name], fit.limit, ends_at)
        found.append(attrs.evolve(one, high=None) if one.name in unbounded else one)
    return tuple(found)
