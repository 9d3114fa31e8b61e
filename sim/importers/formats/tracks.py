"""TCX and GPX: recorded activities with their tracks."""

from __future__ import annotations

from collections.abc import Iterator
from math import asin, cos, radians, sin, sqrt

from ..dates import readings
from ..facts import Done, Fact
from ..markup import Tag, begins_with_element, tags
from ..rows import Reading, Refusal, RefusedError, Row
from ..source import Format, Source, cells

EARTH_RADIUS_M = 6_371_000.0


def _fact(row: Reading) -> Fact:
    minutes = row.minutes("duration")
    if not minutes:
        raise RefusedError("its duration is missing")
    name = row.text("sport") or "activity without a type"
    return Done(line=row.line, start=row.moment("start"), name=name, minutes=minutes, distance_km=row.distance_km())


def _number(text: str) -> float:
    """Return a number, 0 where it is none: the row is then refused for what it lacks."""
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return number if 0.0 <= number < 1e9 else 0.0  # noqa: PLR2004 - neither infinite nor a nonsense


def _tcx_rows(source: Source) -> Iterator[Row | Refusal]:
    activity: Tag | None = None
    start, seconds, metres = "", 0.0, 0.0
    for tag in tags(source):
        if tag.name == "Activity" and not tag.ends:
            activity, start, seconds, metres = tag, "", 0.0, 0.0
        elif activity is None or not tag.ends:
            continue
        elif tag.path[-2:] == ("Activity", "Id"):
            start = tag.text
        elif tag.path[-2:] == ("Lap", "TotalTimeSeconds"):
            seconds += _number(tag.text)
        elif tag.path[-2:] == ("Lap", "DistanceMeters"):
            metres += _number(tag.text)
        elif tag.name == "Activity":
            sport = activity.attributes.get("Sport")
            row = cells(start=start, sport=sport, duration_seconds=seconds, distance_meters=metres)
            yield Row(activity.line, row)
            activity = None


def _metres_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the length of the great circle between two points given in degrees."""
    south, north = radians(a[0]), radians(b[0])
    half = sin((north - south) / 2.0) ** 2 + cos(south) * cos(north) * sin(radians(b[1] - a[1]) / 2.0) ** 2
    return 2.0 * EARTH_RADIUS_M * asin(min(1.0, sqrt(half)))


class _Track:
    """Sums over one track of a GPX file."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.sport = self.name = self.first = self.last = ""
        self.metres = 0.0
        self.point: tuple[float, float] | None = None

    def go(self, attributes: dict[str, str]) -> None:
        """Go on to the next point."""
        try:
            here = (float(attributes["lat"]), float(attributes["lon"]))
        except (KeyError, ValueError):
            return
        if not (abs(here[0]) <= 90.0 and abs(here[1]) <= 180.0):  # noqa: PLR2004 - degrees on the globe
            return
        self.metres += _metres_between(self.point, here) if self.point else 0.0
        self.point = here

    def row(self) -> Row:
        """Return what the track adds up to."""
        began, ended = (readings(text).get("ymd") for text in (self.first, self.last))
        seconds = (ended.wall - began.wall).total_seconds() if began and ended else 0.0
        return Row(
            self.line,
            cells(
                start=self.first,
                sport=self.sport or self.name,
                duration_seconds=max(0.0, seconds),
                distance_meters=self.metres,
            ),
        )


def _gpx_rows(source: Source) -> Iterator[Row | Refusal]:
    track: _Track | None = None
    for tag in tags(source):
        if tag.name == "trk" and not tag.ends:
            track = _Track(tag.line)
        elif track is None:
            continue
        elif tag.name == "trk":
            yield track.row()
            track = None
        elif tag.name == "trkseg":
            track.point = None
        elif tag.name == "trkpt" and not tag.ends:
            track.go(tag.attributes)
        elif tag.ends and tag.path[-2:] == ("trkpt", "time"):
            track.first, track.last = track.first or tag.text, tag.text
        elif tag.ends and tag.path[-2:] == ("trk", "type"):
            track.sport = tag.text
        elif tag.ends and tag.path[-2:] == ("trk", "name"):
            track.name = tag.text


TCX = Format(
    name="tcx",
    fact=_fact,
    rows=_tcx_rows,
    recognises=lambda head: begins_with_element(head, b"TrainingCenterDatabase"),
    utc=True,
)

GPX = Format(
    name="gpx",
    fact=_fact,
    rows=_gpx_rows,
    recognises=lambda head: begins_with_element(head, b"gpx"),
    utc=True,
)
