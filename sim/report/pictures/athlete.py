"""One athlete's weeks: what the reference athlete did, and what it left behind, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from models.arrays import FloatArray

from ...comparison.arms import Arm
from ...comparison.comparison import Comparison
from ...events import NightSlept, RunCompleted, SessionPerformed
from ...numbers import number, signed, weeks
from ...plan import DAYS_PER_WEEK
from ..words.idle import idle_spans
from ..words.phrases import listed, spoken, wrap
from ..words.picked import Shown, labels, most_different
from .style import FONT_PT, INK, NOTE_PT, SHADE, Picture, Stroke, canvas, drawing, place, strokes
from .weeks_axis import WEEKS_LABEL

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_COLUMNS = 4
MOST_WEEKS = 8.0
"""Single sessions can be told apart up to here."""

ROWS = (
    ("sets", "Session\n(sets)"),
    ("signal", "Signal\n(index)"),
    ("fatigue", "Fatigue\n(index)"),
    ("soreness", "Soreness\n(0–10)"),
    ("sleep", "Sleep\n(h/night)"),
    ("size", "Size (% of\nuntrained)"),
)
ROW_IN, GAP_IN, LEFT_IN, BOTTOM_IN, WIDTH_IN = 0.82, 0.17, 1.0, 0.55, 7.0
LABEL_IN = 0.56
"""How far left of the panels their labels end: beyond the widest number of the ticks."""


@attrs.frozen(eq=False)
class Diary:
    """One column: ``courses`` are points ``(weeks, value)`` by row, ``runs`` the weeks of the runs."""

    label: str
    stroke: Stroke
    idle: tuple[tuple[float, float], ...]
    courses: dict[str, FloatArray]
    runs: FloatArray


@attrs.frozen(eq=False)
class Diaries:
    """The columns, which muscle they follow, and for how long."""

    columns: tuple[Diary, ...]
    muscle: str
    shown_weeks: float
    horizon_weeks: float
    strategies: int
    asked: str
    whose: str


def diaries(comparison: Comparison, asked: Shown) -> Diaries:
    """Read the reference athlete's diary under the baseline and the strategies farthest from it."""
    arms = most_different(comparison, asked, MOST_COLUMNS)
    horizon = min(comparison.scenario.horizon_weeks, MOST_WEEKS)
    muscles = arms[0].reference.muscles
    muscle = asked.muscle if asked.muscle in muscles else muscles[0]
    names, lines = labels(comparison), strokes(comparison)
    columns = tuple(_diary(arm, names[arm.name], lines[arm.name], muscle, horizon) for arm in arms)
    return Diaries(
        columns,
        muscle,
        horizon,
        comparison.scenario.horizon_weeks,
        len(comparison.arms),
        asked.phrase(),
        comparison.band.reference,
    )


def _diary(arm: Arm, label: str, stroke: Stroke, muscle: str, horizon: float) -> Diary:
    start = arm.reference.start_days

    def seen(points: list[tuple[float, float]]) -> FloatArray:
        table = np.array(points, dtype=float).reshape(-1, 2)
        return table[(table[:, 0] >= 0) & (table[:, 0] <= horizon)]

    def week(time_days: float) -> float:
        return (time_days - start) / DAYS_PER_WEEK

    sessions: list[tuple[float, float]] = []
    nights: list[tuple[float, float]] = []
    runs: list[tuple[float, float]] = []
    for event in arm.reference_log:
        if isinstance(event, SessionPerformed):
            sessions.append((week(event.time_days), float(sum(np.asarray(done.reps) > 0 for done in event.work))))
        elif isinstance(event, NightSlept):
            nights.append((week(event.time_days), float(event.hours)))
        elif isinstance(event, RunCompleted):
            runs.append((week(event.time_days), 0.0))
    courses = {"sets": seen(sessions), "sleep": seen(nights)}
    for name in ("signal", "fatigue", "soreness", "size"):
        values = arm.reference.variable(name, muscle)[0] * (100.0 if name == "size" else 1.0)
        courses[name] = seen(list(zip(arm.reference.weeks, values, strict=True)))
    idle = tuple((max(span.first_week, 0.0), min(span.last_week, horizon)) for span in idle_spans(arm.strategy))
    return Diary(label, stroke, tuple(span for span in idle if span[0] < span[1]), courses, seen(runs)[:, 0])


def draw_diaries(shown: Diaries) -> Picture:
    """Draw the diaries in columns, the same scale along each row."""
    note = shown.whose
    if shown.shown_weeks < shown.horizon_weeks:
        note += f" The first {shown.shown_weeks:g} of {weeks(shown.horizon_weeks)}."
    if any(column.runs.size for column in shown.columns):
        note += " Triangles mark runs."
    if shown.strategies > len(shown.columns):
        note += f" Shown: the baseline and the {len(shown.columns) - 1} strategies farthest from it in {shown.asked}."
    title = finding(shown)
    with drawing():
        figure = _grid(shown, title, note)
    headers = (
        "Strategy",
        "Sessions",
        "Sets",
        "Runs",
        "Peak soreness (0–10)",
        "Sleep (h/night)",
        f"Size at {weeks(shown.shown_weeks)} (% of untrained)",
    )
    rows = tuple(
        (
            column.label,
            str(len(column.courses["sets"])),
            f"{column.courses['sets'][:, 1].sum():.0f}",
            str(column.runs.size),
            number(_of(np.max, column.courses["soreness"])),
            number(_of(np.mean, column.courses["sleep"])),
            number(_of(np.max, column.courses["size"][-1:])),
        )
        for column in shown.columns
    )
    return Picture("one_athlete", title, note, figure, headers, rows)


def _of(reduce: np.ufunc | object, points: FloatArray) -> float:
    return float(reduce(points[:, 1])) if points.size and callable(reduce) else float("nan")


def finding(shown: Diaries) -> str:
    """Say what the sets did for the muscle in this one athlete."""
    parts = []
    for column in (shown.columns[0], *shown.columns[1:2]):
        size, sets = column.courses["size"], column.courses["sets"]
        change = signed(float(size[-1, 1] - size[0, 1]) if size.size else None)
        parts.append(f"{change} points from {sets[:, 1].sum():.0f} sets with {column.label}")
    return f"One athlete's {spoken(shown.muscle)} in {weeks(shown.shown_weeks)}: {listed(parts)}"


def _grid(shown: Diaries, title: str, note: str) -> Figure:
    count = len(shown.columns)
    head_in = 0.36
    figure, _ = canvas(BOTTOM_IN + len(ROWS) * (ROW_IN + GAP_IN) + head_in, title, note, width_in=WIDTH_IN)
    gap = 0.2
    wide = (WIDTH_IN - LEFT_IN - 0.15 - (count - 1) * gap) / count
    for down, (name, axis) in enumerate(ROWS):
        limits = _limits(name, [column.courses[name] for column in shown.columns])
        for across, column in enumerate(shown.columns):
            bottom = BOTTOM_IN + (len(ROWS) - 1 - down) * (ROW_IN + GAP_IN)
            axes = place(figure, LEFT_IN + across * (wide + gap), bottom, wide, ROW_IN)
            _course(axes, name, column, limits[1])
            axes.set(xlim=(0, shown.shown_weeks), ylim=limits)
            axes.locator_params(axis="y", nbins=3)
            axes.locator_params(axis="x", nbins=4, integer=True)
            axes.tick_params(labelbottom=down == len(ROWS) - 1, labelleft=across == 0)
            if across == 0:
                axes.set_ylabel(axis, size=NOTE_PT)
                axes.yaxis.set_label_coords(-LABEL_IN / wide, 0.5)
            if down == 0:
                axes.set_title(
                    wrap(column.label, wide * 13.5, lines=2),
                    size=NOTE_PT + 0.5,
                    loc="left",
                    pad=5,
                    weight="bold",
                    color=INK,
                )
    figure.supxlabel(
        WEEKS_LABEL,
        x=0.55,
        y=0.1 / figure.get_figheight(),
        size=FONT_PT,
        va="bottom",
        color=INK,
    )
    return figure


def _course(axes: Axes, name: str, column: Diary, top: float) -> None:
    points, colour = column.courses[name], column.stroke.colour
    for first, last in column.idle:
        axes.axvspan(first, last, color=SHADE, linewidth=0, zorder=0)
    if name == "sets":
        axes.vlines(points[:, 0], 0, points[:, 1], color=colour, linewidth=1.3)
        if column.runs.size:
            axes.plot(
                column.runs, np.full(column.runs.size, 0.94 * top), "v", color=INK, markersize=2.6, markeredgewidth=0
            )
    elif name == "sleep":
        axes.plot(points[:, 0], points[:, 1], ".", color=colour, markersize=2.4, markeredgewidth=0)
    else:
        axes.plot(points[:, 0], points[:, 1], color=colour, linewidth=0.9)


def _limits(name: str, courses: list[FloatArray]) -> tuple[float, float]:
    """Return one range for a whole row; what counts up from nothing starts at 0."""
    values = np.concatenate([course[:, 1] for course in courses])
    if not values.size:
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    margin = 0.12 * (high - low) or 0.5
    return (0.0 if name in {"sets", "signal", "fatigue", "soreness"} else low - margin), high + (
        2 if name == "sets" else 1
    ) * margin
