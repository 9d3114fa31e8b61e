"""What people do is told by parameters, like what their bodies do: the world's code holds units and clock times."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

WORLD = Path(__file__).resolve().parents[2] / "sim" / "world"
PLAIN = {0.0, 0.5, 1.0, 2.0}
UNITS = {"minutes of an hour": 60.0, "hours of a day": 24.0, "days of a year": 365.25, "the unit of hazards": 1000.0}
CLOCK = {"ILL_FROM_HOUR", "LAST_MEAL_HOUR", "NAP_HOUR"}
"""Names of the moments at which a thing that happens some time that day is told."""
DECIMALS = "round"
"""How finely a number is rounded is no quantity."""


def numbers_in(source: str) -> Iterator[float]:
    """Find the numbers of a module, but for clock times and decimals."""
    pending: list[ast.AST] = [ast.parse(source)]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Assign) and {ast.unparse(target) for target in node.targets} <= CLOCK:
            continue
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(DECIMALS):
            pending.append(node.args[0])
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
            yield float(node.value)
        pending += ast.iter_child_nodes(node)


@pytest.mark.parametrize("path", sorted(WORLD.glob("*.py")), ids=lambda path: path.name)
def test_no_number_of_behaviour_stands_in_the_world(path: Path) -> None:
    assert set(numbers_in(path.read_text(encoding="utf-8"))) <= PLAIN | set(UNITS.values())


def test_the_search_finds_a_number_and_spares_a_clock_time() -> None:
    assert set(numbers_in("WARM_UP_MIN = 5.0\nNAP_HOUR = 14.0\nx = np.round(0.3 * y, 4)")) == {5.0, 0.3}
