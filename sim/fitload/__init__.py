"""The classic fitness-fatigue models fitted to a table of load and performance, with a verdict.

from sim.fitload import fit_load, read_table
fit = fit_load(read_table("season.csv"), "banister")
"""

from __future__ import annotations

from .fit import fit_load
from .observe import MEASURES, daily_load, loads_beside_tests
from .result import Finding, LoadFit
from .table import LoadTable, read_table

__all__ = ["MEASURES", "Finding", "LoadFit", "LoadTable", "daily_load", "fit_load", "loads_beside_tests", "read_table"]
