"""The command that fits the classic models to a table of load and performance."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from ..errors import MAX_SEED, InputError
from ..text import file_name
from .support import (
    DEFAULT_OUT,
    DEFAULT_STORE,
    Format,
    Out,
    Quiet,
    Store,
    counted,
    print_table,
    say,
    whole,
    write_rows,
)

if TYPE_CHECKING:
    from ..fitload import LoadFit, LoadTable

Model = Literal["fitness_only", "banister", "calvert", "busso", "hill"]
Measure = Literal["sets", "volume_kg", "session_rpe", "running"]


def fit_load(
    file: Path,
    /,
    *,
    model: Annotated[Model, Parameter(help="Which classic model.")] = "banister",
    same_day: Annotated[
        Literal["included", "excluded"], Parameter(help="Whether a day's own load counts for its performance.")
    ] = "included",
    bounds: Annotated[
        tuple[str, ...],
        Parameter(
            negative="", help="NAME=LOW:HIGH of a constant, or NAME=VALUE to fix it; may be given several times."
        ),
    ] = (),
    day: Annotated[str, Parameter(help="Head of the column with the day.")] = "day",
    load: Annotated[str, Parameter(help="Head of the column with the load.")] = "load",
    performance: Annotated[str, Parameter(help="Head of the column with the performance.")] = "performance",
    run: Annotated[
        str | None, Parameter(help="Take the loads from this run's log; the file then needs day and performance only.")
    ] = None,
    measure: Annotated[
        Measure | None, Parameter(help="With --run: what of the log counts as load; default: sets.")
    ] = None,
    store: Store = DEFAULT_STORE,
    shuffles: Annotated[int, whole("Random orders of the loads to compare with.", 0, 9999)] = 99,
    seed: Annotated[int, whole("Seed of these orders.", 0, MAX_SEED)] = 1,
    out: Out = DEFAULT_OUT,
    format: Format = "text",
    quiet: Quiet = False,
) -> int:
    """Fit a fitness-fatigue model to daily loads and tests, and say how far the fit can be trusted.

    Prints every parameter with its 95 % profile interval, compares the fit with plainer ones on tests that it has not
    seen and on shuffled loads, and gives a verdict. Writes a picture and a daily table into OUT/fit-load/.

    Args:
        file: CSV with the columns day, load and performance; a day without a test leaves performance empty. With --run
            days count from week 0 of the run, or are dates where the log was imported.
    """
    from ..files import refuse_unwritable, write_whole
    from ..fitload import fit_load as fit_table
    from ..fitload import read_table
    from ..report.pictures.figures import write_pictures
    from ..report.pictures.fitload import draw_fit

    if measure and not run:
        raise InputError(
            f"--measure {measure} says what of a run counts as load; name the run with --run, or leave it out"
        )
    table = read_table(file, day=day, load=None if run else load, performance=performance)
    if run:
        table = _with_loads_of(run, store, table, measure or "sets")
    folder, limits = folder_of(out, file), parse_bounds(bounds)
    refuse_unwritable(folder)
    fit = fit_table(table, model, same_day=same_day, bounds=limits, shuffles=shuffles, seed=seed)
    pictures = write_pictures((draw_fit(fit),), folder)
    days = write_whole(folder / f"daily_{model}.csv", _daily_csv(fit))
    if format == "text":
        _print(fit)
    else:
        write_rows(fit_rows(fit), format)
    say(f"\nPicture: {pictures[0]}\nDays:    {days}", quiet=quiet)
    return 0


def _with_loads_of(run: str, store: str, tests: LoadTable, measure: str) -> LoadTable:
    from ..fitload import loads_beside_tests
    from ..log.names import find_stream
    from ..log.opening import open_store

    with open_store(store, create=False) as kept:
        log = tuple(kept.read(find_stream(kept, run)))
    return loads_beside_tests(log, tests, measure)


def folder_of(out: Path, file: Path) -> Path:
    """Return where the results of a table go."""
    return out / "fit-load" / file_name(file.stem)


def parse_bounds(settings: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    """Turn ``name=low:high`` and ``name=value`` into bounds.

    Raises:
        InputError: One of them is not of that form.
    """
    found = {}
    for setting in settings:
        name, _, values = setting.partition("=")
        low, colon, high = values.partition(":")
        try:
            found[name.strip()] = (float(low), float(high if colon else low))
        except ValueError:
            raise InputError(f"--bounds must be NAME=LOW:HIGH or NAME=VALUE, found {setting!r}; mend it") from None
    return found


def fit_rows(fit: LoadFit) -> list[dict[str, Any]]:
    """Return a fit as rows that all have the same columns."""

    def row(item: str, name: str, value: float | None = None, **more: object) -> dict[str, Any]:
        known = value if value is not None and math.isfinite(value) else None
        return {"item": item, "name": name, "value": known, "low": None, "high": None, "unit": "", "text": "", **more}

    rows = [
        row(
            "estimate",
            one.name,
            one.value,
            low=one.low,
            high=one.high,
            unit=fit.unit(one.name),
            text=fit.label(one.name),
        )
        for one in fit.estimates
    ]
    for score in fit.scores:
        for reading in ("sse", "aicc", "leave_one_out_rmse", "blocked_rmse"):
            rows.append(row(reading, score.name, getattr(score, reading), text=score.label))  # noqa: PERF401 - reads better
    if fit.shuffled is not None:
        rows.append(row("shuffled_as_good_fraction", fit.model.name, fit.shuffled.as_good_fraction))
    rows.append(row("verdict", fit.model.name, text=fit.headline))
    rows += [row(one.kind, one.subject, text=one.text) for one in fit.findings]
    return [*rows, *(row("source", one.key, text=one.in_words) for one in fit.model.references)]


def _print(fit: LoadFit) -> None:
    from ..report.pictures.fitload import HEADERS, estimate_rows

    table = fit.table
    filled = f", {counted(table.filled_days, 'day')} without a row counted as rest" if table.filled_days else ""
    title = f"{fit.model.label}: {counted(len(table.tests), 'test')}, {counted(len(table.load), 'day')}{filled}"
    print_table(title, tuple(head.lower() for head in HEADERS), estimate_rows(fit), numbers_from=1)
    heads = ("model", "parameters", "sum of squares", "AICc", "error, one left out", "error, stretches left out")
    rows = [
        (
            one.label,
            str(one.parameters),
            *(_cell(value) for value in (one.sse, one.aicc, one.leave_one_out_rmse, one.blocked_rmse)),
        )
        for one in fit.scores
    ]
    print()
    print_table("Against plainer models", heads, rows)
    print(f"\n{fit.headline}")
    for finding in fit.findings:
        print(f"- {finding.text}")
    print("\nSources")
    for source in fit.model.references:
        print(f"- {source.in_words}")


def _cell(value: float) -> str:
    return f"{value:.4g}" if math.isfinite(value) else "–"


def _daily_csv(fit: LoadFit) -> bytes:
    rows = fit.daily()
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: f"{value:.8g}" if isinstance(value, float) else value for name, value in row.items()})
    return text.getvalue().encode()
