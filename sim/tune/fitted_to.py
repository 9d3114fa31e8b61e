"""What a calibration was fitted to: studies, rows with their errors, priors, and how hard was looked."""

from __future__ import annotations

import hashlib
from typing import Any

import attrs

from .calibration import Calibration, trained_of


def fitted_to(found: Calibration) -> dict[str, Any]:
    """Return everything that decided the fit, ready for JSON."""
    chosen, likelihood = trained_of(found.rows), found.likelihood
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
                "cohort": row.cohort,
                "standard_error": float(error),
                "has_study_effect": bool(effect),
            }
            for row, error, effect in zip(chosen, likelihood.error, likelihood.effect, strict=True)
        ],
        "rows_sha256": hashlib.sha256(repr([attrs.astuple(row.observation) for row in chosen]).encode()).hexdigest(),
        "degrees_of_freedom": likelihood.freedom,
        "priors": {
            one.name: attrs.asdict(one.prior) for one in (*found.space.parameters, *found.spreads.space.parameters)
        },
        "drawn_from_priors": {one.name: attrs.asdict(one.prior) for one in found.drawn.parameters},
        "held_fixed_sha256": found.nominal.replace(
            {one.name: one.prior.centre for one in found.space.parameters}
        ).digest,
        "starts": found.effort.starts + 1,
        "draws": found.effort.draws,
        "steps": found.effort.steps,
        "seed": found.effort.seed,
    }
