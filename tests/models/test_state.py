"""The layout of the state: lanes come apart and go together, and a digest sees every bit."""

from __future__ import annotations

import inspect
from typing import Any

import attrs
import numpy as np
import pytest

from models.body import advance
from models.parameters import Values
from models.state import MUSCLE_FIELDS, Body


def test_every_field_is_told_in_the_docstring() -> None:
    told = inspect.getdoc(Body) or ""
    for field in attrs.fields(Body):
        assert f"\n    {field.name}: " in told, field.name


def test_the_muscles_fields_are_fields_of_the_body() -> None:
    assert set(MUSCLE_FIELDS) < {field.name for field in attrs.fields(Body)}


def test_a_lane_is_a_cohort_of_one(lab: Any) -> None:
    body = lab.random_body(np.random.default_rng(1), 5)
    alone = body.lane(3)
    assert alone.lanes == 1
    assert alone.time_days == body.time_days
    for field in lab.fields():
        assert np.array_equal(getattr(alone, field.name)[0], getattr(body, field.name)[3]), field.name


def test_a_changed_body_leaves_the_old_one_and_its_other_fields(lab: Any) -> None:
    body = lab.random_body(np.random.default_rng(1), 2)
    fast = np.full((2, 4), 0.25)
    other = body.changed({"fast": fast})
    assert other.fast is fast
    assert body.fast is not fast
    assert other.slow is body.slow


def test_a_field_that_does_not_exist_cannot_be_changed(lab: Any) -> None:
    with pytest.raises(TypeError, match="muscularity"):
        lab.random_body(np.random.default_rng(1), 1).changed({"muscularity": np.ones(1)})


def test_size_is_what_was_built_less_what_was_lost_of_what_a_deficit_left(lab: Any) -> None:
    body = lab.random_body(np.random.default_rng(1), 3)
    expected = (1.0 + body.fast + body.slow - body.lost) * (1.0 - body.wasted[:, None])
    np.testing.assert_allclose(body.size, expected, rtol=1e-14)


def test_a_body_cannot_be_changed_in_place(lab: Any) -> None:
    body = lab.random_body(np.random.default_rng(1), 1)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        body.fast = np.ones((1, 4))


def test_the_digest_sees_one_bit_of_any_field_and_the_moment(lab: Any, p: Values) -> None:
    body = lab.random_body(np.random.default_rng(1), 2)
    digests = {body.digest(), attrs.evolve(body, time_days=1e-9).digest(), advance(p, body, 1.0).digest()}
    for field in lab.fields():
        changed = getattr(body, field.name).copy()
        changed.flat[-1] = np.nextafter(changed.flat[-1], np.inf)
        digests.add(body.changed({field.name: changed}).digest())
    assert len(digests) == 3 + len(lab.fields())


def test_equal_states_have_equal_digests(lab: Any) -> None:
    one, other = (lab.random_body(np.random.default_rng(6), 2) for _ in range(2))
    assert one.digest() == other.digest()
