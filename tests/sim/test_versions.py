from __future__ import annotations

from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

from sim import versions


def tree(folder: Path, **files: str) -> Path:
    folder.mkdir()
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


def test_versions_tell_of_all_that_computes() -> None:
    told = versions.versions()
    assert set(told) == {"regain", "body", "world", "numpy", "simpy"}
    assert told["numpy"] == np.__version__
    assert told["body"] != told["world"]


def test_a_changed_source_is_another_version(tmp_path: Path) -> None:
    one = versions._source_digest(tree(tmp_path / "a", x__py="1", y__toml="2"))
    same = versions._source_digest(tree(tmp_path / "b", x__py="1", y__toml="2"))
    other = versions._source_digest(tree(tmp_path / "c", x__py="1", y__toml="3"))
    renamed = versions._source_digest(tree(tmp_path / "d", z__py="1", y__toml="2"))
    assert one == same
    assert len({one, other, renamed}) == 3


def test_what_does_not_compute_does_not_count(tmp_path: Path) -> None:
    plain = versions._source_digest(tree(tmp_path / "a", x__py="1"))
    noted = tree(tmp_path / "b", x__py="1", notes__txt="later", x__pyc="cache")
    (noted / "__pycache__").mkdir()
    assert versions._source_digest(noted) == plain


def test_a_tree_that_is_not_installed_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    assert versions.regain_version() == "unknown"
