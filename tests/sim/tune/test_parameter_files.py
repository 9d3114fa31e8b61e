from __future__ import annotations

import tomllib
from importlib import resources

import attrs
import numpy as np
import pytest

from models.parameters import POSTERIOR, PRIOR, default_parameters, parse_parameters, posterior_draws
from sim.tune.parameter_files import draws_csv, with_values

TEXT = resources.files("models").joinpath("parameters.toml").read_text(encoding="utf-8")
SHIPPED = default_parameters()
FITTED = SHIPPED.drawn_from(POSTERIOR)
CALIBRATED = tuple(name for name in SHIPPED if SHIPPED[name].status == "calibrated")


def middle(name: str) -> float:
    return 0.5 * (SHIPPED[name].lower + SHIPPED[name].upper)


def test_only_the_named_tables_are_edited() -> None:
    names = FITTED[:2]
    before = tomllib.loads(TEXT)
    after = tomllib.loads(with_values(TEXT, dict.fromkeys(names, 0.5), dict.fromkeys(names, (0.4, 0.6))))
    assert list(after) == list(before)
    assert {name for name in after if after[name] != before[name]} == set(names)
    for name in names:
        assert after[name] == before[name] | {"value": 0.5, "status": "calibrated", "interval": [0.4, 0.6]}


def test_other_lines_and_comments_stay() -> None:
    name = FITTED[0]
    after = with_values(TEXT, {name: 0.5}, {name: (0.4, 0.6)}).splitlines()
    assert [line for line in TEXT.splitlines() if line.startswith("#")] == [
        line for line in after if line.startswith("#")
    ]
    assert len(set(TEXT.splitlines()) - set(after)) <= 3


def test_no_values_change_nothing() -> None:
    assert with_values(TEXT, {}, {}) == TEXT


def test_every_fitted_parameter_can_be_written_and_read_again() -> None:
    values = {name: middle(name) for name in FITTED}
    written = with_values(TEXT, values, {name: (0.99 * value, 1.01 * value) for name, value in values.items()})
    read = parse_parameters(written, "fitted")
    for name, value in values.items():
        assert read[name].value == pytest.approx(value, rel=1e-4)
        assert read[name].interval == pytest.approx((0.99 * value, 1.01 * value), rel=1e-4)
    rest = [name for name in SHIPPED if name not in FITTED]
    assert [read[name] for name in rest] == [SHIPPED[name] for name in rest]


def test_writing_twice_is_writing_once() -> None:
    name = FITTED[0]
    once = with_values(TEXT, {name: 0.5}, {name: (0.4, 0.6)})
    assert with_values(once, {name: 0.5}, {name: (0.4, 0.6)}) == once


def test_an_assumed_parameter_becomes_calibrated() -> None:
    table = (
        '[a]\nmeaning = "m"\nvalue = 1\nunit = "1"\nbounds = [0, 9]\nprior = {kind = "uniform"}\nstatus = "assumed"\n'
        'drawn_from = "posterior"\n'
    )
    found = parse_parameters(with_values(table + 'source = ["wall_2014"]\n', {"a": 2.123456}, {"a": (1, 3)}), "toy")
    assert attrs.asdict(found["a"]) | {"value": 2.1235, "interval": (1.0, 3.0), "status": "calibrated"} == attrs.asdict(
        found["a"]
    )


def test_a_parameter_that_is_not_identified_is_assumed_again() -> None:
    fitted = with_values(TEXT, {FITTED[0]: 0.5}, {FITTED[0]: (0.4, 0.6)})
    table = tomllib.loads(with_values(fitted, {FITTED[0]: 0.5}, {}))[FITTED[0]]
    assert table["status"] == "assumed"
    assert "interval" not in table


def test_draws_are_one_column_a_parameter() -> None:
    assert draws_csv({"a": np.array([1.0, 2.5]), "b": np.array([1 / 3, 4.0])}) == "a,b\n1,0.33333\n2.5,4\n"


def test_the_shipped_draws_are_of_the_fitted_parameters() -> None:
    assert set(posterior_draws()) == {*FITTED, *SHIPPED.drawn_from(PRIOR)}
    assert set(CALIBRATED) <= set(FITTED)
    assert len(CALIBRATED) >= 10


@pytest.mark.parametrize("name", CALIBRATED)
def test_a_shipped_value_lies_in_its_interval_and_nine_tenths_of_the_draws_do(name: str) -> None:
    low, high = SHIPPED[name].interval
    value, draws = SHIPPED[name].value, posterior_draws()[name]
    assert SHIPPED[name].lower <= low <= value <= high <= SHIPPED[name].upper
    # The interval is that of whole walks, the draws are where they ended: of two hundred, 5 % are 5 % give or take 1.5.
    assert np.mean(draws < low) == pytest.approx(0.05, abs=0.06)
    assert np.mean(draws > high) == pytest.approx(0.05, abs=0.06)


@pytest.mark.parametrize("name", FITTED)
def test_the_shipped_draws_lie_within_bounds(name: str) -> None:
    draws = posterior_draws()[name]
    assert draws.min() >= SHIPPED[name].lower
    assert draws.max() <= SHIPPED[name].upper
    assert np.std(draws) > 0.0
