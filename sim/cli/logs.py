"""Commands that read the log: runs, events, state at a moment, replay, verification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

import attrs
from cyclopts import Parameter

from ..results import Cell
from ..text import json_text, plain
from .readings import set_in_words
from .support import (
    DEFAULT_STORE,
    Format,
    Store,
    counted,
    parse_changes,
    parse_moment,
    print_table,
    say,
    whole,
    write_rows,
)

LONGEST_TEXT = 40


def runs(*, store: Store = DEFAULT_STORE, format: Format = "text") -> int:
    """List the runs that the store keeps."""
    from ..log.contract import StreamInfo
    from ..log.opening import open_store

    with open_store(store, create=False) as kept:
        infos, place = kept.streams(), kept.place
    if format != "text":
        columns = [field.name for field in attrs.fields(StreamInfo)]
        write_rows([attrs.asdict(info) for info in infos], format, columns)
        return 0
    rows = [(one.stream, str(one.event_count), str(one.seed), one.created_at[:19], one.head_hash[:12]) for one in infos]
    print_table(f"{counted(len(rows), 'run')} in {place}", ("run", "events", "seed", "recorded (UTC)", "head"), rows)
    return 0


def log(
    run: str,
    /,
    *,
    kind: Annotated[str | None, Parameter(help="Only events of this type, such as session_performed.")] = None,
    first: Annotated[int, whole("Skip this many events.", 0)] = 0,
    limit: Annotated[int | None, whole("At most this many events.", 0)] = None,
    store: Store = DEFAULT_STORE,
    format: Annotated[
        Literal["text", "jsonl"], Parameter(help="One line an event; jsonl is the record itself.")
    ] = "text",
) -> int:
    """Print the events of a run, one a line.

    Args:
        run: Name of a run, or enough of its beginning.
    """
    from ..log.codec import to_json_line
    from ..log.names import find_stream
    from ..log.opening import open_store

    with open_store(store, create=False) as kept:
        records = kept.records(find_stream(kept, run), first)
    chosen = [one for one in records if kind is None or one.type == kind][:limit]
    for one in chosen:
        line = to_json_line(one).decode()
        print(json_text(line) if format == "jsonl" else f"{one.time_days:10.4f}  {one.type:18}  {_brief(one.payload)}")
    return 0


def _brief(payload: dict[str, object]) -> str:
    from ..events import SetPerformed

    parts = []
    for name, value in payload.items():
        if name == "sets" and isinstance(value, list):
            parts.append("; ".join(plain(set_in_words(SetPerformed(*one))) for one in value))
        elif isinstance(value, float):
            parts.append(f"{name} {value:.4g}")
        elif isinstance(value, (list, tuple)):
            parts.append(f"{name} {' '.join(f'{one:.4g}' for one in value)}")
        elif not isinstance(value, dict) and len(str(value)) <= LONGEST_TEXT:
            parts.append(f"{name} {plain(str(value))}")
    return ", ".join(parts)


def state(
    run: str,
    /,
    *,
    at: Annotated[str, Parameter(help="week:N or day:N from week 0 (negative in the history), start or end.")] = "end",
    store: Store = DEFAULT_STORE,
    format: Format = "text",
) -> int:
    """Fold a run up to a moment and print every reading of the body.

    Args:
        run: Name of a run, or enough of its beginning.
    """
    from ..log.names import find_stream
    from ..log.opening import open_store
    from ..log.origin import origin_of
    from ..runs.snapshots import end_days, folder_of, state_at

    with open_store(store, create=False) as kept:
        name = find_stream(kept, run)
        moment = parse_moment(at, origin_of(kept.read(name, 0, 1)).history_days, end_days(kept, name))
        rows = state_at(kept, name, moment, folder_of(store)).rows()
    if format == "text":
        shown = [(str(row["reading"]), str(row["muscle"]), f"{row['value']:.4g}") for row in rows]
        print_table(f"{name} at {at}", ("reading", "muscle", "value"), shown, numbers_from=2)
    else:
        write_rows(rows, format)
    return 0


def replay(
    run: str,
    /,
    *,
    set: Annotated[
        tuple[str, ...], Parameter(help="NAME=VALUE of a parameter to change; may be given several times.")
    ] = (),
    store: Store = DEFAULT_STORE,
    format: Format = "text",
) -> int:
    """Fold a run again: bit-equal under its own parameters, or what others would have made of the same events.

    Args:
        run: Name of a run, or enough of its beginning.
    """
    from ..log.names import find_stream
    from ..log.opening import open_store
    from ..runs.record import bits_equal
    from ..runs.replay import replay as fold_again

    changes = parse_changes(set)
    with open_store(store, create=False) as kept:
        name = find_stream(kept, run)
        events = kept.read(name)
        equal, digest = bits_equal(kept, name)
    as_lived = fold_again(events).rows()
    if not changes:
        told = {
            True: "bit-equal to the state that was lived",
            False: "NOT equal to the state that was lived",
            None: "lived in a cohort: no state of its own was kept",
        }
        say(f"{name}: {counted(len(events), 'event')}, state {digest[:16]}, {told[equal]}")
        _print_states(name, as_lived, None, format)
        return 1 if equal is False else 0
    _print_states(name, as_lived, fold_again(events, changes).rows(), format)
    return 0


def _print_states(
    name: str, lived: Sequence[Mapping[str, Cell]], changed: Sequence[Mapping[str, Cell]] | None, form: str
) -> None:
    rows: list[dict[str, Cell]] = [dict(row) for row in lived]
    if changed is not None:
        for row, other in zip(rows, changed, strict=True):
            row["replayed"] = other["value"]
            row["difference"] = float(other["value"] or 0.0) - float(row["value"] or 0.0)
    if form != "text":
        write_rows(rows, form)
        return
    columns = ("reading", "muscle", "at the end") + (() if changed is None else ("under the change", "difference"))
    shown = [tuple(one if isinstance(one, str) else f"{one:.4g}" for one in row.values()) for row in rows]
    print_table(name, columns, shown, numbers_from=2)


def verify(
    run: Annotated[str | None, Parameter(help="Name of a run; default: all of them.")] = None,
    /,
    *,
    store: Store = DEFAULT_STORE,
) -> int:
    """Check every event against its hash, name the first that is damaged or missing, and replay what has a state.

    Exit status 1 if anything is wrong.
    """
    from ..log.names import find_stream
    from ..log.opening import open_store
    from ..runs.record import bits_equal

    sound = True
    with open_store(store, create=False) as kept:
        names = [find_stream(kept, run)] if run is not None else [one.stream for one in kept.streams()]
        for name in names:
            found = kept.verify(name)
            equal = bits_equal(kept, name)[0] if found.ok else None
            problem = found.problem or ("replay is not equal to the state that was lived" if equal is False else "")
            sound = sound and not problem
            told = problem or f"{counted(found.event_count, 'event')}, whole"
            print(f"{plain(name)}: {told}{', replay bit-equal' if equal else ''}")
    return 0 if sound else 1
