from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

import sim.comparison.checkpoints
import sim.runs.snapshots
from models.parameters import default_parameters
from sim import versions
from sim.comparison.checkpoints import Checkpoints
from sim.scenario.reader import load_scenario

ROOT = Path(versions.__file__).parents[1]
QUESTION = load_scenario("split_vs_single_leg_day")


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
    one = versions.digest_of(tree(tmp_path / "a", x__py="1", y__toml="2"))
    same = versions.digest_of(tree(tmp_path / "b", x__py="1", y__toml="2"))
    other = versions.digest_of(tree(tmp_path / "c", x__py="1", y__toml="3"))
    renamed = versions.digest_of(tree(tmp_path / "d", z__py="1", y__toml="2"))
    assert one == same
    assert len({one, other, renamed}) == 3


def test_what_does_not_compute_does_not_count(tmp_path: Path) -> None:
    plain = versions.digest_of(tree(tmp_path / "a", x__py="1"))
    noted = tree(tmp_path / "b", x__py="1", notes__txt="later", x__pyc="cache")
    (noted / "__pycache__").mkdir()
    assert versions.digest_of(noted) == plain


def changed_by_one(file: Path) -> Iterator[None]:
    """Let a file end in another line for a while."""
    content = file.read_bytes()
    file.write_bytes(content + b"# another line\n")
    yield
    file.write_bytes(content)


def keys(told: dict[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return what a result says of its software, and under which keys parts and snapshots of it are kept."""
    known = versions.versions() | told
    with monkeypatch.context() as patched:
        patched.setattr(sim.comparison.checkpoints, "versions", lambda: known)
        patched.setattr(sim.runs.snapshots, "versions", lambda: known)
        job = Checkpoints(folder).job(QUESTION, 4, 3, default_parameters(), {}, 1)
        kept = sim.runs.snapshots._Cache.of(folder, "0" * 64, default_parameters())
    return {"told": repr(known), "checkpoint": str(job.folder), "snapshot": str(kept.file)}


def test_every_file_that_can_change_a_number_changes_all_that_rests_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("models", "sim"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    before = keys(versions.code_of(tmp_path / "models", tmp_path / "sim"), tmp_path, monkeypatch)
    files = [
        path
        for name in ("models", "sim")
        for path in sorted((tmp_path / name).rglob("*"))
        if path.suffix in versions.HASHED and path.relative_to(tmp_path).parts[1] not in versions.WITHOUT_NUMBERS
    ]
    assert len(files) > 150
    for file in files:
        for _ in changed_by_one(file):
            after = keys(versions.code_of(tmp_path / "models", tmp_path / "sim"), tmp_path, monkeypatch)
        unchanged = [what for what, key in after.items() if key == before[what]]
        assert not unchanged, f"{file.relative_to(tmp_path)} changes no {', '.join(unchanged)}"
    assert keys(versions.code_of(tmp_path / "models", tmp_path / "sim"), tmp_path, monkeypatch) == before


@pytest.mark.parametrize("name", ["report/page.py", "cli/app.py"])
def test_what_only_shows_results_changes_nothing(name: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    before = versions.code_of(ROOT / "models", tmp_path / "sim")
    (tmp_path / "sim" / name).write_text("", encoding="utf-8")
    assert versions.code_of(ROOT / "models", tmp_path / "sim") == before


def test_a_tree_that_is_not_installed_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    assert versions.regain_version() == "unknown"
