from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.events import NightSlept
from sim.stores.sqlite import SqliteStore

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with ten nights of Ada and two of Bob."""
    path = tmp_path / "log.db"
    nights = [NightSlept(time_days=index + 0.3, hours=7.0 + index / 100) for index in range(10)]
    with SqliteStore(path) as store:
        store.append("ada", nights, 0)
        store.append("bob", nights[:2], 0)
    return path
