from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.errors import CannotWriteError
from sim.files import replacing, write_whole

KILLED_WHILE_WRITING = """
import os, sys
from pathlib import Path
from sim.files import replacing
with replacing(Path(sys.argv[1])) as file:
    file.write(b"half")
    os._exit(9)
"""


@pytest.fixture(params=[0o000, 0o022, 0o777], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_a_killed_writer_left_is_thrown_away_by_the_next(tmp_path: Path) -> None:
    place = tmp_path / "curves.csv"
    subprocess.run([sys.executable, "-c", KILLED_WHILE_WRITING, str(place)], check=False)
    assert len(list(tmp_path.iterdir())) == 1
    write_whole(place, b"whole")
    assert [path.name for path in tmp_path.iterdir()] == ["curves.csv"]


def test_what_somebody_still_writes_is_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "curves.csv"
    with replacing(place) as file:
        file.write(b"the slower")
        write_whole(place, b"the quicker")
        assert place.read_bytes() == b"the quicker"
    assert place.read_bytes() == b"the slower"
    assert list(tmp_path.iterdir()) == [place]


def test_files_of_others_with_like_names_are_left_alone(tmp_path: Path) -> None:
    others = {tmp_path / ".curves.csv.tmp", tmp_path / ".curves.csv.mine.tmp", tmp_path / "curves.csv.12345678.tmp"}
    for other in others:
        other.write_bytes(b"")
    place = write_whole(tmp_path / "curves.csv", b"")
    assert set(tmp_path.iterdir()) == {*others, place}


def test_what_is_private_is_so_under_any_umask(tmp_path: Path, umask: None) -> None:
    place = write_whole(tmp_path / "mine" / "log.jsonl", b"a life", private=True)
    assert mode_of(place) == 0o600
    assert mode_of(place.parent) == 0o700


def test_an_older_file_stays_whole_where_writing_fails(tmp_path: Path) -> None:
    place = write_whole(tmp_path / "curves.csv", b"older")
    with pytest.raises(TypeError), replacing(place) as file:
        file.write("no bytes")  # type: ignore[arg-type]
    assert place.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [place]


def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CannotWriteError, match="choose another folder"):
        write_whole(tmp_path / "file" / "curves.csv", b"")
