"""Commands that bring real logs in, and take them out again."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from ..errors import InputError
from ..text import plain
from .readings import set_in_words
from .support import DEFAULT_STORE, Format, Store, counted, print_table, say, write_rows

if TYPE_CHECKING:
    from ..events import Event
    from ..importers import Draft, Unknown

PREVIEWED = 8
LINES_SHOWN = 6
REASONS_SHOWN = 20

Person = Annotated[str, Parameter(help="Whose log it is; the run is called imported/NAME.")]


def import_(
    file: Path,
    /,
    *,
    from_: Annotated[str, Parameter(help="What wrote the file; default: told by its headings.")] = "",
    athlete: Person = "me",
    unit: Annotated[Literal["kg", "lb", ""], Parameter(help="Of loads for which the file tells none.")] = "",
    distance: Annotated[Literal["km", "mi", ""], Parameter(help="Of distances for which the file tells none.")] = "",
    dates: Annotated[Literal["dmy", "mdy", "ymd", ""], Parameter(help="Order of day, month and year.")] = "",
    decimal: Annotated[Literal[".", ",", ""], Parameter(help="Decimal mark.")] = "",
    timezone: Annotated[str, Parameter(help="Where you lived, such as Europe/Paris, for files in UTC.")] = "",
    at: Annotated[str, Parameter(help="Time of day of what has a date only.")] = "12:00",
    names: Annotated[Path | None, Parameter(help="Your own names of exercises (see docs/importing.md).")] = None,
    sex: Annotated[Literal["male", "female"] | None, Parameter(help="For the first import of an athlete.")] = None,
    age_years: float | None = None,
    body_mass_kg: float | None = None,
    body_fat_fraction: float | None = None,
    stature_cm: float | None = None,
    yes: Annotated[bool, Parameter(negative="", help="Write; without it, only tell what would be written.")] = False,
    store: Store = DEFAULT_STORE,
    format: Format = "text",
) -> int:
    """Import a training, sleep or food log of another app: first told, and with --yes written.

    Every row is imported or refused with its line and reason; importing a file again adds nothing. The exit status is
    1 where every row was refused.

    Args:
        file: What the app exported.
    """
    from ..importers import Options, draft_import, load_names

    known = {
        "sex": sex,
        "age_years": age_years,
        "body_mass_kg": body_mass_kg,
        "body_fat_fraction": body_fat_fraction,
        "stature_cm": stature_cm,
    }
    stream = _stream(athlete)
    draft = draft_import(
        file,
        stream,
        _log(store, stream),
        wanted=from_,
        options=Options(unit=unit, distance=distance, dates=dates, decimal=decimal, timezone=timezone, at=at),
        names=load_names(names),
        athlete={name: value for name, value in known.items() if value is not None},
    )
    # First written, then told: whoever reads only the first lines must find true what they say.
    import_id = _write(draft, store) if yes else ""
    if format == "text":
        _tell(draft)
    else:
        write_rows(_refused_rows(draft), format, ("row", "reason"))
    return _close(draft, athlete, import_id)


def undo_import(
    import_id: Annotated[str, Parameter(help="Id of the import, or enough of its beginning.")],
    /,
    *,
    athlete: Person = "me",
    store: Store = DEFAULT_STORE,
) -> int:
    """Undo exactly one import: its events stay in the log and count no more. It can be imported again."""
    from ..importers import undo_import as undo
    from ..log.opening import open_store

    stream = _stream(athlete)
    with open_store(store, create=False) as kept:
        undone = undo(kept, stream, import_id)
    events = counted(len(undone.events), "event")
    say(f"Undone: import {undone.began.import_id} of {undone.began.file}, {events} of {stream}.")
    return 0


def _stream(athlete: str) -> str:
    if not re.fullmatch(r"[\w.-]{1,60}", athlete):
        raise InputError(f"--athlete must be a name of letters, digits, dots and dashes, found {athlete[:60]!r}")
    return f"imported/{athlete}"


def _log(store: str, stream: str) -> Sequence[Event]:
    """Return what a stream holds. A store that is not there yet is not made: this may be a dry run."""
    from ..log.opening import open_store

    path = store.removeprefix("sqlite:///")
    if "://" not in path and not Path(path).exists():
        return ()
    with open_store(store, create=False) as kept:
        return kept.read(stream) if kept.version(stream) else ()


def _write(draft: Draft, store: str) -> str:
    """Write an import and return its id; empty if there is nothing new."""
    from ..importers import commit_import
    from ..log.opening import open_store
    from ..runs.snapshots import end_days, folder_of, state_at

    if draft.began is None:
        return ""
    with open_store(store) as kept:
        import_id = commit_import(draft, kept)
        state_at(kept, draft.stream, end_days(kept, draft.stream), folder_of(store))
    return import_id


def _close(draft: Draft, athlete: str, import_id: str) -> int:
    """Say what became of an import, and return the exit status."""
    refused = len(draft.refusals)
    if not draft.row_count:
        say(
            f"{draft.file} holds nothing that is imported: expected at least one row; export it again, or another file."
        )
        return 1
    if draft.began is None and refused and not draft.known_count:
        rows = "The only row was" if refused == 1 else f"All {refused} rows were"
        say(f"{rows} refused: nothing was imported; the reasons are told with the rows.")
        return 1
    if draft.began is None:
        say("There is nothing new to import.")
    elif not import_id:
        say("Nothing was written yet: add --yes to import.")
    else:
        whose = "" if athlete == "me" else f" --athlete {athlete}"
        say(f"Imported as {import_id} into {draft.stream}. To take it back: regain undo-import {import_id}{whose}")
    return 0


def _tell(draft: Draft) -> None:
    print(
        f"{draft.file}: {draft.format}, {counted(draft.row_count, 'row')}: {draft.new_count} new, {draft.known_count} "
        f"already in the log, {len(draft.refusals)} refused"
    )
    for title, told in (("Settled", draft.settled), ("Assumed", draft.assumed)):
        if told:
            print(f"\n{title}:")
            for name, value in told.items():
                print(f"  {plain(f'{name}: {value}'.replace('_', ' ', name.count('_')))}")
    _tell_refused(draft)
    _tell_unknown(draft)
    _tell_events(draft)


def _tell_refused(draft: Draft) -> None:
    reasons = sorted(draft.refusals.lines.items(), key=lambda item: -len(item[1]))
    if reasons:
        print("\nRefused:")
    for reason, lines in reasons[:REASONS_SHOWN]:
        some = ", ".join(map(str, lines[:LINES_SHOWN])) + (", ..." if len(lines) > LINES_SHOWN else "")
        print(f"  {len(lines):6}  {reason} ({draft.place} {some})")
    if len(reasons) > REASONS_SHOWN:
        print(f"  and {counted(len(reasons) - REASONS_SHOWN, 'more reason')}: --format csv lists every row")


def _tell_unknown(draft: Draft) -> None:
    """Print the names that are not known as a file of names; what is uncertain is commented out."""
    if not draft.unknown:
        return
    print("\nNames that are not known. Put these lines into a file, complete them, and hand it over with --names FILE:")
    for section, of_bouts in (("exercises", False), ("activities", True)):
        lines = [
            _proposal(name, one, "run" if of_bouts else (one.suggested or ("",))[0], certain=not of_bouts)
            for name, one in draft.unknown.items()
            if one.is_bout == of_bouts
        ]
        if lines:
            print("\n".join((f"[{section}]", *lines)))


def _proposal(name: str, one: Unknown, target: str, *, certain: bool) -> str:
    """Return a line of a file of names, a comment where nobody but the user can know."""
    others = f", perhaps {' or '.join(one.suggested[1:])}" if certain and one.suggested[1:] else ""
    where = "a row of `regain exercises`" if certain else "run, a style of run, or a recovery method"
    advice = others or (f": {where}" if not (certain and target) else "")
    line = (
        f"{json.dumps(plain(name), ensure_ascii=False)} = {json.dumps(target)}  # {counted(one.count, 'row')}{advice}"
    )
    return line if certain and target else f"# {line}"


def _tell_events(draft: Draft) -> None:
    if draft.start is None or not draft.facts:
        return
    counts = Counter(event.kind.replace("_", " ") for event in draft.facts)
    print(f"\nEvents: {', '.join(f'{count} {kind}' for kind, count in counts.items())}")
    midnight = datetime.combine(draft.start, datetime.min.time())
    shown = draft.facts[:PREVIEWED]
    rows = [
        (f"{midnight + timedelta(days=event.time_days):%a %Y-%m-%d %H:%M}", event.kind, _brief(event))
        for event in shown
    ]
    print_table(f"The first {len(shown)} of {len(draft.facts)}", ("when", "event", "what"), rows, numbers_from=3)


def _brief(event: Event) -> str:
    from ..events import payload_fields

    sets = getattr(event, "sets", ())
    if sets:
        done = [set_in_words(one) for one in sets]
        return ", ".join(done[:3]) + (f" and {counted(len(done) - 3, 'more set')}" if len(done) > 3 else "")  # noqa: PLR2004
    told = {name: getattr(event, name) for name in payload_fields(type(event))}
    return ", ".join(f"{name} {_plain(value)}" for name, value in told.items())


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(_plain(one) for one in value)
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _refused_rows(draft: Draft) -> list[dict[str, Any]]:
    return [{"row": line, "reason": reason} for line, reason in draft.refusals]
