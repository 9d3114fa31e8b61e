"""The curves of one quantity under every strategy, and what they say in words and numbers."""

from __future__ import annotations

import math

import attrs
import numpy as np

from ...comparison.comparison import Comparison
from ...numbers import interval, number, weeks
from ..words.idle import Span, idle_spans, layoff_before_start
from ..words.picked import labels
from .series import LEG_SIZE, QUANTITIES, Curve, Quantity, curve_of, first_week_shown
from .style import Stroke, strokes

NEARLY_EQUAL = 0.05
TABLE_MOMENTS = 5


@attrs.frozen(eq=False)
class CurveSet:
    """What a picture of curves needs, in the order of the strategies."""

    quantity: Quantity
    baseline: str
    horizon_weeks: float
    people: str
    labels: dict[str, str]
    strokes: dict[str, Stroke]
    curves: dict[str, Curve]
    layoffs: dict[str, Span | None]
    pauses: dict[str, tuple[Span, ...]]
    """When a strategy itself keeps the legs out of training."""
    uncertainties: dict[str, Curve]
    """The typical person under every draw of the posterior, where parameters were drawn."""

    @property
    def first_week(self) -> float:
        """Where the picture begins."""
        return first_week_shown(self.layoffs.values(), self.horizon_weeks, self.curves.values())

    @property
    def word_for_layoff(self) -> str:
        """What the strategies had before week 0; the baseline's where they differ."""
        words = {span.word for span in self.layoffs.values() if span}
        span = self.layoffs[self.baseline]
        return words.pop() if len(words) == 1 else span.word if span else "layoff"

    def told(self, name: str) -> float:
        """Return the one number that stands for a strategy's curve."""
        return self.curves[name].mean if self.quantity.averaged else self.curves[name].end

    def level_before(self, name: str) -> float:
        """Return the median when the layoff began; ``nan`` without a layoff."""
        span = self.layoffs[name]
        return self.curves[name].at(span.first_week) if span else math.nan


def curve_set(comparison: Comparison, quantity: Quantity = LEG_SIZE) -> CurveSet:
    """Compute the curves of one quantity for every strategy."""
    return CurveSet(
        quantity=quantity,
        baseline=comparison.scenario.baseline,
        horizon_weeks=comparison.scenario.horizon_weeks,
        people=comparison.lanes_in_words,
        labels=labels(comparison),
        strokes=strokes(comparison),
        curves={
            arm.name: curve_of(arm.trajectory, arm.trajectory.variable(quantity.variable), quantity.scale)
            for arm in comparison.arms
        },
        layoffs={arm.name: layoff_before_start(arm.strategy) for arm in comparison.arms},
        pauses={arm.name: tuple(s for s in idle_spans(arm.strategy) if s.last_week > 0) for arm in comparison.arms},
        uncertainties={
            arm.name: curve_of(arm.uncertainty, arm.uncertainty.variable(quantity.variable), quantity.scale)
            for arm in comparison.arms
            if arm.uncertainty is not None
        },
    )


def quantities_asked(comparison: Comparison) -> tuple[Quantity, ...]:
    """Return leg size, and what else the scenario's primary outcome is about."""
    wanted = comparison.scenario.primary_outcome
    return tuple(
        quantity
        for quantity in QUANTITIES
        if (not quantity.asked_by or quantity.asked_by in wanted)
        and quantity.variable in comparison.arms[0].trajectory.whole
    )


def finding(drawn: CurveSet) -> str:
    """Say who is ahead, as a sentence with numbers."""
    if drawn.quantity.more_is_better and any(drawn.layoffs.values()):
        sentence = _regain_in_words(drawn)
        if sentence:
            return sentence
    write, noun = drawn.quantity.write, drawn.quantity.noun
    after = f"{'on average over' if drawn.quantity.averaged else 'after'} {weeks(drawn.horizon_weeks)}"
    if len(drawn.curves) == 1:
        (curve,) = drawn.curves.values()
        return f"From {write(curve.at(0))} to {write(curve.end)}: {noun} {after}"
    end = {name: drawn.told(name) for name in drawn.curves}
    ranked = sorted(end, key=end.__getitem__, reverse=drawn.quantity.more_is_better)
    best = ranked[0]
    other = drawn.baseline if best != drawn.baseline else ranked[1]
    if max(end.values()) - min(end.values()) < NEARLY_EQUAL:
        return f"No difference to speak of: {noun} {write(end[best])} {after} with every strategy"
    reference = drawn.quantity.unit.removeprefix("%") if drawn.quantity.unit.startswith("%") else ""
    value = f"{noun} {write(end[best])}{reference} {after}"
    if write(end[best]) == write(end[other]):
        sentence = f"{drawn.labels[best]} and {drawn.labels[other]} are alike: {value}"
        worst = ranked[-1]
        return sentence if worst in {best, other} else f"{sentence}; {drawn.labels[worst]}: {write(end[worst])}"
    return f"{drawn.labels[best]}: {value}, against {write(end[other])} with {drawn.labels[other]}"


def _regain_in_words(drawn: CurveSet) -> str:
    """Say who is back first at the level before the layoff, of those who had one; empty if nobody is."""
    needed = {
        name: drawn.curves[name].first_week_at(drawn.level_before(name)) for name, span in drawn.layoffs.items() if span
    }
    ranked = sorted(needed, key=lambda name: (needed[name], -drawn.curves[name].end))
    best = ranked[0]
    if math.isinf(needed[best]) or needed[best] == 0:
        return ""
    before = f"{drawn.quantity.noun} of before the {drawn.word_for_layoff}"
    sentence = f"Back at the {before}: {drawn.labels[best]} in {weeks(needed[best])}"
    if len(ranked) == 1:
        return sentence
    other = drawn.baseline if best != drawn.baseline and drawn.baseline in needed else ranked[1]
    if math.isinf(needed[other]):
        return f"{sentence}, {drawn.labels[other]} not within {weeks(drawn.horizon_weeks)}"
    return f"{sentence}, {drawn.labels[other]} in {weeks(needed[other])}"


def table(drawn: CurveSet) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the curves in numbers, at a few moments."""
    moments = np.unique(np.round(np.linspace(0.0, drawn.horizon_weeks, TABLE_MOMENTS)))
    layoff = any(drawn.layoffs.values())
    unit = drawn.quantity.unit.split()[0]
    headers = (
        "Strategy",
        *((f"Before the {drawn.word_for_layoff}",) if layoff else ()),
        *(f"Week {week:.0f} ({unit})" for week in moments),
    )
    rows = tuple(
        (
            drawn.labels[name],
            *((number(drawn.level_before(name)),) if layoff else ()),
            *(number(curve.at(week)) for week in moments),
            interval(curve.low[-1], curve.high[-1]),
        )
        for name, curve in drawn.curves.items()
    )
    return (*headers, f"10–90 % at the end ({unit})"), rows
