"""The command that fits the default parameters to the published studies."""

from __future__ import annotations

from importlib import resources
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
    steps: Annotated[int, whole("Steps that each walker proposes; more reach farther into the tails.", 8, 1000)] = 20,
    seed: Annotated[int, whole("Seed of starts and draws.", 0, MAX_SEED)] = 1,
    out: Annotated[Path, Parameter(help="Folder for the new parameter set and what was found.")] = Path(
        "outputs/calibration"
    ),
    format: Format = "text",
    quiet: Quiet = False,
) -> int:
    """Fit the default parameters to the training rows of the studies, and score what was left out.

    Writes parameters.toml, posterior.csv, doubt.csv and calibration.json. To adopt them, copy the first three over
    those in models/.
    """
    from models.parameters import default_parameters

    from ..files import refuse_unwritable, write_whole
    from ..plan import Phase
    from ..scenario.reader import load_scenario
    from ..studies import load_study, shipped_studies
    from ..tune.ablations import contenders
    from ..tune.calibration import Effort
    from ..tune.calibration import calibrate as fit
    from ..tune.memory import speed_ups
    from ..tune.results import Report
    from ..tune.workers import Workers

    refuse_unwritable(out)
    studies = [load_study(name) for name in shipped_studies()]
    nominal = default_parameters()
    with progress_bar(quiet=quiet) as progress, Workers() as workers:
        found = fit(
            studies,
            nominal,
            workers.predict,
            Effort(starts=starts, draws=draws, steps=steps, seed=seed),
            lambda text, share: progress(text, 0.6 * share),
        )
        scored = contenders(studies, found, workers.predict, lambda text, share: progress(text, 0.6 + 0.3 * share))
        progress("regain after layoffs", 0.9)
        returning: Phase = load_scenario("regain_after_layoff").strategies[0].phases[-1]
        faster = speed_ups(nominal.replace(found.values), found.draws, returning.plan)
    report = Report(found, scored, faster)
    text = resources.files("models").joinpath("parameters.toml").read_text(encoding="utf-8")
    written = [write_whole(out / name, content.encode()) for name, content in report.files(text).items()]
    if format == "text":
        _print(report)
    else:
        write_rows(report.document()["parameters"], format)
    say(f"\nWritten: {', '.join(str(path) for path in written)}", quiet=quiet)
    return 0


def _print(report: Report) -> None:
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
    _print_scores(report)
    fitted = document["fitted_to"]
    print(
        f"\nFitted to {len(fitted['rows'])} rows of {len(fitted['studies'])} studies: {', '.join(fitted['studies'])}."
    )
    print(f"Left out: {', '.join(fitted['left_out'])}.")
    print("\nWhat the studies do not tell:")
    for line in document["weak_directions"]:
        print(f"  {line}")


def _print_scores(report: Report) -> None:
    document = report.document()
    print_table(
        "Absolute error of muscle size, percent points",
        ("", "training median", "mean", "left out median", "mean"),
        [
            (
                one.name,
                *(
                    f"{value:.2f}"
                    for value in (one.train_median, one.train_mean, one.held_out_median, one.held_out_mean)
                ),
            )
            for one in report.contenders
        ],
    )
    others = [one for one in report.contenders if one.others]
    kinds = list(others[0].others)
    print_table(
        "Mean absolute error of everything else, fitted and left out together, each in its unit",
        ("", *kinds),
        [(one.name, *(f"{one.others[kind]:.2f}" for kind in kinds)) for one in others],
    )
    covered, posterior = document["coverage_of_size_90"], document["posterior"]
    print("Inside the 90 % predictive interval, of the size points:")
    print(f"  {covered['train']:.0%} of those fitted, {covered['held_out']:.0%} of those left out")
    unseen = report.contenders[0].unseen_median
    if unseen is not None:
        print(f"Of those left out and named by no prior the median error is {unseen:.2f}.")
    print(
        f"Posterior: {posterior['draws']} walkers took {posterior['steps_taken_fraction']:.0%} of their steps; ", end=""
    )
    print(
        f"the second half of the walks is worth {posterior['least_effective_draws']:.0f} draws or more of each", end=""
    )
    print(f" parameter, whose means drifted by up to {posterior['greatest_drift_sd']:.2f} standard deviations.\n")
    print_table(
        "Regain over a novice's gain in the same weeks, after half a year off",
        ("weeks trained before", "speed-up", "90 % interval"),
        [(str(one.history_weeks), f"{one.median:.2f}", f"{one.p5:.2f} to {one.p95:.2f}") for one in report.speed_ups],
    )
