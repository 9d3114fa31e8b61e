from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest

from sim.comparison.arms import Arm, Outcome, Trajectory
from sim.comparison.comparison import Comparison
from sim.comparison.outcomes import KINDS, SORE_FROM, measure
from sim.comparison.summary import (
    SummaryRow,
    better_off_fraction,
    paired_difference,
    percentiles,
)
from sim.plan import Athlete, Scenario, Strategy
from sim.scenario.vocabulary import PRIMARY_OUTCOMES
from sim.world.tally import Tally, nothing

NEVER = np.inf
READINGS = (
    "legs_size",
    "leg_strength",
    "leg_lean_mass_kg",
    "squat_one_rm_kg",
    "fat_mass_kg",
    "soreness",
    "aerobic_capacity_ml_per_kg_min",
)


def trajectory(times: Any, start: float, **whole: Any) -> Trajectory:
    """Make up what was observed; a list of numbers is one person, a list of lists several."""
    moments = np.array(times, dtype=float)
    given = {name: np.atleast_2d(np.array(values, dtype=float)) for name, values in whole.items()}
    lanes = max([1, *(values.shape[0] for values in given.values())])
    ones = np.ones((lanes, moments.size))
    muscles = {name: np.stack([given.get("legs_size", ones) + 0.0 * ones] * 2, axis=2) for name in ("size", "csa")}
    muscles["soreness"] = np.stack([given.get("soreness", ones) + 0.0 * ones] * 2, axis=2)
    return Trajectory(moments, start, ("quadriceps", "calves"), muscles, dict.fromkeys(READINGS, ones) | given)


def measured(seen: Trajectory, **counts: Any) -> dict[tuple[str, str], np.ndarray]:
    lanes = seen.whole["legs_size"].shape[0]
    tally = attrs.evolve(nothing(lanes), **{name: np.array(values, dtype=float) for name, values in counts.items()})
    return {(one.name, one.muscle): one.values for one in measure(seen, tally)}


def outcome(values: Any, *, more_is_better: bool | None = True, exposure: Any = None) -> Outcome:
    counted = None if exposure is None else np.array(exposure, dtype=float)
    return Outcome("x", "X", "u", more_is_better, "legs", np.array(values, dtype=float), counted)


def comparison(*arms: tuple[Outcome, ...], seen: Trajectory | None = None) -> Comparison:
    made = []
    for index, outcomes in enumerate(arms):
        name = "abc"[index]
        strategy = Strategy(name=name, label=name.upper(), athlete=Athlete(), history=(), phases=())
        observed = seen or trajectory([0.0, 7.0], 0.0)
        made.append(Arm(strategy, observed, outcomes, (), observed))
    scenario = Scenario(
        name="s", title="", question="", horizon_weeks=1, strategies=tuple(a.strategy for a in made), baseline="a"
    )
    return Comparison(scenario, len(arms[0][0].values) if arms[0] else 0, 1, "default", tuple(made))


def rows(*arms: Outcome) -> list[SummaryRow]:
    return list(comparison(*((one,) for one in arms)).summary())


def test_change_is_from_week_0_to_the_end() -> None:
    seen = trajectory(
        [0, 7, 14, 21],
        7,
        legs_size=[2.0, 1.0, 1.3, 1.1],
        leg_lean_mass_kg=[9, 10, 12, 11.5],
        leg_strength=[1, 2, 3, 2.5],
    )
    found = measured(seen)
    assert found["size_change_percent", "legs"] == pytest.approx([10.0])
    assert found["size_change_percent", "calves"] == pytest.approx([10.0])
    assert found["lean_mass_change_kg", "legs"] == pytest.approx([1.5])
    assert found["strength_change_percent", "legs"] == pytest.approx([25.0])


@pytest.mark.parametrize(
    ("after", "weeks_90", "weeks_100"),
    [
        ([0.8, 0.85, 0.95, 1.0], 2.0, 3.0),
        ([0.8, 0.9, 0.99, 0.999], 1.0, NEVER),
        ([0.8, 0.82, 0.85, 0.89], NEVER, NEVER),
        ([0.95, 0.96, 1.01, 0.9], 0.0, 2.0),
    ],
)
def test_weeks_to_regain_count_until_the_old_size(after: list[float], weeks_90: float, weeks_100: float) -> None:
    found = measured(trajectory([0, 7, 14, 21, 28, 35], 14, legs_size=[0.9, 1.0, *after]))
    assert found["weeks_to_regain_90_percent", "legs"] == [weeks_90]
    assert found["weeks_to_regain_100_percent", "legs"] == [weeks_100]


def test_who_lost_nothing_has_nothing_to_regain() -> None:
    both = measured(trajectory([0, 7, 14], 7, legs_size=[[1.0, 0.999, 1.2], [1.0, 0.9, 1.2]]))
    assert np.isnan(both["weeks_to_regain_100_percent", "legs"][0])
    assert both["weeks_to_regain_100_percent", "legs"][1] == 1.0
    alone = measured(trajectory([0, 7, 14], 7, legs_size=[1.0, 1.0, 1.2]))
    assert ("weeks_to_regain_100_percent", "legs") not in alone


def test_without_a_history_there_is_nothing_to_regain() -> None:
    assert not [name for name, _ in measured(trajectory([0, 7], 0)) if name.startswith("weeks_to_regain")]


def test_a_sore_day_is_one_day_however_often_it_is_sampled() -> None:
    often = trajectory(np.arange(3.0, 8.1, 0.25), 3, soreness=np.repeat([9, 0, 9, 0, 9, 0], 4)[:21])
    assert measured(often)["soreness_days", "body"] == [3.0]


def test_sore_days_are_counted_from_week_0() -> None:
    seen = trajectory(range(8), 3, soreness=[9, 9, 9, SORE_FROM, SORE_FROM - 0.01, 9, 0, 5])
    assert measured(seen)["soreness_days", "body"] == [3.0]


def test_hours_and_gain_per_hour_are_of_the_time_in_the_gym() -> None:
    seen = trajectory([0, 28], 0, legs_size=[[1.0, 1.08], [1.0, 1.08]])
    found = measured(seen, gym_minutes=[240, 0])
    assert found["gym_hours_per_week", "body"].tolist() == [1.0, 0.0]
    per_hour = found["size_gain_percent_per_gym_hour", "legs"]
    assert per_hour[0] == pytest.approx(2.0)
    assert np.isnan(per_hour[1])


def test_outcomes_that_apply_to_nobody_are_left_out() -> None:
    assert ("size_gain_percent_per_gym_hour", "legs") not in measured(trajectory([0, 7], 0))


def test_counts_are_told_as_they_are() -> None:
    found = measured(trajectory([0, 7], 0), sessions_missed=[3], injuries=[2], gym_minutes=[600], run_minutes=[600])
    assert found["sessions_missed", "body"] == [3.0]
    assert found["injuries_per_1000_h", "body"] == [2000.0]


def test_every_outcome_is_of_a_known_kind_and_every_question_can_be_answered() -> None:
    tally = Tally(*(np.ones(1) for _ in attrs.fields(Tally)))
    found = measure(trajectory([0, 7, 14], 7, legs_size=[1.0, 0.9, 1.0]), tally)
    assert {one.name for one in found} == set(KINDS)
    assert {name for name, _ in PRIMARY_OUTCOMES.values()} <= set(KINDS)


def test_percentiles_are_of_people_who_exist() -> None:
    assert percentiles(np.arange(1.0, 202.0)) == (21.0, 101.0, 181.0)
    assert percentiles(np.arange(1.0, 201.0)) == (20.0, 100.0, 180.0)
    assert percentiles(np.array([3.0])) == (3.0, 3.0, 3.0)


def test_never_stays_never_and_who_does_not_count_is_left_out() -> None:
    assert percentiles(np.array([1.0, 2.0, NEVER, NEVER, NEVER])) == (1.0, NEVER, NEVER)
    assert percentiles(np.array([np.nan, 2.0, np.nan])) == (2.0, 2.0, 2.0)
    assert np.isnan(percentiles(np.array([np.nan, np.nan]))).all()


def test_differences_are_person_by_person() -> None:
    ours, theirs = outcome([1.0, 10.0, 100.0]), outcome([0.0, 8.0, 97.0])
    assert paired_difference(ours, theirs) == (1.0, 2.0, 3.0)


def test_two_who_never_get_there_do_not_differ() -> None:
    ours, theirs = outcome([NEVER, 5.0, NEVER, 5.0]), outcome([NEVER, NEVER, 5.0, 3.0])
    # differences: 0, -inf, +inf, 2
    low, middle, high = paired_difference(ours, theirs)
    assert (low, high) == (-NEVER, NEVER)
    assert middle in {0.0, 2.0}
    assert paired_difference(outcome([NEVER]), outcome([NEVER])) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(("more", "share"), [(True, 0.625), (False, 0.375), (None, None)])
def test_ties_count_half_for_each_side(more: bool | None, share: float | None) -> None:  # noqa: FBT001
    ours = outcome([2.0, 2.0, 1.0, 1.0, np.nan], more_is_better=more)
    assert better_off_fraction(ours, outcome([1.0, 1.0, 1.0, 2.0, 0.0])) == share


def test_never_against_never_is_a_tie_and_against_some_day_a_loss() -> None:
    ours = outcome([NEVER, 4.0], more_is_better=False)
    assert better_off_fraction(ours, outcome([NEVER, NEVER])) == 0.75


def test_nobody_is_better_off_where_nobody_counts() -> None:
    assert better_off_fraction(outcome([np.nan]), outcome([1.0])) is None


def test_the_baseline_is_compared_with_nothing() -> None:
    first, second = rows(outcome([1.0, 2.0, 3.0]), outcome([2.0, 2.0, 5.0]))
    assert (first.median, first.p10, first.p90, first.difference_median, first.better_off_fraction) == (
        2.0,
        1.0,
        3.0,
        None,
        None,
    )
    assert second.difference_median == 1.0
    assert second.better_off_fraction == pytest.approx(2.5 / 3.0)


def test_the_share_that_never_gets_there_is_told() -> None:
    (row,) = rows(outcome([1.0, NEVER, NEVER, np.nan]))
    assert row.not_reached_fraction == pytest.approx(2.0 / 3.0)


def test_an_outcome_that_the_baseline_lacks_has_no_difference() -> None:
    found = comparison((), (outcome([1.0]),)).summary()
    assert [row.difference_median for row in found] == [None]


# Exact 80 % Poisson limits of a count: chi-square quantiles / 2, from published tables.
@pytest.mark.parametrize(
    ("events", "low", "high"), [(0, 0.0, 2.3026), (1, 0.10536, 3.8897), (5, 2.4326, 9.2747), (10, 6.2213, 15.4066)]
)
def test_rare_events_are_one_rate_with_a_poisson_interval(events: int, low: float, high: float) -> None:
    hours = np.full(20, 25.0)  # 500 h together: a rate per 1000 h is twice the count
    values = 1000.0 * (np.arange(20) < events)
    (row,) = rows(outcome(values, exposure=hours))
    assert row.pooled
    assert (row.p10, row.median, row.p90) == pytest.approx((2.0 * low, 2.0 * events, 2.0 * high), rel=1e-4)


def test_rates_of_two_strategies_differ_without_an_interval() -> None:
    first, second = rows(outcome([1000.0, 0.0], exposure=[50.0, 50.0]), outcome([0.0, 0.0], exposure=[50.0, 50.0]))
    assert first.difference_median is None
    assert (second.difference_p10, second.difference_median, second.difference_p90) == (None, -10.0, None)
    assert second.better_off_fraction is None


def test_no_exposure_has_no_rate() -> None:
    (row,) = rows(outcome([0.0, 0.0], exposure=[0.0, 0.0]))
    assert np.isnan([row.p10, row.median, row.p90]).all()


def test_curves_are_weekly_percentiles_over_people() -> None:
    sizes = np.linspace(1.0, 2.0, 11)[:, None] + np.zeros(16)
    seen = trajectory(range(16), 0, legs_size=sizes)
    found = comparison((outcome([1.0]),), seen=seen).curves()
    legs = [row for row in found if (row.muscle, row.variable) == ("legs", "size")]
    assert [row.week for row in legs] == [0.0, 1.0, 2.0]
    assert (legs[0].p10, legs[0].p25, legs[0].median, legs[0].p75, legs[0].p90) == pytest.approx(
        (1.1, 1.25, 1.5, 1.75, 1.9)
    )
    assert {(row.muscle, row.variable) for row in found} == {
        ("legs", "size"),
        ("legs", "strength"),
        *((muscle, name) for muscle in ("quadriceps", "calves") for name in ("size", "csa", "soreness")),
    }


def test_a_history_of_odd_length_has_its_curve_too() -> None:
    seen = trajectory([0, 7, 10, *range(11, 25)], 10)
    weeks = [row.week for row in comparison((outcome([1.0]),), seen=seen).curves() if row.variable == "strength"]
    assert weeks == pytest.approx([-10 / 7, -3 / 7, 0.0, 1.0, 2.0])
