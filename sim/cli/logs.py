"""Commands that read the log: runs, events, state at a moment, replay, verification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

import attrs
from cyclopts import Parameter

from ..errors import InputError, RegainError
from ..results import Cell
from ..text import json_text, plain
from .readings import set_in_words
from .support import (
    DEFAULT_STORE,
    Format,
    Store,
    counted,
    opened,
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

    with opened(store) as kept:
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

    with opened(store) as kept:
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
            parts.append(f"{name} {' '.join(one if isinstance(one, str) else f'{one:.4g}' for one in value)}")
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
    from ..log.origin import origin_of
    from ..runs.snapshots import end_days, folder_of, state_at

    with opened(store) as kept:
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
    from models import EDITION

    from ..log.names import find_stream
    from ..runs.record import agreement
    from ..runs.replay import edition_of
    from ..runs.replay import replay as fold_again

    changes = parse_changes(set)
    with opened(store) as kept:
        name = find_stream(kept, run)
        events = kept.read(name)
        again = fold_again(events)
        agreed = agreement(kept, name, again.body)
    as_lived, written_by = again.rows(), edition_of(again.origin)
    if written_by != EDITION:
        say(f"{name}: written by the {written_by} edition of the model, folded by the {EDITION}")
    if not changes:
        told = agreed.words or "lived in a cohort: no state of its own was kept"
        if agreed.problem:
            told = "NOT equal to the state that was lived"
        elif agreed.is_equal:
            told = "bit-equal to the state that was lived"
        say(f"{name}: {counted(len(events), 'event')}, state {again.body.digest()[:16]}, {told}")
        _print_states(name, as_lived, None, format)
        return 1 if agreed.problem else 0
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
    manifest: Annotated[
        Path | None, Parameter(help="A manifest.json of `compare`: are these runs still those that it tells of?")
    ] = None,
    store: Store = DEFAULT_STORE,
) -> int:
    """Check every event against its hash, name the first that is damaged or missing, and replay what has a state.

    Exit status 1 if anything is wrong. A store that was rewritten with all its hashes is whole in itself: only hashes
    that were kept elsewhere, as in a manifest, tell. Where another processor or version computed a state, it is
    compared within 1e-9.
    """
    from ..log.names import find_stream
    from ..log.recorded import verify_manifest
    from ..runs.record import check_replay

    if manifest is not None and run is not None:
        raise InputError("--manifest names the runs to check; leave the run out")
    sound = True
    with opened(store) as kept:
        if manifest is not None:
            checked = verify_manifest(kept, manifest)
        else:
            checked = kept.verify_all() if run is None else (kept.verify(find_stream(kept, run)),)
        for found in checked:
            problem, agreed = found.problem, ""
            if found.ok:
                try:
                    state = check_replay(kept, found.stream)
                    problem, agreed = state.problem, state.words and f", replay {state.words}"
                except RegainError as error:
                    problem = str(error)
            sound = sound and not problem
            print(plain(f"{found.stream}: {problem or counted(found.event_count, 'event') + ', whole' + agreed}"))
    return 0 if sound else 1
