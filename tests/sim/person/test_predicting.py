"""The fold asked before every set: under the parameters that a log was lived with nothing is left over."""

from __future__ import annotations

import numpy as np
import pytest

from models.parameters import default_parameters
from sim.events import Event, SessionPerformed, StreamStarted
from sim.person.lifts import Lift
from sim.person.predicting import Predicted, predict
from sim.runs.replay import state_at

Log = tuple[Event, ...]
EXERCISES = ("back_squat", "leg_press")


def every_set(log: Log) -> list[Lift]:
    return [
        Lift(position, number, event.time_days, done, error=0.05, estimated=False)
        for position, event in enumerate(log)
        if isinstance(event, SessionPerformed)
        for number, done in enumerate(event.sets)
    ]


def own_values(log: Log) -> dict[str, float]:
    assert isinstance(log[0], StreamStarted)
    return dict(log[0].parameters)


def predicted(log: Log, responders: tuple[float, ...] = (1.0,)) -> Predicted:
    own = default_parameters().replace(own_values(log))
    lanes = {"responder": np.array([own["responder"].value * one for one in responders])}
    times = np.arange(0.0, 56.0, 7.0)
    return predict(own.values_of(lanes), len(responders), log, every_set(log), EXERCISES, times)


@pytest.fixture(scope="module")
def own(novice_log: Log) -> Predicted:
    return predicted(novice_log)


def test_every_set_implies_what_its_own_body_could_lift_then(own: Predicted) -> None:
    # Reserves are recorded to a tenth of a repetition.
    assert np.abs(own.gaps).max() < 0.002


def test_rested_maxima_are_those_of_the_state_at_that_moment(own: Predicted, novice_log: Log) -> None:
    from sim.comparison.readings import read_body

    again = state_at(novice_log, float(own.times_days[3]))
    squat_kg = read_body(again.values, again.body)["squat_one_rm_kg"]
    assert np.exp(own.rested[0, 3]) == pytest.approx(squat_kg, rel=1e-9)


def test_a_lane_is_the_same_whatever_other_lanes_there_are(own: Predicted, novice_log: Log) -> None:
    many = predicted(novice_log, (0.5, 1.0, 2.0))
    assert many.gaps[:, 1] == pytest.approx(own.gaps[:, 0], abs=1e-12)
    assert many.rested[:, :, 1] == pytest.approx(own.rested[:, :, 0], abs=1e-12)


def test_a_strong_responder_is_predicted_to_lift_more_at_the_end(novice_log: Log) -> None:
    many = predicted(novice_log, (0.5, 2.0))
    assert (many.rested[:, -1, 1] > many.rested[:, -1, 0]).all()
    assert many.gaps[-1, 1] < many.gaps[-1, 0]
