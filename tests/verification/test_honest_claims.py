"""What the model must honestly say: each claim of the last section of its page, as the shipped parameters have it.

The claims are about the answer and its doubt, so the lives here are led under draws of the fit, of the priors, or by
people who differ, and never under one set of numbers alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models import observables
from models.parameters import Array, Values, default_parameters, posterior_draws
from models.state import Body
from sim import compare
from sim.comparison.bands import PEOPLE, PEOPLE_AND_PARAMETERS
from sim.events import Event, RunCompleted
from sim.report.sources import parameter_rows, report_sources
from sim.scenario.reader import load_scenario

ROOT = Path(__file__).resolve().parents[2]
QUADRICEPS = 0
WEEKS = 12
TUESDAY, FRIDAY = 1.75, 4.75


@pytest.fixture(scope="module")
def posterior() -> Values:
    """Return the draws of the fit as people."""
    return default_parameters().values_of(posterior_draws())


@pytest.fixture(scope="module")
def people() -> Values:
    """Return people who differ as people do, under the shipped parameters."""
    rng = np.random.default_rng(7)
    return default_parameters().values_of(
        {
            name: one.value * np.exp(one.spread * rng.standard_normal(300))
            for name, one in default_parameters().items()
            if one.spread > 0.0
        }
    )


def trained(lab: Any, p: Values, weeks: int, days: Sequence[float], sets: int, runs: Sequence[float] = ()) -> Body:
    """Train beginners for some weeks, and run for 40 minutes at some moments of each."""
    events: list[Event] = lab.weeks(weeks, days=days, sets=sets)
    events += [
        RunCompleted(time_days=7.0 * week + day, style="moderate", minutes=40.0, distance_km=7.0)
        for week in range(weeks)
        for day in runs
    ]
    return lab.live(p, lab.people(p), sorted(events, key=lambda event: event.time_days), 7.0 * weeks)


def gained(lab: Any, p: Values, days: Sequence[float], sets: int, runs: Sequence[float] = ()) -> Array:
    """Return the growth of the quadriceps in percent, shape ``(lanes,)``."""
    return np.asarray(100.0 * (trained(lab, p, WEEKS, days, sets, runs).size[:, QUADRICEPS] - 1.0))


def speed_up(lab: Any, p: Values, weeks_before: int) -> Array:
    """Return the first six weeks' growth after half a year off over a novice's, shape ``(lanes,)``."""
    rested = lab.later(p, trained(lab, p, weeks_before, (TUESDAY, FRIDAY), 6), 182.0)
    again = lab.live(p, rested, lab.weeks(6, rested.time_days, sets=6), rested.time_days + 42.0)
    novice = lab.people(p)
    first = lab.live(p, novice, lab.weeks(6, sets=6), 42.0)
    return np.asarray((again.size - rested.size)[:, QUADRICEPS] / (first.size - novice.size)[:, QUADRICEPS])


def spread_of(values: Array) -> Array:
    return np.percentile(values, (5.0, 50.0, 95.0))


# The evidence for faster regain is mixed: small after a short history, larger after a long one, able to vanish, wide.


def test_after_a_short_block_size_comes_back_about_as_fast_as_it_came(lab: Any, posterior: Values) -> None:
    low, median, high = spread_of(speed_up(lab, posterior, 10))
    assert low < 1.0 < high
    assert median == pytest.approx(1.0, abs=0.1)


def test_the_speed_up_grows_with_the_history_and_stays_below_what_anybody_has_seen(lab: Any, posterior: Values) -> None:
    medians = [spread_of(speed_up(lab, posterior, weeks))[1] for weeks in (10, 52, 104)]
    assert medians[0] < medians[1] < medians[2] < 1.9


def test_the_speed_up_vanishes_with_the_memory(lab: Any, posterior: Values) -> None:
    none = np.zeros((1, 1))
    forgetful = lab.swapped(posterior, kept_by_nuclei_fraction=none, nuclei_loss_per_day=1.0 / posterior.tau_size_days)
    np.testing.assert_allclose(speed_up(lab, forgetful, 104), 1.0, atol=0.1)


def test_before_any_fit_the_speed_up_may_be_nothing_or_much(lab: Any) -> None:
    low, _, high = spread_of(speed_up(lab, lab.crowd(150, seed=2), 104))
    assert low < 1.05
    assert high > 1.3


def test_how_long_nuclei_stay_and_what_they_keep_is_left_wide_open(lab: Any) -> None:
    crowd = lab.crowd(4000, seed=3)
    low, _, high = spread_of(crowd.nuclei_loss_per_day)
    assert high / low > 50.0
    low, _, high = spread_of(crowd.kept_by_nuclei_fraction)
    assert low < 0.1
    assert high > 0.5


# Splitting at equal volume: at most about a third more from once to twice a week, and zero cannot be excluded.


@pytest.mark.parametrize("sets_a_week", [6, 12, 16])
def test_a_second_day_adds_at_most_about_a_third(lab: Any, people: Values, sets_a_week: int) -> None:
    once = gained(lab, people, (TUESDAY,), sets_a_week)
    twice = gained(lab, people, (TUESDAY, FRIDAY), sets_a_week // 2)
    assert 1.0 <= np.median(twice / once) < 1.35


def test_under_the_fit_a_second_day_adds_next_to_nothing_or_about_a_third(lab: Any, posterior: Values) -> None:
    low, median, high = spread_of(gained(lab, posterior, (TUESDAY, FRIDAY), 6) / gained(lab, posterior, (TUESDAY,), 12))
    assert low < 1.05
    assert 1.05 < median < 1.2
    assert 1.2 < high < 1.4


@pytest.mark.parametrize("sets_a_week", [12, 16])
def test_before_any_fit_a_second_day_may_add_nothing(lab: Any, sets_a_week: int) -> None:
    p = lab.crowd(300, seed=5)
    added = gained(lab, p, (TUESDAY, FRIDAY), sets_a_week // 2) - gained(lab, p, (TUESDAY,), sets_a_week)
    low, median, _ = spread_of(added)
    assert low < 0.0 < median


def test_the_answer_to_one_or_two_leg_days_does_not_exclude_zero() -> None:
    compared = compare(load_scenario("split_vs_single_leg_day"), draws=posterior_draws())
    one, two = (arm.outcome("size_change_percent", "legs").values for arm in compared.arms)
    low, median, _ = spread_of((two - one)[1:])  # lane 0 is nobody
    assert low < 0.0 < median


def test_the_question_of_one_or_two_leg_days_says_that_no_trial_was_found() -> None:
    said = " ".join(load_scenario("split_vs_single_leg_day").question.split())
    assert "No trial of one against two equal leg days was found" in said
    assert "No trial of one against two equal leg days was found" in page()


# Running: small, uncertain, and larger close to leg day.

AFTER_LEG_DAY: dict[str, tuple[float, float]] = {
    "an hour": (TUESDAY + 0.05, FRIDAY + 0.05),
    "a day": (TUESDAY + 1.0, FRIDAY + 1.0),
    "two days": (TUESDAY + 2.0, FRIDAY + 2.0),
}
FIBRE_SIZE_LOW_SMD = -0.46
"""Lower end of the interval for fibre size, the larger of the two effects that trials found."""


@pytest.mark.parametrize("when", AFTER_LEG_DAY)
def test_running_costs_no_more_size_than_trials_leave_open(lab: Any, people: Values, when: str) -> None:
    days, sets = (TUESDAY, FRIDAY), 6
    still, running = gained(lab, people, days, sets), gained(lab, people, days, sets, AFTER_LEG_DAY[when])
    assert FIBRE_SIZE_LOW_SMD < (running.mean() - still.mean()) / still.std() < 0.0


def test_running_costs_more_the_closer_to_leg_day(lab: Any, posterior: Values) -> None:
    days, sets = (TUESDAY, FRIDAY), 6
    still = gained(lab, posterior, days, sets)
    lost = [still - gained(lab, posterior, days, sets, runs) for runs in AFTER_LEG_DAY.values()]
    closer_costs_more = np.all(np.diff(lost, axis=0) < 0.0, axis=0)
    assert np.mean(closer_costs_more) > 0.95
    assert np.all(np.diff(np.median(lost, axis=1)) < 0.0)
    assert np.all(lost[-1] > 0.0)


def test_what_running_costs_is_uncertain(lab: Any) -> None:
    crowd = lab.crowd(300, seed=4)
    days, sets = (TUESDAY, FRIDAY), 6
    still, running = gained(lab, crowd, days, sets), gained(lab, crowd, days, sets, AFTER_LEG_DAY["an hour"])
    low, _, high = spread_of(1.0 - running / still)
    assert high > 4.0 * low > 0.0


# An early scan holds swelling.


def test_much_of_what_an_early_scan_sees_is_swelling_and_little_of_what_a_late_one_does(
    lab: Any, posterior: Values
) -> None:
    shares = []
    for weeks in (1, 3, 10):
        body = lab.live(posterior, lab.people(posterior), lab.weeks(weeks, sets=6), 7.0 * weeks - 2.0)
        seen = observables.cross_sectional_area(posterior, body)[:, QUADRICEPS] - 1.0
        shares.append(np.median((seen - (body.size[:, QUADRICEPS] - 1.0)) / seen))
    assert shares[0] > shares[1] > shares[2]
    assert shares[0] > 0.3
    assert shares[2] < 0.15


# No fitted time constant without its interval.

FITTED = [one for one in default_parameters().values() if one.status == "calibrated"]


def both_ends(one: Any) -> tuple[str, str]:
    low, high = one.interval
    return f"{low:.3g}", f"{high:.3g}"


def in_tables_of_parameters() -> dict[str, str]:
    return {row["name"]: row["interval"] for row in parameter_rows(default_parameters())}


def in_reports() -> dict[str, str]:
    return {row[0]: str(row[1]) for row in report_sources(load_scenario("split_vs_single_leg_day"))}


def on_the_page_of_the_model() -> dict[str, str]:
    told = re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|", page(), flags=re.MULTILINE)
    # The first table counts; a later one tells how well they are found again.
    return dict(reversed(told))


def page() -> str:
    return (ROOT / "docs" / "model.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("told", [in_tables_of_parameters, in_reports, on_the_page_of_the_model])
def test_a_fitted_value_is_told_with_its_interval(told: Callable[[], dict[str, str]]) -> None:
    assert len(FITTED) > 5
    found = told()
    assert {one.name: [end in found[one.name] for end in both_ends(one)] for one in FITTED} == {
        one.name: [True, True] for one in FITTED
    }


def test_the_command_prints_the_intervals_of_fitted_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    from sim.cli.reference import parameters

    parameters((FITTED[0].name,))
    low, high = both_ends(FITTED[0])
    assert f"{low} to {high}" in capsys.readouterr().out
    parameters((FITTED[0].name,), format="json")
    assert json.loads(capsys.readouterr().out)[0]["interval"] == f"{low} to {high}"


# Nothing predicts an individual, and most numbers are assumed.


@pytest.mark.parametrize("band", [PEOPLE, PEOPLE_AND_PARAMETERS], ids=["people", "people and parameters"])
def test_every_comparison_says_that_it_predicts_nobody(band: Any) -> None:
    assert "nothing here predicts an individual" in band.caution


def test_the_page_says_that_most_numbers_are_assumed_and_they_are() -> None:
    assumed = [one for one in default_parameters().values() if one.status == "assumed"]
    assert "Most parameters are assumed" in page()
    assert len(assumed) > 0.5 * len(default_parameters())
