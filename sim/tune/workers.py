"""Running the model of all studies on every core: each process lives its share of them, lane by lane the same."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.parameters import ParameterSet

from ..studies import Study, load_study, predict_lanes_of_all

FloatArray = NDArray[np.float64]

_studies: dict[str, Study] = {}


def _predict(paths: Sequence[Path], lanes: Mapping[str, FloatArray], nominal: ParameterSet) -> dict[str, FloatArray]:
    """Predict some studies, in a process that has read them before or reads them now."""
    for path in paths:
        if path.stem not in _studies:
            _studies[path.stem] = load_study(path)
    return predict_lanes_of_all([_studies[path.stem] for path in paths], lanes, nominal)


class Workers:
    """Processes that share the studies among them.

    Args:
        studies: What is to be predicted.
        processes: How many; default: one a core.
    """

    def __init__(self, studies: Sequence[Study], processes: int | None = None) -> None:
        many = min(processes or os.cpu_count() or 1, len(studies))
        by_cost = sorted(studies, key=_cost, reverse=True)
        self._shares = [[Path(study.scenario.path) for study in by_cost[first::many]] for first in range(many)]
        # A fresh process and not a copy of this one: threads of numerical libraries do not survive a copy.
        self._pool = ProcessPoolExecutor(many, mp_context=get_context("spawn"))

    def predict(self, lanes: Mapping[str, FloatArray], nominal: ParameterSet) -> dict[str, FloatArray]:
        """Predict every study under many parameter vectors, by name, each ``(lanes, observations)``."""
        waiting = [self._pool.submit(_predict, share, dict(lanes), nominal) for share in self._shares]
        found: dict[str, FloatArray] = {}
        for one in waiting:
            found |= one.result()
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)


def _cost(study: Study) -> float:
    """How long a study takes to live, in days of all its arms."""
    return sum(arm.history_days + sum(phase.length_days for phase in arm.phases) for arm in study.scenario.strategies)
