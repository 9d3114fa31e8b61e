"""Regain: live through weeks of training, fatigue, sleep and food as events, and compare plans.

``dir(sim)`` names everything that is meant to be used; ``docs/python.md`` shows how.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import results

if TYPE_CHECKING:
    from .comparison.experiment import compare, run
    from .comparison.keeping import load_comparison, save_comparison
    from .log.opening import open_store
    from .person.forecast import forecast
    from .person.telling import fit_person as fit
    from .report.plotting import plot
    from .report.studies import predict_studies
    from .runs.compare_runs import compare_runs
    from .runs.explain import explain
    from .runs.fork import fork
    from .runs.futures import futures
    from .runs.replay import replay
    from .runs.snapshots import state_at
    from .scenario.reader import load_scenario
    from .scenario.reader import scenario_from_resolved as scenario_from_dict
    from .tune.parameter_files import load_parameters
    from .tune.results import calibrate

__all__ = [
    "calibrate",
    "compare",
    "compare_runs",
    "explain",
    "fit",
    "forecast",
    "fork",
    "futures",
    "load_comparison",
    "load_parameters",
    "load_scenario",
    "open_store",
    "plot",
    "predict_studies",
    "replay",
    "run",
    "save_comparison",
    "scenario_from_dict",
    "state_at",
]

_HOME = {
    "calibrate": ("tune.results", "calibrate"),
    "compare": ("comparison.experiment", "compare"),
    "compare_runs": ("runs.compare_runs", "compare_runs"),
    "explain": ("runs.explain", "explain"),
    "fit": ("person.telling", "fit_person"),
    "forecast": ("person.forecast", "forecast"),
    "fork": ("runs.fork", "fork"),
    "futures": ("runs.futures", "futures"),
    "load_comparison": ("comparison.keeping", "load_comparison"),
    "load_parameters": ("tune.parameter_files", "load_parameters"),
    "load_scenario": ("scenario.reader", "load_scenario"),
    "open_store": ("log.opening", "open_store"),
    "plot": ("report.plotting", "plot"),
    "predict_studies": ("report.studies", "predict_studies"),
    "replay": ("runs.replay", "replay"),
    "run": ("comparison.experiment", "run"),
    "save_comparison": ("comparison.keeping", "save_comparison"),
    "scenario_from_dict": ("scenario.reader", "scenario_from_resolved"),
    "state_at": ("runs.snapshots", "state_at"),
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


def _picture_of(result: results.Result) -> str:
    """Draw a result for a notebook: this floor alone may reach both results and pictures."""
    from .report.plotting import inline_picture

    return inline_picture(result)


_refuse_foreign_models()
results.pictures_come_from(_picture_of)


def __dir__() -> list[str]:
    """Return what is meant to be used, and nothing else."""
    return [*__all__, "__version__"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module gives
    """Import the public functions where they are used: ``regain --help`` must not wait for NumPy."""
    if name in _HOME:
        home, real_name = _HOME[name]
        return getattr(import_module(f"sim.{home}"), real_name)
    if name == "__version__":
        from .versions import regain_version

        return regain_version()
    from models.words import hint

    message = f"module 'sim' has no attribute {name!r}{hint(name, __all__)}"
    raise AttributeError(message)
