"""Every picture of a comparison, drawn and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...comparison.comparison import Comparison
from ...files import write_whole
from ..words.picked import outcomes, primary
from .athlete import diaries, draw_diaries
from .curves import curve_set, quantities_asked
from .differences import draw_differences, paired_differences
from .futures import DRAWN, draw_futures, one_past
from .gain_by_hour import draw_gain_by_hour, gain_by_hour
from .muscles import draw_muscles, muscle_curves
from .regain_curves import draw_curves
from .style import Picture
from .thumbnail import draw_thumbnail

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["draw_figures", "draw_thumbnail", "pictures", "write_pictures"]


def pictures(comparison: Comparison) -> tuple[Picture, ...]:
    """Draw every picture that this comparison calls for, the most telling first."""
    shown = outcomes(comparison.summary())
    asked = primary(shown, comparison.scenario.primary_outcome)
    quantities = quantities_asked(comparison)
    drawn = []
    if comparison.of_futures:
        drawn.append(draw_futures(one_past(comparison, asked)))
        quantities = tuple(one for one in quantities if one not in DRAWN)
    drawn += [draw_curves(curve_set(comparison, quantity)) for quantity in quantities]
    if len(comparison.arms) > 1:
        drawn.append(draw_differences(paired_differences(comparison, shown, asked)))
    if comparison.scenario.picture == "gain_by_hour":
        by_hour = gain_by_hour(comparison, asked)
        if by_hour.points:
            drawn.append(draw_gain_by_hour(by_hour))
    drawn.append(draw_muscles(muscle_curves(comparison)))
    drawn.append(draw_diaries(diaries(comparison, asked)))
    return tuple(drawn)


def write_pictures(drawn: tuple[Picture, ...], folder: Path) -> tuple[Path, ...]:
    """Write pictures as SVG and PNG and return their paths.

    Raises:
        CannotWriteError: The disk refused a write.
    """
    return tuple(
        write_whole(folder / f"{picture.name}.{kind}", content)
        for picture in drawn
        for kind, content in (("svg", picture.svg.encode()), ("png", picture.png()))
    )


def draw_figures(comparison: Comparison, folder: Path) -> tuple[Path, ...]:
    """Draw every figure as SVG and PNG into ``folder`` and return their paths.

    Raises:
        CannotWriteError: The disk refused a write.
    """
    return write_pictures(pictures(comparison), folder)
