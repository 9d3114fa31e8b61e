from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from sim.plan import NO_PLAN, Habits, Phase
from sim.report.words.idle import Span, idle_spans, layoff_before_start

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.comparison.comparison import Comparison

IDLE = Phase(length_days=28, plan=NO_PLAN, habits=Habits())


def test_a_layoff_needs_training_before_it(two: Comparison) -> None:
    strategy = attrs.evolve(two.arms[0].strategy, history=(IDLE,))
    assert idle_spans(strategy) == ()
    assert layoff_before_start(strategy) is None


def test_a_layoff_ends_where_the_strategies_begin(after_layoff: Comparison) -> None:
    assert layoff_before_start(after_layoff.arms[0].strategy) == Span(-26.0, 0.0, "layoff")


def test_cast_and_layoff_that_follow_each_other_are_one_stretch(two: Comparison) -> None:
    trained = two.arms[0].strategy.phases[0]
    strategy = attrs.evolve(two.arms[0].strategy, history=(trained, attrs.evolve(IDLE, unloading="cast"), IDLE))
    found = layoff_before_start(strategy)
    assert found is not None
    assert (found.first_week, found.last_week) == (-8.0, 0.0)


def test_training_again_before_week_0_leaves_no_layoff(two: Comparison) -> None:
    trained = two.arms[0].strategy.phases[0]
    assert layoff_before_start(attrs.evolve(two.arms[0].strategy, history=(trained, IDLE, trained))) is None


def test_a_cast_inside_a_strategy_is_found(made_up: Callable[..., Comparison]) -> None:
    strategy = made_up(("A",), lanes=4).arms[0].strategy
    broken = attrs.evolve(strategy, phases=(attrs.evolve(IDLE, unloading="cast"), *strategy.phases))
    assert idle_spans(broken) == (Span(0.0, 4.0, "cast"),)
