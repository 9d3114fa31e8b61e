"""Strategies lived by the same people under the same chance, and all that can be read from it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import attrs

from models.words import unknown

from ..errors import UnknownNameError
from ..numbers import weeks
from ..plan import Scenario
from ..results import Cell, Result
from .answer import answer_in_words
from .arms import Arm, Trajectory
from .bands import PEOPLE, Band
from .stacked import arms_to_xarray
from .summary import CurveRow, SummaryRow, summarise, tabulate_curves

if TYPE_CHECKING:
    import xarray


@attrs.frozen
class RecordedPast:
    """The stream that a comparison of futures goes on from.

    Attributes:
        stream: Its name.
        head_hash: Of its last event.
    """

    stream: str
    head_hash: str


@attrs.frozen
class DrawnParameters:
    """Where the parameters of the people were drawn from.

    Attributes:
        source: ``posterior`` for the one that ships, ``own draws`` for others.
        draws: How many there were to draw from.
        sha256: Of the file of the posterior that ships; empty for others.
    """

    source: str
    draws: int
    sha256: str = ""


@attrs.frozen(eq=False, repr=False)
class Comparison(Result):
    """Strategies lived by the same people under the same chance.

    Attributes:
        assumed: What is taken for granted of a recorded past because the record lacks it, one sentence each; every
            result states it.
        remarks: What is to be read beside the answer, one sentence each.
        command: The command line that computes this again; empty stands for that of a comparison of its scenario.
        past: The log that futures were forecast from.
        drawn: Where the people's parameters were drawn from; ``None`` where all had the nominal ones.
    """

    scenario: Scenario
    athletes: int
    seed: int
    parameter_set: str
    arms: tuple[Arm, ...]
    band: Band = PEOPLE
    assumed: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    command: str = ""
    past: RecordedPast | None = None
    drawn: DrawnParameters | None = None

    @property
    def lanes_in_words(self) -> str:
        """How many lanes there are, and of what."""
        band = self.band
        described = band.described.replace(band.who, band.one, 1) if self.athletes == 1 else band.described
        return f"{self.athletes} {described}"

    @property
    def of_futures(self) -> bool:
        """Whether lanes are possible futures of one person, whose past all arms share."""
        return self.band.between == "futures"

    @property
    def baseline(self) -> Arm:
        """The strategy that the others are compared with."""
        return self.arm(self.scenario.baseline)

    def arm(self, name: str) -> Arm:
        """Return the arm of a strategy.

        Raises:
            UnknownNameError: No strategy has this name.
        """
        for arm in self.arms:
            if arm.name == name:
                return arm
        raise UnknownNameError(unknown("strategy", name, (one.name for one in self.arms)))

    def in_words(self) -> tuple[str, ...]:
        """Return title and size, then the answer."""
        scenario = self.scenario
        lived = f"{len(self.arms)} strategies, {self.lanes_in_words}, {weeks(scenario.horizon_weeks)}, seed {self.seed}"
        return (f"{scenario.title or scenario.name}", lived, *self.answer().splitlines())

    def rows(self) -> tuple[dict[str, Cell], ...]:
        """Return the table behind ``summary.csv``."""
        return tuple(attrs.asdict(row) for row in self.summary())

    def trajectory(self, strategy: str) -> Trajectory:
        """Return what was observed of everyone under one strategy.

        Raises:
            UnknownNameError: No strategy has this name.
        """
        return self.arm(strategy).trajectory

    def summary(self) -> tuple[SummaryRow, ...]:
        """Return the table behind ``summary.csv``."""
        return self._summary

    def curves(self) -> tuple[CurveRow, ...]:
        """Return the table behind ``curves.csv``."""
        return self._curves

    def answer(self) -> str:
        """Return the answer in plain words, with its uncertainty."""
        more = (*(f"Assumed of the past: {what}." for what in self.assumed), *self.remarks)
        return answer_in_words(self.scenario, self.arms, self.summary(), self.band, more)

    def to_xarray(self) -> xarray.Dataset:
        """Return trajectories with labelled dimensions ``strategy``, ``athlete``, ``week`` and ``muscle``.

        Raises:
            MissingExtraError: xarray is not installed.
        """
        about: dict[str, str | int] = {
            "scenario": self.scenario.name,
            "seed": self.seed,
            "parameters": self.parameter_set,
        }
        return arms_to_xarray(self.arms, about)

    # Words, tables, pictures and page all ask for these.
    @cached_property
    def _summary(self) -> tuple[SummaryRow, ...]:
        return summarise(self.arms, self.baseline)

    @cached_property
    def _curves(self) -> tuple[CurveRow, ...]:
        return tabulate_curves(self.arms)
