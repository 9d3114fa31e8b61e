"""Commands on branches: fork a life under another plan, show the family."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from .readings import show_outcomes
from .support import DEFAULT_STORE, Format, Quiet, Store, counted, opened, parse_moment, say, write_rows

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
    quiet: Quiet = False,
) -> int:
    """Branch a run: up to a moment what was, from there another strategy under the same chance.

    Args:
        run: Name of a run, or enough of its beginning.
    """
    from ..log.names import find_stream
    from ..log.origin import origin_of
    from ..runs.fork import fork as branch
    from ..runs.record import record_run
    from ..runs.snapshots import folder_of
    from ..scenario.reader import load_scenario

    question = load_scenario(scenario)
    with opened(store) as kept:
        parent = find_stream(kept, run)
        past = kept.read(parent)
        at_days = parse_moment(at, origin_of(past).history_days, past[-1].time_days)
        wanted = strategy or question.strategies[0].name
        lived = branch(past, at_days=at_days, scenario=question, strategy_name=wanted, parent=parent)
        name = record_run(kept, lived, folder_of(store))
        place = kept.place
    show_outcomes(f"{parent}, from {at} under {lived.strategy.label}", lived, format)
    say(f"\nRun: {name} in {place}\nNext: regain tree · regain replay {name}", quiet=quiet)
    return 0


def tree(*, store: Store = DEFAULT_STORE, format: Format = "text") -> int:
    """Show which run branched from which, and where."""
    from ..log.origin import origin_of

    with opened(store) as kept:
        origins = {info.stream: origin_of(kept.read(info.stream, 0, 1)) for info in kept.streams()}
        place = kept.place
    if format == "text":
        from rich.tree import Tree

        from .support import console

        family = Tree(f"{counted(len(origins), 'run')} in {place}")
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


def _grow(branch: Tree, name: str, origins: dict[str, StreamStarted]) -> None:
    for child, origin in origins.items():
        if origin.parent == name:
            _grow(branch.add(_escaped(f"{child}  after {counted(origin.parent_events, 'event')}")), child, origins)


def _escaped(text: str) -> str:
    from rich.markup import escape

    return escape(text)
