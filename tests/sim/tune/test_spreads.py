"""Spreads between studies are found again, and a fit that bends to its rows does not hide them."""

from __future__ import annotations

import attrs
import numpy as np
import pytest

from sim.studies.spreads import shipped_spreads
from sim.tune.fit import Slopes, alike, descend, looking
from sim.tune.likelihood import Likelihood
from sim.tune.spreads import Spreads
from tests.sim.tune.conftest import NO_SPREADS, plain

START = Spreads.of(shipped_spreads())
SIZE = 1
"""Place of the residual spread of size, after the study effect."""


def simulated(effect: float, residual: float, studies: int, seed: int) -> tuple[np.ndarray, Likelihood]:
    chance = np.random.default_rng(seed)
    true = chance.uniform(2.0, 12.0, size=3 * studies)
    cohorts = np.repeat(np.arange(studies), 3)
    responds = 1.0 + effect * chance.normal(size=studies)[cohorts]
    observed = true * responds + np.hypot(0.3, residual) * chance.normal(size=len(true))
    data = plain(observed, 0.3, np.inf, cohorts.tolist())
    return true, attrs.evolve(data, effect=np.ones(len(true)), residual_unit=np.ones(len(true)))


@pytest.mark.parametrize(("effect", "residual"), [(0.4, 1.0), (0.2, 2.5), (0.6, 0.6)])
def test_spreads_are_found_again(effect: float, residual: float) -> None:
    true, data = simulated(effect, residual, 300, 5)
    slopes = Slopes(true[None, :], np.zeros((1, len(true), 1)))
    found = START.estimated(slopes, data).values[0]
    assert found[0] == pytest.approx(effect, rel=0.15)
    assert found[SIZE] == pytest.approx(residual, rel=0.15)


def test_what_no_row_tells_stays_in_the_middle_of_its_prior() -> None:
    true, data = simulated(0.4, 1.0, 40, 6)
    found = START.estimated(Slopes(true[None, :], np.zeros((1, len(true), 1))), data)
    assert found.z[2:] == pytest.approx(np.zeros(5), abs=1e-3)
    assert np.diag(found.covariance)[2:] == pytest.approx(np.ones(5), abs=0.02)
    assert (np.diag(found.covariance)[:2] < 0.8).all()


def test_a_fit_with_many_parameters_does_not_hide_the_spread() -> None:
    chance = np.random.default_rng(7)
    rows, parameters, residual = 60, 40, 2.0
    slopes = 3.0 * chance.normal(size=(rows, parameters))
    observed = slopes @ chance.normal(size=parameters) + residual * chance.normal(size=rows)
    data = attrs.evolve(plain(observed, 0.1), residual_unit=np.ones(rows))
    fit = descend(alike(lambda z: z @ slopes.T), data, START.values, np.zeros((1, parameters)), looking(20)).best
    left = float(np.std(observed - fit.predicted))
    found = START.estimated(fit.slopes, data).values[0, SIZE]
    assert left < 0.8 * residual
    assert found == pytest.approx(residual, rel=0.3)


def test_values_are_a_lane_of_all_spreads() -> None:
    assert START.values.shape == NO_SPREADS.shape
    assert START.values[0].tolist() == [one.prior.centre for one in shipped_spreads().values()]
