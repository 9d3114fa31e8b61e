from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.chance import REFERENCE_LANE, Streams


def streams(*lanes: int, seed: int = 1) -> Streams:
    return Streams(seed, np.array(lanes, dtype=np.int64))


@given(
    seed=st.integers(0, 2**63 - 1),
    occurrence=st.integers(0, 40_000),
    lane=st.integers(0, 100_000),
    others=st.lists(st.integers(0, 100_000), max_size=5, unique=True),
)
def test_a_draw_does_not_depend_on_who_else_draws(seed: int, occurrence: int, lane: int, others: list[int]) -> None:
    alone = streams(lane, seed=seed).uniform("night", occurrence)[0]
    together = streams(*others, lane, seed=seed).uniform("night", occurrence)[-1]
    assert alone == together
    assert 0.0 < alone < 1.0


def test_a_draw_does_not_depend_on_what_was_drawn_before() -> None:
    fresh, used = streams(0, 1, 2), streams(0, 1, 2)
    for occurrence in range(20):
        used.uniform("energy", occurrence)
        used.normal("night", occurrence)
    assert np.array_equal(fresh.uniform("night", 30), used.uniform("night", 30))


def test_seed_name_occurrence_and_lane_each_change_the_draw() -> None:
    drawn = [
        streams(1, 2, 3, 4, 5, 6).uniform("night", 1).tolist(),
        streams(1, 2, 3, 4, 5, 6).uniform("night", 2).tolist(),
        streams(1, 2, 3, 4, 5, 6).uniform("nights", 1).tolist(),
        streams(1, 2, 3, 4, 5, 6, seed=2).uniform("night", 1).tolist(),
    ]
    assert len({one for row in drawn for one in row}) == 24


def test_a_seed_and_a_name_do_not_run_into_each_other() -> None:
    assert streams(1, seed=1).uniform("1/x", 0) != streams(1, seed=11).uniform("/x", 0)


def test_the_reference_athlete_draws_the_median() -> None:
    assert streams(REFERENCE_LANE, 1).uniform("any", 3)[0] == 0.5
    assert streams(REFERENCE_LANE, 1).normal("any", 3)[0] == 0.0


@pytest.mark.parametrize(("probability", "expected"), [(0.0, False), (0.49, False), (0.51, True), (1.0, True)])
def test_the_reference_athlete_does_what_is_likely(probability: float, expected: bool) -> None:  # noqa: FBT001
    assert streams(REFERENCE_LANE).happens("any", 0, probability)[0] == expected


def test_futures_of_one_person_share_what_makes_them_and_nothing_else() -> None:
    person = streams(5, seed=3)
    chance = Streams.of_futures(1, 4, person)
    assert chance.uniform("person/sleep", 0).tolist() == person.uniform("person/sleep", 0).tolist() * 5
    assert chance.normal("person/sleep", 0).tolist() == person.normal("person/sleep", 0).tolist() * 5
    assert chance.uniform("night", 2).tolist() == streams(0, 1, 2, 3, 4, seed=1).uniform("night", 2).tolist()
    assert chance.uniform("night", 2)[0] == 0.5


def test_the_futures_of_a_typical_person_are_a_typical_persons() -> None:
    assert set(Streams.of_futures(1, 4, streams(REFERENCE_LANE, seed=3)).uniform("person/age", 0)) == {0.5}


def test_draws_are_uniform_over_lanes_and_over_occurrences() -> None:
    from scipy.stats import kstest

    lanes = Streams(7, np.arange(1, 20_001))
    days = np.array([streams(9, seed=7).uniform("night", day)[0] for day in range(4000)])
    # Seeded, so it either holds or does not; for a new seed each fails once in a thousand.
    assert kstest(lanes.uniform("night", 5), "uniform").pvalue > 0.001
    assert kstest(days, "uniform").pvalue > 0.001


def test_neighbours_are_not_alike() -> None:
    people = Streams(7, np.arange(1, 20_001))
    today, tomorrow, other = (people.normal(*which) for which in (("night", 1), ("night", 2), ("energy", 1)))
    # Four standard errors of a correlation.
    for one, two in ((today, tomorrow), (today, other), (today[1:], today[:-1])):
        assert abs(np.corrcoef(one, two)[0, 1]) < 4.0 / np.sqrt(20_000)


def test_normal_draws_have_mean_nothing_and_spread_one() -> None:
    drawn = Streams(3, np.arange(1, 20_001)).normal("x", 0)
    assert abs(drawn.mean()) < 4.0 / np.sqrt(20_000)
    assert abs(drawn.std() - 1.0) < 4.0 / np.sqrt(40_000)


def test_what_happens_is_as_frequent_as_its_probability() -> None:
    happened = Streams(3, np.arange(1, 20_001)).happens("x", 0, 0.3)
    assert abs(happened.mean() - 0.3) < 4.0 * np.sqrt(0.21 / 20_000)


def test_each_lane_may_have_a_probability_of_its_own() -> None:
    assert streams(1, 2).happens("x", 0, np.array([0.0, 1.0])).tolist() == [False, True]


def test_draws_stay_what_they_are() -> None:
    """Every recorded run rests on these numbers."""
    drawn = streams(0, 1, 2, 5, seed=1).uniform("night", 3)
    assert drawn.tolist() == [0.5, 0.1309070880000372, 0.966402553861397, 0.5861680445934672]
