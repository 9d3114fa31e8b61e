"""The answer in plain words, with its uncertainty."""

from __future__ import annotations

from collections.abc import Sequence

from ..numbers import interval, number, percent, signed, weeks, with_unit
from ..plan import Scenario
from ..scenario.vocabulary import PRIMARY_OUTCOMES
from ..text import plain
from .arms import Arm
from .bands import Band
from .summary import SummaryRow


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
    span = weeks(scenario.horizon_weeks)
    sentences = [f"{_what(baseline)} over {span}: {_told(baseline, who)} with {baseline.label}."]
    others = sorted((row for row in rows if row is not baseline), key=_rank, reverse=True)
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


def _rank(row: SummaryRow) -> float:
    ahead = row.difference_median or 0.0
    return -ahead if row.more_is_better is False else ahead


def _what(row: SummaryRow) -> str:
    where = "" if row.muscle == "body" else f" of the {row.muscle}"
    return f"{row.outcome_label}{where}"


def _told(row: SummaryRow, who: str) -> str:
    sign, middle = _signed(row), _value(row, row.median)
    if row.pooled:
        return f"{middle} (80 % interval {interval(row.p10, row.p90)})"
    never = f"; {percent(row.not_reached_fraction)} of {who} never" if row.not_reached_fraction > 0.0 else ""
    return f"{middle} (10–90 % of {who}: {interval(row.p10, row.p90, sign=sign)}{never})"


def _value(row: SummaryRow, value: float) -> str:
    return with_unit(signed(value) if _signed(row) else number(value), row.unit)


def _signed(row: SummaryRow) -> bool:
    return row.outcome.endswith(("change_percent", "change_kg"))


def _compared(row: SummaryRow, baseline: SummaryRow, band: Band) -> str:
    who = band.who
    if row.difference_median is None:
        return f"{row.label}: {_told(row, who)}."
    middle = with_unit(signed(row.difference_median), "points" if row.unit == "%" else row.unit)
    text = f"{row.label}: {_told(row, who)}, {middle} against {baseline.label}"
    if row.difference_p10 is not None and row.difference_p90 is not None:
        apart = interval(row.difference_p10, row.difference_p90, sign=True)
        text += f" {band.alike} (10–90 %: {apart})"
    if row.better_off_fraction is not None:
        text += f"; {percent(row.better_off_fraction)} of {who} do better"
    return f"{text}."
