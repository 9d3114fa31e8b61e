from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.parameters import POSTERIOR, PRIORS, Parameter, Prior, default_parameters
from sim.tune.transform import Space


def parameter(kind: str, name: str = "x") -> Parameter:
    return Parameter(
        name=name,
        value=0.4,
        unit="1",
        lower=0.05,
        upper=0.9,
        prior=Prior(kind, 0.4, 0.3),
        status="assumed",
        scope="body",
        meaning="a toy",
    )


@pytest.mark.parametrize("kind", PRIORS)
@given(share=st.floats(0.001, 0.999))
def test_values_come_back_from_their_point(kind: str, share: float) -> None:
    space, value = Space((parameter(kind),)), 0.05 + 0.85 * share
    assert space.values_of(space.z_of({"x": value})[None, :])["x"] == pytest.approx([value], rel=1e-9)


@pytest.mark.parametrize("kind", PRIORS)
@given(z=st.floats(-1e3, 1e3))
def test_values_stay_within_bounds_however_far_the_point(kind: str, z: float) -> None:
    (value,) = Space((parameter(kind),)).values_of(np.array([[z]]))["x"]
    assert 0.05 <= value <= 0.9


@pytest.mark.parametrize("kind", PRIORS)
@pytest.mark.parametrize("value", [0.05, 0.9])
def test_a_value_on_a_bound_has_a_finite_point(kind: str, value: float) -> None:
    assert np.isfinite(Space((parameter(kind),)).z_of({"x": value})).all()


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("lognormal", 0.4 * np.exp(0.3)), ("normal", 0.7), ("logitnormal", 1 / (1 + 1.5 * np.exp(-0.3)))],
)
def test_a_point_of_one_is_one_width_from_the_centre(kind: str, expected: float) -> None:
    found = Space((parameter(kind),)).values_of(np.array([[0.0], [1.0]]))["x"]
    assert found == pytest.approx([0.4, expected])


def test_lanes_and_the_order_of_names_are_kept() -> None:
    space = Space((parameter("normal", "b"), parameter("normal", "a")))
    found = space.values_of(np.array([[0.0, 1.0], [-1.0, 0.5]]))
    assert list(found) == ["b", "a"]
    assert found["b"] == pytest.approx([0.4, 0.1])
    assert found["a"] == pytest.approx([0.7, 0.55])


def test_the_shipped_free_parameters_come_back_from_their_point() -> None:
    shipped = default_parameters()
    space = Space.of(shipped, default_parameters().drawn_from(POSTERIOR))
    values = {name: shipped[name].value for name in default_parameters().drawn_from(POSTERIOR)}
    found = space.values_of(space.z_of(values)[None, :])
    assert {name: float(value[0]) for name, value in found.items()} == pytest.approx(values)
