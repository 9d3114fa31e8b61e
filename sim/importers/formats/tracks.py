"""TCX and GPX: recorded activities with their tracks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from math import asin, cos, isnan, nan, radians, sin, sqrt

import attrs

from ..dates import readings
from ..facts import Done, Fact
from ..markup import Tag, begins_with_element, tags
from ..rows import Reading, Refusal, RefusedError, Row
from ..source import Format, Source, cells

EARTH_RADIUS_M = 6_371_000.0
FASTEST_M_PER_S = 12.5
"""Nobody runs faster: between points that ask for more, one of the two is wrong."""
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - walls are compared after their offset is taken off
STRAVA_TYPES = {"1": "cycling", "9": "running", "10": "walking", "4": "hiking", "16": "swimming"}
"""Strava writes some sports as a number."""


def _fact(row: Reading) -> Fact:
    minutes = row.minutes("duration")
    if not minutes:
        raise RefusedError("expected the times of at least two points, found no duration")
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


@attrs.frozen
class _Point:
    """Where somebody was; ``seconds`` is ``nan`` where nobody knows when."""

    place: tuple[float, float]
    seconds: float

    def reaches(self, other: _Point) -> bool:
        """Tell whether a runner gets from here to there in time; true where the time is not known."""
        seconds = other.seconds - self.seconds
        return not _metres_between(self.place, other.place) > FASTEST_M_PER_S * max(seconds, 1.0)


class _Track:
    """Sums over one track of a GPX file: over its segments, for a pause lies between two of them."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.sport = self.name = self.first = self.time = ""
        self.metres = self.seconds = 0.0
        self.place: tuple[float, float] | None = None
        self.begin_segment()

    def begin_segment(self) -> None:
        """Begin after a pause."""
        self.began_s = self.last_s = nan
        self.last: _Point | None = None
        self.astray: _Point | None = None

    def end_segment(self) -> None:
        """Add the time from the first to the last point of a segment."""
        between_s = self.last_s - self.began_s
        self.seconds += max(0.0, between_s)

    def begin_point(self, attributes: dict[str, str]) -> None:
        """Note where the next point is."""
        self.time, self.place = "", None
        try:
            here = (float(attributes["lat"]), float(attributes["lon"]))
        except (KeyError, ValueError):
            return
        if abs(here[0]) <= 90.0 and abs(here[1]) <= 180.0:  # noqa: PLR2004 - degrees on the globe
            self.place = here

    def end_point(self) -> None:
        """Go on to the point, unless it lies where nobody can have been: then the next one tells which was wrong."""
        moment = readings(self.time).get("ymd")
        seconds = nan
        if moment is not None:
            self.first = self.first or self.time
            seconds = (moment.wall - EPOCH).total_seconds() - 60.0 * (moment.offset_min or 0)
            self.began_s = seconds if isnan(self.began_s) else self.began_s
            self.last_s = seconds
        if self.place is None:
            return
        here = _Point(self.place, seconds)
        if self.last is None or self.last.reaches(here):
            self.metres += _metres_between(self.last.place, here.place) if self.last else 0.0
            self.last, self.astray = here, None
        elif self.astray is not None and self.astray.reaches(here):
            self.metres += _metres_between(self.astray.place, here.place)
            self.last, self.astray = here, None
        else:
            self.astray = here

    def row(self) -> Row:
        """Return what the track adds up to."""
        return Row(
            self.line,
            cells(
                start=self.first,
                sport=STRAVA_TYPES.get(self.sport, self.sport) or self.name,
                duration_seconds=self.seconds,
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
            (track.end_segment if tag.ends else track.begin_segment)()
        elif tag.name == "trkpt":
            track.end_point() if tag.ends else track.begin_point(tag.attributes)
        elif tag.ends and tag.path[-2:] == ("trkpt", "time"):
            track.time = tag.text
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
