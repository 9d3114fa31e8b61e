"""What a calibration leaves behind: a parameter file, the draws, and everything that was found as one JSON document."""

from __future__ import annotations

import json
from typing import Any

import attrs
import numpy as np

from ..studies.doubt import holds, standard_error, written
from .ablations import Contender, coverage, doubt_of, interval_of
from .calibration import Calibration
from .fitted_to import fitted_to
from .memory import SpeedUp
from .parameter_files import draws_csv, with_values


@attrs.frozen(eq=False)
class Report:
    """A calibration with its scores."""

    calibration: Calibration
    contenders: tuple[Contender, ...]
    speed_ups: tuple[SpeedUp, ...]

    def files(self, parameters_toml: str) -> dict[str, str]:
        """Return the new parameter set, the draws, what is in doubt and the findings: contents by file name.

        Args:
            parameters_toml: The parameter file that was started from.
        """
        found = self.calibration
        intervals = {name: found.intervals[name] for name in found.identified}
        return {
            "parameters.toml": with_values(parameters_toml, found.values, intervals),
            "posterior.csv": draws_csv(found.draws),
            "doubt.csv": written(
                (row.study, row.observation, doubt_of(found, position)) for position, row in enumerate(found.rows)
            ),
            "calibration.json": json.dumps(self.document(), indent=1) + "\n",
        }

    def document(self) -> dict[str, Any]:
        """Return everything that was found, ready for JSON."""
        found = self.calibration
        return {
            "parameters": [
                {
                    "name": name,
                    "before": found.nominal[name].value,
                    "value": found.values[name],
                    "interval_90": list(found.intervals[name]),
                    "posterior_over_prior_width": found.widths[name],
                    "identified": name in found.identified,
                }
                for name in found.space.names
            ],
            "fitted_to": fitted_to(found),
            "correlation": np.round(found.correlation, 3).tolist(),
            "weak_directions": list(found.weak_directions()),
            "posterior": {
                "draws": len(found.posterior.z),
                "steps_taken_fraction": found.posterior.taken,
                "least_effective_draws": float(np.min(found.posterior.effective_draws)),
                "greatest_drift_sd": found.posterior.drift,
            },
            "coverage_of_size_90": {
                "train": coverage(found, held_out=False),
                "held_out": coverage(found, held_out=True),
            },
            "contenders": [attrs.asdict(one) for one in self.contenders],
            "speed_up_of_regain": [attrs.asdict(one) for one in self.speed_ups],
            "rows": [self._row(position) for position in range(len(found.rows))],
        }

    def _row(self, position: int) -> dict[str, Any]:
        found = self.calibration
        row, doubt = found.rows[position], doubt_of(found, position)
        low, high = interval_of(found, position)
        return {
            "study": row.study,
            "arm": row.observation.arm,
            "measure": row.observation.measure,
            "week": row.observation.week,
            "unit": row.observation.unit,
            "used_for": row.observation.used_for,
            "observed": row.observation.observed,
            "predicted": float(np.median(found.predicted[:, position])),
            "p5": low,
            "p95": high,
            "inside": holds((low, high), row.observation.observed),
            "between_studies": doubt.between_studies,
            "parameters_sd": doubt.parameters_sd,
            "standard_error": standard_error(row.observation),
            "source": row.observation.source,
        }
