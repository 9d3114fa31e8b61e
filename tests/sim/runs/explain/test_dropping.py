from __future__ import annotations

from typing import Any

import pytest

from models import observables
from sim.comparison.experiment import Run
from sim.events import Event, FellIll, GotInjured, NapTaken, RecoveryDone, RunCompleted, UnloadingBegan
from sim.fold import fold, until
from sim.runs.explain import Dropped, dropping, explain
from sim.runs.explain.dropping import WORDS


def without(one: Run, left_out: Event) -> float:
    """Fold a life without one event, percent of the end with it."""
    rest = [event for event in one.log if event is not left_out]
    body = until(one.values, fold(one.values, rest), one.end_days)
    return 100.0 * float((observables.legs_size(body) - observables.legs_size(one.body))[0])


@pytest.fixture(scope="module")
def dropped(two: Run, three: Run) -> tuple[Dropped, ...]:
    return explain(two.log, three.log).dropped


def test_dropping_an_event_matches_a_direct_fold(dropped: tuple[Dropped, ...], two: Run) -> None:
    points = {(one.time_days, one.kind): one.points for one in dropped if one.log == "first"}
    events = [event for event in two.log if event.kind in WORDS]
    assert {(event.time_days, event.kind) for event in events} == set(points)
    for event in events:
        assert points[event.time_days, event.kind] == pytest.approx(without(two, event), abs=1e-9)


def test_blocks_of_lanes_change_nothing(
    dropped: tuple[Dropped, ...], two: Run, three: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dropping, "MOST_LANES", 3)
    again = explain(two.log, three.log).dropped
    found = {(one.log, one.time_days, one.kind): one.points for one in again}
    assert found == pytest.approx({(one.log, one.time_days, one.kind): one.points for one in dropped}, abs=1e-9)


def test_what_mattered_most_is_told_first(dropped: tuple[Dropped, ...]) -> None:
    sizes = [abs(one.points) for one in dropped]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 0.01


def test_each_event_is_told_in_words(hand: Any) -> None:
    events = (
        hand.legs(0.5),
        RunCompleted(time_days=0.6, style="hard", minutes=45.0, distance_km=9.0),
        RecoveryDone(time_days=0.7, method="cold_immersion", minutes=12.0),
        NapTaken(time_days=1.6, hours=1.0),
        FellIll(time_days=4.0, severity=0.5),
        GotInjured(time_days=5.0, muscle="quadriceps", severity=0.5, cause="training"),
        UnloadingBegan(time_days=6.0, manner="bed_rest"),
    )
    dropped = explain(hand.log(), hand.log(*events)).dropped
    told = {one.words for one in dropped if one.log == "second"}
    assert told == {
        "session legs",
        "hard run",
        "cold immersion",
        "nap of 1.0 h",
        "illness",
        "injury of the quadriceps",
        "bed rest",
        "night of 8.0 h",
    }
    (cast,) = (one for one in dropped if one.words == "bed rest")
    assert cast.points > 1.0


def test_what_both_lived_is_not_dropped(hand: Any) -> None:
    first, second = hand.training(), [*hand.training()[:-1], hand.legs(17.5, sets=12)]
    dropped = explain(hand.log(*first), hand.log(*second)).dropped
    assert [(one.log, one.time_days) for one in dropped if one.kind == "session_performed"] == [
        ("second", 17.5),
        ("first", 17.5),
    ]
