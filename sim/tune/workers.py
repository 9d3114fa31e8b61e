"""Running the model of all studies on every core: each process lives its share of them, lane by lane the same."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from types import TracebackType
from typing import Self

from models.arrays import FloatArray
from models.parameters import ParameterSet

from ..errors import WorkerLostError
from ..plan import DAYS_PER_WEEK, Athlete, Phase, Plan, Session, Strategy
from ..studies import Study, predict_lanes_of_all

_Origin = tuple[Athlete, tuple[Phase, ...]]

DAYS_PER_SET = 0.4
"""What a set costs to live, beside a day with its night and meals."""


SAFE_PATH = "PYTHONSAFEPATH"
"""Python's own switch: it reaches a new process before that imports anything."""


def _end_with_the_parent() -> None:
    """Set a worker up: it leaves Ctrl-C to whoever asked, and does not outlive them."""
    # A terminal interrupts every process of a command; one that dies holding the lock of the queue leaves all waiting.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_wait_for_the_end_of, args=(parent.sentinel,), daemon=True).start()


def _wait_for_the_end_of(sentinel: int) -> None:
    # A killed parent closes its end of a pipe and nothing else: workers would wait for their next task for ever.
    wait([sentinel])
    os._exit(1)


@contextmanager
def _from_their_own_library() -> Iterator[None]:
    """Let new processes import from Python's folders and not from the current one, where a ``pickle.py`` may lie."""
    before = os.environ.get(SAFE_PATH)
    os.environ[SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[SAFE_PATH]
        else:
            os.environ[SAFE_PATH] = before


class Workers:
    """Processes that share studies among them.

    Args:
        processes: How many; default: one a core.
    """

    def __init__(self, processes: int | None = None) -> None:
        self._many = processes or os.cpu_count() or 1
        # A fresh process and not a copy of this one: threads of numerical libraries do not survive a copy.
        self._pool = ProcessPoolExecutor(self._many, mp_context=get_context("spawn"), initializer=_end_with_the_parent)

    def predict(
        self, studies: Sequence[Study], lanes: Mapping[str, FloatArray], nominal: ParameterSet
    ) -> dict[str, FloatArray]:
        """Predict studies under many parameter vectors, by name, each ``(lanes, observations)``.

        Raises:
            WorkerLostError: A process ended before its share was lived.
        """
        shares = shared_out(studies, self._many)
        found: dict[str, FloatArray] = {}
        try:
            # Processes start when work is waiting for them.
            with _from_their_own_library():
                waiting = [
                    self._pool.submit(predict_lanes_of_all, share, dict(lanes), nominal) for share in shares if share
                ]
            for one in waiting:
                found |= one.result()
        except BrokenProcessPool as error:
            raise WorkerLostError from error
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)


def shared_out(studies: Sequence[Study], many: int) -> list[list[Study]]:
    """Share studies out so that each process has about as much to live.

    The longest study first, each to the process that is then done soonest; it lives a past that its studies share once.
    """
    shares: list[list[Study]] = [[] for _ in range(many)]
    pasts: list[set[_Origin]] = [set() for _ in range(many)]
    done = [0.0] * many
    for study in sorted(studies, key=lambda one: _cost(_phases(one)), reverse=True):
        then = [
            done[place] + _cost(_phases(study)) + sum(_cost(past[1]) for past in _pasts(study) - pasts[place])
            for place in range(many)
        ]
        soonest = min(range(many), key=then.__getitem__)
        shares[soonest].append(study)
        pasts[soonest] |= _pasts(study)
        done[soonest] = then[soonest]
    return shares


def _arms(study: Study) -> list[Strategy]:
    return [study.scenario.strategy(name) for name in study.arms]


def _phases(study: Study) -> list[Phase]:
    return [phase for arm in _arms(study) for phase in arm.phases]


def _pasts(study: Study) -> set[_Origin]:
    return {(arm.athlete, arm.history) for arm in _arms(study)}


def _cost(phases: Iterable[Phase]) -> float:
    """How long phases take to live, in days without training."""
    return sum(phase.length_days * (1.0 + DAYS_PER_SET * _sets(phase.plan) / DAYS_PER_WEEK) for phase in phases)


def _sets(plan: Plan) -> int:
    """Sets of a week."""
    sessions = [item.activity for item in plan.items if isinstance(item.activity, Session)]
    return sum(exercise.sets_high for session in sessions for exercise in session.exercises)
