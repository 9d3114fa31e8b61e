"""What an explanation says: contributions that add up to a difference, and single events."""

from __future__ import annotations

import attrs

from ...numbers import signed
from ...results import Cell, Result
from .outcome import ExplainedOutcome


@attrs.frozen
class Contribution:
    """What something contributed to the difference, in the outcome's unit.

    Attributes:
        name: Name of the mechanism or kind of event.
        points: Contribution.
        words: The same for readers.
        held: What is taken to be so for both when it is held equal.
    """

    name: str
    points: float
    words: str
    held: str = ""


@attrs.frozen
class Dropped:
    """What dropping one event would have changed at the end, in the outcome's unit.

    Attributes:
        log: ``first`` or ``second``.
        time_days: Moment, days since the run's start.
        kind: Kind of the event.
        words: What happened.
        points: Change of that life's end.
    """

    log: str
    time_days: float
    kind: str
    words: str
    points: float


@attrs.frozen(eq=False, repr=False)
class Explanation(Result):
    """The difference between two lives, shared out.

    Attributes:
        outcome: What is compared.
        by: What it was shared out among: ``mechanisms`` or ``events``.
        first: The outcome at the end of the first life.
        second: The same of the second.
        shared_events: How many events both have in common from the beginning.
        parts: Contributions that add up to the difference, largest first.
        dropped: Single events by how much the end would change without them, largest first.
    """

    outcome: ExplainedOutcome
    by: str
    first: float
    second: float
    shared_events: int
    parts: tuple[Contribution, ...]
    dropped: tuple[Dropped, ...]

    def in_words(self) -> tuple[str, ...]:
        """Return the difference, then the largest contributions."""
        apart = f"{signed(self.difference)} {self.outcome.unit} of {self.outcome.words}"
        return (
            f"The second life ends {apart} from the first; shared out among {self.by}:",
            *(f"{signed(part.points)} {part.words}" for part in self.parts),
        )

    def rows(self) -> tuple[dict[str, Cell], ...]:
        """Return the contributions, which add up to the difference."""
        return tuple(attrs.asdict(part) for part in self.parts)

    @property
    def difference(self) -> float:
        """Second minus first."""
        return self.second - self.first
