"""Which outcomes and strategies are shown where there is room for only some."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import attrs

from ...comparison.arms import Arm
from ...comparison.comparison import Comparison
from ...comparison.summary import SummaryRow
from ...scenario.vocabulary import PRIMARY_OUTCOMES
from ...text import plain
from .phrases import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

LABEL_LETTERS = 60
WHOLE = ("legs", "body")


@attrs.frozen
class Shown:
    """One outcome for all strategies: a panel of a picture or a column of a table."""

    name: str
    label: str
    unit: str
    muscle: str
    rows: dict[str, SummaryRow]

    def phrase(self) -> str:
        """Return the label with its muscle, as it stands inside a sentence."""
        label = plain(self.label)
        if label[1:2].islower():
            label = label[0].lower() + label[1:]
        named = self.muscle == "body" or self.muscle.rstrip("s") in label
        return label if named else f"{label} of the {plain(self.muscle)}"

    def sentence(self) -> str:
        """Return the label with its muscle, as it begins a sentence."""
        phrase = self.phrase()
        return phrase[0].upper() + phrase[1:]

    def heading(self) -> str:
        """Return label, muscle and unit."""
        return f"{self.sentence()} ({plain(self.unit)})" if self.unit else self.sentence()

    @property
    def gap_unit(self) -> str:
        """The unit of a difference: two percentages differ by points."""
        return "points" if self.unit == "%" else plain(self.unit)


def outcomes(rows: Iterable[SummaryRow]) -> tuple[Shown, ...]:
    """Group the rows of a summary by outcome and muscle, in order of appearance."""
    groups: dict[tuple[str, str], dict[str, SummaryRow]] = {}
    for row in rows:
        groups.setdefault((row.outcome, row.muscle), {})[row.strategy] = row
    return tuple(
        Shown(name, first.outcome_label, first.unit, muscle, group)
        for (name, muscle), group in groups.items()
        for first in (next(iter(group.values())),)
    )


def primary(shown: tuple[Shown, ...], wanted: str) -> Shown:
    """Return the outcome that the scenario asks about; leg size where that does not apply to every strategy.

    Raises:
        KeyError: Neither was measured.
    """
    strategies = {strategy for outcome in shown for strategy in outcome.rows}
    measured = {(outcome.name, outcome.muscle): outcome for outcome in shown}
    asked = measured.get(PRIMARY_OUTCOMES.get(wanted, ("", "")))
    return asked if asked and set(asked.rows) == strategies else measured[PRIMARY_OUTCOMES["legs_size"]]


def about(shown: tuple[Shown, ...], words: Iterable[str], besides: Shown | None = None) -> tuple[Shown, ...]:
    """Return, for each word, the first outcome of the whole body or leg that has it in its name."""
    found: list[Shown] = []
    for word in words:
        for outcome in shown:
            if word in outcome.name and outcome.muscle in WHOLE and outcome is not besides and outcome not in found:
                found.append(outcome)
                break
    return tuple(found)


def labels(comparison: Comparison, letters: int = LABEL_LETTERS) -> dict[str, str]:
    """Return a short label for every strategy; where two are alike the name is added."""
    short = {arm.name: shorten(arm.label or arm.name, letters) for arm in comparison.arms}
    taken = list(short.values())
    return {
        name: label if taken.count(label) == 1 else f"{shorten(label, max(8, letters - len(name) - 3))} ({name})"
        for name, label in short.items()
    }


def differences(row: SummaryRow) -> tuple[float | None, float | None, float | None]:
    """Return median, p10 and p90 of the paired difference."""
    return row.difference_median, row.difference_p10, row.difference_p90


def difference_size(row: SummaryRow | None) -> float:
    """Return how far a strategy is from the baseline, for sorting: 0 where that cannot be said."""
    value = row.difference_median if row else None
    return 0.0 if value is None or math.isnan(value) else abs(value)


def most_different(comparison: Comparison, outcome: Shown, most: int) -> tuple[Arm, ...]:
    """Return the baseline and the strategies farthest from it, in the scenario's order."""
    others = [arm for arm in comparison.arms if arm.name != comparison.scenario.baseline]
    others.sort(key=lambda arm: -difference_size(outcome.rows.get(arm.name)))
    chosen = {comparison.scenario.baseline, *(arm.name for arm in others[: most - 1])}
    return tuple(arm for arm in comparison.arms if arm.name in chosen)
