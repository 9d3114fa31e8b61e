from __future__ import annotations

import pytest

from tests.models.conftest import Lab


@pytest.fixture(scope="session")
def lab() -> Lab:
    return Lab()
