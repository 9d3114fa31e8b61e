from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.mechanisms import MECHANISMS
from sim.comparison.experiment import Run
from sim.events import Event, FellIll, NightSlept, RecoveryDone, RunCompleted, StressFelt, UnloadingBegan
from sim.runs.explain import Explanation, explain
from sim.runs.explain import mechanisms as sharing


def parts(found: Explanation) -> dict[str, float]:
    return {part.name: part.points for part in found.parts}


def running(days: tuple[float, ...]) -> list[Event]:
    return [RunCompleted(time_days=day, style="moderate", minutes=45.0, distance_km=8.0) for day in days]


@pytest.fixture(scope="module")
def found(two: Run, three: Run) -> Explanation:
    return explain(two.log, three.log)


def test_the_parts_add_up_to_the_difference(found: Explanation) -> None:
    assert len(found.parts) >= 4
    assert abs(found.difference) > 0.01
    assert sum(part.points for part in found.parts) == pytest.approx(found.difference, abs=1e-9)


def test_the_largest_part_is_told_first(found: Explanation) -> None:
    sizes = [abs(part.points) for part in found.parts]
    assert sizes == sorted(sizes, reverse=True)


def test_the_training_has_a_part_of_its_own(found: Explanation) -> None:
    assert "training" in parts(found)


def test_explaining_the_other_way_round_turns_every_sign(found: Explanation, two: Run, three: Run) -> None:
    turned = {name: -points for name, points in parts(found).items()}
    assert parts(explain(three.log, two.log)) == pytest.approx(turned, abs=1e-9)


PLANTED = {
    "interference": lambda hand: (hand.training(), [*hand.training(), *running((0.6, 3.6, 7.6, 10.6, 14.6, 17.6))]),
    "sleep": lambda hand: ([*hand.training(), *hand.nights(8.0)], [*hand.training(), *hand.nights(5.0)]),
    "protein": lambda hand: ([*hand.training(), *hand.days_of_food()], [*hand.training(), *hand.days_of_food(8.0)]),
    "energy": lambda hand: (
        [*hand.training(), *hand.days_of_food()],
        [*hand.training(), *hand.days_of_food(energy_kcal=1800.0)],
    ),
    "stress": lambda hand: (
        [*hand.training(), *hand.nights(8.0)],
        [*hand.training(), *hand.nights(8.0), StressFelt(time_days=0.1, level=1.0)],
    ),
    "illness": lambda hand: (hand.training(), [*hand.training(), FellIll(time_days=3.6, severity=1.0)]),
    "disuse": lambda hand: (
        hand.training((0.5, 3.5)),
        [*hand.training((0.5, 3.5)), UnloadingBegan(time_days=5.0, manner="cast")],
    ),
    "recovery_methods": lambda hand: (
        hand.training(),
        [*hand.training(), *(RecoveryDone(time_days=day, method="cold_immersion", minutes=15.0) for day in (0.6, 3.6))],
    ),
    "session_saturation": lambda hand: (hand.training(sets=6), hand.training((0.5, 7.5, 14.5), sets=12)),
    "effort": lambda hand: (hand.training(reps=8.0), hand.training(reps=2.0)),
}


@pytest.mark.parametrize("mechanism", PLANTED)
def test_a_planted_difference_is_its_mechanisms(hand: Any, mechanism: str) -> None:
    first, second = PLANTED[mechanism](hand)
    found = explain(hand.log(*first), hand.log(*second))
    shares = {part.name: abs(part.points) for part in found.parts if part.name != "training"}
    assert found.difference < -0.01
    assert max(shares, key=shares.__getitem__) == mechanism
    assert parts(found)[mechanism] < 0.5 * found.difference


@pytest.mark.parametrize("mechanism", ["sleep", "protein", "stress", "disuse", "interference"])
def test_equal_training_has_no_part(hand: Any, mechanism: str) -> None:
    first, second = PLANTED[mechanism](hand)
    found = parts(explain(hand.log(*first), hand.log(*second)))
    # A run sprints no sets and a short night lifts nothing: only chance rounding is left.
    assert found["training"] == pytest.approx(0.0, abs=1e-9)


def test_more_sets_are_training(hand: Any) -> None:
    found = explain(hand.log(*hand.training(sets=2)), hand.log(*hand.training(sets=4)))
    assert found.parts[0].name == "training"


def test_a_mechanism_that_nobody_feels_has_no_part(hand: Any) -> None:
    first, second = hand.training(), hand.training(sets=8)
    assert {"interference", "disuse", "recovery_methods", "illness"}.isdisjoint(
        parts(explain(hand.log(*first), hand.log(*second)))
    )


def test_skill_has_no_part_in_size_and_one_in_strength(hand: Any) -> None:
    light, heavy = hand.log(*hand.training(reps=20.0)), hand.log(*hand.training(reps=5.0))
    assert "skill" not in parts(explain(light, heavy))
    found = explain(light, heavy, outcome="back_squat")
    assert parts(found)["skill"] > 0.5 * found.difference > 0.0


def test_those_felt_least_are_merged_and_named(two: Run, three: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "MOST_PLAYERS", 3)
    found = explain(two.log, three.log)
    (others,) = (part for part in found.parts if part.name == "others")
    assert len(found.parts) == 4
    words = {one.words for one in MECHANISMS.values()}
    assert len(others.held.split(", ")) > 3
    assert set(others.held.split(", ")) < words
    assert sum(part.points for part in found.parts) == pytest.approx(found.difference, abs=1e-9)


def test_merging_leaves_the_shares_of_the_others_nearly_alone(found: Explanation, two: Run, three: Run) -> None:
    whole = sharing.SLIGHT_SHARE
    sharing.SLIGHT_SHARE = 0.0
    try:
        single = parts(explain(two.log, three.log))
    finally:
        sharing.SLIGHT_SHARE = whole
    for name, points in parts(found).items():
        if name in single:
            assert points == pytest.approx(single[name], abs=0.01 * abs(found.difference))


moments = st.floats(0.1, 20.9).map(lambda day: round(day, 2))


@st.composite
def lives(draw: st.DrawFn, hand: Any) -> list[Event]:
    """Draw what happened in three weeks."""
    found = [hand.legs(day, draw(st.integers(1, 10))) for day in draw(st.lists(moments, max_size=3))]
    found += running(tuple(draw(st.lists(moments, max_size=2))))
    found += [
        NightSlept(time_days=day, hours=draw(st.floats(0.0, 10.0))) for day in draw(st.lists(moments, max_size=3))
    ]
    found += [FellIll(time_days=day, severity=0.5) for day in draw(st.lists(moments, max_size=1))]
    return found


@settings(max_examples=12)
@given(st.data())
def test_whatever_happened_the_parts_add_up_and_turn_round(hand: Any, data: st.DataObject) -> None:
    first, second = (hand.log(*data.draw(lives(hand))) for _ in range(2))
    there, back = explain(first, second), explain(second, first)
    assert sum(part.points for part in there.parts) == pytest.approx(there.difference, abs=1e-9)
    assert parts(back) == pytest.approx({name: -points for name, points in parts(there).items()}, abs=1e-9)
