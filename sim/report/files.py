"""Files of a comparison, each written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import math
from typing import TYPE_CHECKING, Any

import attrs

from ..comparison.comparison import Comparison, DrawnParameters
from ..comparison.summary import CurveRow, SummaryRow
from ..events import StreamStarted
from ..files import write_whole
from ..text import cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def _cell(value: str | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return cell(value)
    if isinstance(value, bool):
        return str(value)
    return "" if math.isnan(value) else f"{value:.6g}"


def csv_bytes(row_type: type, rows: Iterable[SummaryRow] | Iterable[CurveRow]) -> bytes:
    """Return rows as CSV: six significant digits, empty where nothing applies, ``inf`` where it was not reached."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    names = [field.name for field in attrs.fields(row_type)]
    writer.writerow(names)
    writer.writerows([_cell(getattr(row, name)) for name in names] for row in rows)
    return text.getvalue().encode()


def recorded_versions(comparison: Comparison) -> dict[str, str]:
    """Return the versions that the reference athlete's stream states."""
    for event in comparison.baseline.reference_log:
        if isinstance(event, StreamStarted):
            return dict(event.versions)
    return {}


def _drawn(drawn: DrawnParameters) -> dict[str, Any]:
    told = {"parameters": drawn.source, "parameter_draws": drawn.draws}
    return {**told, "posterior_sha256": drawn.sha256} if drawn.sha256 else told


def manifest(comparison: Comparison, versions: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return what is needed to tell where numbers come from and to compute them again."""
    scenario = comparison.scenario
    return {
        **({"assumed": list(comparison.assumed)} if comparison.assumed else {}),
        "athletes": comparison.athletes,
        "baseline": scenario.baseline,
        "horizon_weeks": scenario.horizon_weeks,
        **({"past": attrs.asdict(comparison.past)} if comparison.past else {}),
        "parameter_set": comparison.parameter_set,
        **(_drawn(comparison.drawn) if comparison.drawn else {}),
        "primary_outcome": scenario.primary_outcome,
        "scenario": scenario.name,
        "scenario_sha256": scenario.sha256,
        "seed": comparison.seed,
        **({"shared_past_days": comparison.baseline.trajectory.start_days} if comparison.of_futures else {}),
        "strategies": [
            {
                "events": len(arm.reference_log),
                "head_hash": arm.head_hash,
                "label": arm.label,
                "name": arm.name,
                "stream": arm.stream,
            }
            for arm in comparison.arms
        ],
        "title": scenario.title,
        "versions": dict(recorded_versions(comparison) if versions is None else versions),
    }


def write_tables(
    comparison: Comparison, folder: Path, *, versions: Mapping[str, str] | None = None
) -> tuple[Path, ...]:
    """Write ``summary.csv``, ``curves.csv`` and ``manifest.json`` into ``folder`` and return their paths.

    Args:
        comparison: What was simulated.
        folder: Made if it is not there.
        versions: Name to version of what computed this; those of the reference athlete's stream if left out.

    Raises:
        CannotWriteError: The disk refused a write.
    """
    origin = json.dumps(manifest(comparison, versions), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    return (
        write_whole(folder / "summary.csv", csv_bytes(SummaryRow, comparison.summary())),
        write_whole(folder / "curves.csv", csv_bytes(CurveRow, comparison.curves())),
        write_whole(folder / "manifest.json", origin.encode()),
    )
