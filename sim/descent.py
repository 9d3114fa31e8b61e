r"""Levenberg and Marquardt's method in lanes: many fits go downhill in step, each with a damping of its own.

With :math:`g` half the gradient of what is minimised and :math:`C` half its curvature (Gauss and Newton's, which has no
direction that bends down), every step solves

.. math:: (C + \lambda\,\mathrm{diag}\,C)\,\delta = -g

and is taken where it lowers the loss; :math:`\lambda` falls after a step that was taken and rises after one that was
not (Marquardt 1963, 10.1137/0111030). A coordinate at a wall that downhill points through stays where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs
import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray

Lanes = NDArray[np.intp]
Tell = Callable[[float], None]

EASED, STIFFENED = 5.0, 10.0
"""What damping is divided by after a step that was taken, and multiplied with after one that was not."""
LEAST_DAMPING, STIFFEST = 1e-9, 1e12
DEAF = 1e-12
"""A coordinate that bends the loss by less than this share of what the most telling one does tells nothing."""


@attrs.frozen(eq=False)
class Look:
    """What is seen around some places.

    Attributes:
        loss: What is minimised, shape ``(lanes,)``.
        downhill: Half its negative gradient, shape ``(lanes, coordinates)``.
        curvature: Half its curvature, shape ``(lanes, coordinates, coordinates)``.
        known: Whatever else is worth keeping of a place; arrays whose first axis are the lanes.
    """

    loss: FloatArray
    downhill: FloatArray
    curvature: FloatArray
    known: Mapping[str, FloatArray] = attrs.field(factory=dict)

    def take(self, lanes: Lanes) -> Look:
        """Return some of the lanes."""
        known = {name: array[lanes] for name, array in self.known.items()}
        return Look(self.loss[lanes], self.downhill[lanes], self.curvature[lanes], known)

    def put(self, lanes: Lanes, other: Look) -> None:
        """Overwrite some of the lanes."""
        self.loss[lanes], self.downhill[lanes], self.curvature[lanes] = other.loss, other.downhill, other.curvature
        for name, array in self.known.items():
            array[lanes] = other.known[name]


Survey = Callable[[FloatArray, Lanes, Look | None], Look]
"""Looks around places ``(lanes, coordinates)``, given the numbers of their lanes and what was seen before the step."""


@attrs.frozen(eq=False)
class Descent:
    """Where every lane ended.

    Attributes:
        points: Shape ``(lanes, coordinates)``.
        look: What is seen there.
        passes: How often was looked around.
    """

    points: FloatArray
    look: Look
    passes: int


@attrs.frozen(kw_only=True)
class Terms:
    """How to go down.

    Attributes:
        lower: Wall of every coordinate.
        upper: The other wall.
        passes: How often to look around, at most.
        settled: A relative gain, or a step, below which a lane has arrived.
        damping: At the start: the less, the more the first step trusts the slopes.
    """

    lower: float
    upper: float
    passes: int
    settled: float
    damping: float = 1.0


def descend(
    survey: Survey, starts: FloatArray, terms: Terms, here: Look | None = None, tell: Tell = lambda _: None
) -> Descent:
    """Go down from every start.

    Args:
        survey: Looks around.
        starts: Shape ``(lanes, coordinates)``.
        terms: How.
        here: What is seen at the starts, if it is known.
        tell: Told the share of the passes that are done.
    """
    points, lanes = starts.copy(), np.arange(len(starts))
    looks = survey(points, lanes, None) if here is None else here.take(lanes)
    dampings, moving = np.full(len(points), terms.damping), np.ones(len(points), dtype=bool)
    ran = int(here is None)
    while ran < terms.passes and moving.any():
        rows = np.flatnonzero(moving)
        before = looks.take(rows)
        trial = np.clip(points[rows] + _step(before, points[rows], dampings[rows], terms), terms.lower, terms.upper)
        there = survey(trial, rows, before)
        better = there.loss < before.loss
        small = np.where(
            better, before.loss - there.loss <= terms.settled * np.abs(before.loss), dampings[rows] >= STIFFEST
        )
        small |= np.abs(trial - points[rows]).max(axis=1) < terms.settled
        dampings[rows] = np.clip(
            np.where(better, dampings[rows] / EASED, dampings[rows] * STIFFENED), LEAST_DAMPING, STIFFEST
        )
        points[rows[better]] = trial[better]
        looks.put(rows[better], there.take(np.flatnonzero(better)))
        moving[rows[small]] = False
        ran += 1
        tell(ran / terms.passes)
    return Descent(points, looks, ran)


def _step(look: Look, points: FloatArray, damping: FloatArray, terms: Terms) -> FloatArray:
    stuck = ((points <= terms.lower) & (look.downhill < 0.0)) | ((points >= terms.upper) & (look.downhill > 0.0))
    downhill = np.where(stuck, 0.0, look.downhill)
    curvature = np.where(stuck[:, :, None] | stuck[:, None, :], 0.0, look.curvature)
    scale = np.einsum("lcc->lc", curvature)
    # A coordinate that changes nothing (or is stuck) gets a unit of its own, so that the matrix can be inverted.
    floor = np.maximum(scale.max(axis=1, keepdims=True), np.finfo(float).tiny) * DEAF
    added = np.where(scale > floor, damping[:, None] * scale, floor + (scale == 0.0))
    identity = np.eye(points.shape[1])
    return np.asarray(np.linalg.solve(curvature + added[:, :, None] * identity, downhill[:, :, None])[:, :, 0])
