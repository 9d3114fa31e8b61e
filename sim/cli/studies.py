"""The command that lives published studies again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import attrs
from cyclopts import Parameter

from ..errors import MAX_SEED
from ..results import plain_json
from ..text import json_text
from .support import Format, Quiet, print_table, progress_bar, say, whole, write_rows

if TYPE_CHECKING:
    from ..report.studies import StudiesReport
    from ..studies import Predictions
    from ..studies.individuals import Individuals

PEOPLE = 100


def studies(
    *,
    only: Annotated[
        tuple[str, ...], Parameter(help="Only these studies: names, or scenario files with a table beside them.")
    ] = (),
    people: Annotated[int, whole("Number of people simulated for each.", 2, 10_000)] = PEOPLE,
    seed: Annotated[int, whole("Seed of all chance.", 0, MAX_SEED)] = 1,
    out: Annotated[Path | None, Parameter(help="Folder for tables, pictures and studies.html; default: none.")] = None,
    format: Format = "text",
    quiet: Quiet = False,
) -> int:
    """Live published studies again and print what was observed beside what is predicted.

    As JSON: rows, scores, errors of model and baselines, and the individual part in one document. As CSV: rows only.
    """
    from ..files import refuse_unwritable
    from ..report.studies import write_studies
    from ..studies import load_studies, predict_all
    from ..studies.scores import rows

    if out is not None:
        refuse_unwritable(out)
    chosen = load_studies(only)
    with progress_bar(quiet=quiet) as progress:
        found = predict_all(chosen, people=people, seed=seed, told=progress)
        report = _report(found, people)
        page = None
        if out is not None:
            progress("drawing the report", 1.0)
            page = write_studies(report, out)
    if format == "text":
        _print(report)
    elif format == "json":
        found_all = plain_json(report.document())
        print(json_text(json.dumps(found_all, indent=1, ensure_ascii=False, allow_nan=False)))
    else:
        write_rows([attrs.asdict(row) for row in rows(found)], format)
    if page is not None:
        say(f"\nReport: {page}", quiet=quiet)
    return 0


def _report(found: tuple[Predictions, ...], people: int) -> StudiesReport:
    from models.parameters import default_parameters

    from ..report.studies import StudiesReport
    from ..studies import load_studies
    from ..studies.baselines import size_scores

    sizes = size_scores(found, load_studies())
    return StudiesReport(found, sizes, _individuals(found), default_parameters().name, people)


def _individuals(found: tuple[Predictions, ...]) -> Individuals | str:
    from ..studies import individuals

    folder = individuals.data_folder()
    if individuals.STUDY not in {one.study.name for one in found}:
        return ""
    return individuals.absent() if folder is None else individuals.predict_individuals(folder)


def _print(report: StudiesReport) -> None:
    from ..report.studies import ROW_HEADS, SCORE_HEADS, SIZE_HEADS, row_cells, score_cells, size_cells
    from ..studies.scores import rows, summarise

    print_table("Observed and predicted", ROW_HEADS, [row_cells(row) for row in rows(report.found)], numbers_from=2)
    print()
    scores = [score_cells(score) for score in summarise(report.found)]
    print_table("Errors by what was measured", SCORE_HEADS, scores, numbers_from=3)
    print(f"{report.inside_in_words}\n")
    sizes = [size_cells(score) for score in report.sizes]
    print_table("Points of muscle size, percent points", SIZE_HEADS, sizes, numbers_from=2)
    if report.individuals_in_words:
        print(f"\n{report.individuals_in_words}")
