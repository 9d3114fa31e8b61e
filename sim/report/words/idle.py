"""When the legs were out of training: the layoffs, casts and bed rest of a strategy's phases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from ...plan import DAYS_PER_WEEK, Phase, Session, Strategy
from .phrases import spoken

if TYPE_CHECKING:
    from collections.abc import Iterable


@attrs.frozen
class Span:
    """A stretch of weeks from the start of the strategies, and the word for it."""

    first_week: float
    last_week: float
    word: str


def _word(phase: Phase) -> str:
    if phase.unloading:
        return spoken(phase.unloading)
    return "" if any(isinstance(item.activity, Session) for item in phase.plan.items) else "layoff"


def idle_spans(strategy: Strategy) -> tuple[Span, ...]:
    """Return when this strategy's legs did not train, though they had before or were taken out of use."""
    spans: list[Span] = []
    phases: Iterable[Phase] = (*strategy.history, *strategy.phases)
    day, trained = -strategy.history_days, False
    for phase in phases:
        end, word = day + phase.length_days, _word(phase)
        if word and (trained or phase.unloading):
            first = day / DAYS_PER_WEEK
            if spans and (spans[-1].word, spans[-1].last_week) == (word, first):
                first = spans.pop().first_week
            spans.append(Span(first, end / DAYS_PER_WEEK, word))
        trained = trained or not word
        day = end
    return tuple(spans)


def layoff_before_start(strategy: Strategy) -> Span | None:
    """Return the stretch out of training that ends where the strategies begin, whatever it consists of."""
    last: Span | None = None
    for span in idle_spans(strategy):
        if span.first_week >= 0:
            break
        joined = last is not None and abs(last.last_week - span.first_week) < 1 / DAYS_PER_WEEK
        last = Span(last.first_week if last and joined else span.first_week, span.last_week, span.word)
    return attrs.evolve(last, last_week=0.0) if last and last.last_week > -1 / DAYS_PER_WEEK else None
