"""The Performance Management Chart, and critical power."""

from __future__ import annotations

import numpy as np
import pytest

from models.classic.chart import management_chart
from models.classic.critical_power import CriticalPower, fit_critical_power


def test_a_load_that_stays_the_same_is_approached_by_chronic_and_acute_load() -> None:
    chart = management_chart(np.full(42, 100.0))
    assert chart.chronic_load[-1] == pytest.approx(100.0 * (1.0 - np.exp(-1.0)), rel=1e-12)
    assert chart.acute_load[-1] == pytest.approx(100.0 * (1.0 - np.exp(-6.0)), rel=1e-12)


def test_the_balance_is_that_of_the_evening_before() -> None:
    chart = management_chart(np.array([90.0, 0.0, 30.0]))
    np.testing.assert_allclose(chart.balance, [0.0, *(chart.chronic_load - chart.acute_load)[:-1]], rtol=1e-12)


def test_who_has_long_trained_at_a_load_and_keeps_it_stays_in_balance() -> None:
    chart = management_chart(np.full(20, 60.0), start_load=60.0)
    np.testing.assert_allclose(chart.chronic_load, 60.0)
    np.testing.assert_allclose(chart.balance, 0.0, atol=1e-12)


def test_rest_brings_the_balance_above_zero() -> None:
    assert management_chart(np.concatenate([np.full(60, 80.0), np.zeros(10)])).balance[-1] > 20.0


def test_other_time_constants_may_be_chosen_by_lane() -> None:
    load = np.full(14, 10.0)
    chart = management_chart(load, chronic_days=np.array([28.0, 42.0]))
    np.testing.assert_allclose(chart.chronic_load[1], management_chart(load).chronic_load, rtol=1e-13)
    assert chart.chronic_load[0, -1] > chart.chronic_load[1, -1]


def test_critical_power_is_recovered_from_efforts_that_follow_it() -> None:
    truth = CriticalPower(280.0, 18_000.0)
    durations = np.array([180.0, 360.0, 720.0])
    found = fit_critical_power(truth.power_w(durations), durations)
    assert (found.critical_power_w, found.reserve_j) == pytest.approx((280.0, 18_000.0), rel=1e-10)


@pytest.mark.parametrize("durations", [[300.0, 300.0], [300.0], [0.0, 300.0]])
def test_efforts_that_determine_no_line_are_refused(durations: list[float]) -> None:
    with pytest.raises(ValueError, match="at least two different durations above 0 s"):
        fit_critical_power(np.full(len(durations), 300.0), np.array(durations))
