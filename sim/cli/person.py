"""Commands on one person: fit their log, forecast from it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated, Any

import attrs
from cyclopts import Parameter

from ..errors import MOST_PEOPLE
from ..plan import DAYS_PER_WEEK
from ..results import plain_json
from .readings import show_comparison
from .support import (
    DEFAULT_OUT,
    DEFAULT_STORE,
    Format,
    Out,
    Quiet,
    Seed,
    Store,
    counted,
    parse_moment,
    print_table,
    progress_bar,
    say,
    whole,
    write_rows,
)

if TYPE_CHECKING:
    from ..comparison.comparison import Comparison
    from ..events import Event
    from ..person import Forecast
    from ..person.telling import Told
    from ..plan import Scenario


def fit(
    run: str,
    /,
    *,
    scenario: Annotated[
        str | None,
        Parameter(
            help="A scenario whose history, habits and athlete stand for what the log lacks; default: usual habits and "
            "no training before the log."
        ),
    ] = None,
    out: Annotated[Path | None, Parameter(help="Folder for fit.json and a picture; default: none is written.")] = None,
    store: Store = DEFAULT_STORE,
    format: Format = "text",
    quiet: Quiet = False,
) -> int:
    """Fit a person to the lifts of their log: how strongly they respond and how strong they are, beside the population.

    Tells what the lifts identify and what not, what is assumed of the past, and how the lifts lie about the fit.

    Args:
        run: Name of a run, such as imported/me, or enough of its beginning.
    """
    from ..files import refuse_unwritable
    from ..person import fit as fit_person
    from ..person.telling import tell

    if out is not None:
        refuse_unwritable(out)
    name, _, log = _read(store, run)
    with progress_bar(quiet=quiet) as progress:
        told = tell(fit_person(log, scenario=_loaded(scenario), progress=progress))
    written = () if out is None else _write(name, told, out)
    if format == "text":
        _print(name, told)
    else:
        write_rows(_rows(told), format)
    if written:
        say(f"\nFit: {', '.join(str(path) for path in written)}", quiet=quiet)
    return 0


def forecast(
    run: str,
    /,
    *,
    scenario: Annotated[
        str,
        Parameter(
            help="A scenario file, or the name of one that ships: what may be done from today. Its athlete, history "
            "and habits stand for what the log lacks."
        ),
    ],
    at: Annotated[
        str,
        Parameter(
            help="Today: week:N or day:N, start or end. A simulated run is counted from week 0, where its strategies "
            "begin, as elsewhere; an imported log from its first day."
        ),
    ] = "end",
    athletes: Annotated[
        int | None, whole("Number of possible futures; default: the scenario's number of people.", 1, MOST_PEOPLE)
    ] = None,
    seed: Seed = None,
    out: Out = DEFAULT_OUT,
    store: Store = DEFAULT_STORE,
    format: Format = "text",
    quiet: Quiet = False,
) -> int:
    """Forecast from a real log: fold the past, fit the person, and live the strategies of a scenario from today.

    Bands are possible futures of one person: chance, and the doubt that the log leaves about the person. What the log
    lacks is assumed from the scenario, and every result says so. Writes tables, pictures and report.html into
    OUT/<scenario>-<run>/ and an undisturbed course (no illness, nothing missed) of every strategy into
    the store.

    Args:
        run: Name of a run, such as imported/me, or enough of its beginning.
    """
    from ..comparison.comparison import RecordedPast
    from ..files import refuse_unwritable
    from ..log.opening import open_store
    from ..log.origin import origin_of
    from ..person import forecast as forecast_person
    from ..runs.record import record_comparison
    from ..scenario.reader import load_scenario
    from ..text import file_name

    question = load_scenario(scenario)
    name, head_hash, log = _read(store, run)
    folder = out / file_name(f"{question.name}-{name}")
    refuse_unwritable(folder)
    at_days = None if at == "end" else parse_moment(at, origin_of(log).history_days, log[-1].time_days)
    with progress_bar(quiet=quiet) as progress:
        found = forecast_person(
            log, question, futures=athletes, seed=seed, at_days=at_days, parent=name, progress=progress
        )
        comparison = attrs.evolve(
            found.comparison,
            command=_again(name, scenario, at, found.comparison),
            past=RecordedPast(name, head_hash),
        )
        with open_store(store) as kept:
            found = attrs.evolve(found, comparison=record_comparison(kept, comparison))
        progress("drawing the report", 1.0)
        report = _report(found, folder)
    show_comparison(found.comparison, format, _rows_of_forecast(found))
    streams = counted(len(found.comparison.arms), "stream")
    say(f"\nReport: {report}\nLogs:   {kept.place} ({streams})", quiet=quiet)
    return 0


def _report(found: Forecast, folder: Path) -> Path:
    from ..report.page import write_everything
    from ..report.pictures.forecast import draw_forecast
    from ..report.pictures.person import draw_fit
    from ..report.sources import report_sources

    pictures = (draw_forecast(found), draw_fit(found.told))
    return write_everything(found.comparison, folder, sources=report_sources(found.comparison.scenario), first=pictures)


def _read(store: str, run: str) -> tuple[str, str, Sequence[Event]]:
    """Return the name of a stream, the hash of its head, and its events."""
    from ..log.names import find_stream
    from ..log.opening import open_store

    with open_store(store, create=False) as kept:
        name = find_stream(kept, run)
        return name, kept.head_hash(name), kept.read(name)


def _again(name: str, scenario: str, at: str, comparison: Comparison) -> str:
    """Return the command line that computes a forecast again."""
    from ..text import plain

    words = ["regain", "forecast", plain(name), "--scenario", plain(PurePath(scenario).name), "--at", at]
    return shlex.join([*words, "--athletes", str(comparison.athletes), "--seed", str(comparison.seed)])


def _rows_of_forecast(found: Forecast) -> list[dict[str, Any]]:
    """Return as rows of a comparison what may be lifted, then what is assumed."""
    rows: list[dict[str, Any]] = []
    for one in found.exercises:
        for arm in found.comparison.arms:
            p10, median, p90 = one.end(arm.name)
            told = {"outcome": "rested_one_rm_kg", "outcome_label": one.exercise, "unit": "kg"}
            rows.append({"strategy": arm.name, "label": arm.label, **told, "median": median, "p10": p10, "p90": p90})
    assumed = found.assumed.items()
    return [*rows, *({"outcome": "assumed", "outcome_label": what, "label": how} for what, how in assumed)]


def _loaded(scenario: str | None) -> Scenario | None:
    from ..scenario.reader import load_scenario

    return None if scenario is None else load_scenario(scenario)


def _print(name: str, told: Told) -> None:
    from ..report.pictures.person import HEADERS, estimate_rows

    lifts = told.fit.lifts
    weeks = (told.fit.past.today_days - told.fit.past.log_days) / DAYS_PER_WEEK
    title = f"{name}: lifts used {len(lifts.kept)}, exercises {len(lifts.exercises)}, weeks {weeks:.1f}"
    print_table(title, (HEADERS[0] or "1 = typical", *(head.lower() for head in HEADERS[1:])), estimate_rows(told))
    used = "1 is" if len(lifts.kept) == 1 else f"{len(lifts.kept)} are"
    print(f"\nOf {counted(lifts.set_count, 'set')} {used} used; set aside:")
    for reason, count in lifts.set_aside.items():
        print(f"  {count:6}  {reason}")
    if told.fit.past.assumed:
        print("\nAssumed, not recorded:")
        for what, how in told.fit.past.assumed.items():
            print(f"  {what}: {how}")
    print()
    for line in told.verdict:
        print(line)


def _rows(told: Told) -> list[dict[str, Any]]:
    """Return a fit as rows that all have the same columns."""

    def row(
        item: str, name: str, *, value: float | None = None, text: str = "", **more: float | None
    ) -> dict[str, Any]:
        known = {key: more.get(key) for key in ("p5", "p25", "p75", "p95", "prior_p5", "prior_p95", "narrowing")}
        return {"item": item, "name": name, "value": value, **known, "text": text}

    rows = []
    for one in told.estimates:
        percentiles = {"p5": one.p5, "p25": one.p25, "p75": one.p75, "p95": one.p95}
        population = {"prior_p5": one.prior[0], "prior_p95": one.prior[-1]}
        rows.append(
            row(
                "estimate",
                one.name,
                value=one.median,
                text=one.verdict,
                narrowing=one.narrowing,
                **percentiles,
                **population,
            )
        )
    lifts = told.fit.lifts
    rows += [row("used_sets", name, value=float(_count(told, name))) for name in lifts.exercises]
    rows += [row("set_aside_sets", "", value=float(count), text=reason) for reason, count in lifts.set_aside.items()]
    rows += [row("residual", name, value=value) for name, value in attrs.asdict(told.residuals).items()]
    rows += [row("assumed", what, text=how) for what, how in told.fit.past.assumed.items()]
    return [*rows, *(row("verdict", "", text=line) for line in told.verdict)]


def _count(told: Told, exercise: str) -> int:
    return sum(lift.exercise == exercise for lift in told.fit.lifts.kept)


def _write(name: str, told: Told, folder: Path) -> tuple[Path, ...]:
    from ..files import write_whole
    from ..report.pictures.figures import write_pictures
    from ..report.pictures.person import curve_rows, draw_fit

    found = plain_json({"run": name, "findings": _rows(told), "curves": curve_rows(told)})
    text = json.dumps(found, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    return (write_whole(folder / "fit.json", text.encode()), *write_pictures((draw_fit(told),), folder))
