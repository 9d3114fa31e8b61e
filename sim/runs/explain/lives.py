"""Two lives of one person, made comparable, and folded with events that land in some lanes only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from models.arrays import FloatArray
from models.parameters import Values
from models.state import Body

from ...errors import InputError
from ...events import Event
from ...fold import fold, until
from ...log.import_marks import effective
from ...log.origin import as_described, origin_of
from ..replay import replay, told_apart
from .outcome import ExplainedOutcome

Lanes = NDArray[np.bool_]
Ends = tuple[float, float]


@attrs.frozen(eq=False)
class TwoLives:
    """Two lives of the same person over the same time.

    Attributes:
        outcome: What is compared at the end.
        values: The person's parameters.
        past: Events in common from the beginning, but for the very first, which tells of different strategies.
        rests: What each lived from there.
        end_days: Moment at which both end.
    """

    outcome: ExplainedOutcome
    values: Values
    past: Sequence[Event]
    rests: tuple[Sequence[Event], Sequence[Event]]
    end_days: float

    def end(self, p: Values, body: Body) -> FloatArray:
        """Return the outcome at the end, when nothing happens any more until then, shape ``(lanes,)``."""
        return self.outcome.read(p, until(p, body, self.end_days))


def lives_of(first: Sequence[Event], second: Sequence[Event], outcome: ExplainedOutcome) -> TwoLives:
    """Lay two logs side by side.

    Raises:
        InputError: They are not of the same athlete with the same parameters, or end at different moments.
    """
    first, second = effective(first), effective(second)
    _check_parameters(first, second)
    _check_person(first, second)
    if first[-1].time_days != second[-1].time_days:
        raise InputError(
            "only runs over the same time can be explained: "
            f"found {first[-1].time_days:g} and {second[-1].time_days:g} days; make one as long as the other"
        )
    shared = _shared(first, second)
    values = replay(first[:1]).values
    return TwoLives(outcome, values, first[:shared], (first[shared:], second[shared:]), first[-1].time_days)


def landing(events: Iterable[tuple[Event, Lanes | None]]) -> Iterator[Event]:
    """Let each event land in some lanes only; ``None`` means in all."""
    for event, lanes in events:
        yield event if lanes is None or lanes.all() else attrs.evolve(event, mask=lanes)


def copies(body: Body, lanes: int) -> Body:
    """Return one person's body in several lanes."""
    names = [field.name for field in attrs.fields(Body) if field.name != "time_days"]
    return body.changed({name: np.repeat(getattr(body, name), lanes, axis=0) for name in names})


def folded(p: Values, events: Iterable[tuple[Event, Lanes | None]], body: Body) -> Body:
    """Fold events of which each lands in its own lanes."""
    return fold(p, landing(events), body)


def _check_parameters(first: Sequence[Event], second: Sequence[Event]) -> None:
    apart = told_apart(origin_of(first).parameters, origin_of(second).parameters)
    if apart:
        raise InputError(
            "only runs of the same person under the same parameters can be explained: "
            f"found {apart}; fork one run, or take the same lane of both"
        )


def _check_person(first: Sequence[Event], second: Sequence[Event]) -> None:
    apart = told_apart(*(attrs.asdict(as_described(log)) for log in (first, second)))
    if apart:
        raise InputError(f"only runs of the same person can be explained: found {apart}")


def _shared(first: Sequence[Event], second: Sequence[Event]) -> int:
    for position, (one, other) in enumerate(zip(first, second, strict=False)):
        if position > 0 and one != other:
            return position
    return min(len(first), len(second))
