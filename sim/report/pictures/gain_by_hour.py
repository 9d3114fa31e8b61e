"""Gain against the hours between leg day and run: what a run's moment costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from ...comparison.comparison import Comparison
from ...comparison.summary import SummaryRow, paired_difference
from ...numbers import number, signed, spread, with_unit
from ...plan import DAYS_PER_WEEK, EnduranceRun, Plan, Session, Strategy
from ...text import plain
from ..words.phrases import spoken, wrap
from ..words.picked import Shown, labels
from .style import INK, NOTE_PT, SOFT_INK, STROKES, WIDTH_IN, Picture, canvas, drawing, height_points, place, push_apart

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HOURS_PER_DAY = 24.0
Percentiles = tuple[float, float, float]


@attrs.frozen
class RunPoint:
    """A strategy with runs: how long after leg day, what kind of run, and its summary."""

    hours: float
    kind: str
    label: str
    gain: SummaryRow
    cost: Percentiles
    """Median, p10 and p90 of the paired difference with the strategy without runs; ``nan`` if there is none."""


@attrs.frozen(eq=False)
class GainByHour:
    """The points, and the strategy without runs."""

    points: tuple[RunPoint, ...]
    without: SummaryRow | None
    asked: Shown
    people: str

    def kinds(self) -> dict[str, list[RunPoint]]:
        """Group the points by kind of run, each group by hour."""
        groups: dict[str, list[RunPoint]] = {}
        for point in sorted(self.points, key=lambda point: point.hours):
            groups.setdefault(point.kind, []).append(point)
        return groups


def hours_after_leg_day(plan: Plan) -> tuple[float, str] | None:
    """Return the shortest time from a session to the next run of the week, and the kind of that run.

    ``None`` where the plan has no run or no session.
    """
    sessions = [item.offset_days for item in plan.items if isinstance(item.activity, Session)]
    gaps = [
        (min((item.offset_days - session) % DAYS_PER_WEEK for session in sessions) * HOURS_PER_DAY, item.activity)
        for item in plan.items
        if isinstance(item.activity, EnduranceRun) and sessions
    ]
    if not gaps:
        return None
    hours, run = min(gaps, key=lambda gap: gap[0])
    return round(hours, 3), f"{spoken(run.style)} run, {run.minutes:g} min"


def _plan_with_sessions(strategy: Strategy) -> Plan:
    trained = [
        phase for phase in strategy.phases if any(isinstance(item.activity, Session) for item in phase.plan.items)
    ]
    return max(trained or strategy.phases, key=lambda phase: phase.length_days).plan


def gain_by_hour(comparison: Comparison, asked: Shown) -> GainByHour:
    """Collect the strategies with runs, and the first one with sessions and none."""
    names = labels(comparison)
    moments = {arm.name: hours_after_leg_day(_plan_with_sessions(arm.strategy)) for arm in comparison.arms}
    order = sorted(moments, key=lambda name: name != comparison.scenario.baseline)
    without = next((name for name in order if moments[name] is None and name in asked.rows), None)
    points = tuple(
        RunPoint(*moment, names[name], asked.rows[name], _cost(comparison, asked, name, without))
        for name, moment in moments.items()
        if moment and name in asked.rows
    )
    return GainByHour(points, asked.rows[without] if without else None, asked, comparison.lanes_in_words)


def _cost(comparison: Comparison, asked: Shown, name: str, without: str | None) -> Percentiles:
    if without is None:
        return (np.nan, np.nan, np.nan)
    ran, rested = (comparison.arm(arm).outcome(asked.name, asked.muscle) for arm in (name, without))
    low, median, high = paired_difference(ran, rested)
    return (median, low, high)


def draw_gain_by_hour(shown: GainByHour) -> Picture:
    """Draw the gain, and under it what the run changes in the same people; hours on a square-root axis."""
    note = f"Points: medians of {shown.people}. Bars: 10–90 %. Later hours are drawn closer together."
    title = finding(shown)
    with drawing():
        figure = _panels(shown, title, note)
    headers = ("Strategy", "Run", "Hours after leg day", shown.asked.heading(), "Against no run")
    rows = tuple(
        (
            point.label,
            point.kind,
            f"{point.hours:g}",
            spread(point.gain.median, point.gain.p10, point.gain.p90),
            spread(*point.cost, sign=True),
        )
        for points in shown.kinds().values()
        for point in points
    )
    if shown.without:
        gain = shown.without
        rest = (plain(gain.label), "none", "–", spread(gain.median, gain.p10, gain.p90), "–")
        rows = (rest, *rows)
    return Picture("gain_by_hour", title, note, figure, headers, rows)


def finding(shown: GainByHour) -> str:
    """Say what the earliest and the latest run change."""
    ordered = sorted(shown.points, key=lambda point: (point.hours, point.gain.median))
    first, last = ordered[0], ordered[-1]
    if shown.without:
        one, two = (with_unit(signed(point.cost[0]), shown.asked.gap_unit) for point in (first, last))
        return (
            f"{shown.asked.sentence()} against no run: {one} with a run {first.hours:g} h after leg day, "
            f"{two} with one {last.hours:g} h after"
        )
    one, two = (with_unit(number(point.gain.median), plain(shown.asked.unit)) for point in (first, last))
    later = f"{two} with one {last.hours:g} h after"
    return f"{shown.asked.sentence()}: {one} with a run {first.hours:g} h after leg day, {later}"


def _panels(shown: GainByHour, title: str, note: str) -> Figure:
    paired = shown.without is not None
    figure, _ = canvas(5.3 if paired else 3.2, title, note)
    left, wide = 0.75, WIDTH_IN - 0.75 - 1.3
    if paired:
        below = place(figure, left, 0.6, wide, 1.95)
        below.axhline(0, color=INK, linewidth=1.0)
        _lines(below, shown, lambda point: point.cost)
        below.set_ylabel(f"Against no run ({shown.asked.gap_unit})")
        _hours(below, shown)
        _name_kinds(below, shown, lambda point: point.cost[0])
    axes = place(figure, left, 3.15 if paired else 0.6, wide, 1.95 if paired else 2.4)
    _lines(axes, shown, lambda point: (point.gain.median, point.gain.p10, point.gain.p90))
    axes.set_ylabel(wrap(shown.asked.heading(), 24, 2))
    _hours(axes, shown)
    if shown.without and np.isfinite(shown.without.median):
        axes.axhline(shown.without.median, color=INK, linewidth=1.2, linestyle=(0, (4, 3)))
        axes.annotate(
            f"{wrap(shown.without.label, 15)}\n{number(shown.without.median)}",
            (1.0, shown.without.median),
            xycoords=axes.get_yaxis_transform(),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            size=NOTE_PT,
            color=INK,
        )
    elif not shown.without:
        _name_kinds(axes, shown, lambda point: point.gain.median)
    return figure


def _lines(axes: Axes, shown: GainByHour, read: object) -> None:
    for index, points in enumerate(shown.kinds().values()):
        stroke = STROKES[1 + index % (len(STROKES) - 1)]
        table = np.array([(point.hours, *read(point)) for point in points])  # type: ignore[operator]
        table = table[np.isfinite(table).all(axis=1)]
        axes.vlines(table[:, 0], table[:, 2], table[:, 3], color=stroke.colour, alpha=0.45, linewidth=2)
        axes.plot(
            table[:, 0], table[:, 1], color=stroke.colour, linestyle=stroke.dashes, marker=stroke.marker, markersize=6
        )


def _hours(axes: Axes, shown: GainByHour) -> None:
    hours = sorted({point.hours for point in shown.points})
    axes.set_xscale("function", functions=(lambda hour: np.sqrt(np.maximum(hour, 0)), np.square))
    axes.set_xlim(0, max(hours) * 1.08 + 0.5)
    ticks: list[float] = []
    for hour in hours:
        if not ticks or np.sqrt(hour) - np.sqrt(ticks[-1]) > 0.07 * np.sqrt(max(hours)):
            ticks.append(hour)
    axes.set_xticks(ticks, [f"{hour:g}" for hour in ticks])
    axes.set_xlabel("Time from leg day to run (h)")


def _name_kinds(axes: Axes, shown: GainByHour, read: object) -> None:
    low, high = axes.get_ylim()
    points = height_points(axes)
    kinds = {kind: group for kind, group in shown.kinds().items() if np.isfinite(read(group[-1]))}  # type: ignore[operator]
    wanted = [(read(group[-1]) - low) / (high - low) * points for group in kinds.values()]  # type: ignore[operator]
    texts = [wrap(kind, 15) for kind in kinds]
    heights = [(text.count("\n") + 1) * NOTE_PT * 1.25 + 3 for text in texts]
    order = list(shown.kinds())
    for kind, text, centre in zip(kinds, texts, push_apart(wanted, heights, 0, points), strict=True):
        stroke = STROKES[1 + order.index(kind) % (len(STROKES) - 1)]
        axes.text(
            1.03,
            centre / points,
            text,
            transform=axes.transAxes,
            va="center",
            size=NOTE_PT,
            color=stroke.colour or SOFT_INK,
        )
