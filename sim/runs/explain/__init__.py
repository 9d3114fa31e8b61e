"""Why one life ended ahead of another: what each mechanism contributed, and which single events mattered most.

Both logs are folded with every mixture of mechanisms held equal, each mixture in a lane of its own, and the difference
is shared out by Shapley's rule (:mod:`sim.runs.explain.shapley`). What stays when all are held equal is the training
as it was done: the parts add up to the difference. Kinds of events can share it out instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ...events import Event
from ...fold import fold
from .dropping import without_each
from .explanation import Contribution, Dropped, Explanation
from .kinds import share_among_kinds
from .lives import lives_of
from .mechanisms import share_among_mechanisms
from .outcome import LEGS_SIZE, outcome_named

__all__ = ["Contribution", "Dropped", "Explanation", "Sharing", "explain"]

Sharing = Literal["mechanisms", "events"]


def explain(
    first: Sequence[Event], second: Sequence[Event], *, by: Sharing = "mechanisms", outcome: str = LEGS_SIZE
) -> Explanation:
    """Share out the difference between two runs of the same person.

    Args:
        first: A whole stream.
        second: The stream that is explained against it.
        by: What the difference is shared out among.
        outcome: ``legs_size``, or an exercise for its one-repetition maximum.

    Raises:
        InputError: The outcome is not known; or the runs are not of the same athlete with the same parameters, or end
            at different moments.
    """
    lives = lives_of(first, second, outcome_named(outcome))
    if lives.rests[0] == lives.rests[1]:
        end = float(lives.end(lives.values, fold(lives.values, lives.past))[0])
        return Explanation(lives.outcome, by, end, end, len(lives.past), (), ())
    share = share_among_mechanisms if by == "mechanisms" else share_among_kinds
    ends, parts = share(lives)
    return Explanation(lives.outcome, by, *ends, len(lives.past), parts, without_each(lives, ends))
