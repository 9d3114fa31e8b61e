"""Commands that look things up: scenarios, parameters, exercises, the file format, the gallery."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from ..errors import MOST_PEOPLE, ScenarioError
from ..text import plain
from .support import Format, Quiet, console, counted, print_table, say, whole, write_rows


def scenarios(*, format: Format = "text") -> int:
    """List the scenarios that ship, with their questions."""
    from ..scenario.reader import load_scenario
    from ..scenario.shipped import shipped_scenarios

    rows: list[dict[str, Any]] = []
    for name, path in shipped_scenarios().items():
        one = load_scenario(path)
        rows.append(
            {
                "scenario": name,
                "title": one.title,
                "arms": len(one.strategies),
                "weeks": one.horizon_weeks,
                "question": " ".join(one.question.split()),
            }
        )
    if format == "text":
        from rich.markup import escape

        for row in rows:
            size = f"{counted(row['arms'], 'strategy', 'strategies')}, {counted(row['weeks'], 'week')}"
            console().print(f"[bold]{row['scenario']}[/bold]  {escape(str(row['title']))} [dim]({size})[/dim]")
            console().print(f"    {escape(str(row['question']))}\n")
        say("Run one with: regain compare NAME")
    else:
        write_rows(rows, format)
    return 0


def parameters(
    names: Annotated[tuple[str, ...], Parameter(help="Only these, or those whose name contains this.")] = (),
    /,
    *,
    cite: Annotated[
        str | None,
        Parameter(help="A scenario, or a classic model such as banister: print the sources that its results rest on."),
    ] = None,
    format: Format = "text",
) -> int:
    """Print every number of the model with interval (if fitted), unit, bounds, prior, status and source."""
    from models.parameters import default_parameters

    from ..report.sources import parameter_rows, sources_of

    if cite is not None:
        from models.classic.catalogue import classic_models

        from ..scenario.reader import load_scenario

        classic = classic_models().get(cite)
        sources = sources_of(load_scenario(cite)) if classic is None else classic.references
        if format == "text":
            for one in sources:
                print(one.in_words)
        else:
            named = (
                {"key": one.key, "evidence": one.evidence, "citation": one.citation, "doi": one.doi or ""}
                for one in sources
            )
            write_rows(list(named), format)
        return 0
    rows = [
        row for row in parameter_rows(default_parameters()) if not names or any(name in row["name"] for name in names)
    ]
    if format == "text":
        told = ("unit", "bounds", "prior", "status")
        shown = [
            (row["name"], row["value"], row["interval"] or "—", *(row[name] for name in told), row["source"] or "—")
            for row in rows
        ]
        print_table(
            counted(len(rows), "parameter"),
            ("parameter", "value", "90 % interval", *told, "source"),
            shown,
            numbers_from=9,
        )
    else:
        write_rows(rows, format)
    return 0


def exercises(*, format: Format = "text") -> int:
    """Print the catalogue: which exercise trains which muscle how much, and where that is from."""
    from models.exercises import catalogue

    known = catalogue()
    rows = []
    for name in known.names:
        one = known[name]
        shares = {muscle: f"{one.contribution.get(muscle, 0.0):g}" for muscle in known.muscles}
        rows.append(
            {
                "exercise": name,
                **shares,
                "eccentric": f"{one.eccentric:g}",
                "equipment": one.equipment,
                "status": one.status,
                "source": one.source,
            }
        )
    if format == "text":
        print_table(
            f"{len(rows)} exercises: sets that one set counts for",
            tuple(rows[0]),
            [tuple(row.values()) for row in rows],
            numbers_from=9,
        )
    else:
        write_rows(rows, format)
    return 0


def validate(files: tuple[str, ...], /) -> int:
    """Check scenario files and say everything that is wrong with them.

    Args:
        files: Scenario files, or names of scenarios that ship.
    """
    from ..scenario.reader import load_scenario

    problems: list[str] = []
    for file in files:
        try:
            found = load_scenario(file)
        except ScenarioError as error:
            problems += error.problems
            continue
        size = counted(len(found.strategies), "strategy", "strategies")
        print(f"{plain(file)}: fine, {size} over {counted(found.horizon_weeks, 'week')}")
    if problems:
        raise ScenarioError(tuple(problems))
    return 0


def schema() -> int:
    """Print the JSON Schema of scenario files, for editors."""
    from ..scenario.schema import json_schema

    print(json.dumps(json_schema(), indent=1))
    return 0


def gallery(
    *,
    out: Annotated[Path, Parameter(help="Folder of the pictures.")] = Path("outputs/gallery"),
    athletes: Annotated[int | None, whole("Number of people; default: each scenario's.", 1, MOST_PEOPLE)] = None,
    quiet: Quiet = False,
) -> int:
    """Make the small pictures of all shipped scenarios that README shows."""
    from ..comparison.experiment import compare
    from ..files import refuse_unwritable
    from ..report.pictures.figures import draw_thumbnail
    from ..scenario.reader import load_scenario
    from ..scenario.shipped import shipped_scenarios

    refuse_unwritable(out)
    for name, path in shipped_scenarios().items():
        say(f"{name} ...", quiet=quiet)
        draw_thumbnail(compare(load_scenario(path), athletes=athletes), out / f"{name}.png")
    return 0
