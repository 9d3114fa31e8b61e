"""The non-linear half of a fit: a grid for every lane, then steps downhill from its best places, all lanes at once."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray

from .problem import Problem
from .separable import WeightedFit

FINE = (48, 16, 8, 6)
"""Cells of the grid along each axis, by the number of constants that are free."""
COARSE = (24, 8, 5, 4)
"""The same where many lanes are searched and a start near the best is known."""
PROBE = 1e-6
"""Step of the difference quotients, in units of the cube."""
MOST_STEPS = 40
SETTLED = 1e-12
"""A relative improvement below which a descent has arrived."""
STIFFEST = 1e12


@attrs.frozen(eq=False)
class Found:
    """The best of every lane.

    Attributes:
        unit: Its place in the cube, shape ``(lanes, constants)``.
        constants: Its constants, each ``(lanes,)``.
        weighed: Its base, gains and residuals.
    """

    unit: FloatArray
    constants: dict[str, FloatArray]
    weighed: WeightedFit

    @property
    def sse(self) -> FloatArray:
        """Sum of squares of the residuals, shape ``(lanes,)``."""
        return self.weighed.sse


def search(
    problem: Problem, starts: int = 3, *, near: FloatArray | None = None, cells: tuple[int, ...] = FINE
) -> Found:
    """Find the best constants of every lane.

    Args:
        problem: The fits.
        starts: From how many cells of the grid to descend.
        near: One more place to start from, shape ``(constants,)``.
        cells: Of the grid along each axis, by the number of constants that are free.
    """
    grid = _grid(np.asarray(problem.free.any(axis=0)), cells)
    lanes = np.arange(problem.lanes)
    trials = np.tile(grid, (problem.lanes, 1))
    heights = problem.evaluate(trials, lanes.repeat(len(grid))).sse.reshape(problem.lanes, len(grid))
    best = np.argsort(heights, axis=1, kind="stable")[:, :starts]
    chosen = grid[best]
    if near is not None:
        chosen = np.concatenate([chosen, np.broadcast_to(near, (problem.lanes, 1, len(near)))], axis=1)
    tries = chosen.shape[1]
    unit, weighed = _descend(problem, chosen.reshape(-1, grid.shape[1]), lanes.repeat(tries))
    winner = lanes * tries + weighed.sse.reshape(problem.lanes, tries).argmin(axis=1)
    return Found(unit[winner], problem.constants(unit[winner], lanes), _take(weighed, winner))


def _grid(free: NDArray[np.bool_], cells: tuple[int, ...]) -> FloatArray:
    """Return centres of the cells, shape ``(cells, constants)``; what no lane searches for stays in the middle."""
    along = cells[max(0, int(free.sum()) - 1)]
    axis = (np.arange(along) + 0.5) / along
    axes = np.meshgrid(*[axis if one else np.array([0.5]) for one in free], indexing="ij")
    return np.stack([one.ravel() for one in axes], axis=1)


def _take(weighed: WeightedFit, rows: NDArray[np.intp]) -> WeightedFit:
    return WeightedFit(*(getattr(weighed, field.name)[rows] for field in attrs.fields(WeightedFit)))


def _descend(problem: Problem, unit: FloatArray, lane: NDArray[np.intp]) -> tuple[FloatArray, WeightedFit]:
    """Follow Levenberg and Marquardt downhill inside the cube from every start, all of them in step."""
    damping = np.full(len(unit), 1e-2)
    here, slopes = _look_around(problem, unit, lane)
    moving = np.ones(len(unit), dtype=bool)
    for _ in range(MOST_STEPS):
        rows = np.flatnonzero(moving)
        trial = np.clip(unit[rows] + _step(unit[rows], here.residuals[rows], slopes[rows], damping[rows]), 0.0, 1.0)
        there, slopes_there = _look_around(problem, trial, lane[rows])
        before = here.sse[rows]
        better = there.sse < before
        gained = before - there.sse
        settled = np.where(better, gained <= SETTLED * before, damping[rows] >= STIFFEST)
        settled |= np.abs(trial - unit[rows]).max(axis=1) < SETTLED
        damping[rows] = np.clip(np.where(better, damping[rows] / 5.0, damping[rows] * 10.0), 1e-9, STIFFEST)
        won = rows[better]
        unit[won], slopes[won] = trial[better], slopes_there[better]
        for field in attrs.fields(WeightedFit):
            getattr(here, field.name)[won] = getattr(there, field.name)[better]
        moving[rows[settled]] = False
        if not moving.any():
            break
    return unit, here


def _look_around(problem: Problem, unit: FloatArray, lane: NDArray[np.intp]) -> tuple[WeightedFit, FloatArray]:
    """Return the fits at these places and how the residuals change, shape ``(trials, tests, constants)``."""
    count, dimensions = unit.shape
    inward = np.where(unit > 0.5, -PROBE, PROBE)  # noqa: PLR2004 - the middle of the cube
    places = np.concatenate([unit, *(unit + inward * axis for axis in np.eye(dimensions))])
    fits = problem.evaluate(places, np.tile(lane, dimensions + 1))
    residuals = fits.residuals.reshape(dimensions + 1, count, -1)
    slopes = np.stack([(one - residuals[0]) / inward[:, [at]] for at, one in enumerate(residuals[1:])], axis=2)
    return _take(fits, np.arange(count)), slopes


def _step(unit: FloatArray, residuals: FloatArray, slopes: FloatArray, damping: FloatArray) -> FloatArray:
    """Return the damped step; a constant at a wall that downhill points through stays where it is."""
    downhill = -np.einsum("tnc,tn->tc", slopes, residuals)
    stuck = ((unit <= 0.0) & (downhill < 0.0)) | ((unit >= 1.0) & (downhill > 0.0))
    downhill = np.where(stuck, 0.0, downhill)
    slopes = np.where(stuck[:, None, :], 0.0, slopes)
    curvature = np.einsum("tnc,tnd->tcd", slopes, slopes)
    scale = np.einsum("tcc->tc", curvature)
    # A constant that changes nothing (or is stuck) gets a unit of its own, so that the matrix can be inverted.
    floor = np.maximum(scale.max(axis=1, keepdims=True), np.finfo(float).tiny) * 1e-12
    added = np.where(scale > floor, damping[:, None] * scale, floor + (scale == 0.0))
    identity = np.eye(unit.shape[1])
    return np.asarray(np.linalg.solve(curvature + added[:, :, None] * identity, downhill[:, :, None])[:, :, 0])
