"""Freeze the stores of a released format: both hold ``log_vN.jsonl``, and must open for ever.

Run ``python -m tests.sim.log.golden.freeze N`` once for a release, after its log was added; never for an older one.
"""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

from sim.log import postgres
from sim.log.json_lines import import_json_lines
from sim.log.opening import open_store

FOLDER = Path(__file__).parent
STREAM = "layoff/split/3-9f9f9f9f"
CREATED_AT = "2024-02-29T12:00:00+00:00"
DIGEST = "c0ffee"


def freeze(number: int) -> None:
    """Write ``store_vN.db`` and ``store_vN.sql``."""
    path = FOLDER / f"store_v{number}.db"
    path.unlink(missing_ok=True)
    with open_store(path) as store:
        import_json_lines(FOLDER / f"log_v{number}.jsonl", store, STREAM)
        store.set_digest(STREAM, DIGEST)
    connection = sqlite3.connect(path, isolation_level=None)
    (guard,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'runs_only_grow'").fetchone()
    connection.execute("DROP TRIGGER runs_only_grow")
    connection.execute("UPDATE runs SET created_at = ?", (CREATED_AT,))
    connection.execute(guard)
    statements = [*postgres.SCHEMA]
    for table, columns in (
        ("runs", "stream, scenario, strategy, lane, seed, created_at, event_count, head_hash, digest"),
        ("events", "stream_id, position, record, hash"),
    ):
        for row in connection.execute(f"SELECT {columns} FROM {table}"):  # noqa: S608 - the names above
            values = ", ".join(map(literal, row))
            statements.append(f"INSERT INTO regain.{table} ({columns}) VALUES ({values})")  # noqa: S608
    connection.close()
    (FOLDER / f"store_v{number}.sql").write_text(";\n".join(statements) + ";\n", encoding="utf-8")


def literal(value: object) -> str:
    """Return a value as PostgreSQL reads it."""
    if isinstance(value, bytes):
        return f"decode('{value.hex()}', 'hex')"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


if __name__ == "__main__":
    freeze(int(sys.argv[1]))
