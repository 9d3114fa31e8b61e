"""Predictions of what was left out, and the control with shuffled loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.fitload import LoadFit, LoadTable, fit_load
from sim.fitload.validation import aicc

if TYPE_CHECKING:
    from collections.abc import Callable


def without(table: LoadTable, positions: list[int]) -> LoadTable:
    """Return a table without some of its tests, its last day kept."""
    kept = [at for at in range(len(table.tests)) if at not in positions]
    return LoadTable(table.name, table.first_day, table.load, table.tests[kept], table.performance[kept])


def test_leaving_one_out_is_a_fit_of_its_own_to_all_others(season: Callable[..., LoadTable]) -> None:
    table = season(noise=3.0, every=9)
    own = fit_load(table, shuffles=0).scores[0]
    for at in (0, 7):
        alone = fit_load(without(table, [at]), shuffles=0)
        assert own.left_out[at] == pytest.approx(alone.predicted[table.tests[at]], abs=0.02)
    error = np.sqrt(np.mean((own.left_out - table.performance) ** 2))
    assert own.leave_one_out_rmse == pytest.approx(error)


def test_blocked_validation_leaves_out_whole_stretches(season: Callable[..., LoadTable]) -> None:
    table = season("fitness_only", noise=3.0, every=9)
    blocks = np.arange(len(table.tests)) * 5 // len(table.tests)
    errors = []
    for block in range(5):
        left_out = np.flatnonzero(blocks == block).tolist()
        fit = fit_load(without(table, left_out), "fitness_only", shuffles=0)
        errors += [float(fit.predicted[table.tests[at]] - table.performance[at]) for at in left_out]
    own = fit_load(table, "fitness_only", shuffles=0).scores[0]
    assert own.blocked_rmse == pytest.approx(np.sqrt(np.mean(np.square(errors))), rel=1e-3)


def test_plain_baselines_are_scored_beside_the_model(fitted: Callable[..., LoadFit]) -> None:
    fit = fitted(noise=3.0)
    table, scores = fit.table, {one.name: one for one in fit.scores}
    assert list(scores) == ["banister", "fitness_only", "line", "mean"]
    days, measured = table.tests.astype(float), table.performance
    line = measured - np.polyval(np.polyfit(days, measured, 1), days)
    assert scores["line"].sse == pytest.approx((line**2).sum())
    assert scores["mean"].sse == pytest.approx(((measured - measured.mean()) ** 2).sum())
    # Leaving one out of a mean stretches its residual by n / (n - 1).
    count = len(measured)
    stretched = (measured - measured.mean()) * count / (count - 1)
    assert scores["mean"].leave_one_out_rmse == pytest.approx(np.sqrt(np.mean(stretched**2)))


def test_validation_is_not_pretended_where_tests_are_too_few(season: Callable[..., LoadTable]) -> None:
    own = fit_load(season(noise=1.0, every=25), shuffles=0).scores[0]
    assert np.isnan(own.left_out).all()
    assert np.isnan([own.leave_one_out_rmse, own.blocked_rmse, own.aicc]).all()


def test_shuffled_loads_fit_worse_where_loads_made_the_performance(fitted: Callable[..., LoadFit]) -> None:
    fit = fitted(noise=1.0, shuffles=99)
    assert fit.shuffled is not None
    assert fit.shuffled.sse.min() > fit.sse
    assert fit.shuffled.as_good_fraction == pytest.approx(1 / 100)


def test_performance_that_ignores_the_loads_is_found_out(season: Callable[..., LoadTable]) -> None:
    table = season()
    noise = np.random.default_rng(2).normal(250.0, 5.0, len(table.tests))
    fit = fit_load(LoadTable(table.name, 0, table.load, table.tests, noise), shuffles=49)
    assert fit.has("no_better_than_chance")
    assert fit.has("not_worth_its_parameters")
    assert fit.has("predicts_no_better")


def test_another_seed_shuffles_otherwise(fitted: Callable[..., LoadFit]) -> None:
    first = fitted(noise=2.0, shuffles=9)
    one, other = first.shuffled, fit_load(first.table, shuffles=9, seed=2).shuffled
    assert one is not None
    assert other is not None
    assert not np.isclose(one.sse, other.sse).any()


def test_the_information_criterion_is_akaikes_with_its_correction() -> None:
    # n ln(SSE/n) + 2k + 2k(k+1)/(n-k-1) with k counting the variance.
    assert aicc(40.0, 20, 3) == pytest.approx(20 * np.log(2.0) + 8 + 2 * 4 * 5 / 15)
    assert np.isnan(aicc(40.0, 5, 3))
