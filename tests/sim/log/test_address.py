from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import InputError, RegainError
from sim.log.address import path_of, shown
from sim.log.doctor import examine
from sim.log.opening import open_store

SECRET = "hunter2"  # noqa: S105 - of nobody


@pytest.mark.parametrize(
    "address",
    [
        f"user=ada password={SECRET} host=127.0.0.1",
        f"host=127.0.0.1 password='{SECRET}'",
        f"  PASSWORD = {SECRET}",
        f"postgresql//ada:{SECRET}@127.0.0.1/logs",
        f"postgres:/ada:{SECRET}@127.0.0.1/logs",
        f"postgresql ://ada:{SECRET}@127.0.0.1/logs",
        f"//ada:{SECRET}@127.0.0.1/logs",
        f"ada:{SECRET}@127.0.0.1/logs",
        f"mysql://ada:{SECRET}@127.0.0.1/logs",
        f"user={SECRET}://",
    ],
)
def test_an_address_of_a_server_in_another_form_is_refused_unseen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RegainError) as caught:
        open_store(address)
    assert SECRET not in str(caught.value)
    assert SECRET not in shown(address)
    try:
        told = str(examine(address))
    except RegainError as error:
        told = str(error)
    assert SECRET not in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "address", [":memory:", "file:log.db", "file:log.db?mode=memory", "sqlite:///:memory:", "FILE:x"]
)
def test_names_of_sqlite_itself_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="expected a path"):
        open_store(address)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("outputs/regain.db", "outputs/regain.db"),
        ("postgres/log.db", "postgres/log.db"),
        ("a:b.db", "a:b.db"),
        ("ada@home/log.db", "ada@home/log.db"),
        ("sqlite:////srv/log.db", "/srv/log.db"),
    ],
)
def test_a_path_stays_one(address: str, path: str) -> None:
    assert path_of(address) == Path(path)
    assert shown(address) == address
