"""What a calibration was fitted to: studies, rows with their errors and weights, priors, and how hard was looked."""

from __future__ import annotations

import hashlib
from typing import Any

import attrs

from .calibration import Calibration, trained_of


def fitted_to(found: Calibration) -> dict[str, Any]:
    """Return everything that decided the fit, ready for JSON."""
    chosen, data = trained_of(found.rows), found.data
    left_out = [row for row in found.rows if not row.is_trained]
    return {
        "studies": list(dict.fromkeys(row.study for row in chosen)),
        "left_out": list(dict.fromkeys(row.study for row in left_out)),
        "left_out_and_named_by_no_prior": list(
            dict.fromkeys(row.study for row, unseen in zip(found.rows, found.unseen, strict=True) if unseen)
        ),
        "rows": [
            {
                "study": row.study,
                "line": row.observation.row,
                "observed": row.observation.observed,
                "standard_error": float(error),
                "weight": float(weight),
            }
            for row, error, weight in zip(chosen, data.error, data.weight, strict=True)
        ],
        "rows_sha256": hashlib.sha256(repr([attrs.astuple(row.observation) for row in chosen]).encode()).hexdigest(),
        "degrees_of_freedom": data.freedom,
        "priors": {one.name: attrs.asdict(one.prior) for one in found.space.parameters},
        "held_fixed_sha256": found.nominal.replace(
            {one.name: one.prior.centre for one in found.space.parameters}
        ).digest,
        "starts": found.effort.starts + 1,
        "draws": found.effort.draws,
        "steps": found.effort.steps,
        "seed": found.effort.seed,
    }
