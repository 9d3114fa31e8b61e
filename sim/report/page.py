"""The page: question, answer, pictures, tables and where every number comes from, in one file without scripts."""

from __future__ import annotations

import math
import re
import shlex
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import attrs

from ..comparison.comparison import Comparison
from ..files import write_whole
from ..numbers import percent, spread
from ..plan import Strategy
from ..text import plain
from .files import manifest, write_tables
from .pictures.figures import pictures, write_pictures
from .pictures.style import Picture
from .plans import PhaseInWords, athlete_in_words, differing_habits, habits_in_words, history_in_words, phases_in_words
from .rendering import render
from .words.picked import Shown, differences, outcomes, primary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Source = tuple[str, float | str, str, str, str]
"""A parameter as the page lists it: name, value, unit, status, citation."""

NO_ADVICE = "This is a simulation of simplified bodies and no medical advice."
LIMITS = (
    "It does not predict you: a band says how far apart what was simulated ends, not how sure anyone can be of it.",
    "Evidence that lost size comes back faster than it was first built is mixed in humans.",
    "Plans of equal work differ little in trials, and the intervals found there often include zero.",
    "It knows nothing of technique, pain, medicines, menstrual cycle, altitude or heat, and little of injury.",
)


@attrs.frozen
class Described:
    """A strategy in words."""

    label: str
    phases: tuple[PhaseInWords, ...]
    habits: tuple[str, ...]
    parameters: tuple[str, ...]


def inline_svg(svg: str, prefix: str) -> str:
    """Return an SVG that can stand in a page beside others: fluid, its ids its own, its style rule left to the page."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>|<style\b.*?</style>", "", body, flags=re.DOTALL)

    def renamed(tag: re.Match[str]) -> str:
        text = re.sub(r'\bid="', f'id="{prefix}-', tag[0])
        text = re.sub(r'href="#', f'href="#{prefix}-', text)
        return text.replace("url(#", f"url(#{prefix}-")

    body = re.sub(r"<[a-zA-Z][^>]*>", renamed, body)
    opening, rest = body.split(">", 1)
    opening = re.sub(r'\s(?:width|height|version|xmlns(?::\w+)?)="[^"]*"', "", opening)
    return opening.replace("<svg", '<svg role="img"', 1) + ">" + rest


def reproduce(comparison: Comparison) -> str:
    """Return the command line that computes this again."""
    if comparison.command:
        return plain(comparison.command)
    path = PurePath(comparison.scenario.path or f"{comparison.scenario.name}.yaml")
    file = path.name if path.is_absolute() or ".." in path.parts else str(path)
    words = ["regain", "compare", plain(file), "--athletes", str(comparison.athletes), "--seed", str(comparison.seed)]
    if comparison.drawn and comparison.drawn.sha256:
        words += ["--parameters", "posterior"]
    return shlex.join(words)


def outcome_tables(shown: Sequence[Shown], comparison: Comparison) -> list[dict[str, Any]]:
    """Return one table an outcome: heading, column heads and rows, all as text."""
    tables = []
    for outcome in shown:
        if all(math.isnan(row.median) for row in outcome.rows.values()):
            continue
        unreached = any(row.not_reached_fraction > 0 for row in outcome.rows.values())
        heads = ["Strategy", "Median (10–90\u00a0%)", "Against the baseline (10–90\u00a0%)", "Better off"]
        rows = [
            [
                plain(arm.label or arm.name),
                spread(row.median, row.p10, row.p90),
                "baseline" if row.difference_median is None else spread(*differences(row), sign=True),
                percent(row.better_off_fraction),
                *([percent(row.not_reached_fraction)] if unreached else []),
            ]
            for arm in comparison.arms
            if (row := outcome.rows.get(arm.name))
        ]
        tables.append(
            {"heading": outcome.heading(), "heads": [*heads, *(["Not reached"] if unreached else [])], "rows": rows}
        )
    return tables


def _described(comparison: Comparison) -> list[Described]:
    usual = comparison.baseline.strategy.phases[0].habits
    shared = shared_history(comparison)
    found = []
    for arm in comparison.arms:
        strategy = arm.strategy
        habits = [differing_habits(phase.habits, usual, of_one=comparison.of_futures) for phase in strategy.phases]
        found.append(
            Described(
                plain(arm.label or arm.name),
                phases_in_words(strategy, with_history=shared is None),
                tuple(dict.fromkeys(line for lines in habits for line in lines)),
                tuple(f"{plain(name)} = {value:g}" for name, value in sorted(strategy.parameters.items())),
            )
        )
    return found


def shared_history(comparison: Comparison) -> Strategy | None:
    """Return a strategy whose history is that of all; ``None`` where histories differ or there is none."""
    first, *others = (arm.strategy for arm in comparison.arms)
    return first if first.history and all(other.history == first.history for other in others) else None


def _assumptions(comparison: Comparison) -> list[tuple[str, list[str]]]:
    athletes = {athlete_in_words(arm.strategy.athlete): None for arm in comparison.arms}
    usual = comparison.baseline.strategy.phases[0].habits
    spread = [f"{plain(name)}: {value:g}" for name, value in sorted(comparison.scenario.spread.items())]
    past = [plain(line) for line in comparison.assumed]
    between = "Spread between people (standard deviation on the log scale), where the scenario sets it"
    return [
        *([("Of the past, because it was not recorded", past)] if past else []),
        ("Athlete", list(athletes)),
        ("Habits, unless a strategy says otherwise", list(habits_in_words(usual, of_one=comparison.of_futures))),
        *([] if comparison.of_futures else [(between, spread or ["as in the parameter set"])]),
    ]


def report_html(
    comparison: Comparison,
    drawn: Sequence[Picture],
    *,
    sources: Sequence[Source] = (),
    versions: Mapping[str, str] | None = None,
) -> str:
    """Return the page as text."""
    shown = outcomes(comparison.summary())
    asked = primary(shown, comparison.scenario.primary_outcome)
    ordered = [asked, *(outcome for outcome in shown if outcome is not asked)]
    return render(
        "report.html.j2",
        scenario=comparison.scenario,
        title=plain(comparison.scenario.title),
        question=plain(comparison.scenario.question),
        answer=[plain(part) for part in comparison.answer().splitlines() if part.strip()],
        pictures=[(picture, inline_svg(picture.svg, f"p{place}")) for place, picture in enumerate(drawn)],
        tables=outcome_tables(ordered, comparison),
        history=history_in_words(shared) if (shared := shared_history(comparison)) else (),
        strategies=_described(comparison),
        assumptions=_assumptions(comparison),
        sources=[(name, value if isinstance(value, str) else f"{value:.4g}", *rest) for name, value, *rest in sources],
        limits=(comparison.band.caution, *LIMITS),
        no_advice=NO_ADVICE,
        lanes=comparison.lanes_in_words,
        band=comparison.band,
        manifest=manifest(comparison, versions),
        command=reproduce(comparison),
    )


def write_everything(
    comparison: Comparison,
    folder: Path,
    *,
    sources: Sequence[Source] = (),
    versions: Mapping[str, str] | None = None,
    first: Sequence[Picture] = (),
) -> Path:
    """Write tables, pictures and page into ``folder``, every picture drawn once, and return the path of the page.

    Args:
        comparison: What was simulated.
        folder: Made if it is not there.
        sources: Parameters to list, each with its value, unit, status and citation.
        versions: Name to version of what computed this; those of the reference athlete's stream if left out.
        first: Pictures to show before those of every comparison.

    Raises:
        CannotWriteError: The disk refused a write.
    """
    drawn = (*first, *pictures(comparison))
    page = report_html(comparison, drawn, sources=sources, versions=versions)
    write_tables(comparison, folder, versions=versions)
    write_pictures(drawn, folder)
    return write_whole(folder / "report.html", page.encode())
