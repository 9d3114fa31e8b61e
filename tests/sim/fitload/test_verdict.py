"""The verdict says what a fit cannot be read for, and only that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np
import pytest

from models.classic.impulse import what_is_left
from sim.fitload import Finding, LoadFit, LoadTable, fit_load

if TYPE_CHECKING:
    from collections.abc import Callable


def table_of(load: np.ndarray, performance: np.ndarray, tests: range) -> LoadTable:
    """Return a table with tests on some days."""
    return LoadTable.of("made up", dict(enumerate(load.tolist())), {day: float(performance[day]) for day in tests})


def test_a_response_that_swings_collapses_into_one_time_constant(season: Callable[..., LoadTable]) -> None:
    load = season().load
    days = np.arange(len(load))
    # No two real time constants make a damped wave; two equal ones come nearest.
    late = np.convolve(load, np.exp(-days / 25.0) * np.sin(days / 20.0))[: len(load)]
    noise = np.random.default_rng(1).normal(0.0, 0.5, len(load))
    fit = fit_load(table_of(load, 200.0 + 0.2 * late + noise, range(5, len(load), 6)), shuffles=0)
    assert fit.findings[0].kind == "collapsed"
    assert fit.constants["fatigue_days"] == pytest.approx(fit.constants["fitness_days"], rel=0.01)


def test_a_fit_that_might_as_well_have_one_time_constant_says_so(fitted: Callable[..., LoadFit]) -> None:
    fit = fitted(noise=8.0, every=12, seed=3)
    told = [finding for finding in fit.findings if finding.kind in {"not_told_apart", "collapsed"}]
    assert told
    assert [fit.estimate(name).high for name in fit.gains] == [None, None]


def test_fatigue_that_is_not_there_is_not_reported_as_there(season: Callable[..., LoadTable]) -> None:
    load = season().load
    noise = np.random.default_rng(6).normal(0.0, 1.0, len(load))
    fit = fit_load(table_of(load, 200.0 + 0.1 * what_is_left(load, 40.0) + noise, range(5, len(load), 4)), shuffles=0)
    assert fit.has("absent") or fit.has("may_be_absent")
    assert fit.has("not_worth_its_parameters")


def test_a_constant_that_noise_hides_is_called_not_identified(fitted: Callable[..., LoadFit]) -> None:
    fit = fitted("hill", noise=60.0, every=8)
    loose = [one.name for one in fit.estimates if one.low is None and one.high is None and one.name in fit.bounds]
    assert loose
    named = [finding.subject for finding in fit.findings if finding.kind == "not_identified"]
    assert named == loose
    assert fit.headline.startswith(("Not identified", "The fit collapses"))


def test_an_interval_with_one_end_says_which(season: Callable[..., LoadTable]) -> None:
    fit = fit_load(season(noise=2.0), bounds={"fitness_days": (30.0, 43.0)}, shuffles=0)
    assert fit.estimate("fitness_days").high is None
    (found,) = [one for one in fit.findings if one.kind == "one_sided"]
    assert "known from one side only: at least" in found.text


def test_few_tests_are_mentioned(fitted: Callable[..., LoadFit]) -> None:
    assert fitted(noise=0.5, every=13).has("few_tests")
    assert not fitted(noise=1.0, shuffles=99).has("few_tests")


def test_the_headline_follows_the_gravest_finding(fitted: Callable[..., LoadFit]) -> None:
    fit = fitted(noise=0.5, every=13)
    (few,) = (one for one in fit.findings if one.kind == "few_tests")
    assert attrs.evolve(fit, findings=()).headline == "Nothing speaks against this fit."
    assert attrs.evolve(fit, findings=(few,)).headline == "Usable with care."


def test_the_headline_names_in_words_and_units_what_is_not_identified(fitted: Callable[..., LoadFit]) -> None:
    fit = fitted("busso", noise=0.5)
    names = ("sensitising_days", "fitness_gain")
    loose = tuple(Finding("not_identified", name, "") for name in names)
    headline = attrs.evolve(fit, findings=loose).headline
    assert headline.startswith("Not identified: memory of earlier loads (d), ")
    assert not any(name in headline for name in names)
