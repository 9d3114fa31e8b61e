"""The closed form: against brute force, against outliers, and what it leaves where nothing is told."""

from __future__ import annotations

import attrs
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import multivariate_normal

from sim.events import SetPerformed
from sim.person.errors import errors
from sim.person.lifts import Lift
from sim.person.posterior import PersonalPosterior, PersonalPrior, posterior, quantiles

FloatArray = NDArray[np.float64]
PRIOR = PersonalPrior(responder_sd=0.4, level_sd=0.15)
NODES = np.linspace(-1.6, 1.6, 5)
OTHERS = 6
# Nearly normal errors, so that all weights are 1 and the brute force is exact.
EXERCISES = ("back_squat", "leg_press")


def some_lifts(count: int, error: float = 0.05) -> list[Lift]:
    return [
        Lift(
            session=place // 2,
            number=place % 2,
            time_days=3.5 * (place // 2),
            done=SetPerformed(EXERCISES[place % 2], load_kg=100.0, reps=5.0, reps_in_reserve=2.0),
            error=error,
            estimated=False,
        )
        for place in range(count)
    ]


def gaps_of(lifts: list[Lift], gain: float, level: float = 0.0) -> FloatArray:
    """Return gaps of a person of responder 1 whose strength rises with the responder, and with each other draw."""
    days = np.array([lift.time_days for lift in lifts])[:, None, None]
    draw = np.linspace(-1.0, 1.0, OTHERS)[None, None, :]
    return level - gain * days / days.max() * (NODES[None, :, None] + 0.3 * draw)


def test_the_factors_are_upper_ones() -> None:
    lifts = some_lifts(6)
    factors = settled(gaps_of(lifts, 0.4), lifts).factors
    assert factors == pytest.approx(np.triu(factors), abs=1e-12)
    assert np.abs(factors - np.tril(factors)).max() > 0.1


def mean_and_sd(found: PersonalPosterior) -> tuple[float, float]:
    mean = float(found.probability @ found.grid)
    return mean, float(np.sqrt(found.probability @ (found.grid - mean) ** 2))


def settled(gaps: FloatArray, lifts: list[Lift]) -> PersonalPosterior:
    return posterior(gaps, NODES, lifts, EXERCISES, errors(), PRIOR)


def test_it_equals_brute_force_over_a_normal_with_the_whole_covariance() -> None:
    lifts, sizes = some_lifts(12), errors()
    gaps = gaps_of(lifts, 0.4, level=0.1) + 0.01 * np.cos(np.arange(12))[:, None, None]
    found = settled(gaps, lifts)
    days, sessions = np.array([one.time_days for one in lifts]), np.array([one.session for one in lifts])
    names = np.array([one.exercise for one in lifts])
    noise = np.diag(np.array([one.error for one in lifts]) ** 2 / found.weights)
    noise += sizes.strength_drift_sd**2 * np.exp(-np.abs(days[:, None] - days) / sizes.tau_strength_drift_days)
    noise += sizes.one_rm_day_shared_fraction * sizes.one_rm_day_error**2 * (sessions[:, None] == sessions)
    noise += sizes.exercise_offset_sd**2 * (names[:, None] == names) + PRIOR.level_sd**2
    others = np.cov(-gaps[:, 0, :])
    nodes = np.searchsorted(found.grid, NODES)
    logs = [multivariate_normal.logpdf(gaps[:, node].mean(axis=1), cov=noise + others) for node in range(5)]
    expected = np.array(logs) - 0.5 * (NODES / PRIOR.responder_sd) ** 2
    ours = np.log(found.probability[nodes])
    assert ours - ours[2] == pytest.approx(expected - expected[2], abs=1e-8)


def test_lifts_that_do_not_depend_on_the_responder_leave_the_population() -> None:
    lifts = some_lifts(40)
    mean, sd = mean_and_sd(settled(gaps_of(lifts, 0.0), lifts))
    assert mean == pytest.approx(0.0, abs=1e-9)
    assert sd == pytest.approx(PRIOR.responder_sd, rel=0.01)


def test_many_telling_lifts_narrow_the_responder_about_the_truth() -> None:
    lifts = some_lifts(200)
    mean, sd = mean_and_sd(settled(gaps_of(lifts, 1.0), lifts))
    assert sd < 0.6 * PRIOR.responder_sd
    assert mean == pytest.approx(0.0, abs=sd)


def test_a_level_is_shrunk_because_exercises_differ_too() -> None:
    lifts = some_lifts(200)
    found = settled(gaps_of(lifts, 0.0, level=0.3), lifts)
    means, sds = found.level(OTHERS)
    expected = 0.3 * PRIOR.level_sd**2 / (PRIOR.level_sd**2 + errors().exercise_offset_sd ** 2 / 2.0)
    assert means[60] == pytest.approx(expected, rel=0.05)
    assert 0.5 * PRIOR.level_sd < sds[60] < PRIOR.level_sd


def test_a_typing_error_counts_for_little() -> None:
    lifts = some_lifts(60)
    gaps = gaps_of(lifts, 0.6)
    plain = mean_and_sd(settled(gaps, lifts))[0]
    gaps[-1] += np.log(10.0)
    found = settled(gaps, lifts)
    assert found.weights[-1] < 0.01
    assert found.weights[:-1].min() > 0.8
    assert mean_and_sd(found)[0] == pytest.approx(plain, abs=0.02)


def test_draws_have_the_moments_of_the_posterior() -> None:
    lifts = some_lifts(60)
    found = settled(gaps_of(lifts, 1.0, level=0.1), lifts)
    generator = np.random.default_rng(4)
    count = found.means.shape[1]
    responder, coefficients = found.draw(generator.uniform(size=4000), generator.normal(size=(4000, count)))
    mean, sd = mean_and_sd(found)
    assert (responder.mean(), responder.std()) == (pytest.approx(mean, abs=0.03), pytest.approx(sd, rel=0.05))
    means, sds = found.level(OTHERS)
    level = coefficients[:, OTHERS] * found.scales[OTHERS]
    assert level.mean() == pytest.approx(float(found.probability @ means), abs=0.005)
    assert level.std() > 0.9 * sds.min()


def test_quantiles_of_a_flat_density_are_straight() -> None:
    grid = np.linspace(0.0, 1.0, 11)
    flat = np.full(11, 1.0 / 11.0)
    assert quantiles(grid, flat, np.array([0.0, 0.5, 1.0])) == pytest.approx([-0.05, 0.5, 1.05])


def test_a_lift_knows_its_exercise() -> None:
    lift = some_lifts(1)[0]
    assert attrs.evolve(lift, done=attrs.evolve(lift.done, exercise="leg_press")).exercise == "leg_press"
