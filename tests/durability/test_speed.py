"""How fast the log has to be. Each figure is a median; on a busy machine the best of three counts."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

import pytest

from tests.bench.bench_log import events_per_second, state_of_ten_years

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


def test_a_hundred_thousand_events_a_second_are_appended_and_read(tmp_path: Path) -> None:
    rounds = [events_per_second(tmp_path) for _ in range(3)]
    best = {what: max(one[what] for one in rounds) for what in rounds[0]}
    assert {what: rate for what, rate in best.items() if rate < 100_000.0} == {}


def test_a_state_at_any_moment_of_ten_years_takes_at_most_fifty_milliseconds(tmp_path: Path) -> None:
    found = state_of_ten_years(tmp_path)
    assert median(found.warm_ms) <= 50.0
