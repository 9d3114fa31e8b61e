"""Pictures of studies: a forest of observed against predicted, and each study's curves with its points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...numbers import interval, number, signed
from ...studies.curves import Curve, lies_on_a_curve
from ...studies.observation import Observation
from ...studies.predict import Prediction, Predictions
from ...text import plain
from ..words.phrases import shorten, spoken
from .style import FONT_PT, HIGHLIGHT, INK, MUTED, NOTE_PT, SOFT_INK, STROKES, Picture, Stroke, canvas, drawing, place

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FOREST_WIDTH_IN = 7.8
LABELS_IN = 3.75
ROW_IN = 0.2
CURVE_HEIGHT_IN = 2.6
LABEL_LETTERS = 60
MISSED = {"%": "points"}
"""What a miss is told in where that is not the unit of what was missed."""
FOREST_NOTE = (
    "Hollow: observed, with its 95 % interval where known. Filled: predicted. Thin line: 90 % predictive interval of a "
    "study like this one around the posterior's mean: parameters, spread between studies and chance. Thick bar: chance "
    "alone, 10–90 % of simulated samples of its size."
)
PAIR_HEADS = ("Point", "Observed (95 %)", "Predicted (90 %)", "Error", "Unit")
STUDY_NOTE = (
    "Lines: mean of simulated people; bands: 10–90 % of them. Points: observed, with 95 % intervals; a change told "
    "between two later moments starts on the line. Open points are shown only."
)
SHORT_MUSCLE = {"quadriceps": "quads", "hamstrings": "hams"}


def _label(study: str, one: Observation) -> str:
    against = f" − {spoken(one.against)}" if one.against else ""
    muscle = SHORT_MUSCLE.get(one.muscle, spoken(one.muscle))
    return shorten(f"{study}: {spoken(one.arm)}{against}, {muscle}, w {one.week:.3g}", LABEL_LETTERS)


def draw_forest(name: str, title: str, points: Sequence[tuple[str, Prediction]]) -> Picture:
    """Draw observed and predicted one above the other, a line a point, in order of what was observed.

    Args:
        name: Stem of its files.
        title: What the points have in common.
        points: Name of the study and prediction, all in one unit.
    """
    ordered = sorted(points, key=lambda point: point[1].observation.observed)
    unit = ordered[0][1].observation.unit
    error = sum(abs(one.error) for _, one in ordered) / len(ordered)
    inside = sum(one.inside is True for _, one in ordered)
    headline = (
        f"{title}: predictions miss by {number(error)} {MISSED.get(unit, unit)} on average; {inside} of {len(ordered)} "
        "observations lie within the 90 % interval"
    )
    note = FOREST_NOTE
    with drawing():
        height_in = ROW_IN * (len(ordered) + 1) + 0.55
        figure, _ = canvas(height_in, headline, note, width_in=FOREST_WIDTH_IN)
        axes = place(figure, LABELS_IN, 0.5, FOREST_WIDTH_IN - LABELS_IN - 0.15, height_in - 0.6)
        for height, (_, one) in enumerate(ordered):
            _draw_pair(axes, height, one)
        axes.axvline(0.0, color=SOFT_INK, linewidth=0.8, zorder=0)
        axes.set_yticks(
            range(len(ordered)), [_label(study, one.observation) for study, one in ordered], size=NOTE_PT - 1
        )
        axes.set_ylim(-0.7, len(ordered) - 0.3)
        axes.tick_params(axis="y", length=0, labelcolor=INK)
        axes.set_xlabel("Change or difference, %" if unit == "%" else "Effect, standard deviations between people")
    return Picture(
        name=name,
        title=headline,
        note=note,
        figure=figure,
        headers=PAIR_HEADS,
        rows=tuple(_pair_in_words(study, one) for study, one in reversed(ordered)),
    )


def _draw_pair(axes: Axes, height: int, one: Prediction) -> None:
    seen, filled = height + 0.16, height - 0.16
    if one.observation.interval is not None:
        axes.plot(one.observation.interval, (seen, seen), color=MUTED, linewidth=1.6, zorder=2)
    axes.plot(one.observation.observed, seen, "o", color=INK, markerfacecolor="white", markersize=4.5, zorder=3)
    if one.predictive is not None:
        axes.plot(one.predictive, (filled, filled), color=HIGHLIGHT, linewidth=0.8, zorder=2)
    bar = (one.mean_low, one.mean_high)
    axes.plot(bar, (filled, filled), color=HIGHLIGHT, linewidth=3.0, alpha=0.45, solid_capstyle="butt", zorder=2)
    axes.plot(one.mean, filled, "s", color=HIGHLIGHT, markersize=3.8, zorder=3)


def _pair_in_words(study: str, one: Prediction) -> tuple[str, ...]:
    seen = one.observation
    spread = f" ({interval(*seen.interval)})" if seen.interval is not None else ""
    doubt = f" ({interval(*one.predictive)})" if one.predictive is not None else ""
    return (
        _label(study, seen),
        f"{signed(seen.observed)}{spread}",
        f"{signed(one.mean)}{doubt}",
        signed(one.error),
        seen.unit,
    )


def draw_study(found: Predictions) -> Picture:
    """Draw a study's predicted time courses with bands between people, and the observed points on them."""
    courses = found.curves
    note = STUDY_NOTE
    title = plain(found.study.title)
    panels = list(dict.fromkeys((curve.muscle, curve.measure) for curve in courses))
    with drawing():
        legend_in = 0.19 * len({curve.arm for curve in courses})
        height_in = len(panels) * (CURVE_HEIGHT_IN + 0.35) + legend_in + 0.55
        figure, _ = canvas(height_in, title, note)
        width_in = figure.get_figwidth()
        for number_of, (muscle, measure) in enumerate(panels):
            bottom_in = height_in - (number_of + 1) * (CURVE_HEIGHT_IN + 0.35) - 0.02
            axes = place(figure, 0.62, bottom_in + 0.12, width_in - 0.8, CURVE_HEIGHT_IN - 0.2)
            for curve in courses:
                if (curve.muscle, curve.measure) == (muscle, measure):
                    _draw_course(axes, curve, _stroke(found, curve), found)
            axes.axhline(0.0, color=SOFT_INK, linewidth=0.8, zorder=1)
            axes.set_title(f"{spoken(muscle).capitalize()}, {spoken(measure)}, %", loc="left", size=FONT_PT, color=INK)
            if number_of == len(panels) - 1:
                axes.set_xlabel("Week")
        _draw_legend(figure.axes[-1], found, courses)
    return Picture(
        name=f"study_{found.study.name}",
        title=title,
        note=note,
        figure=figure,
        headers=PAIR_HEADS,
        rows=tuple(
            _pair_in_words(found.study.name, one)
            for one in found.predictions
            if not math.isnan(one.observation.observed)
        ),
    )


def _stroke(found: Predictions, curve: Curve) -> Stroke:
    arms = list(dict.fromkeys(one.arm for one in found.curves))
    return STROKES[arms.index(curve.arm) % len(STROKES)]


def _draw_course(axes: Axes, curve: Curve, stroke: Stroke, found: Predictions) -> None:
    axes.fill_between(curve.weeks, curve.low, curve.high, color=stroke.colour, alpha=0.13, linewidth=0, zorder=1)
    axes.plot(curve.weeks, curve.mean, color=stroke.colour, linestyle=stroke.dashes, linewidth=1.6, zorder=3)
    for one in (prediction.observation for prediction in found.predictions):
        if (one.arm, one.muscle, one.measure) != (curve.arm, curve.muscle, curve.measure) or not lies_on_a_curve(one):
            continue
        before = curve.at(one.from_week) if one.from_week else 0.0
        if one.interval is not None:
            ends = [before + end for end in one.interval]
            axes.plot((one.week, one.week), ends, color=stroke.colour, linewidth=1.0, zorder=4)
        if not math.isnan(one.observed):
            filled = "white" if one.used_for == "shown" else stroke.colour
            axes.plot(
                one.week,
                before + one.observed,
                stroke.marker,
                color=stroke.colour,
                markerfacecolor=filled,
                markersize=5,
                zorder=5,
            )


def _draw_legend(axes: Axes, found: Predictions, courses: Sequence[Curve]) -> None:
    arms = list(dict.fromkeys(curve.arm for curve in courses))
    handles = []
    for arm in arms:
        stroke = _stroke(found, next(curve for curve in courses if curve.arm == arm))
        handles += axes.plot([], [], color=stroke.colour, linestyle=stroke.dashes, marker=stroke.marker, markersize=5)
    labels = [plain(found.study.scenario.strategy(arm).label or arm) for arm in arms]
    axes.legend(
        handles,
        labels,
        loc="upper left",
        bbox_to_anchor=(-0.08, -0.2),
        frameon=False,
        fontsize=NOTE_PT,
        labelspacing=0.25,
        handlelength=3.2,
    )
