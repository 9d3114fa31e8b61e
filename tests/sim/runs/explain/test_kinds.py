from __future__ import annotations

from itertools import combinations
from math import factorial

import pytest

from models import observables
from sim.comparison.experiment import Run
from sim.events import SessionPerformed, type_of_event
from sim.fold import fold, until
from sim.runs.explain import Explanation, explain
from sim.runs.explain.kinds import KIND_OF


@pytest.fixture(scope="module")
def found(two: Run, three: Run) -> Explanation:
    return explain(two.log, three.log, by="events")


def test_the_parts_add_up_to_the_difference(found: Explanation) -> None:
    assert len(found.parts) >= 3
    assert sum(part.points for part in found.parts) == pytest.approx(found.difference, abs=1e-9)


def test_explaining_the_other_way_round_turns_every_sign(found: Explanation, two: Run, three: Run) -> None:
    back = {part.name: part.points for part in explain(three.log, two.log, by="events").parts}
    assert back == pytest.approx({part.name: -part.points for part in found.parts}, abs=1e-9)


def test_lanes_of_one_fold_are_folds_of_the_mixtures(found: Explanation, two: Run, three: Run) -> None:
    kinds = [part.name for part in found.parts]

    def ended(chosen: frozenset[str]) -> float:
        mixed = [event for event in two.log[1:] if KIND_OF.get(event.kind) not in chosen]
        mixed += [event for event in three.log[1:] if KIND_OF.get(event.kind) in chosen]
        body = fold(two.values, sorted(mixed, key=lambda event: event.time_days))
        return 100.0 * float(observables.legs_size(until(two.values, body, two.end_days))[0])

    many = len(kinds)
    for part in found.parts:
        others = [kind for kind in kinds if kind != part.name]
        points = sum(
            factorial(size)
            * factorial(many - size - 1)
            / factorial(many)
            * (ended(frozenset(chosen) | {part.name}) - ended(frozenset(chosen)))
            for size in range(many)
            for chosen in combinations(others, size)
        )
        assert part.points == pytest.approx(points, abs=1e-9)


def test_one_differing_kind_has_the_whole_difference(two: Run) -> None:
    without = tuple(event for event in two.log if not isinstance(event, SessionPerformed))
    found = explain(two.log, without, by="events")
    assert [part.name for part in found.parts] == ["training"]
    assert found.parts[0].points == pytest.approx(found.difference, abs=1e-9)


def test_every_kind_that_moves_the_body_has_a_part() -> None:
    markers = {"stream_started", "athlete_described", "phase_began", "phase_ended", "session_missed", "note_made"}
    assert set(type_of_event) - markers - {"import_began", "import_undone"} == set(KIND_OF)
