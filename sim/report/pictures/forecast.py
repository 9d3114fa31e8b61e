"""A forecast drawn: the measured past, its fit, the futures of every strategy from today, and what then was lifted."""

from __future__ import annotations

import attrs

from ...numbers import interval, number, spread, weeks
from ...person.forecast import ExerciseForecast, Forecast
from ..words.phrases import listed, spoken
from ..words.picked import outcomes, primary
from .curves import CurveSet, curve_set
from .futures import Panel, Points, draw_panels, followed
from .series import Curve, Quantity
from .style import Picture

WEEKS_LABEL = "Weeks from today"
MOST_PANELS = 2
MOST_IN_TABLE = 3


def draw_forecast(found: Forecast) -> Picture:
    """Draw the main exercises until today and from then on; leg size and strength have a picture of their own."""
    comparison = found.comparison
    drawn = curve_set(
        followed(comparison, primary(outcomes(comparison.summary()), comparison.scenario.primary_outcome))
    )
    panels = [_panel(drawn, one) for one in found.exercises[:MOST_PANELS]]
    title = _check(found, drawn) if found.later_count else _finding(found.exercises[0], panels[0].drawn)
    note = _note(found)
    figure = draw_panels(panels, title, note, WEEKS_LABEL)
    headers = (
        "Strategy",
        *(f"{spoken(one.exercise).capitalize()}, rested, at the end (kg)" for one in found.exercises[:MOST_IN_TABLE]),
        *((f"Of {found.later_count} later lifts, within its 80 % range",) if found.later_count else ()),
    )
    return Picture("forecast", title, note, figure, headers, _rows(found))


def _panel(drawn: CurveSet, lifted: ExerciseForecast) -> Panel:
    """Return one exercise; where lifts check the forecast its bands are the range of lifts that they are checked by."""
    quantity = Quantity("forecast", "", spoken(lifted.exercise), "kg")
    curves = {}
    for name in drawn.curves:
        low, median, high = lifted.bands[name]
        low, high = lifted.ranges.get(name, (low, high))
        curves[name] = Curve(lifted.weeks, low, median, high)
    panel = Panel(attrs.evolve(drawn, quantity=quantity, curves=curves, uncertainties={}))
    kept = lifted.lift_weeks >= panel.first_week
    return attrs.evolve(
        panel,
        read=Points(lifted.lift_weeks[kept], lifted.lifted[kept]),
        unread=Points(lifted.later_weeks, lifted.later),
    )


def _note(found: Forecast) -> str:
    unread, errors = (" (open: later, unread)", ", and errors of lifts") if found.later_count else ("", "")
    band = f"Bands and brackets: 10–90 % of {found.comparison.lanes_in_words}{errors}."
    note = f"Dots: maximum that a lift implied{unread}. {band}"
    return f"{note} Assumed: {listed(found.assumed)}." if found.assumed else note


def _finding(lifted: ExerciseForecast, shown: CurveSet) -> str:
    """Say where the best and the worst strategy may lead."""
    ends = {name: curve.end for name, curve in shown.curves.items()}
    best, worst = max(ends, key=ends.__getitem__), min(ends, key=ends.__getitem__)
    said = f"{spoken(lifted.exercise).capitalize()} in {weeks(shown.horizon_weeks)}: {_end(shown, best)}"
    return said if best == worst else f"{said}, {_end(shown, worst)}"


def _end(shown: CurveSet, name: str) -> str:
    curve = shown.curves[name]
    between = interval(float(curve.low[-1]), float(curve.high[-1]))
    return f"{number(curve.end)} kg ({between}) with {shown.labels[name]}"


def _check(found: Forecast, shown: CurveSet) -> str:
    """Say how many of the lifts that came lie where the nearest and the farthest strategy let expect."""
    counts = {name: found.inside_count(name) for name in shown.curves}
    best, worst = max(counts, key=counts.__getitem__), min(counts, key=counts.__getitem__)
    said = f"Of {found.later_count} lifts after today {counts[best]} lie within the 80 % range of {shown.labels[best]}"
    return said if counts[best] == counts[worst] else f"{said}, {counts[worst]} within that of {shown.labels[worst]}"


def _rows(found: Forecast) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            arm.label,
            *(_told(*one.end(arm.name)) for one in found.exercises[:MOST_IN_TABLE]),
            *((str(found.inside_count(arm.name)),) if found.later_count else ()),
        )
        for arm in found.comparison.arms
    )


def _told(low: float, median: float, high: float) -> str:
    return spread(median, low, high)
