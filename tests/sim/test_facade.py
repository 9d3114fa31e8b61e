"""What ``import sim`` offers, and that whatever it returns says itself."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
import pytest

import sim
from sim.errors import InputError, UnknownNameError
from sim.results import MOST_LINES, Result

QUESTION = {
    "schema": 1,
    "title": "Two <b>short</b> plans",
    "horizon_weeks": 2,
    "history": [{"weeks": 3, "plan": "library/two_leg_days"}],
    "strategies": {"some": {"plan": "library/two_leg_days"}, "none": {"plan": "none"}},
    "compare": {"athletes": 3, "seed": 8},
}
PAGE = Path(sim.__file__).parents[1] / "docs" / "python.md"


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    scenario = sim.scenario_from_dict(QUESTION, "short")
    some, none = (sim.run(scenario, name) for name in ("some", "none"))
    compared = sim.compare(scenario)
    return {
        "Comparison": compared,
        "Run": some,
        "Replay": sim.replay(some.log),
        "Trajectory": some.trajectory(),
        "Explanation": sim.explain(none.log, some.log),
        "futures": sim.futures(some.log, at_days=21.0, scenario=scenario, lanes=2, seed=1),
    }


def test_the_package_shows_what_is_meant_to_be_used_and_nothing_else() -> None:
    assert set(dir(sim)) == {*sim.__all__, "__version__"}
    assert [name for name in sim.__all__ if not callable(getattr(sim, name))] == []
    assert [name for name in sim.__all__ if not getattr(sim, name).__doc__] == []


def test_everything_it_shows_is_shown_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in sim.__all__ if name not in text] == []


def test_importing_it_is_quick_and_needs_no_numpy() -> None:
    seen = "import sim, sys; sim.__all__; dir(sim); print(sorted({'numpy', 'scipy', 'attrs'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True, cwd=PAGE.parents[1])
    assert done.stdout.strip() == "[]"


def test_a_name_that_it_lacks_names_the_nearest() -> None:
    with pytest.raises(AttributeError, match="did you mean 'compare'"):
        sim.compre  # noqa: B018


def test_every_result_says_itself_in_a_few_lines(results: dict[str, Any]) -> None:
    for name, result in results.items():
        lines = repr(result).splitlines()
        assert 1 <= len(lines) <= MOST_LINES, name
        assert max(map(len, lines)) < 120, name


def test_every_result_leaves_as_json_with_its_words(results: dict[str, Any]) -> None:
    for name, result in results.items():
        told = json.loads(result.to_json())
        assert told["words"], name
        assert len(told["rows"]) == len(result.rows()), name


def test_every_result_leaves_as_a_table(results: dict[str, Any]) -> None:
    pytest.importorskip("pandas")
    for name, result in results.items():
        assert result.to_dataframe().shape == (len(result.rows()), len(result.rows()[0])), name


def test_a_notebook_shows_words_table_and_picture_and_no_markup_of_others(results: dict[str, Any]) -> None:
    shown = results["Comparison"]._repr_mimebundle_()
    assert "<svg" in shown["text/html"]
    assert "<table>" in shown["text/html"]
    assert "&lt;b&gt;short" in shown["text/html"]
    assert "<b>" not in shown["text/html"]
    assert "<svg" not in results["Run"]._repr_mimebundle_()["text/html"]


def test_every_class_of_results_keeps_the_short_form() -> None:
    def below(kind: type) -> list[type]:
        return [one for child in kind.__subclasses__() for one in (child, *below(child))]

    assert [kind.__name__ for kind in below(Result) if attrs.has(kind) and kind.__repr__ is not Result.__repr__] == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"athletes": 0}, "athletes must be between 1"),
        ({"athletes": 2.5}, "athletes must be a whole number, found '2.5'"),
        ({"athletes": True}, "athletes must be between"),
        ({"seed": -1}, "seed must be between 0"),
        ({"seed": "x"}, "seed must be a whole number"),
    ],
)
def test_counts_that_are_none_are_refused(given: dict[str, Any], told: str, results: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=told):
        sim.compare(results["Comparison"].scenario, **given)


def test_unknown_names_are_told_with_the_nearest(results: dict[str, Any]) -> None:
    compared = results["Comparison"]
    for ask, told in (
        (lambda: compared.arm("sme"), "unknown strategy 'sme'; did you mean 'some'"),
        (lambda: sim.run(compared.scenario, "nne"), "did you mean 'none'"),
        (lambda: compared.trajectory("some").variable("size", "calvs"), "did you mean 'calves'"),
        (lambda: compared.trajectory("some").variable("leg_size"), "did you mean 'legs_size'"),
        (lambda: compared.arm("some").outcome("size_change", "legs"), "did you mean"),
        (lambda: sim.load_scenario("bed_rst"), "did you mean 'bed_rest'"),
    ):
        with pytest.raises(InputError, match=told):
            ask()
    assert issubclass(UnknownNameError, KeyError)


def test_parameters_come_from_a_file_or_ship(tmp_path: Path) -> None:
    shipped = sim.load_parameters()
    text = (Path(sim.__file__).parents[1] / "models" / "parameters.toml").read_text(encoding="utf-8")
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    assert dict(sim.load_parameters(file)) == dict(shipped)
    for spoilt, told in (
        (text.replace("[tau_signal_days]", "[tau_signl_days]"), "did you mean 'tau_signal_days'"),
        ("x = ", "mine.toml"),
    ):
        file.write_text(spoilt, encoding="utf-8")
        with pytest.raises(InputError, match=told):
            sim.load_parameters(file)
