"""One call from table to fit: what was true is found, intervals hold it, and nonsense is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from models.classic.impulse import what_is_left
from sim.errors import InputError
from sim.fitload import LoadFit, LoadTable, fit_load
from sim.fitload.intervals import threshold

if TYPE_CHECKING:
    from collections.abc import Callable

MODELS = ["fitness_only", "banister", "calvert", "busso", "hill"]


@pytest.mark.parametrize(
    ("model", "same_day"),
    [
        *((model, "included") for model in MODELS),
        *((model, "excluded") for model in ("fitness_only", "banister", "busso")),
        *(pytest.param(model, "excluded", marks=pytest.mark.slow) for model in ("calvert", "hill")),
    ],
)
def test_constants_behind_performance_without_noise_are_recovered(
    season: Callable[..., LoadTable], truths: dict[str, Any], model: str, same_day: Any
) -> None:
    fit = fit_load(season(model, same_day=same_day), model, same_day=same_day, shuffles=0)
    constants, gains = truths[model]
    assert fit.constants == pytest.approx(constants, rel=1e-3)
    assert list(fit.gains.values()) == pytest.approx(gains, rel=1e-2)
    assert fit.base == pytest.approx(250.0, rel=1e-3)
    np.testing.assert_allclose(fit.predicted[fit.table.tests], fit.table.performance, atol=1e-3)


def test_nothing_is_found_that_a_dense_grid_would_beat(fitted: Callable[..., LoadFit]) -> None:
    fit = fitted(noise=3.0)
    table = fit.table
    taus = np.geomspace(1.0, 150.0, 160)
    left = what_is_left(table.load, taus)[:, table.tests]
    lowest = np.inf
    for slow in range(len(taus)):
        for fast in range(slow):
            if taus[slow] >= 5.0 and taus[fast] <= 60.0:
                design = np.column_stack([np.ones(left.shape[1]), left[slow], -left[fast]])
                solution = np.linalg.solve(design.T @ design, design.T @ table.performance)
                if (solution[1:] >= 0.0).all():
                    lowest = min(lowest, ((table.performance - design @ solution) ** 2).sum())
    assert fit.sse <= lowest
    assert fit.sse > 0.97 * lowest


def test_the_interval_of_a_constant_is_where_the_best_other_fit_crosses_the_limit(
    fitted: Callable[..., LoadFit],
) -> None:
    fit = fitted(noise=3.0)
    for name in ("fitness_days", "fatigue_days"):
        one = fit.estimate(name)
        assert one.low is not None
        assert one.high is not None
        for end in (one.low, one.high):
            held = fit_load(fit.table, bounds={name: (end, end)}, shuffles=0)
            assert held.sse == pytest.approx(fit.limit, rel=5e-3)


def test_the_interval_of_a_linear_parameter_with_fixed_constants_is_students() -> None:
    rng = np.random.default_rng(4)
    load = rng.uniform(0.0, 100.0, 60)
    left = what_is_left(load, 30.0)
    measured = {day: float(100.0 + 0.05 * left[day] + rng.normal()) for day in range(2, 60, 3)}
    table = LoadTable.of("line", dict(enumerate(load.tolist())), measured)
    fit = fit_load(table, "fitness_only", bounds={"fitness_days": (30.0, 30.0)}, shuffles=0)
    design = np.column_stack([np.ones(len(measured)), left[table.tests]])
    error = fit.sse / (len(measured) - 2) * np.linalg.inv(design.T @ design)
    half = 2.10092204 * np.sqrt(np.diag(error))  # 97.5 % point of Student's t with 18 degrees of freedom
    for name, value, width in (("base", fit.base, half[0]), ("fitness_gain", fit.gains["fitness_gain"], half[1])):
        one = fit.estimate(name)
        assert (one.low, one.high) == pytest.approx((value - width, value + width), rel=5e-3)
    assert fit.degrees_of_freedom == 18


def test_no_profile_goes_below_the_best_fit(fitted: Callable[..., LoadFit]) -> None:
    for fit in (fitted(noise=3.0), fitted(noise=2.0, shuffles=9), fitted(noise=4.0, seed=2)):
        assert min(profile.sse.min() for profile in fit.profiles) >= fit.sse * (1.0 - 1e-6)


def test_the_days_of_the_influence_curve_have_intervals_around_the_truth(fitted: Callable[..., LoadFit]) -> None:
    fit = fitted(noise=1.0, shuffles=99)
    for name, truth in (("days_to_recovery", 10.4952), ("days_to_peak", 28.1377)):
        one = fit.estimate(name)
        assert (one.low or 0.0) < truth < (one.high or np.inf)


def test_a_well_designed_season_leaves_nothing_to_complain_of(fitted: Callable[..., LoadFit]) -> None:
    fit = fitted(noise=1.0, shuffles=99)
    assert [finding.kind for finding in fit.findings] == []
    assert fit.headline == "Nothing speaks against this fit."


def test_the_same_call_gives_the_same_numbers(season: Callable[..., LoadTable], fitted: Callable[..., LoadFit]) -> None:
    one, other = fitted(noise=2.0, shuffles=9), fit_load(season(noise=2.0), shuffles=9)
    assert (one.sse, one.constants, one.estimates, one.findings) == (
        other.sse,
        other.constants,
        other.estimates,
        other.findings,
    )
    assert one.shuffled is not None
    assert other.shuffled is not None
    np.testing.assert_array_equal(one.shuffled.sse, other.shuffled.sse)


def test_a_fixed_constant_costs_no_degree_of_freedom(fitted: Callable[..., LoadFit]) -> None:
    free = fitted(noise=2.0, shuffles=9)
    fixed = fit_load(free.table, bounds={"fatigue_days": (9.0, 9.0)}, shuffles=0)
    assert fixed.degrees_of_freedom == free.degrees_of_freedom + 1
    assert fixed.constants["fatigue_days"] == 9.0
    assert fixed.sse >= free.sse
    one = fixed.estimate("fatigue_days")
    assert (one.low, one.high) == (9.0, 9.0)


def test_bounds_are_kept(season: Callable[..., LoadTable]) -> None:
    fit = fit_load(season(noise=2.0), bounds={"fitness_days": (60.0, 90.0)}, shuffles=0)
    assert fit.constants["fitness_days"] == pytest.approx(60.0)
    assert fit.has("at_bound")


def test_the_daily_table_adds_up(fitted: Callable[..., LoadFit]) -> None:
    fit = fitted(noise=2.0, shuffles=9)
    rows = fit.daily()
    assert len(rows) == len(fit.table.load)
    for row in rows:
        assert row["predicted"] == pytest.approx(fit.base + row["fitness_part"] + row["fatigue_part"])
    assert sum(row["performance"] is not None for row in rows) == len(fit.table.tests)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"model": "banana"}, "unknown model 'banana'"),
        ({"bounds": {"fitness_day": (5.0, 50.0)}}, "unknown constant 'fitness_day'; did you mean 'fitness_days'"),
        ({"bounds": {"fitness_days": (50.0, 5.0)}}, "must be above 0 with the lower first, found 50 and 5"),
        ({"bounds": {"fitness_days": (float("nan"), 5.0)}}, "must be above 0 with the lower first"),
        (
            {"bounds": {"fitness_days": (5.0, 20.0), "fatigue_days": (30.0, 40.0)}},
            "fatigue_days must be below fitness_days, found bounds that begin at 30 and end at 20",
        ),
    ],
)
def test_what_cannot_be_fitted_is_refused(
    season: Callable[..., LoadTable], arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        fit_load(season(), **arguments)


@pytest.mark.parametrize(
    ("loads", "tests", "message"),
    [
        (
            [5.0] * 9,
            {2: 1.0, 4: 2.0, 5: 3.0, 6: 4.0, 8: 5.0},
            "has 5 free parameters and needs at least 6 tests, found 5",
        ),
        ([0.0] * 9, {day: float(day) for day in range(8)}, "expected a load above 0 before the last test, found none"),
        ([5.0] * 9, dict.fromkeys(range(8), 3.0), "expected performances that differ, found 3 in every test"),
    ],
)
def test_a_table_that_determines_no_fit_is_refused(loads: list[float], tests: dict[int, float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        fit_load(LoadTable.of("season", dict(enumerate(loads)), tests))


def test_the_limit_is_that_of_the_f_distribution() -> None:
    # 95 % point of F(1, 4), as tabulated.
    assert threshold(10.0, 4) == pytest.approx(10.0 * (1.0 + 7.7086 / 4.0), rel=1e-5)


@pytest.mark.slow
def test_95_percent_intervals_hold_the_truth_in_90_to_99_percent_of_200_seasons(
    season: Callable[..., LoadTable],
) -> None:
    truths = {"fitness_days": 42.0, "fatigue_days": 9.0, "fitness_gain": 0.1, "fatigue_gain": 0.25, "base": 250.0}
    held = dict.fromkeys(truths, 0)
    for seed in range(200):
        fit = fit_load(season(noise=3.0, seed=seed), shuffles=0)
        for name, truth in truths.items():
            one = fit.estimate(name)
            low, high = (-np.inf if one.low is None else one.low), (np.inf if one.high is None else one.high)
            held[name] += low <= truth <= high
    assert {name: count for name, count in held.items() if not 180 <= count <= 198} == {}
