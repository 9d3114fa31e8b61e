"""Regain: live through weeks of training, fatigue, sleep and food as events, and compare plans.

from sim import compare, compare_runs, fork, load_scenario, replay, run
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .comparison.experiment import compare, run
    from .runs.compare_runs import compare_runs
    from .runs.fork import fork
    from .runs.replay import replay
    from .scenario.reader import load_scenario

__all__ = ["compare", "compare_runs", "fork", "load_scenario", "replay", "run"]

_HOME = {
    "compare": "comparison.experiment",
    "compare_runs": "runs.compare_runs",
    "fork": "runs.fork",
    "load_scenario": "scenario.reader",
    "replay": "runs.replay",
    "run": "comparison.experiment",
}


def _refuse_foreign_models() -> None:
    spec = find_spec("models")
    found = Path(spec.origin).parent if spec is not None and spec.origin is not None else None
    if found is None or not (found / "parameters.toml").is_file():
        message = (
            f"Regain needs its own package 'models', found {found or 'none'}: another package or folder of that name "
            "comes first on the import path; run Regain from another folder or in an environment of its own"
        )
        raise ImportError(message)


_refuse_foreign_models()


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module gives
    """Import the public functions where they are used: ``regain --help`` must not wait for NumPy."""
    if name in _HOME:
        return getattr(import_module(f"sim.{_HOME[name]}"), name)
    message = f"module 'sim' has no attribute {name!r}"
    raise AttributeError(message)
