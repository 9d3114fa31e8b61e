"""Profile intervals: each parameter is held at many values while all others are fitted again, all of it at once.

A value belongs to the 95 % interval while the sum of squares stays below that of the best fit times 1 + F / df, with
F the 95 % point of the F distribution with 1 and df degrees of freedom. Unlike a standard error this needs no
parabola: an interval may be lopsided, or have no end at all.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numpy as np

from models.arrays import FloatArray
from models.classic import banister

from .problem import Problem
from .search import COARSE, Found, search
from .separable import Held

LEVEL = 0.95
POINTS = 25
REFINED_POINTS = 7
BASE_REACH = 200.0
"""How far a base is followed, in ranges of the performance."""
GAIN_REACH = 1e4
"""How far a gain is followed up and down, as a factor."""
MERGED_SHARE = 0.99
"""From here on two constants count as one."""
MARKERS = ("days_to_recovery", "days_to_peak")


@attrs.frozen(eq=False)
class Profile:
    """The best sum of squares at each value of one parameter.

    Attributes:
        values: Ascending.
        sse: Same shape.
    """

    name: str
    values: FloatArray
    sse: FloatArray


@attrs.frozen
class Estimate:
    """A parameter with its 95 % profile interval.

    Attributes:
        low: Lower end; ``None`` where the interval has none between the bounds.
        high: Upper end, likewise.
    """

    name: str
    value: float
    low: float | None
    high: float | None


@attrs.frozen
class Merged:
    """The best fit with a constant equal to the one it stays below.

    Attributes:
        name: Of the constant.
        into: The other.
        sse: Sum of squares.
    """

    name: str
    into: str
    sse: float


@attrs.frozen(eq=False)
class _Axis:
    """A parameter to be profiled: its best value and others that it might have."""

    name: str
    value: float
    values: FloatArray


def threshold(sse: float, degrees_of_freedom: int) -> float:
    """Return the sum of squares up to which a fit is within the 95 % interval."""
    from scipy.special import fdtri

    return sse * (1.0 + float(fdtri(1, degrees_of_freedom, LEVEL)) / degrees_of_freedom)


def profile_all(problem: Problem, best: Found) -> tuple[Profile, ...]:
    """Profile every constant, gain and the base, and where they mean something the two days of the influence curve.

    Args:
        problem: A single lane.
        best: Its best fit.
    """
    axes = list(_axes(problem, best))
    coarse = _measure(problem, best, [(axis, axis.values) for axis in axes])
    degrees = len(problem.tests) - problem.parameter_count
    limit = threshold(min(float(best.sse[0]), *(float(one.sse.min()) for one in coarse)), degrees)
    between = [(axis, _between(one, limit)) for axis, one in zip(axes, coarse, strict=True)]
    fine = _measure(problem, best, between)
    return tuple(_merge(one, other) for one, other in zip(coarse, fine, strict=True))


def estimate(profile: Profile, value: float, limit: float, ends_at: float | None = None) -> Estimate:
    """Read the interval off a profile.

    Args:
        profile: Of the parameter.
        value: The best value.
        limit: Sum of squares up to which a value belongs to the interval.
        ends_at: A value at which the parameter ends by its nature, which is then an end of the interval as any other.
    """
    inside = np.flatnonzero(profile.sse <= limit)
    if not len(inside):
        return Estimate(profile.name, value, value, value)
    ends: list[float | None] = []
    for edge, outward in ((inside[0], -1), (inside[-1], 1)):
        beyond = edge + outward
        if 0 <= beyond < len(profile.values):
            ends.append(_crossing(profile, edge, beyond, limit))
        else:
            at = float(profile.values[edge])
            ends.append(at if at == ends_at else None)
    return Estimate(profile.name, value, ends[0], ends[1])


def merged_fits(problem: Problem) -> tuple[Merged, ...]:
    """Fit again with each constant that can cancel another held as near to it as it may come."""
    names = [constant.name for constant in problem.model.constants]
    found = []
    for name in problem.model.cancelling:
        at, into = names.index(name), problem.model.constants[names.index(name)].below
        pinned = problem.pinned.copy()
        pinned[:, at] = 1.0
        fit = search(attrs.evolve(problem, pinned=pinned))
        if fit.constants[name][0] >= MERGED_SHARE * fit.constants[into][0]:
            found.append(Merged(name, into, float(fit.sse[0])))
    return tuple(found)


def _crossing(profile: Profile, inside: int, outside: int, limit: float) -> float:
    """Return where the profile crosses the limit; near its floor it is a parabola, so roots are interpolated."""
    floor = profile.sse.min()
    low, high, level = (np.sqrt(max(0.0, one - floor)) for one in (profile.sse[inside], profile.sse[outside], limit))
    share = (level - low) / (high - low)
    return float(profile.values[inside] + share * (profile.values[outside] - profile.values[inside]))


def _axes(problem: Problem, best: Found) -> Iterator[_Axis]:
    for at, constant in enumerate(problem.model.constants):
        value = float(best.constants[constant.name][0])
        lower, upper = float(problem.lower[0, at]), float(problem.upper[0, at])
        if lower < upper:
            yield _Axis(constant.name, value, _with(np.geomspace(lower, upper, POINTS), value))
    spread = float(np.ptp(problem.performance))
    for name, gain in zip(problem.model.gains, best.weighed.gains[0].tolist(), strict=True):
        scale = gain or spread / float(np.max(problem.load))
        values = np.concatenate([[0.0], scale * np.geomspace(1.0 / GAIN_REACH, GAIN_REACH, POINTS)])
        yield _Axis(name, gain, _with(values, gain))
    base = float(best.weighed.base[0])
    reach = np.geomspace(1e-3, BASE_REACH, POINTS // 2) * spread
    yield _Axis("base", base, np.concatenate([base - reach[::-1], [base], base + reach]))
    if problem.model.has_influence_curve:
        longest = 2.0 * float(problem.upper[0, 0])
        for name, value in markers(best).items():
            values = np.concatenate([[0.0], np.geomspace(longest / 1000.0, longest, POINTS)])
            yield _Axis(name, value, _with(values, value))


def markers(best: Found) -> dict[str, float]:
    """Return t_n and t_g of a fit with an influence curve."""
    pair = best.constants["fitness_days"], best.constants["fatigue_days"], *best.weighed.gains.T
    return {
        name: float(read(*pair)[0])
        for name, read in zip(MARKERS, (banister.days_to_recovery, banister.days_to_peak), strict=True)
    }


def _with(values: FloatArray, value: float) -> FloatArray:
    return np.unique(np.append(values, value)) if np.isfinite(value) else values


def _between(profile: Profile, limit: float) -> FloatArray:
    """Return values in the two gaps in which the profile crosses the limit."""
    inside = np.flatnonzero(profile.sse <= limit)
    gaps = [(inside[0] - 1, inside[0]), (inside[-1], inside[-1] + 1)] if len(inside) else []
    shares = np.arange(1, REFINED_POINTS + 1) / (REFINED_POINTS + 1.0)
    found = [
        profile.values[low] + shares * (profile.values[high] - profile.values[low])
        for low, high in gaps
        if low >= 0 and high < len(profile.values)
    ]
    return np.concatenate([np.zeros(0), *found])


def _merge(one: Profile, other: Profile) -> Profile:
    values, sse = np.concatenate([one.values, other.values]), np.concatenate([one.sse, other.sse])
    order = np.argsort(values, kind="stable")
    return Profile(one.name, values[order], sse[order])


def _measure(problem: Problem, best: Found, asked: list[tuple[_Axis, FloatArray]]) -> list[Profile]:
    """Fit with every parameter held at every value asked for, each a lane of one problem."""
    counts = [len(values) for _, values in asked]
    if not sum(counts):
        return [Profile(axis.name, values, np.zeros(0)) for axis, values in asked]
    lanes = problem.repeated(sum(counts))
    ends = np.cumsum(counts)
    for (axis, values), end in zip(asked, ends, strict=True):
        _hold(lanes, axis.name, values, slice(end - len(values), end))
    sse = search(lanes, starts=2, near=best.unit[0], cells=COARSE).sse
    return [
        Profile(axis.name, values, sse[end - len(values) : end])
        for (axis, values), end in zip(asked, ends, strict=True)
    ]


def _hold(lanes: Problem, name: str, values: FloatArray, rows: slice) -> None:
    """Hold one parameter in some lanes."""
    names = [constant.name for constant in lanes.model.constants]
    held: Held = lanes.held
    if name in names:
        lanes.lower[rows, names.index(name)] = lanes.upper[rows, names.index(name)] = values
    elif name in lanes.model.gains:
        held.gains[rows, list(lanes.model.gains).index(name)] = values
    elif name == "base":
        held.base[rows] = values
    else:
        lanes.marker_days[rows] = values
        lanes.marker_is_peak[rows] = name == MARKERS[1]
