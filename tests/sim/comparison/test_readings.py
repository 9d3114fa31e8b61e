from __future__ import annotations

import attrs
import numpy as np
import pytest

from models import observables
from models.parameters import Values, default_parameters
from models.state import Body
from sim.comparison.readings import Recorder, read_body, read_muscles
from sim.events import AthleteDescribed, SessionPerformed, SetPerformed
from sim.fold import land, start, until

P = default_parameters().values_of()


def bodies(lanes: int = 3) -> list[Body]:
    who = AthleteDescribed(
        time_days=0.0,
        sex="male",
        age_years=np.linspace(20.0, 60.0, lanes),
        body_mass_kg=80.0,
        body_fat_fraction=0.2,
        stature_cm=180.0,
    )
    body = land(P, start(lanes), who)
    done = SetPerformed("back_squat", 80.0, 8, 1.0)
    trained = land(P, body, SessionPerformed(time_days=2.0, session="legs", sets=(done,) * 4))
    return [body, trained, until(P, trained, 4.0)]


def recorded(p: Values = P, lanes: int = 3) -> Recorder:
    recorder = Recorder(p, 2.0)
    for body in bodies(lanes):
        recorder.observe(body)
    return recorder


def test_every_reading_has_one_number_for_each_lane() -> None:
    body = bodies()[-1]
    assert {values.shape for values in read_body(P, body).values()} == {(3,)}
    assert all(np.broadcast_shapes(values.shape, (3, 4)) == (3, 4) for values in read_muscles(P, body).values())


def test_a_trajectory_has_lanes_then_times_then_muscles() -> None:
    seen = recorded().trajectory()
    assert {values.shape for values in seen.per_muscle.values()} == {(3, 3, 4)}
    assert {values.shape for values in seen.whole.values()} == {(3, 3)}
    assert seen.times_days.tolist() == [0.0, 2.0, 4.0]
    assert seen.weeks.tolist() == pytest.approx([-2 / 7, 0.0, 2 / 7])
    assert seen.from_start.tolist() == [False, True, True]


def test_readings_are_those_of_the_moment() -> None:
    seen = recorded().trajectory()
    last = bodies()[-1]
    assert np.array_equal(seen.whole["legs_size"][:, 2], observables.legs_size(last))
    assert np.array_equal(seen.variable("soreness", "quadriceps")[:, 2], observables.soreness(P, last)[:, 0])
    assert np.array_equal(seen.whole["soreness"][:, 2], observables.soreness(P, last).max(axis=1))


def test_the_reference_athlete_can_be_left_out() -> None:
    whole, people = recorded().trajectory(), recorded().trajectory(without_first=True)
    assert np.array_equal(people.whole["readiness"], whole.whole["readiness"][1:])
    assert np.array_equal(people.per_muscle["size"], whole.per_muscle["size"][1:])


def test_observing_leaves_the_body_alone() -> None:
    body = bodies()[-1]
    digest = body.digest()
    Recorder(P, 0.0).observe(body)
    assert body.digest() == digest


def test_there_must_be_such_a_variable_or_muscle() -> None:
    seen = recorded().trajectory()
    for name, muscle, told in (("nothing", None, "nothing"), ("size", "biceps", "biceps"), ("sore", "calves", "sore")):
        with pytest.raises(KeyError, match=told):
            seen.variable(name, muscle)


def test_a_reading_is_a_copy_of_its_moment() -> None:
    seen = recorded()
    first = seen.trajectory().per_muscle["size"].copy()
    seen.observe(attrs.evolve(until(P, bodies()[-1], 30.0)))
    assert np.array_equal(seen.trajectory().per_muscle["size"][:, :3], first)
