"""The command that asks whether the studies could tell the parameters at all."""

from __future__ import annotations

from typing import Annotated

from ..errors import MAX_SEED
from .support import Format, Quiet, print_table, progress_bar, say, whole, write_rows


def identify(
    *,
    repeats: Annotated[int, whole("How many truths are drawn and fitted.", 2, 5000)] = 200,
    seed: Annotated[int, whole("Seed of truths and noise.", 0, MAX_SEED)] = 1,
    format: Format = "text",
    quiet: Quiet = False,
) -> int:
    """Simulate the studies under known parameters, fit them, and tell how often the 95 % intervals hold the truth.

    Parameters of which the studies tell hardly anything (width or error above nine tenths of the prior's) are called
    not identified.
    """
    import attrs

    from models.parameters import default_parameters

    from ..studies import load_study, shipped_studies
    from ..tune.recovery import recover
    from ..tune.workers import Workers

    studies = [load_study(name) for name in shipped_studies()]
    with progress_bar(quiet=quiet) as progress, Workers() as workers:
        found = recover(studies, default_parameters(), workers.predict, repeats=repeats, seed=seed, tell=progress)
    if format == "text":
        print_table(
            f"Parameters found again in {repeats} simulated sets of studies, in standard deviations of the prior",
            ("parameter", "inside the 95 % interval", "bias", "error", "width", ""),
            [
                (
                    one.name,
                    f"{one.coverage_95:.1%}",
                    f"{one.bias:+.2f}",
                    f"{one.error:.2f}",
                    f"{one.width:.2f}",
                    "" if one.identified else "not identified",
                )
                for one in found
            ],
        )
        say(
            "Error is that of the estimate, width that of the interval's standard deviation; 1 is the prior's.",
            quiet=quiet,
        )
    else:
        write_rows([attrs.asdict(one) | {"identified": one.identified} for one in found], format)
    return 0
