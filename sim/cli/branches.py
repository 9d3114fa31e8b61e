"""Commands on branches: fork a life under another plan, show the family."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from .readings import outcome_rows
from .support import DEFAULT_STORE, Format, Store, parse_moment, print_table, say, write_rows

if TYPE_CHECKING:
    from rich.tree import Tree

    from ..events import StreamStarted


def fork(
    run: str,
    /,
    *,
    at: Annotated[str, Parameter(help="Where to branch: week:N or day:N from week 0, or start.")],
    scenario: Annotated[str, Parameter(help="A scenario file, or the name of one that ships.")],
    strategy: Annotated[str | None, Parameter(help="Which of its strategies; default: the first.")] = None,
    store: Store = DEFAULT_STORE,
    format: Format = "text",
    quiet: Annotated[bool, Parameter(negative="", help="No closing remarks.")] = False,
) -> int:
    """Branch a run: up to a moment what was, from there another strategy under the same chance.

    Args:
        run: Name of a run, or enough of its beginning.
    """
    from ..forking import fork as branch
    from ..log import open_store
    from ..record import find_stream, record_run
    from ..replaying import origin_of
    from ..scenario import load_scenario

    question = load_scenario(scenario)
    with open_store(store, create=False) as kept:
        parent = find_stream(kept, run)
        past = kept.read(parent)
        at_days = parse_moment(at, origin_of(past).history_days, past[-1].time_days)
        wanted = strategy or question.strategies[0].name
        lived = branch(past, at_days=at_days, scenario=question, strategy_name=wanted, parent=parent)
        name = record_run(kept, lived)
        place = kept.place
    rows = outcome_rows(lived.trajectory(), lived.log)
    if format == "text":
        title = f"{parent}, from {at} under {lived.strategy.label}"
        print_table(title, ("outcome", "", "value", "unit"), [tuple(row.values()) for row in rows], numbers_from=2)
    else:
        write_rows(rows, format)
    say(f"\nRun: {name} in {place}\nNext: regain tree · regain replay {name}", quiet=quiet)
    return 0


def tree(*, store: Store = DEFAULT_STORE, format: Format = "text") -> int:
    """Show which run branched from which, and where."""
    from ..log import open_store
    from ..replaying import origin_of

    with open_store(store, create=False) as kept:
        origins = {info.stream: origin_of(kept.read(info.stream, 0, 1)) for info in kept.streams()}
        place = kept.place
    if format == "text":
        from rich.tree import Tree

        from .support import console

        family = Tree(f"{len(origins)} runs in {place}")
        for name, origin in origins.items():
            if origin.parent not in origins:
                _grow(family.add(_escaped(name)), name, origins)
        console().print(family)
        return 0
    rows = [
        {"run": name, "parent": one.parent, "shared_events": one.parent_events, "strategy": one.strategy}
        for name, one in origins.items()
    ]
    write_rows(rows, format, ("run", "parent", "shared_events", "strategy"))
    return 0


def explain(
    first: str,
    second: str,
    /,
    *,
    out: Annotated[Path | None, Parameter(help="Folder for the waterfall picture; default: none is drawn.")] = None,
    store: Store = DEFAULT_STORE,
    format: Format = "text",
) -> int:
    """Say why one run ended ahead of another: what each kind of event contributed, and which sessions mattered most.

    Args:
        first: Name of a run, or enough of its beginning.
        second: Name of the run that is explained against it.
    """
    from ..explain import explain as share_out
    from ..log import open_store
    from ..record import find_stream
    from ..replaying import origin_of
    from ..report.figures import write_pictures
    from ..report.waterfall import draw_waterfall

    with open_store(store, create=False) as kept:
        names = [find_stream(kept, wanted) for wanted in (first, second)]
        logs = [kept.read(name) for name in names]
    found = share_out(*logs)
    strategies = [origin_of(log).strategy for log in logs]
    rows = [{"part": part.kind, "points": part.points} for part in found.parts]
    rows.append({"part": "difference", "points": found.difference_points})
    if format == "text":
        title = f"{names[1]} against {names[0]}: leg size {found.difference_points:+.2f} points at the end"
        print_table(title, ("because of", "points"), [(str(row["part"]), f"{row['points']:+.2f}") for row in rows])
        sessions = [
            (one.log, one.session, f"{one.time_days:.2f}", f"{one.points:+.2f}")
            for one in found.dropped[:MOST_SESSIONS]
        ]
        print_table(
            "Without this session the end would be", ("run", "session", "day", "points"), sessions, numbers_from=2
        )
    else:
        write_rows(rows, format)
    if out is not None:
        paths = write_pictures((draw_waterfall(found, *strategies),), out)
        say(f"\nPicture: {', '.join(str(path) for path in paths)}")
    return 0


MOST_SESSIONS = 5


def _grow(branch: Tree, name: str, origins: dict[str, StreamStarted]) -> None:
    for child, origin in origins.items():
        if origin.parent == name:
            _grow(branch.add(_escaped(f"{child}  after {origin.parent_events} events")), child, origins)


def _escaped(text: str) -> str:
    from rich.markup import escape

    return escape(text)
