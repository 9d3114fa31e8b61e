"""What processes see of the world: the calendar, what can be measured, and the one way to let something happen."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence

import attrs
import numpy as np
import simpy
from simpy.events import NORMAL, EventPriority

from models.state import Body

from .. import fold
from ..events import Event
from . import logbook as notes
from . import tally
from .cohort import Cohort
from .instruments import Instruments

Observer = Callable[[Body], None]
Process = Generator[simpy.Event, None, None]
"""A SimPy process: it waits for moments and records events."""


@attrs.frozen(eq=False)
class Past:
    """Everything that a life carries on: strategies branch from it.

    Attributes:
        body: The bodies at the moment reached.
        logbook: The lifters' notes.
        tally: Counts since the last :func:`sim.world.tally.nothing`.
        logs: Own events of the first lanes, as many as are logged.
    """

    body: Body
    logbook: notes.Logbook
    tally: tally.Tally
    logs: tuple[tuple[Event, ...], ...] = ((),)


class Calendar(simpy.Environment):
    """A SimPy environment in which processes that wait for one moment go in the order in which they began.

    SimPy lets go first whoever has waited longest. That order would hang on when a life was taken up, and a life that
    goes on from its middle could not be the one that was lived in one piece.
    """

    def __init__(self, initial_time: float) -> None:
        super().__init__(initial_time=initial_time)
        self._order: dict[simpy.Process, EventPriority] = {}

    def schedule(self, event: simpy.Event, priority: EventPriority = NORMAL, delay: float = 0) -> None:
        """Schedule an event, what a process waits for behind that of those who began before."""
        process = self.active_process
        if process is not None and priority == NORMAL:
            priority = self._order.setdefault(process, EventPriority(NORMAL + len(self._order)))
        super().schedule(event, priority, delay)


class World:
    """A stretch of life of a cohort.

    Args:
        cohort: Who lives it.
        past: What they bring.
        sample_days: Ascending moments to observe, within the stretch; each is observed after its events.
        observe: Called with the bodies at each of those moments; the life itself does not change by it.
    """

    def __init__(self, cohort: Cohort, past: Past, sample_days: Sequence[float], observe: Observer) -> None:
        self.cohort = cohort
        self.streams = cohort.streams
        self.p = cohort.values
        self.body = past.body
        self.logbook = past.logbook
        self.tally = past.tally
        self.logs = [list(log) for log in past.logs]
        self.environment = Calendar(past.body.time_days)
        self._ahead: tuple[Body, Body] | None = None
        self._observe = observe
        self._samples = iter(sample_days)
        self._next_sample = next(self._samples, np.inf)

    def wait_until(self, time_days: float) -> simpy.Event:
        """Return the SimPy event of a moment; a moment that has passed is now."""
        return self.environment.timeout(max(0.0, time_days - self.environment.now))

    def record(self, event: Event) -> None:
        """Let an event happen: the body absorbs it, notes and counts are taken, the log keeps it."""
        if event.mask is not None and not event.mask.any():
            return
        self.observe_before(event.time_days)
        self.body = fold.land(self.p, self._body_at(event.time_days), event)
        self.logbook = notes.note(self.logbook, event)
        self.tally = tally.count(self.tally, event)
        for lane, log in enumerate(self.logs):
            if event.concerns(lane):
                log.append(event.lane(lane))

    def instruments(self, time_days: float) -> Instruments:
        """Return what can be measured at a moment; decisions see nothing else of the body."""
        return Instruments(self.p, self._body_at(time_days))

    def _body_at(self, time_days: float) -> Body:
        """Return the body at a moment to come; what is measured then and what happens then need the way there once."""
        if self._ahead is None or self._ahead[0] is not self.body or self._ahead[1].time_days != time_days:
            self._ahead = self.body, fold.until(self.p, self.body, time_days)
        return self._ahead[1]

    def observe_before(self, time_days: float) -> None:
        """Take the samples that are due before a moment."""
        while self._next_sample < time_days:
            self._observe(fold.until(self.p, self.body, self._next_sample))
            self._next_sample = next(self._samples, np.inf)

    def pass_until(self, time_days: float) -> None:
        """Run the calendar up to a moment, without the events of that moment."""
        self.environment.run(until=time_days)
        self.arrive(time_days)

    def arrive(self, time_days: float) -> None:
        """Bring the bodies to a moment up to which nothing more happens."""
        self.observe_before(time_days)
        self.body = fold.until(self.p, self.body, time_days)

    def past(self) -> Past:
        """Observe what is still due and return what was lived."""
        self.observe_before(np.inf)
        return Past(self.body, self.logbook, self.tally, tuple(tuple(log) for log in self.logs))
