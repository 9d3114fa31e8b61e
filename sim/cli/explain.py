"""The command that says why one run ended ahead of another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from ..errors import InputError
from .support import DEFAULT_STORE, Format, Quiet, Store, opened, print_table, say, write_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..runs.explain import Dropped, Explanation

MOST_SESSIONS = 5
MOST_OF_A_KIND = 2

Sharing = Literal["mechanisms", "events"]


def explain(
    first: str,
    second: str,
    /,
    *,
    by: Annotated[Sharing, Parameter(help="What the difference is shared out among.")] = "mechanisms",
    outcome: Annotated[str, Parameter(help="legs_size, or an exercise for its one-repetition maximum.")] = "legs_size",
    out: Annotated[Path | None, Parameter(help="Folder for the waterfall picture; default: none is drawn.")] = None,
    store: Store = DEFAULT_STORE,
    format: Format = "text",
    quiet: Quiet = False,
) -> int:
    """Say why one run ended ahead of another: what each mechanism contributed, and which events mattered most.

    Both logs are replayed with every mixture of mechanisms held equal, and the difference is shared out by Shapley's
    rule. What stays when all are held equal is the training as it was done.

    Args:
        first: Name of a run, or enough of its beginning.
        second: Name of the run that is explained against it.
    """
    from ..files import refuse_unwritable
    from ..log.names import find_stream
    from ..log.origin import origin_of
    from ..report.pictures.figures import write_pictures
    from ..report.pictures.waterfall import draw_waterfall
    from ..runs.explain import explain as share_out
    from ..runs.lineage import label_of

    with opened(store) as kept:
        names = [find_stream(kept, wanted) for wanted in (first, second)]
        logs = [kept.read(name) for name in names]
    if names[0] == names[1]:
        message = f"a run is explained against another, found {names[0]} twice"
        raise InputError(message)
    if out is not None:
        refuse_unwritable(out)
    found = share_out(*logs, by=by, outcome=outcome)
    paths: tuple[Path, ...] = ()
    if out is not None:
        labels = [label_of(origin_of(log)) for log in logs]
        labels = labels if labels[0] != labels[1] else names
        paths = write_pictures((draw_waterfall(found, *labels),), out)
    if format == "text":
        _tell(found, names)
    else:
        write_rows(_rows(found, names), format)
    if paths:
        say(f"\nPicture: {', '.join(str(path) for path in paths)}", quiet=quiet)
    return 0


def _tell(found: Explanation, names: Sequence[str]) -> None:
    unit = found.outcome.unit
    title = f"{names[1]} against {names[0]}: {found.outcome.words} {found.difference:+.2f} {unit} at the end"
    rows = [(part.words, part.held, f"{part.points:+.2f}") for part in found.parts]
    rows.append(("difference", "", f"{found.difference:+.2f}"))
    print_table(title, ("because of", "held equal as" if found.by == "mechanisms" else "", unit), rows, numbers_from=2)
    singles = [
        (one.log, one.words, f"{one.time_days:.2f}", f"{one.points:+.2f}") for one in _most_telling(found.dropped)
    ]
    if singles:
        print_table(
            "\nWithout this event that run would end higher (+) or lower (-) by",
            ("run", "event", "day", unit),
            singles,
            numbers_from=2,
        )


def _most_telling(dropped: Sequence[Dropped]) -> list[Dropped]:
    """Return the sessions that mattered most and the most telling events of each other kind, in that order."""
    kept = [one for one in dropped if one.kind == "session_performed"][:MOST_SESSIONS]
    others = dict.fromkeys(one.kind for one in dropped if one.kind != "session_performed")
    for kind in others:
        kept += [one for one in dropped if one.kind == kind][:MOST_OF_A_KIND]
    return kept


def _rows(found: Explanation, names: Sequence[str]) -> list[dict[str, Any]]:
    unit = found.outcome.unit

    def row(what: str, name: str, amount: float, run: str = "", time_days: float | None = None) -> dict[str, Any]:
        return {"row": what, "name": name, "run": run, "time_days": time_days, "amount": amount, "unit": unit}

    return [
        row("first", found.outcome.name, found.first, names[0]),
        *(row("part", part.name, part.points) for part in found.parts),
        row("second", found.outcome.name, found.second, names[1]),
        row("difference", found.outcome.name, found.difference),
        *(row("without", one.words, one.points, names[one.log == "second"], one.time_days) for one in found.dropped),
    ]
