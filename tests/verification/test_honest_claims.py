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
from models import running as running_module
from models.parameters import Array, Values, default_parameters, posterior_draws
from models.state import Body
from sim import compare
from sim.comparison.bands import PEOPLE, PEOPLE_AND_PARAMETERS
from sim.events import Event, RunCompleted, UnloadingBegan
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


def way_back(lab: Any, p: Values, weeks_before: int) -> Array:
    """Return the weeks back to 95 % of the old size, after half a year off, over the first, shape ``(lanes,)``."""
    first, back = [], []
    body = lab.people(p)
    for _ in range(weeks_before):
        body = lab.live(p, body, lab.weeks(1, body.time_days), body.time_days + 7.0)
        first.append(body.size[:, QUADRICEPS])
    old = np.mean(first[-4:], axis=0)
    body = lab.later(p, body, 182.0)
    left = body.size[:, QUADRICEPS]
    for _ in range(weeks_before):
        body = lab.live(p, body, lab.weeks(1, body.time_days), body.time_days + 7.0)
        back.append(body.size[:, QUADRICEPS])
    level = left + 0.95 * (old - left)
    return np.asarray(np.argmax(back >= level, axis=0) + 1) / (np.argmax(first >= level, axis=0) + 1)


def spread_of(values: Array) -> Array:
    return np.percentile(values, (5.0, 50.0, 95.0))


# The way back is shorter than the first, the more so the longer that was; what a long history leaves is a prior.


def test_after_a_short_block_the_way_back_is_most_of_the_first_and_after_two_years_less_than_half(
    lab: Any, posterior: Values
) -> None:
    short, long = spread_of(way_back(lab, posterior, 10)), spread_of(way_back(lab, posterior, 104))
    assert 0.5 <= short[1] <= 1.0
    assert long[1] <= 0.5
    assert long[2] > 1.5 * long[0]


def test_how_long_slow_size_stays_is_left_wide_open(lab: Any) -> None:
    crowd = lab.crowd(4000, seed=3)
    for name in ("tau_consolidation_days", "tau_slow_days"):
        low, _, high = spread_of(getattr(crowd, name))
        assert high / low > 5.0
        assert default_parameters()[name].drawn_from == "prior"


def test_the_page_says_that_memory_after_a_long_history_is_a_prior() -> None:
    assert "memory after a long history is a prior" in " ".join(page().split())


def test_nobody_grows_beyond_all_bounds(lab: Any) -> None:
    p = default_parameters()
    spread = np.array([1.0, np.exp(2.326 * p["responder"].spread)])
    values = p.values_of({"responder": spread})
    body = lab.live(values, lab.people(values), lab.weeks(20 * 52), 20 * 364.0)
    assert np.all(body.size[:, QUADRICEPS] < 2.2)


# Sleep, effort, maintenance and unloading: what trials found the first edition to miss.


def test_a_third_of_the_sets_keeps_about_nine_tenths(lab: Any, posterior: Values) -> None:
    shares = []
    for values in (lab.values(), posterior):
        before = trained(lab, values, 16, (TUESDAY, FRIDAY), 6)
        after = lab.live(values, before, lab.weeks(32, 112.0, sets=2), 48 * 7.0)
        shares.append(np.median((after.size - 1.0)[:, QUADRICEPS] / (before.size - 1.0)[:, QUADRICEPS]))
    assert shares[0] >= 0.88
    assert shares[1] >= 0.85


def test_six_in_reserve_still_build(lab: Any, posterior: Values) -> None:
    easy = lab.live(posterior, lab.people(posterior), lab.weeks(12, reps_in_reserve=6.0), 84.0)
    assert np.all(easy.size[:, QUADRICEPS] > 1.0)


def test_in_bed_work_every_third_day_saves_more_than_half(lab: Any, posterior: Values) -> None:
    bed = lab.now(posterior, lab.people(posterior), UnloadingBegan(time_days=0.0, manner="bed_rest"))
    worked = lab.live(posterior, bed, [lab.session(3.0 * number, sets=4) for number in range(12)], 35.0)
    lost, saved = (1.0 - one.size[:, QUADRICEPS] for one in (lab.later(posterior, bed, 35.0), worked))
    assert np.median(saved / lost) < 0.5


# Splitting at equal volume: a few per cent more from once to twice a week.


@pytest.mark.parametrize("sets_a_week", [6, 12, 16])
def test_a_second_day_adds_at_most_about_a_tenth(lab: Any, people: Values, sets_a_week: int) -> None:
    once = gained(lab, people, (TUESDAY,), sets_a_week)
    twice = gained(lab, people, (TUESDAY, FRIDAY), sets_a_week // 2)
    assert 1.0 <= np.median(twice / once) < 1.1


def test_under_the_fit_a_second_day_adds_a_few_per_cent(lab: Any, posterior: Values) -> None:
    low, median, high = spread_of(gained(lab, posterior, (TUESDAY, FRIDAY), 6) / gained(lab, posterior, (TUESDAY,), 12))
    assert low > 0.98
    assert 1.0 < median < 1.08
    assert high < 1.15


def test_the_answer_to_one_or_two_leg_days_does_not_exclude_zero() -> None:
    compared = compare(load_scenario("split_vs_single_leg_day"), draws=posterior_draws())
    one, two = (arm.outcome("size_change_percent", "legs").values for arm in compared.arms)
    low, median, _ = spread_of((two - one)[1:])  # lane 0 is nobody
    assert low < 0.0 < median


def test_the_question_of_one_or_two_leg_days_says_that_no_trial_was_found() -> None:
    said = " ".join(load_scenario("split_vs_single_leg_day").question.split())
    assert "No trial of one against two equal leg days was found" in said
    assert "No trial of one against two equal leg days was found" in page()


# Running: next to nothing for size, something for strength, uncertain.

AFTER_LEG_DAY = (TUESDAY + 1.0, FRIDAY + 1.0, FRIDAY + 2.0)


def test_three_runs_a_week_leave_size_within_a_point_and_cost_strength(lab: Any, posterior: Values) -> None:
    still = trained(lab, posterior, WEEKS, (TUESDAY, FRIDAY), 6)
    running = trained(lab, posterior, WEEKS, (TUESDAY, FRIDAY), 6, AFTER_LEG_DAY)
    size = 100.0 * (running.size - still.size)[:, QUADRICEPS]
    strength = (
        100.0
        * (observables.rested_strength(posterior, running) - observables.rested_strength(posterior, still))[
            :, QUADRICEPS
        ]
    )
    assert abs(np.median(size)) < 1.0
    assert -6.0 < np.median(strength) < -0.5


def test_what_running_costs_is_uncertain(lab: Any) -> None:
    crowd = lab.crowd(300, seed=4)
    kept = running_module.practice_kept(crowd, np.array([120.0]))
    low, _, high = spread_of(1.0 - kept)
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
