"""A fit of a classic model with everything that says how far it can be trusted."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from models.arrays import FloatArray
from models.classic.catalogue import ClassicModel
from models.classic.chart import management_chart
from models.classic.impulse import SameDay

from ..results import Cell, Result
from .intervals import Estimate, Merged, Profile
from .table import LoadTable
from .validation import PredictionScore, ShuffledLoads


@attrs.frozen
class Finding:
    """One thing that a reader of the fit must know.

    Attributes:
        kind: Stable word, such as ``collapsed`` or ``not_identified``.
        subject: Name of the parameter or the model that it is about.
        text: The same as a sentence.
    """

    kind: str
    subject: str
    text: str


@attrs.frozen(eq=False, repr=False)
class LoadFit(Result):
    """A classic model fitted to a load-and-performance table.

    Attributes:
        bounds: Lower and upper bound of every constant.
        constants: Best value of every constant.
        gains: Best value of every gain.
        base: Performance without training.
        sse: Sum of squares of the residuals.
        degrees_of_freedom: Tests minus free parameters.
        limit: Sum of squares up to which a fit is within the 95 % intervals.
        estimates: Every parameter with its interval.
        profiles: What the intervals were read off.
        merged: What is left of the fit where constants are held together.
        scores: Of this model first, then of plainer ones.
        shuffled: The control; ``None`` if none was asked for.
        findings: The verdict, gravest first.
    """

    table: LoadTable
    model: ClassicModel
    same_day: SameDay
    bounds: Mapping[str, tuple[float, float]]
    constants: Mapping[str, float]
    gains: Mapping[str, float]
    base: float
    sse: float
    degrees_of_freedom: int
    limit: float
    estimates: tuple[Estimate, ...]
    profiles: tuple[Profile, ...]
    merged: tuple[Merged, ...]
    scores: tuple[PredictionScore, ...]
    shuffled: ShuffledLoads | None
    findings: tuple[Finding, ...] = ()

    def in_words(self) -> tuple[str, ...]:
        """Return what was fitted to what, then the verdict."""
        return (
            f"{self.model.label} fitted to {len(self.table.tests)} tests, sum of squares {self.sse:.4g}",
            self.headline,
            *(finding.text for finding in self.findings),
        )

    def rows(self) -> tuple[dict[str, Cell], ...]:
        """Return every parameter with its 95 % interval."""
        return tuple(attrs.asdict(one) for one in self.estimates)

    @property
    def parts(self) -> FloatArray:
        """What each gain contributes to the performance of every day, shape ``(gains, days)``."""
        responses = self.model.responses(self.table.load, self.constants, self.same_day)
        return np.asarray(np.array(list(self.gains.values()))[:, None] * responses)

    @property
    def predicted(self) -> FloatArray:
        """Performance of every day of the table, shape ``(days,)``."""
        return np.asarray(self.base + self.parts.sum(axis=0))

    @property
    def headline(self) -> str:
        """The verdict in one sentence."""
        kinds = [finding.kind for finding in self.findings]
        if "collapsed" in kinds:
            return "The fit collapses: its constants cannot be read."
        loose = [finding.subject for finding in self.findings if finding.kind in {"not_identified", "not_told_apart"}]
        if loose:
            return f"Not identified: {', '.join(self._in_words(name) for name in dict.fromkeys(loose))}."
        return "Usable with care." if kinds else "Nothing speaks against this fit."

    def has(self, kind: str) -> bool:
        """Tell whether the verdict holds a finding of this kind."""
        return any(finding.kind == kind for finding in self.findings)

    def estimate(self, name: str) -> Estimate:
        """Return one parameter with its interval.

        Raises:
            KeyError: There is no such parameter.
        """
        for one in self.estimates:
            if one.name == name:
                return one
        raise KeyError(name)

    def label(self, name: str) -> str:
        """Return the words for a parameter."""
        labels = {constant.name: constant.label for constant in self.model.constants}
        labels |= {"days_to_recovery": "Load stops harming after (t_n)", "days_to_peak": "Load helps most after (t_g)"}
        return labels.get(name, name.replace("_", " ").capitalize())

    def _in_words(self, name: str) -> str:
        unit = self.unit(name)
        return self.label(name).lower() + (f" ({unit})" if unit else "")

    def unit(self, name: str) -> str:
        """Return the unit of a parameter."""
        units = {constant.name: constant.unit for constant in self.model.constants} | dict(self.model.gains)
        return units.get(name, "performance" if name == "base" else "d")

    def daily(self) -> list[dict[str, float | str | None]]:
        """Return one row a day: load, performance, prediction and its parts, and the Performance Management Chart.

        A day is a date where the table has dates.
        """
        chart = management_chart(self.table.load)
        measured = dict(zip(self.table.tests.tolist(), self.table.performance.tolist(), strict=True))
        columns: dict[str, list[float]] = {"load": self.table.load.tolist(), "predicted": self.predicted.tolist()}
        for name, part in zip(self.gains, self.parts, strict=True):
            columns[name.replace("_gain", "_part")] = part.tolist()
        columns["chronic_load"] = chart.chronic_load.tolist()
        columns["acute_load"] = chart.acute_load.tolist()
        columns["balance"] = chart.balance.tolist()
        return [
            {"day": self.table.written(day) if self.table.dated else day, "performance": measured.get(at)}
            | {name: column[at] for name, column in columns.items()}
            for at, day in enumerate(self.table.days.tolist())
        ]
