"""What is installed is what lies here, and the lock holds all of it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = "sim.shipped_scenarios"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = ("linux", "darwin")


@cache
def pyproject() -> dict[str, Any]:
    """Read what the project says of itself."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def folder_of(package: str) -> Path:
    """Return where the files of a package lie."""
    mapped = pyproject()["tool"]["setuptools"]["package-dir"].get(package)
    return ROOT / (mapped or package.replace(".", "/"))


def locked() -> dict[str, tuple[Requirement, int]]:
    """Return every pinned requirement by name, with the number of its hashes."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    pins = [line.partition("--hash=") for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    return {
        canonicalize_name((pin := Requirement(before)).name): (pin, f"{mark}{after}".count("--hash=sha256:"))
        for before, mark, after in pins
    }


def declared() -> list[Requirement]:
    """Return what the project and its extras require, apart from the project itself."""
    project = pyproject()["project"]
    texts = [*project["dependencies"], *(text for extra in project["optional-dependencies"].values() for text in extra)]
    requirements = [Requirement(text) for text in texts]
    return [requirement for requirement in requirements if requirement.name != project["name"]]


def test_every_package_on_disk_is_named_and_none_besides() -> None:
    on_disk = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for top in ("models", "sim")
        for path in (ROOT / top).rglob("*.py")
    }
    assert on_disk | {SCENARIOS} == set(pyproject()["tool"]["setuptools"]["packages"])


def test_every_package_says_what_it_is() -> None:
    packages = set(pyproject()["tool"]["setuptools"]["packages"]) - {SCENARIOS}
    assert [package for package in sorted(packages) if not (folder_of(package) / "__init__.py").is_file()] == []


def test_every_data_file_travels_with_its_package() -> None:
    data = pyproject()["tool"]["setuptools"]["package-data"]
    travelling = {path for package, globs in data.items() for glob in globs for path in folder_of(package).glob(glob)}
    files = {
        path
        for folder in ("models", "sim", "scenarios")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix not in {".md", ".py", ".pyc"} and not path.name.startswith(".")
    }
    assert files - travelling == set()


def test_the_lock_pins_everything_that_is_required() -> None:
    pins = locked()
    for requirement in declared():
        pin, _ = pins[canonicalize_name(requirement.name)]
        version = str(pin.specifier).removeprefix("==")
        assert requirement.specifier.contains(version), f"{requirement} is locked as {pin}"


def test_the_lock_has_hashes_for_every_pin() -> None:
    assert [name for name, (pin, hashes) in locked().items() if not hashes or str(pin.specifier)[:2] != "=="] == []


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_leaves_out_no_requirement_of_a_supported_python(python: str, platform: str) -> None:
    environment = {
        **default_environment(),
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": platform,
        "platform_python_implementation": "CPython",
    }
    pins = locked()
    for requirement in declared():
        pin, _ = pins[canonicalize_name(requirement.name)]
        assert pin.marker is None or pin.marker.evaluate(environment), f"{pin} on Python {python}, {platform}"


def test_the_lock_names_no_place_to_download_from() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"://|^-|^--", text, flags=re.MULTILINE)


def test_the_changelog_speaks_of_the_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert pyproject()["project"]["version"] in changelog
    assert "### Results changed" in changelog


@pytest.mark.slow
def test_the_wheel_holds_the_scenarios_and_the_numbers(tmp_path: Path) -> None:
    source = tmp_path / "source"
    for name in ("models", "sim", "scenarios"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "LICENSE", "README.md"):
        shutil.copy(ROOT / name, source / name)
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--wheel-dir", tmp_path, source], check=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    shipped = [path.relative_to(ROOT / "scenarios").as_posix() for path in (ROOT / "scenarios").rglob("*.yaml")]
    assert {f"sim/shipped_scenarios/{name}" for name in shipped} <= names
    assert {"models/parameters.toml", "models/py.typed", "sim/py.typed"} <= names
    assert not [name for name in names if name.startswith(("tests", "scripts", "outputs"))]
