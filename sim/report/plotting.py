"""Pictures for those who work in Python: whole figures, files, or curves on an axis of their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from models.words import hint

from ..comparison.arms import Trajectory
from ..comparison.arrays import VARIABLES
from ..comparison.comparison import Comparison
from ..comparison.experiment import Run
from ..errors import InputError, UnknownNameError
from ..person.forecast import Forecast
from ..results import Result
from ..runs.explain.explanation import Explanation
from ..runs.replay import Replay
from .pictures.figures import draw_figures, pictures
from .pictures.series import curve_of
from .pictures.style import Picture, strokes
from .pictures.waterfall import draw_waterfall

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEG_SIZE = "legs_size"


def plot(
    result: Result,
    folder: Path | str | None = None,
    *,
    ax: Axes | None = None,
    variable: str = LEG_SIZE,
    muscle: str | None = None,
) -> Figure | Axes | tuple[Path, ...]:
    """Draw a result.

    Args:
        result: A comparison, forecast, run, replay, trajectory or explanation.
        folder: Where every picture of a comparison is written, as SVG and PNG.
        ax: An axis of matplotlib to draw medians and 10-90 % bands on, over weeks.
        variable: What is drawn on ``ax``, as in :meth:`sim.comparison.arms.Trajectory.variable`.
        muscle: Of which muscle, for variables that have one.

    Returns:
        Paths with ``folder``, the axis with ``ax``, else the most telling figure.

    Raises:
        InputError: There is no picture of this kind of result.
        UnknownNameError: There is no such variable or muscle.
        CannotWriteError: The disk refused a write.
    """
    shown = result.comparison if isinstance(result, Forecast) else result
    if ax is not None:
        return _on_axis(shown, ax, variable, muscle)
    if folder is not None and isinstance(shown, Comparison):
        return draw_figures(shown, Path(folder))
    picture = _main_picture(shown)
    if picture is not None:
        return picture.figure
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4.0), layout="constrained")
    _on_axis(shown, figure.subplots(), variable, muscle)
    return figure


def inline_picture(result: Result) -> str:
    """Return the most telling picture of a result as SVG for a notebook, empty where there is none."""
    picture = _main_picture(result.comparison if isinstance(result, Forecast) else result)
    return "" if picture is None else picture.svg[picture.svg.index("<svg") :]


def _main_picture(result: Result) -> Picture | None:
    if isinstance(result, Comparison):
        return pictures(result)[0]
    if isinstance(result, Explanation):
        return draw_waterfall(result, "the first", "the second")
    return None


def _on_axis(result: Result, ax: Axes, variable: str, muscle: str | None) -> Axes:
    if variable not in VARIABLES:
        raise UnknownNameError(f"unknown variable {variable!r}{hint(variable, VARIABLES)}")
    if isinstance(result, Comparison):
        own = strokes(result)
        for arm in result.arms:
            _draw(ax, arm.trajectory, variable, muscle, label=arm.label, colour=own[arm.name].colour)
        ax.legend(title=f"Line: median, band: 10–90 % of {result.band.who}")
    elif isinstance(result, Trajectory):
        _draw(ax, result, variable, muscle)
    elif isinstance(result, Run | Replay):
        _draw(ax, result.trajectory(), variable, muscle)
    else:
        raise InputError(f"there is no picture of a {type(result).__name__} on an axis; leave ax out, or draw .rows()")
    name, unit = VARIABLES[variable]
    ax.set_xlabel("Weeks from the start of the strategies")
    ax.set_ylabel(f"{name}{f', {muscle}' if muscle else ''} ({unit})")
    return ax


def _draw(
    ax: Axes, seen: Trajectory, variable: str, muscle: str | None, label: str = "", colour: str | None = None
) -> None:
    curve = curve_of(seen, seen.variable(variable, muscle))
    (line,) = ax.plot(curve.weeks, curve.median, label=label, color=colour)
    ax.fill_between(curve.weeks, curve.low, curve.high, color=line.get_color(), alpha=0.2, linewidth=0)
