"""Named, counter-based random streams: chance that does not depend on who else is drawing.

A draw is addressed by seed, name of the stream, occurrence (usually the day) and lane, and by nothing else. So one more
process, stream or athlete changes no other draw, lane 37 is the same person in a cohort of any size, and every strategy
meets the same chance.
"""

from __future__ import annotations

import hashlib
from functools import cache

import attrs
import numpy as np
from numpy.random import Philox
from numpy.typing import NDArray

from models.arrays import FloatArray

REFERENCE_LANE = 0
"""The reference athlete: every draw is the median, so habits are typical and nothing is left to luck."""

PERSONAL = "person/"
"""Streams whose names begin so make a person who they are; all others are what happens to them."""

_WORDS_PER_BLOCK = 4


@cache
def _key(seed: int, name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}/{name}".encode()).digest()[:16], "little")


@attrs.frozen
class Streams:
    """The chance of a cohort.

    Attributes:
        seed: Seed of the run.
        lane_numbers: Which people these lanes are; a run of lane 37 alone holds ``(37,)``.
        person: Whose the personal draws are, where all lanes are possible futures of one person: a lane then is a
            course of chance, lane 0 an undisturbed one (every draw its median). Without it every lane is a person of
            its own.
    """

    seed: int
    lane_numbers: NDArray[np.int64] = attrs.field(eq=False)
    person: Streams | None = None

    @classmethod
    def of_futures(cls, seed: int, lanes: int, person: Streams) -> Streams:
        """Return the chance of an undisturbed course and ``lanes`` other possible courses of one person's life."""
        return cls(seed, np.arange(lanes + 1, dtype=np.int64), person)

    def uniform(self, name: str, occurrence: int) -> FloatArray:
        """Draw one number for each lane, between 0 and 1, both excluded.

        Args:
            name: Name of the stream.
            occurrence: Which draw of the stream, not negative: the day, or a count that the calendar fixes.

        Returns:
            Shape ``(lanes,)``; 0.5 for the reference athlete.
        """
        if self.person is not None and name.startswith(PERSONAL):
            return np.repeat(self.person.uniform(name, occurrence), len(self.lane_numbers))
        first, last = int(self.lane_numbers.min()), int(self.lane_numbers.max())
        block = first // _WORDS_PER_BLOCK
        source = Philox(key=_key(self.seed, name), counter=[block, occurrence, 0, 0])
        words = source.random_raw(last + 1 - block * _WORDS_PER_BLOCK)[self.lane_numbers - block * _WORDS_PER_BLOCK]
        drawn = ((words >> np.uint64(11)).astype(float) + 0.5) * 2.0**-53
        return np.where(self.lane_numbers == REFERENCE_LANE, 0.5, drawn)

    def normal(self, name: str, occurrence: int) -> FloatArray:
        """Draw one standard normal number for each lane; 0 for the reference athlete. Shape ``(lanes,)``."""
        from scipy.special import ndtri  # here: its import costs more than a short command

        return np.asarray(ndtri(self.uniform(name, occurrence)))

    def happens(self, name: str, occurrence: int, probability: float | FloatArray) -> NDArray[np.bool_]:
        """Decide for each lane whether something of this probability happens, shape ``(lanes,)``.

        What is less likely than not never happens to the reference athlete.
        """
        return np.asarray(self.uniform(name, occurrence) < probability)
