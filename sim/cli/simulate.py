"""Commands that live: compare strategies, run one athlete."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from ..errors import MOST_PEOPLE, InputError, RegainError, ScenarioError
from .readings import show_comparison, show_outcomes
from .support import (
    DEFAULT_OUT,
    DEFAULT_STORE,
    Format,
    Out,
    Quiet,
    Seed,
    Store,
    counted,
    progress_bar,
    say,
    whole,
)

if TYPE_CHECKING:
    from ..comparison.comparison import Comparison
    from ..plan import Scenario

Parameters = Annotated[
    Literal["default", "posterior"],
    Parameter(help="Everyone under the fitted values, or each person under a draw from their posterior."),
]
Logs = Annotated[
    Literal["reference", "all"], Parameter(help="Whose logs to keep: the reference athlete's, or everyone's.")
]


def compare(
    scenario: str,
    /,
    *runs: str,
    athletes: Annotated[
        int | None,
        whole(
            "Number of people, default: the scenario's; of runs the number of possible futures, default: 200.",
            1,
            MOST_PEOPLE,
        ),
    ] = None,
    seed: Annotated[Seed, Parameter(help="Seed of all chance; default: the scenario's, or that of the runs.")] = None,
    out: Out = DEFAULT_OUT,
    store: Store = DEFAULT_STORE,
    format: Format = "text",
    parameters: Parameters = "default",
    logs: Logs = "reference",
    quiet: Quiet = False,
) -> int:
    """Compare the strategies of a scenario, or runs that share a past: who regains what, when, and how sure that is.

    Of a scenario: writes tables, figures and report.html into OUT/<scenario>/ and the reference athlete's log of every
    strategy into the store. A comparison that was interrupted goes on after the last strategy that was finished.

    Of runs (a run and its forks, or runs of one scenario and person): from where they first differ each one's own
    prescription is lived under many courses of chance, beside what was recorded. Writes into OUT/<scenario>-runs-.../

    Args:
        scenario: A scenario file, or the name of one that ships (see `regain scenarios`); or the first of several runs.
        runs: Names of the other runs, or enough of their beginnings (see `regain runs`).
    """
    if runs:
        for option, value, usual in (("--parameters", parameters, "default"), ("--logs", logs, "reference")):
            if value != usual:
                kept = "a run keeps its person's parameters and its log"
                message = f"{option} {value} is for scenarios, and {kept}; leave it out"
                raise InputError(message)
        return _compare_runs((scenario, *runs), athletes, seed, out, store, format, quiet=quiet)
    return _compare_scenario(scenario, athletes, seed, out, store, format, parameters, logs, quiet=quiet)


def _compare_scenario(
    scenario: str,
    athletes: int | None,
    seed: int | None,
    out: Path,
    store: str,
    format: str,
    parameters: str,
    logs: str,
    *,
    quiet: bool,
) -> int:
    from models.parameters import default_parameters, posterior_draws

    from ..comparison.checkpoints import Checkpoints
    from ..comparison.experiment import compare as live_and_compare
    from ..comparison.uncertainty import with_uncertainty
    from ..files import refuse_unwritable
    from ..log.opening import open_store
    from ..runs.record import record_comparison

    question = _question(scenario, store)
    refuse_unwritable(out / question.name)
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
            comparison = with_uncertainty(comparison, default_parameters(), draws)
        with open_store(store) as kept:
            comparison = record_comparison(kept, comparison)
        progress("drawing the report", 1.0)
        report = _write(comparison, out)
    checkpoints.done()
    show_comparison(comparison, format)
    streams = sum(1 + len(arm.people_logs) for arm in comparison.arms)
    say(f"\nReport: {report}\nLogs:   {kept.place} ({counted(streams, 'stream')})", quiet=quiet)
    return 0


def _question(scenario: str, store: str) -> Scenario:
    """Load a scenario; where there is none of this name, but a run, say what is missing."""
    from ..scenario.reader import load_scenario

    try:
        return load_scenario(scenario)
    except ScenarioError:
        raise
    except InputError:
        _refuse_single_run(scenario, store)
        raise


def _refuse_single_run(name: str, store: str) -> None:
    """Refuse to compare a run with nothing.

    Raises:
        InputError: It is the name of a run, or the beginning of one.
    """
    from ..log.names import matching_streams
    from ..log.opening import open_store

    try:
        with open_store(store, create=False) as kept:
            found = matching_streams([info.stream for info in kept.streams()], name)
    except RegainError:
        return
    if found:
        message = (
            f"{name!r} is no scenario but names {counted(len(found), 'run')} in {kept.place}, and a run is compared "
            "with another: regain compare RUN OTHER; `regain runs` lists runs, `regain scenarios` scenarios"
        )
        raise InputError(message)


def _compare_runs(
    names: tuple[str, ...],
    athletes: int | None,
    seed: int | None,
    out: Path,
    store: str,
    format: str,
    *,
    quiet: bool,
) -> int:
    from ..files import refuse_unwritable
    from ..log.opening import open_store
    from ..runs.compare_runs import compare_runs

    refuse_unwritable(out)
    with progress_bar(quiet=quiet) as progress:
        with open_store(store, create=False) as kept:
            comparison = compare_runs(kept, names, lanes=athletes, seed=seed, progress=progress)
        progress("drawing the report", 1.0)
        report = _write(comparison, out)
    show_comparison(comparison, format)
    say(
        f"\nReport: {report}\nNext:   regain explain {comparison.arms[0].stream} {comparison.arms[1].stream}",
        quiet=quiet,
    )
    return 0


def _write(comparison: Comparison, out: Path) -> Path:
    from ..report.page import write_everything
    from ..report.sources import report_sources
    from ..versions import versions

    scenario = comparison.scenario
    return write_everything(comparison, out / scenario.name, sources=report_sources(scenario), versions=versions())


def run(
    scenario: str,
    /,
    *,
    strategy: Annotated[str | None, Parameter(help="Which strategy; default: the first.")] = None,
    lane: Annotated[int, whole("Which person of the cohort; 0 is the reference athlete.", 0, MOST_PEOPLE)] = 0,
    seed: Seed = None,
    store: Store = DEFAULT_STORE,
    format: Format = "text",
    quiet: Quiet = False,
) -> int:
    """Let one athlete live one strategy and keep the whole log.

    Args:
        scenario: A scenario file, or the name of one that ships.
    """
    from ..comparison.experiment import run as live
    from ..log.opening import open_store
    from ..runs.record import record_run
    from ..runs.snapshots import folder_of
    from ..scenario.reader import load_scenario

    question = load_scenario(scenario)
    names = [one.name for one in question.strategies]
    wanted = strategy or names[0]
    if wanted not in names:
        message = f"{question.name} has no strategy {wanted!r}, expected one of: {', '.join(names)}"
        raise InputError(message)
    lived = live(question, wanted, lane=lane, seed=seed)
    with open_store(store) as kept:
        name = record_run(kept, lived, folder_of(store))
    show_outcomes(
        f"{question.strategy(wanted).label}, athlete {lane}: {counted(len(lived.log), 'event')}", lived, format
    )
    say(f"\nRun: {name} in {kept.place}\nNext: regain state {name} --at week:8 · regain replay {name}", quiet=quiet)
    return 0
