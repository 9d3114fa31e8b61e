"""Fitting a person: recovery of what is known, shrinkage where little is told."""

from __future__ import annotations

import math
from typing import Any

import attrs
import numpy as np
import pytest

from models.parameters import posterior_draws
from sim.errors import InputError
from sim.events import Event, NightSlept, SessionPerformed, StreamStarted
from sim.person import PersonFit, fit
from sim.person.telling import Told, tell
from sim.report.pictures.person import draw_fit
from tests.labels import struck, touching

Log = tuple[Event, ...]


# The people who are known are drawn from the first half.
DRAWS = {name: values[100:] for name, values in posterior_draws().items()}


def fitted(log: Log) -> PersonFit:
    return fit(log, draws=DRAWS, others=6, seed=99)


def truth(log: Log, name: str) -> float:
    assert isinstance(log[0], StreamStarted)
    return float(log[0].parameters[name])


def until_session(log: Log, number: int) -> Log:
    places = [place for place, event in enumerate(log) if isinstance(event, SessionPerformed)]
    return log[: places[number - 1] + 1]


@pytest.fixture(scope="module")
def told(novice_log: Log) -> Told:
    return tell(fitted(novice_log))


def test_the_labels_of_its_picture_touch_neither_each_other_nor_a_line(told: Told) -> None:
    picture = draw_fit(told)
    assert touching(picture) == []
    assert struck(picture) == []
    named = [[label.get_text() for label in axes.get_yticklabels()] for axes in picture.figure.axes[-2:]]
    assert named == [["population", "this person"], ["", ""]]


def test_two_sessions_return_nearly_the_population(novice_log: Log) -> None:
    responder, level = tell(fitted(until_session(novice_log, 2))).estimates
    assert responder.narrowing > 0.97
    assert responder.median == pytest.approx(1.0, abs=0.05)
    assert responder.verdict.startswith("not identified")
    assert level.narrowing < 1.0


def test_few_lifts_are_not_judged(novice_log: Log) -> None:
    assert tell(fitted(until_session(novice_log, 2))).verdict[-1].startswith("With fewer than 20 lifts")


def test_a_log_that_outgrows_the_fit_is_said_to(novice_log: Log, told: Told) -> None:
    assert not any("last 4 weeks" in line for line in told.verdict)
    last_days = novice_log[-1].time_days
    jumped = tuple(
        heavier if event.time_days > last_days - 28.0 else event
        for event, heavier in zip(novice_log, _stronger(novice_log, 1.4), strict=True)
    )
    (line,) = (line for line in tell(fitted(jumped)).verdict if "last 4 weeks" in line)
    assert "% above the fit: the model expected less progress" in line
    assert "begins below what was lifted" in line


@pytest.mark.parametrize(("inside", "words"), [(0.4, "does not follow"), (0.8, "about as much"), (0.99, "cautious")])
def test_the_scatter_of_lifts_is_judged(told: Told, inside: float, words: str) -> None:
    judged = attrs.evolve(told, residuals=attrs.evolve(told.residuals, inside_fraction=inside, outlier_count=1))
    assert words in " ".join(judged.verdict)
    assert "1 lift lies far off" in judged.verdict[-1]


def test_a_fit_that_misses_the_course_of_the_lifts_is_never_called_sound(told: Told) -> None:
    thirds = {"first_third_percent": -6.0, "middle_third_percent": 0.5, "last_third_percent": 5.0}
    for inside in (0.4, 0.8, 0.99):
        residuals = attrs.evolve(told.residuals, inside_fraction=inside, recent_percent=math.nan, **thirds)
        words = " ".join(attrs.evolve(told, residuals=residuals).verdict)
        assert "the first third of the sessions lies 6 % below it" in words
        assert "the last third 5 % above" in words
        assert "about as much as assumed" not in words
        assert "cautious" not in words


def test_lifts_that_develop_as_the_model_lets_expect_are_not_said_to_be_missed(told: Told) -> None:
    assert len(set(told.residuals.thirds_percent)) == 3
    assert not told.residuals.course_missed
    assert not any("misses" in line for line in told.verdict)


def test_a_course_that_no_body_takes_is_found_in_the_lifts(novice_log: Log) -> None:
    halfway = novice_log[-1].time_days / 2
    stepped = tuple(
        heavier if event.time_days > halfway else event
        for event, heavier in zip(novice_log, _stronger(novice_log, 1.4), strict=True)
    )
    residuals = tell(fitted(stepped)).residuals
    assert residuals.course_missed
    assert residuals.first_third_percent < 0.0 < residuals.last_third_percent


def test_the_fitted_curve_runs_through_lifts_without_errors(told: Told) -> None:
    assert told.residuals.typical_percent < 2.0
    assert told.residuals.inside_fraction == 1.0
    for curve in told.curves:
        inside = np.interp(curve.lift_weeks, curve.weeks, curve.low) < curve.lifted
        assert inside.mean() > 0.9


def test_intervals_hold_the_truth_in_one_person(novice_log: Log, told: Told) -> None:
    for estimate in told.estimates:
        assert estimate.p5 < truth(novice_log, estimate.name) < estimate.p95


def test_every_set_is_used_or_set_aside(told: Told) -> None:
    lifts = told.fit.lifts
    assert len(lifts.kept) + sum(lifts.set_aside.values()) == lifts.set_count


def test_a_heavier_bar_raises_the_level_and_not_the_responder(novice_log: Log, told: Told) -> None:
    responder, level = tell(fitted(_stronger(novice_log, 1.3))).estimates
    assert level.median > 1.15 * told.estimates[1].median
    assert responder.median == pytest.approx(told.estimates[0].median, rel=0.05)


def _stronger(log: Log, factor: float) -> Log:
    return tuple(
        attrs.evolve(event, sets=tuple(attrs.evolve(one, load_kg=one.load_kg * factor) for one in event.sets))
        if isinstance(event, SessionPerformed)
        else event
        for event in log
    )


def test_the_same_log_gives_the_same_fit(novice_log: Log, told: Told) -> None:
    one, again = told.fit.posterior, fitted(novice_log).posterior
    assert np.array_equal(one.probability, again.probability)
    assert np.array_equal(one.means, again.means)


def test_a_drawn_lane_is_the_same_whatever_other_lanes_there_are(told: Told) -> None:
    few, many = told.fit.drawn([0, 3], 7).values(), told.fit.drawn(range(9), 7).values()
    assert all(few[name][1] == pytest.approx(many[name][3], rel=1e-12) for name in few)


def test_lane_0_is_the_middle_of_the_posterior(told: Told) -> None:
    assert told.fit.drawn([0], 7).values()["responder"][0] == pytest.approx(told.estimates[0].median, rel=1e-6)


def test_drawn_parameters_lie_within_their_bounds(told: Told) -> None:
    for name, values in told.fit.drawn(range(1, 101), 7).values().items():
        parameter = told.fit.nominal[name]
        assert parameter.lower <= values.min()
        assert values.max() <= parameter.upper, name


def test_a_log_without_sets_says_what_it_holds_instead(novice_log: Log) -> None:
    log = tuple(event for event in novice_log if not isinstance(event, SessionPerformed))
    assert any(isinstance(event, NightSlept) for event in log)
    with pytest.raises(InputError, match="no set that tells a maximum: 0 sets found; import sets with loads"):
        fitted(log)


def test_few_sessions_have_no_correlation_from_day_to_day(novice_log: Log) -> None:
    few = tell(fitted(until_session(novice_log, 4))).residuals
    assert math.isnan(few.day_correlation)
    assert math.isnan(few.last_third_percent)
    assert not few.course_missed


@pytest.mark.slow
def test_intervals_of_known_people_hold_the_truth_as_often_as_they_say(known: Any) -> None:
    """Sixty-four people of half a year: a true 90 % is outside 80 to 97 % about once in sixty tries."""
    inside: dict[str, list[bool]] = {"responder": [], "strength_level": []}
    for lane, log in enumerate(known.people(64, 26), 1):
        found = fit(known.with_errors(log, lane), draws=DRAWS, others=16, seed=99)
        for estimate in tell(found).estimates:
            inside[estimate.name].append(estimate.p5 <= truth(log, estimate.name) <= estimate.p95)
    for name, hits in inside.items():
        assert 0.80 <= np.mean(hits) <= 0.97, name
