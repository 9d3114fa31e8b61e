"""The difference shared out among the mechanisms of the body."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from models.arrays import FloatArray
from models.mechanisms import MECHANISMS, Mechanism, held_equal

from ...events import Event
from ...fold import start
from .explanation import Contribution
from .lives import Ends, Lanes, TwoLives, folded
from .shapley import shapley, subsets

MOST_PLAYERS = 10
"""1,024 lanes: a fold of them takes about twice as long as a fold of one."""
UNFELT = 1e-9
"""Difference, in the outcome's unit, below which a mechanism does nothing here."""
SLIGHT_SHARE = 0.01
"""Mechanisms that move the difference by less than this share of what the strongest does are held equal together."""

TRAINING = Contribution("training", 0.0, "training as done", "what stays when all others are held equal")
OTHERS = "all others"


def share_among_mechanisms(lives: TwoLives) -> tuple[Ends, tuple[Contribution, ...]]:
    """Return both ends, the training's part and that of every mechanism that is felt; the least felt are one.

    Args:
        lives: Two lives of one person.
    """
    mechanisms = tuple(MECHANISMS.values())
    players = _players(_weights(lives, mechanisms))
    present = subsets(len(players))
    # What nobody feels stays at work everywhere.
    at_work = np.ones((len(present), len(mechanisms)), dtype=bool)
    for column, player in zip(present.T, players, strict=True):
        at_work[:, player] = column[:, None]
    ends = _ends(lives, mechanisms, at_work)
    worth = ends[1] - ends[0]
    shares = shapley(worth)
    parts = [_part([mechanisms[one] for one in player], share) for player, share in zip(players, shares, strict=True)]
    training = Contribution(TRAINING.name, float(worth[0]), TRAINING.words, TRAINING.held)
    lived = float(ends[0, -1]), float(ends[1, -1])
    return lived, tuple(sorted([training, *parts], key=lambda part: -abs(part.points)))


def _weights(lives: TwoLives, mechanisms: Sequence[Mechanism]) -> FloatArray:
    """Return how much each mechanism moves the difference, alone or in the company of all others."""
    count = len(mechanisms)
    alone, nobody = np.eye(count, dtype=bool), np.zeros((1, count), dtype=bool)
    ends = _ends(lives, mechanisms, np.concatenate([alone, ~alone, nobody, ~nobody]))
    worth = ends[1] - ends[0]
    none, everything = worth[-2:]
    return np.asarray(np.maximum(np.abs(worth[:count] - none), np.abs(everything - worth[count : 2 * count])))


def _players(weights: FloatArray) -> list[list[int]]:
    """Return mechanisms that are held equal together: each by itself, and the weakest as one."""
    felt = [int(one) for one in np.argsort(-weights, kind="stable") if weights[one] > UNFELT]
    strong = [one for one in felt if weights[one] >= SLIGHT_SHARE * weights[felt[0]]][: MOST_PLAYERS - 1]
    slight = felt[len(strong) :]
    return [[one] for one in strong] + ([slight] if slight else [])


def _ends(lives: TwoLives, mechanisms: Sequence[Mechanism], at_work: Lanes) -> FloatArray:
    """Return how both lives end in lanes with different mechanisms at work, shape ``(2, lanes)``."""
    p = held_equal(lives.values, mechanisms, at_work)
    landing_in = {kind: at_work[:, place] for place, one in enumerate(mechanisms) for kind in one.silenced}

    def heard(events: Sequence[Event]) -> Iterator[tuple[Event, Lanes | None]]:
        return ((event, landing_in.get(event.kind)) for event in events)

    past = folded(p, heard(lives.past), start(len(at_work)))
    return np.stack([lives.end(p, folded(p, heard(rest), past)) for rest in lives.rests])


def _part(together: Sequence[Mechanism], share: float) -> Contribution:
    if len(together) == 1:
        (one,) = together
        return Contribution(one.name, float(share), one.words, one.held)
    return Contribution("others", float(share), OTHERS, ", ".join(one.words for one in together))
