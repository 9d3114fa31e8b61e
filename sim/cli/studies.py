"""The command that lives published studies again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import attrs
from cyclopts import Parameter

from .support import MAX_SEED, Format, Quiet, print_table, progress_bar, say, whole, write_rows

if TYPE_CHECKING:
    from ..report.studies import StudiesReport
    from ..studies import Predictions

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
    """Live published studies again and print what was observed beside what is predicted."""
    from ..report.files import refuse_unwritable
    from ..report.studies import write_studies
    from ..studies import load_study, predict_all, shipped_studies
    from ..studies.scores import rows

    if out is not None:
        refuse_unwritable(out)
    chosen = [load_study(name) for name in (only or shipped_studies())]
    with progress_bar(quiet=quiet) as progress:
        found = predict_all(chosen, people=people, seed=seed, told=progress)
        report = _report(found, people)
        page = None
        if out is not None:
            progress("drawing the report", 1.0)
            page = write_studies(report, out)
    if format == "text":
        _print(report)
    else:
        write_rows([attrs.asdict(row) for row in rows(found)], format)
    if page is not None:
        say(f"\nReport: {page}", quiet=quiet)
    return 0


def _report(found: tuple[Predictions, ...], people: int) -> StudiesReport:
    from models.parameters import default_parameters

    from ..report.studies import StudiesReport
    from ..studies import load_study, shipped_studies
    from ..studies.baselines import size_scores

    every = [load_study(name) for name in shipped_studies()]
    return StudiesReport(found, size_scores(found, every), _individuals(found), default_parameters().name, people)


def _individuals(found: tuple[Predictions, ...]) -> str:
    from ..studies import individuals

    folder = individuals.data_folder()
    if individuals.STUDY not in {one.study.name for one in found}:
        return ""
    return individuals.absent() if folder is None else individuals.predict_individuals(folder).in_words


def _print(report: StudiesReport) -> None:
    from ..report.studies import ROW_HEADS, SCORE_HEADS, SIZE_HEADS, row_cells, score_cells, size_cells
    from ..studies.scores import rows, summarise

    print_table("Observed and predicted", ROW_HEADS, [row_cells(row) for row in rows(report.found)], numbers_from=2)
    print()
    scores = [score_cells(score) for score in summarise(report.found)]
    print_table("Errors by what was measured", SCORE_HEADS, scores, numbers_from=3)
    print()
    sizes = [size_cells(score) for score in report.sizes]
    print_table("Points of muscle size, percent points", SIZE_HEADS, sizes, numbers_from=2)
    if report.individuals:
        print(f"\n{report.individuals}")
