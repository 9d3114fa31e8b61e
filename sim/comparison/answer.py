"""The answer in plain words, with its uncertainty."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..plan import Scenario
from ..scenario.vocabulary import PRIMARY_OUTCOMES
from ..text import plain
from .arms import Arm
from .bands import Band
from .summary import SummaryRow

DECIMALS = ((100.0, 0), (1.0, 1))
"""How many decimals a number has from which size on; below, two."""


def answer_in_words(
    scenario: Scenario, arms: Sequence[Arm], summary: Sequence[SummaryRow], band: Band, more: Sequence[str] = ()
) -> str:
    """Return a few sentences, one a line: how each strategy did, which is ahead, and how sure that is.

    Args:
        scenario: The question.
        arms: What came of its strategies.
        summary: The table of their outcomes.
        band: What the lanes are.
        more: Sentences that every result of this comparison states.
    """
    rows, who = primary_rows(scenario, arms, summary), band.who
    baseline = next(row for row in rows if row.strategy == scenario.baseline)
    count = round(scenario.horizon_weeks, 1)
    weeks = f"{count:g} week{'' if count == 1 else 's'}"
    sentences = [f"{_what(baseline)} over {weeks}: {_told(baseline, who)} with {baseline.label}."]
    others = sorted((row for row in rows if row is not baseline), key=lambda row: _rank(row, arms), reverse=True)
    sentences += [_compared(row, baseline, band) for row in others]
    recorded = [f"{_value(row, row.recorded)} with {row.label}" for row in rows if row.recorded is not None]
    if recorded:
        sentences.append(f"As recorded: {'; '.join(recorded)}.")
    sentences += [band.caution, *more]
    return "\n".join(plain(one) for one in sentences)


def primary_rows(scenario: Scenario, arms: Sequence[Arm], rows: Sequence[SummaryRow]) -> tuple[SummaryRow, ...]:
    """Return the rows of the outcome that the scenario asks about; of size where it does not apply to an arm."""
    name, muscle = PRIMARY_OUTCOMES[scenario.primary_outcome]
    wanted = tuple(row for row in rows if (row.outcome, row.muscle) == (name, muscle))
    if len(wanted) == len(arms):
        return wanted
    name, muscle = PRIMARY_OUTCOMES["legs_size"]
    return tuple(row for row in rows if (row.outcome, row.muscle) == (name, muscle))


def more_is_better(arms: Sequence[Arm], row: SummaryRow) -> bool | None:
    """Tell whether more of a row's outcome is better."""
    arm = next(arm for arm in arms if arm.name == row.strategy)
    return arm.outcome(row.outcome, row.muscle).more_is_better


def _rank(row: SummaryRow, arms: Sequence[Arm]) -> float:
    ahead = row.difference_median or 0.0
    return -ahead if more_is_better(arms, row) is False else ahead


def _what(row: SummaryRow) -> str:
    where = "" if row.muscle == "body" else f" of the {row.muscle}"
    return f"{row.outcome_label}{where}"


def _told(row: SummaryRow, who: str) -> str:
    sign, middle = _signed(row), _value(row, row.median)
    if row.pooled:
        return f"{middle} (80 % interval {number(row.p10)} to {number(row.p90)})"
    never = f"; {percent(row.not_reached_fraction)} of {who} never" if row.not_reached_fraction > 0.0 else ""
    return f"{middle} (10–90 % of {who}: {number(row.p10, signed=sign)} to {number(row.p90, signed=sign)}{never})"


def _value(row: SummaryRow, value: float) -> str:
    told = number(value, signed=_signed(row))
    return f"{told} {row.unit}" if math.isfinite(value) else told


def _signed(row: SummaryRow) -> bool:
    return row.outcome.endswith(("change_percent", "change_kg"))


def _compared(row: SummaryRow, baseline: SummaryRow, band: Band) -> str:
    who = band.who
    if row.difference_median is None:
        return f"{row.label}: {_told(row, who)}."
    unit = "points" if row.unit == "%" else row.unit
    middle = _apart(row.difference_median)
    if math.isfinite(row.difference_median):
        middle = f"{middle} {unit}"
    text = f"{row.label}: {_told(row, who)}, {middle} against {baseline.label}"
    if row.difference_p10 is not None and row.difference_p90 is not None:
        text += f" {band.alike} (10–90 %: {_apart(row.difference_p10)} to {_apart(row.difference_p90)})"
    if row.better_off_fraction is not None:
        text += f"; {percent(row.better_off_fraction)} of {who} do better"
    return f"{text}."


def _apart(difference: float) -> str:
    """Tell a difference within a lane; an infinite one is that only one of the two ever gets there."""
    if math.isinf(difference):
        return "never got there" if difference > 0.0 else "the only one to get there"
    return number(difference, signed=True)


def number(value: float, *, signed: bool = False) -> str:
    """Write a number for people: two significant digits or one decimal, a true minus, words where there is none."""
    if math.isnan(value):
        return "n/a"
    if math.isinf(value):
        return "never"
    digits = next((few for least, few in DECIMALS if abs(value) >= least), 2)
    rounded = round(value, digits) + 0.0
    text = f"{rounded:+.{digits}f}" if signed and rounded != 0.0 else f"{rounded:.{digits}f}"
    return text.replace("-", "\N{MINUS SIGN}")


def percent(fraction: float) -> str:
    """Write a share of people as a whole percentage."""
    return f"{100.0 * fraction:.0f} %"
