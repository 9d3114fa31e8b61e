"""The command that fits the default parameters to the published studies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from ..errors import MAX_SEED
from .support import Format, Quiet, print_table, progress_bar, say, whole, write_rows

if TYPE_CHECKING:
    from ..tune.results import Report


def calibrate(
    *,
    starts: Annotated[int, whole("Starts besides the middle of the prior.", 0, 50)] = 3,
    draws: Annotated[int, whole("Draws from the posterior: walkers.", 20, 5000)] = 200,
    steps: Annotated[int, whole("Steps that each walker proposes; more reach farther into the tails.", 8, 1000)] = 10,
    seed: Annotated[int, whole("Seed of starts and draws.", 0, MAX_SEED)] = 1,
    out: Annotated[Path, Parameter(help="Folder for the new parameter set and what was found.")] = Path(
        "outputs/calibration"
    ),
    format: Format = "text",
    quiet: Quiet = False,
) -> int:
    """Fit the default parameters to the training rows of the studies, and score what was left out.

    Writes parameters.toml, spreads.toml, posterior.csv, uncertainty.csv, calibration.json and a picture of the way back
    after a break. To adopt the fit, copy the first four over those in models/.
    """
    from models.rows import shipped_text

    from ..files import refuse_unwritable, write_whole
    from ..report.pictures.figures import write_pictures
    from ..report.pictures.way_back import draw_way_back
    from ..tune.calibration import Effort
    from ..tune.memory import DRAWN_BREAK_WEEKS
    from ..tune.results import calibrate as fit

    refuse_unwritable(out)
    with progress_bar(quiet=quiet) as progress:
        report = fit(Effort(starts=starts, draws=draws, steps=steps, seed=seed), progress=progress)
    files = report.files(shipped_text("parameters.toml"), shipped_text("spreads.toml"))
    written = [write_whole(out / name, content.encode()) for name, content in files.items()]
    written += write_pictures((draw_way_back(report.ways_back, DRAWN_BREAK_WEEKS),), out)
    if format == "text":
        _print(report)
    else:
        write_rows(report.document()["parameters"], format)
    say(f"\nWritten: {', '.join(str(path) for path in written)}", quiet=quiet)
    return 0


def _print(report: Report) -> None:
    from ..report.studies import TOPIC_HEADS, topic_cells

    document = report.document()
    print_table(
        "Fitted parameters, with 90 % intervals",
        ("parameter", "before", "fitted", "90 % interval", "posterior/prior width", ""),
        [
            (
                one["name"],
                f"{one['before']:.4g}",
                f"{one['value']:.4g}",
                f"{one['interval_90'][0]:.4g} to {one['interval_90'][1]:.4g}",
                f"{one['posterior_over_prior_width']:.2f}",
                "" if one["identified"] else "not identified: middle of its prior",
            )
            for one in document["parameters"]
        ],
    )
    print_table(
        "Spread between studies, with 90 % intervals",
        ("", "fitted", "90 % interval", "unit"),
        [
            (
                one["name"],
                f"{one['value']:.3g}",
                f"{one['interval_90'][0]:.3g} to {one['interval_90'][1]:.3g}",
                one["unit"],
            )
            for one in document["spreads"]
        ],
    )
    print_table(
        "Differences between arms, each cohort left out in turn; a vote a cohort",
        TOPIC_HEADS,
        [topic_cells(one) for one in report.topics],
        numbers_from=2,
    )
    _print_levels(report)
    _print_mechanisms(report)
    _print_posterior(report)
    fitted = document["fitted_to"]
    print(
        f"\nFitted to {len(fitted['rows'])} rows of {len(fitted['studies'])} studies: {', '.join(fitted['studies'])}."
    )
    print(f"Left out: {', '.join(fitted['left_out'])}.")
    print("\nWhat the studies do not tell:")
    for line in document["weak_directions"]:
        print(f"  {line}")


def _print_levels(report: Report) -> None:
    levels = report.levels
    print_table(
        "Absolute error of levels, by what was measured, in its unit",
        ("", "what", "rows", "points", "median", "mean"),
        [
            (one.name, one.kind, one.how, str(one.points), f"{one.median:.2f}", f"{one.mean:.2f}")
            for one in levels.scores
        ],
        numbers_from=3,
    )
    for one in levels.advantages:
        median = f"{one.median:+.2f} (90 % {one.median_low:+.2f} to {one.median_high:+.2f}) in the median"
        mean = f"{one.mean:+.2f} ({one.mean_low:+.2f} to {one.mean_high:+.2f}) in the mean"
        print(f"{one.kind}, {one.how}: nearer than the strong baseline by {median}, {mean}")
    print("Inside the 90 % predictive interval:")
    for kind, by in levels.inside.items():
        print(f"  {kind}: " + ", ".join(f"{share:.0%} {how}" for how, share in by.items()))


def _print_mechanisms(report: Report) -> None:
    from ..numbers import number

    print_table(
        "What each mechanism earns on its own topics: fitted again without it, each cohort left out in turn",
        ("mechanism", "topic", "what", "cohorts", "contrasts", "error", "without", "skill", "without"),
        [
            (
                one.mechanism,
                one.topic,
                f"{one.group}, {one.unit}",
                str(one.cohorts),
                str(one.contrasts),
                number(one.mean_absolute_error),
                number(one.mean_absolute_error_without),
                number(one.skill),
                number(one.skill_without),
            )
            for one in report.earned
        ],
        numbers_from=3,
    )


def _print_posterior(report: Report) -> None:
    posterior, unseen = report.document()["posterior"], report.document()["unseen_size_median"]
    if unseen is not None:
        print(f"Of the size points left out and named by no prior the median error is {unseen:.2f}.")
    print(
        f"Posterior: {posterior['draws']} walkers took {posterior['steps_taken_fraction']:.0%} of their steps; ", end=""
    )
    print(
        f"the second half of the walks is worth {posterior['least_effective_draws']:.0f} draws or more of each", end=""
    )
    print(f" parameter, whose means drifted by up to {posterior['greatest_drift_sd']:.2f} standard deviations.\n")
    print_table(
        "The way back to 95 % of the size before a break, over the draws: median (90 % interval)",
        ("weeks trained", "weeks off", "kept", "weeks back", "weeks the first time", "back/first", "growth back/first"),
        [
            (
                str(one.history_weeks),
                str(one.break_weeks),
                *(
                    f"{spread.median:.{digits}f} ({spread.p5:.{digits}f} to {spread.p95:.{digits}f})"
                    for spread, digits in (
                        (one.kept, 2),
                        (one.back_weeks, 0),
                        (one.first_weeks, 0),
                        (one.ratio, 2),
                        (one.speed_up, 2),
                    )
                ),
            )
            for one in report.ways_back
        ],
    )
