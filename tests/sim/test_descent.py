"""Going downhill in lanes: exact where the loss is a parabola, never uphill, never through a wall."""

from __future__ import annotations

import numpy as np
import pytest

from sim.descent import Descent, Look, Terms, descend

TERMS = Terms(lower=-4.0, upper=4.0, passes=60, settled=1e-12)
BEND = np.array([[3.0, 1.0], [1.0, 2.0]])
LOWEST = np.array([[0.5, -1.0], [2.0, 3.0], [-6.0, 1.0]])


def parabolas(points: np.ndarray, lanes: np.ndarray, _before: Look | None) -> Look:
    away = points - LOWEST[lanes]
    loss = np.einsum("lc,cd,ld->l", away, BEND, away)
    return Look(loss, -away @ BEND, np.tile(BEND, (len(points), 1, 1)), {"z": points.copy()})


def rosenbrock(points: np.ndarray, _lanes: np.ndarray, _before: Look | None) -> Look:
    x, y = points.T
    residuals = np.stack([1.0 - x, 10.0 * (y - x**2)], axis=1)
    slopes = np.stack([np.stack([-np.ones_like(x), np.zeros_like(x)], 1), np.stack([-20.0 * x, 10.0 + 0.0 * y], 1)], 1)
    return Look(
        np.sum(residuals**2, axis=1),
        -np.einsum("lrc,lr->lc", slopes, residuals),
        np.einsum("lrc,lrd->lcd", slopes, slopes),
    )


def test_every_lane_finds_its_own_lowest_place() -> None:
    found = descend(parabolas, np.zeros((3, 2)), TERMS)
    assert found.points[:2] == pytest.approx(LOWEST[:2], abs=1e-6)
    assert found.look.loss[:2] == pytest.approx(np.zeros(2), abs=1e-10)
    assert (found.look.known["z"] == found.points).all()


def test_at_a_wall_the_other_coordinate_goes_on() -> None:
    found = descend(parabolas, np.zeros((3, 2)), TERMS)
    along = LOWEST[2, 1] - BEND[0, 1] * (-4.0 - LOWEST[2, 0]) / BEND[1, 1]
    assert found.points[2] == pytest.approx([-4.0, along], abs=1e-5)


@pytest.mark.parametrize("start", [[-1.2, 1.0], [2.0, 2.0], [0.0, 0.0]])
def test_a_bent_valley_is_followed_to_its_end(start: list[float]) -> None:
    found = descend(rosenbrock, np.array([start]), TERMS)
    assert found.points[0] == pytest.approx([1.0, 1.0], abs=1e-4)


def test_the_loss_never_rises_with_more_passes() -> None:
    def after(passes: int) -> Descent:
        terms = Terms(lower=-4.0, upper=4.0, passes=passes, settled=0.0)
        return descend(rosenbrock, np.array([[-1.2, 1.0]]), terms)

    losses = [float(after(passes).look.loss[0]) for passes in (1, 2, 4, 8, 16, 32)]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < 1e-3 * losses[0]


def test_what_is_known_of_the_start_is_not_looked_at_again() -> None:
    looked = []

    def survey(points: np.ndarray, lanes: np.ndarray, before: Look | None) -> Look:
        looked.append((len(points), before is None))
        return parabolas(points, lanes, before)

    here = parabolas(np.zeros((3, 2)), np.arange(3), None)
    found = descend(survey, np.zeros((3, 2)), Terms(lower=-4.0, upper=4.0, passes=2, settled=0.0), here)
    assert looked == [(3, False), (3, False)]
    assert found.passes == 2
    assert (here.loss == parabolas(np.zeros((3, 2)), np.arange(3), None).loss).all()


def test_a_lane_that_has_arrived_rests_while_others_go_on() -> None:
    looked = []

    def survey(points: np.ndarray, lanes: np.ndarray, before: Look | None) -> Look:
        looked.append(len(points))
        return parabolas(points, lanes, before)

    descend(survey, np.array([[0.5, -1.0], [-4.0, -4.0]]), Terms(lower=-4.0, upper=4.0, passes=30, settled=1e-9))
    assert looked[0] == 2
    assert looked[-1] == 1
    assert len(looked) < 30


def test_a_coordinate_that_changes_nothing_stays() -> None:
    def deaf(points: np.ndarray, _lanes: np.ndarray, _before: Look | None) -> Look:
        x = points[:, 0]
        downhill = np.stack([1.0 - x, 0.0 * x], axis=1)
        return Look((x - 1.0) ** 2, downhill, np.tile(np.diag([1.0, 0.0]), (len(points), 1, 1)))

    found = descend(deaf, np.array([[0.0, 2.5]]), TERMS)
    assert found.points[0] == pytest.approx([1.0, 2.5], abs=1e-6)


def test_progress_is_told_pass_by_pass() -> None:
    told: list[float] = []
    descend(rosenbrock, np.array([[-1.2, 1.0]]), Terms(lower=-4.0, upper=4.0, passes=4, settled=0.0), tell=told.append)
    assert told == [0.5, 0.75, 1.0]
