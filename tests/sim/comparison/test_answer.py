from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest

from sim.comparison.answer import primary_rows
from sim.comparison.arms import Arm, Outcome, Trajectory
from sim.comparison.bands import PEOPLE
from sim.comparison.comparison import Comparison
from sim.comparison.outcomes import KINDS
from sim.plan import Athlete, Scenario, Strategy

NEVER = np.inf
EMPTY = Trajectory(np.zeros(1), 0.0, (), {}, {})


def outcome(name: str, values: Any, muscle: str = "legs") -> Outcome:
    kind = KINDS[name]
    return Outcome(name, kind.label, kind.unit, kind.more_is_better, muscle, np.array(values, dtype=float))


def comparison(*arms: tuple[Outcome, ...], asked: str = "legs_size", labels: str = "ABC") -> Comparison:
    strategies = tuple(
        Strategy(name=label.lower(), label=f"Plan {label}", athlete=Athlete(), history=(), phases=())
        for label in labels[: len(arms)]
    )
    scenario = Scenario(
        name="s",
        title="",
        question="",
        horizon_weeks=12.0,
        strategies=strategies,
        baseline="a",
        primary_outcome=asked,
    )
    made = tuple(Arm(one, EMPTY, outcomes, (), EMPTY) for one, outcomes in zip(strategies, arms, strict=True))
    return Comparison(scenario, 5, 1, "default", made)


def sizes(*arms: Any) -> Comparison:
    return comparison(*((outcome("size_change_percent", values),) for values in arms))


def regains(*arms: Any) -> Comparison:
    made = (
        (outcome("weeks_to_regain_100_percent", values), outcome("size_change_percent", np.zeros(5))) for values in arms
    )
    return comparison(*made, asked="weeks_to_regain_100")


def test_the_answer_says_what_the_table_says() -> None:
    told = sizes([1, 2, 3, 4, 5], [3, 3, 3, 6, 6]).answer()
    assert told.startswith(
        "Size change of the legs over 12 weeks: +3.0 % (10–90 % of people: +1.0 to +5.0) with Plan A.\n"
        "Plan B: +3.0 % (10–90 % of people: +3.0 to +6.0), +1.0 points against Plan A in the same person "
        "(10–90 %: 0.00 to +2.0); 90 % of people do better."
    )
    assert told.endswith(PEOPLE.caution)


def test_the_best_of_the_others_comes_first() -> None:
    told = sizes([1] * 5, [0] * 5, [4] * 5).answer()
    assert told.index("Plan A") < told.index("Plan C:") < told.index("Plan B:")


def test_where_less_is_better_the_least_comes_first() -> None:
    told = regains([5] * 5, [9] * 5, [3] * 5).answer()
    assert told.index("Plan C:") < told.index("Plan B:")
    assert "−2.0 weeks against Plan A" in told


def test_those_who_never_get_there_are_told() -> None:
    told = regains([5, 6, 7, NEVER, NEVER], [5, 6, 7, 8, 9]).answer()
    assert "7.0 weeks (10–90 % of people: 5.0 to not reached; 40 % of people never) with Plan A" in told


@pytest.mark.parametrize(
    ("theirs", "ours", "words"),
    [
        ([NEVER] * 5, [3] * 5, "reached only here against Plan A"),
        ([3] * 5, [NEVER] * 5, "not reached against Plan A"),
        ([NEVER] * 5, [NEVER] * 5, "0.00 weeks against Plan A"),
    ],
)
def test_an_infinite_difference_is_no_number_of_weeks(theirs: Any, ours: Any, words: str) -> None:
    told = regains(theirs, ours).answer()
    assert words in told
    assert "never weeks" not in told
    assert "inf" not in told


def test_an_outcome_that_does_not_apply_to_all_gives_way_to_size() -> None:
    asked = regains([5] * 5, [6] * 5)
    without = attrs.evolve(asked.arms[1], outcomes=asked.arms[1].outcomes[1:])
    found = attrs.evolve(asked, arms=(asked.arms[0], without))
    rows = primary_rows(found.scenario, found.arms, found.summary())
    assert {row.outcome for row in rows} == {"size_change_percent"}
    assert len(rows) == 2


def test_an_outcome_of_the_body_names_no_muscle() -> None:
    arms = ((outcome("soreness_days", [3] * 5, "body"),), (outcome("soreness_days", [2] * 5, "body"),))
    told = comparison(*arms, asked="soreness_days").answer()
    assert told.startswith("Sore days over 12 weeks: 3.0 d")


def test_one_strategy_alone_has_an_answer() -> None:
    told = sizes([1, 2, 3, 4, 5]).answer()
    assert "Plan A" in told
    assert "against" not in told
