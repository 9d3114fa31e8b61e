"""Forecasting: one past, several futures, of one person."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pytest
from scipy.stats import norm

from models.parameters import default_parameters
from sim.errors import InputError
from sim.events import Event, SessionPerformed
from sim.person import Forecast, forecast
from sim.person.later import range_of_lifts
from sim.plan import Scenario
from sim.report.files import manifest
from sim.report.page import report_html
from sim.report.pictures.forecast import draw_forecast
from sim.runs.replay import replay
from sim.scenario.reader import read_scenario

Log = tuple[Event, ...]
PEOPLE = 12

QUESTION = """
schema: 1
title: On or off?
horizon_weeks: 3
strategies:
  on: {label: On, plan: library/two_leg_days}
  off: {label: Off, plan: none}
  again: {label: The same, plan: library/two_leg_days}
compare: {athletes: 12, seed: 4}
"""


@pytest.fixture(scope="module")
def question() -> Scenario:
    return read_scenario(QUESTION, "on_or_off")


@pytest.fixture(scope="module")
def found(novice_log: Log, question: Scenario) -> Forecast:
    return forecast(novice_log, question, others=6)


def sizes(found: Forecast, strategy: str) -> Any:
    return found.comparison.arm(strategy).trajectory


def test_all_futures_of_a_strategy_begin_with_the_same_past(found: Forecast) -> None:
    on, off = (sizes(found, name) for name in ("on", "off"))
    before = ~on.from_start
    assert before.sum() > 5
    assert np.array_equal(on.whole["legs_size"][:, before], off.whole["legs_size"][:, before])
    assert on.start_days == found.told.fit.past.today_days


def test_the_same_chance_meets_every_strategy(found: Forecast) -> None:
    on, again = (sizes(found, name).whole["legs_size"] for name in ("on", "again"))
    assert np.array_equal(on, again)


def test_training_ends_above_resting_in_every_future(found: Forecast) -> None:
    on, off = (sizes(found, name).whole["legs_size"][:, -1] for name in ("on", "off"))
    assert (on > off).all()


def test_a_future_is_the_same_whatever_other_futures_there_are(
    found: Forecast, novice_log: Log, question: Scenario
) -> None:
    few = forecast(novice_log, question, futures=3, others=6)
    assert sizes(few, "on").whole["legs_size"] == pytest.approx(sizes(found, "on").whole["legs_size"][:3], rel=1e-9)


def test_the_curve_of_an_exercise_runs_on_where_the_past_ends(found: Forecast) -> None:
    for one in found.exercises:
        before, after = (one.bands["on"][1][one.weeks <= 0.0][-1], one.bands["on"][1][one.weeks > 0.0][0])
        assert after == pytest.approx(before, rel=0.03)
        nearest = np.interp(one.lift_weeks, one.weeks, one.bands["on"][1])
        assert one.lifted == pytest.approx(nearest, rel=0.1)


def test_a_machine_that_is_heavier_than_the_catalogue_lets_expect_stays_so(
    found: Forecast, novice_log: Log, question: Scenario
) -> None:
    heavier = forecast(_heavier(novice_log, 1.5, "leg_press"), question, futures=8, others=6)
    for one, before in zip(heavier.exercises, found.exercises, strict=True):
        ratio = one.bands["on"][1][-1] / before.bands["on"][1][-1]
        assert ratio == pytest.approx(1.5 if one.exercise == "leg_press" else 1.0, rel=0.12)


def _heavier(log: Log, factor: float, exercise: str = "", since_days: float = 0.0) -> Log:
    """Return a log with heavier loads in one exercise, or all, from some day on."""

    def changed(session: SessionPerformed) -> SessionPerformed:
        sets = (
            attrs.evolve(one, load_kg=one.load_kg * (factor if exercise in ("", one.exercise) else 1.0))
            for one in session.sets
        )
        return attrs.evolve(session, sets=tuple(sets))

    return tuple(
        changed(event) if isinstance(event, SessionPerformed) and event.time_days >= since_days else event
        for event in log
    )


def test_the_recorded_stream_folds_to_the_body_of_the_typical_future(found: Forecast) -> None:
    arm = found.comparison.arm("on")
    again = replay(arm.reference_log)
    assert again.body.size[0] == pytest.approx(arm.reference.per_muscle["size"][0, -1], rel=1e-9)


def test_the_past_may_end_within_the_log(novice_log: Log, question: Scenario) -> None:
    cut = forecast(novice_log, question, futures=2, at_days=28.0, others=6)
    assert cut.told.fit.past.today_days == 28.0
    assert max(lift.time_days for lift in cut.told.fit.lifts.kept) < 28.0


@pytest.fixture(scope="module")
def checked(novice_log: Log, question: Scenario) -> Forecast:
    """A forecast from the middle of a log."""
    return forecast(novice_log, question, at_days=28.0, others=6)


def test_a_forecast_from_the_end_has_nothing_to_be_checked_against(found: Forecast) -> None:
    assert found.later_count == 0
    assert "lifts after today" not in found.answer()


def test_later_lifts_are_those_of_the_weeks_that_were_forecast(checked: Forecast, novice_log: Log) -> None:
    sessions = [event for event in novice_log if isinstance(event, SessionPerformed) and 28 <= event.time_days < 49]
    squats = sum(any(one.exercise == "back_squat" for one in session.sets) for session in sessions)
    (squat,) = (one for one in checked.exercises if one.exercise == "back_squat")
    assert len(squat.later) == squats > 2
    assert squat.later_weeks == pytest.approx(sorted(squat.later_weeks))
    assert 0.0 <= squat.later_weeks[0] < squat.later_weeks[-1] < 3.0


def test_lifts_without_errors_lie_where_the_strategy_that_was_followed_let_expect(checked: Forecast) -> None:
    assert checked.inside_count("on") == checked.later_count > 10
    for one in checked.exercises:
        assert one.later == pytest.approx(np.interp(one.later_weeks, one.weeks, one.bands["on"][1]), rel=0.08)


def test_a_lift_counts_as_inside_where_it_lies_within_the_band_that_is_drawn(
    novice_log: Log, question: Scenario
) -> None:
    made = forecast(_heavier(novice_log, 1.2, since_days=28.0), question, at_days=28.0, others=6)
    assert 0 < made.inside_count("on") < made.later_count
    axes = {axes.get_ylabel(): axes for axes in draw_forecast(made).figure.axes}
    for one in made.exercises[:2]:
        panel = axes[f"{one.exercise.replace('_', ' ').capitalize()} (kg)"]
        edges = [drawn_edges(band) for band in panel.collections if drawn_edges(band)[0][0] >= 0.0]
        for name, inside in one.inside.items():
            weeks, low, high = next(edge for edge in edges if np.isclose(edge[2][-1], one.ranges[name][1, -1]))
            between = np.interp(one.later_weeks, weeks, low) <= one.later
            assert np.array_equal(between & (one.later <= np.interp(one.later_weeks, weeks, high)), inside)


def drawn_edges(band: Any) -> tuple[Any, Any, Any]:
    """Return the weeks, lower and upper edge of a band that was filled."""
    outline = band.get_paths()[0].vertices
    weeks = np.unique(outline[:, 0])
    return (
        weeks,
        *(np.array([edge(outline[outline[:, 0] == week, 1]) for week in weeks]) for edge in (np.min, np.max)),
    )


def test_the_range_of_lifts_holds_futures_and_errors_together() -> None:
    futures = np.linspace(-1.0, 1.0, 401)[:, None] * np.array([0.0, 0.1, 0.1])
    errors = np.array([0.05, 1e-6, 0.05])
    low, high = range_of_lifts(futures, errors)
    assert high == pytest.approx(-low, abs=1e-5)
    assert high[0] == pytest.approx(1.2816 * 0.05, rel=1e-3)
    assert high[1] == pytest.approx(0.08, rel=1e-2)
    share = norm.cdf((high[2] - futures[:, 2]) / 0.05).mean()
    assert share == pytest.approx(0.9, abs=1e-4)


def test_where_lifts_check_a_forecast_its_caption_says_that_bands_hold_their_errors(
    checked: Forecast, found: Forecast
) -> None:
    assert "of one person, parameters drawn too, and errors of lifts." in draw_forecast(checked).note
    assert "errors" not in draw_forecast(found).note
    for one in checked.exercises:
        low, _, high = one.bands["on"]
        assert (one.ranges["on"][0] < low).all()
        assert (one.ranges["on"][1] > high).all()
    assert not any(one.ranges for one in found.exercises)


def test_later_lifts_move_nothing_and_may_lie_outside(checked: Forecast, novice_log: Log, question: Scenario) -> None:
    other = forecast(_heavier(novice_log, 1.3, since_days=28.0), question, at_days=28.0, others=6)
    for one, before in zip(other.exercises, checked.exercises, strict=True):
        assert np.array_equal(one.bands["on"], before.bands["on"])
    press, before = (next(one for one in made.exercises if one.exercise == "leg_press") for made in (other, checked))
    assert press.later == pytest.approx(1.3 * before.later, rel=0.03)
    assert not press.inside["on"].any()
    assert before.inside["on"].all()


def test_how_many_later_lifts_lie_inside_is_told_in_answer_page_and_picture(checked: Forecast) -> None:
    count = checked.later_count
    told = f"Of {count} lifts after today, which nothing here has read, within the 80 % range"
    assert told in checked.answer()
    assert told in report_html(checked.comparison, ())
    picture = draw_forecast(checked)
    assert picture.title.startswith(f"Of {count} lifts after today {count} lie within the 80 % range of On")
    assert picture.headers[-1] == f"Of {count} later lifts, within its 80 % range"
    assert picture.rows[0][-1] == str(count)
    axes = picture.figure.axes[0]
    (hollow,) = (line for line in axes.lines if line.get_markerfacecolor() == "none")
    assert (np.asarray(hollow.get_xdata()) >= 0.0).all()


def test_what_the_fit_found_stands_on_the_page(found: Forecast) -> None:
    page = report_html(found.comparison, ())
    assert all(line in found.answer() for line in found.told.verdict)
    assert "Responder: not identified" in page


@pytest.mark.parametrize("at_days", [3.0, 100.0])
def test_today_outside_the_log_is_refused(novice_log: Log, question: Scenario, at_days: float) -> None:
    with pytest.raises(InputError, match=r"today must lie within the log, from week 1 to week 8\.0"):
        forecast(novice_log, question, at_days=at_days)


def test_a_strategy_with_parameters_of_its_own_is_refused(novice_log: Log) -> None:
    text = QUESTION.replace("{label: Off, plan: none}", "{label: Off, plan: none, parameters: {responder: 2}}")
    with pytest.raises(InputError, match="strategy 'off' sets responder, and a forecast keeps its person's parameters"):
        forecast(novice_log, read_scenario(text, "set"))


def assumed(found: Forecast) -> Forecast:
    comparison = attrs.evolve(found.comparison, assumed=("sleep: <b>8 h</b> on 5 of 9 days",))
    return attrs.evolve(found, comparison=comparison)


def test_what_is_assumed_stands_in_answer_manifest_and_page(found: Forecast) -> None:
    told = assumed(found)
    assert "Assumed of the past: sleep: <b>8 h</b> on 5 of 9 days." in told.answer()
    assert manifest(told.comparison)["assumed"] == ["sleep: <b>8 h</b> on 5 of 9 days"]
    page = report_html(told.comparison, ())
    assert "Of the past, because it was not recorded" in page
    assert "&lt;b&gt;8 h&lt;/b&gt;" in page
    assert "<b>8 h</b>" not in page


def test_a_comparison_without_assumptions_says_nothing_of_them(found: Forecast) -> None:
    assert "assumed" not in manifest(found.comparison)
    assert "Assumed of the past" not in found.answer()


def test_the_picture_says_what_may_be_lifted_under_the_best_and_the_worst(found: Forecast) -> None:
    picture = draw_forecast(found)
    assert picture.title.startswith("Leg press in 3 weeks: ")
    assert "with Off" in picture.title
    assert len(picture.rows) == 3
    assert "10–90 % of 12 possible futures of one person, parameters drawn too" in picture.note


def test_every_future_lives_under_a_draw_of_its_own(found: Forecast) -> None:
    drawn = found.told.fit.drawn(range(13), 4).values()
    assert len(set(drawn["responder"])) == 13
    assert set(drawn) <= set(default_parameters().names)


def test_sessions_of_the_past_are_in_the_logbook_of_the_future(found: Forecast) -> None:
    log = found.comparison.arm("on").reference_log
    sessions = [event for event in log if isinstance(event, SessionPerformed)]
    today = found.told.fit.past.today_days
    last, first = (
        [one for one in sessions if one.time_days < today][-2:],
        next(one for one in sessions if one.time_days >= today),
    )
    loads = {done.exercise: done.load_kg for one in last for done in one.sets}
    assert first.sets[0].load_kg == pytest.approx(loads[first.sets[0].exercise], rel=0.08)


@pytest.mark.slow
def test_about_four_fifths_of_later_lifts_lie_inside(known: Any) -> None:
    """Of people who differ as the population does and lift with the errors that are assumed."""
    question = read_scenario(QUESTION.replace("horizon_weeks: 3", "horizon_weeks: 8"), "on_or_off")
    inside = count = 0
    for lane, log in enumerate(known.people(PEOPLE, 16)):
        made = forecast(known.with_errors(log, lane), question, futures=40, at_days=56.0, others=12)
        inside, count = inside + made.inside_count("on"), count + made.later_count
    # Lifts of one person err alike: a person counts as about four lifts. Three standard errors.
    assert abs(inside / count - 0.8) < 3.0 * (0.16 / (4.0 * PEOPLE)) ** 0.5
