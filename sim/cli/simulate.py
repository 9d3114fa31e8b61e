"""Commands that live: compare strategies, run one athlete."""

from __future__ import annotations

from typing import Annotated, Literal

import attrs
from cyclopts import Parameter, validators

from ..errors import InputError
from .support import (
    DEFAULT_OUT,
    DEFAULT_STORE,
    Format,
    Out,
    Store,
    console,
    print_table,
    progress_bar,
    say,
    whole_number,
    write_rows,
)

MAX_SEED = 2**63 - 1

People = Annotated[
    int | None,
    Parameter(
        help="Number of people; default: the scenario's.",
        converter=whole_number,
        validator=validators.Number(gte=1, lte=100_000),
    ),
]
Seed = Annotated[
    int | None,
    Parameter(
        help="Seed of all chance; default: the scenario's.",
        converter=whole_number,
        validator=validators.Number(gte=0, lte=MAX_SEED),
    ),
]


def compare(
    scenario: str,
    /,
    *,
    athletes: People = None,
    seed: Seed = None,
    out: Out = DEFAULT_OUT,
    store: Store = DEFAULT_STORE,
    format: Format = "text",
    parameters: Annotated[
        Literal["default", "posterior"],
        Parameter(help="Everyone under the fitted values, or each person under a draw from their posterior."),
    ] = "default",
    logs: Annotated[
        Literal["reference", "all"], Parameter(help="Whose logs to keep: the reference athlete's, or everyone's.")
    ] = "reference",
    quiet: Annotated[bool, Parameter(negative="", help="No progress and no closing remarks.")] = False,
) -> int:
    """Compare the strategies of a scenario: who regains what, when, and how sure that is.

    Writes tables, figures and report.html into OUT/<scenario>/ and the reference athlete's log of every strategy into
    the store. A comparison that was interrupted goes on after the last strategy that was finished.

    Args:
        scenario: A scenario file, or the name of one that ships (see `regain scenarios`).
    """
    from models.parameters import default_parameters, posterior_draws

    from ..doubt import with_doubt
    from ..experiment import compare as live_and_compare
    from ..log import open_store
    from ..provenance import versions
    from ..record import record_comparison
    from ..report import comparison_table, write_everything
    from ..resume import Checkpoints
    from ..scenario import load_scenario
    from ..sources import report_sources

    question = load_scenario(scenario)
    # A store that cannot be written is better known before the lives than after them.
    open_store(store).close()
    checkpoints = Checkpoints(out / question.name / ".unfinished")
    with progress_bar(quiet=quiet) as progress:
        draws = posterior_draws() if parameters == "posterior" else None
        comparison = live_and_compare(
            question,
            athletes=athletes,
            seed=seed,
            draws=draws,
            keep_all_logs=logs == "all",
            checkpoints=checkpoints,
            progress=progress,
        )
        if draws:
            comparison = with_doubt(comparison, default_parameters(), draws)
        with open_store(store) as kept:
            comparison = record_comparison(kept, comparison)
        progress("drawing the report", 1.0)
        report = write_everything(
            comparison, out / question.name, sources=report_sources(question), versions=versions()
        )
    checkpoints.done()
    if format == "text":
        console().print(comparison_table(comparison))
        print()
        print(comparison.answer())
    else:
        write_rows([attrs.asdict(row) for row in comparison.summary()], format)
    streams = sum(1 + len(arm.people_logs) for arm in comparison.arms)
    say(f"\nReport: {report}\nLogs:   {kept.place} ({streams} streams)", quiet=quiet)
    return 0


def run(
    scenario: str,
    /,
    *,
    strategy: Annotated[str | None, Parameter(help="Which strategy; default: the first.")] = None,
    lane: Annotated[
        int,
        Parameter(
            help="Which person of the cohort; 0 is the reference athlete.",
            converter=whole_number,
            validator=validators.Number(gte=0, lte=100_000),
        ),
    ] = 0,
    seed: Seed = None,
    store: Store = DEFAULT_STORE,
    format: Format = "text",
    quiet: Annotated[bool, Parameter(negative="", help="No closing remarks.")] = False,
) -> int:
    """Let one athlete live one strategy and keep the whole log.

    Args:
        scenario: A scenario file, or the name of one that ships.
    """
    from ..experiment import run as live
    from ..log import open_store
    from ..record import record_run
    from ..scenario import load_scenario
    from .readings import outcome_rows

    question = load_scenario(scenario)
    names = [one.name for one in question.strategies]
    wanted = strategy or names[0]
    if wanted not in names:
        message = f"{question.name} has no strategy {wanted!r}, expected one of: {', '.join(names)}"
        raise InputError(message)
    lived = live(question, wanted, lane=lane, seed=seed)
    with open_store(store) as kept:
        name = record_run(kept, lived)
    rows = outcome_rows(lived.trajectory(), lived.log)
    if format == "text":
        title = f"{question.strategy(wanted).label}, athlete {lane}: {len(lived.log)} events"
        print_table(title, ("outcome", "", "value", "unit"), [tuple(row.values()) for row in rows], numbers_from=2)
    else:
        write_rows(rows, format)
    say(f"\nRun: {name} in {kept.place}\nNext: regain state {name} --at week:8 · regain replay {name}", quiet=quiet)
    return 0
