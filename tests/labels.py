"""Labels of a picture that cannot be read well: those that touch each other, and those that a line runs through."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from sim.report.pictures.style import Picture, drawing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes

SLACK_PX = -0.5


def touching(picture: Picture) -> list[tuple[str, str]]:
    """Return the pairs of texts whose boxes overlap."""
    with drawing():
        boxes = list(_boxes(picture))
    return [
        (one, other) for (one, box), (other, beside) in combinations(boxes, 2) if box.padded(SLACK_PX).overlaps(beside)
    ]


def struck(picture: Picture) -> list[str]:
    """Return the texts inside panels through which a line of the panel runs, its grid included."""
    found = []
    with drawing():
        renderer = _drawn(picture)
        for axes in picture.figure.axes:
            for text in axes.texts:
                # Lines are cut off at the edges of their panel.
                box = Bbox.intersection(text.get_window_extent(renderer), axes.bbox)
                if box and any(path.intersects_bbox(box, filled=False) for path in _paths(axes)):
                    found.append(text.get_text())
    return found


def _drawn(picture: Picture) -> object:
    canvas = FigureCanvasAgg(picture.figure)
    canvas.draw()
    return canvas.get_renderer()


def _boxes(picture: Picture) -> Iterator[tuple[str, Bbox]]:
    renderer = _drawn(picture)
    beyond = {label for axes in picture.figure.axes for label in _beyond(axes)}
    for text in set(picture.figure.findobj(Text)) - beyond:
        if text.get_visible() and text.get_text().strip():
            yield text.get_text(), text.get_window_extent(renderer)


def _beyond(axes: Axes) -> Iterator[Text]:
    """Yield labels of ticks outside the axis, which are not drawn."""
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        for tick in axis.get_major_ticks():
            if not low - 1e-9 <= tick.get_loc() <= high + 1e-9:
                yield from (tick.label1, tick.label2)


def _paths(axes: Axes) -> Iterator[object]:
    grid = (line for line in (*axes.get_xgridlines(), *axes.get_ygridlines()) if line.get_visible())
    for line in (*axes.lines, *grid):
        yield line.get_transform().transform_path(line.get_path())
