from __future__ import annotations

from pathlib import Path

import pytest

from models.words import hint
from sim.errors import InputError
from sim.scenario import shipped
from sim.scenario.vocabulary import Vocabulary, shown


def test_a_source_tree_keeps_its_scenarios_beside_sim() -> None:
    assert shipped.scenario_folder() == Path(shipped.__file__).parents[2] / "scenarios"


def test_an_installed_package_holds_its_scenarios(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "sim" / "shipped_scenarios"
    (folder / "library").mkdir(parents=True)
    (folder / "question.yaml").touch()
    (folder / "library" / "legs.yaml").touch()
    monkeypatch.setattr(shipped, "__file__", str(tmp_path / "sim" / "scenario" / "shipped.py"))
    assert shipped.shipped_scenarios() == {"question": folder / "question.yaml"}
    assert shipped.library_plan_path("legs") == folder / "library" / "legs.yaml"


def test_shipped_scenarios_are_the_files_at_the_top() -> None:
    scenarios = shipped.shipped_scenarios()
    assert "split_vs_single_leg_day" in scenarios
    assert all(path.is_file() and path.stem == name for name, path in scenarios.items())


def test_a_library_plan_is_found_with_and_without_its_prefix() -> None:
    assert shipped.library_plan_path("two_leg_days") == shipped.library_plan_path("library/two_leg_days")


@pytest.mark.parametrize("name", ["../split_vs_single_leg_day", "library/../../x", "/etc/hostname", ""])
def test_a_library_name_never_leaves_the_library(name: str) -> None:
    with pytest.raises(InputError, match="expected a plan in the library"):
        shipped.library_plan_path(name)


def test_an_unknown_library_plan_is_told_with_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'two_leg_days'"):
        shipped.library_plan_path("two_leg_day")


def test_the_shipped_vocabulary_holds_the_catalogues() -> None:
    words = Vocabulary.shipped()
    assert "back_squat" in words.exercises
    assert "easy" in words.run_styles
    assert "walking" in words.methods
    assert "legs_size" in words.outcomes
    assert all(lower <= upper for lower, upper in words.parameters.values())


def test_a_hint_names_the_nearest_word_or_a_few_that_are_known() -> None:
    assert hint("back_sqat", ["back_squat", "leg_press"]) == "; did you mean 'back_squat'?"
    assert hint("jogging", ["easy", "hard"]) == "; expected one of easy, hard"
    assert hint("x" * 1_000_000, [str(index) for index in range(50)]) == ""


def test_a_value_is_shown_short_and_on_one_line() -> None:
    assert shown("a\nb") == r"'a\nb'"
    assert [shown(value) for value in (None, True, 3, 2.5)] == ["null", "true", "3", "2.5"]
    assert len(shown("x" * 1_000)) == 60
