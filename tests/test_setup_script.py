"""Setting up: with an interpreter that only notes what it was asked, so that nothing is downloaded."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import attrs
import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ("cat", "chmod", "cksum", "cp", "dirname", "mkdir", "sh")

OLD = "exit 1"
WITHOUT_VENV = 'case "$*" in *ensurepip*) exit 1 ;; esac'
COMPLETE = """
printf '%s\\n' "$*" >>"$NOTES"
case "$*" in
    --version) echo Python 3.13.0 ;;
    "-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
    *"$REFUSE"*) exit 1 ;;
esac
"""


@attrs.frozen
class Checkout:
    """A copy of the project with a search path of its own."""

    folder: Path
    path: Path

    def offer(self, python: str, behaviour: str) -> None:
        """Put an interpreter on the path."""
        program = self.path / python
        program.write_text(f"#!/bin/sh\n{behaviour}\n", encoding="utf-8")
        program.chmod(0o755)

    def set_up(self, *, refuse: str = "nothing at all", **variables: str) -> tuple[int, list[str], list[str]]:
        """Return the exit status, what was said, and what was installed."""
        notes = self.path / "notes"
        notes.write_text("", encoding="utf-8")
        done = subprocess.run(
            [self.folder / "scripts" / "regain-setup"],
            cwd="/",
            env={"PATH": str(self.path), "HOME": str(self.path), "NOTES": str(notes), "REFUSE": refuse} | variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout == ""
        asked = notes.read_text(encoding="utf-8").splitlines()
        return done.returncode, done.stderr.splitlines(), [line for line in asked if line.startswith("-m")]


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """Copy what setting up needs into a folder whose name has spaces."""
    folder, path = tmp_path / "a folder with spaces", tmp_path / "bin"
    (folder / "scripts").mkdir(parents=True)
    path.mkdir()
    shutil.copy(ROOT / "scripts" / "regain-setup", folder / "scripts")
    for name in ("pyproject.toml", "requirements.lock"):
        (folder / name).write_text(name, encoding="utf-8")
    for tool in TOOLS:
        (path / tool).symlink_to(shutil.which(tool) or tool)
    return Checkout(folder, path)


def test_without_any_python_one_line_says_what_to_do(checkout: Checkout) -> None:
    status, said, _ = checkout.set_up()
    assert status == 1
    assert said == ["regain: no Python 3.11 or newer found: install one, or name it: make PYTHON=/path/to/python3"]


def test_an_older_python_is_passed_over(checkout: Checkout) -> None:
    checkout.offer("python3", OLD)
    assert "no Python 3.11 or newer" in checkout.set_up()[1][0]


def test_a_python_without_venv_is_named(checkout: Checkout) -> None:
    checkout.offer("python3.12", WITHOUT_VENV)
    status, said, _ = checkout.set_up()
    assert (status, len(said)) == (1, 1)
    assert said[0].startswith("regain: python3.12 lacks the modules venv and ensurepip")


def test_a_python_that_was_asked_for_and_is_too_old_is_refused(checkout: Checkout) -> None:
    checkout.offer("python3.13", COMPLETE)
    checkout.offer("ancient", OLD)
    status, said, _ = checkout.set_up(PYTHON="ancient")
    assert (status, len(said)) == (1, 1)
    assert "PYTHON=ancient" in said[0]


def test_no_home_is_needed(checkout: Checkout) -> None:
    checkout.offer("python3.13", COMPLETE)
    done = subprocess.run(
        [checkout.folder / "scripts" / "regain-setup"],
        env={"PATH": str(checkout.path), "NOTES": str(checkout.path / "notes"), "REFUSE": "nothing at all"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_first_time_everything_is_installed_and_the_second_time_nothing(checkout: Checkout) -> None:
    checkout.offer("python3.13", COMPLETE)
    status, said, asked = checkout.set_up()
    assert status == 0, said
    assert [line.split()[1] for line in asked] == ["venv", "pip", "pip"]
    assert "--require-hashes -r requirements.lock" in asked[1]
    assert checkout.set_up() == (0, [], [])


@pytest.mark.parametrize(
    ("changed", "installed"), [("requirements.lock", "--require-hashes"), ("pyproject.toml", "--no-deps")]
)
def test_only_what_changed_is_installed_again(checkout: Checkout, changed: str, installed: str) -> None:
    checkout.offer("python3.13", COMPLETE)
    checkout.set_up()
    (checkout.folder / changed).write_text("changed", encoding="utf-8")
    _, _, asked = checkout.set_up()
    assert len(asked) == 1
    assert installed in asked[0]


def test_a_failed_installation_says_so_and_is_tried_again(checkout: Checkout) -> None:
    checkout.offer("python3.13", COMPLETE)
    status, said, _ = checkout.set_up(refuse="--require-hashes")
    assert status == 1
    assert "the packages could not be installed" in said[-1]
    _, _, asked = checkout.set_up()
    assert [line.split()[1] for line in asked] == ["pip", "pip"]


def test_a_moved_folder_gets_a_new_environment(checkout: Checkout, tmp_path: Path) -> None:
    checkout.offer("python3.13", COMPLETE)
    checkout.set_up()
    moved = Checkout(checkout.folder.rename(tmp_path / "elsewhere"), checkout.path)
    _, _, asked = moved.set_up()
    assert asked[0].startswith("-m venv")


def test_make_alone_lists_every_job() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    jobs = next(line for line in makefile.splitlines() if line.startswith(".PHONY:")).split()[1:]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    shown = subprocess.run(["make"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    assert [line.split()[1] for line in shown.splitlines()] == jobs
