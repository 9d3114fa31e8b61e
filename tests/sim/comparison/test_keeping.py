from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.comparison.comparison import Comparison
from sim.comparison.experiment import compare
from sim.comparison.keeping import load_comparison, save_comparison
from sim.errors import InputError
from sim.scenario.reader import read_scenario

TEXT = """
schema: 1
title: A kept question
horizon_weeks: 3
history:
  - {weeks: 4, plan: some}
plans:
  some:
    week:
      - {day: tue, at: "18:00", session: [{exercise: back_squat, sets: 3, reps: 6-10}]}
      - {day: thu, at: "18:00", run: {style: easy, minutes: 20}}
strategies:
  some: {label: Some, plan: some}
  none: {label: None, plan: none}
compare: {athletes: 3, seed: 5}
"""


@pytest.fixture(scope="module")
def made() -> Comparison:
    return compare(read_scenario(TEXT, "kept"), keep_all_logs=True)


@pytest.fixture
def file(made: Comparison, tmp_path: Path) -> Path:
    return save_comparison(made, tmp_path / "kept.npz")


def test_a_loaded_comparison_says_the_same(made: Comparison, file: Path) -> None:
    loaded = load_comparison(file)
    assert repr(loaded.summary()) == repr(made.summary())  # nan where nothing applies
    assert loaded.curves() == made.curves()
    assert loaded.answer() == made.answer()
    assert repr(loaded) == repr(made)


def test_a_loaded_comparison_holds_the_same_bits(made: Comparison, file: Path) -> None:
    loaded = load_comparison(file)
    assert loaded.scenario == made.scenario
    for one, other in zip(loaded.arms, made.arms, strict=True):
        assert one.reference_log == other.reference_log
        assert one.people_logs == other.people_logs
        for name, values in other.trajectory.whole.items():
            assert np.array_equal(one.trajectory.whole[name], values, equal_nan=True)


def test_saving_twice_gives_the_same_bytes_inside(made: Comparison, file: Path, tmp_path: Path) -> None:
    again = save_comparison(load_comparison(file), tmp_path / "again.npz")
    with np.load(file) as first, np.load(again) as second:
        assert first.files == second.files
        assert all(first[name].tobytes() == second[name].tobytes() for name in first.files)


@pytest.mark.parametrize("spoil", [b"", b"not a comparison", None])
def test_what_is_no_saved_comparison_is_refused_in_one_line(spoil: bytes | None, file: Path) -> None:
    content = bytearray(file.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 64] = bytes(64)
    file.write_bytes(bytes(content) if spoil is None else spoil)
    with pytest.raises(InputError, match="expected a saved comparison") as raised:
        load_comparison(file)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        load_comparison(tmp_path / "nothing.npz")


def test_no_object_but_those_that_are_listed_is_built(file: Path, tmp_path: Path) -> None:
    with np.load(file) as stored:
        arrays = {name: stored[name] for name in stored.files}
    text = arrays["comparison.json"].tobytes().replace(b'"is": "Comparison"', b'"is": "Popen"')
    np.savez(tmp_path / "evil.npz", **(arrays | {"comparison.json": np.frombuffer(text, dtype=np.uint8)}))
    with pytest.raises(InputError, match="expected a saved comparison"):
        load_comparison(tmp_path / "evil.npz")
