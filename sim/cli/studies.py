"""The command that lives published studies again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from ..errors import MAX_SEED
from ..results import plain_json
from ..text import json_text
from .support import Format, Quiet, print_table, progress_bar, say, whole, write_rows

if TYPE_CHECKING:
    from ..report.studies import StudiesReport

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

    As JSON: rows, differences between arms, scores, errors of model and baselines, and the individual part in one
    document. As CSV: rows only.
    """
    from ..files import refuse_unwritable
    from ..report.studies import predict_studies, write_studies

    if out is not None:
        refuse_unwritable(out)
    with progress_bar(quiet=quiet) as progress:
        report = predict_studies(only, people=people, seed=seed, progress=progress)
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
        write_rows(report.rows(), format)
    if page is not None:
        say(f"\nReport: {page}", quiet=quiet)
    return 0


def _print(report: StudiesReport) -> None:
    from ..report.studies import (
        CONTRAST_HEADS,
        ROW_HEADS,
        SCORE_HEADS,
        SIZE_HEADS,
        TOPIC_HEADS,
        TOPICS_MEAN,
        contrast_cells,
        row_cells,
        score_cells,
        size_cells,
        topic_cells,
    )
    from ..studies.contrasts import topic_scores
    from ..studies.scores import rows, summarise

    print_table("Observed and predicted", ROW_HEADS, [row_cells(row) for row in rows(report.found)], numbers_from=2)
    print()
    scores = [score_cells(score) for score in summarise(report.found)]
    print_table("Errors by what was measured", SCORE_HEADS, scores, numbers_from=3)
    print(f"{report.inside_in_words}\n")
    if report.contrasts:
        contrasts = [contrast_cells(row) for row in report.contrasts]
        print_table("Differences between arms", CONTRAST_HEADS, contrasts, numbers_from=3)
        print()
        topics = [topic_cells(score) for score in topic_scores(report.contrasts)]
        print_table("Differences between arms by topic", TOPIC_HEADS, topics, numbers_from=3)
        print(f"{TOPICS_MEAN}\n")
    sizes = [size_cells(score) for score in report.sizes]
    print_table("Points of muscle size, percent points", SIZE_HEADS, sizes, numbers_from=2)
    if report.individuals_in_words:
        print(f"\n{report.individuals_in_words}")
