"""What a calibration leaves behind: a parameter file, the draws, and everything that was found as one JSON document."""

from __future__ import annotations

import json
from typing import Any

import attrs
import numpy as np

from .ablations import Contender, coverage
from .calibration import Calibration
from .memory import SpeedUp
from .parameter_files import draws_csv, with_values


@attrs.frozen(eq=False)
class Report:
    """A calibration with its scores."""

    calibration: Calibration
    contenders: tuple[Contender, ...]
    speed_ups: tuple[SpeedUp, ...]

    def files(self, parameters_toml: str) -> dict[str, str]:
        """Return the new parameter set, the draws and the findings: contents by file name.

        Args:
            parameters_toml: The parameter file that was started from.
        """
        found = self.calibration
        intervals = {name: found.intervals[name] for name in found.identified}
        return {
            "parameters.toml": with_values(parameters_toml, found.values, intervals),
            "posterior.csv": draws_csv(found.draws),
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
            "rows": [
                {
                    "study": row.study,
                    "arm": row.observation.arm,
                    "measure": row.observation.measure,
                    "week": row.observation.week,
                    "unit": row.observation.unit,
                    "used_for": row.observation.used_for,
                    "observed": row.observation.observed,
                    "predicted": float(np.median(found.predicted[:, position])),
                    "between_studies": float(found.between[position]),
                    "source": row.observation.source,
                }
                for position, row in enumerate(found.rows)
            ],
        }
