"""Training: what must follow from what, for everybody whom the priors allow."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from models import fatigue, observables, recovery, session, stimulus
from models.exercises import catalogue
from models.parameters import Array, Values
from models.state import Body

QUADRICEPS = 0
SETS = np.linspace(0.0, 40.0, 81)[:, None, None]
RESERVES = np.linspace(0.0, 10.0, 41)[:, None]


def signal_after(lab: Any, p: Values, body: Body, *events: Any) -> Array:
    """Return the quadriceps' pending signal after events at the body's moment."""
    return np.asarray(lab.now(p, body, *events).signal[:, QUADRICEPS])


def test_more_sets_never_give_less_dose_but_less_and_less_each(crowd: Values) -> None:
    """E = E0 ln(1 + X/E0): rising in X, its slope falling."""
    gained = np.diff(stimulus.session_dose(crowd, SETS, np.zeros((1, 1))), axis=0)
    assert np.all(gained > 0.0)
    assert np.all(np.diff(gained, axis=0) < 0.0)


def test_sets_of_late_make_a_session_worth_less(crowd: Values) -> None:
    """E = E0 ln(1 + X/(E0 + R)): falling in R, below X whatever it is."""
    recent, sets = np.linspace(0.0, 20.0, 5)[:, None, None], np.full((1, 1), 8.0)
    dose = stimulus.session_dose(crowd, sets, recent)
    assert np.all(np.diff(dose, axis=0) < 0.0)
    assert np.all(dose < 8.0)


def test_two_sessions_in_a_row_are_worth_one_with_all_their_sets(crowd: Values) -> None:
    """E(X1; 0) + E(X2; X1) = E(X1 + X2; 0)."""
    one, other = np.array(3.0), np.array(5.0)
    in_a_row = stimulus.session_dose(crowd, one, 0.0 * one) + stimulus.session_dose(crowd, other, one)
    np.testing.assert_allclose(in_a_row, stimulus.session_dose(crowd, one + other, 0.0 * one), rtol=1e-13)


@pytest.mark.parametrize("apart_days", [0.05, 0.3, 1.0, 2.0, 3.5])
def test_equal_sets_in_two_sessions_are_never_worth_less(lab: Any, crowd: Values, apart_days: float) -> None:
    """E(X/2; 0) + E(X/2; R) >= E(X; 0) for R <= X/2, to muscles as little worn before either."""
    body = lab.people(crowd)
    together = signal_after(lab, crowd, body, lab.session(sets=8))
    half = lab.now(crowd, body, lab.session(sets=4))
    rested = lab.later(crowd, half, apart_days)
    untouched = rested.changed({name: getattr(body, name) for name in ("fatigue", "damage")})
    again = lab.now(crowd, untouched, lab.session(sets=4))
    gained = half.signal + again.signal - rested.signal
    assert np.all(gained[:, QUADRICEPS] >= together * (1.0 - 1e-9))


def won_by_splitting(lab: Any, crowd: Values, tau_recent_sets_days: float) -> Array:
    """Return the size that twelve weeks of 2 x 6 sets bring beyond those of 1 x 12, shape ``(lanes,)``."""
    p = lab.swapped(crowd, tau_recent_sets_days=np.array([[tau_recent_sets_days]]))
    body = lab.people(p)
    long_day = lab.live(p, body, lab.weeks(12, days=(0.0,), sets=12), 84.0)
    two_days = lab.live(p, body, lab.weeks(12, sets=6), 84.0)
    return np.asarray((two_days.size - long_day.size)[:, QUADRICEPS])


def test_where_sessions_saturate_a_split_plan_builds_at_least_as_much_as_one_long_day(lab: Any, crowd: Values) -> None:
    """R = 0 at each session, and E0 ln(1 + X/E0) is concave."""
    assert np.all(won_by_splitting(lab, crowd, 0.3) >= -1e-4)


def test_where_weeks_saturate_splitting_wins_less(lab: Any, crowd: Values) -> None:
    """R before a session tends to X tau/7 d either way."""
    assert np.all(won_by_splitting(lab, crowd, 14.0) <= won_by_splitting(lab, crowd, 0.3) + 1e-4)
    assert np.median(won_by_splitting(lab, crowd, 14.0)) < 0.5 * np.median(won_by_splitting(lab, crowd, 0.3))


def test_nearer_failure_never_gives_less_stimulus_and_always_tires_more(crowd: Values) -> None:
    """effort = 1/(1 + (RIR/RIR_half)^2); cost = 1 + kappa exp(-RIR/w_f)."""
    assert np.all(np.diff(stimulus.effort(crowd, RESERVES), axis=0) <= 0.0)
    assert np.all(np.diff(fatigue.set_cost(crowd, np.array(8.0), RESERVES), axis=0) < 0.0)


def test_more_repetitions_with_a_load_never_give_less(crowd: Values) -> None:
    """min(1, r/r0) effort(F - r): with failure after F repetitions, each one done counts and comes nearer to it."""
    done = np.arange(1.0, 13.0)[:, None]
    worth = stimulus.set_worth(crowd, done, 12.0 - done, np.array(3.0))
    assert np.all(np.diff(worth, axis=0) >= 0.0)


@pytest.mark.parametrize("load", [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85])
def test_loads_from_thirty_to_eighty_five_percent_grow_alike_when_taken_to_failure(p: Values, load: float) -> None:
    """X = min(1, r/r0) effort(0) l(L), with r from the repetitions that the load allows."""
    tempo = np.array([3.0])
    heavy = stimulus.set_worth(p, stimulus.repetitions_to_failure(p, np.array([0.75]), tempo), np.zeros(1), tempo)
    found = stimulus.set_worth(p, stimulus.repetitions_to_failure(p, np.array([load]), tempo), np.zeros(1), tempo)
    np.testing.assert_allclose(found, heavy, rtol=0.05)


@pytest.mark.parametrize("tempo_s", [0.5, 1.0, 2.0, 4.0, 6.0, 8.0])
def test_repetitions_of_half_a_second_to_eight_grow_alike(p: Values, tempo_s: float) -> None:
    """X holds the factor 1/(1 + exp((T - T_half)/w)); eight repetitions with one in reserve at each tempo."""
    usual = stimulus.set_worth(p, np.array([8.0]), np.ones(1), np.array([3.0]))
    found = stimulus.set_worth(p, np.array([8.0]), np.ones(1), np.array([tempo_s]))
    np.testing.assert_allclose(found, usual, rtol=0.1)


@pytest.mark.parametrize("reserve", [3.0, 6.0, 10.0, 20.0])
def test_sets_far_from_failure_build_less_and_never_shrink_anybody(lab: Any, crowd: Values, reserve: float) -> None:
    """X > 0 however far from failure, so g >= 0 and f >= 0."""
    easy = lab.live(crowd, lab.people(crowd), lab.weeks(8, reps_in_reserve=reserve), 56.0).size[:, QUADRICEPS]
    hard = lab.live(crowd, lab.people(crowd), lab.weeks(8, reps_in_reserve=0.0), 56.0).size[:, QUADRICEPS]
    assert np.all(easy > 1.0)
    assert np.median(easy) < np.median(hard)


def test_a_tired_or_sore_muscle_gets_less_of_a_session(lab: Any, crowd: Values) -> None:
    """w = (1 - x^2)/(1 + x^2), x = (f + w_d d)/z0."""
    body = lab.people(crowd)
    fresh = signal_after(lab, crowd, body, lab.session())
    for name in ("fatigue", "damage"):
        worn = body.changed({name: np.full_like(body.size, 0.4)})
        assert np.all(signal_after(lab, crowd, worn, lab.session()) < fresh), name


def test_light_sets_teach_less_skill_than_heavy_ones_and_build_as_much(lab: Any, p: Values) -> None:
    """P = H/X P0 ln(1 + X/P0), H falling with the load to a share of about a third."""
    body = lab.people(p)
    heavy = lab.now(p, body, lab.session(reps=5.0, reps_in_reserve=0.0))
    light = lab.now(p, body, lab.session(reps=40.0, reps_in_reserve=0.0))
    assert 0.3 < light.skill[0, QUADRICEPS] / heavy.skill[0, QUADRICEPS] < 0.6
    np.testing.assert_allclose(light.signal[0, QUADRICEPS], heavy.signal[0, QUADRICEPS], rtol=0.05)


def test_one_set_teaches_most_of_what_three_do(lab: Any, crowd: Values) -> None:
    """P0 ln(1 + 1/P0) against P0 ln(1 + 3/P0)."""
    one, three = (lab.now(crowd, lab.people(crowd), lab.session(sets=sets)).skill[:, QUADRICEPS] for sets in (1, 3))
    assert np.all((one / three > 0.5) & (one < three))


def test_skill_is_learned_ever_more_slowly_and_without_end(lab: Any, crowd: Values) -> None:
    """dq/dP = kappa exp(-q/q0)."""
    body, levels = lab.people(crowd), []
    for _ in range(40):
        body = lab.now(crowd, body.changed({"fatigue": 0.0 * body.fatigue, "damage": 0.0 * body.damage}), lab.session())
        levels.append(body.skill[:, QUADRICEPS])
    assert np.all(np.diff(levels, axis=0) > 0.0)
    assert np.all(np.diff(levels, n=2, axis=0) < 0.0)


def test_the_stronger_a_person_responds_the_more_signal_a_session_leaves(lab: Any, crowd: Values) -> None:
    """g += E responder age: proportional to the response."""
    body, twice = lab.people(crowd), lab.swapped(crowd, responder=2.0 * crowd.responder)
    signal = signal_after(lab, crowd, body, lab.session())
    np.testing.assert_allclose(signal_after(lab, twice, body, lab.session()), 2.0 * signal, rtol=1e-13)


def test_a_strong_responder_does_not_grow_beyond_all_bounds(lab: Any, p: Values) -> None:
    """f + s <= k a g tau_g tau (1 + tau_s/tau_c): a balance that is linear in the dose, whose logarithm is bounded."""
    strong = lab.swapped(p, responder=p.responder * np.exp(2.326 * 0.4))
    body = lab.live(strong, lab.people(strong), lab.weeks(20 * 52, days=(0.0, 2.0, 4.0), sets=5), 20 * 364.0)
    assert 1.3 < float(body.size[0, QUADRICEPS]) < 2.2


def test_growth_slows_and_goes_on_in_the_second_year(lab: Any, p: Values) -> None:
    """s' = f/tau_c - s/tau_s: what is slow still rises when what is fast has come to its balance."""
    sizes = [
        float(lab.live(p, lab.people(p), lab.weeks(weeks), 7.0 * weeks).size[0, QUADRICEPS]) for weeks in (0, 52, 104)
    ]
    first, second = np.diff(sizes)
    assert 0.02 < second < first


def test_a_third_of_the_sets_keeps_nearly_all_that_was_gained(lab: Any, p: Values) -> None:
    """The dose is a logarithm, and the slow part goes on growing."""
    trained = lab.live(p, lab.people(p), lab.weeks(16), 112.0)
    kept = lab.live(p, trained, lab.weeks(32, start_days=112.0, sets=2), 48 * 7.0)
    assert float((kept.size[0, QUADRICEPS] - 1.0) / (trained.size[0, QUADRICEPS] - 1.0)) > 0.9


def regain_over_first_gain(lab: Any, p: Values, weeks_before: int) -> float:
    """Compare six weeks of training after half a year off with the first six weeks ever."""
    novice = lab.people(p)
    rested = lab.later(p, lab.live(p, novice, lab.weeks(weeks_before)), 182.0)
    again = lab.live(p, rested, lab.weeks(6, start_days=rested.time_days))
    first = lab.live(p, novice, lab.weeks(6))
    gained, first_gain = again.size - rested.size, first.size - novice.size
    return float(gained[0, QUADRICEPS] / first_gain[0, QUADRICEPS])


@pytest.mark.parametrize("weeks_before", [10, 26, 104])
def test_a_week_back_grows_no_faster_than_a_novices(lab: Any, p: Values, weeks_before: int) -> None:
    """f and g do not know of s: what is shorter is the way, for less was lost."""
    assert 0.85 < regain_over_first_gain(lab, p, weeks_before) < 1.02


def test_a_load_that_stays_the_same_builds_little_after_the_first_months(lab: Any, p: Values) -> None:
    """Strength rises, RIR rises with it, effort(RIR) falls: growth slows although the sessions go on."""
    squat, body, sizes = catalogue()["back_squat"], lab.people(p), []
    load_kg, tempo_s = 0.7 * observables.one_rm_kg(p, body, squat), np.array([3.0])
    for week in range(104):
        for day in (0.0, 3.0):
            now = lab.later(p, body, 7.0 * week + day - body.time_days)
            possible = session.repetitions_possible(p, now, session.begin(now), squat, load_kg, tempo_s)
            reserve = np.maximum(0.0, possible - 8.0)
            body = lab.now(p, now, lab.session(reps=np.minimum(8.0, possible), reps_in_reserve=reserve, sets=4))
        sizes.append(float(body.size[0, QUADRICEPS]))
    kept_near_failure = lab.live(p, lab.people(p), lab.weeks(104)).size[0, QUADRICEPS]
    assert sizes[12] - 1.0 > 0.015
    assert sizes[-1] - sizes[26] < 0.6 * (kept_near_failure - sizes[26])
    assert kept_near_failure - 1.0 > 1.5 * (sizes[-1] - 1.0)


def test_without_training_all_that_was_built_goes_in_the_end(lab: Any, crowd: Values) -> None:
    """f -> 0 in weeks and s -> 0 in years."""
    trained = lab.live(crowd, lab.people(crowd), lab.weeks(30))
    sizes = [lab.later(crowd, trained, years * 365.0).size[:, QUADRICEPS] for years in (0.0, 1.0, 5.0, 100.0)]
    assert np.all(np.diff(sizes, axis=0) < 0.0)
    np.testing.assert_allclose(sizes[-1], 1.0, atol=1e-3)


def test_soreness_peaks_one_time_constant_after_the_work(lab: Any, crowd: Values) -> None:
    """i' = -i/tau, d' = (i - d)/tau: d = i0 (t/tau) exp(-t/tau), largest at t = tau."""
    worked = lab.now(crowd, lab.people(crowd), lab.session(sets=8))
    times = np.linspace(0.2, 3.0, 57)
    felt = [
        recovery.damage_flow(crowd, crowd.tau_damage_days * t, worked.inflammation, worked.damage)[1] for t in times
    ]
    assert np.all(times[np.argmax(np.array(felt)[:, :, QUADRICEPS], axis=0)] == pytest.approx(1.0, abs=0.026))


def test_a_second_bout_damages_less_and_less_so_the_longer_ago_the_first(lab: Any, crowd: Values) -> None:
    """i += kappa X/(1 + b), b' = -b/tau_b."""
    body = lab.people(crowd)
    first = lab.now(crowd, body, lab.session())
    fresh, after = first.inflammation[:, QUADRICEPS], []
    for weeks in (1, 3, 6, 12, 60):
        protected = body.changed({"protection": lab.later(crowd, first, 7.0 * weeks).protection})
        after.append(lab.now(crowd, protected, lab.session()).inflammation[:, QUADRICEPS])
    assert np.all(np.diff(after, axis=0) > 0.0)
    assert np.all(after < fresh)


def test_most_protection_comes_from_the_first_bout(lab: Any, crowd: Values) -> None:
    """db = (b_max - b)(1 - exp(-kappa X/b_max)): each bout adds less, never beyond b_max."""
    body, levels = lab.people(crowd), [np.zeros(60)]
    for _ in range(30):
        body = lab.now(crowd, body, lab.session(sets=6))
        levels.append(body.protection[:, QUADRICEPS])
    assert np.all(np.diff(levels, n=2, axis=0) <= 1e-12)
    assert np.all(levels[-1] <= crowd.protection_limit[:, 0])


def test_fewer_repetitions_are_possible_with_more_load_less_rest_and_a_slower_tempo(lab: Any, crowd: Values) -> None:
    """r = (1 + c (1/L - 1))(T0/T)^theta, with L over the momentary maximum."""
    body, squat = lab.people(crowd), catalogue()["back_squat"]
    half = 0.5 * observables.one_rm_kg(crowd, body, squat)

    def possible(load: float, rest_min: float, tempo_s: float) -> Array:
        now, ones = session.begin(body), np.ones(60)
        now = session.perform(crowd, now, squat, 8.0 * ones, 0.0 * ones, rest_min * ones, 3.0 * ones)
        return session.repetitions_possible(crowd, body, now, squat, load * half, tempo_s * ones)

    usual = possible(1.0, 3.0, 3.0)
    assert np.all(possible(1.2, 3.0, 3.0) < usual)
    assert np.all(possible(1.0, 1.0, 3.0) < usual)
    assert np.all(possible(1.0, 3.0, 5.0) < usual)
